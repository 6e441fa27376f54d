"""Which interlocutors within reach answer the needs asked, and with what penalty? Compiled."""

import numpy as np
from numba import njit

from entrelieux.engine.orientation.kernel import best_of
from entrelieux.engine.orientation.model import NOT_ANSWERED
from entrelieux.engine.orientation.offers import (
    EVERYBODY,
    FEES_FREE,
    FEES_PAID,
    LEAST_SHARED_QUARTERS,
    ZONE_DEPARTEMENT,
    ZONE_UNKNOWN,
    ZONE_UNSTATED,
)

NOTHING = np.uint32(0x77777777)
TABLE = 4096


@njit(cache=True)
def tie_of(key, seed):
    """A number of 40 bits drawn from a key and the seed.

    **Source:** SplitMix64 finaliser, Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
    """
    z = key ^ (seed * np.uint64(0x9E3779B97F4A7C15))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return np.int64(z >> np.uint64(24))


@njit(cache=True)
def tie_values(keys, seed):
    ties = np.empty(keys.shape[0], np.int64)
    for row in range(keys.shape[0]):
        ties[row] = tie_of(keys[row], seed)
    return ties


@njit(cache=True)
def packed_profiles(profiles, needs):
    """Each profile seen through the needs asked: packed as it is, and with 1 added (unknowns)."""
    rows = profiles.shape[0]
    plain = np.empty(rows, np.uint32)
    dearer = np.empty(rows, np.uint32)
    for row in range(rows):
        word, more = NOTHING, NOTHING
        for i in range(needs.shape[0]):
            quality = profiles[row, needs[i]]
            if quality != NOT_ANSWERED:
                shift = np.uint32(4 * i)
                clear = ~(np.uint32(0xF) << shift)
                word = (word & clear) | (np.uint32(quality) << shift)
                more = (more & clear) | (np.uint32(quality + 1) << shift)
        plain[row], dearer[row] = word, more
    return plain, dearer


@njit(cache=True)
def penalty_of(
    offer, plain, dearer,
    profile, publics, fees, wheelchair, week, vague, zone, zone_code, weeks,
    zone_codes, asked_publics, free_only, needs_wheelchair, has_free, free,
):  # fmt: skip
    """Packed penalties of one offer for this person; ``NOTHING`` when a known condition fails."""
    word = plain[profile[offer]]
    if word == NOTHING:
        return NOTHING
    unknown = vague[offer] != 0
    if zone[offer] == ZONE_UNSTATED:
        if zone_code[offer] != 0 and zone_code[offer] != zone_codes[ZONE_DEPARTEMENT - 1]:
            return NOTHING
        unknown = True
    elif zone[offer] != ZONE_UNKNOWN and zone_codes[zone[offer] - 1] != zone_code[offer]:
        return NOTHING
    theirs = publics[offer]
    if theirs == 0:
        unknown |= asked_publics != 0
    elif not theirs & EVERYBODY:
        if asked_publics == 0:
            unknown = True
        elif not theirs & asked_publics:
            return NOTHING
    if free_only:
        if fees[offer] == FEES_PAID:
            return NOTHING
        unknown |= fees[offer] != FEES_FREE
    if needs_wheelchair:
        if wheelchair[offer] == 0:
            return NOTHING
        unknown |= wheelchair[offer] < 0
    if has_free:
        if week[offer] < 0:
            unknown = True
        elif not _shares(weeks[week[offer]], free):
            return NOTHING
    return dearer[profile[offer]] if unknown else word


@njit(cache=True)
def _shares(week, free):
    shared = 0
    for i in range(free.shape[0]):
        both = week[i] & free[i]
        while both:
            both &= both - np.uint64(1)
            shared += 1
            if shared >= LEAST_SHARED_QUARTERS:
                return True
    return False


@njit(cache=True, inline="always")
def _slot_of(words, word):
    """Slot of a word in an open-addressed table that is never more than half full."""
    slot = ((np.uint64(word) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) % np.uint64(TABLE)
    while words[slot] != NOTHING and words[slot] != word:
        slot = (slot + np.uint64(1)) % np.uint64(TABLE)
    return slot


@njit(cache=True)
def candidates_within(
    sites, minutes, remote, key, seed, site_start, offer_start, plain, dearer,
    profile, publics, fees, wheelchair, week, vague, zone, zone_code, weeks,
    zone_codes, asked_publics, free_only, needs_wheelchair, has_free, free, distinct,
):  # fmt: skip
    """Interlocutors of these sites (and remote ones) that answer something, grouped by site.

    ``distinct``: of all those who stand alone under their roof and answer alike, only the nearest
    is given (ties by ``tie_of``): no plan of the front needs another, and cities hold thousands.

    Returns offsets, minutes (round trip) and smallest tie by group; interlocutor, packed
    penalties and tie by candidate, those of a group by ascending tie; and how many there were.
    """
    people = offer_start.shape[0] - 1
    at_distance = people - site_start[-1] if remote else 0
    room = at_distance
    for s in range(sites.shape[0]):
        room += site_start[sites[s] + 1] - site_start[sites[s]]
    groups = sites.shape[0] + at_distance
    g_start = np.zeros(groups + 1, np.int32)
    g_minutes = np.empty(groups, np.int32)
    g_tie = np.empty(groups, np.int64)
    c_person = np.empty(room, np.int32)
    c_packed = np.empty(room, np.uint32)
    c_tie = np.empty(room, np.int64)
    t_word = np.full(TABLE, NOTHING, np.uint32)
    t_group = np.empty(TABLE, np.int32)
    t_count = 0
    found = 0
    count = 0
    seen = 0
    for g in range(groups):
        if g < sites.shape[0]:
            low, high = site_start[sites[g]], site_start[sites[g] + 1]
            travel = 2 * np.int32(minutes[g])
        else:
            low = site_start[-1] + g - sites.shape[0]
            high = low + 1
            travel = np.int32(0)
        first = count
        for person in range(low, high):
            word = NOTHING
            for offer in range(offer_start[person], offer_start[person + 1]):
                word = best_of(word, penalty_of(
                    offer, plain, dearer,
                    profile, publics, fees, wheelchair, week, vague, zone, zone_code, weeks,
                    zone_codes, asked_publics, free_only, needs_wheelchair, has_free, free,
                ))  # fmt: skip
            if word == NOTHING:
                continue
            tie = tie_of(key[person], seed)
            at = count
            while at > first and c_tie[at - 1] > tie:
                c_person[at], c_packed[at] = c_person[at - 1], c_packed[at - 1]
                c_tie[at] = c_tie[at - 1]
                at -= 1
            c_person[at], c_packed[at], c_tie[at] = person, word, tie
            count += 1
        seen += count - first
        if count == first:
            continue
        if distinct and count == first + 1 and t_count < TABLE // 2:
            slot = _slot_of(t_word, c_packed[first])
            if t_word[slot] != NOTHING:
                known = t_group[slot]
                at = g_start[known]
                count = first
                if travel < g_minutes[known] or (
                    travel == g_minutes[known] and c_tie[first] < g_tie[known]
                ):
                    g_minutes[known], g_tie[known] = travel, c_tie[first]
                    c_person[at], c_tie[at] = c_person[first], c_tie[first]
                continue
            t_word[slot], t_group[slot] = c_packed[first], found
            t_count += 1
        g_minutes[found], g_tie[found] = travel, c_tie[first]
        found += 1
        g_start[found] = count
    return (
        g_start[: found + 1], g_minutes[:found], g_tie[:found],
        c_person[:count], c_packed[:count], c_tie[:count], seen,
    )  # fmt: skip


@njit(cache=True)
def regrouped(order, g_start, g_minutes, c_person, c_packed, c_tie):
    """Candidates again, groups in the order given: offsets, minutes, person, packed, tie."""
    start = np.zeros(order.shape[0] + 1, np.int32)
    minutes = np.empty(order.shape[0], np.int32)
    person = np.empty(c_person.shape[0], np.int32)
    packed = np.empty(c_person.shape[0], np.uint32)
    ties = np.empty(c_person.shape[0], np.int64)
    at = 0
    for i in range(order.shape[0]):
        g = order[i]
        minutes[i] = g_minutes[g]
        for row in range(g_start[g], g_start[g + 1]):
            person[at], packed[at], ties[at] = c_person[row], c_packed[row], c_tie[row]
            at += 1
        start[i + 1] = at
    return start, minutes, person, packed, ties
