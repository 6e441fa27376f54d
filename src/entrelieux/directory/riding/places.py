"""Places of the list that one can go to and come back from, open by the hours of a usual week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.listing import NO_MINUTES, PlaceTable
from entrelieux.directory.riding.asking import (
    DAY_LONG,
    MOST_ROUNDS,
    Found,
    RideAsked,
    Round,
    Rows,
    openings_of,
    round_of,
    spans_of,
)
from entrelieux.engine.reach.transit import Openings, Timetable


@dataclass(frozen=True, slots=True, eq=False)
class Rides:
    """minutes (rows,): one way, on foot or by an outing; ``NO_MINUTES`` without any.

    outings: by row of the table; rows reached on foot have none. row_of: of the targets.
    """

    minutes: NDArray[np.int16]
    outings: Mapping[int, Found]
    row_of: Mapping[int, int]
    around: Round


_KEPT: WeakKeyDictionary[PlaceTable, dict[tuple[RideAsked, Timetable], Rides]] = WeakKeyDictionary()


def rides(
    timetable: Timetable, asked: RideAsked, table: PlaceTable, on_foot: NDArray[np.int16]
) -> Rides:
    """on_foot: minutes to each row, ``NO_MINUTES`` when one would not walk there."""
    kept = _KEPT.setdefault(table, {})
    found = kept.get((asked, timetable))
    if found is None:
        if len(kept) >= MOST_ROUNDS:
            kept.clear()
        found = kept[asked, timetable] = _rides(timetable, asked, table, on_foot)
    return found


def _rides(
    timetable: Timetable, asked: RideAsked, table: PlaceTable, on_foot: NDArray[np.int16]
) -> Rides:
    around = round_of(timetable, asked, table.targets)
    targets = np.flatnonzero(on_foot[table.target_row] == NO_MINUTES)
    rows = table.target_row[targets]

    def open_at(day: date, some: Rows) -> Openings:
        return usual_openings(table, rows[some], day.weekday())[0]

    best = around.best(targets, open_at)
    minutes, outings, row_of = on_foot.copy(), dict[int, Found](), dict[int, int]()
    for row, target, one in zip(rows.tolist(), targets.tolist(), best, strict=True):
        if one is not None:
            minutes[row], outings[row], row_of[row] = one.minutes, one, target
    return Rides(minutes, outings, row_of, around)


def usual_openings(
    table: PlaceTable, rows: Rows, weekday: int
) -> tuple[Openings, NDArray[np.bool_]]:
    """When each row is open on that day of an ordinary week, and whether that is known; all day
    where nobody says."""
    rank = table.week.of_row[rows]
    known = table.week.settled[rank]
    hours = {one: spans_of(table.week.sure[one], weekday) for one in np.unique(rank[known])}
    spans = [hours[r] if k else DAY_LONG for r, k in zip(rank, known, strict=True)]
    return openings_of(spans), known
