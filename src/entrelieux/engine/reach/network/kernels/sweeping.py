"""Compiled sweeps: every question is one pass up the hierarchy and one pass down.

A sweep follows one « side »: (first, tail, head, time), shortcuts by their lower point, ``tail``.
It is read shortcut after shortcut, without asking where the next point begins. Times along
``climb`` lead upwards in the direction of travel, times along ``descend`` downwards; to travel
backwards the two change places. ``NEVER`` + ``NEVER`` fits in 32 bits: no sum wraps round.
Large arrays are given: numpy asks the system for them by large pages, numba by small ones, which
can take longer than the sweeps.

**Source:** PHAST: Delling, Goldberg, Nowatzyk, Werneck, JPDC 73 (2013); many origins at once and
nearest places: Buchhold, Wagner, *Nearest-Neighbor Queries in Customizable Contraction
Hierarchies*, SEA 2021.
"""

import numpy as np
from numba import njit

from entrelieux.engine.reach.network.kernels.lanes import relax_8, relax_16, turn_8

NEVER = np.uint32(2**31 - 1)
UNREACHED = np.uint32(2**32 - 1)
LANES = 8
WIDE = 16
NEAR = 256


@njit(cache=True, nogil=True)
def climb_from(parent, depth, first, head, time, node, offset):
    """Times from one point to those above it: (points from it to the root, their times)."""
    levels = depth[node]
    chain = np.empty(levels + 1, np.int32)
    best = np.full(levels + 1, NEVER, np.uint32)
    best[0] = offset
    v = node
    for i in range(levels + 1):
        chain[i] = v
        here = best[i]
        if here < NEVER:
            for a in range(first[v], first[v + 1]):
                at = levels - depth[head[a]]
                best[at] = min(best[at], np.uint32(here + time[a]))
        v = parent[v]
    return chain, best


@njit(cache=True, nogil=True)
def to_all(chain, best, tail, head, time, out):
    """Times to every point, from those that ``climb_from`` gave, into ``out``, (points,)."""
    out[:] = NEVER
    for i in range(chain.size):
        out[chain[i]] = best[i]
    for a in range(head.size - 1, -1, -1):
        out[tail[a]] = min(out[tail[a]], np.uint32(out[head[a]] + time[a]))
    for v in range(out.size):
        if out[v] == NEVER:
            out[v] = UNREACHED


@njit(cache=True, nogil=True)
def nearest(
    up_tail,
    up_head,
    up_time,
    down_first,
    down_tail,
    down_head,
    down_time,
    start,
    offset,
    end,
    best,
    out,
):
    """Times to the nearest place of up to 8 functions from every point, into ``out``, (8, n).

    start, offset: the point (-1 none) and time at each place, function after function, (p,).
    end: where each function ends among them. best: room, shape (n, 8). False when a start is not
    a point.
    """
    n = down_first.size - 1
    best[:] = NEVER
    i = 0
    for f in range(end.size):
        while i < end[f]:
            v = start[i]
            if v < -1 or v >= n:
                return False
            if v >= 0:
                best[v, f] = min(best[v, f], offset[i])
            i += 1
    for a in range(up_head.size):
        relax_8(best, up_head[a], up_tail[a], up_time[a])
    # Answers leave while they are still near the processor.
    high = n
    while high > 0:
        low = max(0, high - NEAR)
        for a in range(down_first[high] - 1, down_first[low] - 1, -1):
            relax_8(best, down_tail[a], down_head[a], down_time[a])
        v = low
        while v + LANES <= high:
            turn_8(best, v, out)
            v += LANES
        while v < high:
            for f in range(LANES):
                out[f, v] = best[v, f] if best[v, f] < NEVER else UNREACHED
            v += 1
        high = low
    return True


@njit(cache=True, nogil=True)
def nearest_places(
    up_first, up_head, up_time, down_first, down_head, down_time, start, place, offset, best
):
    """The k nearest places of one function from every point, times first, then lowest place.

    Into ``best``, (n, k), time * 2**32 + place; a time of ``NEVER`` or more means none.
    """
    n, k = best.shape
    none = np.uint64(NEVER) << np.uint64(32)
    best[:] = none
    for i in range(start.size):
        _take(best, start[i], k, (np.uint64(offset[i]) << np.uint64(32)) | np.uint64(place[i]))
    for v in range(n):
        if best[v, 0] >= none:
            continue
        for a in range(up_first[v], up_first[v + 1]):
            _take_all(best, up_head[a], v, k, np.uint64(up_time[a]) << np.uint64(32))
    for v in range(n - 1, -1, -1):
        for a in range(down_first[v], down_first[v + 1]):
            _take_all(best, v, down_head[a], k, np.uint64(down_time[a]) << np.uint64(32))


@njit(cache=True, nogil=True)
def _take_all(best, into, source, k, more):
    for i in range(k):
        if best[source, i] + more >= best[into, k - 1]:
            return
        _take(best, into, k, best[source, i] + more)


@njit(cache=True, nogil=True)
def _take(best, v, k, key):
    """Keep ``key`` among the k least of v, one for each place."""
    if key >= best[v, k - 1]:
        return
    low = np.uint64(0xFFFFFFFF)
    last = k - 1
    for i in range(k):
        if best[v, i] & low == key & low and best[v, i] >> np.uint64(32) < np.uint64(NEVER):
            if best[v, i] <= key:
                return
            last = i
            break
    while last > 0 and best[v, last - 1] > key:
        best[v, last] = best[v, last - 1]
        last -= 1
    best[v, last] = key


@njit(cache=True, nogil=True)
def restrict(first, head, time, targets):
    """The part of a side that leads to the targets.

    Returns the number of each point there, highest first, shape (n,), -1 outside; how many they
    are; tail, head and time of that part, numbered alike, in the order of a sweep downwards.
    """
    n = first.size - 1
    number = np.full(n, -1, np.int32)
    for i in range(targets.size):
        number[targets[i]] = 0
    arcs = 0
    for v in range(n):
        if number[v] == 0:
            arcs += first[v + 1] - first[v]
            for a in range(first[v], first[v + 1]):
                number[head[a]] = 0
    part_tail = np.empty(arcs, np.int32)
    part_head = np.empty(arcs, np.int32)
    part_time = np.empty(arcs, np.uint32)
    size = filled = 0
    for v in range(n - 1, -1, -1):
        if number[v] < 0:
            continue
        number[v] = size
        for a in range(first[v], first[v + 1]):
            part_tail[filled] = size
            part_head[filled] = number[head[a]]
            part_time[filled] = time[a]
            filled += 1
        size += 1
    return number, size, part_tail, part_head, part_time


@njit(cache=True, nogil=True)
def to_part(chain, best, number, size, tail, head, time, target, offset):
    """Times to the targets of ``restrict``, shape (t,). target: their numbers, -1 none."""
    here = np.full(size, NEVER, np.uint32)
    for i in range(chain.size):
        if number[chain[i]] >= 0:
            here[number[chain[i]]] = best[i]
    for a in range(head.size):
        here[tail[a]] = min(here[tail[a]], np.uint32(here[head[a]] + time[a]))
    out = np.full(target.size, UNREACHED, np.uint32)
    for i in range(target.size):
        if target[i] >= 0 and here[target[i]] + offset[i] < NEVER:
            out[i] = here[target[i]] + offset[i]
    return out


@njit(cache=True, nogil=True)
def block_to_part(
    parent,
    depth,
    up_first,
    up_head,
    up_time,
    number,
    tail,
    head,
    time,
    origin,
    origin_offset,
    target,
    offset,
    here,
    out,
):
    """Times from each origin to each target, into ``out``, 16 origins at a time.

    here: room, shape (size, 16).
    """
    out[:] = UNREACHED
    for start in range(0, origin.size, WIDE):
        some = min(WIDE, origin.size - start)
        here[:] = NEVER
        for i in range(start, start + some):
            if origin[i] < 0:
                continue
            chain, best = climb_from(
                parent, depth, up_first, up_head, up_time, origin[i], origin_offset[i]
            )
            for c in range(chain.size):
                if number[chain[c]] >= 0:
                    here[number[chain[c]], i - start] = best[c]
        for a in range(head.size):
            relax_16(here, tail[a], head[a], time[a])
        for j in range(target.size):
            if target[j] < 0:
                continue
            for i in range(some):
                total = here[target[j], i] + offset[j]
                if total < NEVER:
                    out[start + i, j] = total
    return out
