"""« By bus, on a Tuesday, back before noon »: the question, and what is found, in plain words."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from entrelieux.engine.reach.network import RoadNetwork
from entrelieux.engine.reach.transit import (
    DAY_S,
    END_S,
    NEVER,
    Asked,
    Journey,
    OnFoot,
    Outing,
    Ride,
    ServiceDay,
    Stopping,
    Timetable,
    UncoveredDayError,
    Way,
    Wheelchair,
    departures,
    earliest,
    outing,
    service_day,
    straight_s,
    walks_by_crow,
    walks_by_roads,
)
from entrelieux.kernel.errors import UserError

Point = tuple[float, float]


class BusQuestionError(UserError):
    """The question cannot be answered; the message says why, and what to do."""

    code = "question-transport"


@dataclass(frozen=True, slots=True)
class Question:
    """From a point to another, on a day. Times: seconds since midnight.

    after: leave from. before: be home by, having stayed at least ``stay`` while it is open
    (``open_at``); None asks for the ways there alone, to arrive ``by``. by_phone: also what must
    be booked. wheelchair: nothing that is said not to be accessible.
    """

    start: Point
    end: Point
    day: date
    after: int
    by: int = END_S
    before: int | None = None
    stay: int = 0
    open_at: tuple[tuple[int, int], ...] = ((0, END_S),)
    by_phone: bool = False
    wheelchair: bool = False
    on_foot: OnFoot = field(default_factory=OnFoot)


@dataclass(frozen=True, slots=True)
class Step:
    """One vehicle, in words. phone: to be called before, "" when one need not or it is unknown."""

    line: str
    towards: str
    from_stop: str
    to_stop: str
    leaves: str
    arrives: str
    must_book: bool
    agency: str
    phone: str
    wheelchair: str


@dataclass(frozen=True, slots=True)
class Trip:
    leaves: str
    arrives: str
    minutes: int
    changes: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """there: the ways to go, best alone when one also comes back. back, last, begins: of an outing.

    must_book: nothing was found but by calling first. notes: what must be said beside.
    """

    there: tuple[Trip, ...]
    back: Trip | None
    last: Trip | None
    begins: str
    must_book: bool
    notes: tuple[str, ...]
    source: str
    licence: str
    first_day: str
    last_day: str
    is_fiction: bool


def answer(table: Timetable, asked: Question, streets: RoadNetwork | None = None) -> Answer:
    """What runs that day for who asks; what must be booked only when nothing else does.

    Raises:
        BusQuestionError: the day is not in the timetable, or no stop is near enough.
    """

    def found_when(by_phone: bool) -> tuple[list[Journey], Outing | None]:
        day = day_asked(table, asked.day, by_phone=by_phone, wheelchair=asked.wheelchair)
        return _found(day, way, asked)

    way = _way(table, asked, streets)
    must_book = False
    found = found_when(asked.by_phone)
    if not any(found) and not asked.by_phone:
        found = found_when(True)
        must_book = any(found)
    journeys, there_and_back = found
    if there_and_back:
        journeys = [there_and_back.there]
    return Answer(
        there=tuple(_trip(table, one) for one in journeys),
        back=_trip(table, there_and_back.back) if there_and_back else None,
        last=_trip(table, there_and_back.last) if there_and_back else None,
        begins=clock(there_and_back.begin, up=True) if there_and_back else "",
        must_book=must_book,
        notes=_notes(asked, streets),
        source=table.about.source,
        licence=table.about.licence,
        first_day=table.about.first_day,
        last_day=table.about.last_day,
        is_fiction=table.about.is_fiction,
    )


def clock(seconds: int, *, up: bool = False) -> str:
    """``8 h 05``; the small hours of the next day are said so. up: arrivals, never told early."""
    days, left = divmod(seconds + 59 * up, DAY_S)
    told = f"{left // 3600} h {left // 60 % 60:02d}"
    return f"{told} le lendemain" if days else told


def day_asked(table: Timetable, day: date, *, by_phone: bool, wheelchair: bool) -> ServiceDay:
    """What runs on a day.

    Raises:
        BusQuestionError: the timetable says nothing of it.
    """
    try:
        return service_day(table, day, by_phone=by_phone, wheelchair=wheelchair)
    except UncoveredDayError:
        raise BusQuestionError(
            f"Ces horaires vont du {table.about.first_day} au {table.about.last_day} : ils ne "
            f"disent rien du {day.isoformat()}. Demandez un autre jour, ou lisez un fichier "
            "plus récent avec « entrelieux reach build-transit ».",
            field="date",
            code="jour-hors-horaire",
        ) from None


def outing_asked(after: int, before: int, stay: int) -> Asked:
    """Raises:
    BusQuestionError: one would be back before leaving.
    """
    if before < after:
        raise BusQuestionError(
            f"Partir à {clock(after)} et rentrer avant {clock(before)} : donnez une heure de "
            "retour plus tardive.",
            field="back-before",
        )
    return Asked(after, before, min(stay, END_S))


def _way(table: Timetable, asked: Question, streets: RoadNetwork | None) -> Way:
    ends = np.array([asked.start, asked.end], np.float64)
    if not (np.abs(ends) <= (180, 90)).all():
        raise BusQuestionError("Attendu des degrés : longitude puis latitude.", field="from")
    places = (ends[:, 0], ends[:, 1], table.lon, table.lat, asked.on_foot)
    walks = walks_by_crow(*places) if streets is None else walks_by_roads(streets, *places)
    straight = straight_s(ends[:1, 0], ends[:1, 1], *asked.end, asked.on_foot)
    for row, what in enumerate(("du départ", "du lieu")):
        if not len(walks.row(row).stop) and straight[0] >= NEVER:
            raise BusQuestionError(
                f"Aucun arrêt à moins de {asked.on_foot.most_m:.0f} m {what}. Marchez plus loin "
                "(--walk), ou essayez un autre point.",
                field="from" if row == 0 else "to",
                code="aucun-arret",
            )
    return Way(walks.row(0), walks.row(1), int(straight[0]))


def _found(day: ServiceDay, way: Way, asked: Question) -> tuple[list[Journey], Outing | None]:
    if asked.before is None:
        ridden = departures(day, way, asked.after, asked.by)
        walked = earliest(day, way, asked.after, asked.by)
        return ridden or ([walked] if walked else []), None
    wanted = outing_asked(asked.after, asked.before, asked.stay)
    return [], outing(day, way, list(asked.open_at), wanted)


def _trip(table: Timetable, journey: Journey) -> Trip:
    return Trip(
        leaves=clock(journey.leaves),
        arrives=clock(journey.arrives, up=True),
        minutes=-(-journey.seconds // 60),
        changes=journey.changes,
        steps=tuple(_step(table, ride) for ride in journey.rides),
    )


def _step(table: Timetable, ride: Ride) -> Step:
    trip = int(table.trip[ride.first])
    line = int(table.line[trip])
    agency = int(table.line_agency[line])
    first, last = int(table.tail[ride.first]), int(table.head[ride.last])
    booked = Stopping.BY_PHONE in {table.board[ride.first], table.leave[ride.last]}
    says = {int(table.wheelchair[trip]), *(int(table.stop_wheelchair[s]) for s in (first, last))}
    return Step(
        line=table.line_name[line],
        towards=table.heads[int(table.head_text[trip])],
        from_stop=table.stop_name[first],
        to_stop=table.stop_name[last],
        leaves=clock(ride.leaves),
        arrives=clock(ride.arrives, up=True),
        must_book=booked,
        agency=table.agency_name[agency],
        phone=table.agency_phone[agency],
        wheelchair="non" if Wheelchair.NO in says else "à vérifier" if 0 in says else "oui",
    )


def _notes(asked: Question, streets: RoadNetwork | None) -> tuple[str, ...]:
    walk = (
        "La marche suit les rues quand elles sont connues."
        if streets is not None
        else "La marche est estimée en ligne droite, rallongée de "
        f"{round(100 * (asked.on_foot.detour - 1))} %."
    )
    return (
        walk,
        "Horaires prévus : ni retard, ni grève, ni course annulée. Vérifiez avant de partir.",
    )
