"""Floating catchment areas: how much supply can the people of each zone reach, others counted?

**Source:** Luo & Wang (2003), doi:10.1068/b29120, for the two steps; Luo & Qi (2009),
doi:10.1016/j.healthplace.2009.06.002, for bands of distance; Dai (2010),
doi:10.1016/j.healthplace.2010.06.012, for the Gaussian decay; Wan, Zou & Sternberg (2012),
doi:10.1080/13658816.2012.667986, for the third step, where nearby sites compete for people.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.access import kernels
from entrelieux.engine.access.pairs import AccessError, Pairs

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Catchment:
    """score: supply units per inhabitant, shape (zones,), finite, >= 0.
    unserved: zones from which no site has any weight, shape (zones,).
    idle: sites that no inhabitant can reach, shape (sites,); their supply is in no score.
    """

    score: Floats
    unserved: NDArray[np.bool_]
    idle: NDArray[np.bool_]


def same_for_all(limit: int) -> Floats:
    """Weights by whole minute, 1 up to ``limit``: the two-step method as first published."""
    return steps({limit: 1.0})


def steps(bands: Mapping[int, float]) -> Floats:
    """Weights by whole minute from bands « up to so many minutes: this weight ».

    ``steps({10: 1, 20: 0.68, 30: 0.22})`` gives 31 weights; beyond the last band, nothing.
    """
    if not bands or min(bands) < 0:
        raise AccessError("bands: at least one, of 0 minute or more")
    ends = sorted(bands)
    rank = np.searchsorted(ends, np.arange(ends[-1] + 1))
    return _checked_decay(np.array([bands[end] for end in ends], np.float64)[rank])


def gaussian(limit: int) -> Floats:
    """Weights by whole minute, 1 at once and 0 at ``limit``, along a bell (Dai 2010)."""
    if limit < 1:
        raise AccessError(f"limit: {limit}, expected at least one minute")
    bell = np.exp(-0.5 * (np.arange(limit + 1) / limit) ** 2)
    floor = np.exp(-0.5)
    return _checked_decay((bell - floor) / (1 - floor))


def two_step_catchment(
    people: ArrayLike, supply: ArrayLike, pairs: Pairs, decay: ArrayLike
) -> Catchment:
    """Share each site's supply among the people who may claim it.

    Args:
        people: inhabitants per zone, shape (zones,), >= 0.
        supply: capacity per site in one unit (posts, hours a week), shape (sites,), >= 0.
        pairs: who reaches what. decay: weights in [0, 1] by whole minute; 0 beyond the last.

    Raises:
        AccessError: shapes disagree, or a value is negative, infinite or missing.

    The sum of scores times people equals the supply of the sites that are not idle. Multiplying
    everybody by a number divides every score by it.
    """
    heads, given, weight = _checked(people, supply, pairs, decay)
    claims = kernels.claimed(pairs.start, pairs.site, pairs.minutes, heads, weight, pairs.sites)
    per_head = _per_head(given, claims)
    score, served = kernels.shared(pairs.start, pairs.site, pairs.minutes, per_head, weight)
    return Catchment(score, ~served, claims == 0)


def three_step_catchment(
    people: ArrayLike, supply: ArrayLike, pairs: Pairs, decay: ArrayLike
) -> Catchment:
    """As ``two_step_catchment``, but people part between the sites that they reach.

    Two sites side by side do not make a zone twice as thirsty. Same arguments, errors and law.
    """
    heads, given, weight = _checked(people, supply, pairs, decay)
    start, site, minutes = pairs.start, pairs.site, pairs.minutes
    share = kernels.chosen_share(start, minutes, weight)
    claims = kernels.claimed_by_choice(start, site, minutes, heads, weight, share, pairs.sites)
    per_head = _per_head(given, claims)
    score, served = kernels.shared_by_choice(start, site, minutes, per_head, weight, share)
    return Catchment(score, ~served, claims == 0)


def _per_head(supply: Floats, claims: Floats) -> Floats:
    return np.divide(supply, claims, out=np.zeros_like(supply), where=claims > 0)


def _checked(
    people: ArrayLike, supply: ArrayLike, pairs: Pairs, decay: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    heads = _amounts("people", people, pairs.zones)
    given = _amounts("supply", supply, pairs.sites)
    weight = np.zeros(pairs.limit + 1)
    told = _checked_decay(np.asarray(decay, np.float64))[: weight.size]
    weight[: told.size] = told
    return heads, given, weight


def _amounts(name: str, values: ArrayLike, size: int) -> Floats:
    array = np.ascontiguousarray(values, np.float64)
    if array.shape != (size,):
        raise AccessError(f"{name}: shape {array.shape}, expected ({size},)")
    if not (np.isfinite(array) & (array >= 0)).all():
        raise AccessError(f"{name}: a value is negative, infinite or missing")
    return array


def _checked_decay(weight: Floats) -> Floats:
    if weight.ndim != 1 or not weight.size or not ((weight >= 0) & (weight <= 1)).all():
        raise AccessError("decay: expected weights from 0 to 1 by whole minute")
    return weight
