"""Exchanges of open sites, compiled: one for one while it gains, and small kicks around a place.

Rows and columns are those of ``rows``; ``near[i]`` is who serves row i, −1 when nobody does.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

# A gain smaller than this part of the sum is rounding, not a gain: exchanges must end.
NOISE = 1e-12


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
def _least(loss: Floats, opened: Longs) -> int:
    best = opened[0]
    for m in opened:
        if loss[m] < loss[best] or (loss[m] == loss[best] and m < best):
            best = m
    return best


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
def _drawn(state: int, below: int) -> tuple[int, int]:
    """The next state of a small generator (Lehmer, Park, Miller 1988), and a number under it."""
    state = state * 48271 % 2147483647
    return state, state % below


@njit(cache=True, nogil=True)
def _neighbour(
    m: int, start: Longs, site: Ints, column: Longs, row: Ints, is_open: Flags, state: int
) -> tuple[int, int]:
    """An open site other than m some way off through rows they share, or −1."""
    for _ in range(12):
        at = m
        for _ in range(2):
            if column[at] == column[at + 1]:
                return state, -1
            state, step = _drawn(state, column[at + 1] - column[at])
            i = row[column[at] + step]
            state, step = _drawn(state, start[i + 1] - start[i])
            at = site[start[i] + step]
            for k in range(start[i], start[i + 1]):
                if is_open[site[k]] and site[k] != m:
                    return state, site[k]
    return state, -1


@njit(cache=True, nogil=True)
def _turn(
    j: int,
    opens: bool,
    start: Longs,
    site: Ints,
    cost: Floats,
    base: Floats,
    column: Longs,
    row: Ints,
    is_open: Flags,
    near: Ints,
    first: Floats,
    second: Floats,
) -> float:
    """Opens or closes j; what the sum gains."""
    is_open[j] = opens
    gain = 0.0
    for k in range(column[j], column[j + 1]):
        i = row[k]
        gain += first[i]
        two_nearest(i, start, site, cost, base, is_open, near, first, second)
        gain -= first[i]
    return gain


@njit(cache=True, nogil=True)
def kicks(
    start: Longs,
    site: Ints,
    cost: Floats,
    base: Floats,
    column: Longs,
    row: Ints,
    at: Floats,
    is_open: Flags,
    times: int,
    work: int,
    seed: int,
) -> int:
    """Closes two or three open sites near one another, opens as many there, keeps what is no worse.

    The first to open is drawn with a preference for what gains; the others gain most. Ends after
    ``times`` kicks or ``work`` pairs read, whichever is first; the same seed draws the same kicks.
    Returns how many kicks gained.
    """
    n, c = base.size, is_open.size
    near = np.full(n, -1, np.int32)
    first, second = np.zeros(n), np.zeros(n)
    scale = 0.0
    for i in range(n):
        two_nearest(i, start, site, cost, base, is_open, near, first, second)
        scale += first[i]
    opened = np.flatnonzero(is_open)
    if opened.size < 2:
        return 0
    around = np.empty(c, np.int64)
    stamp = np.zeros(c, np.int64)
    closed, fresh, slot = np.zeros(3, np.int64), np.zeros(3, np.int64), np.zeros(3, np.int64)
    state, better, spent = seed % 2147483646 + 1, 0, 0
    for turn in range(1, times + 1):
        if spent > work:
            break
        state, drawn = _drawn(state, opened.size)
        state, more = _drawn(state, 2)
        closed[0], size = opened[drawn], 1
        gain = _turn(
            closed[0], False, start, site, cost, base, column, row, is_open, near, first, second
        )
        while size < 2 + more:
            state, other = _neighbour(closed[0], start, site, column, row, is_open, state)
            if other < 0:
                break
            closed[size] = other
            size += 1
            gain += _turn(
                other, False, start, site, cost, base, column, row, is_open, near, first, second
            )
        count = 0
        for t in range(size):
            for k in range(column[closed[t]], column[closed[t] + 1]):
                i = row[k]
                spent += start[i + 1] - start[i]
                for q in range(start[i], start[i + 1]):
                    if stamp[site[q]] != turn and not is_open[site[q]]:
                        stamp[site[q]] = turn
                        around[count] = site[q]
                        count += 1
        for t in range(size):
            best, most = -1, -1.0
            for a in range(count):
                j = around[a]
                if is_open[j]:
                    continue
                brought = 0.0
                for k in range(column[j], column[j + 1]):
                    if at[k] < first[row[k]]:
                        brought += first[row[k]] - at[k]
                spent += column[j + 1] - column[j]
                if t == 0:
                    state, noise = _drawn(state, 1024)
                    brought *= 1.0 + noise / 2048.0
                if brought > most or (brought == most and j < best):
                    best, most = j, brought
            fresh[t] = best
            gain += _turn(
                best, True, start, site, cost, base, column, row, is_open, near, first, second
            )
        if gain < -NOISE * scale:
            for t in range(size):
                _turn(
                    fresh[t],
                    False,
                    start,
                    site,
                    cost,
                    base,
                    column,
                    row,
                    is_open,
                    near,
                    first,
                    second,
                )
            for t in range(size):
                _turn(
                    closed[t],
                    True,
                    start,
                    site,
                    cost,
                    base,
                    column,
                    row,
                    is_open,
                    near,
                    first,
                    second,
                )
            continue
        if gain > NOISE * scale:
            better += 1
        for t in range(size):
            for q in range(opened.size):
                if opened[q] == closed[t]:
                    slot[t] = q
        for t in range(size):
            opened[slot[t]] = fresh[t]
    return better
