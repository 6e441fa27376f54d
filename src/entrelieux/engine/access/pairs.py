"""Who reaches what, in how many minutes: the one table that every study of access reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.reach import Mode, Origin, ReachModel, Targets


class AccessError(ValueError):
    """The arrays cannot describe a territory; the message says which rule is broken."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Sites within a limit of each zone, zone after zone; read-only.

    start: first pair of each zone and one past the last, shape (zones + 1,).
    site: index of a site, ascending within a zone, shape (pairs,).
    minutes: one way, whole, 0 to ``limit``, shape (pairs,). A pair that is absent is out of reach
    or unknown.
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    minutes: NDArray[np.int16]
    sites: int
    limit: int

    def __post_init__(self) -> None:
        start, site, minutes = self.start, self.site, self.minutes
        if start.ndim != 1 or not start.size or start[0] != 0 or (np.diff(start) < 0).any():
            raise AccessError("start: expected bounds that begin at 0 and never fall")
        if site.shape != (start[-1],) or minutes.shape != site.shape:
            raise AccessError(f"{start[-1]} pairs are announced, {site.size} sites given")
        if site.size and not 0 <= int(site.min()) <= int(site.max()) < self.sites:
            raise AccessError(f"site: expected from 0 to {self.sites - 1}")
        if minutes.size and not 0 <= int(minutes.min()) <= int(minutes.max()) <= self.limit:
            raise AccessError(f"minutes: expected from 0 to {self.limit}")
        for array in (start, site, minutes):
            array.setflags(write=False)

    def __len__(self) -> int:
        return int(self.site.size)

    @property
    def zones(self) -> int:
        return int(self.start.size - 1)

    @classmethod
    def from_dense(cls, minutes: ArrayLike, limit: int) -> Self:
        """From a table zones × sites of minutes; NaN, infinite or above ``limit``: out of reach."""
        table = np.asarray(minutes, np.float64)
        if table.ndim != 2:
            raise AccessError(f"minutes: table of {table.ndim} dimensions, expected two")
        if (table < 0).any():
            raise AccessError("minutes: a negative one")
        near = np.ceil(np.where(np.isnan(table), np.inf, table)) <= limit
        start = np.concatenate([[0], np.cumsum(near.sum(axis=1))]).astype(np.int64)
        site = np.nonzero(near)[1].astype(np.int32)
        return cls(start, site, np.ceil(table[near]).astype(np.int16), table.shape[1], limit)

    def of(self, zone: int) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        """Sites that one zone reaches and the minutes to each."""
        at = slice(self.start[zone], self.start[zone + 1])
        return self.site[at], self.minutes[at]


def pairs_of(
    model: ReachModel, origins: Iterable[Origin], targets: Targets, mode: Mode, limit: int
) -> Pairs:
    """Ask a source of travel times for all zones at once.

    Args:
        model: road network or estimate. origins: where each zone starts from, in order.
        targets: the sites. mode: how people travel. limit: minutes one way, 0 to 1 440.

    Raises:
        ReachError: the limit or a point makes no sense.
    """
    sites, minutes = [], []
    for found, away in model.reachable_from_each(tuple(origins), targets, mode, limit):
        sites.append(found)
        minutes.append(away)
    size = np.fromiter((found.size for found in sites), np.int64, len(sites))
    return Pairs(
        np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        np.concatenate(sites) if sites else np.empty(0, np.int32),
        np.concatenate(minutes) if minutes else np.empty(0, np.int16),
        len(targets),
        limit,
    )
