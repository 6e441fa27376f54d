"""What the board shows: tables of figures, each of which says why it is missing when it is."""

from dataclasses import dataclass
from datetime import date

from entrelieux.passerelles.board.zones import Territory

WITHHELD = "withheld"
"""Too few people: hidden, or hidden because it would give away one that is."""
NOT_APPLICABLE = "not_applicable"
NOT_KEPT = "not_kept"
"""It came from follow-ups, which are erased after a year."""


@dataclass(frozen=True, slots=True)
class Figure:
    """value: None when it is missing. at_least: what is known of it all the same, from parts shown.

    unit: "" for that of its table, otherwise ``pourcent``, ``jours`` or ``minutes``.
    """

    value: int | float | None
    at_least: int | None = None
    missing: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """code: stable, "" for the total. definition: "" where that of the table is enough."""

    code: str
    label: str
    figures: tuple[Figure, ...]
    is_total: bool = False
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    label: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """heading: of the first column. unit: in words. notes: what to know to read it rightly."""

    slug: str
    title: str
    definition: str
    unit: str
    source: str
    heading: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    period: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, as texts of an address; "" where nothing is said."""

    territoire: str = ""
    du: str = ""
    au: str = ""
    famille: str = ""
    minutes: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Board:
    """No table when nobody counts anything in this installation: the page says so.

    asked: what is shown, said in full. threshold: the highest of the territory's networks.
    made_on: the day it was read.
    """

    asked: Asked
    territory: Territory | None
    territories: tuple[tuple[str, tuple[Choice, ...]], ...]
    quarters_from: tuple[Choice, ...]
    quarters_to: tuple[Choice, ...]
    families: tuple[Choice, ...]
    minutes: tuple[Choice, ...]
    period: str
    threshold: int
    tables: tuple[Table, ...]
    made_on: date
    is_fiction: bool

    def table(self, slug: str) -> Table | None:
        return next((one for one in self.tables if one.slug == slug), None)
