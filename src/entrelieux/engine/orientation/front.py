"""The whole Pareto front of plans, exactly: every distinct vector, one plan for each.

Laws (property tests): equal to brute force; adding a candidate never makes the front worse; the
order of the candidates changes nothing; no plan of the front dominates another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.orientation import kernel, matching
from entrelieux.engine.orientation.model import (
    REMOTE,
    Candidates,
    FrontPlan,
    OrientationError,
    Visit,
)
from entrelieux.engine.orientation.offers import Asked, OfferIndex

NOWHERE = np.zeros(11, np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Candidates by site, nearest first; sites as near by smallest tie, people of one by tie.

    start: (sites + 1,) offsets; minutes: (sites,) round trips; person: what the caller calls each
    candidate; packed, tie: (candidates,). looked_at: interlocutors found before those who answer
    alike were left out.
    """

    start: NDArray[np.int32]
    minutes: NDArray[np.int32]
    person: NDArray[np.int32]
    packed: NDArray[np.uint32]
    tie: NDArray[np.int64]
    needs: int
    looked_at: int


def pareto_front(candidates: Candidates, *, seed: int = 0) -> tuple[FrontPlan, ...]:
    """All non-dominated vectors with one plan each, fewest uncovered needs first.

    Args:
        candidates: interlocutors with their trips and penalties, in any order.
        seed: breaks ties: among equal vectors, the plan with the smallest sum of
            ``matching.tie_of`` is taken. The same seed and world give the same plans.

    Returns:
        The front; it always holds the empty plan (k, 0, 0, 0), last.

    Raises:
        OrientationError: one site is given with two different travel times.
    """
    return solve(_by_site(candidates, matching.tie_values(candidates.key, _word(seed))))


def front_within(
    index: OfferIndex,
    asked: Asked,
    sites: NDArray[np.int32],
    minutes: NDArray[np.int16],
    *,
    seed: int = 0,
) -> tuple[FrontPlan, ...]:
    """The front over a country's offer; ``Visit.candidate`` is a row of ``index.key``.

    Args:
        sites: sites within reach, shape (m,), each once, in any order.
        minutes: one way to each, whole minutes, shape (m,), >= 0.
    """
    return solve(candidates_of(index, asked, sites, minutes, seed=seed))


def candidates_of(
    index: OfferIndex,
    asked: Asked,
    sites: NDArray[np.int32],
    minutes: NDArray[np.int16],
    *,
    seed: int = 0,
    distinct: bool = True,
) -> Grouped:
    """Interlocutors that answer at least one need asked under the person's conditions.

    ``distinct``: leave out those who answer like a nearer one; the front is the same.
    """
    plain, dearer = matching.packed_profiles(index.profiles, np.array(asked.needs, np.int32))
    g_start, g_minutes, g_tie, person, packed, tie, seen = matching.candidates_within(
        sites, minutes, asked.remote, index.key, _word(seed),
        index.site_start, index.offer_start, plain, dearer,
        *_conditions(index, asked), distinct,
    )  # fmt: skip
    order = np.argsort(g_minutes.astype(np.int64) << 40 | g_tie, kind="stable")
    columns = matching.regrouped(order, g_start, g_minutes, person, packed, tie)
    return _grouped(columns, len(asked.needs), int(seen))


def penalties_of_offers(index: OfferIndex, asked: Asked, person: int) -> NDArray[np.uint8]:
    """Penalty of each offer of one interlocutor for each need, shape (offers, k); 7 = none."""
    plain, dearer = matching.packed_profiles(index.profiles, np.array(asked.needs, np.int32))
    low, high = int(index.offer_start[person]), int(index.offer_start[person + 1])
    words = np.array(
        [
            matching.penalty_of(offer, plain, dearer, *_conditions(index, asked))
            for offer in range(low, high)
        ],
        np.uint32,
    )
    shifts = 4 * np.arange(len(asked.needs), dtype=np.uint32)
    return (words[:, None] >> shifts & np.uint32(0xF)).astype(np.uint8)


def _word(seed: int) -> np.uint64:
    return np.uint64(seed % 2**64)


def solve(world: Grouped) -> tuple[FrontPlan, ...]:
    b_packed, b_people, b_minutes, b_tie, b_members = kernel.bundles(
        world.start, world.minutes, world.packed, world.tie
    )
    o_minutes, o_bundle = kernel.options(world.needs, b_packed, b_people, b_minutes, b_tie)
    p_tie, p_block, p_people, p_fit, p_labels, p_count = kernel.plans(
        world.needs, o_minutes, o_bundle, b_tie
    )
    found = kernel.front(world.needs, p_tie, p_labels, p_count)

    def blocks(mask: int, people: int, fit: int) -> Iterator[tuple[int, int]]:
        while mask:
            at = (mask, people, fit)
            block, its_people, its_fit = int(p_block[at]), int(p_people[at]), int(p_fit[at])
            yield block, int(o_bundle[block, its_people, its_fit])
            mask, people, fit = mask ^ block, people - its_people, fit - its_fit

    def visits(mask: int, people: int, fit: int) -> tuple[Visit, ...]:
        return tuple(
            visit
            for block, bundle in blocks(mask, people, fit)
            for visit in _share(world, b_members[bundle][: b_people[bundle]].tolist(), block)
        )

    return tuple(FrontPlan(u, c, m, f, visits(mask, c, f)) for u, c, m, f, mask in found.tolist())


def _share(world: Grouped, members: list[int], block: int) -> Iterator[Visit]:
    """Give each need of a block to the member that answers it best, the first among equals."""
    words = [int(world.packed[row]) for row in members]
    given: list[list[int]] = [[] for _ in members]
    for need in range(world.needs):
        if block >> need & 1:
            best = min((word >> 4 * need & 0xF, i) for i, word in enumerate(words))[1]
            given[best].append(need)
    for row, needs in zip(members, given, strict=True):
        if needs:
            yield Visit(int(world.person[row]), tuple(needs))


def _conditions(index: OfferIndex, asked: Asked) -> tuple[object, ...]:
    return (
        index.profile, index.publics, index.fees, index.wheelchair, index.week, index.vague,
        index.zone, index.zone_code, index.weeks,
        np.array(asked.zone_codes, np.int32), np.uint32(asked.publics),
        asked.free_only, asked.wheelchair, asked.free is not None,
        NOWHERE if asked.free is None else asked.free,
    )  # fmt: skip


def _by_site(candidates: Candidates, tie: NDArray[np.int64]) -> Grouped:
    """Group by site; a remote interlocutor is a site of its own."""
    rows = np.flatnonzero(candidates.packed != matching.NOTHING)
    site = candidates.site[rows].astype(np.int64)
    remote = site == REMOTE
    site[remote] = -1 - np.arange(remote.sum())
    by_site = np.lexsort((tie[rows], site))
    rows, site = rows[by_site].astype(np.int32), site[by_site]
    low = np.flatnonzero(np.append(True, site[1:] != site[:-1])) if len(rows) else site
    bounds = np.append(low, len(rows)).astype(np.int32)
    minutes = candidates.minutes[rows]
    if (minutes != np.repeat(minutes[low], np.diff(bounds))).any():
        raise OrientationError("one site is given with two different travel times")
    order = np.lexsort((tie[rows[low]], minutes[low]))
    columns = matching.regrouped(
        order, bounds, minutes[low], rows, candidates.packed[rows], tie[rows]
    )
    return _grouped(columns, candidates.needs, len(rows))


def _grouped(columns: tuple[NDArray[Any], ...], needs: int, looked_at: int) -> Grouped:
    start, minutes, person, packed, tie = columns
    return Grouped(start, minutes, person, packed, tie, needs, looked_at)
