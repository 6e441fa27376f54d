"""What prices leave open, searched to the end by HiGHS (taken from scipy).

Costs enter as steps, not as pairs: a row pays the step from one of its distinct costs to the next
unless a column at most as far is open (Cornuéjols, Nemhauser, Wolsey 1980; Elloumi 2010). Rows that
ask the same of the same columns are one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from entrelieux.engine.siting.problem import ROUNDING, Floats, Longs, Search, Sum, smallest

# Beyond these many pairs the search is not begun: it would not end while somebody waits.
MOST_PAIRS = 150_000
MOST_NODES = 20_000


def by_search(problem: Sum, p: int, found: Search) -> None:
    """Fixes what prices decide, searches the rest; ``found`` gets the answer or a better bound.

    A column whose opening (or closing) would raise the bound to the best value cannot change it.
    """
    saved = problem.saved(found.prices)
    elected = smallest(saved, p)
    bound = float(found.prices.sum() + saved[elected].sum())
    inside = np.zeros(problem.sites, bool)
    inside[elected] = True
    slack = ROUNDING * max(1.0, abs(found.value))
    room = found.value - bound - max(0.0, problem.step - slack) + slack
    last_in = saved[elected].max(initial=-np.inf)
    first_out = saved[~inside].min(initial=0.0)
    forced = np.flatnonzero(inside & (np.minimum(first_out, 0.0) - saved > room))
    free = np.flatnonzero((~inside & (saved - last_in <= room)) | inside)
    free = np.setdiff1d(free, forced)
    steps = Steps.of(problem, forced, free)
    if steps is None:
        return
    outcome = steps.least(p - forced.size)
    if outcome is None:
        return
    picked, bound = outcome
    chosen = np.union1d(forced, free[picked])
    found.offer(chosen, problem.value(chosen))
    found.bound = max(found.bound, min(found.value, bound))
    found.by = "search"


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps of cost over a few free columns.

    constant: what is paid whatever opens. weight: (s,) what each step costs when it must be paid.
    parent: (s,) the step before it, −1 for none. step, column: pairs, the columns that spare a step
    and not the one before. columns: how many.
    """

    constant: float
    weight: Floats
    parent: Longs
    step: Longs
    column: Longs
    columns: int

    @classmethod
    def of(cls, problem: Sum, forced: Longs, free: Longs) -> "Steps | None":
        """With ``forced`` open and only ``free`` to choose; None when it would be too large."""
        base = problem.base.copy()
        for j in forced:
            span = slice(problem.column[j], problem.column[j + 1])
            base[problem.row[span]] = np.minimum(base[problem.row[span]], problem.at[span])
        rename = np.full(problem.sites, -1, np.int64)
        rename[free] = np.arange(free.size)
        row = np.repeat(np.arange(base.size), np.diff(problem.start))
        kept = (rename[problem.site] >= 0) & (problem.cost < base[row])
        row, site, cost = row[kept], rename[problem.site[kept]], problem.cost[kept]
        if row.size > MOST_PAIRS:
            return None
        return _stepped(row, site, cost, base, free.size)

    def least(self, p: int, most_nodes: int = MOST_NODES) -> tuple[Longs, float] | None:
        """At most p columns: those of the best choice found, and a bound; None without one."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array, eye_array, hstack, vstack

        n = self.weight.size
        if n == 0 or p <= 0:
            return np.zeros(0, np.int64), self.constant + float(self.weight.sum())
        ones = np.ones(self.step.size)
        spares = csr_array((ones, (self.step, self.column)), shape=(n, self.columns))
        child = np.flatnonzero(self.parent >= 0)
        before = csr_array((-np.ones(child.size), (child, self.parent[child])), shape=(n, n))
        count = hstack([csr_array(np.ones((1, self.columns))), csr_array((1, n))])
        matrix = vstack([hstack([spares, eye_array(n, format="csr") + before]), count])
        low = np.append(np.where(self.parent < 0, 1.0, 0.0), 0.0)
        high = np.append(np.full(n, np.inf), float(p))
        said: Any = milp(
            np.concatenate([np.zeros(self.columns), self.weight]),
            integrality=np.concatenate([np.ones(self.columns), np.zeros(n)]),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix.tocsr(), low, high),
            options={"mip_rel_gap": 0.0, "node_limit": most_nodes},
        )
        if said.x is None or said.mip_dual_bound is None:
            return None
        picked = np.flatnonzero(said.x[: self.columns] > 0.5)
        return picked, float(said.mip_dual_bound) + self.constant


def _stepped(row: Longs, site: Longs, cost: Floats, base: Floats, columns: int) -> Steps:
    """Steps of pairs sorted by row and rising cost. Equal sets of columns share one step."""
    rng = np.random.default_rng(20_26)
    mark = rng.integers(0, 2**64, columns, np.uint64)
    m = row.size
    if m == 0:
        none = np.zeros(0, np.int64)
        return Steps(float(base.sum()), np.zeros(0), none, none, none, columns)
    new_row = np.append(True, row[1:] != row[:-1])
    end = np.append(new_row[1:] | (cost[1:] != cost[:-1]), True)
    marks = np.cumsum(mark[site], dtype=np.uint64)
    before_row = np.append(np.uint64(0), marks[:-1])[new_row]
    marks -= before_row[np.cumsum(new_row) - 1]
    ends = np.flatnonzero(end)
    first = np.append(True, row[ends[1:]] != row[ends[:-1]])
    last = np.append(first[1:], True)
    following = np.append(cost[ends[1:]], 0.0)
    height = np.where(last, base[row[ends]], following) - cost[ends]
    _, keeper, name = np.unique(marks[ends], return_index=True, return_inverse=True)
    weight = np.bincount(name, weights=height).astype(np.float64)
    parent = np.where(first, -1, np.append(-1, name[:-1]))[keeper]
    constant = float(cost[new_row].sum() + base.sum() - base[row[new_row]].sum())
    level = np.cumsum(np.append(0, end[:-1]))
    kept = np.zeros(ends.size, bool)
    kept[keeper] = True
    own = kept[level]
    return Steps(constant, weight, parent, name[level[own]], site[own], columns)
