"""The words of a plan as the engine knows them: candidates in, a Pareto front out.

A *plan* chooses interlocutors and gives each covered need to one of them. Its vector is

    (needs left uncovered, interlocutors, minutes of travel, fit)

all to be as small as possible. Minutes count one round trip per *site* visited: two interlocutors
under one roof are one trip. Fit adds, over covered needs, 0 (exact answer), 1 (close) or
2 (related), plus 1 where a condition that the person named is unknown.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_NEEDS = 8
NOT_ANSWERED = 7
"""Penalty of a need that an interlocutor does not answer; real penalties are 0 to 3."""
MAX_PENALTY = 3
MAX_MINUTES = 1_000_000
REMOTE = -1
"""Site of an interlocutor met by telephone or video: no travel."""

Vector = tuple[int, int, int, int]


class OrientationError(ValueError):
    """The candidates cannot describe a world; the message says which rule is broken."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Interlocutors that could take part in a plan, in any order.

    site: trip that each needs, shape (n,), int32; ``REMOTE`` for none.
    minutes: round trip to that site in whole minutes, shape (n,), int32, >= 0; the same for all
        candidates of one site; 0 when remote.
    packed: penalties of the k needs, four bits each (need 0 lowest), shape (n,), uint32;
        ``NOT_ANSWERED`` where a need is not answered and above k.
    key: stable identity, shape (n,), uint64; ties are broken by it and the seed, never by order.
    needs: k, 1 to ``MAX_NEEDS``.
    """

    site: NDArray[np.int32]
    minutes: NDArray[np.int32]
    packed: NDArray[np.uint32]
    key: NDArray[np.uint64]
    needs: int

    def __post_init__(self) -> None:
        if not 1 <= self.needs <= MAX_NEEDS:
            raise OrientationError(f"{self.needs} needs; expected 1 to {MAX_NEEDS}")
        lengths = {len(self.site), len(self.minutes), len(self.packed), len(self.key)}
        if len(lengths) != 1:
            raise OrientationError(f"arrays of {sorted(lengths)} rows; expected equal lengths")
        if len(self.minutes) and not 0 <= self.minutes.min() <= self.minutes.max() <= MAX_MINUTES:
            raise OrientationError("minutes must lie between 0 and 1 000 000")


def pack(penalties: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Four bits per need. ``penalties``: shape (n, k), values 0 to 3 or ``NOT_ANSWERED``."""
    rows, needs = penalties.shape
    if needs > MAX_NEEDS:
        raise OrientationError(f"{needs} needs; expected at most {MAX_NEEDS}")
    bad = (penalties > MAX_PENALTY) & (penalties != NOT_ANSWERED)
    if bad.any():
        raise OrientationError(f"a penalty is {penalties[bad][0]}; expected 0 to 3, or 7 for none")
    packed = np.full(rows, 0x77777777, np.uint32)
    for need in range(needs):
        shift = np.uint32(4 * need)
        packed &= ~(np.uint32(0xF) << shift)
        packed |= penalties[:, need].astype(np.uint32) << shift
    return packed


@dataclass(frozen=True, slots=True)
class Visit:
    """One interlocutor of a plan: index among the candidates, and the needs given to it."""

    candidate: int
    needs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FrontPlan:
    uncovered: int
    interlocutors: int
    minutes: int
    fit: int
    visits: tuple[Visit, ...]

    @property
    def vector(self) -> Vector:
        return (self.uncovered, self.interlocutors, self.minutes, self.fit)

    @property
    def covered(self) -> frozenset[int]:
        return frozenset(need for visit in self.visits for need in visit.needs)
