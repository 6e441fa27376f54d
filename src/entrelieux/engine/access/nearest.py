"""How far is the nearest site of each kind, the k nearest, and how many are within reach?"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.access import kernels
from entrelieux.engine.access.pairs import AccessError, Pairs

NOBODY = -1
"""No site of this kind within the limit: further, or unknown."""
MOST_KINDS = 64


def _bits(pairs: Pairs, bits: ArrayLike, kinds: int) -> NDArray[np.uint64]:
    words = np.asarray(bits, np.uint64)
    if words.shape != (pairs.sites,):
        raise AccessError(f"bits: shape {words.shape}, expected ({pairs.sites},)")
    if not 1 <= kinds <= MOST_KINDS:
        raise AccessError(f"kinds: {kinds}, expected from 1 to {MOST_KINDS}")
    if kinds < MOST_KINDS and (words >> np.uint64(kinds)).any():
        raise AccessError(f"bits: one beyond the {kinds} kinds")
    return words


def nearest(pairs: Pairs, bits: ArrayLike, kinds: int) -> NDArray[np.int16]:
    """Minutes from each zone to the nearest site of each kind, all kinds in one pass.

    Args:
        bits: shape (sites,), bit f set when a site is of kind f; 0 sites count for nothing.
        kinds: how many, 1 to 64.

    Returns:
        Shape (zones, kinds), ``NOBODY`` when none is within the limit. Adding a site never raises
        a figure.

    Raises:
        AccessError: shapes disagree or a bit is beyond the kinds.
    """
    found: NDArray[np.int16] = kernels.nearest(
        pairs.start, pairs.site, pairs.minutes, _bits(pairs, bits, kinds), kinds
    )
    return found


def k_nearest(
    pairs: Pairs, chosen: ArrayLike, k: int
) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """The k nearest of the chosen sites, nearest first, the smaller index first when equal.

    Args:
        chosen: flags, shape (sites,). k: at least 1.

    Returns:
        Sites and minutes, shape (zones, k), ``NOBODY`` where there are fewer.
    """
    flags = np.asarray(chosen, np.bool_)
    if flags.shape != (pairs.sites,) or k < 1:
        raise AccessError(f"chosen: shape {flags.shape}, k {k}; expected ({pairs.sites},), k >= 1")
    found: tuple[NDArray[np.int32], NDArray[np.int16]] = kernels.k_nearest(
        pairs.start, pairs.site, pairs.minutes, flags, k
    )
    return found


def reached(pairs: Pairs, bits: ArrayLike, kinds: int, within: int) -> NDArray[np.int32]:
    """How many sites of each kind each zone reaches in ``within`` minutes; (zones, kinds)."""
    if not 0 <= within <= pairs.limit:
        raise AccessError(f"within: {within}, expected from 0 to {pairs.limit}")
    found: NDArray[np.int32] = kernels.reached(
        pairs.start, pairs.site, pairs.minutes, _bits(pairs, bits, kinds), kinds, within
    )
    return found
