"""Who, together, answers everything that is asked, with as few people as can be?

Minimum set cover, solved exactly (HiGHS): fewest people first; among those teams, the one that
covers best (weight × degree); among these, the one whose members score best. **Source:**
requirement SHA7; « one senior and one newcomer » is the rule of the collective Num'n Co.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from entrelieux.engine.matching.model import Ask, Bid, Degree, Nearness, Standing, Wanted
from entrelieux.engine.matching.ranking import reasons
from entrelieux.engine.matching.terms import (
    TAU_MIN,
    WEIGHTS,
    Answer,
    answers,
    score_of,
    terms_of,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Member:
    """One person. refs: their offers that serve.

    score: of their best offer. answers: empty when they are there for their standing alone.
    """

    owner: str
    refs: tuple[str, ...]
    answers: tuple[Answer, ...]
    score: float
    standing: Standing


@dataclass(frozen=True, slots=True)
class Team:
    """coverage: weighted share, 0 to 1, of what is wanted. No team has fewer people."""

    members: tuple[Member, ...]
    coverage: float


@dataclass(frozen=True, slots=True)
class _Person:
    owner: str
    answers: tuple[tuple[Answer, str], ...]
    score: float
    standing: frozenset[Standing]


def unanswered(
    ask: Ask, bids: Sequence[Bid], near: Nearness, *, least: Degree = Degree.CLOSE
) -> tuple[Wanted, ...]:
    """What nobody who may be presented answers by this degree at least."""
    able = [answers(ask, bid, near) for bid in bids if not reasons(ask, bid, near)]
    return tuple(
        wanted
        for at, wanted in enumerate(ask.wanted)
        if not any(_serves(row[at], least) for row in able)
    )


def team(
    ask: Ask,
    bids: Sequence[Bid],
    minutes: Sequence[float | None],
    near: Nearness,
    *,
    with_senior: bool = False,
    with_newcomer: bool = False,
    least: Degree = Degree.CLOSE,
    weights: Mapping[str, float] = WEIGHTS,
) -> Team | None:
    """The smallest team that answers everything, or None when nobody can.

    Offers of one owner are one person. An offer that ``rank`` would leave out is left out here.
    None too when no senior, or no newcomer, is there to be found, or when nothing is asked.
    """
    if not ask.wanted or unanswered(ask, bids, near, least=least):
        return None
    people = _people(ask, bids, minutes, near, least, weights)
    wished = [Standing.SENIOR] * with_senior + [Standing.NEWCOMER] * with_newcomer
    chosen = _smallest(ask, people, wished)
    return None if chosen is None else _team(ask, [people[at] for at in chosen])


def _serves(answer: Answer, least: Degree) -> bool:
    return answer.degree is not None and answer.degree.value >= least.value


def _people(
    ask: Ask,
    bids: Sequence[Bid],
    minutes: Sequence[float | None],
    near: Nearness,
    least: Degree,
    weights: Mapping[str, float],
) -> list[_Person]:
    """By owner; of those who bring the same, as well, the one whose offer scores best.

    In an order of their own: the order of the bids counts for nothing.
    """
    by_owner: dict[str, list[tuple[Bid, float | None]]] = {}
    for bid, one in zip(bids, minutes, strict=True):
        if not reasons(ask, bid, near):
            by_owner.setdefault(bid.owner or bid.ref, []).append((bid, one))
    kept: dict[object, _Person] = {}
    for owner, own in sorted(by_owner.items()):
        own.sort(key=lambda pair: pair[0].ref)
        person = _person(ask, owner, own, near, least, weights)
        same = (*(_worth(answer) for answer, _ref in person.answers), person.standing)
        if same not in kept or kept[same].score < person.score:
            kept[same] = person
    return list(kept.values())


def _person(
    ask: Ask,
    owner: str,
    own: Sequence[tuple[Bid, float | None]],
    near: Nearness,
    least: Degree,
    weights: Mapping[str, float],
) -> _Person:
    best = []
    rows = [(answers(ask, bid, near), bid.ref) for bid, _minutes in own]
    for at, wanted in enumerate(ask.wanted):
        able = [(row[at], ref) for row, ref in rows if _serves(row[at], least)]
        nothing = (Answer(wanted.competence, wanted.weight), "")
        best.append(min(able, key=lambda one: (-_worth(one[0]), one[1]), default=nothing))
    score = max(
        score_of(terms_of(ask, bid, one, near, weights=weights, tau_min=TAU_MIN))
        for bid, one in own
    )
    return _Person(owner, tuple(best), score, frozenset(bid.standing for bid, _minutes in own))


def _worth(answer: Answer) -> float:
    return answer.degree.value if answer.degree else 0.0


def _smallest(
    ask: Ask, people: Sequence[_Person], wished: Sequence[Standing]
) -> tuple[int, ...] | None:
    """Columns: first whether each person is there, then who brings what."""
    size, total = len(people), fsum(wanted.weight for wanted in ask.wanted)
    brings = [
        (person, wanted, answer.weight * _worth(answer) / total)
        for person, one in enumerate(people)
        for wanted, (answer, _ref) in enumerate(one.answers)
        if answer.degree
    ]
    nobody, nothing = [0.0] * size, [0.0] * len(brings)
    goals = (
        (np.array([1.0] * size + nothing), 0.5),
        (np.array(nobody + [-worth for _p, _w, worth in brings]), 1e-7),
        (np.array([-person.score for person in people] + nothing), 0.0),
    )
    rules = [_rules(len(ask.wanted), people, wished, brings)]
    found: Floats | None = None
    for goal, slack in goals:
        answer = milp(
            goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(0, 1),
            constraints=rules,
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None
        found = np.round(answer.x)
        rules.append(LinearConstraint(goal[None, :], ub=float(goal @ found) + slack))
    assert found is not None
    return tuple(int(at) for at in np.flatnonzero(found[:size]))


def _rules(
    wants: int,
    people: Sequence[_Person],
    wished: Sequence[Standing],
    brings: Sequence[tuple[int, int, float]],
) -> LinearConstraint:
    """Each wanted is brought once; who brings is there; each wished standing is there."""
    size = len(people)
    each = [(wanted, size + at, 1.0) for at, (_p, wanted, _w) in enumerate(brings)]
    there = [
        one
        for at, (person, _wanted, _w) in enumerate(brings)
        for one in ((wants + at, size + at, 1.0), (wants + at, person, -1.0))
    ]
    first = wants + len(brings)
    rule = [
        (first + at, person, 1.0)
        for at, standing in enumerate(wished)
        for person, one in enumerate(people)
        if standing in one.standing
    ]
    rows, columns, values = zip(*each, *there, *rule, strict=True)
    shape = (first + len(wished), size + len(brings))
    low = [1.0] * wants + [-np.inf] * len(brings) + [1.0] * len(wished)
    high = [1.0] * wants + [0.0] * len(brings) + [np.inf] * len(wished)
    return LinearConstraint(csr_array((values, (rows, columns)), shape=shape), low, high)


def _team(ask: Ask, people: Sequence[_Person]) -> Team:
    given: dict[int, tuple[int, Answer, str]] = {}
    for person, one in enumerate(people):
        for wanted, (answer, ref) in enumerate(one.answers):
            if answer.degree and (wanted not in given or _worth(given[wanted][1]) < _worth(answer)):
                given[wanted] = (person, answer, ref)
    total = fsum(wanted.weight for wanted in ask.wanted)
    coverage = fsum(a.weight * _worth(a) for _p, a, _r in given.values()) / total
    members = tuple(
        Member(
            one.owner,
            tuple(sorted({ref for p, _a, ref in given.values() if p == person})),
            tuple(answer for p, answer, _r in given.values() if p == person),
            one.score,
            next(iter(sorted(one.standing - {Standing.UNSAID})), Standing.UNSAID),
        )
        for person, one in enumerate(people)
    )
    return Team(members, coverage)
