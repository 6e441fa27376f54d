"""One shape for questions that add something up over people, and its proof by prices.

*Sum*: open at most p columns so that the sum over rows of min(base, cheapest open cost) is least.
A p-median has minutes × people as costs; a maximal cover has zero as costs and people as base.
"""

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
    from entrelieux.engine.siting.kernels import rows as compiled

    return compiled


def exchanges() -> ModuleType:
    """As ``kernels``."""
    from entrelieux.engine.siting.kernels import exchanges as compiled

    return compiled


def choices() -> ModuleType:
    """As ``kernels``."""
    from entrelieux.engine.siting.kernels import choices as compiled

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
        return float(exchanges().total(self.start, self.site, self.cost, self.base, is_open, near))

    @property
    def flat(self) -> bool:
        """Every cost is zero: a cover."""
        return not self.cost.any()

    def saved(self, prices: Floats) -> Floats:
        """(columns,) what opening each would save at these prices: zero or less."""
        out = np.empty(self.sites)
        kernels().reduced(self.start, self.site, self.cost, prices, out)
        return out

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
        exchanges().swaps(*self._arrays(), is_open, 100 * (chosen.size + 1))
        return np.flatnonzero(is_open)

    def kicked(self, chosen: Longs, times: int, work: int, seed: int) -> Longs:
        """``chosen`` after at most so many small kicks that lose nothing, or so many pairs read."""
        is_open = np.zeros(self.sites, bool)
        is_open[chosen] = True
        exchanges().kicks(*self._arrays(), is_open, times, work, seed)
        return np.flatnonzero(is_open)

    def narrowed(self, columns: Longs) -> "Sum":
        """The same rows with these columns alone, renumbered."""
        rename = np.full(self.sites, -1, np.int32)
        rename[columns] = np.arange(columns.size, dtype=np.int32)
        start, site, cost = kernels().narrowed(self.start, self.site, self.cost, rename)
        column, row, at = kernels().turned(start, site, cost, columns.size)
        return Sum(start, site, cost, self.base, column, row, at, self.step)


def _step(cost: Floats, base: Floats) -> float:
    """The greatest common divisor when all are whole numbers, else 0."""
    divisor = 0
    for values in (cost, base):
        if values.any():
            if values.max() > 2**53 or not np.array_equal(values, np.floor(values)):
                return 0.0
            divisor = int(np.gcd(divisor, np.gcd.reduce(values.astype(np.int64))))
    return float(divisor)


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

    def raise_to(self, bound: float, prices: Floats) -> bool:
        """Keeps a better bound and the prices that give it."""
        if bound <= self.bound:
            return False
        self.bound, self.prices = bound, prices.copy()
        return True

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
