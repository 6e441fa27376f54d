"""What is asked, what is offered, and how near one competence is to another.

Unknown is never no: ``None`` and an empty set mean that nobody said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import MappingProxyType

from entrelieux.engine.hours.bits import Words

MEETING = "rencontre"
"""The one mode for which people travel; all the others are at a distance."""

NEED = "besoin:"


def need_key(code: str) -> str:
    """What is wanted when a whole need is, rather than one competence: « besoin:<code> »."""
    return NEED + code


class Proof(Enum):
    """Who says that somebody can do it. **Source:** requirement SHA3."""

    DECLARED = 0.25
    PEER = 0.5
    SUPERVISOR = 0.75
    CERTIFIED = 1.0


class Degree(Enum):
    """How well one competence answers for another. **Source:** requirement SHA3."""

    EXACT = 1.0
    CLOSE = 0.7
    RELATED = 0.4


class Standing(StrEnum):
    """Experience in the collective, as its members say it; "" where nobody did."""

    SENIOR = "ancien"
    NEWCOMER = "nouveau"
    UNSAID = ""


class Why(StrEnum):
    """A condition that somebody sets, or another reason to leave an offer out."""

    SELF = "soi-meme"
    FULL = "complet"
    NOTHING = "rien-en-commun"
    MODE = "mode"
    LANGUAGE = "langue"
    ACCESS = "acces"
    PRICE = "prix"
    STAGE = "etape"


MUST = frozenset({Why.MODE, Why.LANGUAGE, Why.ACCESS})
"""Conditions that leave an offer out when it is known not to meet them; others only weigh."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """competence: its code, or ``need_key`` of a need. weight: beside the others, above 0."""

    competence: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Held:
    competence: str
    proof: Proof = Proof.DECLARED


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks for.

    wanted: () when nobody said. free: words of a week, shape (11,), None unknown. modes, languages:
    any of them will do. budget_free: True, it must cost nothing. step_free: no step may be in the
    way. stage: of the project, "" unknown. owner: who asks, so that nobody is offered themselves.
    must: conditions that exclude.
    """

    ref: str
    wanted: tuple[Wanted, ...] = ()
    free: Words | None = field(default=None, compare=False)
    modes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    budget_free: bool | None = None
    step_free: bool = False
    stage: str = ""
    owner: str = ""
    must: frozenset[Why] = MUST


@dataclass(frozen=True, slots=True)
class Bid:
    """What somebody offers.

    room: how many more it can take, 0 full, None no limit said. first, shown: times that it came
    first, and was presented, lately, by the caller's own count. stages: those it suits, empty
    unknown.
    """

    ref: str
    owner: str
    held: tuple[Held, ...] = ()
    free: Words | None = field(default=None, compare=False)
    modes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    is_free: bool | None = None
    is_accessible: bool | None = None
    room: int | None = None
    shown: int = 0
    stages: frozenset[str] = frozenset()
    standing: Standing = Standing.UNSAID
    first: int = 0


Row = tuple[str, str, Degree]


@dataclass(frozen=True, slots=True)
class Nearness:
    """table: wanted → held → degree. A competence is exact for itself, whatever the table says."""

    table: Mapping[str, Mapping[str, Degree]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, lines: Iterable[Row] = (), links: Iterable[Row] = ()) -> "Nearness":
        """Follow at most one link from what a need calls for.

        Args:
            lines: (need key, competence, degree).
            links: (competence, competence, degree), true both ways.

        Behind an exact line a link keeps its degree; close behind close is related; anything
        further is not followed. Links between competences are never chained.
        """
        near: dict[str, dict[str, Degree]] = {}
        for one, other, degree in links:
            _better(near, one, other, degree)
            _better(near, other, one, degree)
        found: dict[str, dict[str, Degree]] = {one: dict(row) for one, row in near.items()}
        for need, competence, degree in lines:
            _better(found, need, competence, degree)
            for held, link in near.get(competence, {}).items():
                if both := _behind(degree, link):
                    _better(found, need, held, both)
        return cls(MappingProxyType({one: MappingProxyType(row) for one, row in found.items()}))

    def degree(self, wanted: str, held: str) -> Degree | None:
        """None: it does not answer."""
        return Degree.EXACT if wanted == held else self.table.get(wanted, {}).get(held)


def _better(table: dict[str, dict[str, Degree]], one: str, other: str, degree: Degree) -> None:
    row = table.setdefault(one, {})
    if other not in row or row[other].value < degree.value:
        row[other] = degree


def _behind(line: Degree, link: Degree) -> Degree | None:
    if line is Degree.EXACT:
        return link
    return Degree.RELATED if line is link is Degree.CLOSE else None
