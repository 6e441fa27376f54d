"""What a change of open sites gives and takes: who gains, who loses, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.siting.model import Instance, SitingError, nearest_open, sites_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """By class (k,) and by demand point (d,); people are weights, minutes are one way.

    gains, loses: people who travel less, or more, among those reached before and after.
    newly_reached, newly_left: people who had no open site within reach and have one, and the
    reverse; they are in no sum of minutes.
    minutes_gained, minutes_lost: people × minutes of those who gain, and who lose.
    reached_before, reached_after, minutes_before, minutes_after: people reached, and their people ×
    minutes. before, after: (d,) minutes to the nearest open site, +inf without one.
    near_before, near_after: (d,) that site, −1 without one.
    """

    gains: Floats
    loses: Floats
    newly_reached: Floats
    newly_left: Floats
    minutes_gained: Floats
    minutes_lost: Floats
    reached_before: Floats
    reached_after: Floats
    minutes_before: Floats
    minutes_after: Floats
    before: Floats
    after: Floats
    near_before: NDArray[np.int32]
    near_after: NDArray[np.int32]


def what_if(
    instance: Instance,
    before: Sequence[int] | NDArray[Any],
    after: Sequence[int] | NDArray[Any],
    classes: Sequence[int] | NDArray[Any] | None = None,
) -> Change:
    """Who gains and who loses when the sites open are ``after`` instead of ``before``.

    Args:
        instance: people, sites, minutes; its own existing and forbidden sites are not looked at.
        before, after: indices of open sites.
        classes: (d,) whole numbers from 0, a class of each demand point; None: one class.

    Raises:
        SitingError: a site or a class makes no sense.
    """
    weights = instance.weights
    label = np.zeros(weights.size, np.int64) if classes is None else np.asarray(classes)
    if label.shape != weights.shape or not np.issubdtype(label.dtype, np.integer):
        raise SitingError(f"classes: shape {label.shape}, expected one whole number a demand point")
    if label.min(initial=0) < 0:
        raise SitingError(f"classes: {label.min()}, expected whole numbers from 0")
    count = int(label.max(initial=0)) + 1
    near, minutes = [], []
    for name, given in (("before", before), ("after", after)):
        is_open = np.zeros(instance.pairs.sites, bool)
        is_open[sites_of(name, given, instance.pairs.sites)] = True
        nearest, told = nearest_open(instance, is_open)
        near.append(nearest)
        minutes.append(told)
    had, has = np.isfinite(minutes[0]), np.isfinite(minutes[1])
    both = had & has
    less = np.zeros(weights.size)
    less[both] = minutes[0][both] - minutes[1][both]

    def by_class(values: NDArray[Any]) -> Floats:
        return np.bincount(label, weights=values, minlength=count).astype(np.float64)

    return Change(
        gains=by_class(weights * (less > 0)),
        loses=by_class(weights * (less < 0)),
        newly_reached=by_class(weights * (has & ~had)),
        newly_left=by_class(weights * (had & ~has)),
        minutes_gained=by_class(weights * np.maximum(less, 0)),
        minutes_lost=by_class(weights * np.maximum(-less, 0)),
        reached_before=by_class(weights * had),
        reached_after=by_class(weights * has),
        minutes_before=by_class(weights * np.where(had, minutes[0], 0)),
        minutes_after=by_class(weights * np.where(has, minutes[1], 0)),
        before=minutes[0],
        after=minutes[1],
        near_before=near[0],
        near_after=near[1],
    )
