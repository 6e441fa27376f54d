"""What is read of meetings: by everybody, by whoever signed up, by who holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from entrelieux.directory.agenda.besides import Beside, Wanted
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.exchanges.meetings import policies
from entrelieux.exchanges.meetings.adapters import (
    cards_of,
    held_of,
    named_by,
)
from entrelieux.exchanges.meetings.calendar import uid_of, zone_of
from entrelieux.exchanges.meetings.cards import HeardCard, MeetingCard, OwnSeat, SeatCard
from entrelieux.exchanges.meetings.errors import MeetingGone, SeatGone
from entrelieux.exchanges.meetings.keys import digest_of
from entrelieux.exchanges.meetings.people import people_of
from entrelieux.exchanges.meetings.removing import is_young
from entrelieux.exchanges.models import Heard, Meeting, Seat
from entrelieux.kernel.sketch import KM_PER_DEGREE
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import meetings as pack
from entrelieux.packs.fr import passerelles as ways
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import accompanied_by, person_for
from entrelieux.territories.selectors import commune_for, communes_by_code

MOST = 200
LATELY = timedelta(days=400)
LOOKED = "l'entraide"
STATE = Meeting.State


@dataclass(frozen=True, slots=True)
class MeetingList:
    """coming: announced, the nearest first. drafts, to_type: of this viewer alone. past: held."""

    coming: tuple[MeetingCard, ...]
    drafts: tuple[MeetingCard, ...]
    to_type: tuple[MeetingCard, ...]
    past: tuple[MeetingCard, ...]


def meetings_for(viewer: Viewer, departement: str = "") -> MeetingList:
    """departement: a code, "" for all of them."""
    rows = _shown()
    if departement:
        rows = rows.filter(departement=departement)
    now = timezone.now()
    coming = rows.filter(state__in=(STATE.OPEN, STATE.CANCELLED), ends_at__gte=now)
    past = rows.filter(state=STATE.HELD, starts_at__gte=now - LATELY)
    waiting = rows.filter(state=STATE.OPEN, starts_at__lt=now)
    drafts = rows.filter(state=STATE.DRAFT)
    own = policies.prepares(viewer)
    return MeetingList(
        coming=cards_of(viewer, coming.order_by("starts_at", "pk")[:MOST]),
        drafts=_held(viewer, drafts.order_by("starts_at", "pk")) if own else (),
        to_type=_held(viewer, waiting.order_by("starts_at", "pk")) if own else (),
        past=cards_of(viewer, past.order_by("-starts_at", "pk")[:MOST]),
    )


def meeting_for(viewer: Viewer, ref: str) -> MeetingCard:
    """
    Raises:
        MeetingGone: absent, of the other world, or a draft that is not theirs.
    """
    (card,) = cards_of(viewer, [_row(ref)])
    if card.is_draft and not card.holds:
        raise MeetingGone
    return card


def held_for(viewer: Viewer, ref: str) -> MeetingCard:
    """For who holds it alone.

    Raises:
        MeetingGone: absent, or not theirs.
    """
    card = meeting_for(viewer, ref)
    if not card.holds:
        raise MeetingGone
    return card


def seats_of(viewer: Viewer, ref: str) -> tuple[SeatCard, ...]:
    """Who signed up or came, for who holds it: those seated, then the queue in its order.

    Raises:
        MeetingGone: absent, or not theirs.
    """
    row = _row(ref)
    if not policies.may_hold(viewer, held_of(row)):
        raise MeetingGone
    people, calls = people_of(row), policies.may_call(viewer, held_of(row))
    communes = communes_by_code({one.seat.code_insee for one in people if one.seat.code_insee})
    queue = [one.seat.pk for one in people if one.seat.state == Seat.State.WAITING]
    kept = {one.seat.follow_up_id for one in people if one.seat.follow_up_id is not None}
    files = accompanied_by(viewer, kept)
    return tuple(
        SeatCard(
            ref=one.seat.ref,
            name=one.seat.name,
            label=one.label,
            commune=communes[one.seat.code_insee].name if one.seat.code_insee in communes else "",
            role=named_by(pack.roles(), one.seat.role) if one.seat.role != "participant" else "",
            state=one.seat.state,
            rank=queue.index(one.seat.pk) + 1 if one.seat.pk in queue else 0,
            came=one.seat.came,
            channel=one.seat.channel,
            reach=_reach(one.seat) if calls else "",
            news=Seat.News(one.seat.news).label if one.seat.news else "",
            has_file=one.seat.follow_up_id is not None,
            file_ref=files.get(one.seat.follow_up_id or 0, ""),
            manner=one.seat.manner,
        )
        for one in sorted(people, key=lambda one: one.seat.state == Seat.State.WAITING)
    )


def heard_at(viewer: Viewer, ref: str) -> tuple[HeardCard, ...]:
    """Lines typed so far, for who holds it."""
    row = _row(ref)
    if not policies.may_hold(viewer, held_of(row)):
        raise MeetingGone
    rows = Heard.objects.filter(meeting=row).select_related("promise")
    labels = _labels(row)
    now = timezone.now()
    return tuple(
        HeardCard(
            pk=one.pk,
            kind=named_by(pack.sayings(), one.kind),
            kind_code=one.kind,
            who=one.promise.by_name if one.promise else labels.get(one.follow_up_id, ""),
            text=one.promise.words if one.promise else "",
            stage=named_by(ways.stages(), one.stage) if one.stage else "",
            is_linked=one.follow_up_id is not None,
            may_go=is_young(one, now),
        )
        for one in rows
    )


def line_at(viewer: Viewer, ref: str, line: int) -> Mapping[str, str]:
    """What is known of a line typed, by field of the form; {} when it is not there any more.

    What somebody looks for or proposes is read by who accompanies them; they see that it was.
    """
    row = _row(ref)
    if not policies.may_hold(viewer, held_of(row)):
        raise MeetingGone
    rows = Heard.objects.filter(meeting=row, pk=line).select_related("promise", "follow_up")
    heard = rows.select_related("request", "offer", "introduction__request", "introduction__offer")
    one = heard.first()
    if one is None or not is_young(one, timezone.now()):
        return {}
    labels = _labels(row)
    found = {"genre": one.kind, "etape": one.stage, "qui": labels.get(one.follow_up_id, "")}
    if one.promise is not None:
        due = one.promise.due_on
        found |= {"qui": one.promise.by_name, "mots": one.promise.words}
        found |= {"avec": one.promise.to_name, "pour": due.isoformat() if due else ""}
    elif one.introduction is not None:
        both = {one.introduction.request.follow_up_id, one.introduction.offer.follow_up_id}
        found["avec"] = labels.get(next(iter(both - {one.follow_up_id}), None), "")
    elif (thing := one.request or one.offer) is not None and one.follow_up is not None:
        try:
            person_for(viewer, one.follow_up.ref, LOOKED)
        except FollowUpGone:
            return found
        found["mots"] = thing.words
    return found


def _labels(row: Meeting) -> dict[int | None, str]:
    people = people_of(row)
    return {one.seat.follow_up_id: one.label for one in people if one.seat.follow_up_id}


def own_seat(viewer: Viewer, token: str) -> OwnSeat:
    """For whoever holds the secret address of a seat.

    Raises:
        SeatGone: badly copied, never given, or erased.
    """
    row = Seat.objects.filter(link_digest=digest_of(token)).select_related("meeting").first()
    if row is None:
        raise SeatGone
    (card,) = cards_of(viewer, [_row(row.meeting.ref)])
    waiting = Seat.objects.filter(meeting_id=row.meeting_id, state=Seat.State.WAITING)
    queue = list(waiting.values_list("pk", flat=True))
    rank = queue.index(row.pk) + 1 if row.pk in queue else 0
    return OwnSeat(name=row.name, state=row.state, rank=rank, meeting=card)


def meetings_by_commune() -> Mapping[str, int]:
    """Meetings held in each commune: for the rooms above."""
    rows = Meeting.objects.filter(state=STATE.HELD, is_fiction=offer_is_fiction())
    found: dict[str, int] = {}
    for code in rows.order_by().values_list("code_insee", flat=True):
        found[code] = found.get(code, 0) + 1
    return found


def meetings_beside(wanted: Wanted) -> tuple[Beside, ...]:
    """Meetings announced in these days, for the shared agenda: one query, two when there are."""
    rows = _shown().filter(state=STATE.OPEN, starts_at__date__range=(wanted.first, wanted.last))
    if wanted.lieu:
        rows = rows.filter(place_ref=wanted.lieu)
    elif wanted.structure:
        rows = rows.filter(organisers__organisation_ref=wanted.structure)
    found = list(rows.order_by("starts_at", "pk")[:MOST])
    if not (wanted.lieu or wanted.structure):
        found = [row for row in found if _is_near(row, wanted)]
    return tuple(
        Beside(
            on=card.on,
            day=card.day,
            hours=card.hours,
            title=card.title,
            where=f"{card.place_name}, {card.commune}",
            address=reverse("meetings:one", args=[card.ref]),
            uid=uid_of(card),
            starts=card.starts.replace(tzinfo=zone_of(card)),
            ends=card.ends.replace(tzinfo=zone_of(card)),
            note=card.kind,
        )
        for card in cards_of(wanted.viewer, found)
    )


def meetings_changed_at() -> datetime | None:
    """When a meeting was last announced, changed or cancelled."""
    found: datetime | None = Meeting.objects.aggregate(last=Max("changed_at"))["last"]
    return found


def _is_near(row: Meeting, wanted: Wanted) -> bool:
    there, here = commune_for(row.code_insee), wanted.commune
    if there is None or here is None:
        return False
    east = (there.lon - here.lon) * KM_PER_DEGREE * cos(radians(here.lat))
    north = (there.lat - here.lat) * KM_PER_DEGREE
    return hypot(east, north) <= wanted.km


def _held(viewer: Viewer, rows: QuerySet[Meeting]) -> tuple[MeetingCard, ...]:
    return tuple(card for card in cards_of(viewer, rows[:MOST]) if card.holds)


def announced() -> QuerySet[Meeting]:
    """To come, held or called off: what everybody may read."""
    return _shown().exclude(state=STATE.DRAFT)


def _shown() -> QuerySet[Meeting]:
    """Fictional and real meetings are never together."""
    rows = Meeting.objects.filter(is_fiction=offer_is_fiction())
    return rows.select_related("network").prefetch_related("organisers")


def _row(ref: str) -> Meeting:
    row = _shown().filter(ref="" if "\x00" in ref else ref).first()
    if row is None:
        raise MeetingGone
    return row


def _reach(seat: Seat) -> str:
    if not seat.contact:
        return ""
    return f"{named_by(ways.channels(), seat.channel)} : {seat.contact}"
