"""Compiled parts that run when times change: edges, shortcuts, and which of these are needed."""

import numpy as np
from numba import njit

from entrelieux.engine.reach.network.kernels.lanes import cross

NEVER = np.uint32(2**31 - 1)


@njit(cache=True, nogil=True)
def edges(n, tail, head):
    """Each pair of points that an arc joins, from both ends: first (n + 1,) and neighbour, sorted.

    Also, for each arc, its place in that list (-1 a loop), and the place of the way back.
    """
    count = np.zeros(n + 1, np.int64)
    for a in range(tail.size):
        if tail[a] != head[a]:
            count[tail[a] + 1] += 1
            count[head[a] + 1] += 1
    for v in range(n):
        count[v + 1] += count[v]
    fill = count[:-1].copy()
    many = np.empty(count[n], np.int32)
    for a in range(tail.size):
        t, h = tail[a], head[a]
        if t != h:
            many[fill[t]] = h
            fill[t] += 1
            many[fill[h]] = t
            fill[h] += 1
    first = np.zeros(n + 1, np.int32)
    size = 0
    for v in range(n):
        around = np.sort(many[count[v] : count[v + 1]])
        for i in range(around.size):
            if i == 0 or around[i] != around[i - 1]:
                many[size] = around[i]
                size += 1
        first[v + 1] = size
    neighbour = many[:size].copy()
    twin = np.empty(size, np.int32)
    for v in range(n):
        for k in range(first[v], first[v + 1]):
            twin[k] = place_of(first, neighbour, neighbour[k], v)
    place = np.empty(tail.size, np.int32)
    for a in range(tail.size):
        place[a] = -1 if tail[a] == head[a] else place_of(first, neighbour, tail[a], head[a])
    return first, neighbour, twin, place


@njit(cache=True, nogil=True)
def place_of(first, neighbour, v, w):
    """Where w stands among the sorted neighbours of v; -1 when it does not."""
    low, high = first[v], first[v + 1]
    while low < high:
        middle = (low + high) >> 1
        if neighbour[middle] < w:
            low = middle + 1
        else:
            high = middle
    return low if low < first[v + 1] and neighbour[low] == w else -1


@njit(cache=True, nogil=True)
def edge_shortcuts(first, neighbour, twin, up_first, up_head):
    """For each edge, twice the number of its shortcut, and one more where it leads downwards."""
    out = np.empty(neighbour.size, np.int32)
    for v in range(up_first.size - 1):
        a = up_first[v]
        for k in range(first[v], first[v + 1]):
            w = neighbour[k]
            if w > v:
                while up_head[a] != w:
                    a += 1
                out[k] = 2 * a
                out[twin[k]] = 2 * a + 1
    return out


@njit(cache=True, nogil=True)
def edge_times(place, seconds, out):
    """The least of parallel arcs in whole tenths, into ``out``, by place in the list of edges.

    ``NEVER`` where there is none, where seconds are inf, and from 6.8 years on. Returns the first
    arc whose time is negative or not a number, -1 when there is none.
    """
    out[:] = NEVER
    for a in range(place.size):
        if not seconds[a] >= 0:
            return a
        tenths = np.rint(seconds[a] * 10)
        if place[a] >= 0 and tenths < out[place[a]]:
            out[place[a]] = np.uint32(tenths)
    return -1


@njit(cache=True, nogil=True)
def shortcut_times(edge_shortcut, time, up_first, crossing, both, up, down):
    """Times up and down each shortcut, over the points below both of its ends.

    both: room for the two side by side, shape (shortcuts, 2), which one instruction then reads.
    """
    flat = both.reshape(-1)
    flat[:] = NEVER
    for k in range(time.size):
        flat[edge_shortcut[k]] = time[k]
    c = 0
    for v in range(up_first.size - 1):
        stop = up_first[v + 1]
        for i in range(up_first[v], stop):
            cross(both, crossing, c, i, stop)
            c += stop - i - 1
    for a in range(up.size):
        up[a] = both[a, 0]
        down[a] = both[a, 1]


@njit(cache=True, nogil=True)
def needed(up_first, up_head, crossing, up, down):
    """The shortcuts that sweeps must follow, upwards then downwards, with their times.

    One is left out when a shorter way goes round it, or when two shortcuts on the same side of
    the hill are as short: a fastest way without it is then left, since replacing it so makes a
    way of more points, which cannot go on for ever.
    """
    n = up_first.size - 1
    best_up, best_down = up.copy(), down.copy()
    keep_up, keep_down = up < NEVER, down < NEVER
    c = crossing.size
    for v in range(n - 1, -1, -1):
        stop = up_first[v + 1]
        above = stop - up_first[v]
        c -= above * (above - 1) // 2
        pair = c
        for i in range(up_first[v], stop):
            for j in range(i + 1, stop):
                k = crossing[pair]
                pair += 1
                best_up[j] = min(best_up[j], np.uint32(up[i] + best_up[k]))
                best_down[j] = min(best_down[j], np.uint32(best_down[k] + down[i]))
                best_up[i] = min(best_up[i], np.uint32(up[j] + best_down[k]))
                best_down[i] = min(best_down[i], np.uint32(best_up[k] + down[j]))
                if np.uint32(up[i] + up[k]) <= up[j]:
                    keep_up[j] = False
                if np.uint32(down[k] + down[i]) <= down[j]:
                    keep_down[j] = False
        for i in range(up_first[v], stop):
            keep_up[i] = keep_up[i] and best_up[i] == up[i]
            keep_down[i] = keep_down[i] and best_down[i] == down[i]
    return _only(up_first, up_head, up, keep_up), _only(up_first, up_head, down, keep_down)


@njit(cache=True, nogil=True)
def _only(up_first, up_head, times, keep):
    n = up_first.size - 1
    size = 0
    for a in range(keep.size):
        size += 1 if keep[a] else 0
    first = np.zeros(n + 1, np.int32)
    tail = np.empty(size, np.int32)
    head = np.empty(size, np.int32)
    time = np.empty(size, np.uint32)
    size = 0
    for v in range(n):
        for a in range(up_first[v], up_first[v + 1]):
            if keep[a]:
                tail[size] = v
                head[size] = up_head[a]
                time[size] = times[a]
                size += 1
        first[v + 1] = size
    return first, tail, head, time
