"""How evenly is something shared between people, and who is left behind?

Every figure weights each zone by its people. A zone without people counts for nothing; a missing
value (NaN) is left out, and ``Spread.people_unknown`` says for how many people.

**Source:** Gini (1912) in the form of Lerman & Yitzhaki (1989), doi:10.1016/0304-4076(89)90075-8,
for weights; Cobham & Sumner (2013) for the Palma ratio; Kakwani, Wagstaff & van Doorslaer (1997),
doi:10.1016/S0304-4076(96)01807-6, for the concentration index.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.access.pairs import AccessError

Floats = NDArray[np.float64]
RICHEST, POOREST = 0.1, 0.4


@dataclass(frozen=True, slots=True)
class Spread:
    """gini: 0 everybody alike, towards 1 a few have all. palma: what the tenth who have most share
    over what the four tenths who have least share. Both None when nobody has anything.
    """

    people: float
    people_unknown: float
    mean: float | None
    median: float | None
    gini: float | None
    palma: float | None


def spread(values: ArrayLike, people: ArrayLike) -> Spread:
    """The figures of one distribution. values >= 0 or NaN, people >= 0, both shape (zones,)."""
    seen, heads, unknown = _known(values, people)
    total = float(heads.sum())
    if not total:
        return Spread(0.0, unknown, None, None, None, None)
    return Spread(
        total,
        unknown,
        float(seen @ heads / total),
        quantile(seen, heads, 0.5),
        gini(seen, heads),
        palma(seen, heads),
    )


def gini(values: ArrayLike, people: ArrayLike) -> float | None:
    """0 when everybody has alike, at most 1; the same when all values are scaled alike.

    None when nobody has anything.
    """
    seen, heads, _ = _known(values, people)
    shares, held = _lorenz(seen, heads)
    if shares is None or held is None:
        return None
    area = float(((held[1:] + held[:-1]) * np.diff(shares)).sum())
    return min(1.0, max(0.0, 1.0 - area))


def palma(values: ArrayLike, people: ArrayLike) -> float | None:
    """What the tenth of people with most hold over what the four tenths with least hold.

    1 / 4 when everybody has alike; None when the four tenths with least have nothing.
    """
    seen, heads, _ = _known(values, people)
    shares, held = _lorenz(seen, heads)
    if shares is None or held is None:
        return None
    least = float(np.interp(POOREST, shares, held))
    most = 1.0 - float(np.interp(1.0 - RICHEST, shares, held))
    return most / least if least > 0 else None


def concentration(values: ArrayLike, people: ArrayLike, rank_by: ArrayLike) -> float | None:
    """From −1 to 1: below 0 when those with a low ``rank_by`` hold more than their part.

    Zones of one rank are mixed: what they hold is shared between them. None when nothing is held.
    """
    order_by = np.asarray(rank_by, np.float64)
    seen = np.where(np.isnan(order_by), np.nan, np.asarray(values, np.float64))
    known = ~np.isnan(seen)
    seen, heads, _ = _known(seen, people)
    order_by = order_by[known]
    total = float(seen @ heads)
    if not total or not heads.sum():
        return None
    _, group = np.unique(order_by, return_inverse=True)
    held = np.bincount(group, seen * heads)
    living = np.bincount(group, heads)
    middle = (np.cumsum(living) - living / 2) / living.sum()
    return float(2 * (held @ middle) / total - 1)


def quantile(values: ArrayLike, people: ArrayLike, part: float) -> float | None:
    """The least value that at least ``part`` of people do not exceed; None without people."""
    if not 0 <= part <= 1:
        raise AccessError(f"part: {part}, expected from 0 to 1")
    seen, heads, _ = _known(values, people)
    if not heads.sum():
        return None
    seen, heads = seen[heads > 0], heads[heads > 0]
    order = np.argsort(seen, kind="stable")
    reached = np.cumsum(heads[order])
    at = int(np.searchsorted(reached, part * reached[-1] * (1 - 1e-12)))
    return float(seen[order][min(at, seen.size - 1)])


def ranks(values: ArrayLike, people: ArrayLike, parts: int) -> NDArray[np.int8]:
    """Part of each zone, 0 the lowest values to ``parts`` − 1, each with about as many people.

    Zones of one value are never parted; −1 where the value is missing. Shape (zones,).
    """
    if not 2 <= parts <= 100:
        raise AccessError(f"parts: {parts}, expected from 2 to 100")
    given = np.asarray(values, np.float64)
    heads = np.asarray(people, np.float64)
    found = np.full(given.shape, -1, np.int8)
    known = np.flatnonzero(~np.isnan(given))
    if not known.size or not heads[known].sum():
        return found
    _, group = np.unique(given[known], return_inverse=True)
    living = np.bincount(group, heads[known])
    middle = (np.cumsum(living) - living / 2) / living.sum()
    found[known] = np.minimum((middle * parts).astype(np.int8), parts - 1)[group]
    return found


def by_group(
    values: ArrayLike, people: ArrayLike, group: ArrayLike, groups: int
) -> Sequence[Spread]:
    """``spread`` of each group 0..groups−1; zones of group −1 are in none."""
    seen, heads = np.asarray(values, np.float64), np.asarray(people, np.float64)
    of = np.asarray(group)
    if of.shape != seen.shape:
        raise AccessError(f"group: shape {of.shape}, expected {seen.shape}")
    return tuple(spread(seen[of == one], heads[of == one]) for one in range(groups))


def _lorenz(seen: Floats, heads: Floats) -> tuple[Floats, Floats] | tuple[None, None]:
    """Cumulative shares of people and of what they hold, from 0 to 1, those with least first."""
    total = float(seen @ heads)
    if not total:
        return None, None
    order = np.argsort(seen, kind="stable")
    living = np.concatenate([[0.0], np.cumsum(heads[order])])
    held = np.concatenate([[0.0], np.cumsum(seen[order] * heads[order])])
    return living / living[-1], held / held[-1]


def _known(values: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats, float]:
    seen, heads = np.asarray(values, np.float64), np.asarray(people, np.float64)
    if seen.ndim != 1 or seen.shape != heads.shape:
        raise AccessError(f"values {seen.shape}, people {heads.shape}: expected one shape (n,)")
    if not (np.isfinite(heads) & (heads >= 0)).all():
        raise AccessError("people: a number is negative, infinite or missing")
    known = ~np.isnan(seen)
    if not (np.isfinite(seen[known]) & (seen[known] >= 0)).all():
        raise AccessError("values: one is negative or infinite")
    return seen[known], heads[known], float(heads[~known].sum())
