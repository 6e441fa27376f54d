"""The life of a network: what its members sign, who they are, how many are wanted, who calls back.

The network itself, its territory and its structures live in ``accounts``. A person is a member
through their file (``passerelles.FollowUp``) and is erased with it.
"""

from django.conf import settings
from django.db import models

from entrelieux.exchanges.meetings.manner import Manner
from entrelieux.networks.arrivals.models import Arrival, ArrivalMove, Receiver, WaitingRules

__all__ = [
    "Arrival",
    "ArrivalMove",
    "Charter",
    "Goal",
    "Member",
    "Receiver",
    "Signature",
    "WaitingRules",
]


class Charter(models.Model):
    """One version of what the members of a network promise each other. Never changed once written.

    number: from 1, by network. why: what changed since the one before, "" for the first.
    """

    network = models.ForeignKey(
        "accounts.Network", models.CASCADE, related_name="+", verbose_name="réseau"
    )
    number = models.PositiveSmallIntegerField("version")
    title = models.CharField("titre", max_length=120)
    words = models.TextField("texte")
    why = models.CharField("ce qui change", max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="publiée par",
    )
    made_at = models.DateTimeField("publiée le")

    class Meta:
        verbose_name = "charte"
        verbose_name_plural = "chartes"
        ordering = ("network", "number")
        constraints = (
            models.UniqueConstraint(fields=("network", "number"), name="a_charter_once_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"


class Member(models.Model):
    """A person on their own, or a structure, in a network: asked, welcomed, gone.

    follow_up: of a person; organisation_ref: of a structure; one of the two. typed_by_ref: the
    structure that wrote it down with the person, "" when they did. sector: of the pack. activity:
    what they do, in their words; words: what they would like to share. number: of the card, given
    with the welcome. shown: {field of the pack: « membres » or « tous »}, what the directory says
    of them; nothing is there that they did not choose. confirmed_on: when they last said that they
    are still there. reason: why it was declined or left, as a code of the pack, "" for unsaid.
    """

    class State(models.TextChoices):
        ASKED = "demandee", "demandée"
        WELCOMED = "accueillie", "accueillie"
        DECLINED = "non_retenue", "non retenue"
        LEFT = "quittee", "quittée"

    ref = models.CharField("référence", max_length=32, unique=True)
    network = models.ForeignKey(
        "accounts.Network", models.CASCADE, related_name="+", verbose_name="réseau"
    )
    follow_up = models.ForeignKey(
        "passerelles.FollowUp",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dossier de la personne",
    )
    organisation_ref = models.CharField("structure membre", max_length=40, blank=True)
    typed_by_ref = models.CharField("structure qui l'a saisi", max_length=40, blank=True)
    manner = models.CharField(
        "demandé comment", max_length=12, choices=Manner.choices, default=Manner.PAGE
    )
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.ASKED)
    sector = models.CharField("secteur", max_length=30, db_index=True)
    activity = models.CharField("activité", max_length=200, blank=True)
    words = models.TextField("ce qu'il ou elle partage", blank=True)
    site = models.CharField("site", max_length=200, blank=True)
    code_insee = models.CharField("code INSEE", max_length=5, db_index=True)
    departement = models.CharField("département", max_length=3, db_index=True)
    number = models.PositiveIntegerField("numéro de carte", null=True, blank=True)
    shown = models.JSONField("montré dans l'annuaire", default=dict, blank=True)
    asked_at = models.DateTimeField("demandée le")
    welcomed_at = models.DateTimeField("accueillie le", null=True, blank=True)
    ended_at = models.DateTimeField("finie le", null=True, blank=True)
    reason = models.CharField("raison", max_length=24, blank=True)
    confirmed_on = models.DateField("confirmée le")
    reminded_on = models.DateField("rappelée le", null=True, blank=True)
    version = models.PositiveIntegerField("version de la fiche", default=0)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "membre"
        verbose_name_plural = "membres"
        indexes = (models.Index(fields=("network", "state", "sector"), name="members_counted"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(follow_up=None) ^ models.Q(organisation_ref=""),
                name="a_member_is_a_person_or_a_structure",
            ),
            models.UniqueConstraint(
                fields=("network", "follow_up"),
                condition=models.Q(follow_up__isnull=False),
                name="a_person_once_a_network",
            ),
            models.UniqueConstraint(
                fields=("network", "organisation_ref"),
                condition=~models.Q(organisation_ref=""),
                name="a_member_structure_once_a_network",
            ),
            models.UniqueConstraint(fields=("network", "number"), name="a_card_number_once"),
        )

    def __str__(self) -> str:
        return f"membre {self.ref}"


class Signature(models.Model):
    """A version of the charter, signed by a member. name: as they signed, "" on paper kept apart.

    organisation_ref: the structure that wrote down a signature on paper, "" when they signed here.
    """

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="signatures", verbose_name="membre"
    )
    charter = models.ForeignKey(
        Charter, models.CASCADE, related_name="signatures", verbose_name="charte"
    )
    name = models.CharField("signée par", max_length=120, blank=True)
    manner = models.CharField(
        "signée comment", max_length=12, choices=Manner.choices, default=Manner.PAGE
    )
    organisation_ref = models.CharField("structure qui l'a noté", max_length=40, blank=True)
    signed_at = models.DateTimeField("signée le")

    class Meta:
        verbose_name = "signature"
        verbose_name_plural = "signatures"
        ordering = ("signed_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("member", "charter"), name="a_charter_signed_once"),
        )

    def __str__(self) -> str:
        return f"signature {self.signed_at:%Y-%m-%d}"


class Goal(models.Model):
    """How many members are wanted before animating; the latest of a sector counts.

    sector: of the pack; "" for the whole network. least: members. why: what makes that number.
    """

    network = models.ForeignKey(
        "accounts.Network", models.CASCADE, related_name="+", verbose_name="réseau"
    )
    sector = models.CharField("secteur", max_length=30, blank=True)
    least = models.PositiveIntegerField("membres voulus")
    why = models.CharField("pourquoi ce nombre", max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fixé par",
    )
    made_at = models.DateTimeField("fixé le")

    class Meta:
        verbose_name = "seuil"
        verbose_name_plural = "seuils"
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.sector or 'réseau'} : {self.least}"
