"""The follow-up of a person and its hand-overs between structures, each with its history.

Structures and places are named by their public reference of the directory (``…_ref``), never by a
key: a new import of the offer changes no history. What was shown at the time is kept beside it.
"""

from django.conf import settings
from django.db import models


class FollowUp(models.Model):
    """One person, several needs, one file. Nothing in it is required but the commune.

    ref: opaque, in the addresses of those who help. link_digest: of the person's secret address,
    itself stored nowhere; "" when none was given. name: how the person wants to be called.
    contact: where to reach them, by ``channel``. words: the person's own, only if they agreed.
    organisation_ref: the structure that opened it, "" when the person did it alone.
    request_digest: of the form that opened it, so that a form sent twice opens one.
    """

    class Channel(models.TextChoices):
        PAPER = "papier", "papier"
        PHONE = "telephone", "téléphone"
        GO_BETWEEN = "intermediaire", "par une personne relais"
        MAIL = "courriel", "courriel"
        SMS = "sms", "SMS"

    ref = models.CharField("référence", max_length=32, unique=True)
    link_digest = models.CharField(
        "empreinte de l'adresse de suivi", max_length=64, blank=True, db_index=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte de la personne",
    )
    network = models.ForeignKey(
        "accounts.Network", models.SET_NULL, null=True, blank=True, verbose_name="réseau"
    )
    organisation_ref = models.CharField("structure qui l'a ouvert", max_length=40, blank=True)
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="personne repère",
    )
    referent_organisation_ref = models.CharField(
        "structure de la personne repère", max_length=40, blank=True
    )
    name = models.CharField("nom d'usage", max_length=80, blank=True)
    channel = models.CharField(
        "moyen de contact", max_length=14, choices=Channel.choices, default=Channel.PAPER
    )
    contact = models.CharField("numéro ou courriel", max_length=254, blank=True)
    code_insee = models.CharField("code INSEE", max_length=5, db_index=True)
    departement = models.CharField("département", max_length=3, db_index=True)
    situation = models.JSONField("situation", default=dict, blank=True)
    words = models.TextField("mots de la personne", blank=True)
    request_digest = models.CharField("empreinte de la demande", max_length=64, blank=True)
    is_fiction = models.BooleanField("fiction", default=False)
    opened_at = models.DateTimeField("ouvert le")
    moved_at = models.DateTimeField("dernier changement le")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    erased_after = models.DateField("effacé après le", db_index=True)

    class Meta:
        verbose_name = "suivi"
        verbose_name_plural = "suivis"
        constraints = (
            models.UniqueConstraint(
                fields=("request_digest",),
                condition=~models.Q(request_digest=""),
                name="a_follow_up_once_a_request",
            ),
        )

    def __str__(self) -> str:
        return f"suivi {self.ref}"


class FollowedNeed(models.Model):
    """One need of a follow-up, by its code in the pack. reason: why nobody could answer it."""

    class State(models.TextChoices):
        OPEN = "ouvert", "ouvert"
        HANDED = "confie", "confié"
        ANSWERED = "repondu", "répondu"
        UNMET = "sans_reponse", "sans réponse"
        PAUSED = "en_pause", "en pause"
        DROPPED = "abandonne", "abandonné par choix"

    follow_up = models.ForeignKey(
        FollowUp, models.CASCADE, related_name="needs", verbose_name="suivi"
    )
    code = models.CharField("besoin", max_length=60)
    position = models.PositiveSmallIntegerField("rang", default=0)
    state = models.CharField("état", max_length=14, choices=State.choices, default=State.OPEN)
    reason = models.CharField("motif", max_length=20, blank=True)
    changed_at = models.DateTimeField("changé le")

    class Meta:
        verbose_name = "besoin suivi"
        verbose_name_plural = "besoins suivis"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("follow_up", "code"), name="a_need_once_a_follow_up"),
        )

    def __str__(self) -> str:
        return self.code


class Share(models.Model):
    """What the person lets one structure see. item: « besoin:… », or one of ``sharing.ITEMS``."""

    follow_up = models.ForeignKey(
        FollowUp, models.CASCADE, related_name="shares", verbose_name="suivi"
    )
    organisation_ref = models.CharField("structure", max_length=40)
    item = models.CharField("ce qui est montré", max_length=60)
    agreed_at = models.DateTimeField("accepté le")
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "partage"
        constraints = (
            models.UniqueConstraint(
                fields=("follow_up", "organisation_ref", "item"),
                condition=models.Q(revoked_at=None),
                name="an_item_shared_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} → {self.organisation_ref}"


class ProjectStage(models.Model):
    """Where the person says they are: a history that may go back, stop and start again (MED5)."""

    follow_up = models.ForeignKey(
        FollowUp, models.CASCADE, related_name="stages", verbose_name="suivi"
    )
    stage = models.CharField("étape", max_length=20)
    at = models.DateTimeField("le")
    learnt = models.CharField("ce que j'ai appris", max_length=500, blank=True)

    class Meta:
        verbose_name = "étape du projet"
        verbose_name_plural = "étapes du projet"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.stage


class Passerelle(models.Model):
    """A consented hand-over to one interlocutor; ``state`` moves by ``engine.handover`` alone.

    to_…: as the directory named the interlocutor when it was proposed. needs: codes. reason: in
    plain words, to the receiver. carried: {item: value} that leaves once consented, and nothing
    else does (``sharing`` has the items). announced_on: nobody is chased before this day.
    version: grows with each move. request_key: of the form that created it, so that a form sent
    twice creates one.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    follow_up = models.ForeignKey(
        FollowUp, models.CASCADE, related_name="passerelles", verbose_name="suivi"
    )
    network = models.ForeignKey(
        "accounts.Network", models.SET_NULL, null=True, blank=True, verbose_name="réseau"
    )
    from_organisation_ref = models.CharField("structure qui confie", max_length=40, blank=True)
    from_name = models.CharField("nom de la structure qui confie", max_length=300, blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui confie",
    )
    to_organisation_ref = models.CharField("structure qui reçoit", max_length=40, db_index=True)
    to_place_ref = models.CharField("lieu qui reçoit", max_length=40, blank=True)
    to_name = models.CharField("nom de la structure qui reçoit", max_length=300)
    to_contact = models.CharField("courriel de qui reçoit", max_length=254, blank=True)
    to_phone = models.CharField("téléphone de qui reçoit", max_length=60, blank=True)
    needs = models.JSONField("besoins confiés", default=list)
    mode = models.CharField("mode", max_length=20)
    reason = models.TextField("pourquoi", blank=True)
    carried = models.JSONField("ce qui est transmis", default=dict, blank=True)
    state = models.CharField("état", max_length=16, db_index=True)
    version = models.PositiveIntegerField("version", default=0)
    decline_reason = models.CharField("motif du refus", max_length=40, blank=True)
    outcome = models.CharField("ce que cela a donné", max_length=20, blank=True)
    useful = models.BooleanField("utile", null=True, blank=True)
    came_back = models.TextField("ce qui revient à qui a confié", blank=True)
    announced_on = models.DateField("réponse annoncée pour le", null=True, blank=True)
    chased = models.PositiveSmallIntegerField("relances", default=0)
    chased_at = models.DateTimeField("relancée le", null=True, blank=True)
    first_sign_at = models.DateTimeField("premier signe à la personne le", null=True, blank=True)
    proposed_at = models.DateTimeField("proposée le")
    consented_at = models.DateTimeField("accord donné le", null=True, blank=True)
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True, db_index=True)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    met_on = models.DateField("rencontre le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="remplace",
    )
    request_key = models.CharField("clé de la demande", max_length=64, blank=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "passerelle"
        constraints = (
            models.UniqueConstraint(
                fields=("follow_up", "request_key"),
                condition=~models.Q(request_key=""),
                name="a_passerelle_once_a_request",
            ),
        )

    def __str__(self) -> str:
        return f"passerelle {self.ref}"


class PasserelleMove(models.Model):
    """One move of a passerelle: who, by what kind of actor, from which state to which."""

    passerelle = models.ForeignKey(
        Passerelle, models.CASCADE, related_name="moves", verbose_name="passerelle"
    )
    at = models.DateTimeField("le")
    event = models.CharField("événement", max_length=24)
    state = models.CharField("état atteint", max_length=16)
    by = models.CharField("par", max_length=16)
    organisation_ref = models.CharField("structure", max_length=40, blank=True)
    note = models.CharField("précision", max_length=500, blank=True)

    class Meta:
        verbose_name = "mouvement de passerelle"
        verbose_name_plural = "mouvements de passerelle"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.event} → {self.state}"


class Consent(models.Model):
    """Agreement to hand over: what leaves, to whom, how it was given, until when.

    given_by: ``personne`` on her own page, ``agent`` for one who said yes beside them.
    items: the lines of ``Passerelle.carried`` that were read to the person.
    """

    passerelle = models.ForeignKey(
        Passerelle, models.CASCADE, related_name="consents", verbose_name="passerelle"
    )
    given_by = models.CharField("donné par", max_length=16)
    manner = models.CharField("donné comment", max_length=16)
    items = models.JSONField("lignes acceptées", default=list)
    at = models.DateTimeField("le")
    until = models.DateField("jusqu'au")
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "accord"

    def __str__(self) -> str:
        return f"accord {self.at:%Y-%m-%d}"


class ReplyLink(models.Model):
    """An address by which a receiver without account answers one passerelle, for a time.

    Only its digest is stored. It answers once; reading again shows what was answered.
    """

    passerelle = models.ForeignKey(
        Passerelle, models.CASCADE, related_name="reply_links", verbose_name="passerelle"
    )
    digest = models.CharField("empreinte de l'adresse", max_length=64, unique=True)
    expires_at = models.DateTimeField("expire le")
    used_at = models.DateTimeField("utilisée le", null=True, blank=True)

    class Meta:
        verbose_name = "adresse de réponse"
        verbose_name_plural = "adresses de réponse"

    def __str__(self) -> str:
        return f"adresse {self.pk}"


class Telling(models.Model):
    """News that no message can bring: somebody tells the person, by the way they chose.

    event: of the hand-over. organisation_ref: who has to tell, the referent's structure first.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    passerelle = models.ForeignKey(
        Passerelle, models.CASCADE, related_name="tellings", verbose_name="passerelle"
    )
    event = models.CharField("événement", max_length=24)
    version = models.PositiveIntegerField("version de la passerelle")
    organisation_ref = models.CharField("structure", max_length=40, db_index=True)
    due_on = models.DateField("à dire avant le")
    told_at = models.DateTimeField("dit le", null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dit par",
    )

    class Meta:
        verbose_name = "nouvelle à donner"
        verbose_name_plural = "nouvelles à donner"
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("passerelle", "event", "version"), name="a_piece_of_news_told_once"
            ),
        )

    def __str__(self) -> str:
        return f"nouvelle {self.ref}"


class UnmetNeed(models.Model):
    """A need that nobody could answer. Bears no link to anybody: it is there to be counted.

    reason: of the pack (``motifs``). origin: ``accueil``, ``suivi`` or ``parcours``.
    """

    need = models.CharField("besoin", max_length=60)
    reason = models.CharField("motif", max_length=20)
    code_insee = models.CharField("code INSEE", max_length=5, db_index=True)
    departement = models.CharField("département", max_length=3, db_index=True)
    month = models.DateField("mois")
    place_ref = models.CharField("lieu où c'est dit", max_length=40, blank=True)
    network = models.ForeignKey(
        "accounts.Network", models.SET_NULL, null=True, blank=True, verbose_name="réseau"
    )
    origin = models.CharField("dit où", max_length=10)
    request_key = models.CharField("clé de la demande", max_length=64, unique=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "besoin sans réponse"
        verbose_name_plural = "besoins sans réponse"
        indexes = (models.Index(fields=("departement", "month"), name="unmet_by_month"),)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.need} {self.reason}"
