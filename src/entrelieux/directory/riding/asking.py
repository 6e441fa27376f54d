"""What timetables allow from one point: every outing of the coming week, for all places at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.riding.opened import day_of
from entrelieux.engine.hours import DAY, unpack
from entrelieux.engine.reach import Targets
from entrelieux.engine.reach.transit import (
    DAY_S,
    NEVER,
    Asked,
    BestOutings,
    Journey,
    OnFoot,
    Openings,
    ServiceDay,
    Timetable,
    Trips,
    Walks,
    Way,
    best_outings,
    earliest,
    latest,
    outings,
    trips,
    walks_by_crow,
)

QUARTER_S = 900
STAY_S = 30 * 60
"""Half an hour at least with who is met: what « open when I am free » asks too."""
DAYS = 7
NEAR = OnFoot()
MOST_ROUNDS = 8
Rows = NDArray[np.intp]
Span = tuple[int, int]
DAY_LONG: tuple[Span, ...] = ((0, DAY_S),)
OpenAt = Callable[[date, Rows], Openings]


@dataclass(frozen=True, slots=True)
class RideAsked:
    """From a point, in degrees. first: the first of the ``DAYS`` days looked at.

    free: the person's free week as bytes of its 11 words; b"" = did not say. most_min: one way,
    door to door. weekday: of the only day wanted; -1 = any.
    """

    lon: float
    lat: float
    first: date
    most_min: int
    free: bytes = b""
    wheelchair: bool = False
    weekday: int = -1

    def spans(self, day: date) -> tuple[Span, ...]:
        """When the person is free that day, seconds since its midnight."""
        if self.weekday not in {-1, day.weekday()}:
            return ()
        if not self.free:
            return DAY_LONG
        return spans_of(np.frombuffer(self.free, np.uint64), day.weekday())


def spans_of(week: NDArray[np.uint64], weekday: int) -> tuple[Span, ...]:
    """Stretches of a weekday of a packed week, seconds since its midnight."""
    return spans_in(unpack(week)[weekday * DAY : (weekday + 1) * DAY])


def spans_in(flags: NDArray[np.bool_]) -> tuple[Span, ...]:
    """The same of the quarters of one day, shape (96,)."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return tuple((int(a) * QUARTER_S, int(b) * QUARTER_S) for a, b in edges.reshape(-1, 2))


def openings_of(many: Sequence[Sequence[Span]]) -> Openings:
    first = np.cumsum([0, *map(len, many)], dtype=np.int32)
    flat = np.array([span for some in many for span in some], np.int32).reshape(-1, 2)
    return Openings(first, flat[:, 0].copy(), flat[:, 1].copy())


@dataclass(frozen=True, slots=True)
class Found:
    """One outing: on ``day``, seconds since its midnight, as ``BestOutings`` says."""

    day: date
    leaves: int
    arrives: int
    begin: int
    returns: int
    home: int

    @property
    def minutes(self) -> int:
        """One way, the mean of both, rounded up."""
        return -(-(self.arrives - self.leaves + self.home - self.returns) // 120)

    @property
    def away(self) -> int:
        return self.home - self.leaves


class DayTrips(NamedTuple):
    """Trips of one stretch of free time, to the places one can come back from alone.

    column: of each place near a stop, shape (near,); −1 when it is not among them.
    """

    column: NDArray[np.int32]
    trips: Trips


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """From one home: rows of ``targets`` near a stop, and their walks to it. home: one point."""

    asked: RideAsked
    table: Timetable
    home: Walks
    near: Rows
    walks: Walks
    _trips: dict[date, list[DayTrips]] = field(default_factory=dict, repr=False)

    def days(self) -> list[date]:
        """Those of the week that the timetable covers, and on which the person is free."""
        week = [self.asked.first + timedelta(n) for n in range(DAYS)]
        return [day for day in week if self.table.covers(day) and self.asked.spans(day)]

    def on(self, day: date) -> list[DayTrips]:
        if day not in self._trips:
            service = day_of(self.table, day, wheelchair=self.asked.wheelchair)
            most = 60 * self.asked.most_min
            self._trips[day] = [
                _trips(service, self.home, self.walks, Asked(*span, STAY_S), most)
                for span in self.asked.spans(day)
            ]
        return self._trips[day]

    def best(
        self, rows: Rows, open_at: OpenAt, days: Sequence[date] | None = None
    ) -> list[Found | None]:
        """For each row of ``targets``, the outing that keeps away from home the least, then the
        soonest; None when there is none.

        open_at: for a day and some of ``rows`` by their rank, when each may be met. days:
        ``days()`` by default.
        """
        best: list[Found | None] = [None] * len(rows)
        place = np.searchsorted(self.near, rows)
        inside = np.flatnonzero(place < len(self.near))
        known = inside[self.near[place[inside]] == rows[inside]]
        for day in self.days() if days is None else days:
            for some in self.on(day):
                column = some.column[place[known]]
                asked = known[column >= 0]
                if not len(asked):
                    continue
                columns = column[column >= 0].astype(np.intp)
                found = best_outings(some.trips, columns, open_at(day, asked), STAY_S)
                for i in np.flatnonzero(found.possible).tolist():
                    one, rank = _found(day, found, i), int(asked[i])
                    if (held := best[rank]) is None or one.away < held.away:
                        best[rank] = one
        return best

    def journeys(self, row: int, one: Found) -> tuple[Journey, Journey]:
        """The vehicles of an outing to a row of ``targets``: there, then back."""
        service = day_of(self.table, one.day, wheelchair=self.asked.wheelchair)
        place = self.walks.row(int(np.searchsorted(self.near, row)))
        way = Way(self.home, place)
        there = latest(service, way, one.arrives, one.leaves)
        back = earliest(service, way.back(), one.returns, one.home)
        assert there is not None
        assert back is not None
        return there, back


def _trips(day: ServiceDay, home: Walks, places: Walks, asked: Asked, most_s: int) -> DayTrips:
    """Two scans first leave out the places where nobody could stay, however long the trip."""
    far = np.full(len(places), NEVER, np.int32)
    can = outings(day, home, places, far, Openings.always(len(places)), asked).feasible(asked)
    column = np.where(can, np.cumsum(can) - 1, -1).astype(np.int32)
    return DayTrips(column, trips(day, home, places.rows(np.flatnonzero(can)), asked, most_s))


def _found(day: date, found: BestOutings, i: int) -> Found:
    columns = (found.leaves, found.arrives, found.begin, found.returns, found.home)
    return Found(day, *(int(column[i]) for column in columns))


_ROUNDS: WeakKeyDictionary[Targets, dict[tuple[RideAsked, Timetable], Round]] = WeakKeyDictionary()
_WALKS: WeakKeyDictionary[Targets, tuple[Timetable, Rows, Walks]] = WeakKeyDictionary()


def round_of(table: Timetable, asked: RideAsked, targets: Targets) -> Round:
    """Kept with ``targets``: the same question is answered once."""
    kept = _ROUNDS.setdefault(targets, {})
    found = kept.get((asked, table))
    if found is None:
        if len(kept) >= MOST_ROUNDS:
            kept.clear()
        near, walks = _walks(table, targets)
        found = Round(asked, table, home_of(table, asked.lon, asked.lat), near, walks)
        kept[asked, table] = found
    return found


def home_of(table: Timetable, lon: float, lat: float) -> Walks:
    """Stops near a point; without any, nobody knows what runs there."""
    return walks_by_crow([lon], [lat], table.lon, table.lat, NEAR)


def _walks(table: Timetable, targets: Targets) -> tuple[Rows, Walks]:
    """Rows near a stop, and their walks: the same for every question."""
    kept = _WALKS.get(targets)
    if kept is None or kept[0] is not table:
        walks = walks_by_crow(targets.lon, targets.lat, table.lon, table.lat, NEAR)
        near = np.flatnonzero(np.diff(walks.first) > 0)
        kept = _WALKS[targets] = (table, near, walks.rows(near))
    return kept[1], kept[2]
