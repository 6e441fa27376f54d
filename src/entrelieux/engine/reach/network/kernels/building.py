"""Compiled parts that run when a network is built: peeling, elimination tree, shortcuts."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def peel(first, neighbour):
    """Put aside points of two neighbours or fewer, joining these two, until none is left.

    Returns the points put aside in order, those that remain, and the graph between these,
    numbered by their place in that list.
    """
    n = first.size - 1
    near = neighbour.copy()
    degree = np.empty(n, np.int32)
    for v in range(n):
        degree[v] = first[v + 1] - first[v]
    gone = np.zeros(n, np.bool_)
    resting = np.zeros(n, np.int32)
    now = np.empty(n, np.int32)
    later = np.empty(n, np.int32)
    order = np.empty(n, np.int32)
    count = waiting = 0
    queued = np.zeros(n, np.bool_)
    for v in range(n):
        if degree[v] <= 2:
            now[waiting] = v
            queued[v] = True
            waiting += 1
    turn = 0
    while waiting > 0:
        turn += 1
        again = 0
        for i in range(waiting):
            v = now[i]
            if resting[v] == turn:
                later[again] = v
                again += 1
                continue
            gone[v] = True
            order[count] = v
            count += 1
            for j in range(degree[v]):
                u = near[first[v] + j]
                other = near[first[v] + 1 - j] if degree[v] == 2 else -1
                resting[u] = turn
                _replace(first, near, degree, u, v, other)
                if degree[u] <= 2 and not queued[u]:
                    queued[u] = True
                    later[again] = u
                    again += 1
        now, later = later, now
        waiting = again
    core = np.empty(n - count, np.int32)
    number = np.full(n, -1, np.int32)
    size = 0
    for v in range(n):
        if not gone[v]:
            number[v] = size
            core[size] = v
            size += 1
    core_first = np.zeros(size + 1, np.int32)
    for i in range(size):
        core_first[i + 1] = core_first[i] + degree[core[i]]
    core_neighbour = np.empty(core_first[size], np.int32)
    for i in range(size):
        for j in range(degree[core[i]]):
            core_neighbour[core_first[i] + j] = number[near[first[core[i]] + j]]
    return order[:count], core, core_first, core_neighbour


@njit(cache=True, nogil=True)
def _replace(first, near, degree, u, v, other):
    """In the list of u, v becomes ``other``, or leaves when that is -1 or there already."""
    at = -1
    for k in range(first[u], first[u] + degree[u]):
        if near[k] == v:
            at = k
        elif near[k] == other:
            other = -1
    if other >= 0:
        near[at] = other
    else:
        degree[u] -= 1
        near[at] = near[first[u] + degree[u]]


@njit(cache=True, nogil=True)
def elimination_tree(first, neighbour, order):
    """For each rank, the rank of the first point above it once shortcuts are there; -1 a root."""
    n = order.size
    rank = np.empty(n, np.int32)
    for r in range(n):
        rank[order[r]] = r
    parent = np.full(n, -1, np.int32)
    top = np.full(n, -1, np.int32)
    for r in range(n):
        v = order[r]
        for k in range(first[v], first[v + 1]):
            low = rank[neighbour[k]]
            while low < r and low != -1:
                above = top[low]
                top[low] = r
                if above == -1:
                    parent[low] = r
                    break
                low = above
    return parent


@njit(cache=True, nogil=True)
def postorder(parent):
    """Ranks, each after those below it, each part a range, shape (n,)."""
    n = parent.size
    child = np.full(n, -1, np.int32)
    sibling = np.full(n, -1, np.int32)
    for v in range(n - 1, -1, -1):
        if parent[v] >= 0:
            sibling[v] = child[parent[v]]
            child[parent[v]] = v
    out = np.empty(n, np.int32)
    stack = np.empty(n, np.int32)
    count = 0
    for root in range(n):
        if parent[root] >= 0:
            continue
        stack[0] = root
        depth = 1
        while depth > 0:
            v = stack[depth - 1]
            if child[v] >= 0:
                stack[depth] = child[v]
                child[v] = sibling[child[v]]
                depth += 1
            else:
                out[count] = v
                count += 1
                depth -= 1
    return out


@njit(cache=True, nogil=True)
def shortcuts(first, neighbour, parent):
    """The points above each point, ascending, once all points below have been put aside.

    Points are numbered by rank, children before parents. Returns up_first (n + 1,) and up_head.
    """
    n = parent.size
    child = np.full(n, -1, np.int32)
    sibling = np.full(n, -1, np.int32)
    mark = np.full(n, -1, np.int32)
    up_first = np.zeros(n + 1, np.int64)
    head = np.empty(max(16, 2 * neighbour.size), np.int32)
    size = 0
    for v in range(n):
        if size + n - v > head.size:
            room = size
            for k in range(first[v], first[v + 1]):
                room += 1 if neighbour[k] > v else 0
            c = child[v]
            while c >= 0:
                room += up_first[c + 1] - up_first[c]
                c = sibling[c]
            if room > head.size:
                wider = np.empty(room + head.size, np.int32)
                wider[:size] = head[:size]
                head = wider
        start = size
        mark[v] = v
        for k in range(first[v], first[v + 1]):
            w = neighbour[k]
            if w > v and mark[w] != v:
                mark[w] = v
                head[size] = w
                size += 1
        c = child[v]
        while c >= 0:
            for k in range(up_first[c], up_first[c + 1]):
                w = head[k]
                if mark[w] != v:
                    mark[w] = v
                    head[size] = w
                    size += 1
            c = sibling[c]
        _sort(head, start, size)
        up_first[v + 1] = size
        if parent[v] >= 0:
            sibling[v] = child[parent[v]]
            child[parent[v]] = v
    return up_first.astype(np.int32), head[:size].copy()


@njit(cache=True, nogil=True)
def _sort(head, start, stop):
    if stop - start > 24:
        head[start:stop] = np.sort(head[start:stop])
        return
    for i in range(start + 1, stop):
        w = head[i]
        j = i
        while j > start and head[j - 1] > w:
            head[j] = head[j - 1]
            j -= 1
        head[j] = w


@njit(cache=True, nogil=True)
def depths(parent):
    """How many points are above each point on its way to the root, shape (n,)."""
    n = parent.size
    out = np.zeros(n, np.int32)
    for v in range(n - 1, -1, -1):
        if parent[v] >= 0:
            out[v] = out[parent[v]] + 1
    return out


@njit(cache=True, nogil=True)
def from_above(up_first, up_head):
    """The same shortcuts listed by their upper point: low_first (n + 1,), low_arc, low_tail."""
    n = up_first.size - 1
    low_first = np.zeros(n + 1, np.int32)
    for a in range(up_head.size):
        low_first[up_head[a] + 1] += 1
    for v in range(n):
        low_first[v + 1] += low_first[v]
    low_arc = np.empty(up_head.size, np.int32)
    low_tail = np.empty(up_head.size, np.int32)
    fill = low_first[:-1].copy()
    for v in range(n):
        for a in range(up_first[v], up_first[v + 1]):
            w = up_head[a]
            low_arc[fill[w]] = a
            low_tail[fill[w]] = v
            fill[w] += 1
    return low_first, low_arc, low_tail


@njit(cache=True, nogil=True)
def crossings(up_first, up_head):
    """For each point, for each two points above it in order, the shortcut between the two."""
    n = up_first.size - 1
    size = 0
    for v in range(n):
        above = np.int64(up_first[v + 1] - up_first[v])
        size += above * (above - 1) // 2
    out = np.empty(size, np.int32)
    c = 0
    for v in range(n):
        for i in range(up_first[v], up_first[v + 1]):
            k = up_first[up_head[i]]
            for j in range(i + 1, up_first[v + 1]):
                while up_head[k] != up_head[j]:
                    k += 1
                out[c] = k
                c += 1
    return out
