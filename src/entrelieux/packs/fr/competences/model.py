"""What people can do, what is near what, and which needs call for it: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from entrelieux.packs.fr.needs.model import Quality

V = TypeVar("V")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Family:
    """A shelf of competences, in the order they are shown."""

    code: str
    label: str
    english: str


@dataclass(frozen=True, slots=True)
class Competence:
    """line: one sentence that says what it is. words: what people write when they have it."""

    code: str
    family: str
    label: str
    line: str
    words: tuple[str, ...]
    english: str
    english_line: str


@dataclass(frozen=True, slots=True)
class Line:
    """Whoever holds ``competence`` answers ``need`` this well, says ``provenance``."""

    need: str
    competence: str
    quality: Quality
    provenance: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Two competences, either way: PROCHE, one often does for the other; VOISIN, it helps."""

    one: str
    other: str
    quality: Quality
    reason: str


@dataclass(frozen=True, slots=True)
class Map:
    """One edition of what needs call for. version: « pack-1 », « 2016 », or an editor's own."""

    version: str
    provenance: str
    lines: tuple[Line, ...]
    links: tuple[Link, ...] = ()

    def lines_of(self, need: str) -> tuple[Line, ...]:
        """Best first, then as written; () for a need that no person alone can answer."""
        found = (line for line in self.lines if line.need == need)
        return tuple(sorted(found, key=lambda line: line.quality))


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edition changes: (before, after); None, there was nothing, or there is no more."""

    lines: tuple[tuple[Line | None, Line | None], ...]
    links: tuple[tuple[Link | None, Link | None], ...]


def diff(before: Map, after: Map) -> Difference:
    """Every line and link that is not the same in both, by need and competence."""
    return Difference(
        _changed(
            {(line.need, line.competence): line for line in before.lines},
            {(line.need, line.competence): line for line in after.lines},
        ),
        _changed(
            {_ends(link): link for link in before.links},
            {_ends(link): link for link in after.links},
        ),
    )


def _changed(
    before: Mapping[Pair, V], after: Mapping[Pair, V]
) -> tuple[tuple[V | None, V | None], ...]:
    keys = sorted({*before, *after})
    return tuple((before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k))


def _ends(link: Link) -> Pair:
    return min(link.one, link.other), max(link.one, link.other)
