"""The least sum with at most p columns, and its proof."""

from dataclasses import dataclass

import numpy as np

from entrelieux.engine.siting.exact import by_search
from entrelieux.engine.siting.model import Alternative
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

# Kicks at each turn, and pairs that they may read.
KICKS, KICK_WORK = 15_000, 25_000_000
MOST_EXCHANGES = 2_000_000
NEAR = 0.01
SEED = 20_26


@dataclass(frozen=True, slots=True)
class Places:
    """The rule of p places: the p columns that save most are elected, and exchanged."""

    p: int

    def elect(self, saved: Floats) -> tuple[Longs, float]:
        elected = smallest(saved, self.p)
        return elected, float(saved[elected].sum())

    def mend(self, problem: Sum, elected: Longs, _: Floats) -> tuple[Longs, float]:
        chosen = problem.exchanged(elected)
        return chosen, problem.value(chosen)

    def improve(self, problem: Sum, found: Search, turn: int) -> None:
        chosen = problem.kicked(found.chosen, KICKS, KICK_WORK, SEED + turn)
        chosen = problem.exchanged(chosen)
        found.offer(chosen, problem.value(chosen))


def least(problem: Sum, p: int, *, gap: float = 0.0, whole: float | None = None) -> Search:
    """At most p columns with the least sum.

    gap: a relative gap that is good enough to stop at, over the sum, or over what it leaves of
    ``whole`` when the question is told as what remains.
    """
    chosen = problem.exchanged(problem.greedy(p))
    floor = float(problem.floor.sum())
    found = Search(chosen, problem.value(chosen), floor, np.zeros(0))
    if p == 0 or chosen.size < p or found.value <= floor:
        found.bound, found.by = found.value, "trivial"
        return found

    def enough(now: Search) -> bool:
        told = now.value if whole is None else whole - now.value
        return now.settled(problem.step) or now.value - now.bound <= gap * told

    found.prices = _first_prices(problem, chosen)
    rule = Places(p)
    if problem.site.size <= FEW_PAIRS:
        by_prices(problem, rule, found, tries=TRIES, enough=enough)
        if not enough(found):
            rule.improve(problem, found, 0)
    elif not enough(found):
        by_rounds(problem, rule, found, enough)
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
    first, second, lost = exchanges().nearest_two(
        problem.start, problem.site, problem.cost, problem.base, is_open
    )
    if problem.cost.any():
        return (first + second) / 2
    widest = k.widest(problem.start, problem.site, problem.column, problem.row, problem.base)
    brought = lost[chosen].min(initial=np.inf)
    return problem.base * np.minimum(1.0, max(brought, 1.0) / np.maximum(widest, 1.0))
