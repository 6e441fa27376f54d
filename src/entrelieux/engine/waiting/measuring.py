"""How long did people wait, those who still do not being left out?

**Source:** Kaplan & Meier (1958), doi:10.1080/01621459.1958.10501452.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
SLACK = 1e-12


class WaitingError(ValueError):
    """The figures cannot describe people who wait; the message says found and expected."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Days after which half, and nine in ten, have been answered.

    None: not known, because too many still wait.
    """

    median: float | None
    nine_in_ten: float | None


def measured_wait(waited: ArrayLike, answered: ArrayLike) -> Wait | None:
    """How long a wait lasted; None when nobody asked.

    Args:
        waited: days until the answer, or until today for those who have none, >= 0, shape (n,).
        answered: True where there was an answer, shape (n,).

    Those who still wait count for as long as they have waited: leaving them out would make the
    wait look shorter the more people wait.
    """
    if not np.size(waited) and not np.size(answered):
        return None
    return Wait(reached(waited, answered, 0.5), reached(waited, answered, 0.9))


def reached(waited: ArrayLike, answered: ArrayLike, part: float) -> float | None:
    """The shortest wait within which ``part`` of all are answered, as far as can be estimated.

    Args:
        waited, answered: as ``measured_wait``. part: above 0, at most 1.

    Returns:
        Days; None when that part is never reached. At equal days, answers come before those who
        are lost sight of.
    """
    days, came = as_days("waited", waited), np.asarray(answered)
    if came.dtype != np.bool_ or came.shape != days.shape:
        raise WaitingError(
            f"answered: {came.dtype} of shape {came.shape}, expected bool of shape {days.shape}"
        )
    if not 0 < part <= 1:
        raise WaitingError(f"part: {part}, expected above 0 and at most 1")
    times, answers = np.unique(days[came], return_counts=True)
    at_risk = days.size - np.searchsorted(np.sort(days), times)
    without = np.cumprod(1.0 - answers / at_risk)
    at = np.flatnonzero(without <= 1.0 - part + SLACK)
    return float(times[at[0]]) if at.size else None


def as_days(name: str, values: ArrayLike, least: float = 0.0) -> Floats:
    """Numbers, each finite and at least ``least``, shape (n,)."""
    try:
        days = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise WaitingError(f"{name}: {values!r}, expected numbers") from error
    if days.ndim != 1:
        raise WaitingError(f"{name}: shape {days.shape}, expected (n,)")
    wrong = days[~(np.isfinite(days) & (days >= least))]
    if wrong.size:
        raise WaitingError(f"{name}: {wrong[0]}, expected a finite number, at least {least:g}")
    return days
