"""Compiled count of what lies within a limit of each point.

Places near one another are answered together, 32 at a time. A plain search finds the points that
one of them at least is within the limit of; then one pass up and one down the hierarchy, over
these points alone, give their times from all 32. That loses nothing: every point of a way
within the limit is itself within the limit.

**Source:** Dijkstra's search with a binary heap; the sweeps are those of ``sweeping``.
"""

import numpy as np
from numba import njit

from entrelieux.engine.reach.network.kernels.lanes import relax_32

NEVER = np.uint32(2**31 - 1)
LANES = 32


@njit(cache=True, nogil=True)
def within(
    first,
    neighbour,
    time,
    up_first,
    up_head,
    up_time,
    down_first,
    down_head,
    down_time,
    start,
    offset,
    weight,
    limit,
):
    """Sum of the weights of the places within ``limit`` of each point, shape (n,).

    time: along each edge, away from the places. start, offset, weight: the places, sorted by
    point so that neighbours in the list are neighbours on the ground.
    """
    n = first.size - 1
    total = np.zeros(n, np.float64)
    best = np.full(n, NEVER, np.uint32)
    number = np.full(n, -1, np.int32)
    heap, near = np.empty(1024, np.uint64), np.empty(1024, np.int32)
    fine, coarse = np.zeros(n // 64 + 1, np.uint64), np.zeros(n // 4096 + 1, np.uint64)
    here = np.empty((1024, LANES), np.uint32)
    share = np.zeros(LANES)
    for low in range(0, start.size, LANES):
        some = min(LANES, start.size - low)
        size, near, heap = _around(
            first, neighbour, time, start, offset, low, low + some, limit, best, near, heap
        )
        _ascending(near, size, fine, coarse)
        if size > here.shape[0]:
            here = np.empty((2 * size, LANES), np.uint32)
        here[:size] = NEVER
        for i in range(size):
            number[near[i]] = i
        share[:] = 0
        for lane in range(some):
            share[lane] = weight[low + lane]
            if offset[low + lane] <= limit:
                here[number[start[low + lane]], lane] = offset[low + lane]
        for i in range(size):
            v = near[i]
            for a in range(up_first[v], up_first[v + 1]):
                w, t = number[up_head[a]], up_time[a]
                if w >= 0:
                    relax_32(here, w, i, t)
        for i in range(size - 1, -1, -1):
            v = near[i]
            for a in range(down_first[v], down_first[v + 1]):
                w, t = number[down_head[a]], down_time[a]
                if w >= 0:
                    relax_32(here, i, w, t)
            for lane in range(LANES):
                total[v] += share[lane] if here[i, lane] <= limit else 0.0
        for i in range(size):
            number[near[i]] = -1
    return total


@njit(cache=True, nogil=True)
def _around(first, neighbour, time, start, offset, low, high, limit, best, near, heap):
    """The points that a place from ``low`` to ``high`` is within the limit of, in any order.

    best: ``NEVER`` everywhere, and so again afterwards. Returns how many, and the two lists,
    which may have grown.
    """
    waiting = met = 0
    for p in range(low, high):
        if offset[p] <= limit and offset[p] < best[start[p]]:
            if best[start[p]] == NEVER:
                near[met] = start[p]
                met += 1
            best[start[p]] = offset[p]
            _rise(heap, waiting, (np.uint64(offset[p]) << np.uint64(32)) | np.uint64(start[p]))
            waiting += 1
    while waiting > 0:
        key = heap[0]
        waiting -= 1
        if waiting > 0:
            _sink(heap, waiting, heap[waiting])
        v = np.int64(key & np.uint64(0xFFFFFFFF))
        here = np.uint32(key >> np.uint64(32))
        if here > best[v]:
            continue
        for k in range(first[v], first[v + 1]):
            there = np.uint32(here + time[k])
            w = neighbour[k]
            if there > limit or there >= best[w]:
                continue
            if best[w] == NEVER:
                if met == near.size:
                    near = _wider(near)
                near[met] = w
                met += 1
            best[w] = there
            if waiting == heap.size:
                heap = _wider(heap)
            _rise(heap, waiting, (np.uint64(there) << np.uint64(32)) | np.uint64(w))
            waiting += 1
    for i in range(met):
        best[near[i]] = NEVER
    return met, near, heap


@njit(cache=True, nogil=True)
def _ascending(near, size, fine, coarse):
    """Sort by marking bits and reading them in order; a mark in ``coarse`` is 64 in ``fine``."""
    for i in range(size):
        v = near[i]
        fine[v >> 6] |= np.uint64(1) << np.uint64(v & 63)
        coarse[v >> 12] |= np.uint64(1) << np.uint64((v >> 6) & 63)
    k = 0
    for c in range(coarse.size):
        words = coarse[c]
        coarse[c] = np.uint64(0)
        while words != 0:
            f = 64 * c + _lowest(words)
            words &= words - np.uint64(1)
            bits = fine[f]
            fine[f] = np.uint64(0)
            while bits != 0:
                near[k] = 64 * f + _lowest(bits)
                bits &= bits - np.uint64(1)
                k += 1


@njit(cache=True, nogil=True)
def _lowest(word):
    """The place of the lowest bit of a word that has one."""
    place = 0
    width = np.uint64(32)
    while width > 0:
        if word & ((np.uint64(1) << width) - np.uint64(1)) == 0:
            place += np.int64(width)
            word >>= width
        width >>= np.uint64(1)
    return place


@njit(cache=True, nogil=True)
def _wider(array):
    wider = np.empty(2 * array.size, array.dtype)
    wider[: array.size] = array
    return wider


@njit(cache=True, nogil=True)
def _rise(heap, at, key):
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= key:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = key


@njit(cache=True, nogil=True)
def _sink(heap, size, key):
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = key
