"""What the pages of quality show: frozen, plain, complete."""

from collections.abc import Mapping
from dataclasses import dataclass

from entrelieux.directory.cards import Named
from entrelieux.engine.records.quality import Part


@dataclass(frozen=True, slots=True)
class SheetQuality:
    """Of one sheet. parts: all, in order. to_mend: those left, the largest gain first.

    others: sheets that seem to be of the same place.
    """

    ref: str
    score: int
    parts: tuple[Part, ...]
    to_mend: tuple[Part, ...]
    others: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class ToMendParams:
    """Filters as in the address; "" any. producteur: slug of a source. defaut: a defect's code."""

    departement: str = ""
    commune: str = ""
    producteur: str = ""
    nature: str = ""
    defaut: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter, and how many sheets of the territory it holds."""

    code: str
    label: str
    sheets: int


@dataclass(frozen=True, slots=True)
class Mended:
    """One sheet of the list. to_mend: defects, the largest gain first."""

    ref: str
    name: str
    kind: str
    commune: str
    code_insee: str
    departement: str
    source: str
    score: int
    to_mend: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ToMendPage:
    """What is left to mend on the territory of whoever asks.

    found: 25 at most of ``total``, by commune then by name: no order says that one is better.
    looked_at: sheets that the filters hold, whatever is left to mend in them. by_defect: how many
    of these have each, by its code. params: brought back to what is there.
    """

    params: ToMendParams
    found: tuple[Mended, ...]
    total: int
    looked_at: int
    by_defect: Mapping[str, int]
    page: int
    pages: int
    departements: tuple[Choice, ...]
    communes: tuple[Choice, ...]
    producers: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
