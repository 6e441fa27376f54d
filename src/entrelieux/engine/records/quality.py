"""Is this sheet complete enough for whoever stands at a counter, and what is mended first?

Each part has a weight, in points that add up to 100: how much its absence costs somebody who
looks for a door to push. Weights are an editorial choice (docs/methods/qualite.md), not a measure,
and a score says nothing of the people or of the place: it is about what is written.

What is unknown gives nothing, and « no » as much as « yes »: to know that a door has a step is to
know. What is written in a form that nobody can use counts at least as much as nothing.

**Source:** criteria and the limits of six months, two years, 200 and 2 000 signs:
``data_inclusion.schema.v1.score_qualite``, Licence Ouverte 2.0; the other parts are ours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

FRESH_DAYS = 183
OLD_DAYS = 730
SHORT, IDEAL, LONG = 50, 200, 2000
ALIKE = 2
"""Points for each of the two things on which sheets of one place may disagree."""


class Said(IntEnum):
    """PARTLY: written, but not in a form that serves, or only for a part."""

    NOTHING = 0
    PARTLY = 1
    WELL = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet says. age_days: since somebody said it right, None never or unknown.

    hours: PARTLY cannot be read. telephone, written (mail, site, booking), identifier: PARTLY is
    ill-formed. address: PARTLY is a commune without street. point: PARTLY is the centre of the
    commune. services: PARTLY do not say what they do. publics, fees: PARTLY is for some services.
    described: letters. wheelchair: None unknown. is_detailed: accessibility is told elsewhere.
    is_round: it comes and goes, so that a commune is an address. others: sheets that seem to be of
    the same place and of which nobody decided. telephones_differ, hours_differ: with one of those.
    """

    age_days: int | None = None
    hours: Said = Said.NOTHING
    telephone: Said = Said.NOTHING
    written: Said = Said.NOTHING
    address: Said = Said.NOTHING
    point: Said = Said.NOTHING
    services: Said = Said.NOTHING
    publics: Said = Said.NOTHING
    fees: Said = Said.NOTHING
    described: int = 0
    wheelchair: bool | None = None
    is_detailed: bool = False
    identifier: Said = Said.NOTHING
    is_round: bool = False
    others: int = 0
    telephones_differ: bool = False
    hours_differ: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """0 ≤ points ≤ weight. defect: a code of ``DEFECTS``, "" when nothing is left to mend."""

    code: str
    weight: int
    points: int
    defect: str

    @property
    def gain(self) -> int:
        return self.weight - self.points


@dataclass(frozen=True, slots=True)
class Quality:
    """parts: always the same, in the same order."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> int:
        """0..100."""
        return sum(part.points for part in self.parts)

    @property
    def to_mend(self) -> tuple[Part, ...]:
        """What is left, the largest gain first; of equal gains, in the order of the parts."""
        return tuple(sorted((p for p in self.parts if p.gain), key=lambda part: -part.gain))


@lru_cache(maxsize=65_536)
def quality_of(known: Known) -> Quality:
    return Quality(tuple(_part(rule, known) for rule in RULES))


@dataclass(frozen=True, slots=True)
class Rule:
    """judge: gives (points, rank of the defect from 1, 0 when there is none)."""

    code: str
    weight: int
    defects: tuple[str, ...]
    judge: Callable[[Known], tuple[int, int]]


def _part(rule: Rule, known: Known) -> Part:
    points, defect = rule.judge(known)
    return Part(rule.code, rule.weight, points, rule.defects[defect - 1] if defect else "")


def _fresh(known: Known) -> tuple[int, int]:
    """Whole until six months, then less each day until two years."""
    age = known.age_days
    if age is None:
        return 0, 1
    if age <= FRESH_DAYS:
        return 18, 0
    left = max(0, OLD_DAYS - age)
    return 18 * left // (OLD_DAYS - FRESH_DAYS), 3 if left else 2


def _said(name: str, partly: int, well: int) -> Callable[[Known], tuple[int, int]]:
    def judge(known: Known) -> tuple[int, int]:
        said: Said = getattr(known, name)
        return ((0, 1), (partly, 2), (well, 0))[said]

    return judge


def _where(name: str, partly: int, well: int) -> Callable[[Known], tuple[int, int]]:
    """As ``_said``, but that a bus stands in its commune and has no door."""
    judge = _said(name, partly, well)

    def of_rounds(known: Known) -> tuple[int, int]:
        is_enough = known.is_round and getattr(known, name) == Said.PARTLY
        return (well, 0) if is_enough else judge(known)

    return of_rounds


def _described(known: Known) -> tuple[int, int]:
    if not known.described:
        return 0, 1
    if known.described < IDEAL:
        return (1 if known.described < SHORT else 2), 2
    return (4, 0) if known.described <= LONG else (2, 3)


def _entered(known: Known) -> tuple[int, int]:
    return (4, 0) if known.wheelchair is not None or known.is_detailed else (0, 1)


def _agreed(known: Known) -> tuple[int, int]:
    differ = known.telephones_differ + known.hours_differ
    return 2 * ALIKE - ALIKE * differ, 1 if differ else 0


def _alone(known: Known) -> tuple[int, int]:
    return (0, 1) if known.others else (2, 0)


# What hinders most first: it is the order of pages, and of equal gains.
RULES = (
    Rule("horaires", 20, ("horaires-absents", "horaires-illisibles"), _said("hours", 5, 20)),
    Rule("fraicheur", 18, ("jamais-confirmee", "trop-ancienne", "a-reconfirmer"), _fresh),
    Rule("services", 10, ("services-absents", "services-imprecis"), _said("services", 4, 10)),
    Rule("telephone", 9, ("telephone-absent", "telephone-inutilisable"), _said("telephone", 0, 9)),
    Rule("point", 7, ("point-absent", "point-approche"), _where("point", 3, 7)),
    Rule("adresse", 6, ("adresse-absente", "adresse-partielle"), _where("address", 3, 6)),
    Rule("ecrire", 5, ("sans-contact-ecrit", "contact-inutilisable"), _said("written", 0, 5)),
    Rule("publics", 4, ("publics-absents", "publics-en-partie"), _said("publics", 2, 4)),
    Rule("frais", 4, ("frais-absents", "frais-en-partie"), _said("fees", 2, 4)),
    Rule("acces", 4, ("acces-inconnu",), _entered),
    Rule(
        "presentation",
        4,
        ("presentation-absente", "presentation-courte", "presentation-longue"),
        _described,
    ),
    Rule("accord", 2 * ALIKE, ("desaccord",), _agreed),
    Rule("identifiant", 3, ("identifiant-absent", "identifiant-faux"), _said("identifier", 0, 3)),
    Rule("doublon", 2, ("doublon-a-decider",), _alone),
)
WEIGHTS = {rule.code: rule.weight for rule in RULES}
DEFECTS = tuple(defect for rule in RULES for defect in rule.defects)
