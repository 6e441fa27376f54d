"""What can people do for others, in plain words, and which needs call for it?

| file | holds |
|---|---|
| ``competences.csv``, ``familles.csv`` | one line for each, and the words that people use |
| ``proches.csv`` | pairs that are close, or related, each with its reason |
| ``besoins.csv`` | need, competence, degree, provenance: the map of this pack, ``pack-<n>`` |
| ``besoins_sans_personne.csv`` | needs that no person alone should answer, and why |
| ``table_2016.csv`` | the map of the prototype of 2016, with its own words |
| ``alignements.csv`` | codes of the same thing in ESCO and in ROME |
| ``tournures.csv`` | words that refuse, and words that begin another idea |
| ``versions.csv`` | which edition each map is, and where it comes from |

Anyone may edit them, in a spreadsheet too. Reading checks them; a mistake raises `PackError` with
the file and the line.

**Source:** competences, lines and links are ours and await review by practitioners; the table of
2016 is that of requirement A3 (public repository ddiez31/shareLozere: facts alone); ESCO 1.2,
European Commission, CC BY 4.0, and ROME 4.0, France Travail: codes alone.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from entrelieux.packs.fr.competences.model import (
    Competence,
    Difference,
    Family,
    Line,
    Link,
    Map,
    diff,
)
from entrelieux.packs.fr.competences.reading import (
    WORDS_OF_2016,
    read_aligned,
    read_competences,
    read_families,
    read_map,
    read_turns,
    read_unanswered,
)
from entrelieux.packs.fr.needs.model import PackError, Quality

__all__ = [
    "FOLDER",
    "WORDS_OF_2016",
    "Competence",
    "Difference",
    "Family",
    "Line",
    "Link",
    "Map",
    "PackError",
    "Quality",
    "alignments",
    "competences",
    "diff",
    "families",
    "load_map",
    "load_map_2016",
    "load_turns",
    "read_map",
    "unanswered_needs",
]

FOLDER = Path(__file__).parent


@cache
def families() -> tuple[Family, ...]:
    return read_families(FOLDER)


@cache
def competences() -> Mapping[str, Competence]:
    """Code → competence, family after family."""
    return MappingProxyType({one.code: one for one in read_competences(FOLDER)})


@cache
def load_map() -> Map:
    """The map of this pack."""
    return read_map(FOLDER, "besoins.csv")


@cache
def load_map_2016() -> Map:
    """The first one there was; its needs and its competences have words of their own."""
    return read_map(FOLDER, "table_2016.csv")


@cache
def unanswered_needs() -> Mapping[str, str]:
    """Need → why no person alone should answer it."""
    return MappingProxyType(read_unanswered(FOLDER))


@cache
def alignments() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Competence → « esco » or « rome » → codes."""
    return MappingProxyType(read_aligned(FOLDER))


@cache
def load_turns() -> Mapping[str, frozenset[str]]:
    """Folded words of « refus », « sauf » and « coupure »."""
    return MappingProxyType(read_turns(FOLDER))
