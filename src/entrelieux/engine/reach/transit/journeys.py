"""From one point to another: which buses, when, and every departure worth telling."""

from dataclasses import dataclass

import numpy as np

from entrelieux.engine.reach.transit.day import END_S, Reached, ServiceDay
from entrelieux.engine.reach.transit.timetable import NEVER
from entrelieux.engine.reach.transit.walks import Walks


@dataclass(frozen=True, slots=True)
class Way:
    """start, end: one point each, and the stops near it. on_foot_s: the whole way, or ``NEVER``."""

    start: Walks
    end: Walks
    on_foot_s: int = NEVER

    def back(self) -> "Way":
        return Way(self.end, self.start, self.on_foot_s)


@dataclass(frozen=True, slots=True)
class Ride:
    """One vehicle. first, last: connections of the timetable, where one gets on and off.

    leaves, arrives: seconds since the midnight that begins the day asked about.
    """

    first: int
    last: int
    leaves: int
    arrives: int


@dataclass(frozen=True, slots=True)
class Journey:
    """Door to door; without a ride it is on foot. Seconds since the midnight of the day."""

    leaves: int
    arrives: int
    rides: tuple[Ride, ...]

    @property
    def changes(self) -> int:
        return max(0, len(self.rides) - 1)

    @property
    def seconds(self) -> int:
        return self.arrives - self.leaves


def earliest(day: ServiceDay, way: Way, after: int, until: int = END_S) -> Journey | None:
    """Arrive as early as one can, leaving from ``after`` on; then leave as late as that allows,
    then change as little. None when nothing arrives by ``until``."""
    arrives = int(way.end.least(day.from_(way.start, after, until).best)[0])
    walked = after + way.on_foot_s
    if min(arrives, walked) > until:
        return None
    if walked <= arrives:
        return Journey(after, walked, ())
    return latest(day, way, arrives, after)


def latest(day: ServiceDay, way: Way, by: int, after: int = 0) -> Journey | None:
    """Leave as late as one can to be there ``by``; then arrive as early, then change as little.

    None when one would leave before ``after``.
    """
    leaves = -int(way.start.least(day.to(way.end, by, after).best)[0])
    walked = by - way.on_foot_s
    if max(leaves, walked) < after:
        return None
    if walked >= leaves:
        return Journey(walked, by, ())
    return _followed(day, way, day.from_(way.start, leaves, by))


def departures(day: ServiceDay, way: Way, after: int, by: int) -> list[Journey]:
    """Every journey by vehicle that no other beats: leaving later and arriving earlier.

    In order; all leave from ``after`` on and arrive ``by``. Each costs three scans.
    """
    ridden = Way(way.start, way.end)
    out: list[Journey] = []
    while journey := earliest(day, ridden, after, by):
        out.append(journey)
        after = journey.leaves + 1
    return out


def _followed(day: ServiceDay, way: Way, reached: Reached) -> Journey:
    """The earliest arrival of a scan that has one, of the fewest rides, then the least walk."""
    stops = way.end.stop
    there = reached.reached[stops].astype(np.int64) + way.end.seconds[:, None]
    near, rides = np.nonzero(there == there.min())
    best = np.lexsort((way.end.seconds[near], rides))[0]
    stop, legs = int(stops[near[best]]), list[tuple[int, int]]()
    for before in range(int(rides[best]), -1, -1):
        last = int(reached.reached_by[stop, before])
        first = _boarded(reached, last, before)
        legs.append((first, last))
        stop = int(reached.flow.tail[first])
        if before:
            stop = _changed_from(reached, stop, before)
    walk = way.start.seconds[way.start.stop == stop].min()
    rode = tuple(_ride(day, first, last) for first, last in reversed(legs))
    return Journey(rode[0].leaves - int(walk), int(there.min()), rode)


def _boarded(reached: Reached, last: int, before: int) -> int:
    """The connection where one gets on the vehicle that ``last`` gets off: the soonest ready."""
    flow = reached.flow
    own = np.flatnonzero((flow.trip[: last + 1] == flow.trip[last]) & flow.board[: last + 1])
    ready = reached.ready[flow.tail[own], before]
    return int(own[np.argmin(np.where(ready <= flow.departure[own], ready, NEVER))])


def _changed_from(reached: Reached, stop: int, rides: int) -> int:
    """The stop where one got off to walk to this one."""
    flow = reached.flow
    foot = np.flatnonzero(flow.foot_stop == stop)
    others = np.searchsorted(flow.foot_first, foot, side="right") - 1
    there = reached.reached[others, rides - 1].astype(np.int64) + flow.foot_s[foot]
    return int(others[np.argmin(there)])


def _ride(day: ServiceDay, first: int, last: int) -> Ride:
    flow = day.forwards
    return Ride(
        int(day.row[first]), int(day.row[last]), int(flow.departure[first]), int(flow.arrival[last])
    )
