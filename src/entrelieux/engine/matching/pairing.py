"""Which mentor for which project, when each mentor has a limit?

An assignment, solved exactly: as many projects as possible have somebody first; then the sum of
scores is the highest, a mentor's second project counting ``SPREAD`` less than the first, the third
twice as much less, and so on, so that load is shared among mentors who suit as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from entrelieux.engine.matching.model import Ask, Bid, Nearness
from entrelieux.engine.matching.ranking import BAND, reasons
from entrelieux.engine.matching.terms import TAU_MIN, WEIGHTS, Term, score_of, terms_of

SPREAD = BAND


@dataclass(frozen=True, slots=True)
class Pair:
    ask: str
    bid: str
    score: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """pairs: by ask. without: asks that have nobody. idle: bids that have no project."""

    pairs: tuple[Pair, ...]
    without: tuple[str, ...]
    idle: tuple[str, ...]


def pairs(
    asks: Sequence[Ask],
    bids: Sequence[Bid],
    minutes: Sequence[Sequence[float | None]],
    near: Nearness,
    *,
    weights: Mapping[str, float] = WEIGHTS,
    tau_min: float = TAU_MIN,
    spread: float = SPREAD,
) -> Pairing:
    """One mentor at most for each project, ``room`` projects at most for each mentor.

    Args:
        minutes: row per ask, column per bid; None unknown.
        spread: from 0; what each further project of one mentor counts less.

    A mentor who said no limit takes one project: silence is no promise. The order of asks and of
    bids counts for nothing.
    """
    ask_order = sorted(range(len(asks)), key=lambda at: asks[at].ref)
    seats = [
        (at, nth)
        for at in sorted(range(len(bids)), key=lambda at: bids[at].ref)
        for nth in range(min(_room(bids[at]), len(asks)))
    ]
    terms = {
        (a, b): terms_of(ask, bid, minutes[a][b], near, weights=weights, tau_min=tau_min)
        for a, ask in enumerate(asks)
        for b, bid in enumerate(bids)
        if not reasons(ask, bid, near)
    }
    # Any pair is worth more than what all the others could win or lose by it.
    anyone = (1.0 + spread * len(asks)) * (len(asks) + 1)
    worth = np.zeros((len(asks), len(seats)))
    for row, a in enumerate(ask_order):
        for column, (b, nth) in enumerate(seats):
            if (a, b) in terms:
                worth[row, column] = anyone + score_of(terms[a, b]) - spread * nth
    rows, columns = linear_sum_assignment(worth, maximize=True)
    found = [
        (ask_order[row], seats[column][0])
        for row, column in zip(rows, columns, strict=True)
        if worth[row, column] > 0
    ]
    return _pairing(asks, bids, found, terms)


def _room(bid: Bid) -> int:
    return 1 if bid.room is None else max(bid.room, 0)


def _pairing(
    asks: Sequence[Ask],
    bids: Sequence[Bid],
    found: Sequence[tuple[int, int]],
    terms: Mapping[tuple[int, int], tuple[Term, ...]],
) -> Pairing:
    helped, busy = {a for a, _b in found}, {b for _a, b in found}
    return Pairing(
        tuple(Pair(asks[a].ref, bids[b].ref, score_of(terms[a, b]), terms[a, b]) for a, b in found),
        tuple(sorted(ask.ref for a, ask in enumerate(asks) if a not in helped)),
        tuple(sorted(bid.ref for b, bid in enumerate(bids) if b not in busy)),
    )
