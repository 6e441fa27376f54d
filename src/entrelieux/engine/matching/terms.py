"""Five terms, each from 0 to 1 or unknown, and the one score that they make.

``score = w1·couverture + w2·proximite + w3·disponibilite + w4·preuve + w5·accessibilite``, the
weights being shared out again over the terms that are known: **unknown is not no**, it neither
helps nor hurts. **Source:** requirement SHA3 (formula, degrees, proofs, τ = 30 minutes); weights
and hours that are enough are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, fsum, isnan
from types import MappingProxyType
from typing import Any

from entrelieux.engine.hours.bits import overlap_quarters
from entrelieux.engine.matching.model import MEETING, Ask, Bid, Degree, Nearness, Proof, Why

COVERAGE, PROXIMITY, HOURS, PROOF, CONDITIONS = CODES = (
    "couverture",
    "proximite",
    "disponibilite",
    "preuve",
    "accessibilite",
)
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {COVERAGE: 0.40, PROXIMITY: 0.20, HOURS: 0.15, PROOF: 0.15, CONDITIONS: 0.10}
)
TAU_MIN = 30.0
ENOUGH_HOURS = 4.0
"""Half a day a week in common is enough; more counts no more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one wanted competence is answered. by: the one held, "" and None when nothing does."""

    wanted: str
    weight: float
    degree: Degree | None = None
    by: str = ""
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """value: 0 to 1, None unknown, « à vérifier ». weight: its share of this score, 0 if unknown.

    facts: what it is made of, by code:

    - couverture: ``answers``, one `Answer` for each wanted competence;
    - proximite: ``minutes`` (None unknown, inf out of reach), ``at_a_distance``;
    - disponibilite: ``hours`` in common in a usual week, None unknown;
    - preuve: ``best`` `Proof` and its ``competence``, None and "" when nothing is held;
    - accessibilite: ``met``, ``unmet``, ``unknown``, codes of conditions; all empty: none was set.
    """

    code: str
    value: float | None
    weight: float
    facts: Mapping[str, Any]


def answers(ask: Ask, bid: Bid, near: Nearness) -> tuple[Answer, ...]:
    """For each wanted competence, what is held that answers best; then the best proved."""
    return tuple(_answer(w.competence, w.weight, bid, near) for w in ask.wanted)


def _answer(wanted: str, weight: float, bid: Bid, near: Nearness) -> Answer:
    found = [
        Answer(wanted, weight, degree, held.competence, held.proof)
        for held in bid.held
        if (degree := near.degree(wanted, held.competence))
    ]
    return min(found, key=_best_first, default=Answer(wanted, weight))


def _best_first(answer: Answer) -> tuple[float, float, str]:
    assert answer.degree is not None
    assert answer.proof is not None
    return -answer.degree.value, -answer.proof.value, answer.by


def conditions(ask: Ask, bid: Bid) -> dict[Why, bool | None]:
    """Those that the ask sets: met, not met, or None for unknown."""
    found: dict[Why, bool | None] = {}
    if ask.modes:
        found[Why.MODE] = bool(ask.modes & bid.modes) if bid.modes else None
    if ask.languages:
        found[Why.LANGUAGE] = bool(ask.languages & bid.languages) if bid.languages else None
    if ask.step_free and not at_a_distance(ask, bid):
        found[Why.ACCESS] = bid.is_accessible
    if ask.budget_free:
        found[Why.PRICE] = bid.is_free
    if ask.stage:
        found[Why.STAGE] = ask.stage in bid.stages if bid.stages else None
    return found


def at_a_distance(ask: Ask, bid: Bid) -> bool:
    """Whether both said how, and not by meeting: then nobody travels."""
    return bool(ask.modes and bid.modes) and MEETING not in ask.modes & bid.modes


def terms_of(
    ask: Ask,
    bid: Bid,
    minutes: float | None,
    near: Nearness,
    *,
    weights: Mapping[str, float] = WEIGHTS,
    tau_min: float = TAU_MIN,
) -> tuple[Term, ...]:
    """The five terms in the order of the formula; ``score_of`` adds them up."""
    said = (
        _coverage(ask, bid, near),
        _proximity(ask, bid, minutes, tau_min),
        _hours(ask, bid),
        _proof(ask, bid, near),
        _conditions(ask, bid),
    )
    known = fsum(
        weights[c] for c, (value, _f) in zip(CODES, said, strict=True) if value is not None
    )
    return tuple(
        Term(
            code,
            value,
            weights[code] / known if value is not None and known > 0 else 0.0,
            MappingProxyType(facts),
        )
        for code, (value, facts) in zip(CODES, said, strict=True)
    )


def score_of(terms: tuple[Term, ...]) -> float:
    """From 0 to 1; 0 when nothing is known."""
    return fsum(term.weight * term.value for term in terms if term.value is not None)


Said = tuple[float | None, dict[str, Any]]


def _coverage(ask: Ask, bid: Bid, near: Nearness) -> Said:
    found = answers(ask, bid, near)
    total = fsum(one.weight for one in found)
    value = fsum(one.weight * one.degree.value for one in found if one.degree)
    return (value / total if total else None), {"answers": found}


def _proximity(ask: Ask, bid: Bid, minutes: float | None, tau_min: float) -> Said:
    far = at_a_distance(ask, bid)
    known = minutes is not None and not isnan(minutes)
    facts = {"minutes": minutes if known else None, "at_a_distance": far}
    if far or minutes is None or not known:
        return None, facts
    return exp(-max(minutes, 0.0) / tau_min), facts


def _hours(ask: Ask, bid: Bid) -> Said:
    if ask.free is None or bid.free is None:
        return None, {"hours": None}
    hours = overlap_quarters(ask.free, bid.free) / 4
    return min(hours / ENOUGH_HOURS, 1.0), {"hours": hours}


def _proof(ask: Ask, bid: Bid, near: Nearness) -> Said:
    """The best proof among what answers; among all that is held when nothing is asked."""
    if ask.wanted:
        useful = [
            held
            for held in bid.held
            if any(near.degree(wanted.competence, held.competence) for wanted in ask.wanted)
        ]
    else:
        useful = list(bid.held)
    best = min(useful, key=lambda held: (-held.proof.value, held.competence), default=None)
    if best is None:
        return None, {"best": None, "competence": ""}
    return best.proof.value, {"best": best.proof, "competence": best.competence}


def _conditions(ask: Ask, bid: Bid) -> Said:
    said = conditions(ask, bid)
    facts = {
        "met": tuple(c for c, met in said.items() if met),
        "unmet": tuple(c for c, met in said.items() if met is False),
        "unknown": tuple(c for c, met in said.items() if met is None),
    }
    known = len(facts["met"]) + len(facts["unmet"])
    return (len(facts["met"]) / known if known else None), facts
