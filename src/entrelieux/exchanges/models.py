"""What people offer and ask of each other, who was brought together, and where they met.

Each thing hangs on a person's file (``passerelles.FollowUp``) and is erased with it. Words are kept
as they were said: nothing here ever rewrites them.
"""

from django.conf import settings
from django.db import models

from entrelieux.exchanges.meetings.manner import Manner
from entrelieux.exchanges.meetings.models import (
    Heard,
    Meeting,
    Organiser,
    Promise,
    Seat,
    Trade,
)

__all__ = [
    "CompetenceMap",
    "Heard",
    "HeldCompetence",
    "Introduction",
    "IntroductionMove",
    "Manner",
    "Meeting",
    "Offer",
    "Organiser",
    "Promise",
    "Request",
    "Seat",
    "Trade",
]


class Said(models.Model):
    """What somebody said, in their own words.

    ref: opaque. organisation_ref: the structure that typed it, "" when the person did. words: never
    changed by anybody else; the person may say it again. availability: as opening hours are
    written (OSM), "" for unknown. modes: ways to meet, of the pack; none: all. free_of_charge,
    step_free: None for unknown. request_key: of the form, so that one sent twice makes one.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    follow_up = models.ForeignKey(
        "passerelles.FollowUp",
        models.CASCADE,
        related_name="+",
        verbose_name="dossier de la personne",
    )
    meeting = models.ForeignKey(
        "exchanges.Meeting",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dit à la rencontre",
    )
    organisation_ref = models.CharField("structure qui l'a saisi", max_length=40, blank=True)
    manner = models.CharField(
        "dit comment", max_length=12, choices=Manner.choices, default=Manner.PAGE
    )
    kind = models.CharField("genre", max_length=24)
    words = models.TextField("mots de la personne")
    code_insee = models.CharField("code INSEE", max_length=5, db_index=True)
    departement = models.CharField("département", max_length=3, db_index=True)
    availability = models.CharField("disponibilités", max_length=500, blank=True)
    modes = models.JSONField("façons de se voir", default=list, blank=True)
    languages = models.JSONField("langues", default=list, blank=True)
    said_at = models.DateTimeField("dit le")
    moved_at = models.DateTimeField("dernier changement le")
    request_key = models.CharField("clé de la demande", max_length=64, blank=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Offer(Said):
    """Something that somebody proposes: a talent, a thing, a room, time, what they lived.

    conditions: of the pack (free, exchange, gift, paid). radius_min: how far they go, in minutes;
    None: wherever can be agreed. most_at_once: how many introductions they carry at the same time.
    visible_to: « public » is listed without any name or contact; « reseau » for signed-in
    professionals of the network; « mediateur » for who accompanies the person alone.
    needs, stages: for a mentor, what they know to accompany; none: all.
    """

    class State(models.TextChoices):
        OPEN = "ouverte", "ouverte"
        PAUSED = "en_pause", "en pause"
        OVER = "retiree", "retirée"

    state = models.CharField("état", max_length=10, choices=State.choices, default=State.OPEN)
    conditions = models.CharField("conditions", max_length=12, blank=True)
    radius_min = models.PositiveSmallIntegerField("distance en minutes", null=True, blank=True)
    step_free = models.BooleanField("accessible en fauteuil", null=True, blank=True)
    most_at_once = models.PositiveSmallIntegerField("en même temps", default=2)
    visible_to = models.CharField("montrée à", max_length=10, default="public")
    needs = models.JSONField("besoins accompagnés", default=list, blank=True)
    stages = models.JSONField("étapes accompagnées", default=list, blank=True)
    valid_until = models.DateField("valable jusqu'au", db_index=True)

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        indexes = (models.Index(fields=("state", "departement"), name="offers_open_near"),)
        constraints = (
            models.UniqueConstraint(
                fields=("follow_up", "request_key"),
                condition=~models.Q(request_key=""),
                name="an_offer_once_a_form",
            ),
        )


class HeldCompetence(models.Model):
    """A competence that an offer brings, by its code in the pack, and what says so.

    proof: ``declare``, ``pair``, ``encadrant`` or ``certifie``. proved_by_ref: the structure.
    """

    offer = models.ForeignKey(
        Offer, models.CASCADE, related_name="held", verbose_name="proposition"
    )
    code = models.CharField("compétence", max_length=60, db_index=True)
    proof = models.CharField("preuve", max_length=10, default="declare")
    proved_by_ref = models.CharField("structure qui l'a vu", max_length=40, blank=True)
    proved_on = models.DateField("vu le", null=True, blank=True)

    class Meta:
        verbose_name = "compétence proposée"
        verbose_name_plural = "compétences proposées"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("offer", "code"), name="a_competence_once_an_offer"),
        )

    def __str__(self) -> str:
        return self.code


class Request(Said):
    """Something that somebody looks for, or an idea they have.

    needs: codes of the pack. competences: what would help, as the person confirmed it, from the
    map of ``map_version``. urgency: of the pack. most_min: how far they can go, None for unknown.
    words_shown: whether professionals of the network may read the words.
    """

    class State(models.TextChoices):
        OPEN = "ouverte", "ouverte"
        ANSWERED = "repondue", "répondue"
        NOBODY = "sans_personne", "personne pour l'instant"
        OVER = "retiree", "retirée"

    state = models.CharField("état", max_length=14, choices=State.choices, default=State.OPEN)
    needs = models.JSONField("besoins", default=list, blank=True)
    competences = models.JSONField("compétences cherchées", default=list, blank=True)
    map_version = models.CharField("version de la carte", max_length=20, blank=True)
    urgency = models.CharField("urgence", max_length=16, blank=True)
    stage = models.CharField("étape du projet", max_length=20, blank=True)
    only_free = models.BooleanField("sans payer", null=True, blank=True)
    step_free = models.BooleanField("accès en fauteuil", default=False)
    most_min = models.PositiveSmallIntegerField("minutes au plus", null=True, blank=True)
    words_shown = models.BooleanField("mots montrés au réseau", default=False)

    class Meta:
        verbose_name = "demande d'entraide"
        verbose_name_plural = "demandes d'entraide"
        indexes = (models.Index(fields=("state", "departement"), name="requests_open_near"),)
        constraints = (
            models.UniqueConstraint(
                fields=("follow_up", "request_key"),
                condition=~models.Q(request_key=""),
                name="a_request_once_a_form",
            ),
        )


class Introduction(models.Model):
    """An offer and a request brought together; no contact moves before both sides accepted.

    state: of the pack (SHA5), moved by ``engine.matching.machine`` alone. proposed_by:
    ``personne``, ``structure`` or ``site``. terms: the score as it was shown, term by term.
    go_between_ref: the structure that stands between for somebody without e-mail. …_agreed_at: when
    each side accepted. for_mentor: the follow-up of a pair, longer than one meeting; next_on: when
    they see each other again.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    request = models.ForeignKey(
        Request, models.CASCADE, related_name="introductions", verbose_name="demande"
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, related_name="introductions", verbose_name="proposition"
    )
    state = models.CharField("état", max_length=20, db_index=True)
    version = models.PositiveIntegerField("version", default=0)
    proposed_by = models.CharField("proposée par", max_length=12)
    organisation_ref = models.CharField("structure qui propose", max_length=40, blank=True)
    go_between_ref = models.CharField("structure relais", max_length=40, blank=True)
    score = models.FloatField("score", null=True, blank=True)
    terms = models.JSONField("raisons montrées", default=list, blank=True)
    map_version = models.CharField("version de la carte", max_length=20, blank=True)
    for_mentor = models.BooleanField("marraine ou parrain", default=False)
    proposed_at = models.DateTimeField("proposée le")
    request_agreed_at = models.DateTimeField("accord de qui demande", null=True, blank=True)
    offer_agreed_at = models.DateTimeField("accord de qui propose", null=True, blank=True)
    met_on = models.DateField("rencontre le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    outcome = models.CharField("ce que cela a donné", max_length=20, blank=True)
    useful = models.BooleanField("utile", null=True, blank=True)
    chased = models.PositiveSmallIntegerField("relances", default=0)
    chased_at = models.DateTimeField("relancée le", null=True, blank=True)
    next_on = models.DateField("prochaine rencontre le", null=True, blank=True)

    class Meta:
        verbose_name = "mise en relation"
        verbose_name_plural = "mises en relation"
        constraints = (
            models.UniqueConstraint(
                fields=("request", "offer"), name="an_offer_once_for_a_request"
            ),
        )

    def __str__(self) -> str:
        return f"mise en relation {self.ref}"


class IntroductionMove(models.Model):
    """One move of an introduction, by which side: ``demande``, ``propose``, or ``site``.

    organisation_ref: the structure that spoke for that side, "" when the person did.
    """

    introduction = models.ForeignKey(
        Introduction, models.CASCADE, related_name="moves", verbose_name="mise en relation"
    )
    at = models.DateTimeField("le")
    event = models.CharField("événement", max_length=24)
    state = models.CharField("état atteint", max_length=20)
    by = models.CharField("par", max_length=12)
    organisation_ref = models.CharField("structure", max_length=40, blank=True)
    note = models.CharField("précision", max_length=500, blank=True)

    class Meta:
        verbose_name = "mouvement de mise en relation"
        verbose_name_plural = "mouvements de mise en relation"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.event} → {self.state}"


class Showing(models.Model):
    """An offer was presented to somebody who asked: who was shown least comes first, as well."""

    offer = models.ForeignKey(
        Offer, models.CASCADE, related_name="showings", verbose_name="proposition"
    )
    request = models.ForeignKey(
        Request, models.CASCADE, related_name="showings", verbose_name="demande"
    )
    at = models.DateTimeField("le", db_index=True)

    class Meta:
        verbose_name = "proposition montrée"
        verbose_name_plural = "propositions montrées"
        constraints = (
            models.UniqueConstraint(
                fields=("offer", "request"), name="an_offer_shown_once_a_request"
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class NewsToTell(models.Model):
    """News that no message can bring: a structure tells the person.

    follow_up: whom to tell. introduction: None for other news, or once the other side erased
    everything. event: of ``exchanges.messages``, or of a room above. organisation_ref: who has to
    tell. until: the last day when it is worth telling, None for always.
    """

    ref = models.CharField("référence", max_length=32, unique=True)
    follow_up = models.ForeignKey(
        "passerelles.FollowUp",
        models.CASCADE,
        related_name="+",
        verbose_name="dossier de la personne",
    )
    introduction = models.ForeignKey(
        Introduction,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mise en relation",
    )
    event = models.CharField("événement", max_length=24)
    organisation_ref = models.CharField("structure", max_length=40, db_index=True)
    key = models.CharField("cause", max_length=100, unique=True)
    since = models.DateTimeField("depuis le")
    until = models.DateField("à dire jusqu'au", null=True, blank=True)
    told_at = models.DateTimeField("dit le", null=True, blank=True)

    class Meta:
        verbose_name = "nouvelle d'entraide à donner"
        verbose_name_plural = "nouvelles d'entraide à donner"
        ordering = ("since", "pk")

    def __str__(self) -> str:
        return f"nouvelle {self.ref}"


class CompetenceMap(models.Model):
    """One version of what helps with which need; the pack's is the first, edits come after.

    lines: [{"need", "competence", "degree", "source"}]. Never changed once written: an edit is
    another version, with who, when and why.
    """

    version = models.CharField("version", max_length=20, unique=True)
    lines = models.JSONField("lignes", default=list)
    why = models.CharField("pourquoi", max_length=500)
    source = models.CharField("source", max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrite par",
    )
    made_at = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "carte des compétences"
        verbose_name_plural = "cartes des compétences"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.version
