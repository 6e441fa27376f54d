"""From the tables of a GTFS archive to one ``Timetable``."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.network import RoadNetwork
from entrelieux.engine.reach.transit import (
    Stopping,
    Texts,
    Timetable,
    TransitAbout,
    Walks,
    checked,
)
from entrelieux.interchange.limits import UnusableFileError
from entrelieux.interchange.transit.archive import Archive
from entrelieux.interchange.transit.calendar import Calendar, read_calendar
from entrelieux.interchange.transit.passages import Passages, read_passages, seconds_of
from entrelieux.interchange.transit.stops import LONGEST_NAME, Stops, changes, on_foot, read_stops

MOST_REPEATED = 200_000
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of the data; "" takes what the feed says of itself."""

    source: str = ""
    licence: str = ""
    date: str = ""
    is_fiction: bool = False


@dataclass(slots=True)
class Lines:
    """Lines and agencies by identifier, in order."""

    number: dict[str, int] = field(default_factory=dict)
    name: list[str] = field(default_factory=list)
    agency: list[int] = field(default_factory=list)
    agency_name: list[str] = field(default_factory=list)
    agency_phone: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Trips:
    number: dict[str, int] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    service: list[int] = field(default_factory=list)
    wheelchair: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)


def read_feed(
    archive: Archive,
    told: Told,
    today: date,
    progress: Progress,
    streets: RoadNetwork | None = None,
) -> tuple[Timetable, Counter[str]]:
    """The timetable, and what was left out, by reason (``report.WORDS``).

    today: days far from it are not kept.

    Raises:
        UnusableFileError: a table or a column is missing, or nothing in it can be used.
    """
    left_out: Counter[str] = Counter()
    progress("calendriers", 0, None)
    calendar = read_calendar(archive, today, left_out)
    stops = read_stops(archive, left_out)
    lines = _lines(archive)
    trips = _trips(archive, lines, calendar, left_out)
    progress("passages", 0, None)
    passages = read_passages(archive, trips.number, stops.number, left_out)
    if "frequencies" in archive:
        passages = _repeated(archive, trips, passages, left_out)
    if not len(passages.trip):
        raise UnusableFileError(
            f"« {archive.path.name} » ne contient aucune course entière les jours gardés.",
            code="aucune-course",
        )
    progress("correspondances", 0, None)
    feet = changes(archive, stops, on_foot(stops, streets), left_out)
    table = _table(told, calendar, stops, lines, trips, passages, feet)
    left_out["arrets-sans-passage"] = len(stops.name) - len(table.lon)
    return checked(table), +left_out


def _lines(archive: Archive) -> Lines:
    out = Lines()
    agencies: dict[str, int] = {}
    rows = archive.rows("agency", ("agency_name",), ("agency_id", "agency_phone"))
    for name, key, phone in rows if "agency" in archive else ():
        agencies.setdefault(key, len(agencies))
        out.agency_name.append(name[:LONGEST_NAME])
        out.agency_phone.append(phone[:40])
    if not out.agency_name:
        out.agency_name, out.agency_phone = [""], [""]
    needed, others = ("route_id",), ("agency_id", "route_short_name", "route_long_name")
    for key, agency, short, long in archive.rows("routes", needed, others):
        if key not in out.number:
            out.number[key] = len(out.name)
            out.name.append(" ".join(dict.fromkeys(filter(None, (short, long))))[:LONGEST_NAME])
            out.agency.append(min(agencies.get(agency, 0), len(out.agency_name) - 1))
    return out


def _trips(archive: Archive, lines: Lines, calendar: Calendar, left_out: Counter[str]) -> Trips:
    out = Trips()
    blocks: Counter[str] = Counter()
    used = np.atleast_1d(calendar.runs.any(axis=1))
    needed = ("trip_id", "route_id", "service_id")
    others = ("trip_headsign", "wheelchair_accessible", "block_id")
    for key, route, service, head, wheels, block in archive.rows("trips", needed, others):
        line, row = lines.number.get(route), calendar.number.get(service)
        if line is None or row is None or key in out.number:
            left_out["courses-orphelines"] += 1
        elif not used[row]:
            left_out["courses-sans-jour"] += 1
        else:
            out.number[key] = len(out.line)
            out.line.append(line)
            out.service.append(row)
            out.wheelchair.append(int(wheels) if wheels in {"1", "2"} else 0)
            out.head.append(out.heads.setdefault(head[:LONGEST_NAME], len(out.heads)))
            blocks[block] += bool(block)
    left_out["enchainements"] += sum(size for size in blocks.values() if size > 1)
    return out


def _repeated(archive: Archive, trips: Trips, read: Passages, left_out: Counter[str]) -> Passages:
    """A trip of a frequency becomes one trip for each of its departures."""
    starts: dict[int, list[int]] = {}
    needed = ("trip_id", "start_time", "end_time", "headway_secs")
    for key, begins, ends, every, exact in archive.rows("frequencies", needed, ("exact_times",)):
        trip, first, last = trips.number.get(key), seconds_of(begins), seconds_of(ends)
        if trip is None or not 0 <= first < last or not _positive(every):
            left_out["frequences-illisibles"] += 1
            continue
        starts.setdefault(trip, []).extend(range(first, last, int(every)))
        left_out["frequences-approchees"] += exact != "1"
        if sum(map(len, starts.values())) > MOST_REPEATED:
            raise UnusableFileError("frequencies.txt donnerait plus de 200 000 courses.")
    left_out["frequences"] += len(starts)
    parts = [read.keep(~np.isin(read.trip, list(starts)))]
    for trip, departs in starts.items():
        model = read.keep(slice(*np.searchsorted(read.trip, [trip, trip + 1])))
        if not len(model.trip):
            continue
        for first in departs:
            later = first - int(model.departure[0])
            number = np.full_like(model.trip, len(trips.line))
            for column in (trips.line, trips.service, trips.wheelchair, trips.head):
                column.append(column[trip])
            parts.append(
                Passages(
                    number, model.stop, model.arrival + later, model.departure + later,
                    model.board, model.leave,
                )
            )  # fmt: skip
    joined = (np.concatenate([getattr(p, name) for p in parts]) for name in Passages.__slots__)
    return Passages(*joined)


def _positive(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:9]) > 0


def _table(
    told: Told,
    calendar: Calendar,
    stops: Stops,
    lines: Lines,
    trips: Trips,
    read: Passages,
    feet: Walks,
) -> Timetable:
    used, stop = np.unique(read.stop, return_inverse=True)
    kept, trip = np.unique(read.trip, return_inverse=True)
    same = np.flatnonzero(trip[1:] == trip[:-1])
    same = same[np.argsort(read.departure[same], kind="stable")]
    walks = _between(feet, used, len(stops.name))
    chosen = kept.tolist()
    return Timetable(
        about=TransitAbout(
            source=told.source,
            licence=told.licence,
            date=told.date,
            first_day=calendar.first_day.isoformat(),
            last_day=calendar.last_day.isoformat(),
            is_fiction=told.is_fiction,
        ),
        lon=stops.lon[used],
        lat=stops.lat[used],
        stop_wheelchair=stops.wheelchair[used],
        stop_name=Texts.of(stops.name[row] for row in used),
        tail=stop[same].astype(np.int32),
        head=stop[same + 1].astype(np.int32),
        departure=read.departure[same],
        arrival=read.arrival[same + 1],
        trip=trip[same].astype(np.int32),
        board=read.board[same],
        leave=read.leave[same + 1],
        line=np.array(trips.line, np.int32)[chosen],
        service=np.array(trips.service, np.int32)[chosen],
        wheelchair=np.array(trips.wheelchair, np.int8)[chosen],
        head_text=np.array(trips.head, np.int32)[chosen],
        heads=Texts.of(trips.heads),
        runs=np.packbits(calendar.runs, axis=1, bitorder="little"),
        line_name=Texts.of(lines.name),
        line_agency=np.array(lines.agency, np.int32),
        agency_name=Texts.of(lines.agency_name),
        agency_phone=Texts.of(lines.agency_phone),
        foot_first=walks.first,
        foot_stop=walks.stop,
        foot_s=walks.seconds,
    )


def _between(feet: Walks, used: NDArray[np.int32], stops: int) -> Walks:
    """The changes between stops that are kept, numbered anew."""
    number = np.full(stops, -1, np.int32)
    number[used] = np.arange(len(used))
    row = number[np.repeat(np.arange(stops), np.diff(feet.first))]
    other = number[feet.stop]
    kept = (row >= 0) & (other >= 0)
    return Walks.of(len(used), row[kept], other[kept], feet.seconds[kept])


def by_phone(table: Timetable) -> int:
    """Trips that stop somewhere only for who has called."""
    asked = (table.board == Stopping.BY_PHONE) | (table.leave == Stopping.BY_PHONE)
    return len(np.unique(table.trip[asked]))
