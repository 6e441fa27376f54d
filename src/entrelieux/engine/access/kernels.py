"""The compiled part of access: one pass over the pairs, whatever the number of kinds."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Starts = NDArray[np.int64]
Sites = NDArray[np.int32]
Minutes = NDArray[np.int16]
Floats = NDArray[np.float64]
NONE = -1


@njit(cache=True, nogil=True)
def nearest(start: Starts, site: Sites, minutes: Minutes, bits: Words, kinds: int) -> Minutes:
    """Least minutes by zone and bit."""
    zones = start.size - 1
    found = np.full((zones, kinds), NONE, np.int16)
    for zone in range(zones):
        for at in range(start[zone], start[zone + 1]):
            word = bits[site[at]]
            kind = 0
            while word != np.uint64(0):
                if word & np.uint64(1):
                    known = found[zone, kind]
                    if known < 0 or minutes[at] < known:
                        found[zone, kind] = minutes[at]
                word >>= np.uint64(1)
                kind += 1
    return found


@njit(cache=True, nogil=True)
def reached(
    start: Starts, site: Sites, minutes: Minutes, bits: Words, kinds: int, within: int
) -> NDArray[np.int32]:
    """Sites within so many minutes, by zone and bit."""
    zones = start.size - 1
    found = np.zeros((zones, kinds), np.int32)
    for zone in range(zones):
        for at in range(start[zone], start[zone + 1]):
            if minutes[at] > within:
                continue
            word = bits[site[at]]
            kind = 0
            while word != np.uint64(0):
                if word & np.uint64(1):
                    found[zone, kind] += 1
                word >>= np.uint64(1)
                kind += 1
    return found


@njit(cache=True, nogil=True)
def k_nearest(
    start: Starts, site: Sites, minutes: Minutes, chosen: NDArray[np.bool_], k: int
) -> tuple[Sites, Minutes]:
    """Insertion in a short sorted row; pairs come by ascending site, so equal ones keep order."""
    zones = start.size - 1
    sites = np.full((zones, k), NONE, np.int32)
    away = np.full((zones, k), NONE, np.int16)
    for zone in range(zones):
        held = 0
        for at in range(start[zone], start[zone + 1]):
            if not chosen[site[at]]:
                continue
            if held == k and minutes[at] >= away[zone, k - 1]:
                continue
            spot = held if held < k else k - 1
            while spot > 0 and away[zone, spot - 1] > minutes[at]:
                sites[zone, spot] = sites[zone, spot - 1]
                away[zone, spot] = away[zone, spot - 1]
                spot -= 1
            sites[zone, spot] = site[at]
            away[zone, spot] = minutes[at]
            if held < k:
                held += 1
    return sites, away


@njit(cache=True, nogil=True)
def claimed(
    start: Starts, site: Sites, minutes: Minutes, people: Floats, weight: Floats, sites: int
) -> Floats:
    """People who may claim each site, those far away for less."""
    found = np.zeros(sites)
    for zone in range(start.size - 1):
        for at in range(start[zone], start[zone + 1]):
            found[site[at]] += people[zone] * weight[minutes[at]]
    return found


@njit(cache=True, nogil=True)
def shared(
    start: Starts, site: Sites, minutes: Minutes, per_head: Floats, weight: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """What each zone receives from the sites it reaches, and whether it reaches any."""
    zones = start.size - 1
    score = np.zeros(zones)
    served = np.zeros(zones, np.bool_)
    for zone in range(zones):
        total = 0.0
        for at in range(start[zone], start[zone + 1]):
            share = weight[minutes[at]]
            if share > 0.0:
                served[zone] = True
                total += share * per_head[site[at]]
        score[zone] = total
    return score, served


@njit(cache=True, nogil=True)
def chosen_share(start: Starts, minutes: Minutes, weight: Floats) -> Floats:
    """How the people of each zone part between the sites they reach; shape (pairs,), sums to 1."""
    share = np.zeros(minutes.size)
    for zone in range(start.size - 1):
        total = 0.0
        for at in range(start[zone], start[zone + 1]):
            total += weight[minutes[at]]
        if total > 0.0:
            for at in range(start[zone], start[zone + 1]):
                share[at] = weight[minutes[at]] / total
    return share


@njit(cache=True, nogil=True)
def claimed_by_choice(
    start: Starts, site: Sites, minutes: Minutes, people: Floats, weight: Floats,
    share: Floats, sites: int,
) -> Floats:  # fmt: skip
    """As ``claimed``, each pair counted for the share of people who choose it."""
    found = np.zeros(sites)
    for zone in range(start.size - 1):
        for at in range(start[zone], start[zone + 1]):
            found[site[at]] += people[zone] * share[at] * weight[minutes[at]]
    return found


@njit(cache=True, nogil=True)
def shared_by_choice(
    start: Starts, site: Sites, minutes: Minutes, per_head: Floats, weight: Floats, share: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """As ``shared``, each pair counted for the share of people who choose it."""
    zones = start.size - 1
    score = np.zeros(zones)
    served = np.zeros(zones, np.bool_)
    for zone in range(zones):
        total = 0.0
        for at in range(start[zone], start[zone + 1]):
            if share[at] > 0.0:
                served[zone] = True
                total += share[at] * weight[minutes[at]] * per_head[site[at]]
        score[zone] = total
    return score, served
