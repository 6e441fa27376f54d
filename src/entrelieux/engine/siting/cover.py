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
from entrelieux.engine.siting.prices import FEW_PAIRS, TRIES, by_prices, by_rounds
from entrelieux.engine.siting.problem import (
    Floats,
    Longs,
    Search,
    Sum,
    exchanges,
    kernels,
    smallest,
)
from entrelieux.engine.siting.questions import Verdict, answer
from entrelieux.engine.siting.sums import KICK_WORK, SEED, least

# Bounds on whole numbers round up, but for what floats may add.
WHOLE = 1e-6
# The first try is with this part fewer.
STRIDE = 50
# Kicks at each try: many tries, of few kicks each.
KICKS = 3_000


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


@dataclass(frozen=True, slots=True)
class Fewest:
    """The rule of covering: a column costs one, and is elected when it saves more."""

    def elect(self, saved: Floats) -> tuple[Longs, float]:
        elected = np.flatnonzero(saved < -1.0)
        return elected, float((saved[elected] + 1.0).sum())

    def mend(self, problem: Sum, elected: Longs, prices: Floats) -> tuple[Longs, float]:
        chosen = kernels().completed(
            problem.start, problem.site, problem.column, problem.row, elected, prices
        )
        chosen = _pruned(problem, chosen)
        return chosen, float(chosen.size)

    def improve(self, problem: Sum, found: Search, turn: int) -> None:
        """Tries with fewer columns, those that cover least having left, mended by kicks."""
        fewer = max(1, int(found.value) // STRIDE)
        while fewer:
            is_open = np.zeros(problem.sites, bool)
            is_open[found.chosen] = True
            lost = exchanges().nearest_two(
                problem.start, problem.site, problem.cost, problem.base, is_open
            )[2]
            kept = np.delete(found.chosen, smallest(lost[found.chosen], fewer))
            kept = problem.kicked(problem.exchanged(kept), KICKS, KICK_WORK, SEED + turn)
            if problem.value(kept) > 0:
                fewer //= 2
                continue
            chosen = _pruned(problem, kept)
            found.offer(chosen, float(chosen.size))


def fewest(problem: Sum, enough: Callable[[Search], bool] = lambda _: False) -> Search:
    """The fewest columns that cover every row of base 1; ``bound`` is a whole number.

    enough: stops when what is known answers the caller.
    """
    chosen = _pruned(problem, problem.greedy(problem.sites))
    found = Search(chosen, float(chosen.size), 0.0, _first_prices(problem))
    if not problem.base.size:
        found.by = "trivial"
        return found

    def done(now: Search) -> bool:
        return now.settled(1.0) or enough(now)

    rule = Fewest()
    if problem.site.size <= FEW_PAIRS:
        by_prices(problem, rule, found, tries=TRIES, enough=done)
        if not done(found):
            rule.improve(problem, found, 0)
    else:
        by_rounds(problem, rule, found, done)
    if done(found):
        found.by = "prices"
    else:
        _by_search(problem, found)
    found.bound = min(found.value, float(np.ceil(found.bound - WHOLE)))
    return found


def _first_prices(problem: Sum) -> Floats:
    """Such that no column saves more than it costs."""
    k = kernels()
    widest = k.widest(problem.start, problem.site, problem.column, problem.row, problem.base)
    return 1.0 / np.maximum(widest, 1.0)


def _pruned(problem: Sum, chosen: Longs) -> Longs:
    """Without the columns whose rows others cover; those that cover least leave first."""
    return kernels().pruned(problem.column, problem.row, chosen, problem.base.size)


def _by_search(problem: Sum, found: Search) -> None:
    """What prices leave open, searched by HiGHS when it is small."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    saved = problem.saved(found.prices)
    room = found.value - 1 - float(found.prices.sum() + np.minimum(saved + 1, 0).sum()) + WHOLE
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
        bound = forced.size + float(np.ceil(said.mip_dual_bound - WHOLE))
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
