"""Compiled search of the way between two points, road by road."""

import numpy as np
from numba import njit

NEVER = np.uint32(2**31 - 1)


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


@njit(cache=True, nogil=True)
def _wider(array):
    wider = np.empty(2 * array.size, array.dtype)
    wider[: array.size] = array
    return wider
