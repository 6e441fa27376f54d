"""How soon do hand-overs lead to a first contact, how old are they, and what stays unanswered?

Arrays in, counts out; a count may be small: whoever shows it masks it first (``masking``).

**Source:** requirements C6, V03 to V05. Kaplan & Meier (1958), doi:10.1080/01621459.1958.10501452,
for those who still wait; those whose hand-over ended without contact never leave the denominator
(a competing end, every wait being observed until one known day): Fine & Gray (1999),
doi:10.1080/01621459.1999.10474144, section 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.waiting import reached

Ints = NDArray[np.int64]
CONTACT_DAYS = 30
AGES = (0, 10, 31, 91)
"""First day of each age: up to 9 days, 10 to 30, 31 to 90, more."""


class MeasureError(ValueError):
    """The arrays do not describe hand-overs; the message says which."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Hand-overs proposed in one period, each in one of these; the sum is those proposed.

    in_time: first contact within ``CONTACT_DAYS``. later: after. waiting: not yet, and it may
    come. ended: closed, declined or withdrawn without contact.
    """

    in_time: int
    later: int
    waiting: int
    ended: int

    @property
    def proposed(self) -> int:
        return self.in_time + self.later + self.waiting + self.ended


def cohort(waited: ArrayLike, met: ArrayLike, ended: ArrayLike) -> Cohort:
    """Where the hand-overs proposed in a period stand on the day of observation.

    Args:
        waited: days from the proposal to the first contact, or to the day of observation when
            there was none, >= 0, shape (n,).
        met: a first contact took place. ended: it is over; meaningful where not ``met``.
    """
    days, came, over = _checked(waited, met, ended)
    soon = came & (days <= CONTACT_DAYS)
    return Cohort(
        in_time=int(soon.sum()),
        later=int((came & ~soon).sum()),
        waiting=int((~came & ~over).sum()),
        ended=int((~came & over).sum()),
    )


@dataclass(frozen=True, slots=True)
class InTime:
    """V03. in_time of known: those of whom it is known whether a contact came in time.

    too_early: proposed less than ``CONTACT_DAYS`` before the day of observation, still waiting.
    """

    in_time: int
    known: int
    too_early: int


def in_time(waited: ArrayLike, met: ArrayLike, ended: ArrayLike) -> InTime:
    """First contacts within ``CONTACT_DAYS`` of the proposal; arguments as ``cohort``."""
    days, came, over = _checked(waited, met, ended)
    early = ~came & ~over & (days < CONTACT_DAYS)
    return InTime(
        in_time=int((came & (days <= CONTACT_DAYS)).sum()),
        known=int((~early).sum()),
        too_early=int(early.sum()),
    )


def median_wait(waited: ArrayLike, met: ArrayLike) -> int | None:
    """V04: days after which half of those proposed have had a first contact.

    Args:
        waited: as ``cohort``; for those without contact, whether they wait or have ended, the
            days until the observation. met: a first contact took place.

    Returns:
        The smallest number of days at which the estimated share reaches one half; None when it
        never does, because too many still wait or ended without contact.

    Those who still wait count for as long as they have waited: leaving them out would make the
    delay look shorter the more people wait. At equal days, contacts come before the end.
    """
    days, came, _over = _checked(waited, met, np.zeros(np.size(waited), bool))
    half = reached(days, came, 0.5)
    return None if half is None else int(half)


def by_age(
    state: Sequence[str], age: ArrayLike, states: Sequence[str], edges: Sequence[int] = AGES
) -> Ints:
    """Hand-overs by state and age, shape (states, ages).

    Args:
        state: of each hand-over. age: in days, >= 0, shape (n,). states: the lines, in order.
        edges: first day of each age, increasing, the first one 0.

    The sum is n: a state that is not in ``states`` is refused, not lost.
    """
    days = np.asarray(age, np.int64)
    if days.shape != (len(state),) or (days < 0).any():
        raise MeasureError("age: expected one number of days, not under 0, for each hand-over")
    rows = {one: row for row, one in enumerate(states)}
    unknown = sorted(set(state) - set(rows))
    if unknown:
        raise MeasureError(f"state: {unknown[0]!r}, expected one of {', '.join(states)}")
    found = np.zeros((len(states), len(edges)), np.int64)
    columns = np.searchsorted(np.asarray(edges), days, side="right") - 1
    np.add.at(found, (np.array([rows[one] for one in state], np.int64), columns), 1)
    return found


def share(part: int | None, whole: int | None) -> float | None:
    """``part`` of ``whole``; None when one is not known, or when there is nobody."""
    return None if part is None or not whole else part / whole


def _checked(
    waited: ArrayLike, met: ArrayLike, ended: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    days = np.asarray(waited, np.int64)
    came, over = np.asarray(met, bool), np.asarray(ended, bool)
    if days.ndim != 1 or not days.shape == came.shape == over.shape:
        raise MeasureError(f"arrays of shapes {days.shape}, {came.shape}, {over.shape}")
    if (days < 0).any():
        raise MeasureError("waited: a first contact before the proposal")
    return days, came, over
