"""What the pages of pairs show: frozen, plain, complete."""

from dataclasses import dataclass
from datetime import date, datetime

from entrelieux.directory.doubles.fields import Compared


@dataclass(frozen=True, slots=True)
class SheetCard:
    """One of two sheets. services: how many are rendered there; None on a sheet shown on another.

    sheets: how many it shows, itself too.
    """

    ref: str
    name: str
    kind: str
    address: str
    commune: str
    source: str
    published_on: date | None
    confirmed_on: date | None
    services: int | None
    sheets: int
    lon: float | None
    lat: float | None
    is_approximate: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A pair as the list shows it: the sheet that would be kept, then the other.

    score: in hundredths. likely, unlikely: why they would be one place, and why not.
    """

    kept: SheetCard
    other: SheetCard
    score: int
    is_certain: bool
    likely: tuple[str, ...]
    unlikely: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """total, certain: pairs of the département that nobody spoke of yet."""

    departement: str
    departements: tuple[tuple[str, str], ...]
    found: tuple[ProposalCard, ...]
    total: int
    certain: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """said_by, withdrawn_by: a function, never a name; « vous » to whoever it is.

    taken: labels of what the kept sheet took from the other. may_undo: by whoever looks.
    """

    ref: str
    is_same: bool
    kept: SheetCard
    other: SheetCard
    said_by: str
    said_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    found: tuple[VerdictCard, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PairCard:
    """Two sheets side by side. metres: between their points, None unknown. verdict: that holds."""

    proposal: ProposalCard
    compared: tuple[Compared, ...]
    metres: float | None
    as_seen: str
    verdict: VerdictCard | None
