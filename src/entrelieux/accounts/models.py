"""Accounts, and what lets somebody act: a mandate, or a staff session. Both end by themselves."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac

from entrelieux.kernel.viewer import Role

REMINDER_DAYS = (9, 21, 45)


def reminder_days() -> list[int]:
    return list(REMINDER_DAYS)


class User(AbstractUser):
    """function: what the person does, as colleagues and the people helped read it.

    session_round: moves on when the person closes their other sessions; those are worth nothing.
    """

    function = models.CharField("fonction", max_length=120, blank=True)
    session_round = models.PositiveIntegerField("tour de sessions", default=0)

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        salt = "entrelieux.accounts.models.User.session"
        return salted_hmac(
            salt, f"{self.password}:{self.session_round}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Zone(models.TextChoices):
    """A territory by its official code; none = no limit."""

    NONE = "", "sans limite"
    COMMUNE = "commune", "commune"
    EPCI = "epci", "intercommunalité"
    DEPARTEMENT = "departement", "département"
    REGION = "region", "région"


class Network(models.Model):
    """A network of structures and its rules; its life (charter, decisions) is told elsewhere.

    reminder_days: after how many days of silence each reminder leaves, increasing; the last is
    followed by the animator. quiet_from, quiet_until: local hours between which nobody is written
    to. small_count: counts under it are masked on the boards of this territory.
    """

    ref = models.SlugField("référence", max_length=40, unique=True)
    name = models.CharField("nom", max_length=200)
    zone = models.CharField("territoire", max_length=12, choices=Zone.choices, blank=True)
    zone_code = models.CharField("code du territoire", max_length=12, blank=True)
    reminder_days = models.JSONField("jours de relance", default=reminder_days)
    quiet_from = models.TimeField("pas de message après", default="18:00")
    quiet_until = models.TimeField("pas de message avant", default="08:30")
    small_count = models.PositiveSmallIntegerField("petit nombre masqué sous", default=5)
    version = models.PositiveIntegerField("version", default=1)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "réseau"
        verbose_name_plural = "réseaux"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A structure in a network, by its public reference of the directory."""

    network = models.ForeignKey(
        Network, models.CASCADE, related_name="members", verbose_name="réseau"
    )
    organisation_ref = models.CharField("structure", max_length=40, db_index=True)
    since = models.DateField("depuis")
    until = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "adhésion"
        constraints = (
            models.UniqueConstraint(
                fields=("network", "organisation_ref"), name="a_structure_once_a_network"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_ref} · {self.network_id}"


class Mandate(models.Model):
    """Who may act, as what, for which structure or network, on which territory, until when.

    Read again at each request: revoked or ended, it is worth nothing at the next one.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mandates", verbose_name="compte"
    )
    role = models.CharField(
        "rôle", max_length=20, choices=[(role.value, role.label) for role in Role]
    )
    organisation_ref = models.CharField("structure", max_length=40, blank=True, db_index=True)
    network = models.ForeignKey(
        Network, models.CASCADE, null=True, blank=True, verbose_name="réseau"
    )
    zone = models.CharField("territoire", max_length=12, choices=Zone.choices, blank=True)
    zone_code = models.CharField("code du territoire", max_length=12, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="donné par",
    )
    given_at = models.DateTimeField("donné le")
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "autorisation d'agir"
        verbose_name_plural = "autorisations d'agir"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation_ref="") ^ models.Q(network=None),
                name="a_mandate_is_for_one_structure_or_one_network",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_ref or self.network_id}"


class Invitation(models.Model):
    """A mandate offered to somebody by an address that serves once: by mail, or on paper.

    The address is made again from ``ref`` and the signing key: the table alone gives none.
    by_operator: offered from a staff session, which is closed since.
    """

    class Manner(models.TextChoices):
        MAIL = "courriel", "par courriel"
        PAPER = "papier", "sur papier"

    ref = models.CharField("référence", max_length=32, unique=True)
    manner = models.CharField("moyen", max_length=10, choices=Manner.choices)
    email = models.EmailField("courriel", blank=True)
    name = models.CharField("nom", max_length=120, blank=True)
    role = models.CharField(
        "rôle", max_length=20, choices=[(role.value, role.label) for role in Role]
    )
    organisation_ref = models.CharField("structure", max_length=40, blank=True, db_index=True)
    network = models.ForeignKey(
        Network, models.CASCADE, null=True, blank=True, verbose_name="réseau"
    )
    zone = models.CharField("territoire", max_length=12, choices=Zone.choices, blank=True)
    zone_code = models.CharField("code du territoire", max_length=12, blank=True)
    ends_on = models.DateField("autorisation jusqu'au", null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="proposée par",
    )
    by_operator = models.BooleanField("proposée par l'exploitation", default=False)
    given_at = models.DateTimeField("proposée le")
    expires_at = models.DateTimeField("expire le")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    mandate = models.ForeignKey(
        Mandate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="autorisation née de l'invitation",
    )
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation_ref="") ^ models.Q(network=None),
                name="an_invitation_is_for_one_structure_or_one_network",
            ),
        )

    def __str__(self) -> str:
        return f"invitation {self.ref}"


class StaffSession(models.Model):
    """An operator's power, for a time and for a reason: without one open, there is none."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="compte"
    )
    reason = models.CharField("raison", max_length=300)
    opened_at = models.DateTimeField("ouverte le")
    ends_at = models.DateTimeField("expire le")
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    class Meta:
        verbose_name = "session d'exploitation"
        verbose_name_plural = "sessions d'exploitation"

    def __str__(self) -> str:
        return f"session {self.pk}"


class ApiToken(models.Model):
    """A key by which a program acts for an account, through the API alone.

    prefix: its first signs, shown. digest: SHA-256 of the whole, which is kept nowhere. scopes:
    codes of what it opens. expires_on: its last day. last_used_on: a day, never an hour.
    """

    ref = models.SlugField("référence", max_length=32, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens", verbose_name="compte"
    )
    name = models.CharField("nom", max_length=60)
    prefix = models.CharField("début", max_length=12, unique=True)
    digest = models.CharField("empreinte", max_length=64)
    scopes = models.JSONField("portées", default=list)
    created_at = models.DateTimeField("créé le")
    expires_on = models.DateField("jusqu'au")
    last_used_on = models.DateField("a servi le", null=True, blank=True)
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "jeton"

    def __str__(self) -> str:
        return f"jeton {self.ref}"
