"""One shape for questions that add something up over people, and its proof by prices.

*Sum*: open at most p columns so that the sum over rows of min(base, cheapest open cost) is least.
A p-median has minutes × people as costs; a maximal cover has zero as costs and people as base.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Longs = NDArray[np.int64]

# Two sums closer than this part of them are equal: floats add up no better.
ROUNDING = 1e-9


def kernels() -> ModuleType:
    """numba costs a third of a second to import: only those who ask pay it."""
    from entrelieux.engine.siting import kernels as compiled

    return compiled


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """Rows by rising cost (ties: rising column), columns by rising row; costs all under base.

    start, site, cost: rows. column, row, at: columns. base: (rows,). step: every sum of costs is a
    multiple of it (0: unknown), so that a bound rounds up.
    """

    start: Longs
    site: NDArray[np.int32]
    cost: Floats
    base: Floats
    column: Longs
    row: NDArray[np.int32]
    at: Floats
    step: float

    @classmethod
    def of(
        cls, row: NDArray[np.int32], site: NDArray[np.int32], cost: Floats, base: Floats, sites: int
    ) -> "Sum":
        """From pairs sorted by row; a pair that costs no less than its base is dropped."""
        kept = cost < base[row]
        if not kept.all():
            row, site, cost = row[kept], site[kept], cost[kept]
        start = np.searchsorted(row, np.arange(base.size + 1)).astype(np.int64)
        site, cost = site.astype(np.int32), np.ascontiguousarray(cost, np.float64)
        kernels().sort_rows(start, site, cost)
        column, turned, at = kernels().turned(start, site, cost, sites)
        return cls(start, site, cost, base, column, turned, at, _step(cost, base))

    @property
    def floor(self) -> Floats:
        """(rows,) what each row costs when everything is open."""
        least = self.base.copy()
        some = self.start[1:] > self.start[:-1]
        least[some] = self.cost[self.start[:-1][some]]
        return least

    @property
    def sites(self) -> int:
        return self.column.size - 1

    def value(self, chosen: Longs) -> float:
        """The sum with these columns open."""
        is_open = np.zeros(self.sites, bool)
        is_open[chosen] = True
        near = np.empty(self.base.size, np.int32)
        return float(kernels().total(self.start, self.site, self.cost, self.base, is_open, near))

    def _arrays(self) -> tuple[NDArray, ...]:
        return self.start, self.site, self.cost, self.base, self.column, self.row, self.at

    def greedy(self, p: int) -> Longs:
        is_open = np.zeros(self.sites, bool)
        kernels().greedy(self.base, self.column, self.row, self.at, p, is_open)
        return np.flatnonzero(is_open)

    def exchanged(self, chosen: Longs) -> Longs:
        """``chosen`` after every exchange of one column that gains."""
        is_open = np.zeros(self.sites, bool)
        is_open[chosen] = True
        kernels().swaps(*self._arrays(), is_open, 100 * (chosen.size + 1))
        return np.flatnonzero(is_open)


def _step(cost: Floats, base: Floats) -> float:
    """The greatest common divisor when all are whole numbers, else 0."""
    if not (np.all(cost == np.floor(cost)) and np.all(base == np.floor(base))):
        return 0.0
    if max(cost.max(initial=0), base.max(initial=0)) > 2**53:
        return 0.0
    return float(
        np.gcd(
            np.gcd.reduce(cost.astype(np.int64), initial=0),
            np.gcd.reduce(base.astype(np.int64), initial=0),
        )
    )


@dataclass(slots=True, eq=False)
class Search:
    """What is known so far: the best choice, its value, the best bound and its prices."""

    chosen: Longs
    value: float
    bound: float
    prices: Floats
    iterations: int = 0
    by: str = "bound"

    def offer(self, chosen: Longs, value: float) -> None:
        if value < self.value:
            self.chosen, self.value = chosen, value

    def settled(self, step: float) -> bool:
        """Nothing under ``value`` is left above ``bound``."""
        slack = ROUNDING * max(1.0, abs(self.value))
        return self.value - self.bound <= max(slack, step - slack)


def smallest(values: Floats, p: int) -> Longs:
    """Indices of the p smallest values, rising; ties to the smallest index."""
    if p >= values.size:
        return np.arange(values.size)
    if p == 0:
        return np.zeros(0, np.int64)
    edge = np.partition(values, p - 1)[p - 1]
    under = values < edge
    level = np.flatnonzero(values == edge)[: p - np.count_nonzero(under)]
    under[level] = True
    return np.flatnonzero(under)


def by_prices(
    problem: Sum,
    p: int,
    found: Search,
    *,
    tries: int,
    enough: Callable[[Search], bool],
    patience: int = 20,
) -> None:
    """Raises the bound: each row names a price, each column says what it saves at these prices.

    Lagrangian relaxation of « each row is served once », prices moved along the subgradient with
    Polyak's step, halved when the bound rests (Held, Wolfe, Crowder 1974; for p-median
    Christofides, Beasley 1982). Columns that prices elect are exchanged now and then into a choice.
    """
    k = kernels()
    floor, base = problem.floor, problem.base
    prices = np.clip(found.prices, floor, base)
    saved, moves = np.zeros(problem.sites), np.zeros(base.size)
    scale = np.sqrt(np.maximum(prices - floor, ROUNDING * np.maximum(1.0, base)))
    pace, idle, past = 1.0, 0, np.zeros(base.size)
    for _ in range(tries):
        if pace < 1e-4:
            break
        k.reduced(problem.start, problem.site, problem.cost, prices, saved)
        elected = smallest(saved, p)
        bound = float(prices.sum() + saved[elected].sum())
        found.iterations += 1
        idle += 1
        if bound > found.bound:
            found.bound, found.prices, idle = bound, prices.copy(), 0
            if enough(found):
                return
        if idle >= patience:
            pace, idle = pace / 2, 0
            prices, past = found.prices.copy(), np.zeros(base.size)
            chosen = problem.exchanged(elected)
            found.offer(chosen, problem.value(chosen))
        k.served(problem.column, problem.row, problem.at, prices, elected, moves)
        past = 0.7 * past + 0.3 * moves
        step = past * scale
        step[((prices >= base) & (step > 0)) | ((prices <= floor) & (step < 0))] = 0
        length = float((step * step / scale).sum())
        if length == 0:
            break
        prices = np.clip(prices + pace * (found.value - bound) / length * step, floor, base)
