"""In which order are offers presented, so that the best come first and nobody always does?

Offers whose scores differ by ``BAND`` at most are held to be as good: within it, whoever came first
least often lately does now, then whoever was presented least; one offer of each person before a
second; ties are drawn by a keyed hash that anybody may compute again. No offer ever stands before
one that is better by more than the band.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heappop, heappush
from math import inf

from entrelieux.engine.matching.model import Ask, Bid, Nearness, Why
from entrelieux.engine.matching.terms import (
    TAU_MIN,
    WEIGHTS,
    Term,
    answers,
    conditions,
    score_of,
    terms_of,
)

BAND = 0.05


@dataclass(frozen=True, slots=True)
class Match:
    """score: 0 to 1, the sum of value × weight of its terms. rank: from 1.

    moved_by_rotation: it stands before a better score, or behind a lower one.
    """

    ref: str
    score: float
    terms: tuple[Term, ...]
    rank: int
    moved_by_rotation: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why an offer is not presented: every reason, never empty."""

    ref: str
    reasons: tuple[Why, ...]


def reasons(ask: Ask, bid: Bid, near: Nearness) -> tuple[Why, ...]:
    """Why an offer cannot be presented to this ask; () when it can."""
    found = []
    if ask.owner and ask.owner == bid.owner:
        found.append(Why.SELF)
    if bid.room is not None and bid.room <= 0:
        found.append(Why.FULL)
    if ask.wanted and not any(one.degree for one in answers(ask, bid, near)):
        found.append(Why.NOTHING)
    unmet = conditions(ask, bid)
    found += [why for why, met in unmet.items() if met is False and why in ask.must]
    return tuple(found)


def left_out(ask: Ask, bids: Sequence[Bid], near: Nearness) -> tuple[LeftOut, ...]:
    """Offers that ``rank`` does not present, by ref, with why."""
    found = (LeftOut(bid.ref, reasons(ask, bid, near)) for bid in bids)
    return tuple(sorted((one for one in found if one.reasons), key=lambda one: one.ref))


def rank(
    ask: Ask,
    bids: Sequence[Bid],
    minutes: Sequence[float | None],
    near: Nearness,
    *,
    weights: Mapping[str, float] = WEIGHTS,
    tau_min: float = TAU_MIN,
    seed: str,
    band: float = BAND,
) -> tuple[Match, ...]:
    """Offers in the order in which they are presented.

    Args:
        bids: their refs all differ; their order counts for nothing.
        minutes: of travel, one for each bid; None unknown, inf out of reach.
        weights: one for each of the five codes, not negative.
        tau_min: minutes after which proximity is 0.37.
        seed: text that is published with the order; the same seed gives the same order.
        band: scores that differ by this much at most are held to be as good.

    Raises:
        ValueError: not as many minutes as bids, or two bids of one ref.
    """
    if len(minutes) != len(bids) or len({bid.ref for bid in bids}) != len(bids):
        raise ValueError("one number of minutes for each bid, and no ref twice")
    scored = []
    for bid, one in zip(bids, minutes, strict=True):
        if not reasons(ask, bid, near):
            terms = terms_of(ask, bid, one, near, weights=weights, tau_min=tau_min)
            scored.append(Scored(bid, score_of(terms), terms))
    return _placed(rotated(scored, seed=seed, band=band))


@dataclass(frozen=True, slots=True)
class Scored:
    bid: Bid
    score: float
    terms: tuple[Term, ...] = ()


def rotated(scored: Sequence[Scored], *, seed: str, band: float = BAND) -> list[Scored]:
    """The rotation rule alone; any order in, the same order out."""
    by_score = sorted(scored, key=lambda one: (-one.score, one.bid.ref))
    key = blake2b(seed.encode(), digest_size=32).digest()
    waiting: list[tuple[int, int, bytes, int]] = []
    again: list[tuple[int, int, bytes, int]] = []
    owners: set[str] = set()
    taken = [False] * len(by_score)
    order: list[Scored] = []
    top = inside = 0
    while len(order) < len(by_score):
        while taken[top]:
            top += 1
        while inside < len(by_score) and by_score[inside].score >= by_score[top].score - band:
            bid = by_score[inside].bid
            heappush(waiting, (bid.first, bid.shown, drawn(bid.ref, key), inside))
            inside += 1
        while waiting and by_score[waiting[0][3]].bid.owner in owners:
            heappush(again, heappop(waiting))
        at = heappop(waiting or again)[3]
        taken[at] = True
        owners.update(filter(None, [by_score[at].bid.owner]))
        order.append(by_score[at])
    return order


def drawn(ref: str, key: bytes) -> bytes:
    """The lot of an offer: BLAKE2b of its ref, keyed by BLAKE2b (32 bytes) of the seed."""
    return blake2b(ref.encode(), key=key, digest_size=8).digest()


def _placed(order: Sequence[Scored]) -> tuple[Match, ...]:
    best_after, lowest_before = [-inf] * len(order), [inf] * len(order)
    for at in range(len(order) - 2, -1, -1):
        best_after[at] = max(best_after[at + 1], order[at + 1].score)
    for at in range(1, len(order)):
        lowest_before[at] = min(lowest_before[at - 1], order[at - 1].score)
    return tuple(
        Match(
            one.bid.ref,
            one.score,
            one.terms,
            at + 1,
            best_after[at] > one.score or lowest_before[at] < one.score,
        )
        for at, one in enumerate(order)
    )
