"""Every choice of a few sites, compiled: the fairest is found by trying them all."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Ranks = NDArray[np.int32]


@njit(cache=True, nogil=True)
def fairest(ranks: Ranks, already: Ranks, people: Floats, rungs: int, size: int) -> Longs:
    """The ``size`` sites that leave the fewest people at the last rung, then at the one before.

    ranks: (sites, rows) the rung of each row if that site opens; already: (rows,) without any; from
    0 to ``rungs`` − 1, the least wins. Ties: the first in the order of indices.
    """
    sites, rows = ranks.shape
    picked = np.arange(size)
    served = np.empty((size + 1, rows), np.int32)
    served[0] = already
    for k in range(size):
        _opened(served[k], ranks[picked[k]], served[k + 1])
    best = _profile(served[size], people, rungs)
    choice = picked.copy()
    while True:
        k = size - 1
        while k >= 0 and picked[k] == sites - size + k:
            k -= 1
        if k < 0:
            return choice
        picked[k] += 1
        for t in range(k + 1, size):
            picked[t] = picked[t - 1] + 1
        for t in range(k, size):
            _opened(served[t], ranks[picked[t]], served[t + 1])
        if _further(served[size], best, rungs):
            continue
        profile = _profile(served[size], people, rungs)
        for rung in range(rungs - 1, -1, -1):
            if profile[rung] != best[rung]:
                if profile[rung] < best[rung]:
                    best, choice = profile, picked.copy()
                break


@njit(cache=True, nogil=True)
def _opened(before: Ranks, site: Ranks, after: Ranks) -> None:
    for i in range(before.size):
        after[i] = min(before[i], site[i])


@njit(cache=True, nogil=True)
def _further(served: Ranks, best: Floats, rungs: int) -> bool:
    """Somebody is served at a rung beyond the last one of the best choice."""
    last = rungs - 1
    while last > 0 and best[last] == 0.0:
        last -= 1
    worst = 0
    for rank in served:
        worst = max(worst, rank)
    return worst > last


@njit(cache=True, nogil=True)
def _profile(served: Ranks, people: Floats, rungs: int) -> Floats:
    """People at each rung."""
    found = np.zeros(rungs)
    for i in range(served.size):
        found[served[i]] += people[i]
    return found
