"""Why is this interlocutor not in the plan? Answered exactly, beside the whole front.

First, what keeps them out (``barred``): they answer none of the needs, or a known condition fails:
too far, no road, no telephone wanted, another territory, another public, to be paid, steps, closed
when the person is free. The fewest conditions that all stand in the way are named: lifting those
lets them in, and lifting fewer does not.

Then, when nothing keeps them out (``standing``): what the best plan that meets them is worth, all
of those plans compared. Either it is worth as much as a plan of the front, and lots were drawn or
another plan of the front meets them; or some plan of the front beats it on every count.

Laws (property tests, against every plan of small worlds): the vectors found are those of the best
plans that meet the interlocutor; the verdict is true of the front; lifting exactly the bars named
makes a candidate of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.orientation import kernel
from entrelieux.engine.orientation.choice import FIT_MIN, PERSON_MIN
from entrelieux.engine.orientation.front import Grouped
from entrelieux.engine.orientation.model import (
    NOT_ANSWERED,
    FrontPlan,
    OrientationError,
    Vector,
)
from entrelieux.engine.orientation.offers import (
    EVERYBODY,
    FEES_PAID,
    LEAST_SHARED_QUARTERS,
    ZONE_DEPARTEMENT,
    ZONE_UNKNOWN,
    ZONE_UNSTATED,
    Asked,
    OfferIndex,
)
from entrelieux.engine.orientation.swap import ANSWER_MIN

Label = tuple[int, int, int]  # people, fit, minutes


class Bar(StrEnum):
    """What keeps an interlocutor out of every plan, in the order it is said."""

    NEEDS = "ne-repond-pas"
    ROAD = "aucune-route"
    DISTANCE = "trop-loin"
    REMOTE = "a-distance"
    ZONE = "autre-territoire"
    PUBLIC = "autre-public"
    FEES = "payant"
    WHEELCHAIR = "pas-de-plain-pied"
    HOURS = "ferme"


ORDER = {bar: rank for rank, bar in enumerate(Bar)}


@dataclass(frozen=True, slots=True)
class Way:
    """How far an interlocutor is. minutes: one way; None when no road is known to lead there.

    limit: the most that the person accepts, one way. is_remote: met at a distance.
    """

    minutes: int | None
    limit: int
    is_remote: bool = False


def barred(index: OfferIndex, asked: Asked, person: int, way: Way) -> tuple[Bar, ...]:
    """What keeps ``person`` (a row of ``index.key``) out; ``()`` when nothing does.

    Of the offers that answer a need asked, the one with the fewest bars speaks for all, the first
    in the order of ``Bar`` among equals.
    """
    low, high = int(index.offer_start[person]), int(index.offer_start[person + 1])
    columns = np.array(asked.needs, np.intp)
    answering = [
        offer
        for offer in range(low, high)
        if (index.profiles[index.profile[offer], columns] != NOT_ANSWERED).any()
    ]
    if not answering:
        return (Bar.NEEDS,)
    there = _bars_of_way(way, asked)
    return min(
        ((*there, *_bars_of_offer(index, asked, offer)) for offer in answering),
        key=lambda bars: (len(bars), [ORDER[bar] for bar in bars]),
    )


def _bars_of_way(way: Way, asked: Asked) -> tuple[Bar, ...]:
    if way.is_remote:
        return () if asked.remote else (Bar.REMOTE,)
    if way.minutes is None:
        return (Bar.ROAD,)
    return (Bar.DISTANCE,) if way.minutes > way.limit else ()


def _bars_of_offer(index: OfferIndex, asked: Asked, offer: int) -> tuple[Bar, ...]:
    """The rules of ``matching.penalty_of``, each said; what is unknown bars nobody."""
    zone, code = int(index.zone[offer]), int(index.zone_code[offer])
    publics = int(index.publics[offer])
    if zone == ZONE_UNSTATED:
        elsewhere = code != 0 and code != asked.zone_codes[ZONE_DEPARTEMENT - 1]
    else:
        elsewhere = zone != ZONE_UNKNOWN and code != asked.zone_codes[zone - 1]
    named = publics != 0 and not publics & int(EVERYBODY)
    fails = (
        (Bar.ZONE, elsewhere),
        (Bar.PUBLIC, named and asked.publics != 0 and not publics & asked.publics),
        (Bar.FEES, asked.free_only and index.fees[offer] == FEES_PAID),
        (Bar.WHEELCHAIR, asked.wheelchair and index.wheelchair[offer] == 0),
        (Bar.HOURS, _is_closed(index, asked, offer)),
    )
    return tuple(bar for bar, failed in fails if failed)


def _is_closed(index: OfferIndex, asked: Asked, offer: int) -> bool:
    week = int(index.week[offer])
    if asked.free is None or week < 0:
        return False
    shared = sum(int(word).bit_count() for word in index.weeks[week] & asked.free)
    return shared < LEAST_SHARED_QUARTERS


def vectors_with(world: Grouped, person: int) -> tuple[Vector, ...]:
    """The best vectors of the plans that meet ``person``: none beats another, in order.

    Args:
        world: everybody within reach, those who answer alike included. person: among them.

    Raises:
        OrientationError: they are not within reach, or answer nothing.
    """
    row = _row_of(world, person)
    site = int(np.searchsorted(world.start, row, side="right")) - 1
    own = int(world.minutes[site])
    word = int(world.packed[row])
    penalties = {n: word >> 4 * n & 0xF for n in range(world.needs)}
    served = [n for n, penalty in penalties.items() if penalty != NOT_ANSWERED]
    best: dict[tuple[int, int, int], int] = {}
    others = _labels_of_others(world, row, site)
    for size in range(1, len(served) + 1):
        for share in combinations(served, size):
            mine = sum(1 << need for need in share)
            penalty = sum(penalties[need] for need in share)
            for mask, labels in others.items():
                if mask & mine:
                    continue
                uncovered = world.needs - size - mask.bit_count()
                for people, fit, minutes in labels:
                    at = (uncovered, people + 1, fit + penalty)
                    best[at] = min(best.get(at, minutes + own), minutes + own)
    found = [(u, people, minutes, fit) for (u, people, fit), minutes in best.items()]
    return _undominated(found)


def _row_of(world: Grouped, person: int) -> int:
    rows = np.flatnonzero(world.person == person)
    if not len(rows):
        raise OrientationError(f"interlocutor {person} is not within reach")
    return int(rows[0])


def _labels_of_others(world: Grouped, row: int, site: int) -> dict[int, list[Label]]:
    """For each set of needs, the best ways to serve it exactly once ``site`` is gone to anyway."""
    none: dict[int, list[Label]] = {0: [(0, 0, 0)]}
    packed, tie, start, minutes = _without(world, row, site)
    if not len(packed):
        return none
    b_packed, b_people, b_minutes, b_tie, _members = kernel.bundles(start, minutes, packed, tie)
    o_minutes, o_bundle = kernel.options(world.needs, b_packed, b_people, b_minutes, b_tie)
    *_, labels, count = kernel.plans(world.needs, o_minutes, o_bundle, b_tie)
    return none | {
        mask: [(int(p), int(f), int(m)) for p, f, m in labels[mask, : count[mask]]]
        for mask in range(1, 1 << world.needs)
        if count[mask]
    }


def _without(
    world: Grouped, row: int, site: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """The others, sites nearest first: that of ``row`` costs no more travel, so it comes first."""
    sizes = np.diff(world.start).astype(np.int64)
    sizes[site] -= 1
    first = np.r_[site, np.delete(np.arange(len(sizes)), site)]
    order = first[sizes[first] > 0]
    groups = [np.arange(world.start[g], world.start[g + 1]) for g in order.tolist()]
    rows = np.concatenate([group[group != row] for group in groups]) if groups else np.arange(0)
    minutes = world.minutes.copy()
    minutes[site] = 0
    start = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int32)
    return world.packed[rows], world.tie[rows], start, minutes[order]


def _undominated(vectors: Sequence[Vector]) -> tuple[Vector, ...]:
    table = np.array(sorted(set(vectors)), np.int64)
    kept: list[Vector] = []
    for row in table:  # sorted: whoever beats a vector comes before it
        if not kept or not (np.array(kept) <= row).all(axis=1).any():
            kept.append((int(row[0]), int(row[1]), int(row[2]), int(row[3])))
    return tuple(kept)


class Standing(StrEnum):
    """What the best plan that meets somebody is worth, beside the plan shown and the front."""

    MET = "deja-la"
    DRAWN = "tirage"
    ELSEWHERE = "autre-parcours"
    DRAWN_ELSEWHERE = "tirage-autre-parcours"
    BEATEN = "battu"


@dataclass(frozen=True, slots=True)
class Verdict:
    """MET: the plan shown meets them. DRAWN: a plan that meets them is worth exactly the plan
    shown, and lots were drawn. ELSEWHERE: another plan of the front meets them (``plan``, its row).
    DRAWN_ELSEWHERE: a plan that meets them is worth exactly another plan of the front.
    BEATEN: every plan that meets them is beaten by one of the front.

    with_them: the vector of that best plan. cost: the same less that of the plan shown.
    better: of the front, no worse on any count and better on one; only when BEATEN.
    """

    standing: Standing
    with_them: Vector
    cost: Vector
    better: Vector | None = None
    plan: int | None = None


def standing(world: Grouped, front: Sequence[FrontPlan], shown: FrontPlan, person: int) -> Verdict:
    """Why ``person`` is not in the plan shown, though nothing keeps them out.

    Args:
        world: as ``vectors_with``. front: the whole front of that world. shown: the plan looked
            at, of the front or changed since. person: within reach.

    Raises:
        OrientationError: as ``vectors_with``.
    """
    if person in {visit.candidate for visit in shown.visits}:
        return Verdict(Standing.MET, shown.vector, (0, 0, 0, 0))
    found = vectors_with(world, person)
    if shown.vector in found:
        return Verdict(Standing.DRAWN, shown.vector, (0, 0, 0, 0))
    vector = min(found, key=_effort)
    cost = _less(vector, shown.vector)
    for row, plan in enumerate(front):
        if plan.vector == vector:
            met = person in {visit.candidate for visit in plan.visits}
            kind = Standing.ELSEWHERE if met else Standing.DRAWN_ELSEWHERE
            return Verdict(kind, vector, cost, plan=row)
    beating = [p.vector for p in (shown, *front) if _no_worse(p.vector, vector)]
    better = beating[0] if beating[0] == shown.vector else min(beating, key=_effort)
    return Verdict(Standing.BEATEN, vector, cost, better=better)


def _effort(vector: Vector) -> int:
    uncovered, people, minutes, fit = vector
    return ANSWER_MIN * uncovered + PERSON_MIN * people + minutes + FIT_MIN * fit


def _less(left: Vector, right: Vector) -> Vector:
    return (left[0] - right[0], left[1] - right[1], left[2] - right[2], left[3] - right[3])


def _no_worse(left: Vector, right: Vector) -> bool:
    return all(a <= b for a, b in zip(left, right, strict=True))
