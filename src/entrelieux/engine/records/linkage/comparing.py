"""How likely are two records one place, and why?"""

from collections.abc import Iterator
from math import cos, hypot, radians

from rapidfuzz import fuzz

from entrelieux.engine.records.linkage import weights
from entrelieux.engine.records.linkage.model import Pair, Sheet, Term
from entrelieux.engine.records.linkage.reading import Facts, facts_of
from entrelieux.engine.records.roofs import METRES_PER_DEGREE


def compare(one: Sheet, other: Sheet) -> Pair:
    """Weigh two records; the order in which they are given changes nothing."""
    return weighed(facts_of(one), facts_of(other))


def weighed(one: Facts, other: Facts) -> Pair:
    if one.sheet.key > other.sheet.key:
        one, other = other, one
    terms = tuple(_terms(one, other))
    return Pair(one.sheet.key, other.sheet.key, probability(terms), terms)


def probability(terms: tuple[Term, ...]) -> float:
    bits = weights.START + sum(term.weight for term in terms)
    return 1 / (1 + 2.0 ** -max(min(bits, 60.0), -60.0))


def _terms(one: Facts, other: Facts) -> Iterator[Term]:
    a, b = one.sheet, other.sheet
    if one.name and other.name:
        likeness = fuzz.token_sort_ratio(one.name, other.name) / 100
        span = weights.NAME_SAME - weights.NAME_OTHER
        yield Term("nom", weights.NAME_OTHER + span * likeness, a.name, b.name)
    if one.street and other.street:
        same = one.number == other.number and fuzz.token_sort_ratio(one.street, other.street) > 80
        yield Term("adresse", weights.ADRESSE[not same], a.adresse, b.adresse)
    metres = distance_m(one, other)
    if metres is not None:
        weight = next(weight for limit, weight in weights.DISTANCE if metres <= limit)
        yield Term("distance", weight, str(round(metres)), "")
    for code in ("siret", "telephone", "courriel", "site_web", "kind"):
        mine, theirs = getattr(one, code), getattr(other, code)
        if mine and theirs:
            weight = getattr(weights, code.upper())[mine != theirs]
            yield Term(
                "nature" if code == "kind" else code, weight, getattr(a, code), getattr(b, code)
            )


def distance_m(one: Facts, other: Facts) -> float | None:
    if one.point is None or other.point is None:
        return None
    east = (one.point[0] - other.point[0]) * cos(radians((one.point[1] + other.point[1]) / 2))
    return METRES_PER_DEGREE * hypot(east, one.point[1] - other.point[1])
