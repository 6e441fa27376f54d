"""What a study stands on: communes, places shown, and minutes from the ones to the others."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.listing import PlaceTable, UsualWeek
from entrelieux.directory.reaching import reach_model
from entrelieux.directory.timed import Timed
from entrelieux.engine.access import Pairs, pairs_of
from entrelieux.engine.hours import DAY, unpack
from entrelieux.engine.reach import Mode, Origin, Targets
from entrelieux.observatory.territory import Ranks, Territory
from entrelieux.territories.selectors import CommuneTable, communes_table

KM_PER_DEGREE = 111.2
AROUND_KM = 90
"""How far people of other communes are looked for, who share the places of a territory."""
KEPT = 8

NOTHING = np.uint64(0)
NOWHERE = -1
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

    def words(self, *, needs: bool) -> Words:
        """Bits of what each place offers at some time or other, shape (sites, words)."""
        return self.needs if needs else self.functions[:, None]

    def words_then(
        self, day: int, first: int, last: int, quarters: int, *, needs: bool
    ) -> tuple[Words, Words]:
        """(surely, perhaps): what each place offers between two quarters of a usual weekday.

        Shape (sites, words) both. day: 0 Monday. first, last: 0 to 96. quarters: open at least so
        long between them. Who has hours of their own (a permanence) counts at those; the rest at
        the hours of the doors. Perhaps: hours are unknown, or told for some weeks only; what is
        surely there is not in it.
        """
        table, timed = self.table, self.table.timed
        span = slice(day * DAY + first, day * DAY + last)
        sure, maybe = _then(table.week, span, quarters)
        # Without hours of its doors, those of a place are only those of who comes there. When
        # producers disagree on whether hours are known, those that tell them are believed.
        told = table.week.settled[table.week.of_row] & ~np.isin(table.pk, list(table.times))
        surely = self.any_of(sure[table.week.of_row] & told)
        perhaps = self.any_of(maybe[table.week.of_row] & told) | ~self.any_of(told)
        words = self._united(timed.needs_at_doors if needs else timed.at_doors[:, None])
        there: Words = np.where(surely[:, None], words, NOTHING)
        may: Words = np.where(perhaps[:, None], words, NOTHING)
        comes = timed.needs if needs else timed.functions[:, None]
        site = self._site_of_row[timed.row]
        for found, flags in zip((there, may), _then(timed, span, quarters), strict=True):
            held = flags[timed.of_row] & (site != NOWHERE)
            np.bitwise_or.at(found, site[held], comes[held])
        return there, may & ~there

    def timed_words(self, *, needs: bool) -> Words:
        """Bits of what is offered at some hours only by who comes, never by the place itself."""
        timed = self.table.timed
        words = timed.needs_at_doors if needs else timed.at_doors[:, None]
        return self.words(needs=needs) & ~self._united(words)

    def _united(self, words: Words) -> Words:
        """From rows of the table to places, shape (sites, words)."""
        return _together(words[self.members], self.starts)

    @cached_property
    def _site_of_row(self) -> NDArray[np.intp]:
        found = np.full(len(self.table.pk), NOWHERE, np.intp)
        found[self.members] = np.repeat(
            np.arange(len(self)), np.diff(self.starts, append=self.members.size)
        )
        return found

    @cached_property
    def itinerant(self) -> Flags:
        return self.any_of(self.table.itinerant)


def _then(weeks: UsualWeek | Timed, span: slice, quarters: int) -> tuple[Flags, Flags]:
    """(surely, perhaps) open so many quarters, by rank of the hours."""
    maybe = (_quarters(weeks.possible, span) >= quarters) | ~weeks.settled
    return _quarters(weeks.sure, span) >= quarters, maybe


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
        needs=_together(table.answers[members], starts),
    )


def _together(words: Words, starts: NDArray[np.intp]) -> Words:
    """Rows of each place united; any trailing shape."""
    if not starts.size:
        return np.zeros((0, *words.shape[1:]), np.uint64)
    found: Words = np.bitwise_or.reduceat(words, starts, axis=0)
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


_kept: OrderedDict[tuple[int, str, str, int, str], tuple[Sites, Ground]] = OrderedDict()
_lock = Lock()


def ground_of(sites: Sites, territory: Territory, mode: Mode, limit: int) -> Ground:
    """Minutes from each commune of a territory, and around it, to every place within the limit.

    The last few are kept: a study asks the same ground many times.
    """
    key = (id(sites), territory.key, mode.value, limit, reach_model().method.id)
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
