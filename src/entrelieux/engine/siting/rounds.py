"""Half-days of one itinerant permanence: which rounds, for whom."""

from dataclasses import dataclass
from itertools import combinations, pairwise, permutations
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.siting.asked import Asked
from entrelieux.engine.siting.model import Answer, Instance, SitingError, budget, limit_of
from entrelieux.engine.siting.problem import Floats, Longs, Sum
from entrelieux.engine.siting.questions import Verdict, answer
from entrelieux.engine.siting.sums import least

MOST_ROUNDS = 40_000
MOST_STOPS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """What one half-day allows, from the base and back; minutes.

    out, back: (sites,) from the base to each site, and from it to the base; +inf: no road.
    between: (sites, sites). stop: at each stop. length: of the half-day, driving and stops.
    driving: of the road alone, at most. stops: how many a half-day may have, 1 to 4.
    """

    out: Floats
    back: Floats
    between: NDArray[np.float64]
    stop: float
    length: float
    driving: float
    stops: int = 2


@dataclass(frozen=True, slots=True)
class Round:
    """Stops in the order of the road, and minutes of driving from the base and back."""

    stops: tuple[int, ...]
    driving: float


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """One round a half-day, the most useful first, and the answer over their stops."""

    rounds: tuple[Round, ...]
    answer: Answer


def half_days(instance: Instance, n: int, day: Day, limit: float) -> Rounds:
    """Which rounds to make in n half-days so that the most people have a stop near enough.

    Every set of stops that a half-day allows is a column of a maximal cover, so that the proof is
    the same. Where there are too many sets, the answer is a good one, and its bound is that of as
    many stops chosen freely.

    Args:
        instance: people, sites, minutes; existing sites go on serving whom they serve.
        n: half-days.
        day: what one half-day allows.
        limit: minutes one way from people to a stop, included.

    Returns:
        rounds, and an answer whose objective is the people within the limit of a stop or of an
        existing site; chosen: all the stops.

    Raises:
        SitingError: a figure makes no sense.
    """
    began, n, limit = perf_counter(), budget(n), limit_of(limit)
    asked = Asked.of(instance, limit)
    _check(day, instance.pairs.sites)
    rounds, all_of_them = feasible(day, asked.candidates)
    problem = _columns(asked, rounds)
    found = least(problem, n)
    people = float(asked.people.sum())
    bound = found.bound
    if not all_of_them:
        alone = _columns(asked, [r for r in rounds if len(r.stops) == 1])
        bound = least(alone, n * day.stops).bound
    settled = all_of_them and found.settled(problem.step)
    chosen = [rounds[j] for j in _most_useful_first(problem, found.chosen)]
    stops = np.unique(np.array([s for r in chosen for s in r.stops], np.int64))
    said = answer(
        instance,
        stops,
        Verdict(people - found.value, people - bound, settled, found.by, found.iterations),
        began,
        limit,
    )
    return Rounds(tuple(chosen), said)


def _check(day: Day, sites: int) -> None:
    for name, table, shape in (
        ("out", day.out, (sites,)),
        ("back", day.back, (sites,)),
        ("between", day.between, (sites, sites)),
    ):
        if np.shape(table) != shape or not np.all(np.asarray(table) >= 0):
            raise SitingError(f"{name}: expected minutes from 0, shape {shape}")
    for name in ("stop", "length", "driving"):
        if not 0 <= getattr(day, name) < np.inf:
            raise SitingError(f"{name}: {getattr(day, name)!r}, expected minutes from 0")
    if day.stops not in range(1, MOST_STOPS + 1):
        raise SitingError(f"stops: {day.stops!r}, expected from 1 to {MOST_STOPS}")


def feasible(day: Day, candidates: Longs) -> tuple[list[Round], bool]:
    """Every set of stops that a half-day allows, by its shortest road; False when cut short."""
    found: list[Round] = []
    for size in range(1, day.stops + 1):
        if size * day.stop > day.length:
            break
        most = min(day.driving, day.length - size * day.stop)
        alone = day.out[candidates] + day.back[candidates]
        near = candidates[day.out[candidates] + day.back[candidates].min(initial=0) <= most]
        if size == 1:
            near = candidates[alone <= most]
        for stops in combinations(near.tolist(), size):
            driving, order = min((_driving(day, order), order) for order in permutations(stops))
            if driving <= most:
                found.append(Round(order, driving))
                if len(found) > MOST_ROUNDS:
                    return found, False
    return found, True


def _driving(day: Day, order: tuple[int, ...]) -> float:
    road = sum(day.between[a, b] for a, b in pairwise(order))
    return float(day.out[order[0]] + road + day.back[order[-1]])


def _columns(asked: Asked, rounds: list[Round]) -> Sum:
    """People left without a stop, one column a round."""
    name = {int(site): number for number, site in enumerate(asked.candidates)}
    order = np.argsort(asked.site, kind="stable")
    edges = np.searchsorted(asked.site[order], np.arange(asked.candidates.size + 1))
    rows = [
        np.unique(
            np.concatenate([asked.row[order[edges[name[s]] : edges[name[s] + 1]]] for s in r.stops])
        )
        for r in rounds
    ]
    column = np.repeat(np.arange(len(rounds), dtype=np.int32), [r.size for r in rows])
    row = np.concatenate([*rows, np.zeros(0, np.int32)]).astype(np.int32)
    order = np.argsort(row, kind="stable")
    base = np.where(np.isfinite(asked.already), 0.0, asked.people)
    return Sum.of(row[order], column[order], np.zeros(row.size), base, len(rounds))


def _most_useful_first(problem: Sum, chosen: Longs) -> list[int]:
    """Each next one brings the most people that those before it do not (ties: index)."""
    left, order = list(chosen.tolist()), []
    covered = np.zeros(problem.base.size, bool)

    def brings(j: int) -> float:
        rows = problem.row[problem.column[j] : problem.column[j + 1]]
        return float(problem.base[rows[~covered[rows]]].sum())

    while left:
        best = max(left, key=lambda j: (brings(j), -j))
        covered[problem.row[problem.column[best] : problem.column[best + 1]]] = True
        left.remove(best)
        order.append(best)
    return order
