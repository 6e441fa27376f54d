"""How long will somebody wait who asks now?

Those who stand before them, themselves, and those who will overtake them: kinds with fewer days
that arrive before the window of ``line`` closes. If answers and arrivals flowed evenly, the wait T
would solve

    ahead + 1 + Σ rate · min(T, max(0, my days − its days)) = served · T

Chance is told by a Gamma of that mean. Its standard deviation is the wait that one standard
deviation of what happens meanwhile would add, by the same equation: that of ahead + 1 + 2 × those
who overtake, answers and arrivals being without memory; never more than T itself. Without anybody
who overtakes this is exact: the (ahead + 1)-th answer of a Poisson process.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from entrelieux.engine.waiting.measuring import Floats, Wait, WaitingError, as_days


def expected_wait(
    ahead: int,
    kinds_days: ArrayLike,
    rates_per_day: ArrayLike,
    my_days: float,
    served_per_day: float,
) -> Wait | None:
    """Days until the answer of somebody who asks now; an estimate, never a promise.

    Args:
        ahead: requests that are waiting and come before, >= 0.
        kinds_days: days of each kind of request, >= 0, shape (kinds,).
        rates_per_day: how many of each kind arrive in a day, >= 0, shape (kinds,).
        my_days: of the one who asks.
        served_per_day: requests answered in a day by those who may answer this one, >= 0.

    Returns:
        None when nothing is answered. Always an end otherwise, however many arrive: windows close.
    """
    windows, rates = as_days("kinds_days", kinds_days), as_days("rates_per_day", rates_per_day)
    if windows.shape != rates.shape:
        raise WaitingError(
            f"rates_per_day: {rates.size}, expected {windows.size}, one for each kind"
        )
    if not isinstance(ahead, int | np.integer) or ahead < 0:
        raise WaitingError(f"ahead: {ahead!r}, expected a whole number, at least 0")
    mine, served = as_days("my_days, served_per_day", [my_days, served_per_day]).tolist()
    if not served:
        return None
    windows = np.maximum(0.0, mine - windows)
    answers = float(ahead + 1)
    wait = _days(answers, windows, rates, served)
    overtaking = float(rates @ np.minimum(wait, windows))
    later = _days(answers + (answers + 2 * overtaking) ** 0.5, windows, rates, served)
    shape = (wait / min(later - wait, wait)) ** 2
    median, most = (gammaincinv(shape, [0.5, 0.9]) * wait / shape).tolist()
    return Wait(median, most)


def _days(answers: float, windows: Floats, rates: Floats, served: float) -> float:
    """The T > 0 at which ``answers`` and all who overtook before T have been answered.

    served · T − Σ rate · min(T, window) is convex, 0 at 0: it passes a number above 0 once.
    """
    order = np.argsort(windows)
    late, ends = rates[order], windows[order]
    closed = np.concatenate([[0.0], np.cumsum(late * ends)])
    pace = served - np.concatenate([np.cumsum(late[::-1])[::-1], [0.0]])
    bounds = np.append(ends, np.inf)
    return next(
        found
        for gone, slope, end in zip(closed.tolist(), pace.tolist(), bounds.tolist(), strict=True)
        if slope > 0 and (found := (answers + gone) / slope) <= end
    )
