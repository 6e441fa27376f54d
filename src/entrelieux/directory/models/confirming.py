"""Asking places whether their sheet is right, and what changed on it: nothing is overwritten."""

from django.conf import settings
from django.db import models

from entrelieux.directory.models.offer import Place
from entrelieux.directory.models.said import PlaceStatement


class Campaign(models.Model):
    """Places asked together, by those who animate a network or by an operator (network None).

    Between ``opened_at`` and ``closes_on`` (its last day) its links open something.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    name = models.CharField("nom", max_length=120)
    network = models.ForeignKey(
        "accounts.Network", models.CASCADE, null=True, blank=True, verbose_name="réseau"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ouverte par",
    )
    opened_at = models.DateTimeField("ouverte le")
    closes_on = models.DateField("close le")

    class Meta:
        verbose_name = "campagne de confirmation"
        verbose_name_plural = "campagnes de confirmation"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class Asked(models.Model):
    """One place asked in one campaign, and what it answered.

    digest: of the address that answers; made again from ``ref`` and the signing key, so that this
    table gives none. said: {reference of a statement: its field} that the answer made. said_before:
    when the place had last confirmed. proposed: {field: value} that somebody of the network accepts
    or not before it is shown. decision: about these alone.
    """

    class Way(models.TextChoices):
        MAIL = "courriel", "par courriel"
        PAPER = "papier", "par téléphone ou par lettre"

    class Outcome(models.TextChoices):
        NOTHING = "", "pas encore de réponse"
        RIGHT = "confirme", "tout est juste"
        MENDED = "corrige", "corrigé"
        CLOSED = "ferme", "n'existe plus"
        NOT_US = "pas_nous", "ce n'est pas eux"

    class Decision(models.TextChoices):
        NOTHING = "", "à décider"
        ACCEPTED = "accepte", "acceptée"
        REFUSED = "refuse", "refusée"

    ref = models.CharField("référence", max_length=32, unique=True)
    digest = models.CharField("empreinte de l'adresse", max_length=64, unique=True)
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="asked", verbose_name="campagne"
    )
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name="lieu")
    way = models.CharField("par", max_length=10, choices=Way.choices)
    courriel = models.CharField("courriel", max_length=254, blank=True)
    sent_at = models.DateTimeField("demandé le")
    reminded_at = models.DateTimeField("relancé le", null=True, blank=True)
    unreached_at = models.DateTimeField("pas arrivé", null=True, blank=True)
    expires_at = models.DateTimeField("l'adresse sert jusqu'au")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    outcome = models.CharField(
        "réponse", max_length=10, choices=Outcome.choices, default=Outcome.NOTHING, blank=True
    )
    manner = models.CharField(
        "réponse donnée par", max_length=10, choices=PlaceStatement.Manner.choices, blank=True
    )
    said = models.JSONField("valeurs dites", default=dict, blank=True)
    said_before = models.DateField("confirmé auparavant le", null=True, blank=True)
    proposed = models.JSONField("valeurs à accepter", default=dict, blank=True)
    decision = models.CharField(
        "décision", max_length=10, choices=Decision.choices, default=Decision.NOTHING, blank=True
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidé par",
    )

    class Meta:
        verbose_name = "lieu à qui l'on demande"
        verbose_name_plural = "lieux à qui l'on demande"
        ordering = ("pk",)
        indexes = (models.Index(fields=("place", "sent_at"), name="asked_by_place"),)
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "place"), name="a_place_is_asked_once_in_a_campaign"
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.place_id}"


class PlaceChange(models.Model):
    """What a publication changed on a sheet that was there: one row for each field.

    Written for ``confirming.changes.FIELDS`` only. before, after: in one text; both empty for what
    reaches somebody (telephone, courriel), whose old value is not kept. on: the day of the data;
    seen_on: of the import. is_reread: the producer's row is the same, read better.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="changes", verbose_name="lieu")
    field = models.CharField("champ", max_length=40)
    before = models.TextField("avant", blank=True)
    after = models.TextField("après", blank=True)
    on = models.DateField("à la date du")
    seen_on = models.DateField("constaté le")
    is_reread = models.BooleanField("même ligne, mieux lue", default=False)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")

    class Meta:
        verbose_name = "changement d'une fiche"
        verbose_name_plural = "changements des fiches"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.place_id} · {self.field}"


class Suggestion(models.Model):
    """What somebody proposes to change on a sheet: shown once somebody who may has accepted it.

    proposed: {field: value}, as in the columns of ``Place``. said: {reference of a statement: its
    field} that accepting made. Who proposed is not kept.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name="lieu")
    proposed = models.JSONField("valeurs proposées", default=dict)
    made_at = models.DateTimeField("proposée le")
    said = models.JSONField("valeurs dites", default=dict, blank=True)
    decision = models.CharField(
        "décision",
        max_length=10,
        choices=Asked.Decision.choices,
        default=Asked.Decision.NOTHING,
        blank=True,
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidé par",
    )

    class Meta:
        verbose_name = "correction proposée"
        verbose_name_plural = "corrections proposées"
        ordering = ("pk",)
        indexes = (models.Index(fields=("decision", "place"), name="suggestion_waiting"),)

    def __str__(self) -> str:
        return f"{self.place_id} · {self.ref}"
