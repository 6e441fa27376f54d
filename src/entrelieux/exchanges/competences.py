"""What helps with which need, as it stands today: the pack's map, or the version written since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from entrelieux.directory.wording import in_language
from entrelieux.engine.matching import Degree, Nearness
from entrelieux.exchanges.models import CompetenceMap
from entrelieux.kernel.competences import competences_in, nearness_of
from entrelieux.kernel.once import once
from entrelieux.packs.fr import competences as pack
from entrelieux.packs.fr.competences import Competence, Line, Map, Quality

QUALITIES = {quality.word: quality for quality in Quality}
MOST_PROPOSED = 8
Row = tuple[str, str, Degree]


@dataclass(frozen=True, slots=True)
class CompetenceCard:
    """help: one plain sentence."""

    code: str
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class Shelf:
    label: str
    competences: tuple[CompetenceCard, ...]


def known() -> Mapping[str, Competence]:
    return pack.competences()


def label_of(code: str) -> str:
    """The code itself when nobody knows it any more."""
    one = pack.competences().get(code)
    return in_language(one.label, one.english) if one else code


def card_of(code: str) -> CompetenceCard:
    one = pack.competences().get(code)
    help_ = in_language(one.line, one.english_line) if one else ""
    return CompetenceCard(code, label_of(code), help_)


def shelves(besides: frozenset[str] = frozenset()) -> tuple[Shelf, ...]:
    """Every competence by family, those ``besides`` left aside."""
    every = pack.competences().values()
    return tuple(
        Shelf(in_language(family.label, family.english), cards)
        for family in pack.families()
        if (
            cards := tuple(
                card_of(one.code)
                for one in every
                if one.family == family.code and one.code not in besides
            )
        )
    )


def map_now() -> Map:
    """The last version written here; the pack's as long as there is none."""
    return once("exchanges-map", _map_now)


def _map_now() -> Map:
    row = CompetenceMap.objects.order_by("pk").last()
    return map_of(row) if row else pack.load_map()


def map_of(row: CompetenceMap) -> Map:
    lines = tuple(
        Line(one["need"], one["competence"], QUALITIES[one["degree"]], one.get("source", ""))
        for one in row.lines
    )
    return Map(row.version, row.source, lines, pack.load_map().links)


@lru_cache(maxsize=4)
def nearness(edition: Map, kinds: tuple[Row, ...] = ()) -> Nearness:
    """kinds: what else answers what, besides competences."""
    table = dict(nearness_of(edition).table)
    for wanted, row in Nearness.of(kinds).table.items():
        table[wanted] = MappingProxyType({**table.get(wanted, {}), **row})
    return Nearness(MappingProxyType(table))


def called_for(needs: Iterable[str]) -> tuple[str, ...]:
    """Competences that answer these needs, best first; none for a need nobody alone can answer."""
    edition = map_now()
    lines = sorted(
        (line for need in needs for line in edition.lines_of(need)), key=lambda line: line.quality
    )
    return tuple(dict.fromkeys(line.competence for line in lines))[:MOST_PROPOSED]


def said_in(words: str) -> tuple[str, ...]:
    """Competences that these words say; none rather than a guess."""
    return tuple(one.competence for one in competences_in(words))[:MOST_PROPOSED]
