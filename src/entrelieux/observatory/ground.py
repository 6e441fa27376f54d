"""What a study stands on: communes, places shown, and minutes from the ones to the others."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.listing import PlaceTable
from entrelieux.directory.reaching import reach_model
from entrelieux.engine.access import Pairs, pairs_of
from entrelieux.engine.hours import DAY, unpack
from entrelieux.engine.reach import Mode, Origin, Targets
from entrelieux.observatory.territory import Ranks, Territory
from entrelieux.territories.selectors import CommuneTable, communes_table

KM_PER_DEGREE = 111.2
AROUND_KM = 90
"""How far people of other communes are looked for, who share the places of a territory."""
KEPT = 8

Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sites:
    """Places as access sees them: one for each, however many producers describe it.

    row: of the table, one of each place, shape (sites,). functions: bits, shape (sites,); needs:
    bits of those answered exactly or closely, shape (sites, 2). starts, members: rows of the table
    that describe each place, side by side.
    """

    table: PlaceTable
    row: NDArray[np.intp]
    starts: NDArray[np.intp]
    members: NDArray[np.intp]
    targets: Targets
    functions: Words
    needs: Words

    def __len__(self) -> int:
        return int(self.row.size)

    def any_of(self, flags: Flags) -> Flags:
        """Whether one of the rows that describe each place is so. flags: by row of the table."""
        if not self.row.size:
            return np.zeros(0, np.bool_)
        found: Flags = np.logical_or.reduceat(flags[self.members], self.starts)
        return found

    def open_between(self, day: int, first: int, last: int, quarters: int) -> tuple[Flags, Flags]:
        """(surely, perhaps) open at least so many quarters between two of a usual weekday.

        day: 0 Monday. first, last: quarters of that day, 0 to 96. Perhaps: hours are unknown, or
        told for some weeks only; what is surely open is not in it.
        """
        week = self.table.week
        span = slice(day * DAY + first, day * DAY + last)
        sure = _quarters(week.sure, span) >= quarters
        maybe = (_quarters(week.possible, span) >= quarters) | ~week.settled
        surely = self.any_of(sure[week.of_row])
        return surely, self.any_of(maybe[week.of_row]) & ~surely

    @cached_property
    def itinerant(self) -> Flags:
        return self.any_of(self.table.itinerant)


def _quarters(weeks: Words, span: slice) -> NDArray[np.int64]:
    return np.array([unpack(week)[span].sum() for week in weeks], np.int64)


def sites_of(table: PlaceTable) -> Sites:
    """Kept with the table: built once for each publication."""
    found = _SITES.get(table)
    if found is None:
        found = _SITES[table] = _sites(table)
    return found


_SITES: WeakKeyDictionary[PlaceTable, Sites] = WeakKeyDictionary()


def _sites(table: PlaceTable) -> Sites:
    placed = table.target_row
    order = np.argsort(table.twin[placed], kind="stable")
    members = placed[order]
    starts = np.flatnonzero(np.diff(table.twin[members], prepend=-1))
    first = order[starts]
    near = table.targets
    words = table.facts.functions[members].astype(np.uint64)
    return Sites(
        table=table,
        row=members[starts],
        starts=starts,
        members=members,
        targets=Targets.build(
            near.lon[first], near.lat[first], near.density[first], near.landmass[first]
        ),
        functions=_together(words, starts),
        needs=np.column_stack(
            [_together(table.answers[members, word], starts) for word in range(2)]
        ),
    )


def _together(words: Words, starts: NDArray[np.intp]) -> Words:
    if not starts.size:
        return np.zeros(0, np.uint64)
    found: Words = np.bitwise_or.reduceat(words, starts)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """zones: ranks of communes, those of the territory first, then those around it.

    inside: how many are of the territory. people: inhabitants of each zone.
    """

    territory: Territory
    sites: Sites
    zones: Ranks
    inside: int
    people: NDArray[np.float64]
    pairs: Pairs


_kept: OrderedDict[tuple[int, str, str, int], tuple[Sites, Ground]] = OrderedDict()
_lock = Lock()


def ground_of(sites: Sites, territory: Territory, mode: Mode, limit: int) -> Ground:
    """Minutes from each commune of a territory, and around it, to every place within the limit.

    The last few are kept: a study asks the same ground many times.
    """
    key = (id(sites), territory.key, mode.value, limit)
    with _lock:
        kept = _kept.get(key)
        if kept is not None and kept[0] is sites:
            _kept.move_to_end(key)
            return kept[1]
    found = _ground(sites, territory, mode, limit)
    with _lock:
        _kept[key] = (sites, found)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _ground(sites: Sites, territory: Territory, mode: Mode, limit: int) -> Ground:
    table = communes_table()
    zones = np.concatenate([territory.communes, _around(table, territory.communes)])
    origins = (
        Origin(*point)
        for point in zip(
            table.lon[zones].tolist(),
            table.lat[zones].tolist(),
            table.density[zones].tolist(),
            table.landmass[zones].tolist(),
            strict=True,
        )
    )
    pairs = pairs_of(reach_model(), origins, sites.targets, mode, limit)
    people = table.population[zones].astype(np.float64)
    return Ground(territory, sites, zones, territory.communes.size, people, pairs)


def _around(table: CommuneTable, inside: Ranks) -> Ranks:
    """Communes near those of the territory: their people go to the same places."""
    others = np.ones(len(table.codes), np.bool_)
    others[inside] = False
    lat = table.lat[inside]
    half_lat = AROUND_KM / KM_PER_DEGREE
    half_lon = half_lat / np.cos(np.radians(np.clip(np.abs(lat).max() + half_lat, 0, 85)))
    others &= (table.lat >= lat.min() - half_lat) & (table.lat <= lat.max() + half_lat)
    lon = table.lon[inside]
    others &= (table.lon >= lon.min() - half_lon) & (table.lon <= lon.max() + half_lon)
    return np.flatnonzero(others)
