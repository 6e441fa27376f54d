"""From communes and places to what the siting engine is asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.reaching import reach_model
from entrelieux.engine.access import Pairs, pairs_of
from entrelieux.engine.reach import Mode, Origin, Targets
from entrelieux.engine.siting import Instance
from entrelieux.engine.siting import Pairs as Costs
from entrelieux.observatory.ground import Flags, Ground
from entrelieux.observatory.territory import Ranks
from entrelieux.territories.selectors import communes_table


@dataclass(frozen=True, slots=True, eq=False)
class Territory:
    """The instance, and what its sites are: places that answer already, then communes.

    places: ranks in the sites of the ground, those some commune of the territory reaches; the first
    sites of the instance. communes: ranks of the others, in ``communes_table()``.
    """

    instance: Instance
    places: NDArray[np.intp]
    communes: Ranks

    def site_of_commune(self, rank: int) -> int:
        return int(self.places.size + np.searchsorted(self.communes, rank))


def territory_of(ground: Ground, there: Flags, mode: Mode, limit: int) -> Territory:
    """Who could go where: to the places that answer, and to a new one in each commune.

    A new place stands where trips to its commune start (its town hall). there: places that answer.
    """
    communes = ground.zones[: ground.inside]
    near = ground.pairs
    end = near.start[ground.inside]
    kept = there[near.site[:end]]
    places = np.unique(near.site[:end][kept])
    before = np.concatenate([[0], np.cumsum(kept)])
    start = before[near.start[: ground.inside + 1]]
    old = Pairs(
        start,
        np.searchsorted(places, near.site[:end][kept]).astype(np.int32),
        near.minutes[:end][kept],
        int(places.size),
        near.limit,
    )
    new = pairs_of(reach_model(), _origins(communes), _targets(communes), mode, limit)
    instance = Instance(
        weights=ground.people[: ground.inside],
        costs=_beside(old, new),
        existing=np.arange(places.size),
    )
    return Territory(instance, places.astype(np.intp), communes)


def _beside(old: Pairs, new: Pairs) -> Costs:
    """Both tables as one, the sites of the second numbered after those of the first."""
    size = np.diff(old.start) + np.diff(new.start)
    start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    site = np.empty(int(start[-1]), np.int32)
    minutes = np.empty(int(start[-1]), np.float64)
    zone_old = np.repeat(np.arange(old.zones), np.diff(old.start))
    zone_new = np.repeat(np.arange(new.zones), np.diff(new.start))
    at_old = np.arange(len(old)) - old.start[zone_old] + start[zone_old]
    at_new = (
        np.arange(len(new)) - new.start[zone_new] + start[zone_new] + np.diff(old.start)[zone_new]
    )
    site[at_old], minutes[at_old] = old.site, old.minutes
    site[at_new], minutes[at_new] = new.site + old.sites, new.minutes
    return Costs(start, site, minutes, old.sites + new.sites)


def _origins(communes: Ranks) -> list[Origin]:
    table = communes_table()
    columns = (table.lon, table.lat, table.density, table.landmass)
    return [Origin(*point) for point in zip(*(c[communes].tolist() for c in columns), strict=True)]


def _targets(communes: Ranks) -> Targets:
    table = communes_table()
    return Targets.build(
        table.lon[communes],
        table.lat[communes],
        table.density[communes],
        table.landmass[communes],
    )
