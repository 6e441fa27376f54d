"""Meetings, who holds them, who comes, what was promised and what was heard there."""

from django.conf import settings
from django.db import models

from entrelieux.exchanges.meetings.manner import Manner


class Meeting(models.Model):
    """An evening in a village, a café, a permanence held by two trades.

    kind: of the pack. place_ref: of the directory, "" for a hall that is not in it. words: the
    invitation. signed_up, came: how many had a seat, how many came, counted once the evening is
    typed in, for the seats are erased some weeks after; None until said.
    """

    class State(models.TextChoices):
        DRAFT = "preparee", "préparée"
        OPEN = "annoncee", "annoncée"
        HELD = "tenue", "tenue"
        CANCELLED = "annulee", "annulée"

    ref = models.CharField("référence", max_length=32, unique=True)
    network = models.ForeignKey(
        "accounts.Network", models.SET_NULL, null=True, blank=True, verbose_name="réseau"
    )
    kind = models.CharField("genre", max_length=24, default="soiree")
    title = models.CharField("titre", max_length=120)
    theme = models.CharField("thème", max_length=120, blank=True)
    words = models.TextField("invitation", blank=True)
    place_ref = models.CharField("lieu", max_length=40, blank=True)
    place_name = models.CharField("nom du lieu", max_length=200)
    address = models.CharField("adresse", max_length=200, blank=True)
    code_insee = models.CharField("code INSEE", max_length=5, db_index=True)
    departement = models.CharField("département", max_length=3, db_index=True)
    starts_at = models.DateTimeField("commence le", db_index=True)
    ends_at = models.DateTimeField("finit le")
    seats = models.PositiveSmallIntegerField("places", default=16)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.DRAFT)
    signed_up = models.PositiveSmallIntegerField("personnes inscrites", null=True, blank=True)
    came = models.PositiveSmallIntegerField("personnes venues", null=True, blank=True)
    typed_at = models.DateTimeField("compte rendu saisi le", null=True, blank=True)
    organisation_ref = models.CharField("structure qui l'a préparée", max_length=40, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="préparée par",
    )
    changed_at = models.DateTimeField("changée le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    request_key = models.CharField("clé de la demande", max_length=64, blank=True)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "rencontre"
        verbose_name_plural = "rencontres"
        ordering = ("-starts_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("made_by", "request_key"),
                condition=~models.Q(request_key=""),
                name="a_meeting_once_a_form",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Organiser(models.Model):
    """A structure that holds the meeting with others, named as the directory did then."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="organisers", verbose_name="rencontre"
    )
    organisation_ref = models.CharField("structure", max_length=40)
    name = models.CharField("nom de la structure", max_length=300)

    class Meta:
        verbose_name = "structure organisatrice"
        verbose_name_plural = "structures organisatrices"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "organisation_ref"), name="an_organiser_once_a_meeting"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """Somebody who signed up, waits for a seat, or came. A first name is enough.

    follow_up: their file, when they have one. link_digest: of the address that gives the seat back.
    channel, contact: to be told of a change; erased with the seat, some weeks after the meeting.
    role: of the pack (who comes, who testifies, who welcomes). came: None until counted.
    news: what somebody has to tell them, for no message can; "" for nothing.
    """

    class State(models.TextChoices):
        SEATED = "inscrit", "inscrit·e"
        WAITING = "attente", "en attente d'une place"
        GIVEN_BACK = "rendue", "place rendue"

    class News(models.TextChoices):
        CHANGED = "changee", "la rencontre a changé"
        CANCELLED = "annulee", "la rencontre est annulée"
        SEATED = "place", "une place s'est libérée"

    ref = models.CharField("référence", max_length=32, unique=True)
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="seats_taken", verbose_name="rencontre"
    )
    follow_up = models.ForeignKey(
        "passerelles.FollowUp",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dossier de la personne",
    )
    name = models.CharField("nom d'usage", max_length=80, blank=True)
    channel = models.CharField("moyen de contact", max_length=14, default="papier")
    contact = models.CharField("numéro ou courriel", max_length=254, blank=True)
    code_insee = models.CharField("code INSEE", max_length=5, blank=True)
    role = models.CharField("rôle", max_length=16, default="participant")
    manner = models.CharField(
        "inscrit comment", max_length=12, choices=Manner.choices, default=Manner.PAGE
    )
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.SEATED)
    came = models.BooleanField("venu·e", null=True, blank=True)
    news = models.CharField("à prévenir de", max_length=8, choices=News.choices, blank=True)
    link_digest = models.CharField(
        "empreinte de l'adresse", max_length=64, blank=True, db_index=True
    )
    taken_at = models.DateTimeField("inscrit le")
    request_key = models.CharField("clé de la demande", max_length=64, blank=True)
    erased_after = models.DateField("effacé après le", db_index=True)

    class Meta:
        verbose_name = "place à une rencontre"
        verbose_name_plural = "places à une rencontre"
        ordering = ("taken_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "request_key"),
                condition=~models.Q(request_key=""),
                name="a_seat_once_a_form",
            ),
        )

    def __str__(self) -> str:
        return f"place {self.ref}"


class Promise(models.Model):
    """What somebody promised to somebody at a meeting, in their words; kept, chased or let go.

    offer, request, introduction: what was made of it afterwards, if anything.
    """

    class State(models.TextChoices):
        OPEN = "a_tenir", "à tenir"
        KEPT = "tenue", "tenue"
        LET_GO = "laissee", "laissée, par choix"

    ref = models.CharField("référence", max_length=32, unique=True)
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="promises", verbose_name="rencontre"
    )
    seat = models.ForeignKey(
        Seat,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises",
        verbose_name="qui promet",
    )
    follow_up = models.ForeignKey(
        "passerelles.FollowUp",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dossier de qui promet",
    )
    by_name = models.CharField("nom de qui promet", max_length=80, blank=True)
    to_name = models.CharField("nom de qui attend", max_length=80, blank=True)
    organisation_ref = models.CharField("structure qui promet", max_length=40, blank=True)
    words = models.CharField("promesse", max_length=300)
    due_on = models.DateField("pour le", null=True, blank=True, db_index=True)
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.OPEN)
    chased = models.PositiveSmallIntegerField("relances", default=0)
    chased_at = models.DateTimeField("relancée le", null=True, blank=True)
    ended_at = models.DateTimeField("finie le", null=True, blank=True)
    offer = models.ForeignKey(
        "exchanges.Offer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="proposition",
    )
    request = models.ForeignKey(
        "exchanges.Request",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="demande",
    )
    introduction = models.ForeignKey(
        "exchanges.Introduction",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mise en relation",
    )
    erased_after = models.DateField("effacée après le", db_index=True)

    class Meta:
        verbose_name = "promesse"
        verbose_name_plural = "promesses"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"promesse {self.ref}"


class Heard(models.Model):
    """One thing that was said at a meeting: there to be counted, and nobody's words are in it.

    kind: of the pack. stage: of the project that was spotted. outcome: what became of it so far, a
    code of what it points at. The links lead to somebody as long as their file is kept, and to
    nothing afterwards: what was counted stays counted. typed_at: None for lines of before.
    is_read: whether what its words say was confirmed.
    """

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="heard", verbose_name="rencontre"
    )
    kind = models.CharField("genre", max_length=20)
    stage = models.CharField("étape du projet", max_length=20, blank=True)
    outcome = models.CharField("ce que cela a donné", max_length=20, blank=True)
    follow_up = models.ForeignKey(
        "passerelles.FollowUp",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dossier de la personne",
    )
    offer = models.ForeignKey(
        "exchanges.Offer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="proposition",
    )
    request = models.ForeignKey(
        "exchanges.Request",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="demande",
    )
    introduction = models.ForeignKey(
        "exchanges.Introduction",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mise en relation",
    )
    promise = models.ForeignKey(
        Promise,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="promesse",
    )
    typed_at = models.DateTimeField("saisie le", null=True, blank=True)
    is_read = models.BooleanField("mots relus", default=False)
    request_key = models.CharField("clé de la demande", max_length=64)

    class Meta:
        verbose_name = "chose dite à une rencontre"
        verbose_name_plural = "choses dites à une rencontre"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "request_key"), name="a_thing_heard_once_a_line"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.request_key}"


class Trade(models.Model):
    """« Qui fait quoi ici » : what a structure says of its own trade, and of its limits.

    world: of the pack (which of the trades). does, does_not, call_for: in the words of the
    structure; of no person. read_on: the day it was last read again and found true.
    """

    organisation_ref = models.CharField("structure", max_length=40, unique=True)
    name = models.CharField("nom de la structure", max_length=300)
    departement = models.CharField("département", max_length=3, db_index=True)
    world = models.CharField("métier", max_length=24)
    does = models.TextField("ce qu'elle fait")
    does_not = models.TextField("ce qu'elle ne fait pas")
    call_for = models.TextField("qui appeler, pour quoi")
    read_on = models.DateField("relu le")
    version = models.PositiveIntegerField("version", default=1)
    is_fiction = models.BooleanField("fiction", default=False)

    class Meta:
        verbose_name = "qui fait quoi"
        verbose_name_plural = "qui fait quoi"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
