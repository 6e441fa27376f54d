"""Every way to go and to come back on a day, for many places at once, and the best outing of each.

``outing`` answers for one place in six scans; here each departure from home costs one scan whatever
the number of places, and none looks further than the longest trip that is accepted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.transit.day import ServiceDay
from entrelieux.engine.reach.transit.outing import Asked, Openings
from entrelieux.engine.reach.transit.timetable import NEVER, Ints
from entrelieux.engine.reach.transit.walks import Walks

MOST_DEPARTURES = 48
"""Beyond, departures from home are taken evenly: an outing may be missed, none is invented."""
_AWAY = 2**18
"""More seconds than a day is followed: two keys in one number."""


@dataclass(frozen=True, slots=True, eq=False)
class Trips:
    """Between home and p places, within one stretch of free time. Seconds since midnight.

    leaves (j,): when one leaves home; there (j, p): when one is then at each place, ``NEVER`` if
    not. home (k,): when one is home again; back (k, p): the latest one leaves each place for it,
    −``NEVER`` if one cannot.
    """

    leaves: Ints
    there: Ints
    home: Ints
    back: Ints


@dataclass(frozen=True, slots=True, eq=False)
class BestOutings:
    """For q questions: int32 seconds, all ``NEVER`` where one cannot go and come back.

    leaves home, arrives there, begin of the stay while it is open, returns from there, home again.
    """

    leaves: Ints
    arrives: Ints
    begin: Ints
    returns: Ints
    home: Ints

    @property
    def possible(self) -> NDArray[np.bool_]:
        return self.leaves < NEVER

    @property
    def travel_s(self) -> Ints:
        """Both ways, waits at changes included, that at the door left out."""
        there_and_back = self.arrives - self.leaves + self.home - self.returns
        return np.where(self.possible, there_and_back, NEVER).astype(np.int32)

    @property
    def away_s(self) -> Ints:
        return np.where(self.possible, self.home - self.leaves, NEVER).astype(np.int32)


def trips(day: ServiceDay, start: Walks, places: Walks, asked: Asked, most_s: int) -> Trips:
    """Trips of at most ``most_s`` one way that leave ``asked.after`` or later, home ``before``.

    start: one point, home. places: p points.
    """
    flow = day.forwards
    walk = np.full(len(day.table.lon), NEVER, np.int64)
    np.minimum.at(walk, start.stop, start.seconds)
    leaving = flow.departure[flow.board] - walk[flow.tail[flow.board]]
    coming = flow.arrival[flow.leave] + walk[flow.head[flow.leave]]
    leaves, home = _within(leaving, asked), _within(coming, asked)
    there = np.full((len(leaves), len(places)), NEVER, np.int32)
    for row, at in enumerate(leaves.tolist()):
        until = min(asked.before, at + most_s)
        found = places.least(day.from_(start, at, until).best)
        there[row] = np.where(found <= until, found, NEVER)
    back = np.full((len(home), len(places)), -NEVER, np.int32)
    for row, at in enumerate(home.tolist()):
        since = max(asked.after, at - most_s)
        latest = -places.least(day.to(start, at, since).best)
        back[row] = np.where(latest >= since, latest, -NEVER)
    return Trips(leaves, there, home, back)


def _within(times: NDArray[np.int64], asked: Asked) -> Ints:
    """Each once, in order, ``MOST_DEPARTURES`` at most."""
    found = np.unique(times[(times >= asked.after) & (times <= asked.before)])
    if len(found) > MOST_DEPARTURES:
        found = found[np.linspace(0, len(found) - 1, MOST_DEPARTURES).astype(np.intp)]
    return found.astype(np.int32)


def best_outings(
    found: Trips, place: NDArray[np.intp], open_at: Openings, stay: int
) -> BestOutings:
    """For each question, the outing that keeps one away from home the least; then that travels
    least, then that leaves first.

    place (q,): column of ``found``. open_at: q rows, when somebody may be met there. stay: seconds,
    all of it while it is open.
    """
    question = np.repeat(np.arange(len(place)), np.diff(open_at.first))
    column = place[question]
    key = np.full(len(question), NEVER * _AWAY, np.int64)
    ends = np.zeros((len(question), 2), np.int32)
    for j, leaves in enumerate(found.leaves.tolist()):
        arrives = found.there[j, column]
        end = np.maximum(open_at.begin, arrives).astype(np.int64) + stay
        for k, home in enumerate(found.home.tolist()):
            returns = found.back[k, column]
            travel = arrives.astype(np.int64) - leaves + home - returns
            better = (end <= open_at.end) & (returns >= end)
            better &= (home - leaves) * _AWAY + travel < key
            key[better] = (home - leaves) * _AWAY + travel[better]
            ends[better] = j, k
    best = np.full(len(place), -1, np.intp)
    order = np.argsort(key, kind="stable")
    order = order[key[order] < NEVER * _AWAY][::-1]
    best[question[order]] = order
    return _told(found, place, open_at, best, ends)


def _told(
    found: Trips, place: NDArray[np.intp], open_at: Openings, best: NDArray[np.intp], ends: Ints
) -> BestOutings:
    can = best >= 0
    row, column = best[can], place[can]
    there, back = ends[row].T
    columns = np.full((5, len(place)), NEVER, np.int32)
    arrives = found.there[there, column]
    columns[:, can] = (
        found.leaves[there],
        arrives,
        np.maximum(open_at.begin[row], arrives),
        found.back[back, column],
        found.home[back],
    )
    return BestOutings(*columns)
