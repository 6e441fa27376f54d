"""Where to open: the choice, its proof, and who gains and loses."""

from dataclasses import dataclass

from entrelieux.engine.reach import Method
from entrelieux.observatory.indicators.selectors import IndicatorCard
from entrelieux.observatory.siting.asking import SitingAsked


@dataclass(frozen=True, slots=True)
class Host:
    """A place of the commune that could lend a room; it was not asked."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A commune where to open. people: who would have it as their nearest place; newly: those of
    them who have none within the limit today; nearer: those who would travel less. hosts: by name.
    """

    code: str
    name: str
    people: float
    newly: float
    nearer: float
    hosts: tuple[Host, ...]


@dataclass(frozen=True, slots=True)
class Existing:
    """A place that answers already. people: who have it as their nearest, in the territory.

    lon, lat: degrees. is_closed: by the try.
    """

    ref: str
    name: str
    commune: str
    people: float
    lon: float
    lat: float
    is_closed: bool


@dataclass(frozen=True, slots=True)
class StopCard:
    """road: minutes from the stop before, or from the base. arrival, departure: of the day."""

    code: str
    name: str
    road: int
    arrival: int
    departure: int


@dataclass(frozen=True, slots=True)
class RoundCard:
    """One half-day. leaves, returns: minutes of the day. driving, spare: minutes in all."""

    stops: tuple[StopCard, ...]
    leaves: int
    returns: int
    driving: int
    spare: int


@dataclass(frozen=True, slots=True)
class Effect:
    """One commune, before and after; None: no place within the limit."""

    code: str
    name: str
    people: int
    before: int | None
    after: int | None

    @property
    def gains(self) -> bool:
        return self.after is not None and (self.before is None or self.after < self.before)

    @property
    def loses(self) -> bool:
        return not self.gains


@dataclass(frozen=True, slots=True)
class Still:
    """One commune where nothing changes. minutes: None, no place within the limit."""

    code: str
    name: str
    people: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """People of a class. gain: nearer, or reached at last; lose: the reverse. mean_before,
    mean_after: minutes of those reached, None when nobody is. label: "" for everybody.
    """

    label: str
    people: float
    reached_before: float
    reached_after: float
    gain: float
    lose: float
    mean_before: float | None
    mean_after: float | None


@dataclass(frozen=True, slots=True)
class Proof:
    """by: how it is known that nothing does better. gap: relative, 0 when proved. step: minutes
    that made no difference while choosing.
    """

    proved: bool
    by: str
    gap: float
    bound: float
    objective: float
    seconds: float
    step: int


@dataclass(frozen=True, slots=True)
class Other:
    """Another choice as good or nearly. gain: people who would travel less or be reached."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    objective: float
    gain: float


@dataclass(frozen=True, slots=True)
class SitingStudy:
    """limit: minutes within which people are counted. unknown: places whose hours at the time asked
    are not known. proof: None for a try, which searches nothing. effects: communes where something
    changes, by name; still: the others. fifths: of the people along the indicator, empty when they
    are too few to be shown. rounds: of an itinerant permanence. method, ground: as ``AccessStudy``.
    """

    asked: SitingAsked
    limit: int
    unknown: int
    opened: tuple[Opened, ...]
    existing: tuple[Existing, ...]
    effects: tuple[Effect, ...]
    still: tuple[Still, ...]
    balance: tuple[Balance, ...]
    indicator: IndicatorCard | None
    fifths: tuple[Balance, ...]
    proof: Proof | None
    others: tuple[Other, ...]
    rounds: tuple[RoundCard, ...]
    method: Method
    is_fiction: bool
    ground: tuple[str, str, str]
