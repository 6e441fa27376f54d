"""From communes and places to what the siting engine is asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.reaching import reach_model
from entrelieux.engine.access import Pairs, pairs_of
from entrelieux.engine.reach import Mode, Origin, Targets
from entrelieux.engine.siting import Instance
from entrelieux.engine.siting import Pairs as Costs
from entrelieux.observatory.access.asking import LONG_ENOUGH, NEED
from entrelieux.observatory.ground import Flags, Ground, Sites, Words
from entrelieux.observatory.siting.asking import EVERYWHERE, WITH_A_ROOM, SitingAsked
from entrelieux.observatory.territory import Ranks
from entrelieux.observatory.wording import labels_of
from entrelieux.packs.fr import functions as functions_pack
from entrelieux.territories.selectors import communes_table

WORD = 64
ROOMS = (
    "salle_reunion",
    "evenementiel",
    "convivialite",
    "bureau_coworking",
    "formation",
    "service_au_public",
)
"""Functions of places that have a room to lend."""


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


def territory_of(
    ground: Ground, there: Flags, mode: Mode, limit: int, may_open: Flags | None = None
) -> Territory:
    """Who could go where: to the places that answer, and to a new one in each commune.

    A new place stands where trips to its commune start (its town hall). there: places that answer.
    may_open: by commune of the territory; None: in every one.
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
    new = pairs_of(reach_model(), origins(communes), targets(communes), mode, limit)
    closed = np.zeros(0, np.intp) if may_open is None else np.flatnonzero(~may_open)
    instance = Instance(
        weights=ground.people[: ground.inside],
        costs=_beside(old, new),
        existing=np.arange(places.size),
        forbidden=places.size + closed,
    )
    return Territory(instance, places.astype(np.intp), communes)


def standing(sites: Sites, asked: SitingAsked) -> tuple[Flags, Flags]:
    """(those that answer and count as open then, those whose hours then are unknown)."""
    access = asked.access
    rank, needs = list(labels_of(access.kind)).index(access.code), access.kind == NEED
    if access.day is None or access.half is None:
        return _has(sites.words(needs=needs), rank), np.zeros(len(sites), np.bool_)
    words = sites.words_then(access.day, *access.half, LONG_ENOUGH, needs=needs)
    surely, perhaps = (_has(one, rank) for one in words)
    return surely | perhaps if asked.counts_unknown else surely, perhaps


def _has(words: Words, rank: int) -> Flags:
    found: Flags = words[:, rank // WORD] >> np.uint64(rank % WORD) & np.uint64(1) != 0
    return found


def may_open(sites: Sites, asked: SitingAsked) -> Flags:
    """Communes of the territory where something may open, in its order."""
    codes = np.array(communes_table().codes)[asked.access.territory.communes]
    allowed: Flags = ~np.isin(codes, np.array(asked.forbidden, np.str_))
    if asked.hosts != EVERYWHERE:
        allowed &= np.isin(codes, sites.table.commune[hosting(sites, asked.hosts)])
    return allowed


def hosting(sites: Sites, hosts: str) -> Flags:
    """Rows of the table that could host a permanence: buildings, or those that say a room."""
    table = sites.table
    stays: Flags = ~table.itinerant
    if hosts == WITH_A_ROOM:
        known = functions_pack.functions()
        word = np.uint32(sum(1 << known[code].bit for code in ROOMS))
        stays &= table.facts.functions & word != 0
    return stays


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


def origins(communes: Ranks) -> list[Origin]:
    table = communes_table()
    columns = (table.lon, table.lat, table.density, table.landmass)
    return [Origin(*point) for point in zip(*(c[communes].tolist() for c in columns), strict=True)]


def targets(communes: Ranks) -> Targets:
    table = communes_table()
    return Targets.build(
        table.lon[communes],
        table.lat[communes],
        table.density[communes],
        table.landmass[communes],
    )
