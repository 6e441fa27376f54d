"""Going to a place: is it open, when this week, how far from here, whom to ask, what is near?

Everything that the sheet of a place adds to what is stored of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory import selectors, wording
from entrelieux.directory.asking import MODES
from entrelieux.directory.cards import DoorState, PlaceCard, PlaceSheet, ServiceCard
from entrelieux.directory.doors import hours_of, local_time, state_of
from entrelieux.directory.listing import PlaceTable, distance_km
from entrelieux.directory.opening import holiday_names
from entrelieux.directory.reaching import MOST_MINUTES, by_road, minutes_to, outings_said
from entrelieux.engine.hours import describe_day
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.territories.selectors import CommuneCard

NEARBY = 5
NEARBY_KM = 30
MOST_QUESTIONS = 6
NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_TO_BRING = 6


@dataclass(frozen=True, slots=True)
class DayLine:
    """One of the seven days to come. hours: « 9 h–12 h », « fermé », « à vérifier ».

    note: the public holiday, or why the hours are not sure; "" most days.
    """

    day: date
    hours: str
    note: str
    is_today: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class Trip:
    """From the commune the reader comes from. minutes: one way; None unknown. is_by_road: they
    follow roads, else they are an estimate. outing: by bus, in words, or that there is none."""

    commune: CommuneCard
    mode: str
    minutes: int | None
    km: float | None
    is_by_road: bool
    outing: str


@dataclass(frozen=True, slots=True)
class NearbyPlace:
    card: PlaceCard
    km: float


@dataclass(frozen=True, slots=True)
class NeedAnswered:
    """A need and the services that answer it exactly or closely: (reference, name)."""

    label: str
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FamilyAnswered:
    """services: those behind every need of the family; empty when each need has its own."""

    label: str
    icon: str
    needs: tuple[NeedAnswered, ...]
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Interlocutor:
    """Whom to ask for at the door. times: when they are there, in words; empty: not stated.

    next_times: the next dates of those who come at given times.
    """

    name: str
    services: tuple[str, ...]
    times: tuple[str, ...]
    next_times: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """week: Monday to Sunday, each at its next date; empty when no hours can be read.

    questions, to_bring: in plain words, what helps most first.
    """

    sheet: PlaceSheet
    door: DoorState
    week: tuple[DayLine, ...]
    trip: Trip | None
    nearby: tuple[NearbyPlace, ...]
    families: tuple[FamilyAnswered, ...]
    interlocutors: tuple[Interlocutor, ...]
    questions: tuple[str, ...]
    to_bring: tuple[str, ...]


def visit_for(
    viewer: Viewer,
    ref: str,
    *,
    origin: CommuneCard | None = None,
    mode: str = MODES[0],
    now: datetime | None = None,
) -> Visit:
    """The sheet of a place as it is at this moment.

    Args:
        origin: where the reader comes from. mode: how, one of ``MODES``.
        now: with its time zone; the clock when None.

    Raises:
        PlaceGone: absent, or not to be shown: the two look the same.
    """
    now = now or timezone.now()
    sheet = selectors.place_for(viewer, ref)
    _version, sources, table, _is_fiction = selectors.table_of(viewer)
    needs = _needs_of(sheet.services)
    return Visit(
        sheet=sheet,
        door=state_of(sheet.texts, sheet.departement, now),
        week=_week(sheet, local_time(sheet.departement, now).date()),
        trip=_trip(sheet, table, origin, mode) if origin else None,
        nearby=_nearby(sheet, table, sources),
        families=_families(sheet.services),
        interlocutors=_interlocutors(sheet.services),
        questions=_questions(sheet, needs),
        to_bring=_to_bring(needs),
    )


def _week(sheet: PlaceSheet, today: date) -> tuple[DayLine, ...]:
    """Holidays are those of the dates shown: a week to come, and not an ideal one."""
    days = sorted((today + timedelta(days=n) for n in range(7)), key=lambda day: day.weekday())
    lines = tuple(_day_line(sheet, day, today) for day in days)
    return lines if any(line.is_known or line.hours != to_check() for line in lines) else ()


def _day_line(sheet: PlaceSheet, day: date, today: date) -> DayLine:
    found = hours_of(sheet.texts, sheet.departement, day)
    known = [hours for hours in found if hours is not None]
    spans = _joined(span for hours in known for span in hours.intervals)
    is_known = bool(known) and len(known) == len(found) and all(one.certain for one in known)
    holiday = wording.in_language(*holiday_names(sheet.departement, day))
    # « 13 h 30 » stays whole at the end of a line.
    times = (describe_day([span], wording.tongue()).replace(" ", NO_BREAK) for span in spans)
    said = ", ".join(times)
    if not is_known:
        said = _("%(hours)s, à vérifier") % {"hours": said} if said else to_check()
    return DayLine(day, said or _("fermé"), holiday, day == today, is_known)


def to_check() -> str:
    return _("à vérifier")


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of several services as one run of hours, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _trip(sheet: PlaceSheet, table: PlaceTable, origin: CommuneCard, mode: str) -> Trip:
    km, minutes, is_by_road, outing = None, None, False, ""
    rows = np.flatnonzero(table.pk == sheet.key)
    if rows.size:
        row = int(rows[0])
        far = distance_km(table.lon[row], table.lat[row], origin.lon, origin.lat)
        km = None if np.isnan(far) else float(far)
        minutes = minutes_to(origin, table, row, mode)
        is_by_road = bool(by_road(origin, table, mode)[row])
        outing = outings_said(origin, table, mode, [row], MOST_MINUTES)[0]
    return Trip(origin, mode, minutes, km, is_by_road, outing)


def _nearby(
    sheet: PlaceSheet, table: PlaceTable, sources: frozenset[int]
) -> tuple[NearbyPlace, ...]:
    """The nearest other places, each once; nothing when the point of this one is unknown."""
    if sheet.card.lon is None or sheet.card.lat is None:
        return ()
    km = distance_km(table.lon, table.lat, sheet.card.lon, sheet.card.lat)
    own = table.twin[table.pk == sheet.key]
    near = np.flatnonzero((km <= NEARBY_KM) & ~np.isin(table.twin, own))
    rows, _others = table.one_each(near, np.zeros(len(table.pk), np.int8))
    rows = rows[np.lexsort((rows, km[rows]))][:NEARBY]
    cards = selectors.cards_of(table.pk[rows].tolist(), table, sources, timezone.localdate())
    return tuple(
        NearbyPlace(cards[key], float(km[row]))
        for row, key in zip(rows.tolist(), table.pk[rows].tolist(), strict=True)
        if key in cards
    )


def _families(services: Sequence[ServiceCard]) -> tuple[FamilyAnswered, ...]:
    """What one can do there: needs on their shelves, in the order of the pack."""
    behind: dict[str, dict[str, str]] = {}
    for service in services:
        for code, _label, worth in service.besoins:
            if worth <= wording.CLOSE:
                behind.setdefault(code, {})[service.ref] = service.name
    shelves = {
        family.code: [n for n in needs_pack.load_needs() if n.family == family.code]
        for family in needs_pack.load_families()
    }
    found = []
    for family in needs_pack.load_families():
        needs = tuple(
            NeedAnswered(
                wording.in_language(need.label, need.english), tuple(behind[need.code].items())
            )
            for need in shelves[family.code]
            if need.code in behind
        )
        if needs:
            label = wording.in_language(family.label, family.english)
            shared = needs[0].services if len({need.services for need in needs}) == 1 else ()
            found.append(FamilyAnswered(label, family.icon, needs, shared))
    return tuple(found)


def _interlocutors(services: Sequence[ServiceCard]) -> tuple[Interlocutor, ...]:
    found = []
    for (_ref, name), group in groupby(
        services, lambda one: (one.organisation.ref, one.organisation.name)
    ):
        members = list(group)
        found.append(
            Interlocutor(
                name=name,
                services=tuple(one.name for one in members),
                times=tuple(dict.fromkeys(one.hours for one in members if one.hours)),
                next_times=tuple(dict.fromkeys(x.next_times for x in members if x.next_times)),
            )
        )
    return tuple(found)


def _needs_of(services: Sequence[ServiceCard]) -> tuple[str, ...]:
    """What is answered there, the best answers first."""
    worth: dict[str, int] = {}
    for service in services:
        for code, _label, quality in service.besoins:
            if quality <= wording.CLOSE:
                worth[code] = min(quality, worth.get(code, quality))
    return tuple(sorted(worth, key=lambda code: worth[code]))


def _questions(sheet: PlaceSheet, needs: Sequence[str]) -> tuple[str, ...]:
    """What nobody told us first, then what helps for the first needs."""
    services = sheet.services
    found = []
    if not sheet.texts:
        found.append(_("Quels jours et à quelles heures puis-je venir ?"))
    if not sheet.prise_rdv:
        found.append(_("Faut-il prendre rendez-vous ?"))
    if not all(service.frais for service in services) or not services:
        found.append(_("Est-ce gratuit pour moi ?"))
    if sheet.wheelchair is None:
        found.append(_("Peut-on entrer et circuler en fauteuil ou avec une poussette ?"))
    prepared = needs_pack.preparations()
    found += [
        wording.in_language(prepared[code].question, prepared[code].english_question)
        for code in needs[:MOST_QUESTIONS]
    ]
    return tuple(dict.fromkeys(found))[:MOST_QUESTIONS]


def _to_bring(needs: Sequence[str]) -> tuple[str, ...]:
    """The first thing of each need, then the second: nobody brings a whole archive."""
    prepared = needs_pack.preparations()
    lists = [
        [
            wording.in_language(french, english)
            for french, english in zip(
                prepared[code].bring, prepared[code].english_bring, strict=True
            )
        ]
        for code in needs[:MOST_TO_BRING]
    ]
    ordered = (item for one in zip_longest(*lists) for item in one if item)
    return tuple(dict.fromkeys(ordered))[:MOST_TO_BRING]
