"""What the sheet of a place shows of its functions, limits and spaces."""

from dataclasses import dataclass
from datetime import date

from entrelieux.directory.models import PlaceFunction, PlaceLimit, PlaceWish, Space


@dataclass(frozen=True, slots=True)
class FunctionCard:
    """One function between two dates. dates, hours, origin, source: in words, "" unknown.

    is_said_here: by the place, on this site, and not in a producer's file.
    """

    ref: str
    code: str
    label: str
    dates: str
    hours: str
    origin: str
    note: str
    source: str
    is_said_here: bool


@dataclass(frozen=True, slots=True)
class LimitCard:
    """Also a wish. label: the function it speaks of, "" when the words say something else."""

    ref: str
    label: str
    words: str
    dates: str


@dataclass(frozen=True, slots=True)
class SpaceCard:
    """kind: "" unknown. size: « 12 personnes, 40 m² », "" unknown. wheelchair: None unknown."""

    ref: str
    name: str
    kind: str
    size: str
    equipment: tuple[str, ...]
    conditions: str
    wheelchair: bool | None
    dates: str
    source: str


@dataclass(frozen=True, slots=True)
class PeriodCard:
    """Dates of a service, or of the place itself. label, dates, source: in words."""

    ref: str
    label: str
    dates: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """What changed on a day, and how many functions there are since.

    known, unknown: functions with and without hours. effective, largest: None without hours;
    largest: share of the largest function, 0 to 1.
    """

    day: date
    known: int
    unknown: int
    effective: float | None
    largest: float | None
    appeared: tuple[str, ...]
    emerged: tuple[str, ...]
    ended: tuple[str, ...]

    @property
    def share(self) -> int:
        """Of the largest function, in hundredths; 0 when there is nothing to compare it with."""
        return round(100 * self.largest) if self.largest is not None and self.known > 1 else 0


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """What a place says, as it said it, in the order of dates. deduced: codes that nobody stated.

    functions: past ones and those to come included. limits: in force. spaces: not over.
    wishes: in force, of what is not stated.
    """

    functions: tuple[PlaceFunction, ...]
    limits: tuple[PlaceLimit, ...]
    spaces: tuple[Space, ...]
    deduced: tuple[str, ...]
    wishes: tuple[PlaceWish, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceLife:
    """stated: in force today. coming, past: by date. deduced: labels that nobody stated.

    steps: changes of what is stated, up to ``today``.
    """

    today: date
    stated: tuple[FunctionCard, ...] = ()
    coming: tuple[FunctionCard, ...] = ()
    past: tuple[FunctionCard, ...] = ()
    deduced: tuple[str, ...] = ()
    limits: tuple[LimitCard, ...] = ()
    wishes: tuple[LimitCard, ...] = ()
    spaces: tuple[SpaceCard, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def is_silent(self) -> bool:
        return not (self.stated or self.coming or self.past or self.deduced)

    @property
    def has_curve(self) -> bool:
        """Whether some hours are known, so that there is something to draw."""
        return any(one.effective is not None for one in self.steps)
