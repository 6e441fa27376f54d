"""What selectors hand to pages and files: frozen, plain, complete."""

from dataclasses import dataclass
from datetime import date, datetime

from entrelieux.counter.records.drafts import Draft


@dataclass(frozen=True, slots=True)
class RecordCard:
    """One act. author: name shown to colleagues, "" when the account is gone.

    origin: ``entrelieux`` or ``coop``; origin_key: how it is named there. may_change: by who looks.
    """

    ref: str
    organisation_ref: str
    draft: Draft
    author: str
    origin: str
    origin_key: str
    written_at: datetime
    changed_at: datetime
    version: int
    may_change: bool
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Acts and minutes of one form of mediation in one world."""

    acts: int
    minutes: int


@dataclass(frozen=True, slots=True)
class TwoWays:
    """The table of both meanings of mediation. rows: (code of the form, cells by world, total).

    since, until: both days included. worlds: codes, in the order of the cells.
    """

    since: date
    until: date
    worlds: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], Cell], ...]
    totals: tuple[Cell, ...]
    total: Cell
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class StructureChoice:
    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """label: name and commune."""

    ref: str
    label: str


@dataclass(frozen=True, slots=True)
class Month:
    """The records of a structure in a month, newest first, one page of them.

    months: those that hold a record, newest first. apart: how many more are kept out of it
    because they are fiction (or, where all is fiction, because they are real).
    """

    first: date
    lines: tuple[RecordCard, ...]
    count: int
    page: int
    pages: int
    table: TwoWays
    months: tuple[date, ...]
    apart: int


@dataclass(frozen=True, slots=True)
class Start:
    """What a new record begins with. because: where it comes from; "" when from nowhere.

    is_chosen: the two big choices are made, as far as they are known. places: where the structure
    usually receives. proposed: themes shown first, ticked or not: of the needs, else usual ones.
    """

    draft: Draft
    is_chosen: bool
    places: tuple[PlaceChoice, ...]
    because: str
    proposed: tuple[str, ...] = ()
    is_from_visit: bool = False
