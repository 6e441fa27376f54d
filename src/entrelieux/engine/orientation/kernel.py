"""The exact search, compiled: sites become bundles, bundles become options, options become plans.

1. *Bundles.* At each site, nearest first, the sets of interlocutors worth meeting there. A set is
   dropped when a nearer set of no more people answers every need at least as well: whatever it
   could do in a plan, the other does with no larger vector.
2. *Options.* For each set of needs B, number of people c and fit f: the least minutes of one
   bundle that serves exactly B.
3. *Plans.* For each set of needs M served exactly, ascending: the block that holds the lowest need
   of M is one option, the rest is a smaller set already solved. Two blocks never need the same
   site, since the bundle that unites them is an option as well and costs one trip instead of two.

Penalties travel four bits each in one word, so that « no worse for any need » is three operations.

**Source:** dynamic programming over subsets, as in set partitioning (Held & Karp 1962,
doi:10.1137/0110015, for the subset recurrence), with labels kept per (people, fit).
"""

import numpy as np
from numba import njit

from entrelieux.engine.orientation.model import MAX_NEEDS, NOT_ANSWERED

HIGH = np.uint32(0x88888888)
PEOPLE = MAX_NEEDS + 1
FITS = 3 * MAX_NEEDS + 1
FAR = np.int32(2**30)
NONE = np.int64(2**62)


@njit(cache=True, inline="always")
def no_worse(left, right):
    """True when each penalty packed in ``left`` is at most that of ``right``."""
    return (((right | HIGH) - left) & HIGH) == HIGH


@njit(cache=True, inline="always")
def best_of(left, right):
    """The smaller penalty of each need."""
    flags = ((right | HIGH) - left) & HIGH
    keep = (flags - (flags >> np.uint32(3))) | flags
    return (left & keep) | (right & ~keep)


@njit(cache=True)
def _grown(array):
    larger = np.empty(2 * array.shape[0], array.dtype)
    larger[: array.shape[0]] = array
    return larger


@njit(cache=True)
def bundles(start, minutes, packed, tie):
    """Sets of interlocutors worth meeting at one site each.

    ``start``: (sites + 1,) offsets into the candidates, sites nearest first; ``minutes``: (sites,).
    Returns packed penalties, people, minutes, tie and members (rows, -1 beyond) of each bundle.
    """
    b_packed = np.empty(1024, np.uint32)
    b_people = np.empty(1024, np.int32)
    b_minutes = np.empty(1024, np.int32)
    b_tie = np.empty(1024, np.int64)
    b_members = np.full((1024, MAX_NEEDS), -1, np.int32)
    count = 0
    for site in range(minutes.shape[0]):
        low, high = start[site], start[site + 1]
        together = packed[low]
        for row in range(low + 1, high):
            together = best_of(together, packed[row])
        most = _people_needed(together, min(high - low, MAX_NEEDS), b_packed, b_people, count)
        if most == 0:
            continue
        s_packed, s_people, s_tie, s_members = _sets_of_site(low, high, most, packed, tie)
        for i in range(s_packed.shape[0]):
            if _dominated(s_packed[i], s_people[i], b_packed, b_people, count):
                continue
            if count == b_packed.shape[0]:
                b_packed, b_people, b_minutes = (
                    _grown(b_packed),
                    _grown(b_people),
                    _grown(b_minutes),
                )
                b_tie, b_members = _grown(b_tie), _grown_rows(b_members)
            b_packed[count], b_people[count], b_minutes[count] = (
                s_packed[i], s_people[i], minutes[site],
            )  # fmt: skip
            b_tie[count] = s_tie[i]
            b_members[count] = s_members[i]
            count += 1
    return b_packed[:count], b_people[:count], b_minutes[:count], b_tie[:count], b_members[:count]


@njit(cache=True)
def _people_needed(together, most, b_packed, b_people, count):
    """The largest sets of a site worth trying: beyond, a nearer bundle does it all. 0: skip it."""
    for i in range(count):
        if b_people[i] <= most and no_worse(b_packed[i], together):
            most = b_people[i] - 1
            if most == 0:
                return 0
    return most


@njit(cache=True)
def _dominated(packed, people, b_packed, b_people, count):
    """True when a kept bundle (nearer or as near) does as well with no more people."""
    for i in range(count):
        if no_worse(b_packed[i], packed) and b_people[i] <= people:
            return True
    return False


@njit(cache=True)
def _sets_of_site(low, high, most, packed, tie):
    """Sets of at most ``most`` people of one site that no smaller or equal set of it matches.

    A person whom a nearer site replaces is kept here: met on the same trip, they may cost nothing.
    """
    s_packed = np.empty(16, np.uint32)
    s_people = np.empty(16, np.int32)
    s_tie = np.empty(16, np.int64)
    s_members = np.full((16, MAX_NEEDS), -1, np.int32)
    count = 0
    for row in range(low, high):
        if _dominated(packed[row], 1, s_packed, s_people, count):
            continue
        if count == s_packed.shape[0]:
            s_packed, s_people, s_tie = _grown(s_packed), _grown(s_people), _grown(s_tie)
            s_members = _grown_rows(s_members)
        s_packed[count], s_people[count], s_tie[count] = packed[row], 1, tie[row]
        s_members[count, 0] = row
        count += 1
    singles, layer = count, 0
    for people in range(2, most + 1):
        end = count
        for older in range(layer, end):
            for single in range(singles):
                united = best_of(s_packed[older], s_packed[single])
                if _dominated(united, people, s_packed, s_people, count):
                    continue
                if count == s_packed.shape[0]:
                    s_packed, s_people, s_tie = _grown(s_packed), _grown(s_people), _grown(s_tie)
                    s_members = _grown_rows(s_members)
                s_packed[count], s_people[count] = united, people
                s_tie[count] = s_tie[older] + s_tie[single]
                s_members[count] = s_members[older]
                s_members[count, people - 1] = s_members[single, 0]
                count += 1
        if count == end:
            break
        layer = end
    return s_packed[:count], s_people[:count], s_tie[:count], s_members[:count]


@njit(cache=True)
def _grown_rows(array):
    larger = np.full((2 * array.shape[0], array.shape[1]), -1, array.dtype)
    larger[: array.shape[0]] = array
    return larger


@njit(cache=True)
def options(needs, b_packed, b_people, b_minutes, b_tie):
    """Least minutes of one bundle for each (needs served, people, fit); ties by ``b_tie``."""
    masks = 1 << needs
    o_minutes = np.full((masks, PEOPLE, FITS), FAR, np.int32)
    o_bundle = np.full((masks, PEOPLE, FITS), -1, np.int32)
    low_half = np.zeros(16, np.int32)
    high_half = np.zeros(16, np.int32)
    for bundle in range(b_packed.shape[0]):
        word = b_packed[bundle]
        served = 0
        for need in range(needs):
            penalty = np.int32((word >> np.uint32(4 * need)) & np.uint32(0xF))
            if penalty != NOT_ANSWERED:
                served |= 1 << need
            half = low_half if need < 4 else high_half
            bit = 1 << (need & 3)
            for s in range(bit, min(16, 2 * bit)):
                half[s] = half[s - bit] + penalty
        people, minutes, tie = b_people[bundle], b_minutes[bundle], b_tie[bundle]
        block = served
        while block:
            fit = low_half[block & 15] + high_half[block >> 4]
            here = o_minutes[block, people, fit]
            if minutes < here or (minutes == here and tie < b_tie[o_bundle[block, people, fit]]):
                o_minutes[block, people, fit] = minutes
                o_bundle[block, people, fit] = bundle
            block = (block - 1) & served
    return o_minutes, o_bundle


@njit(cache=True)
def _keep_best(table, labels, most_people, most_fit):
    """Non-dominated (people, fit) of one set of needs into ``labels``; returns how many."""
    count = 0
    for fit in range(most_fit + 1):
        labels[PEOPLE * FITS - 1 - fit, 2] = FAR  # scratch: best minutes with at most this fit
    for people in range(1, most_people + 1):
        least = FAR
        for fit in range(most_fit + 1):
            scratch = PEOPLE * FITS - 1 - fit
            minutes = table[people, fit]
            if minutes < least and minutes < labels[scratch, 2]:
                labels[count, 0], labels[count, 1], labels[count, 2] = people, fit, minutes
                count += 1
            if minutes < least:
                least = minutes
            if least < labels[scratch, 2]:
                labels[scratch, 2] = least
    return count


@njit(cache=True)
def plans(needs, o_minutes, o_bundle, b_tie):
    """Least minutes for each (set of needs served exactly, people, fit), and how it was reached.

    Returns tie, last block, people and fit of that block's option, then the labels kept and how
    many, for each set of needs.
    """
    masks = 1 << needs
    p_minutes = np.full((masks, PEOPLE, FITS), FAR, np.int32)
    p_tie = np.full((masks, PEOPLE, FITS), NONE, np.int64)
    p_block = np.zeros((masks, PEOPLE, FITS), np.int32)
    p_people = np.zeros((masks, PEOPLE, FITS), np.int32)
    p_fit = np.zeros((masks, PEOPLE, FITS), np.int32)
    room = PEOPLE * FITS
    o_labels = np.empty((masks, room, 3), np.int32)
    o_count = np.zeros(masks, np.int32)
    p_labels = np.empty((masks, room, 3), np.int32)
    p_count = np.zeros(masks, np.int32)
    for mask in range(1, masks):
        size = _size(mask)
        o_count[mask] = _keep_best(o_minutes[mask], o_labels[mask], size, 3 * size)
    for mask in range(1, masks):
        lowest = mask & -mask
        rest = mask ^ lowest
        inner = rest
        while True:
            block = inner | lowest
            other = mask ^ block
            if o_count[block] and (other == 0 or p_count[other]):
                for i in range(o_count[block]):
                    people, fit = o_labels[block, i, 0], o_labels[block, i, 1]
                    minutes = o_labels[block, i, 2]
                    tie = b_tie[o_bundle[block, people, fit]]
                    if other == 0:
                        _offer(p_minutes, p_tie, p_block, p_people, p_fit,
                               mask, people, fit, minutes, tie, block, people, fit)  # fmt: skip
                        continue
                    for j in range(p_count[other]):
                        before, fit_before = p_labels[other, j, 0], p_labels[other, j, 1]
                        if before + people >= PEOPLE:
                            continue
                        _offer(p_minutes, p_tie, p_block, p_people, p_fit, mask,
                               before + people, fit_before + fit,
                               p_labels[other, j, 2] + minutes,
                               p_tie[other, before, fit_before] + tie,
                               block, people, fit)  # fmt: skip
            if inner == 0:
                break
            inner = (inner - 1) & rest
        size = _size(mask)
        p_count[mask] = _keep_best(p_minutes[mask], p_labels[mask], size, 3 * size)
    return p_tie, p_block, p_people, p_fit, p_labels, p_count


@njit(cache=True, inline="always")
def _offer(
    p_minutes, p_tie, p_block, p_people, p_fit,
    mask, people, fit, minutes, tie, block, block_people, block_fit,
):  # fmt: skip
    here = p_minutes[mask, people, fit]
    if minutes < here or (minutes == here and tie < p_tie[mask, people, fit]):
        p_minutes[mask, people, fit] = minutes
        p_tie[mask, people, fit] = tie
        p_block[mask, people, fit] = block
        p_people[mask, people, fit] = block_people
        p_fit[mask, people, fit] = block_fit


@njit(cache=True)
def _size(mask):
    size = 0
    while mask:
        mask &= mask - 1
        size += 1
    return size


@njit(cache=True)
def front(needs, p_tie, p_labels, p_count):
    """Non-dominated (uncovered, people, minutes, fit, mask), one row each, the empty plan included.

    Rows are ordered by uncovered, then people, then fit.
    """
    masks = 1 << needs
    best = np.full((needs + 1, PEOPLE, FITS), FAR, np.int32)
    tie = np.full((needs + 1, PEOPLE, FITS), NONE, np.int64)
    where = np.zeros((needs + 1, PEOPLE, FITS), np.int32)
    best[needs, 0, 0] = 0
    for mask in range(1, masks):
        uncovered = needs - _size(mask)
        for i in range(p_count[mask]):
            people, fit, minutes = p_labels[mask, i, 0], p_labels[mask, i, 1], p_labels[mask, i, 2]
            its_tie = p_tie[mask, people, fit]
            here = best[uncovered, people, fit]
            if minutes < here or (minutes == here and its_tie < tie[uncovered, people, fit]):
                best[uncovered, people, fit] = minutes
                tie[uncovered, people, fit] = its_tie
                where[uncovered, people, fit] = mask
    least = np.full((PEOPLE, FITS), FAR, np.int32)  # over fewer or as many uncovered
    rows = np.empty(((needs + 1) * PEOPLE * FITS, 5), np.int32)
    count = 0
    for uncovered in range(needs + 1):
        for people in range(PEOPLE):
            for fit in range(FITS):
                minutes = best[uncovered, people, fit]
                bound = least[people, fit]
                if people and least[people - 1, fit] < bound:
                    bound = least[people - 1, fit]
                if fit and least[people, fit - 1] < bound:
                    bound = least[people, fit - 1]
                if minutes < bound:
                    rows[count, 0], rows[count, 1], rows[count, 2] = uncovered, people, minutes
                    rows[count, 3], rows[count, 4] = fit, where[uncovered, people, fit]
                    count += 1
                    bound = minutes
                least[people, fit] = bound
    return rows[:count]
