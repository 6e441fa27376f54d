"""Who is there on a date? Hours of that date, then what was said of that very date.

Rules say what is usual; a change says that one date is not as usual. Changes apply in the order in
which they were said: the last one wins, quarter by quarter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.hours.ask import DayHours
from entrelieux.engine.hours.bits import DAY, HoursError

BY_RULE = -1
"""The cause of a stretch that no change explains."""


class State(StrEnum):
    """What one may rely on. DOUBTFUL: the rule does not settle this date, « à vérifier »."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    CANCELLED = "cancelled"


_STATES = (None, State.SURE, State.DOUBTFUL, State.CANCELLED)
_SURE, _DOUBTFUL, _CANCELLED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Change:
    """What was said of one date: quarters taken away, then quarters added, 0..96; None for none.

    Raises:
        HoursError: a stretch is empty, backwards or outside the day.
    """

    removed: tuple[int, int] | None = None
    added: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        for stretch in (self.removed, self.added):
            if stretch is not None and not 0 <= stretch[0] < stretch[1] <= DAY:
                message = (
                    f"Plage impossible : quarts d'heure {stretch[0]} à {stretch[1]}. "
                    "Attendu : une fin après le début, entre 0 et 96."
                )
                raise HoursError(message)


@dataclass(frozen=True, slots=True)
class Stretch:
    """start, end: quarters 0..96. cause: rank of the change that made it so, or ``BY_RULE``.

    note: why it is doubtful, in French; "" otherwise.
    """

    start: int
    end: int
    state: State
    cause: int = BY_RULE
    note: str = ""


def held_on(hours: Sequence[DayHours], changes: Sequence[Change] = ()) -> tuple[Stretch, ...]:
    """Stretches of one date, in order, none of which overlaps another.

    Args:
        hours: that date according to each rule in force; what one rule is sure of stands, even
            where another doubts.
        changes: of that date, in the order in which they were said.

    Laws: without changes, the sure stretches are the union of the certain hours. A removal leaves
    nothing sure nor doubtful inside it. An addition is always sure, whatever came before.
    """
    state, cause = np.zeros(DAY, np.int8), np.full(DAY, BY_RULE, np.int16)
    notes: list[str] = []
    for day in hours:
        for start, end in day.intervals:
            if day.certain:
                state[start:end] = _SURE
            else:
                part = state[start:end]
                part[part != _SURE] = _DOUBTFUL
                notes.append(day.note)
    for rank, change in enumerate(changes):
        if change.removed is not None:
            _set(state, cause, change.removed, _CANCELLED, rank, where=(_SURE, _DOUBTFUL))
        if change.added is not None:
            _set(state, cause, change.added, _SURE, rank, where=(0, _DOUBTFUL, _CANCELLED))
    return _stretches(state, cause, next(iter(notes), ""))


def _set(
    state: NDArray[np.int8],
    cause: NDArray[np.int16],
    stretch: tuple[int, int],
    to: int,
    rank: int,
    *,
    where: tuple[int, ...],
) -> None:
    start, end = stretch
    touched = np.isin(state[start:end], where)
    state[start:end][touched] = to
    cause[start:end][touched] = rank


def _stretches(state: NDArray[np.int8], cause: NDArray[np.int16], note: str) -> tuple[Stretch, ...]:
    differs = (np.diff(state) != 0) | (np.diff(cause) != 0)
    edges = [0, *(np.flatnonzero(differs) + 1).tolist(), DAY]
    found = []
    for start, end in pairwise(edges):
        kind = _STATES[state[start]]
        if kind is not None:
            said = note if kind is State.DOUBTFUL else ""
            found.append(Stretch(start, end, kind, int(cause[start]), said))
    return tuple(found)
