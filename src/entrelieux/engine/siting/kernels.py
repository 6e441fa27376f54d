"""The compiled part of siting. Imported at the first question, not before.

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

# A gain smaller than this part of the sum is rounding, not a gain: swaps must end.
NOISE = 1e-12


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
def two_nearest(
    i: int,
    start: Longs,
    site: Ints,
    cost: Floats,
    base: Floats,
    is_open: Flags,
    near: Ints,
    first: Floats,
    second: Floats,
) -> None:
    near[i], first[i], second[i] = -1, base[i], base[i]
    for k in range(start[i], start[i + 1]):
        if is_open[site[k]]:
            if near[i] < 0:
                near[i], first[i] = site[k], cost[k]
            else:
                second[i] = cost[k]
                break


@njit(cache=True, nogil=True)
def nearest_two(
    start: Longs, site: Ints, cost: Floats, base: Floats, is_open: Flags
) -> tuple[Floats, Floats, Floats]:
    """Nearest and second nearest open costs of each row, and what closing each site costs."""
    near = np.full(base.size, -1, np.int32)
    first, second = np.zeros(base.size), np.zeros(base.size)
    lost = np.zeros(is_open.size)
    for i in range(base.size):
        two_nearest(i, start, site, cost, base, is_open, near, first, second)
        if near[i] >= 0:
            lost[near[i]] += second[i] - first[i]
    return first, second, lost


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
def total(
    start: Longs, site: Ints, cost: Floats, base: Floats, is_open: Flags, near: Ints
) -> float:
    """Sum of what each row costs with these open sites; ``near[i]`` is who serves it, or −1."""
    said = 0.0
    for i in range(base.size):
        near[i], best = -1, base[i]
        for k in range(start[i], start[i + 1]):
            if is_open[site[k]]:
                near[i], best = site[k], cost[k]
                break
        said += best
    return said


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
def swaps(
    start: Longs,
    site: Ints,
    cost: Floats,
    base: Floats,
    column: Longs,
    column_row: Ints,
    column_cost: Floats,
    is_open: Flags,
    most: int,
) -> int:
    """Exchanges an open site for a closed one while the sum falls; returns how many exchanges.

    Each closed site is compared at once with every open one that it could replace, from the
    nearest and second nearest open site of each row (Schubert, Rousseeuw 2021), and the exchange
    is made as soon as it gains. Sites are walked by rising index until a whole walk gains nothing.
    """
    n = base.size
    near = np.full(n, -1, np.int32)
    first, second = np.zeros(n), np.zeros(n)
    loss = np.zeros(is_open.size)
    change = np.zeros(is_open.size)
    touched = np.zeros(is_open.size, np.int64)
    scale = 0.0
    for i in range(n):
        two_nearest(i, start, site, cost, base, is_open, near, first, second)
        scale += first[i]
        if near[i] >= 0:
            loss[near[i]] += second[i] - first[i]
    opened = np.flatnonzero(is_open)
    if opened.size == 0:
        return 0
    cheapest = _least(loss, opened)
    done, idle, j = 0, 0, 0
    while idle < is_open.size and done < most:
        idle += 1
        if not is_open[j] and column[j + 1] > column[j]:
            gain, count = 0.0, 0
            for k in range(column[j], column[j + 1]):
                i, c = column_row[k], column_cost[k]
                m = near[i]
                if c < first[i]:
                    gain += first[i] - c
                    saved = second[i] - first[i]
                elif c < second[i]:
                    saved = second[i] - c
                else:
                    continue
                if m >= 0 and saved > 0.0:
                    if change[m] == 0.0:
                        touched[count] = m
                        count += 1
                    change[m] += saved
            worst, out = np.inf, np.int64(-1)
            if change[cheapest] == 0.0:
                worst, out = loss[cheapest], cheapest
            else:
                for m in opened:
                    if change[m] == 0.0 and (loss[m] < worst or (loss[m] == worst and m < out)):
                        worst, out = loss[m], m
            for t in range(count):
                m = touched[t]
                left = loss[m] - change[m]
                if left < worst or (left == worst and m < out):
                    worst, out = left, m
                change[m] = 0.0
            if gain - worst > NOISE * scale:
                is_open[j], is_open[out] = True, False
                for moved in (out, j):
                    for k in range(column[moved], column[moved + 1]):
                        i = column_row[k]
                        if near[i] >= 0:
                            loss[near[i]] -= second[i] - first[i]
                        two_nearest(i, start, site, cost, base, is_open, near, first, second)
                        if near[i] >= 0:
                            loss[near[i]] += second[i] - first[i]
                loss[out] = 0.0
                for t in range(opened.size):
                    if opened[t] == out:
                        opened[t] = j
                cheapest = _least(loss, opened)
                done += 1
                idle = 0
        j += 1
        if j == is_open.size:
            j = 0
    return done


@njit(cache=True, nogil=True)
def _least(loss: Floats, opened: Longs) -> int:
    best = opened[0]
    for m in opened:
        if loss[m] < loss[best] or (loss[m] == loss[best] and m < best):
            best = m
    return best


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
    start: Longs, site: Ints, column: Longs, row: Ints, saved: Floats, price: Floats
) -> Longs:
    """Columns that prices elect, then for each row left, dearest first, the column whose uncovered
    rows are worth most at these prices (ties: index).
    """
    rows = price.size
    is_open = np.zeros(saved.size, np.bool_)
    covered = np.zeros(rows, np.bool_)
    for j in range(saved.size):
        if saved[j] < -1.0:
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
