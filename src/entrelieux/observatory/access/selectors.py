"""Who can reach each function or need from each commune, when, and how fairly is it shared?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.reaching import reach_model
from entrelieux.directory.selectors import table_of
from entrelieux.engine.access import (
    NOBODY,
    k_nearest,
    nearest,
    quantile,
    reached,
    spread,
    steps,
    three_step_catchment,
    two_step_catchment,
)
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.access.asking import LONG_ENOUGH, AccessAsked, AccessParams, understood
from entrelieux.observatory.access.cards import AccessStudy, ByCommune, Coverage
from entrelieux.observatory.access.crossing import crossed_of
from entrelieux.observatory.access.meshing import mesh_of
from entrelieux.observatory.ground import Flags, Ground, Sites, Words, ground_of, sites_of
from entrelieux.observatory.indicators.selectors import indicator_of
from entrelieux.observatory.wording import labels_of
from entrelieux.territories.selectors import communes_table, territories_digest

DENSITIES = 4
FOR = 10_000
NOT_REACHED = 9_999.0
WORD = 64
NONE = np.uint64(0)
BANDS = (1.0, 0.68, 0.22)
"""What a place counts for in each third of the limit (Luo & Qi 2009)."""


def access_study(viewer: Viewer, params: AccessParams) -> AccessStudy:
    """The study as the offer stands now; the same for everybody.

    Raises:
        UserError: a value of ``params`` names nothing; ``field`` says which.
    """
    asked = understood(params)
    version, _sources, table, is_fiction = table_of(viewer)
    sites = sites_of(table)
    ground = ground_of(sites, asked.territory, asked.mode, asked.minutes)
    offered = offered_of(sites, asked)
    found = _Found(ground, offered, asked.steps)
    indicator = indicator_of(asked.indicator) if asked.code else None
    model = reach_model().method
    read = (" ".join(map(str, version[2:])), territories_digest(), model.id)
    return AccessStudy(
        asked=asked,
        method=model,
        lines=tuple(
            found.coverage(rank, code, labels_of(asked.kind)[code])
            for rank, code in enumerate(offered.codes)
        ),
        minutes=found.minutes,
        by_commune=found.by_commune(0) if asked.code else None,
        sites=len(sites),
        is_fiction=is_fiction,
        ground=(*read, indicator.digest) if indicator else read,
        mesh=mesh_of(ground, found.there(0), asked.mode) if asked.code else None,
        crossed=crossed_of(indicator, ground, found.minutes[:, 0] != NOBODY, found.shared(0))
        if indicator
        else None,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Offered:
    """codes: asked. sure, perhaps: their bits for each place, surely or perhaps there at the time
    asked. passing: those of ``sure`` that a place that moves offers, or only who comes there. All
    of shape (sites, words).
    """

    codes: tuple[str, ...]
    sure: Words
    perhaps: Words
    passing: Words
    itinerant: Flags


def offered_of(sites: Sites, asked: AccessAsked) -> Offered:
    """What each place offers of what is asked, at the time asked."""
    codes = tuple(labels_of(asked.kind))
    sure = sites.words(needs=asked.is_need)
    perhaps = np.zeros_like(sure)
    if asked.day is not None and asked.half is not None:
        sure, perhaps = sites.words_then(asked.day, *asked.half, LONG_ENOUGH, needs=asked.is_need)
    passing = np.where(sites.itinerant[:, None], sure, sites.timed_words(needs=asked.is_need))
    passing = passing & sure
    if asked.code:
        rank = codes.index(asked.code)
        sure, perhaps, passing = (_one(word, rank) for word in (sure, perhaps, passing))
        codes = (asked.code,)
    return Offered(codes, sure, perhaps, passing, sites.itinerant)


def _one(words: Words, rank: int) -> Words:
    found: Words = words[:, rank // WORD] >> np.uint64(rank % WORD) & np.uint64(1)
    return found[:, None]


class _Found:
    """What is computed once for all kinds."""

    def __init__(self, ground: Ground, offered: Offered, shared_in: int) -> None:
        self.ground, self.offered, self.pairs = ground, offered, ground.pairs
        inside = slice(ground.inside)
        self.people = ground.people[inside]
        self.density = communes_table().density[ground.zones[inside]]
        self.minutes = self._nearest(offered.sure)
        self.maybe = self._nearest(offered.sure | offered.perhaps)
        self.staying = self._nearest(offered.sure & ~offered.passing)
        self.counted = self._by_word(
            lambda word, kinds: reached(self.pairs, word, kinds, self.pairs.limit), offered.sure
        )
        third = max(1, self.pairs.limit // 3)
        self.decay = steps({third: BANDS[0], 2 * third: BANDS[1], self.pairs.limit: BANDS[2]})
        self.catchment = two_step_catchment if shared_in == 2 else three_step_catchment
        self.in_reach = np.zeros(self.pairs.sites, np.bool_)
        self.in_reach[self.pairs.site[: self.pairs.start[ground.inside]]] = True
        self._shared: dict[int, NDArray[np.float64]] = {}

    def _nearest(self, words: Words) -> NDArray[np.int16]:
        return self._by_word(lambda word, kinds: nearest(self.pairs, word, kinds), words)

    def _by_word(self, ask: Callable[[Words, int], NDArray[Any]], words: Words) -> NDArray[Any]:
        kinds = len(self.offered.codes)
        parts = [
            ask(words[:, word], min(WORD, kinds - word * WORD)) for word in range(-(-kinds // WORD))
        ]
        return np.concatenate(parts, axis=1)[: self.ground.inside]

    def there(self, kind: int) -> Flags:
        return self._flags(self.offered.sure, kind)

    def _flags(self, words: Words, kind: int) -> Flags:
        bit: Flags = _one(words, kind)[:, 0] != NONE
        return bit

    def shared(self, kind: int) -> NDArray[np.float64]:
        if kind not in self._shared:
            supply = self.there(kind).astype(np.float64)
            found = self.catchment(self.ground.people, supply, self.pairs, self.decay)
            self._shared[kind] = found.score[: self.ground.inside] * FOR
        return self._shared[kind]

    def coverage(self, kind: int, code: str, label: str) -> Coverage:
        people, minutes = self.people, self.minutes[:, kind]
        sure = minutes != NOBODY
        maybe = (self.maybe[:, kind] != NOBODY) & ~sure
        there = self.there(kind) & self.in_reach
        passing = self._flags(self.offered.passing, kind) & there
        moving = there & self.offered.itinerant
        return Coverage(
            code=code,
            label=label,
            people=float(people.sum()),
            within=float(people[sure].sum()),
            perhaps=float(people[maybe].sum()),
            places=int(there.sum()),
            median=half_within(minutes, people),
            shared=spread(self.shared(kind), people),
            by_density=tuple(self._share(sure, self.density == one) for one in range(DENSITIES)),
            alone=float(people[self.counted[:, kind] == 1].sum()),
            itinerant=int(moving.sum()),
            timed=int((passing & ~moving).sum()),
            passing=float(people[sure & (self.staying[:, kind] == NOBODY)].sum()),
        )

    def _share(self, sure: Flags, group: Flags) -> float | None:
        living = float(self.people[group].sum())
        return float(self.people[group & sure].sum()) / living if living else None

    def by_commune(self, kind: int) -> ByCommune:
        site, _minutes = k_nearest(self.pairs, self.there(kind), 1)
        return ByCommune(
            minutes=self.minutes[:, kind],
            perhaps=self.maybe[:, kind],
            site=site[: self.ground.inside, 0],
            reached=self.counted[:, kind],
            shared=self.shared(kind),
        )


def half_within(minutes: NDArray[np.int16], weights: NDArray[np.float64]) -> int | None:
    """Minutes that half do not exceed; None when more than half find nothing."""
    found = quantile(np.where(minutes != NOBODY, minutes, NOT_REACHED), weights, 0.5)
    return None if found is None or found == NOT_REACHED else int(found)
