"""What is asked of siting and what it answers: frozen arrays in, frozen answers out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

NOBODY = -1


class SitingError(ValueError):
    """The question makes no sense; the message says which value and what is asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Known minutes by demand point, row after row (CSR); a pair that is absent is out of reach.

    start: (d + 1,) int64. site: (n,) int32, one site once a row. minutes: (n,) float64, finite and
    not negative (zero is a real travel time here). sites: how many there are in all.
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    minutes: NDArray[np.float64]
    sites: int

    @classmethod
    def of(cls, matrix: Any) -> Self:
        """From a dense (d, c) array, +inf or NaN out of reach, or from a scipy sparse matrix, whose
        stored zeros count.
        """
        if hasattr(matrix, "tocsr"):
            rows = matrix.tocsr()
            return cls(
                rows.indptr.astype(np.int64),
                rows.indices.astype(np.int32),
                rows.data.astype(np.float64),
                rows.shape[1],
            )
        dense = np.asarray(matrix, np.float64)
        if dense.ndim != 2:
            raise SitingError(f"costs: shape {dense.shape}, expected (demand points, sites)")
        if np.any(np.isneginf(dense)):
            raise SitingError("costs: minus infinity, expected minutes")
        known = np.isfinite(dense)
        start = np.concatenate([[0], np.cumsum(known.sum(axis=1))]).astype(np.int64)
        return cls(start, np.nonzero(known)[1].astype(np.int32), dense[known], dense.shape[1])

    def __post_init__(self) -> None:
        if self.start.ndim != 1 or self.start.size == 0 or self.start[0] != 0:
            raise SitingError("costs: start is not that of rows laid one after another")
        if np.any(np.diff(self.start) < 0) or not (
            self.start[-1] == self.site.size == self.minutes.size
        ):
            raise SitingError("costs: start, site and minutes do not fit together")
        if self.site.size and not 0 <= self.site.min() <= self.site.max() < self.sites:
            raise SitingError(f"costs: a site beyond the {self.sites} announced")
        if not np.all((self.minutes >= 0) & (self.minutes < np.inf)):
            raise SitingError("costs: negative or unknown minutes, expected finite ones from 0")

    @property
    def rows(self) -> NDArray[np.int32]:
        """The demand point of each pair, (n,)."""
        return np.repeat(np.arange(self.start.size - 1, dtype=np.int32), np.diff(self.start))


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """People, travel times and sites.

    weights: (d,) people at each demand point, finite, from 0; a point of weight 0 asks nothing.
    costs: minutes one way from people to sites, dense (d, c) with +inf out of reach, scipy sparse,
    or ``Pairs``. existing: indices of sites open already, which stay open and are not counted in a
    budget. forbidden: indices of sites that may not open. Every other site is a candidate.

    Raises:
        SitingError: a value is out of range, or shapes do not fit.
    """

    weights: NDArray[np.float64]
    costs: Any
    existing: Any = ()
    forbidden: Any = ()
    pairs: Pairs = field(init=False)

    def __post_init__(self) -> None:
        pairs = self.costs if isinstance(self.costs, Pairs) else Pairs.of(self.costs)
        weights = np.ascontiguousarray(self.weights, np.float64)
        if weights.shape != (pairs.start.size - 1,):
            raise SitingError(
                f"weights: shape {weights.shape}, expected ({pairs.start.size - 1},) as the costs"
            )
        if not np.all((weights >= 0) & (weights < np.inf)):
            raise SitingError("weights: negative or unknown, expected finite numbers from 0")
        object.__setattr__(self, "pairs", pairs)
        object.__setattr__(self, "weights", weights)
        for name in ("existing", "forbidden"):
            object.__setattr__(self, name, sites_of(name, getattr(self, name), pairs.sites))

    @property
    def candidates(self) -> NDArray[np.int64]:
        """Sites that may open, by rising index."""
        free = np.ones(self.pairs.sites, bool)
        free[self.existing], free[self.forbidden] = False, False
        return np.flatnonzero(free)


def sites_of(name: str, given: Sequence[int] | NDArray[Any], sites: int) -> NDArray[np.int64]:
    found = np.unique(np.asarray(given, np.int64))
    if found.size and not 0 <= found[0] <= found[-1] < sites:
        raise SitingError(f"{name}: site {found[-1]} or {found[0]}, expected from 0 to {sites - 1}")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Where to open, and how sure we are that nothing does better.

    chosen: sites to open besides those that exist, by rising index; fewer than the budget when
    more would change nothing. objective: what the question counts (see each question). bound: no
    choice does better than this. gap: |objective − bound| over |objective|, 0 when proved. proved:
    no choice does better. by: how it is known, one of ``PROOFS``. assignment: (d,) the nearest open
    site of each demand point (ties: the smallest index), −1 when none is within reach.
    reached, unreached: people who have an open site within reach, and those who have none; the
    latter are in no sum of minutes. iterations: prices tried; seconds: spent here.
    alternatives: other choices one exchange away that are as good or nearly so, best first.
    """

    chosen: NDArray[np.int64]
    objective: float
    bound: float
    proved: bool
    by: str
    assignment: NDArray[np.int32]
    reached: float
    unreached: float
    seconds: float = 0.0
    iterations: int = 0
    alternatives: tuple["Alternative", ...] = ()

    @property
    def gap(self) -> float:
        """Relative, from 0; +inf when nothing is known."""
        if self.proved or self.objective == self.bound:
            return 0.0
        if self.objective == 0 or not np.isfinite(self.bound):
            return float("inf")
        return abs(self.objective - self.bound) / abs(self.objective)


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """Another choice: its sites by rising index, and its objective."""

    chosen: NDArray[np.int64]
    objective: float


# How an answer is known: nothing to choose, a bound by prices that meets the answer, the search of
# what prices leave open (HiGHS), every case tried, or a bound only.
PROOFS = ("trivial", "prices", "search", "enumeration", "bound")


def nearest_open(instance: Instance, is_open: NDArray[np.bool_]) -> tuple[Any, Any]:
    """The nearest open site of each demand point and its minutes; −1 and +inf without one."""
    pairs = instance.pairs
    d = pairs.start.size - 1
    near = np.full(d, NOBODY, np.int32)
    minutes = np.full(d, np.inf)
    kept = is_open[pairs.site]
    row, site, cost = pairs.rows[kept], pairs.site[kept], pairs.minutes[kept]
    np.minimum.at(minutes, row, cost)
    tied = cost == minutes[row]
    row, site = row[tied], site[tied]
    least = np.full(d, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(least, row, site)
    near[row] = least[row]
    return near, minutes


def budget(p: int) -> int:
    """``p`` when it is a whole number of places from 0."""
    if isinstance(p, bool) or not isinstance(p, int | np.integer) or p < 0:
        raise SitingError(f"p: {p!r}, expected a whole number of places from 0")
    return int(p)


def limit_of(limit: float) -> float:
    """``limit`` when it is a number of minutes from 0."""
    if not 0 <= limit < np.inf:
        raise SitingError(f"limit: {limit!r}, expected minutes from 0")
    return float(limit)
