"""There and back the same day: « by bus, on a Tuesday, back before noon »."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.model import ReachError
from entrelieux.engine.reach.transit.day import END_S, ServiceDay
from entrelieux.engine.reach.transit.journeys import Journey, Way, earliest, latest
from entrelieux.engine.reach.transit.timetable import NEVER, Ints
from entrelieux.engine.reach.transit.walks import Walks


@dataclass(frozen=True, slots=True)
class Asked:
    """Seconds since midnight: leave from ``after`` on, be back ``before``, stay so long or more."""

    after: int
    before: int
    stay: int

    def __post_init__(self) -> None:
        if not 0 <= self.after <= self.before <= END_S:
            raise ReachError(
                f"outing: from {self.after} to {self.before} s, expected in order within {END_S}"
            )
        if not 0 <= self.stay <= END_S:
            raise ReachError(f"outing: a stay of {self.stay} s, expected from 0 to {END_S}")


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """When n places are open that day. Row i: ``first[i]`` to ``first[i + 1]`` of the others, in
    order and apart. first (n + 1,), begin, end: int32, seconds since midnight."""

    first: Ints
    begin: Ints
    end: Ints

    @classmethod
    def always(cls, places: int) -> "Openings":
        first = np.arange(places + 1, dtype=np.int32)
        return cls(first, np.zeros(places, np.int32), np.full(places, END_S, np.int32))

    def row(self, place: int) -> list[tuple[int, int]]:
        some = slice(self.first[place], self.first[place + 1])
        return [(int(a), int(b)) for a, b in zip(self.begin[some], self.end[some], strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class Outings:
    """For n places: arrive, the earliest one is there; leave_by, the latest one leaves to be back
    in time; stay, the longest time there while it is open, −1 when one cannot come and go back.
    int32 seconds; arrive is ``NEVER`` and leave_by −``NEVER`` where no bus and no walk leads."""

    arrive: Ints
    leave_by: Ints
    stay: Ints

    def feasible(self, asked: Asked) -> NDArray[np.bool_]:
        return self.stay >= asked.stay


@dataclass(frozen=True, slots=True)
class Outing:
    """begin: when the stay begins, the place open. last: the last way back in time."""

    there: Journey
    begin: int
    back: Journey
    last: Journey


def outings(
    day: ServiceDay,
    home: Walks,
    places: Walks,
    on_foot_s: Ints,
    openings: Openings,
    asked: Asked,
) -> Outings:
    """All places at once, by one scan there and one back.

    home: one point. on_foot_s (n,): the whole way on foot, one way, ``NEVER`` when too far.
    """
    there = places.least(day.from_(home, asked.after, asked.before).best)
    back = -places.least(day.to(home, asked.before, asked.after).best)
    walkable = on_foot_s < NEVER
    arrive = np.where(walkable, np.minimum(there, asked.after + on_foot_s), there)
    leave_by = np.where(walkable, np.maximum(back, asked.before - on_foot_s), back)
    row = np.repeat(np.arange(len(places)), np.diff(openings.first))
    stay = np.minimum(openings.end, leave_by[row]) - np.maximum(openings.begin, arrive[row])
    longest = np.full(len(places), -1, np.int32)
    np.maximum.at(longest, row, np.maximum(stay, -1).astype(np.int32))
    return Outings(arrive.astype(np.int32), leave_by.astype(np.int32), longest)


def outing(
    day: ServiceDay, way: Way, open_at: list[tuple[int, int]], asked: Asked
) -> Outing | None:
    """One place in detail, or None when the outing cannot be made.

    The stay is the earliest that is long enough; one leaves home as late as that allows and comes
    back as soon as it ends.
    """
    first = earliest(day, way, asked.after, asked.before)
    last = latest(day, way.back(), asked.before, asked.after)
    if first is None or last is None:
        return None
    for opens, closes in open_at:
        begin = max(opens, first.arrives)
        if min(closes, last.leaves) - begin < asked.stay:
            continue
        there = latest(day, way, begin, asked.after)
        back = earliest(day, way.back(), begin + asked.stay, asked.before)
        assert there is not None
        assert back is not None
        return Outing(there, begin, back, last)
    return None
