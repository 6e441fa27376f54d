"""An evening typed in: who came, what was said. Nothing is kept of who did not agree to it.

Everything is written, or nothing; a line sent twice is counted once, by its key.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from entrelieux.engine.language.fold import fold
from entrelieux.exchanges.errors import Gone, SaidWrongly
from entrelieux.exchanges.introducing import propose
from entrelieux.exchanges.meetings import policies
from entrelieux.exchanges.meetings.adapters import KEPT, erased_after, has_begun, held_of, local
from entrelieux.exchanges.meetings.errors import LineWrong, MeetingMoved
from entrelieux.exchanges.meetings.hands import held_in_hand
from entrelieux.exchanges.meetings.keys import digest_of, new_ref
from entrelieux.exchanges.meetings.messages import address_of
from entrelieux.exchanges.meetings.people import Labelled, named, people_of
from entrelieux.exchanges.meetings.removing import take_out
from entrelieux.exchanges.models import (
    Heard,
    Introduction,
    Manner,
    Meeting,
    Offer,
    Promise,
    Request,
    Seat,
)
from entrelieux.exchanges.saying import OfferSaid, RequestSaid, Whose, say_offer, say_request
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import meetings as pack
from entrelieux.packs.fr import passerelles as ways
from entrelieux.passerelles import persons
from entrelieux.passerelles.following import Opening
from entrelieux.passerelles.services import add_stage
from entrelieux.territories.selectors import commune_for

NEED, OFFER, PROMISE, INTRODUCTION, PROJECT = (
    *("besoin", "proposition", "promesse", "mise_en_relation", "projet"),
)
PAPER = "papier"
MOST_LINES, MOST_PEOPLE = 200, 200


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who came without having signed up. key: of the line, at: its name in the form."""

    key: str
    name: str
    code_insee: str = ""
    agrees: bool = False
    channel: str = PAPER
    contact: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said. who, to: labels of people of the evening, or names of organisers. stage: of
    the project spotted. at: name of the line in the form, for errors."""

    key: str
    kind: str
    who: str = ""
    words: str = ""
    to: str = ""
    due_on: date | None = None
    stage: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Evening:
    """came, agree: references of seats. counted: how many people in all, None for « as ticked ».

    organisation_ref: the structure that types it, and that opens the files of who agrees.
    instead_of: key of a line typed wrong, that these take the place of; 0 for none.
    """

    came: frozenset[str] = frozenset()
    agree: frozenset[str] = frozenset()
    newcomers: tuple[Newcomer, ...] = ()
    lines: tuple[Line, ...] = ()
    counted: int | None = None
    organisation_ref: str = ""
    instead_of: int = 0


@transaction.atomic
def record_evening(*, actor: Viewer, ref: str, evening: Evening) -> int:
    """Write what is new of it; returns how many lines are. It may be completed later.

    Raises:
        MeetingGone: absent, or not theirs. MeetingMoved: not begun yet, or cancelled.
        LineWrong: a line cannot be; ``field`` says which control.
    """
    row = held_in_hand(actor, ref)
    if row.state not in {Meeting.State.OPEN, Meeting.State.HELD} or not has_begun(row):
        raise MeetingMoved(_("Le compte rendu se saisit une fois la rencontre commencée."))
    if len(evening.lines) > MOST_LINES or len(evening.newcomers) > MOST_PEOPLE:
        raise LineWrong(_("C'est trop en une fois : envoyez la page en plusieurs fois."))
    if evening.instead_of:
        take_out(actor, row, evening.instead_of)
    writer = _Writer(actor, row, evening)
    writer.people()
    new = sum(writer.line(one) for one in evening.lines)
    writer.count()
    journal.record(actor, "rencontre.saisie", f"rencontre:{row.ref}", lines=new, came=row.came or 0)
    return new


@dataclass(slots=True)
class _Writer:
    actor: Viewer
    row: Meeting
    evening: Evening
    everybody: tuple[Labelled, ...] = ()

    def people(self) -> None:
        """Who came, who joined on the evening, and a file for who agrees to be called again."""
        for newcomer in self.evening.newcomers:
            self._join(newcomer)
        self.everybody = people_of(self.row)
        for one in self.everybody:
            seat = one.seat
            if seat.manner != Manner.MEETING:
                came = seat.ref in self.evening.came
                if seat.came != came:
                    seat.came = came
                    seat.save(update_fields=["came"])
            if seat.ref in self.evening.agree:
                self._open_file(seat)

    def _join(self, one: Newcomer) -> None:
        key = digest_of(f"{self.row.ref}:{one.key}")
        if Seat.objects.filter(meeting=self.row, request_key=key).exists():
            return
        name = " ".join(one.name.split())[:80]
        if not name:
            raise LineWrong(_("Un prénom suffit, mais il en faut un."), field=f"{one.at}-nom")
        commune = commune_for(one.code_insee) if one.agrees and one.code_insee else None
        seat = Seat.objects.create(
            ref=new_ref(),
            meeting=self.row,
            name=name,
            code_insee=commune.code if commune else "",
            manner=Manner.MEETING,
            came=True,
            taken_at=timezone.now(),
            request_key=key,
            erased_after=erased_after(self.row),
        )
        if one.agrees:
            if one.channel not in ways.channels() or (one.channel != PAPER and not one.contact):
                raise LineWrong(
                    _("Dites où joindre cette personne, ou choisissez « sur papier »."),
                    field=f"{one.at}-contact",
                )
            seat.channel = one.channel
            seat.contact = "" if one.channel == PAPER else one.contact[:254]
            self._open_file(seat)

    def _open_file(self, seat: Seat) -> None:
        """One file for all that somebody said, from now on; they are given its address."""
        if seat.follow_up_id is not None:
            return
        organisation = self.evening.organisation_ref
        if organisation not in policies.holding(self.actor, held_of(self.row)):
            raise LineWrong(
                _(
                    "Seule une structure qui organise peut garder un contact : "
                    "demandez à l'une d'elles de saisir cette ligne."
                ),
                field="structure",
            )
        opened = persons.open_person(
            actor=self.actor,
            opening=Opening(
                code_insee=seat.code_insee or self.row.code_insee,
                needs=(),
                name=seat.name,
                channel=seat.channel,
                contact=seat.contact,
            ),
            organisation_ref=organisation,
            request_key=f"rencontre-{seat.ref}",
        )
        person = persons.person_behind(opened.token)
        seat.follow_up_id = person.pk
        seat.save()
        persons.write_to(person.pk, _welcome(self.row, seat, opened.token))

    def line(self, one: Line) -> int:
        """1 when it is new."""
        key = digest_of(f"{self.row.ref}:{one.key}")
        if Heard.objects.filter(meeting=self.row, request_key=key).exists():
            return 0
        if one.kind not in pack.sayings():
            raise LineWrong(_("Choisissez ce que c'est."), field=f"{one.at}-genre")
        heard = Heard(meeting=self.row, kind=one.kind, request_key=key, typed_at=timezone.now())
        seat = self._who(one.who, f"{one.at}-qui")
        heard.follow_up_id = seat.follow_up_id if seat else None
        if one.kind in {NEED, OFFER}:
            self._said(heard, one, seat)
        elif one.kind == PROMISE:
            self._promise(heard, one, seat)
        elif one.kind == INTRODUCTION:
            self._introduction(heard, one, seat)
        elif one.kind == PROJECT:
            self._project(heard, one, seat)
        heard.save()
        return 1

    def _who(self, label: str, field: str) -> Seat | None:
        """Raises LineWrong for a name that nobody bears, and that no organiser does."""
        if not label.strip() or self._organiser(label):
            return None
        seat = named(self.everybody, label)
        if seat is None:
            raise LineWrong(
                _("« %(name)s » n'est pas dans la liste : ajoutez son prénom plus haut.")
                % {"name": label[:40]},
                field=field,
            )
        return seat

    def _organiser(self, label: str) -> str:
        wanted = fold(label)
        return next(
            (one.organisation_ref for one in self.row.organisers.all() if fold(one.name) == wanted),
            "",
        )

    def _said(self, heard: Heard, one: Line, seat: Seat | None) -> None:
        """In their own file, with their words, if they agreed; else it is counted."""
        if seat is None or seat.follow_up is None or not one.words:
            return
        whose = Whose(follow_up=seat.follow_up.ref, manner=Manner.MEETING, meeting_pk=self.row.pk)
        key = digest_of(f"{self.row.ref}:{one.key}")
        try:
            if one.kind == NEED:
                need = RequestSaid(kind="aide_projet", words=one.words)
                ref = say_request(actor=self.actor, said=need, whose=whose, request_key=key)
                heard.request = Request.objects.get(ref=ref)
            else:
                # They agreed to be called again, not to be listed: who accompanies them reads it.
                offer = OfferSaid(kind="competence", words=one.words, visible_to="mediateur")
                ref = say_offer(actor=self.actor, said=offer, whose=whose, request_key=key)
                heard.offer = Offer.objects.get(ref=ref)
        except SaidWrongly as error:
            raise LineWrong(error.message, field=f"{one.at}-mots") from error

    def _promise(self, heard: Heard, one: Line, seat: Seat | None) -> None:
        if not one.who.strip():
            raise LineWrong(_("Dites qui a promis."), field=f"{one.at}-qui")
        if not one.words.strip():
            raise LineWrong(_("Dites ce qui a été promis."), field=f"{one.at}-mots")
        held_on = local(self.row.starts_at, self.row.departement).date()
        if one.due_on is not None and not held_on <= one.due_on <= held_on + KEPT:
            raise LineWrong(
                _("Choisissez un jour dans les huit semaines : après, la promesse est effacée."),
                field=f"{one.at}-pour",
            )
        heard.promise = Promise.objects.create(
            ref=new_ref(),
            meeting=self.row,
            seat=seat,
            follow_up_id=seat.follow_up_id if seat else None,
            by_name=one.who.strip()[:80],
            to_name=one.to.strip()[:80],
            organisation_ref=self._organiser(one.who),
            words=" ".join(one.words.split())[:300],
            due_on=one.due_on,
            erased_after=erased_after(self.row),
        )

    def _introduction(self, heard: Heard, one: Line, seat: Seat | None) -> None:
        """Two who met: what one looks for and the other proposes that evening is proposed to both,
        and opens neither to the other before both say yes."""
        other = self._who(one.to, f"{one.at}-avec")
        if not one.who.strip() or not one.to.strip():
            raise LineWrong(_("Dites les deux prénoms."), field=f"{one.at}-avec")
        if seat is not None and seat == other:
            raise LineWrong(_("Il faut deux personnes différentes."), field=f"{one.at}-avec")
        if seat is None or other is None or not (seat.follow_up_id and other.follow_up_id):
            return
        here = {"meeting": self.row, "follow_up_id__in": (seat.follow_up_id, other.follow_up_id)}
        alive = Request.objects.filter(**here).exclude(state=Request.State.OVER)
        asks = alive.order_by("pk").last()
        offers = Offer.objects.filter(**here).exclude(state=Offer.State.OVER)
        offer = (
            offers.exclude(follow_up_id=asks.follow_up_id).order_by("pk").last() if asks else None
        )
        if asks is None or offer is None:
            return
        try:
            ref = propose(
                actor=self.actor,
                request=asks,
                offer_ref=offer.ref,
                organisation_ref=self.evening.organisation_ref,
            )
        except Gone:  # not to be proposed any more: that they met is counted all the same
            return
        heard.introduction = Introduction.objects.get(ref=ref)

    def _project(self, heard: Heard, one: Line, seat: Seat | None) -> None:
        if one.stage not in ways.stages():
            raise LineWrong(_("Dites où en est le projet."), field=f"{one.at}-etape")
        heard.stage = heard.outcome = one.stage
        if seat is not None and seat.follow_up is not None:
            add_stage(actor=self.actor, stage=one.stage, follow_up=seat.follow_up.ref)

    def count(self) -> None:
        row = self.row
        seats = Seat.objects.filter(meeting=row)
        ticked = seats.filter(came=True).count()
        if self.evening.counted is not None and self.evening.counted < ticked:
            raise LineWrong(
                _("%(ticked)d personnes sont cochées : le total ne peut pas être plus petit.")
                % {"ticked": ticked},
                field="compte",
            )
        row.came = ticked if self.evening.counted is None else self.evening.counted
        signed = seats.filter(state=Seat.State.SEATED).exclude(manner=Manner.MEETING)
        row.signed_up = signed.count()
        row.state = Meeting.State.HELD
        row.typed_at = timezone.now()
        row.save(update_fields=["came", "signed_up", "state", "typed_at"])


def _welcome(row: Meeting, seat: Seat, token: str) -> persons.Written:
    with translation.override("fr"):
        return persons.Written(
            key=f"rencontre:{row.ref}:{seat.ref}:dossier",
            subject=_("Ce que vous avez dit à la rencontre"),
            body=_(
                "Bonjour,\n\nÀ la rencontre « %(title)s », vous avez dit oui pour être "
                "rappelé·e.\nCe qui est noté pour vous est ici : %(address)s\n"
                "Cette adresse est secrète. Elle permet aussi de tout effacer, tout de suite.\n"
            )
            % {"title": row.title, "address": address_of("passerelles:follow_up", token)},
        )
