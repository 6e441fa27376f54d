"""Where to open: the choice, its proof, and who gains and loses."""

from dataclasses import dataclass

from entrelieux.engine.reach import Method
from entrelieux.observatory.siting.asking import SitingAsked


@dataclass(frozen=True, slots=True)
class Opened:
    """A commune where to open. people: who would have it as their nearest place."""

    code: str
    name: str
    people: float


@dataclass(frozen=True, slots=True)
class Existing:
    """A place that answers already. people: who have it as their nearest, in the territory."""

    ref: str
    name: str
    commune: str
    people: float


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
    """by: how it is known that nothing does better. gap: relative, 0 when proved."""

    proved: bool
    by: str
    gap: float
    bound: float
    objective: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Other:
    """Another choice as good or nearly: names of its communes, and its objective."""

    names: tuple[str, ...]
    objective: float


@dataclass(frozen=True, slots=True)
class SitingStudy:
    """proof: None for a try, which searches nothing. effects: communes where something changes, by
    name. method, ground: as ``AccessStudy``.
    """

    asked: SitingAsked
    opened: tuple[Opened, ...]
    existing: tuple[Existing, ...]
    effects: tuple[Effect, ...]
    balance: tuple[Balance, ...]
    proof: Proof | None
    others: tuple[Other, ...]
    method: Method
    is_fiction: bool
    ground: tuple[str, str, str]
