"""Every place that answers a question, in order: one answer for pages, maps, files and the API."""

from dataclasses import dataclass
from datetime import datetime
from math import isnan

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.asking import Asked, DirectoryParams, vocabulary
from entrelieux.directory.cards import FoundPlace, Loosened, PlaceCard, WordsRead
from entrelieux.directory.doors import state_of
from entrelieux.directory.facets import Facets, facets_of
from entrelieux.directory.listing import NO_MINUTES, Found, PlaceTable, Sieve, Wanted
from entrelieux.directory.loosening import loosenings
from entrelieux.kernel.errors import UserError
from entrelieux.territories.selectors import CommuneCard, resolve_commune


@dataclass(frozen=True, slots=True)
class PlacePage:
    """25 places at most, of ``total``; ``known``: of which nothing that was asked is unknown.

    page: brought back between 1 and ``pages``. need: code of the need asked, or "". minutes: asked
    from the commune, 0 not asked; way, minutes_said: how they were found, "" when not asked. order:
    how they are ranked, in one sentence. facets: empty when they were not asked for. words: what
    was read of those typed. loosened, named (a commune of that name): when nothing was found.
    """

    found: tuple[FoundPlace, ...]
    way: str
    minutes_said: str
    total: int
    known: int
    page: int
    pages: int
    params: DirectoryParams
    commune: CommuneCard | None
    minutes: int
    need: str
    order: str
    facets: Facets
    loosened: tuple[Loosened, ...]
    words: WordsRead
    named: CommuneCard | None

    @property
    def cards(self) -> tuple[PlaceCard, ...]:
        return tuple(one.card for one in self.found)


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """found: rows of ``table`` in order. sources: those shown. doors: empty when not looked at.

    by_road: rows whose minutes follow roads; empty when no minutes are asked.
    """

    asked: Asked
    table: PlaceTable
    sources: frozenset[int]
    now: datetime
    doors: NDArray[np.int8]
    wanted: Wanted
    sieve: Sieve
    found: Found
    by_road: NDArray[np.bool_]

    def place(self, rank: int, card: PlaceCard) -> FoundPlace:
        """What is said of the result of this rank, from 0, beside its own card."""
        table, row = self.table, int(self.found.rows[rank])
        return FoundPlace(
            card=card,
            km=self.km(rank),
            minutes=self.minutes(rank),
            is_by_road=bool(self.by_road.size and self.by_road[row]),
            others=int(self.found.others[rank]),
            doubts=self.doubts(rank),
            door=state_of(table.texts_of(row), str(table.departement[row]), self.now),
        )

    def km(self, rank: int) -> float | None:
        found = float(self.found.km[rank])
        return None if isnan(found) else found

    def minutes(self, rank: int) -> int | None:
        found = int(self.found.minutes[rank])
        return None if found == NO_MINUTES else found

    def doubts(self, rank: int) -> tuple[str, ...]:
        """Filters that this place leaves unanswered."""
        row = self.found.rows[rank]
        return tuple(name for name, flags in self.sieve.doubt.items() if flags[row])

    def facets(self) -> Facets:
        quarter = self.asked.quarter
        return facets_of(self.table, self.sieve, self.doors, vocabulary(), quarter=quarter)

    def loosenings(self) -> tuple[Loosened, ...]:
        return loosenings(self.asked, self.wanted, self.table, self.sieve)

    def words_read(self) -> WordsRead:
        search = self.wanted.search
        if search is None:
            return WordsRead()
        return WordsRead(search.mended, search.missing, search.is_partial)


def commune_named(asked: Asked) -> CommuneCard | None:
    """The commune that the words typed are the name of, when none is asked."""
    if not asked.params.q or asked.commune is not None:
        return None
    try:
        return resolve_commune(asked.params.q)
    except UserError:
        return None
