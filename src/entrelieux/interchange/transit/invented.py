"""Lines of the demonstration: coaches along its invented roads. None of them runs.

A few lines join the towns of Lozère on working days, one more on the morning of a market. They are
written as a GTFS archive, then read like any other.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.reaching import reach_model
from entrelieux.engine.reach import Mode, ReachError, storage
from entrelieux.interchange.transit.feed import Told
from entrelieux.interchange.transit.services import build_transit
from entrelieux.packs.fr.territories import Commune, communes

TOLD = Told("Lignes inventées autour des communes réelles", "aucune", is_fiction=True)
SLOWER = 1.25
"""A coach stops, and does not cut corners: minutes of a car by this."""
AT_STOP_MIN = 1
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLACED = ("lon", "lat", "density", "landmass")
LASTS = timedelta(days=365)
LEAST_LEFT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Line:
    """through: codes INSEE in order. there, back: departures from each end. days: as GTFS, Monday
    to Sunday."""

    name: str
    through: tuple[str, ...]
    there: tuple[str, ...]
    back: tuple[str, ...]
    days: str = "1111100"


MENDE, LANGOGNE, CHATEAUNEUF, VILLEFORT = "48095", "48080", "48043", "48198"
LA_BASTIDE, BLEYMARD, GRANDRIEU, AUROUX = "48021", "48027", "48070", "48010"
FLORAC, ISPAGNAC, MARVEJOLS, SAINT_CHELY = "48061", "48075", "48092", "48140"
LINES = (
    Line(
        "1", (LANGOGNE, CHATEAUNEUF, MENDE),
        ("06:50", "08:10", "13:15"), ("10:35", "12:15", "17:40"),
    ),
    Line("2", (VILLEFORT, BLEYMARD, MENDE), ("07:05", "13:05"), ("12:15", "17:45")),
    Line("3", (SAINT_CHELY, MARVEJOLS, MENDE), ("07:20", "09:05", "14:10"), ("11:40", "17:15")),
    Line("4", (FLORAC, ISPAGNAC, MENDE), ("07:10", "13:20"), ("12:10", "17:50")),
    Line("5", (LANGOGNE, LA_BASTIDE, VILLEFORT), ("08:00", "13:40"), ("11:30", "17:10")),
    Line("marché", (GRANDRIEU, AUROUX, LANGOGNE), ("08:20",), ("11:45",), "0100000"),
    Line("samedi", (LANGOGNE, CHATEAUNEUF, MENDE), ("08:30",), ("12:05",), "0000010"),
)  # fmt: skip


def draw_timetables(folder: Path, today: date) -> bool:
    """The lines of the year to come in ``folder``; False when it still holds some for long enough.

    Raises:
        UnusableFileError: the folder cannot be written.
    """
    try:
        if storage.open_timetable(folder).last_day >= today + LEAST_LEFT:
            return False
    except ReachError:
        pass
    with TemporaryDirectory() as place:
        feed = Path(place) / "lignes-inventees.zip"
        feed.write_bytes(_archive(_tables(today)))
        build_transit(feed, folder, TOLD, today=today, progress=lambda _stage, _done, _total: None)
    return True


def _tables(today: date) -> dict[str, list[Sequence[object]]]:
    towns = {town.code: town for town in communes()}
    codes = list(dict.fromkeys(code for line in LINES for code in line.through))
    minutes = _minutes([towns[code] for code in codes])
    calendar, trips, calls = [], [], list[Sequence[object]]()
    ends = [f"{day:%Y%m%d}" for day in (today, today + LASTS)]
    for line in LINES:
        calendar.append([line.name, *line.days, *ends])
        for through, departures in ((line.through, line.there), (line.through[::-1], line.back)):
            legs = [minutes[codes.index(a), codes.index(b)] for a, b in pairwise(through)]
            for leaves in departures:
                trip = f"{line.name} {through[0]} {leaves}"
                trips.append([line.name, line.name, trip, towns[through[-1]].nom])
                calls += _calls(trip, through, leaves, legs)
    stops = [
        [code, f"{towns[code].nom}, mairie", towns[code].lat, towns[code].lon] for code in codes
    ]
    return {
        "agency": [["agency_name"], ["Cars inventés"]],
        "stops": [["stop_id", "stop_name", "stop_lat", "stop_lon"], *stops],
        "routes": [["route_id", "route_short_name"], *([line.name] * 2 for line in LINES)],
        "calendar": [["service_id", *WEEK, "start_date", "end_date"], *calendar],
        "trips": [["route_id", "service_id", "trip_id", "trip_headsign"], *trips],
        "stop_times": [
            ["trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"], *calls,
        ],
    }  # fmt: skip


def _minutes(towns: Sequence[Commune]) -> NDArray[np.intp]:
    """Of a coach between towns, shape (n, n)."""
    columns = [[getattr(town, name) for town in towns] for name in PLACED]
    by_car = reach_model().matrix(*columns, Mode.VOITURE)
    return np.ceil(by_car * SLOWER).astype(np.intp)


def _calls(
    trip: str, through: Sequence[str], leaves: str, legs: Sequence[int]
) -> list[Sequence[object]]:
    hours, minutes = map(int, leaves.split(":"))
    at, calls = 60 * hours + minutes, list[Sequence[object]]()
    for rank, (code, leg) in enumerate(zip(through, [*legs, 0], strict=True)):
        stays = AT_STOP_MIN if 0 < rank < len(legs) else 0
        calls.append([trip, code, rank, _clock(at), _clock(at + stays)])
        at += stays + int(leg)
    return calls


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def _archive(tables: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            archive.writestr(f"{name}.txt", text.getvalue())
    return packed.getvalue()
