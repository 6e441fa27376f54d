"""The compiled part: one pass over the connections of a day.

**Source:** Dibbelt, Pajor, Strasser and Wagner, *Connection Scan Algorithm*, ACM Journal of
Experimental Algorithmics 23 (2018), doi:10.1145/3274661; here with one label for each number of
rides (their section on Pareto optimisation), and one walk at most between two rides.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def scan(
    tail: Ints,
    head: Ints,
    departure: Ints,
    arrival: Ints,
    trip: Ints,
    board: Bools,
    leave: Bools,
    foot_first: Ints,
    foot_stop: Ints,
    foot_s: Ints,
    first: int,
    until: int,
    aboard: NDArray[np.int8],
    ready: Ints,
    reached: Ints,
    reached_by: Ints,
) -> None:
    """Fill ``reached`` and ``reached_by`` from ``ready``, connections from ``first`` on.

    ready (s, r): when one may get on at a stop after so many rides; column 0 is given. reached
    (s, r): when one gets off there, column k after k + 1 rides; reached_by: the last connection.
    aboard (trips,): rides before this one, r when not on board. Nothing arrives after ``until``.
    """
    most = ready.shape[1]
    for c in range(first, tail.size):
        leaves = departure[c]
        if leaves > until:
            break
        rides = aboard[trip[c]]
        if board[c]:
            v = tail[c]
            for k in range(rides):
                if ready[v, k] <= leaves:
                    rides = k
                    aboard[trip[c]] = k
                    break
        arrives = arrival[c]
        if rides == most or not leave[c] or arrives > until:
            continue
        w = head[c]
        known = False
        for k in range(rides + 1):
            if reached[w, k] <= arrives:
                known = True
                break
        if known:
            continue
        reached[w, rides] = arrives
        reached_by[w, rides] = c
        if rides + 1 < most:
            for i in range(foot_first[w], foot_first[w + 1]):
                there = arrives + foot_s[i]
                if there < ready[foot_stop[i], rides + 1]:
                    ready[foot_stop[i], rides + 1] = there
