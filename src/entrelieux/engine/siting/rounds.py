"""Half-days of one itinerant permanence: which rounds, for whom."""

from dataclasses import dataclass
from itertools import combinations, permutations
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.siting.asked import Asked
from entrelieux.engine.siting.model import Answer, Instance, SitingError, budget, limit_of
from entrelieux.engine.siting.problem import Floats, Longs, Search, Sum, kernels, smallest
from entrelieux.engine.siting.questions import Verdict, answer
from entrelieux.engine.siting.sums import least

# Rounds looked at for each number of stops, and rounds to choose from.
MOST_SETS = 2_000_000
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
    the same. Where there are too many sets, those that serve most people are kept; the bound then
    counts that each of the others might serve as many as the best of them, and no one twice.

    Args:
        instance: people, sites, minutes; existing sites go on serving whom they serve.
        n: half-days.
        day: what one half-day allows.
        limit: minutes one way from people to a stop, included.

    Returns:
        rounds, and an answer whose objective is the people within the limit of a stop or of an
        existing site; chosen: all the stops.

    Raises:
        SitingError: a figure makes no sense, or there are millions of sets of stops.
    """
    began, n, limit = perf_counter(), budget(n), limit_of(limit)
    asked = Asked.of(instance, limit)
    _check(day, instance.pairs.sites)
    near = asked.cover()
    stops, driving = feasible(day, asked.candidates)
    stops, driving, others = _most_serving(near, stops, driving)
    problem = _columns(near, stops)
    found = least(problem, n)
    settled = found.settled(problem.step)
    if others > 0 and n > 0:
        found.bound = min(found.bound, _with_others(problem, n, found, others))
        settled = found.settled(problem.step)
    people = float(asked.people.sum())
    rounds = tuple(
        Round(tuple(asked.candidates[stops[j][stops[j] >= 0]].tolist()), float(driving[j]))
        for j in _most_useful_first(problem, found.chosen)
    )
    verdict = Verdict(
        people - found.value, people - found.bound, settled, found.by, found.iterations
    )
    chosen = np.unique(np.array([stop for one in rounds for stop in one.stops], np.int64))
    return Rounds(rounds, answer(instance, chosen, verdict, began, limit))


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


def feasible(day: Day, candidates: Longs) -> tuple[Longs, Floats]:
    """Every set of stops that a half-day allows, in the order of its shortest road.

    Returns:
        (k, stops) places among the candidates, −1 beyond the last stop, and (k,) driving. A set
        that lies in another one is left out: it serves nobody else.
    """
    out = np.asarray(day.out, np.float64)[candidates]
    back = np.asarray(day.back, np.float64)[candidates]
    between = np.asarray(day.between, np.float64)[np.ix_(candidates, candidates)]
    tables: list[tuple[Longs, Floats]] = []
    for size in range(1, min(day.stops, candidates.size) + 1):
        orders = np.array(list(permutations(range(size))), np.int64)
        most = min(day.driving, day.length - size * day.stop)
        found = kernels().rounds(out, back, between, most, orders, MOST_SETS)
        if found[1].size >= MOST_SETS:
            raise SitingError(
                f"stops: over {MOST_SETS} sets of {size} among {candidates.size} candidates; "
                "expected fewer stops, less driving or fewer candidates"
            )
        if tables:
            tables[-1] = _left_out(*tables[-1], found[0], candidates.size)
        tables.append(found)
    width = day.stops
    padded = [np.pad(s, ((0, 0), (0, width - s.shape[1])), constant_values=-1) for s, _ in tables]
    none = np.zeros((0, width), np.int64)
    return np.concatenate([none, *padded]), np.concatenate([np.zeros(0), *(d for _, d in tables)])


def _left_out(
    stops: Longs, driving: Floats, larger: Longs, candidates: int
) -> tuple[Longs, Floats]:
    """Without the sets that lie in a larger one of one stop more."""
    size = stops.shape[1]
    scale = candidates ** np.arange(size)
    ordered = np.sort(larger, axis=1)
    within = [ordered[:, list(some)] @ scale for some in combinations(range(size + 1), size)]
    alone = ~np.isin(np.sort(stops, axis=1) @ scale, np.concatenate(within))
    return stops[alone], driving[alone]


def _most_serving(near: Sum, stops: Longs, driving: Floats) -> tuple[Longs, Floats, float]:
    """The sets that serve most people (ties: index), and how many the best of the others serves."""
    if driving.size <= MOST_ROUNDS:
        return stops, driving, 0.0
    people = kernels().serving(near.column, near.row, near.base, stops)
    kept = smallest(-people, MOST_ROUNDS)
    others = np.delete(people, kept)
    return stops[kept], driving[kept], float(others.max())


def _columns(near: Sum, stops: Longs) -> Sum:
    """People left without a stop, one column a round."""
    row, column = kernels().united(near.column, near.row, stops, near.base.size)
    order = np.argsort(row, kind="stable")
    return Sum.of(row[order], column[order], np.zeros(row.size), near.base, len(stops))


def _with_others(problem: Sum, n: int, found: Search, others: float) -> float:
    """A bound for rounds that were not kept too: each of them saves ``others`` at most."""
    prices = found.prices if found.prices.size else np.zeros(problem.base.size)
    saved = np.append(problem.saved(prices), np.full(n, -others))
    return max(0.0, float(prices.sum() + saved[smallest(saved, n)].sum()))


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
