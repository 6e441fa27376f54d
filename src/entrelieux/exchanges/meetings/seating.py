"""Seats: taken, given back, moved up from the queue in the order people came; never oversold."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.exchanges.meetings import messages, policies
from entrelieux.exchanges.meetings.adapters import (
    erased_after,
    full_said,
    has_begun,
    held_of,
    queue_is_full,
)
from entrelieux.exchanges.meetings.errors import (
    MeetingGone,
    MeetingMoved,
    MeetingWrong,
    SeatGone,
)
from entrelieux.exchanges.meetings.hands import held_in_hand, locked
from entrelieux.exchanges.meetings.keys import digest_of, new_ref, request_digest, seat_token
from entrelieux.exchanges.models import Manner, Meeting, Seat
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import meetings as pack
from entrelieux.packs.fr import passerelles as ways
from entrelieux.territories.selectors import commune_for

PAPER = "papier"
STATE = Seat.State


@dataclass(frozen=True, slots=True)
class Asked:
    """A first name is enough. code_insee: "" when they did not say where they live."""

    name: str
    channel: str = PAPER
    contact: str = ""
    code_insee: str = ""
    role: str = "participant"


@dataclass(frozen=True, slots=True)
class Taken:
    """token: of the secret address that gives the seat back. The site keeps its digest alone."""

    ref: str
    token: str
    is_seated: bool


@transaction.atomic
def take_seat(
    *,
    actor: Viewer,
    meeting_ref: str,
    asked: Asked,
    manner: str = Manner.PAGE,
    request_key: str = "",
) -> Taken:
    """Sign somebody up, or put them at the end of the queue. The same form sent twice takes one.

    manner: by the page for oneself; otherwise by somebody who helps people there.

    Raises:
        MeetingGone: absent, not announced, or not written in by this actor.
        MeetingMoved: it has begun, it is not open any more, or too many wait already.
        MeetingWrong: no name, or a way to be told that cannot be.
    """
    row = locked(meeting_ref)
    _check_open(actor, row, manner)
    token = seat_token(actor, row.ref, request_key)
    key = request_digest(actor, request_key)
    if key and (kept := Seat.objects.filter(meeting=row, request_key=key).first()):
        return Taken(kept.ref, token, kept.state == STATE.SEATED)
    _check_queue(row, manner)
    seat = _new_seat(row, asked, manner)
    seat.request_key, seat.link_digest = key, digest_of(token)
    # Nobody goes before who waits already: a seat that is free is first theirs.
    waits = Seat.objects.filter(meeting=row, state=STATE.WAITING).exists()
    seat.state = STATE.SEATED if _free(row) > 0 and not waits else STATE.WAITING
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError:  # the same form, sent again meanwhile
        kept = Seat.objects.get(meeting=row, request_key=key)
        return Taken(kept.ref, token, kept.state == STATE.SEATED)
    messages.confirm(row, seat, token)
    _record(actor, "rencontre.inscription", row, seat, state=seat.state, manner=str(manner))
    return Taken(seat.ref, token, seat.state == STATE.SEATED)


@transaction.atomic
def give_back(*, actor: Viewer, token: str = "", meeting_ref: str = "", seat_ref: str = "") -> None:
    """By its secret address, or by who holds the meeting for somebody who called.

    Who gave it back is forgotten at once; the first of the queue moves up. Twice is once.

    Raises:
        SeatGone: absent, or not theirs. MeetingMoved: the evening has begun.
    """
    row, seat = _seat_in_hand(actor, token, meeting_ref, seat_ref)
    if seat.state == STATE.GIVEN_BACK:
        return
    if has_begun(row) or row.state != Meeting.State.OPEN:
        raise MeetingMoved(_("Cette rencontre est passée ou annulée : il n'y a rien à rendre."))
    messages.take_back(row, seat)
    seat.state, seat.news = STATE.GIVEN_BACK, ""
    seat.name, seat.contact, seat.channel, seat.code_insee = "", "", PAPER, ""
    seat.save()
    moved = move_up(row)
    _record(actor, "rencontre.place-rendue", row, seat, moved=moved)


@transaction.atomic
def told(*, actor: Viewer, meeting_ref: str, seat_ref: str) -> None:
    """Somebody told them what no message could. Twice is once."""
    row = held_in_hand(actor, meeting_ref)
    clean = "" if "\x00" in seat_ref else seat_ref
    seat = Seat.objects.filter(meeting=row, ref=clean).first()
    if seat is None:
        raise SeatGone
    if not seat.news:
        return
    seat.news = ""
    seat.save(update_fields=["news"])
    _record(actor, "rencontre.prévenu", row, seat)


def move_up(row: Meeting) -> int:
    """Give what is free to who has waited longest; returns how many. The row is locked."""
    count = _free(row)
    if count <= 0 or has_begun(row):
        return 0
    first = list(Seat.objects.filter(meeting=row, state=STATE.WAITING)[:count])
    for seat in first:
        seat.state = STATE.SEATED
        seat.save(update_fields=["state"])
        messages.tell(row, seat, Seat.News.SEATED)
    return len(first)


def _free(row: Meeting) -> int:
    return row.seats - Seat.objects.filter(meeting=row, state=STATE.SEATED).count()


def _check_open(actor: Viewer, row: Meeting, manner: str) -> None:
    if row.state == Meeting.State.DRAFT:
        raise MeetingGone
    if manner != Manner.PAGE and not policies.may_write_in(actor, held_of(row)):
        raise MeetingGone
    if row.state != Meeting.State.OPEN or has_begun(row):
        raise MeetingMoved(
            _("On ne s'inscrit plus : cette rencontre est commencée, passée ou annulée.")
        )


def _check_queue(row: Meeting, manner: str) -> None:
    """Nobody waits in vain, nor for a crowd that a visitor made up; an agent may add somebody."""
    waiting = Seat.objects.filter(meeting=row, state=STATE.WAITING).count()
    if manner == Manner.PAGE and queue_is_full(row, waiting):
        raise MeetingMoved(full_said(one.organisation_ref for one in row.organisers.all()))


def _new_seat(row: Meeting, asked: Asked, manner: str) -> Seat:
    name = " ".join(asked.name.replace("\x00", "").split())[:80]
    if not name:
        raise MeetingWrong(_("Donnez un prénom : il suffit."), field="nom")
    if asked.channel not in ways.channels():
        raise MeetingWrong(_("Choisissez comment être prévenu·e."), field="moyen")
    contact = "" if asked.channel == PAPER else asked.contact.replace("\x00", "").strip()[:254]
    if asked.channel != PAPER and not contact:
        raise MeetingWrong(
            _("Dites où vous prévenir, ou choisissez « sur papier »."), field="contact"
        )
    if asked.role not in pack.roles():
        raise MeetingWrong(_("Ce rôle n'existe pas."), field="role")
    commune = commune_for(asked.code_insee) if asked.code_insee else None
    return Seat(
        ref=new_ref(),
        meeting=row,
        name=name,
        channel=asked.channel,
        contact=contact,
        code_insee=commune.code if commune else "",
        role=asked.role,
        manner=manner,
        taken_at=timezone.now(),
        erased_after=erased_after(row),
    )


def _seat_in_hand(
    actor: Viewer, token: str, meeting_ref: str, seat_ref: str
) -> tuple[Meeting, Seat]:
    if token:
        found = Seat.objects.filter(link_digest=digest_of(token)).select_related("meeting").first()
        if found is None:
            raise SeatGone
        row = locked(found.meeting.ref)
        found.refresh_from_db()
        return row, found
    row = held_in_hand(actor, meeting_ref)
    clean = "" if "\x00" in seat_ref else seat_ref
    seat = Seat.objects.filter(meeting=row, ref=clean).first()
    if seat is None:
        raise SeatGone
    return row, seat


def _record(actor: Viewer, verb: str, row: Meeting, seat: Seat, **facts: object) -> None:
    journal.record(actor, verb, f"rencontre:{row.ref}", seat=seat.ref, **facts)
