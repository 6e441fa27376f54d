"""p-median and maximal cover: the least sum, with its proof."""

import numpy as np

from entrelieux.engine.siting.exact import by_search
from entrelieux.engine.siting.model import Alternative
from entrelieux.engine.siting.problem import Floats, Longs, Search, Sum, by_prices, kernels

TRIES = 3_000
# Prices are tried on at most so many pairs in all: the wait is bounded without a clock.
MOST_WORK = 600_000_000
MOST_EXCHANGES = 20_000_000
NEAR = 0.01


def least(problem: Sum, p: int, *, gap: float = 0.0, whole: float | None = None) -> Search:
    """At most p columns with the least sum.

    gap: a relative gap that is good enough to stop at, over the sum, or over what it leaves of
    ``whole`` when the question is told as what remains.
    """
    chosen = problem.exchanged(problem.greedy(p))
    found = Search(chosen, problem.value(chosen), -np.inf, _first_prices(problem, chosen))
    floor = float(problem.floor.sum())
    if p == 0 or chosen.size < p or found.value <= floor:
        found.bound, found.by = found.value, "trivial"
        return found
    found.bound = floor
    tries = min(TRIES, max(50, MOST_WORK // (problem.site.size + 1)))

    def enough(now: Search) -> bool:
        told = now.value if whole is None else whole - now.value
        return now.settled(problem.step) or now.value - now.bound <= gap * told

    by_prices(problem, p, found, tries=tries, enough=enough)
    if found.settled(problem.step):
        found.by = "prices"
    elif not enough(found):
        by_search(problem, p, found)
    return found


def neighbours(
    problem: Sum, chosen: Longs, value: float, *, scale: float | None = None
) -> tuple[Alternative, ...]:
    """Choices one exchange away within 1 % (of the sum, or of ``scale``): at most five, best first.

    Ties: the smallest opened, then the smallest closed. None are sought beyond a few hundred sites.
    """
    if not chosen.size or problem.sites * chosen.size * problem.base.size > MOST_EXCHANGES:
        return ()
    close = []
    for closed in chosen:
        kept = chosen[chosen != closed]
        for opened in np.setdiff1d(np.arange(problem.sites), chosen):
            other = np.sort(np.append(kept, opened))
            close.append((problem.value(other), int(opened), int(closed), other))
    edge = value + NEAR * abs(value if scale is None else scale)
    close.sort(key=lambda found: found[:3])
    return tuple(Alternative(o, v) for v, _, _, o in close[:5] if v <= edge)


def _first_prices(problem: Sum, chosen: Longs) -> Floats:
    """Halfway from the nearest to the second nearest chosen column; when covering, a share of the
    people such that no column would be elected for more than the least useful chosen one brings.
    """
    k = kernels()
    is_open = np.zeros(problem.sites, bool)
    is_open[chosen] = True
    first, second, lost = k.nearest_two(
        problem.start, problem.site, problem.cost, problem.base, is_open
    )
    if problem.cost.any():
        return (first + second) / 2
    widest = k.widest(problem.start, problem.site, problem.column, problem.row, problem.base)
    brought = lost[chosen].min(initial=np.inf)
    return problem.base * np.minimum(1.0, max(brought, 1.0) / np.maximum(widest, 1.0))
