"""What runs on one day, and how far it leads."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.model import ReachError
from entrelieux.engine.reach.transit.kernels import scan
from entrelieux.engine.reach.transit.timetable import (
    DAY_S,
    NEVER,
    Ints,
    Stopping,
    Timetable,
    Wheelchair,
)
from entrelieux.engine.reach.transit.walks import Walks

END_S = 30 * 3600
"""A day is followed until six in the next morning."""
MOST_RIDES = 5
Bools = NDArray[np.bool_]


class UncoveredDayError(ReachError):
    """The timetable says nothing of this day: nobody knows what runs."""


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Connections of a day in the order one meets them, forwards or backwards in time."""

    tail: Ints
    head: Ints
    departure: Ints
    arrival: Ints
    trip: Ints
    board: Bools
    leave: Bools
    foot_first: Ints
    foot_stop: Ints
    foot_s: Ints

    def backwards(self) -> "Flow":
        """The same day from its end: what arrived leaves, times are negative."""
        order = np.argsort(-self.arrival[::-1], kind="stable")
        order = len(order) - 1 - order
        stops = np.repeat(np.arange(len(self.foot_first) - 1), np.diff(self.foot_first))
        feet = Walks.of(len(self.foot_first) - 1, self.foot_stop, stops, self.foot_s)
        return Flow(
            tail=self.head[order],
            head=self.tail[order],
            departure=-self.arrival[order],
            arrival=-self.departure[order],
            trip=self.trip[order],
            board=self.leave[order],
            leave=self.board[order],
            foot_first=feet.first,
            foot_stop=feet.stop,
            foot_s=feet.seconds,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """Where one scan leads. ready, reached, reached_by (s, r): as ``kernels.scan``."""

    flow: Flow
    ready: Ints
    reached: Ints
    reached_by: Ints

    @property
    def best(self) -> Ints:
        """When one can be at each stop, having got off there, shape (s,); ``NEVER`` if not."""
        best: Ints = self.reached.min(axis=1)
        return best


@dataclass(frozen=True, eq=False)
class ServiceDay:
    """The connections of one day, those of trips begun the day before included.

    row (d,): connection of the timetable behind each of ``forwards``.
    """

    table: Timetable
    day: date
    forwards: Flow
    row: Ints
    by_phone: bool
    wheelchair: bool

    @cached_property
    def backwards(self) -> Flow:
        return self.forwards.backwards()

    @cached_property
    def instances(self) -> int:
        """One more than the greatest number of a trip."""
        return int(self.forwards.trip.max(initial=-1)) + 1

    def from_(self, start: Walks, leave_s: int, until_s: int = END_S) -> Reached:
        """Earliest times at which one gets off at each stop, leaving ``start`` at ``leave_s``.

        start: one point. Times: seconds since the midnight that begins ``day``.
        """
        return self._scan(self.forwards, start, leave_s, until_s)

    def to(self, end: Walks, arrive_s: int, from_s: int = 0) -> Reached:
        """Latest times at which to get on, to be at ``end`` by ``arrive_s``, all negative."""
        return self._scan(self.backwards, end, -arrive_s, -from_s)

    def _scan(self, flow: Flow, start: Walks, leave_s: int, until_s: int) -> Reached:
        shape = (len(self.table.lon), MOST_RIDES)
        ready = np.full(shape, NEVER, np.int32)
        reached = np.full(shape, NEVER, np.int32)
        reached_by = np.full(shape, -1, np.int32)
        np.minimum.at(ready[:, 0], start.stop, leave_s + start.seconds)
        scan(
            flow.tail, flow.head, flow.departure, flow.arrival, flow.trip, flow.board, flow.leave,
            flow.foot_first, flow.foot_stop, flow.foot_s,
            int(np.searchsorted(flow.departure, leave_s)), until_s,
            np.full(self.instances, MOST_RIDES, np.int8), ready, reached, reached_by,
        )  # fmt: skip
        return Reached(flow, ready, reached, reached_by)


def service_day(
    table: Timetable, day: date, *, by_phone: bool = False, wheelchair: bool = False
) -> ServiceDay:
    """What runs on ``day``, until ``END_S``.

    by_phone: also what runs only when somebody has called. wheelchair: leave out trips and stops
    that are said not to be accessible; those that say nothing stay, to be checked.

    Raises:
        UncoveredDayError: the timetable does not cover the day.
    """
    if not table.covers(day):
        raise UncoveredDayError(
            f"timetable of {table.about.first_day} to {table.about.last_day}: {day} is not in it"
        )
    board, leave = _stoppings(table, by_phone=by_phone, wheelchair=wheelchair)
    allowed = ~((table.wheelchair == Wheelchair.NO) & wheelchair)
    latest = int(table.departure[-1]) if len(table.departure) else 0
    parts: list[tuple[NDArray[np.intp], int, int]] = []
    for number, shift in enumerate(range(-(latest // DAY_S), 2)):
        runs = table.running(day + timedelta(shift))[table.service] & allowed
        low, high = np.searchsorted(table.departure, [-shift * DAY_S, END_S - shift * DAY_S])
        kept = np.flatnonzero(runs[table.trip[low:high]]) + low
        parts.append((kept, shift * DAY_S, number * len(table.line)))
    row = np.concatenate([kept for kept, _, _ in parts])
    sizes = [len(kept) for kept, _, _ in parts]
    shift_s = np.repeat(np.array([s for _, s, _ in parts], np.int32), sizes)
    departure = table.departure[row] + shift_s
    order = np.argsort(departure, kind="stable")
    row, shift_s = row[order], shift_s[order]
    instance = np.repeat(np.array([n for _, _, n in parts], np.int32), sizes)[order]
    forwards = Flow(
        tail=table.tail[row],
        head=table.head[row],
        departure=departure[order],
        arrival=table.arrival[row] + shift_s,
        trip=table.trip[row] + instance,
        board=board[row],
        leave=leave[row],
        foot_first=np.array(table.foot_first),
        foot_stop=np.array(table.foot_stop),
        foot_s=np.array(table.foot_s),
    )
    return ServiceDay(table, day, forwards, row.astype(np.int32), by_phone, wheelchair)


def _stoppings(table: Timetable, *, by_phone: bool, wheelchair: bool) -> tuple[Bools, Bools]:
    """Connections at whose tail one may get on, at whose head one may get off."""
    kinds = [Stopping.USUAL, Stopping.ASK_DRIVER] + [Stopping.BY_PHONE] * by_phone
    usable = np.ones(len(table.lon), np.bool_)
    if wheelchair:
        usable = table.stop_wheelchair != Wheelchair.NO
    return (
        np.isin(table.board, kinds) & usable[table.tail],
        np.isin(table.leave, kinds) & usable[table.head],
    )
