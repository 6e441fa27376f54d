"""Set cover and p-centre: how few places, and how near at worst."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.siting.asked import Asked
from entrelieux.engine.siting.exact import MOST_NODES, MOST_PAIRS
from entrelieux.engine.siting.model import Answer, Instance, budget, limit_of
from entrelieux.engine.siting.problem import Floats, Longs, Search, Sum, kernels
from entrelieux.engine.siting.questions import Verdict, answer
from entrelieux.engine.siting.sums import least

TRIES = 2_000
MOST_WORK = 1_000_000_000


def set_cover(instance: Instance, limit: float) -> Answer:
    """The fewest new places that leave everybody within ``limit`` minutes of an open site.

    People whom no site could serve within the limit are not waited for: they are ``unreached``.

    Args:
        instance: people, sites, minutes; a point of weight 0 asks nothing.
        limit: minutes one way, included.

    Returns:
        objective: number of new places; bound: nobody can do with fewer.

    Raises:
        SitingError: the limit makes no sense.
    """
    began, limit = perf_counter(), limit_of(limit)
    asked = Asked.of(instance, limit)
    found = fewest(_uncovered(asked, limit))
    proved = found.value <= found.bound
    return answer(
        instance,
        asked.candidates[found.chosen],
        Verdict(found.value, found.bound, proved, found.by, found.iterations),
        began,
        limit,
    )


def _uncovered(asked: Asked, limit: float) -> Sum:
    """A row of base 1 for each demand point that no existing site covers, alike ones once."""
    open_rows = asked.already > limit
    rename = np.cumsum(open_rows, dtype=np.int32) - 1
    kept = (asked.minutes <= limit) & open_rows[asked.row]
    row, site = rename[asked.row[kept]], asked.site[kept]
    mark = np.random.default_rng(20_26).integers(0, 2**63, asked.candidates.size, np.int64)
    marks = np.zeros(int(open_rows.sum()), np.int64)
    np.add.at(marks, row, mark[site])
    _, first, name = np.unique(marks, return_index=True, return_inverse=True)
    once = first[name] == np.arange(marks.size)
    number = np.cumsum(once, dtype=np.int32) - 1
    kept = once[row]
    row, site = number[row[kept]], site[kept]
    return Sum.of(row, site, np.zeros(row.size), np.ones(first.size), asked.candidates.size)


def fewest(problem: Sum, enough: Callable[[Search], bool] = lambda _: False) -> Search:
    """The fewest columns that cover every row of base 1; ``bound`` is a whole number.

    enough: stops when what is known answers the caller.
    """
    k = kernels()
    chosen = _pruned(problem, problem.greedy(problem.sites))
    prices = 1.0 / k.widest(
        problem.start, problem.site, problem.column, problem.row, problem.base
    ).clip(1.0)
    found = Search(chosen, float(chosen.size), 0.0, prices)
    if not problem.base.size:
        found.by = "trivial"
        return found

    def done() -> bool:
        return found.bound >= found.value or enough(found)

    best = _by_prices(problem, found, done)
    if done():
        found.by = "prices"
        return found
    _by_search(problem, found, best)
    return found


def _pruned(problem: Sum, chosen: Longs) -> Longs:
    """Without the columns whose rows others cover; those that cover least leave first."""
    return kernels().pruned(problem.column, problem.row, chosen, problem.base.size)


def _by_prices(problem: Sum, found: Search, done: Callable[[], bool]) -> float:
    """Raises the bound and mends what prices elect; the best bound before rounding."""
    k = kernels()
    prices, best = found.prices.copy(), 0.0
    saved, moves = np.zeros(problem.sites), np.zeros(problem.base.size)
    scale = np.sqrt(np.maximum(prices, 1e-9))
    pace, idle, past = 1.0, 0, np.zeros(problem.base.size)
    tries = min(TRIES, max(100, MOST_WORK // (problem.site.size + 1)))
    for _ in range(tries):
        if pace < 1e-3:
            break
        k.reduced_flat(problem.start, problem.site, prices, saved)
        elected = np.flatnonzero(saved < -1.0)
        bound = float(prices.sum() + (saved[elected] + 1.0).sum())
        found.iterations += 1
        idle += 1
        if bound > best:
            best, found.prices, idle = bound, prices.copy(), 0
            found.bound = max(found.bound, float(np.ceil(bound - 1e-6)))
            if done():
                return best
        if idle >= 15:
            pace, idle = pace / 2, 0
            prices, past = found.prices.copy(), np.zeros(problem.base.size)
            _mend(problem, found, saved)
            if done():
                return best
        k.served(problem.column, problem.row, problem.at, prices, elected, moves)
        past = 0.7 * past + 0.3 * moves
        step = past * scale
        step[((prices >= 1) & (step > 0)) | ((prices <= 0) & (step < 0))] = 0
        length = float((step * step / scale).sum())
        if length == 0:
            break
        prices = np.clip(prices + pace * (found.value - bound) / length * step, 0.0, 1.0)
    _mend(problem, found, saved)
    return best


def _mend(problem: Sum, found: Search, saved: Floats) -> None:
    """Columns taken by what they save at the best prices, until all is covered, then pruned."""
    kernels().reduced_flat(problem.start, problem.site, found.prices, saved)
    chosen = kernels().completed(
        problem.start, problem.site, problem.column, problem.row, saved, found.prices
    )
    chosen = _pruned(problem, chosen)
    found.offer(chosen, float(chosen.size))


def _by_search(problem: Sum, found: Search, best: float) -> None:
    """What prices leave open, searched by HiGHS when it is small."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    saved = np.zeros(problem.sites)
    kernels().reduced_flat(problem.start, problem.site, found.prices, saved)
    room = found.value - 1 - best + 1e-6
    forced = np.flatnonzero(-1.0 - saved > room)
    free = np.flatnonzero((1.0 + saved <= room) & (-1.0 - saved <= room))
    covered = np.zeros(problem.base.size, bool)
    for j in forced:
        covered[problem.row[problem.column[j] : problem.column[j + 1]]] = True
    rename = np.full(problem.sites, -1, np.int64)
    rename[free] = np.arange(free.size)
    row = np.repeat(np.arange(problem.base.size), np.diff(problem.start))
    kept = ~covered[row] & (rename[problem.site] >= 0)
    if np.count_nonzero(kept) > MOST_PAIRS:
        return
    if np.unique(row[kept]).size < np.count_nonzero(~covered):
        # Some row has lost all its columns: nothing does better than what is known.
        found.bound, found.by = found.value, "search"
        return
    left = np.flatnonzero(~covered)
    matrix = csr_array(
        (np.ones(np.count_nonzero(kept)), (row[kept], rename[problem.site[kept]])),
        shape=(problem.base.size, free.size),
    )[left]
    if left.size:
        said: Any = milp(
            np.ones(free.size),
            integrality=np.ones(free.size),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, 1.0, np.inf),
            options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
        )
        if said.mip_dual_bound is None:
            return
        picked = free[said.x > 0.5] if said.x is not None else None
        bound = forced.size + float(np.ceil(said.mip_dual_bound - 1e-6))
    else:
        picked, bound = np.zeros(0, np.int64), float(forced.size)
    if picked is not None:
        chosen = np.union1d(forced, picked)
        found.offer(chosen, float(chosen.size))
    found.bound = max(found.bound, min(found.value, bound))
    found.by = "search"


@dataclass(slots=True, eq=False)
class _Centre:
    """What is known of each radius: a choice that does, or that none does, or neither."""

    asked: Asked
    p: int
    most: float  # people that p places can bring within any distance; +inf: everybody
    known: dict[float, tuple[str, Longs]]
    iterations: int = 0

    def does(self, radius: float) -> str:
        if radius not in self.known:
            self.known[radius] = self._asked(radius)
        return self.known[radius][0]

    def _asked(self, radius: float) -> tuple[str, Longs]:
        if np.isfinite(self.most):
            return self._reaching(radius)
        kept = self.asked.minutes <= radius
        has = self.asked.already <= radius
        has[self.asked.row[kept]] = True
        if not has.all():
            return "no", np.zeros(0, np.int64)
        found = fewest(
            _uncovered(self.asked, radius),
            lambda now: now.value <= self.p or now.bound > self.p,
        )
        self.iterations += found.iterations
        if found.value <= self.p:
            return "yes", found.chosen
        return ("no" if found.bound > self.p else "unknown"), found.chosen

    def _reaching(self, radius: float) -> tuple[str, Longs]:
        problem = self.asked.cover(radius)
        found = least(problem, self.p)
        self.iterations += found.iterations
        left = float(self.asked.people.sum()) - self.most
        slack = 1e-9 * max(1.0, left)
        if found.value <= left + slack:
            return "yes", found.chosen
        return ("no" if found.bound > left + slack else "unknown"), found.chosen


def p_centre(instance: Instance, p: int) -> Answer:
    """Where to open p places so that the person worst served travels the fewest minutes.

    When p places cannot reach everybody, the largest number of people is reached first, and the
    worst is told among them; who is left is ``unreached``.

    Args:
        instance: people, sites, minutes; a point of weight 0 asks nothing.
        p: places to open at most.

    Returns:
        objective: minutes of the worst served among those reached (0 when nobody is).

    Raises:
        SitingError: p makes no sense.
    """
    began, p = perf_counter(), budget(p)
    asked = Asked.of(instance)
    distances = np.unique(
        np.concatenate([[0.0], asked.minutes, asked.already[np.isfinite(asked.already)]])
    )
    centre = _Centre(asked, p, np.inf, {})
    sure = True
    last = float(distances[-1])
    if centre.does(last) != "yes":
        first = least(asked.cover(), p)
        sure = first.settled(0.0)
        centre = _Centre(asked, p, float(asked.people.sum()) - first.value, {})
        centre.known[last] = ("yes", first.chosen)
    best = _first(distances, lambda radius: centre.does(radius) == "yes")
    low = _first(distances[: best + 1], lambda radius: centre.does(radius) != "no")
    return answer(
        instance,
        asked.candidates[centre.known[float(distances[best])][1]],
        Verdict(
            float(distances[best]),
            float(distances[low]) if sure else 0.0,
            sure and low == best,
            "search",
            centre.iterations,
        ),
        began,
    )


def _first(distances: NDArray[np.float64], holds: Callable[[float], bool]) -> int:
    """The first distance that holds; the last one does."""
    low, high = 0, distances.size - 1
    while low < high:
        middle = (low + high) // 2
        if holds(float(distances[middle])):
            high = middle
        else:
            low = middle + 1
    return low
