"""Who can reach each function or need from each commune, when, and how fairly is it shared?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.reaching import reach_model
from entrelieux.directory.selectors import table_of
from entrelieux.engine.access import (
    NOBODY,
    Pairs,
    k_nearest,
    nearest,
    quantile,
    reached,
    spread,
    steps,
    two_step_catchment,
)
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.access.asking import (
    FUNCTION,
    LONG_ENOUGH,
    AccessAsked,
    AccessParams,
    understood,
)
from entrelieux.observatory.access.cards import AccessStudy, ByCommune, Coverage
from entrelieux.observatory.ground import Flags, Ground, Sites, Words, ground_of, sites_of
from entrelieux.observatory.wording import labels_of
from entrelieux.territories.selectors import communes_table, territories_digest

DENSITIES = 4
FOR = 10_000
NOT_REACHED = 9_999.0
WORD = 64


def access_study(viewer: Viewer, params: AccessParams) -> AccessStudy:
    """The study as the offer stands now; the same for everybody.

    Raises:
        UserError: a value of ``params`` names nothing; ``field`` says which.
    """
    asked = understood(params)
    version, _sources, table, is_fiction = table_of(viewer)
    sites = sites_of(table)
    ground = ground_of(sites, asked.territory, asked.mode, asked.minutes)
    kinds, words = kinds_of(sites, asked)
    surely, perhaps = _open(sites, asked)
    found = _Found(ground, kinds, words, surely, perhaps)
    alone = found.by_commune(0) if asked.code else None
    return AccessStudy(
        asked=asked,
        method=reach_model().method,
        lines=tuple(found.coverage(rank, code) for rank, code in enumerate(kinds)),
        minutes=found.minutes,
        by_commune=alone,
        sites=len(sites),
        is_fiction=is_fiction,
        ground=(" ".join(map(str, version[2:])), territories_digest(), reach_model().method.id),
    )


def kinds_of(sites: Sites, asked: AccessAsked) -> tuple[tuple[str, ...], Words]:
    """Codes asked, and for each place their bits, by words of 64; shape (sites, words)."""
    all_codes = tuple(labels_of(asked.kind))
    words = sites.functions[:, None] if asked.kind == FUNCTION else sites.needs
    if not asked.code:
        return all_codes, words
    rank = all_codes.index(asked.code)
    bit = words[:, rank // WORD] >> np.uint64(rank % WORD) & np.uint64(1)
    return (asked.code,), bit[:, None]


def places_there(sites: Sites, asked: AccessAsked) -> Flags:
    """Places that answer the one function or need asked, surely open then."""
    _codes, words = kinds_of(sites, asked)
    surely, _perhaps = _open(sites, asked)
    there: Flags = (words[:, 0] != 0) & surely
    return there


def _open(sites: Sites, asked: AccessAsked) -> tuple[Flags, Flags]:
    if asked.day is None or asked.half is None:
        return np.ones(len(sites), np.bool_), np.zeros(len(sites), np.bool_)
    return sites.open_between(asked.day, *asked.half, LONG_ENOUGH)


class _Found:
    """What is computed once for all kinds."""

    def __init__(
        self, ground: Ground, kinds: Sequence[str], words: Words, surely: Flags, perhaps: Flags
    ) -> None:
        self.ground, self.words, self.surely = ground, words, surely
        self.pairs = ground.pairs
        self.labels = labels_of(FUNCTION) | labels_of("besoin")
        inside = slice(ground.inside)
        self.people = ground.people[inside]
        self.density = communes_table().density[ground.zones[inside]]
        self.minutes = self._nearest(len(kinds), surely)[inside]
        self.maybe = self._nearest(len(kinds), surely | perhaps)[inside]
        third = max(1, ground.pairs.limit // 3)
        self.decay = steps({third: 1.0, 2 * third: 0.68, ground.pairs.limit: 0.22})

    def _nearest(self, kinds: int, there: Flags) -> NDArray[np.int16]:
        words = np.where(there[:, None], self.words, np.uint64(0))
        parts = [
            nearest(self.pairs, words[:, word], min(WORD, kinds - word * WORD))
            for word in range(-(-kinds // WORD))
        ]
        return np.concatenate(parts, axis=1)

    def _there(self, kind: int) -> Flags:
        bit: Flags = self.words[:, kind // WORD] >> np.uint64(kind % WORD) & np.uint64(1) != 0
        return bit & self.surely

    def _shared(self, kind: int) -> NDArray[np.float64]:
        supply = self._there(kind).astype(np.float64)
        found = two_step_catchment(self.ground.people, supply, self.pairs, self.decay)
        return found.score[: self.ground.inside] * FOR

    def coverage(self, kind: int, code: str) -> Coverage:
        people, minutes = self.people, self.minutes[:, kind]
        sure = minutes != NOBODY
        maybe = (self.maybe[:, kind] != NOBODY) & ~sure
        half = quantile(np.where(sure, minutes, NOT_REACHED), people, 0.5)
        return Coverage(
            code=code,
            label=self.labels[code],
            people=float(people.sum()),
            within=float(people[sure].sum()),
            perhaps=float(people[maybe].sum()),
            places=int(_within_reach(self.pairs, self.ground.inside, self._there(kind))),
            median=None if half is None or half == NOT_REACHED else int(half),
            shared=spread(self._shared(kind), people),
            by_density=tuple(self._share(sure, self.density == one) for one in range(DENSITIES)),
        )

    def _share(self, sure: Flags, group: Flags) -> float | None:
        living = float(self.people[group].sum())
        return float(self.people[group & sure].sum()) / living if living else None

    def by_commune(self, kind: int) -> ByCommune:
        inside = slice(self.ground.inside)
        there = self._there(kind)
        site, _minutes = k_nearest(self.pairs, there, 1)
        counted = reached(self.pairs, there.astype(np.uint64), 1, self.pairs.limit)
        return ByCommune(
            minutes=self.minutes[:, kind],
            perhaps=self.maybe[:, kind],
            site=site[inside, 0],
            reached=counted[inside, 0],
            shared=self._shared(kind),
        )


def _within_reach(pairs: Pairs, zones: int, chosen: Flags) -> int:
    """How many of the chosen sites some of the first zones reach."""
    seen = np.zeros(pairs.sites, np.bool_)
    seen[pairs.site[: pairs.start[zones]]] = True
    return int((seen & chosen).sum())
