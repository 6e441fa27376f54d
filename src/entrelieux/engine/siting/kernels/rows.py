"""Rows and columns of a siting problem, priced. Imported at the first question, not before.

A problem is read by rows (demand points, their sites by rising cost) and by columns (sites, their
demand points by rising index). Row i has a ``base``: what it costs when no chosen site serves it.
Everything runs in a fixed order, so the same arrays always give the same floats.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def sort_rows(start: Longs, site: Ints, cost: Floats) -> None:
    """Each row by rising cost, then rising site, in place."""
    for i in range(start.size - 1):
        a, b = start[i], start[i + 1]
        sorted_already = True
        for k in range(a + 1, b):
            if cost[k] < cost[k - 1] or (cost[k] == cost[k - 1] and site[k] < site[k - 1]):
                sorted_already = False
                break
        if not sorted_already:
            by_site = np.argsort(site[a:b], kind="mergesort")
            order = by_site[np.argsort(cost[a:b][by_site], kind="mergesort")]
            site[a:b] = site[a:b][order]
            cost[a:b] = cost[a:b][order]


@njit(cache=True, nogil=True)
def turned(start: Longs, site: Ints, cost: Floats, sites: int) -> tuple[Longs, Ints, Floats]:
    """The same pairs by column, rows rising."""
    column = np.zeros(sites + 1, np.int64)
    for j in site:
        column[j + 1] += 1
    for j in range(sites):
        column[j + 1] += column[j]
    free = column[:-1].copy()
    row, at = np.empty(site.size, np.int32), np.empty(site.size)
    for i in range(start.size - 1):
        for k in range(start[i], start[i + 1]):
            row[free[site[k]]], at[free[site[k]]] = i, cost[k]
            free[site[k]] += 1
    return column, row, at


@njit(cache=True, nogil=True)
def reduced(start: Longs, site: Ints, cost: Floats, price: Floats, out: Floats) -> None:
    """``out[j]`` = sum over rows of min(0, cost − price): what opening j saves at these prices."""
    out[:] = 0.0
    for i in range(price.size):
        top = price[i]
        for k in range(start[i], start[i + 1]):
            c = cost[k]
            if c >= top:
                break
            out[site[k]] += c - top


@njit(cache=True, nogil=True)
def reduced_flat(start: Longs, site: Ints, price: Floats, out: Floats) -> None:
    """``reduced`` when every cost is zero (covering)."""
    out[:] = 0.0
    for i in range(price.size):
        top = price[i]
        if top > 0.0:
            for k in range(start[i], start[i + 1]):
                out[site[k]] -= top


@njit(cache=True, nogil=True)
def served(
    start: Longs, row: Ints, cost: Floats, price: Floats, chosen: NDArray[np.int64], out: Floats
) -> None:
    """``out[i]`` = 1 − how many chosen sites serve row i below its price (a subgradient)."""
    out[:] = 1.0
    for j in chosen:
        for k in range(start[j], start[j + 1]):
            if cost[k] < price[row[k]]:
                out[row[k]] -= 1.0


@njit(cache=True, nogil=True)
def widest(start: Longs, site: Ints, column: Longs, row: Ints, weight: Floats) -> Floats:
    """For each row, the largest weight that one of its sites covers in all."""
    covered = np.zeros(column.size - 1)
    for j in range(covered.size):
        for k in range(column[j], column[j + 1]):
            covered[j] += weight[row[k]]
    out = np.zeros(weight.size)
    for i in range(weight.size):
        for k in range(start[i], start[i + 1]):
            out[i] = max(out[i], covered[site[k]])
    return out


@njit(cache=True, nogil=True)
def stepped(
    prices: Floats,
    past: Floats,
    moves: Floats,
    scale: Floats,
    floor: Floats,
    base: Floats,
    reach: float,
) -> bool:
    """Moves prices in place along a mean of the last subgradients; False when none may move.

    reach: the value hoped for above the bound, times the pace (Polyak's step, each row having a
    length of its own).
    """
    length = 0.0
    for i in range(prices.size):
        past[i] = 0.7 * past[i] + 0.3 * moves[i]
        up = past[i] > 0.0
        if (up and prices[i] < base[i]) or (not up and prices[i] > floor[i]):
            length += past[i] * past[i] * scale[i]
    if length <= 0.0:
        return False
    for i in range(prices.size):
        moved = prices[i] + reach / length * past[i] * scale[i]
        prices[i] = min(max(moved, floor[i]), base[i])
    return True


@njit(cache=True, nogil=True)
def narrowed(start: Longs, site: Ints, cost: Floats, rename: Ints) -> tuple[Longs, Ints, Floats]:
    """Rows with only the columns that ``rename`` keeps (not −1)."""
    count = 0
    for j in site:
        if rename[j] >= 0:
            count += 1
    first = np.zeros(start.size, np.int64)
    kept, paid = np.empty(count, np.int32), np.empty(count)
    at = 0
    for i in range(start.size - 1):
        for k in range(start[i], start[i + 1]):
            if rename[site[k]] >= 0:
                kept[at], paid[at] = rename[site[k]], cost[k]
                at += 1
        first[i + 1] = at
    return first, kept, paid


@njit(cache=True, nogil=True)
def greedy(
    base: Floats,
    column: Longs,
    column_row: Ints,
    column_cost: Floats,
    p: int,
    is_open: Flags,
) -> None:
    """Opens in ``is_open`` the site that gains most, p times; ties to the smallest index.

    Gains only fall as sites open, so a stale gain is an upper bound: a heap of stale gains is
    enough (Minoux 1978).
    """
    now = base.copy()
    for j in range(is_open.size):
        if is_open[j]:
            for k in range(column[j], column[j + 1]):
                now[column_row[k]] = min(now[column_row[k]], column_cost[k])
    gain = np.zeros(is_open.size)
    for j in range(is_open.size):
        for k in range(column[j], column[j + 1]):
            gain[j] += max(0.0, now[column_row[k]] - column_cost[k])
    heap = [(-gain[j], j) for j in range(is_open.size) if not is_open[j] and gain[j] > 0.0]
    if len(heap) == 0:
        return
    heap.sort()
    opened = 0
    while heap and opened < p:
        stale, j = heap[0]
        fresh = 0.0
        for k in range(column[j], column[j + 1]):
            fresh += max(0.0, now[column_row[k]] - column_cost[k])
        if fresh < -stale:
            _sift(heap, (-fresh, j))
            continue
        if fresh <= 0.0:
            break
        is_open[j] = True
        opened += 1
        for k in range(column[j], column[j + 1]):
            now[column_row[k]] = min(now[column_row[k]], column_cost[k])
        last = heap.pop()
        if heap:
            _sift(heap, last)


@njit(cache=True, nogil=True)
def _sift(heap: list[tuple[float, int]], item: tuple[float, int]) -> None:
    """Puts ``item`` in the place of the smallest of the heap."""
    size, at = len(heap), 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if item <= heap[child]:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = item


@njit(cache=True, nogil=True)
def pruned(column: Longs, row: Ints, chosen: Longs, rows: int) -> Longs:
    """``chosen`` without columns whose rows others cover; narrow ones leave first (ties: index)."""
    times = np.zeros(rows, np.int64)
    for j in chosen:
        for k in range(column[j], column[j + 1]):
            times[row[k]] += 1
    wide = np.zeros(chosen.size, np.int64)
    for t in range(chosen.size):
        wide[t] = column[chosen[t] + 1] - column[chosen[t]]
    kept = np.ones(chosen.size, np.bool_)
    for t in np.argsort(wide, kind="mergesort"):
        j, needed = chosen[t], False
        for k in range(column[j], column[j + 1]):
            if times[row[k]] == 1:
                needed = True
                break
        if not needed:
            kept[t] = False
            for k in range(column[j], column[j + 1]):
                times[row[k]] -= 1
    return chosen[kept]


@njit(cache=True, nogil=True)
def completed(
    start: Longs, site: Ints, column: Longs, row: Ints, elected: Longs, price: Floats
) -> Longs:
    """Elected columns, then for each row left, dearest first, the column whose uncovered
    rows are worth most at these prices (ties: index).
    """
    rows = price.size
    is_open = np.zeros(column.size - 1, np.bool_)
    covered = np.zeros(rows, np.bool_)
    for j in elected:
        is_open[j] = True
        for k in range(column[j], column[j + 1]):
            covered[row[k]] = True
    for i in np.argsort(-price, kind="mergesort"):
        if covered[i] or start[i] == start[i + 1]:
            continue
        best, most = np.int32(-1), -1.0
        for k in range(start[i], start[i + 1]):
            j, worth = site[k], 0.0
            for q in range(column[j], column[j + 1]):
                if not covered[row[q]]:
                    worth += price[row[q]] + 1e-6
            if worth > most or (worth == most and j < best):
                best, most = j, worth
        is_open[best] = True
        for q in range(column[best], column[best + 1]):
            covered[row[q]] = True
    return np.flatnonzero(is_open)


@njit(cache=True, nogil=True)
def rounds(
    out: Floats, back: Floats, between: Floats, most: float, orders: Longs, cap: int
) -> tuple[Longs, Floats]:
    """Sets of as many sites as ``orders`` has columns that a road of ``most`` minutes can join.

    Each in its shortest order (ties: the first of ``orders``), sets by rising indices, ``cap`` at
    most.
    """
    size, n = orders.shape[1], out.size
    picked = np.arange(size)
    stops, driving = np.empty((1024, size), np.int64), np.empty(1024)
    count = 0
    while picked[0] <= n - size and count < cap:
        best, at = np.inf, -1
        for o in range(orders.shape[0]):
            road = out[picked[orders[o, 0]]]
            for t in range(1, size):
                road += between[picked[orders[o, t - 1]], picked[orders[o, t]]]
            road += back[picked[orders[o, size - 1]]]
            if road < best:
                best, at = road, o
        if at >= 0 and best <= most:
            if count == driving.size:
                more, longer = np.empty((2 * count, size), np.int64), np.empty(2 * count)
                more[:count], longer[:count] = stops, driving
                stops, driving = more, longer
            driving[count] = best
            for t in range(size):
                stops[count, t] = picked[orders[at, t]]
            count += 1
        t = size - 1
        while t > 0 and picked[t] == n - size + t:
            t -= 1
        picked[t] += 1
        for u in range(t + 1, size):
            picked[u] = picked[u - 1] + 1
    return stops[:count].copy(), driving[:count].copy()


@njit(cache=True, nogil=True)
def serving(column: Longs, row: Ints, base: Floats, stops: Longs) -> Floats:
    """How much base the sites of each set (−1: none) serve together."""
    seen = np.full(base.size, -1, np.int64)
    out = np.zeros(stops.shape[0])
    for s in range(stops.shape[0]):
        for j in stops[s]:
            if j >= 0:
                for k in range(column[j], column[j + 1]):
                    if seen[row[k]] != s:
                        seen[row[k]] = s
                        out[s] += base[row[k]]
    return out


@njit(cache=True, nogil=True)
def united(column: Longs, row: Ints, stops: Longs, rows: int) -> tuple[Ints, Ints]:
    """Pairs (row, set) of the rows that some site of the set serves, set after set."""
    seen = np.full(rows, -1, np.int64)
    most = 0
    for s in range(stops.shape[0]):
        for j in stops[s]:
            if j >= 0:
                most += column[j + 1] - column[j]
    served_row, by = np.empty(most, np.int32), np.empty(most, np.int32)
    count = 0
    for s in range(stops.shape[0]):
        for j in stops[s]:
            if j >= 0:
                for k in range(column[j], column[j + 1]):
                    if seen[row[k]] != s:
                        seen[row[k]] = s
                        served_row[count], by[count] = row[k], s
                        count += 1
    return served_row[:count].copy(), by[:count].copy()
