"""Which counts must be hidden so that nobody can work out a small one from those shown?

A published table is a list of counts and the sums that its readers know (lines, columns, totals,
a commune inside its intercommunalité, the same total in two tables). Counts under the threshold
are hidden, zero included: a line whose people are all in one cell tells what each of them said.
Others are then hidden too, as few and as minor as possible, until each hidden small count could be
zero and could be the threshold less one: two tables of whole numbers prove it, both of which
read exactly like the one published.

**Source:** Fischetti & Salazar (2001), doi:10.1287/mnsc.47.7.1008.9805, for complementary
suppression under any linear sums, solved by cuts read on the attacker's dual; Kelly, Golden &
Assad (1992), *Networks* 22(4), 397-417, for the quick pattern: one cheapest change at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEAST_THRESHOLD = 3
EXACT_CELLS, EXACT_SIZE = 36, 150
MOST_ROUNDS, CUTS = 60, 6
DOWN, UP = -1, 1


class MaskingError(ValueError):
    """The counts and the sums do not agree; the message says which."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Readers know that cell ``total`` is the sum of the cells ``parts``."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Masking:
    """hidden: cells not shown, shape (cells,). small: those under the threshold, all hidden.

    is_optimal: no cheaper choice of the other hidden cells protects the small ones.
    """

    hidden: Bools
    small: Bools
    is_optimal: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """matrix: one row for each sum, 1 for its parts and -1 for its total; matrix @ values = 0.

    first: cells to be proved by themselves, all of them unless some are alike.
    others: tables found that obey every sum. One proves what it proves as long as the cells that
    it changes are hidden, whatever else is: it is looked at again before a new one is looked for.
    """

    values: Ints
    matrix: Any
    threshold: int
    first: Bools
    others: list[Ints] = field(default_factory=list)


def mask(
    values: ArrayLike,
    sums: Sequence[Sum],
    *,
    threshold: int,
    cost: ArrayLike | None = None,
    alike: ArrayLike | None = None,
    exact_cells: int = EXACT_CELLS,
) -> Masking:
    """Hide the small counts of a system of tables, and what would give them away.

    Args:
        values: counts of people or of requests, whole and >= 0, shape (cells,).
        sums: every sum that a reader knows between these cells.
        threshold: counts under it are small; at least 2.
        cost: what is lost when a cell that is not small is hidden, > 0, shape (cells,); without
            it, 1 + ln(1 + count). Give more to totals than to inner cells.
        alike: a number for each cell, shape (cells,): among cells of count 0 that bear the same
            one, what proves the first proves the others, labels being exchanged. The caller
            answers for it; without it, each cell is proved by itself.
        exact_cells: the choice is proved the best when at most as many cells could be hidden,
            in a system of ``EXACT_SIZE`` cells at most; otherwise it is the quick one, every
            needless cell being shown again.

    Returns:
        For each small cell there are two tables of whole numbers >= 0 that agree with every cell
        shown and every sum: one where the cell is 0, one where it is at least threshold - 1.
        The same call gives the same answer.

    Raises:
        MaskingError: a count is negative, or a sum does not hold.
    """
    table = _table(values, sums, threshold)
    small = table.values < threshold
    if alike is not None:
        table.first[:] = _first_of(np.asarray(alike), table.values)
    weights = np.log1p(table.values) + 1.0 if cost is None else np.asarray(cost, np.float64)
    if weights.shape != table.values.shape or not (weights > 0).all():
        raise MaskingError("cost: expected one number above 0 for each cell")
    if small.all():
        return Masking(small, small, is_optimal=True)
    start = _quick(table, small, weights)
    others = np.flatnonzero(~small & _joined(table, small))
    if not (start & ~small).any():
        return Masking(start, small, is_optimal=True)
    if len(others) <= exact_cells and len(small) <= EXACT_SIZE:
        best = _exact(table, small, weights, others)
        if best is not None and weights[best].sum() <= weights[start].sum() + 1e-9:
            return Masking(best, small, is_optimal=True)
    return Masking(start, small, is_optimal=False)


def attack(values: ArrayLike, sums: Sequence[Sum], hidden: ArrayLike) -> tuple[Ints, Ints]:
    """What a reader who knows every sum can say of each cell: its least and its greatest value.

    Args:
        values: the true counts, shape (cells,). hidden: cells not shown, shape (cells,).

    Returns:
        (least, greatest) whole numbers, exact; shown cells keep their value. ``greatest`` is
        -1 where nothing bounds the cell.
    """
    table = _table(values, sums, LEAST_THRESHOLD)
    mask_ = np.asarray(hidden, bool)
    least, greatest = table.values.copy(), table.values.copy()
    cells = np.flatnonzero(mask_)
    for cell in cells.tolist():
        wanted = np.zeros(len(cells))
        wanted[cells == cell] = 1.0
        low = _whole_table(table, cells, wanted)
        high = _whole_table(table, cells, -wanted)
        least[cell] = -1 if low is None else low[cells == cell][0]
        greatest[cell] = -1 if high is None else high[cells == cell][0]
    return least, greatest


def exposed(
    values: ArrayLike, sums: Sequence[Sum], hidden: ArrayLike, *, threshold: int
) -> tuple[tuple[int, int], ...]:
    """Small hidden cells that a reader can narrow: (cell, -1 when never 0, 1 when never high)."""
    table = _table(values, sums, threshold)
    return tuple(_exposed(table, np.asarray(hidden, bool), table.values < threshold))


def _table(values: ArrayLike, sums: Sequence[Sum], threshold: int) -> _Table:
    from scipy.sparse import csr_array

    counts = np.asarray(values, np.int64)
    if counts.ndim != 1 or (counts < 0).any():
        raise MaskingError("values: expected one line of counts, none under 0")
    if threshold < 2:
        raise MaskingError(f"threshold: {threshold}, expected 2 or more")
    rows, columns, data = [], [], []
    for row, one in enumerate(sums):
        if counts[one.total] != counts[list(one.parts)].sum():
            found = counts[list(one.parts)].sum()
            raise MaskingError(f"sum {row}: parts make {found}, total says {counts[one.total]}")
        rows += [row] * (len(one.parts) + 1)
        columns += [one.total, *one.parts]
        data += [-1.0, *([1.0] * len(one.parts))]
    matrix = csr_array((data, (rows, columns)), shape=(len(sums), len(counts)))
    return _Table(counts, matrix, threshold, np.ones(len(counts), bool))


def _first_of(alike: Ints, values: Ints) -> Bools:
    """Each cell that is not 0, and the first of each number among those that are."""
    first = values > 0
    zeros = np.flatnonzero(~first)
    first[zeros[np.unique(alike[zeros], return_index=True)[1]]] = True
    return np.asarray(first)


def _joined(table: _Table, small: Bools) -> Bools:
    """Cells that some chain of sums joins to a small one: only they may have to be hidden."""
    links = abs(table.matrix) > 0
    seen = small.copy()
    while True:
        wider = seen | ((links.T @ (links @ seen)) > 0)
        if (wider == seen).all():
            return seen
        seen = wider


def _whole_table(
    table: _Table, cells: Ints, objective: Floats, caps: Floats | None = None
) -> Ints | None:
    """A table of whole numbers that reads like the one published, least for ``objective``.

    Only the values of ``cells``, the hidden ones, are free; None when nothing bounds the objective.
    caps: what a cell holds above its cap counts for nothing in the objective.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import hstack

    inside = table.matrix[:, cells]
    inside = inside[np.flatnonzero(abs(inside).sum(axis=1) > 0)]
    goal, ceiling = objective, np.full(len(cells), np.inf)
    matrix = inside
    if caps is not None:
        matrix = hstack([inside, inside], format="csr")
        goal = np.concatenate([objective, np.zeros(len(cells))])
        ceiling = np.concatenate([caps, ceiling])
    said = inside @ table.values[cells]
    limits = [LinearConstraint(matrix, said, said)] if matrix.shape[0] else []
    found = milp(
        goal, constraints=limits, bounds=Bounds(0, ceiling), integrality=np.ones(len(goal))
    )
    if found.x is None:
        return None
    whole = np.rint(found.x).astype(np.int64)
    return whole if caps is None else whole[: len(cells)] + whole[len(cells) :]


def _exposed(
    table: _Table, hidden: Bools, small: Bools, *, most_found: int | None = None
) -> list[tuple[int, int]]:
    """Proves as many cells as it can with each table found; those that none proves are exposed.

    most_found: so many of them are enough.
    """
    enough = len(hidden) * 2 if most_found is None else most_found
    most = table.threshold - 1
    wanted = {
        DOWN: small & table.first & (table.values > 0),
        UP: small & table.first & (table.values < most),
    }
    for other in table.others:
        if (other == table.values)[~hidden].all():
            _prove(wanted, other, most)
    found = _sought(table, hidden, wanted, DOWN, enough)
    return found + _sought(table, hidden, wanted, UP, enough - len(found))


def _prove(wanted: dict[int, Bools], other: Ints, most: int) -> bool:
    before = wanted[DOWN].sum() + wanted[UP].sum()
    wanted[DOWN] &= other > 0
    wanted[UP] &= other < most
    return bool(wanted[DOWN].sum() + wanted[UP].sum() < before)


def _sought(
    table: _Table, hidden: Bools, wanted: dict[int, Bools], side: int, enough: int
) -> list[tuple[int, int]]:
    """Tables that bring many wanted cells to one end, then one cell when none is brought there.

    Cells weigh unequally, so that what there is to share fills some rather than a little of all.
    """
    cells = np.flatnonzero(hidden)
    caps = np.full(len(cells), float(table.threshold - 1)) if side == UP else None
    found: list[tuple[int, int]] = []
    alone = False
    while wanted[side].any() and len(found) < enough:
        rows = np.flatnonzero(wanted[side][cells])
        goal = np.zeros(len(cells))
        goal[rows[:1] if alone else rows] = 1.0
        goal[rows] *= np.linspace(2.0, 1.0, len(rows))
        said = _whole_table(table, cells, -side * goal, caps)
        if said is not None:
            other = table.values.copy()
            other[cells] = said
            if _prove(wanted, other, table.threshold - 1):
                table.others.append(other)
                alone = False
                continue
        if alone:
            first = int(cells[rows[0]])
            found.append((first, side))
            wanted[side][first] = False
        alone = not alone
    return found


def _quick(table: _Table, small: Bools, weights: Floats) -> Bools:
    """Hide, for each exposed cell in turn, the cells of the cheapest change that covers it.

    One at a time: what covers the first often covers many.
    """
    hidden = small.copy()
    while found := _exposed(table, hidden, small, most_found=1):
        wider = hidden | _change(table, hidden, weights, *found[0])
        if (wider == hidden).all():
            wider = hidden | _one_more(table, hidden, weights)
        hidden = wider
    added = np.flatnonzero(hidden & ~small).tolist()
    for cell in sorted(added, key=lambda one: (-weights[one], one)):
        hidden[cell] = False
        if _exposed(table, hidden, small, most_found=1):
            hidden[cell] = True
    return hidden


def _change(table: _Table, hidden: Bools, weights: Floats, cell: int, side: int) -> Bools:
    """Cells that move when one small cell is brought to its end, moving shown cells least."""
    from scipy.optimize import linprog
    from scipy.sparse import hstack

    count = len(table.values)
    price = np.where(hidden, 0.0, weights)
    least = 0.0 if side == DOWN else float(table.threshold - 1)
    gap = abs(least - table.values[cell])
    up = np.full(count, np.inf)
    down = table.values.astype(np.float64)
    low = np.zeros(2 * count)
    if side == UP:
        low[cell], down[cell] = gap, 0.0
    else:
        low[count + cell], up[cell] = gap, 0.0
    found = linprog(
        np.concatenate([price, price]),
        A_eq=hstack([table.matrix, -table.matrix], format="csr"),
        b_eq=np.zeros(table.matrix.shape[0]),
        bounds=np.column_stack([low, np.concatenate([up, down])]),
    )
    return np.asarray(np.abs(found.x[:count] - found.x[count:]) > 1e-7)


def _one_more(table: _Table, hidden: Bools, weights: Floats) -> Bools:
    """Fractions alone would cover what is exposed: the cheapest shown cell that shares a sum."""
    links = abs(table.matrix) > 0
    sharing = ((links.T @ (links @ hidden)) > 0) & ~hidden
    if not sharing.any():
        raise MaskingError("a small count cannot be protected: every cell is hidden")
    first = min(np.flatnonzero(sharing), key=lambda one: (weights[one], one))
    return np.asarray(np.arange(len(hidden)) == first)


def _exact(table: _Table, small: Bools, weights: Floats, others: Ints) -> Bools | None:
    """The cheapest cells to hide, by cuts; None when rounds run out or whole numbers disagree."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    cuts: list[Floats] = []
    hidden = small.copy()
    for _round in range(MOST_ROUNDS):
        fresh = list(_cuts(table, hidden, small, others))
        if not fresh:
            return None if _exposed(table, hidden, small) else hidden
        cuts += fresh
        found = milp(
            weights[others],
            constraints=[LinearConstraint(np.array(cuts), 1.0, np.inf)],
            bounds=Bounds(0, 1),
            integrality=np.ones(len(others)),
        )
        if found.x is None:
            return None
        hidden = small.copy()
        hidden[others] = found.x > 0.5
    return None


def _cuts(table: _Table, hidden: Bools, small: Bools, others: Ints) -> Iterable[Floats]:
    """For each cell exposed, an inequality over ``others`` (hidden = 1) that any answer obeys.

    With bounds -v·y and U·y on the moves, the attacker's dual bounds how far the cell may go by
    a sum over hidden cells. That sum must reach the gap; a term beyond the gap counts for it.
    """
    from scipy.optimize import linprog

    values = table.values.astype(np.float64)
    far = values.sum() + table.threshold
    for cell, side in _exposed(table, hidden, small, most_found=CUTS):
        gap = values[cell] if side == DOWN else table.threshold - 1 - values[cell]
        most_down, most_up = values.copy(), np.full(len(values), far)
        (most_down if side == DOWN else most_up)[cell] = gap
        goal = np.zeros(len(values))
        goal[cell] = -side
        found = linprog(
            goal,
            A_eq=table.matrix,
            b_eq=np.zeros(table.matrix.shape[0]),
            bounds=np.column_stack([-most_down * hidden, most_up * hidden]),
        )
        reduced = goal - table.matrix.T @ found.eqlin.marginals
        worth = np.where(reduced > 0, reduced * most_down, -reduced * most_up)
        missing = gap - worth[small].sum()
        if missing > 1e-7:
            yield np.minimum(worth[others], missing) / missing
