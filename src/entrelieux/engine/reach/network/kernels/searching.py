"""Compiled searches on the roads themselves: all within a limit, and the way between two points."""

import numpy as np
from numba import njit

NEVER = np.uint32(2**31 - 1)


@njit(cache=True, nogil=True)
def within(first, neighbour, time, start, offset, weight, limit):
    """Sum of the weights of the places within ``limit`` of each point, shape (n,).

    time: along each edge from the place to the point, at the place of the edge. A plain search
    around each place: few points are within the limit, and points near one another are near in
    memory.

    **Source:** Dijkstra's search with a binary heap.
    """
    n = first.size - 1
    total = np.zeros(n, np.float64)
    best = np.full(n, NEVER, np.uint32)
    heap = np.empty(1024, np.uint64)
    seen = np.empty(1024, np.int32)
    for p in range(start.size):
        if start[p] < 0 or offset[p] > limit:
            continue
        best[start[p]] = offset[p]
        heap[0] = (np.uint64(offset[p]) << np.uint64(32)) | np.uint64(start[p])
        waiting = 1
        seen[0] = start[p]
        met = 1
        while waiting > 0:
            key = heap[0]
            waiting -= 1
            if waiting > 0:
                _sink(heap, waiting, heap[waiting])
            v = np.int64(key & np.uint64(0xFFFFFFFF))
            here = np.uint32(key >> np.uint64(32))
            if here > best[v]:
                continue
            total[v] += weight[p]
            for k in range(first[v], first[v + 1]):
                there = np.uint32(here + time[k])
                w = neighbour[k]
                if there > limit or there >= best[w]:
                    continue
                if best[w] == NEVER:
                    if met == seen.size:
                        seen = _wider(seen)
                    seen[met] = w
                    met += 1
                best[w] = there
                if waiting == heap.size:
                    heap = _wider(heap)
                _rise(heap, waiting, (np.uint64(there) << np.uint64(32)) | np.uint64(w))
                waiting += 1
        for i in range(met):
            best[seen[i]] = NEVER
    return total


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


@njit(cache=True, nogil=True)
def hill(parent, depth, up_first, up_head, up, down, a, b):
    """The fastest way from a to b over the hierarchy: its points; empty when there is none."""
    rising, rise, rise_by = _half(parent, depth, up_first, up_head, up, a)
    falling, fall, fall_by = _half(parent, depth, up_first, up_head, down, b)
    least = NEVER
    top = -1
    # Points above both are the common end of the two lists.
    for back in range(1, min(rise.size, fall.size) + 1):
        if rising[rise.size - back] != falling[fall.size - back]:
            break
        over = np.uint32(rise[rise.size - back] + fall[fall.size - back])
        if over < least:
            least = over
            top = rising[rise.size - back]
    if top < 0:
        return np.empty(0, np.int32)
    left = _followed(depth, rise_by, a, top)
    right = _followed(depth, fall_by, b, top)
    return np.concatenate((left[::-1], right[1:]))


@njit(cache=True, nogil=True)
def _half(parent, depth, up_first, up_head, time, node):
    levels = depth[node]
    best = np.full(levels + 1, NEVER, np.uint32)
    before = np.full(levels + 1, -1, np.int32)
    chain = np.empty(levels + 1, np.int32)
    best[0] = 0
    v = node
    for i in range(levels + 1):
        chain[i] = v
        for a in range(up_first[v], up_first[v + 1]):
            at = levels - depth[up_head[a]]
            there = np.uint32(best[i] + time[a])
            if there < best[at]:
                best[at] = there
                before[at] = v
        v = parent[v]
    return chain, best, before


@njit(cache=True, nogil=True)
def _followed(depth, before, node, top):
    out = np.empty(depth[node] + 1, np.int32)
    out[0] = top
    size = 1
    while out[size - 1] != node:
        out[size] = before[depth[node] - depth[out[size - 1]]]
        size += 1
    return out[:size]


@njit(cache=True, nogil=True)
def unpacked(
    points, first, neighbour, out, up_first, up_head, up, down, low_first, low_arc, low_tail
):
    """The points of the roads along ``points`` of the hierarchy, each shortcut opened."""
    road = np.empty(1024, np.int32)
    road[0] = points[0]
    size = 1
    stack = np.empty(1024, np.int32)
    for i in range(points.size - 1):
        stack[0] = points[i + 1]
        waiting = 1
        while waiting > 0:
            v, w = road[size - 1], stack[waiting - 1]
            middle = _middle(
                v,
                w,
                first,
                neighbour,
                out,
                up_first,
                up_head,
                up,
                down,
                low_first,
                low_arc,
                low_tail,
            )
            if middle < 0:
                if size == road.size:
                    road = _wider(road)
                road[size] = w
                size += 1
                waiting -= 1
            else:
                if waiting == stack.size:
                    stack = _wider(stack)
                stack[waiting] = middle
                waiting += 1
    return road[:size].copy()


@njit(cache=True, nogil=True)
def _middle(v, w, first, neighbour, out, up_first, up_head, up, down, low_first, low_arc, low_tail):
    """The point below both that the shortcut from v to w goes over; -1 when it is a road."""
    time = up[_arc(up_first, up_head, v, w)] if v < w else down[_arc(up_first, up_head, w, v)]
    for k in range(first[v], first[v + 1]):
        if neighbour[k] == w and out[k] == time:
            return -1
    i, j = low_first[v], low_first[w]
    while True:
        if low_tail[i] < low_tail[j]:
            i += 1
        elif low_tail[i] > low_tail[j]:
            j += 1
        elif np.uint32(down[low_arc[i]] + up[low_arc[j]]) == time:
            return low_tail[i]
        else:
            i += 1
            j += 1


@njit(cache=True, nogil=True)
def _arc(up_first, up_head, v, w):
    a = up_first[v]
    while up_head[a] != w:
        a += 1
    return a
