"""How likely are two records one place, and why?"""

from collections.abc import Iterator
from itertools import product
from math import cos, fsum, hypot, radians

from rapidfuzz.distance import JaroWinkler

from entrelieux.engine.records.linkage import words
from entrelieux.engine.records.linkage.functions import CARRIERS, LABELS, MANNERS
from entrelieux.engine.records.linkage.model import Pair, Sheet, Term
from entrelieux.engine.records.linkage.reading import Facts, Words, facts_of
from entrelieux.engine.records.linkage.weights import START, WEIGHTS
from entrelieux.engine.records.roofs import METRES_PER_DEGREE

RINGS_M = (15, 60, 200, 600, 2_000)
"""Distances that part levels; beyond the last is « ailleurs »."""
ALIKE = 0.88
"""Two words at least this alike (Jaro and Winkler) are one word misspelt."""
Level = tuple[str, str]


def compare(one: Sheet, other: Sheet) -> Pair:
    """Weigh two records; the order in which they are given changes nothing.

    A field that one of them does not know makes no term. Producers are not looked at.
    **Source:** Fellegi and Sunter 1969, doi:10.1080/01621459.1969.10501049.
    """
    pair = weighed(facts_of(one), facts_of(other))
    assert pair is not None
    return pair


def weighed(one: Facts, other: Facts, least: float = 0.0) -> Pair | None:
    """The pair with its terms, or nothing when it scores less than ``least``."""
    if _after(one.sheet, other.sheet):
        one, other = other, one
    found = tuple(levels(one, other))
    score = probability(START + sum(WEIGHTS[code][level] for code, level in found))
    if score < least:
        return None
    terms = tuple(
        Term(code, WEIGHTS[code][level], *_said(code, one, other), level) for code, level in found
    )
    return Pair(one.sheet.key, other.sheet.key, score, terms)


def _after(one: Sheet, other: Sheet) -> bool:
    return repr(one) > repr(other) if one.key == other.key else one.key > other.key


def probability(bits: float) -> float:
    return 1 / (1 + 2.0 ** -max(min(bits, 60.0), -60.0))


def levels(one: Facts, other: Facts) -> Iterator[Level]:
    """How far each field that both know agrees: keys of ``weights.WEIGHTS``."""
    door = door_level(one, other)
    for code, level in (
        ("nom", name_level(one, other)),
        ("nature", function_level(one.functions, other.functions)),
        ("adresse", door),
        ("distance", distance_level(one, other, door)),
        ("siret", siret_level(one, other)),
        ("telephone", telephone_level(one, other)),
        ("courriel", _same_or_other(one.courriel, other.courriel)),
        ("site_web", site_level(one, other)),
    ):
        if level:
            yield code, level


def name_level(one: Facts, other: Facts) -> str:
    """The words that are theirs alone: without functions, and without either one's commune."""
    mine, theirs = one.proper - other.town, other.proper - one.town
    if not mine or not theirs:
        if mine or theirs:
            return "muet" if one.functions & other.functions - MANNERS else "etranger"
        return "identique" if one.bare and one.bare == other.bare else ""
    shared = _shared_bits(mine, theirs)
    less, more = sorted((_bits(mine), _bits(theirs)))
    if shared >= 0.9 * more:
        return "rare" if shared >= words.RAREST_BITS - 1 else "courant"
    if shared >= 0.9 * less:
        return "contenu"
    return "partie" if shared >= 0.4 * less else "sigle" if _initialed(one, other) else "autre"


def _bits(some: Words) -> float:
    return fsum(map(words.bits_of, some))


def _shared_bits(mine: Words, theirs: Words) -> float:
    """What the words that both hold say, misspelt ones too."""
    same = mine & theirs
    shared = _bits(same)
    left = [word for word in mine - same if len(word) > 3]
    for word, their in product(sorted(left), sorted(theirs - same)):
        if len(their) > 3 and JaroWinkler.similarity(word, their) >= ALIKE:
            shared += min(words.bits_of(word), words.bits_of(their))
    return shared


def _initialed(one: Facts, other: Facts) -> bool:
    """Whether one name holds the initials of the other."""
    for short, long in ((one, other), (other, one)):
        parts = long.name.split()
        initials = {"".join(word[0] for word in parts)}
        initials.add("".join(word[0] for word in parts if len(word) > 3 and word != "pour"))
        if any(len(word) > 2 and word in initials for word in short.proper):
            return True
    return False


def function_level(mine: Words, theirs: Words) -> str:
    if ("bus" in mine) != ("bus" in theirs):
        return "bus"
    do, they_do = mine - MANNERS, theirs - MANNERS
    if not do or not they_do:
        return ""
    if do & they_do:
        apart = ("annexe" in mine) != ("annexe" in theirs)
        return "annexe" if apart else "egale" if do == they_do else "commune"
    if do <= CARRIERS or they_do <= CARRIERS:
        return "porteur"
    return "autre"


def door_level(one: Facts, other: Facts) -> str:
    if not (one.street or one.numbers) or not (other.street or other.numbers):
        return ""
    if town_relation(one, other) == "autre":
        return "autre_commune"
    if not _one_street(one.street, other.street):
        return "autre_rue"
    if not one.numbers or not other.numbers:
        return "rue"
    if one.numbers & other.numbers:
        return "porte"
    gap = min(abs(int(a) - int(b)) for a, b in product(one.numbers, other.numbers))
    return "voisine" if gap <= 6 else "autre_numero"


def town_relation(one: Facts, other: Facts) -> str:
    """« meme » and « autre » when it is known, « » when only a postcode of several tells."""
    areas = zip(one.areas, other.areas, strict=True)
    if any(mine and their and mine != their for mine, their in areas):
        return "autre"
    named = one.town and other.town
    if named and (one.town <= other.town or other.town <= one.town):
        return "meme"
    if one.insee and other.insee:
        return "meme" if one.insee == other.insee else "autre"
    if one.towns & other.towns:
        return "" if named else "meme"
    return "autre" if one.towns and other.towns else ""


def _one_street(mine: Words, theirs: Words) -> bool:
    if not mine or not theirs:
        return mine == theirs
    shared = mine & theirs
    near = sum(
        JaroWinkler.similarity(a, b) >= ALIKE
        for a, b in product(mine - shared, theirs - shared)
        if len(a) > 3 and len(b) > 3
    )
    return len(shared) + near >= 0.75 * min(len(mine), len(theirs))


def distance_level(one: Facts, other: Facts, door: str) -> str:
    """A far point says less when both write one street of one commune: one of them is wrong."""
    metres = distance_m(one, other)
    if metres is None:
        return ""
    ring = next((str(ring) for ring in RINGS_M if metres <= ring), "ailleurs")
    near = metres <= RINGS_M[-1] or town_relation(one, other) == "meme"
    return f"{ring}_rue" if door in {"porte", "rue"} and near else ring


def distance_m(one: Facts, other: Facts) -> float | None:
    if one.point is None or other.point is None:
        return None
    east = (one.point[0] - other.point[0]) * cos(radians((one.point[1] + other.point[1]) / 2))
    return METRES_PER_DEGREE * hypot(east, one.point[1] - other.point[1])


def siret_level(one: Facts, other: Facts) -> str:
    if not one.siren or not other.siren:
        return ""
    if one.siren != other.siren:
        return "autre"
    public = one.siren[0] in "12"
    if one.siret and one.siret == other.siret:
        return "public" if public else "egal"
    return "siren_public" if public else "siren"


def telephone_level(one: Facts, other: Facts) -> str:
    """One number in two communes is the switchboard of both."""
    if not one.telephones or not other.telephones:
        return ""
    if not one.telephones & other.telephones:
        return "autre"
    metres = distance_m(one, other)
    relation = town_relation(one, other)
    far = relation == "autre" or (relation != "meme" and (metres or 0) > RINGS_M[-1])
    return "egal_ailleurs" if far else "egal"


def _same_or_other(mine: str, theirs: str) -> str:
    if not mine or not theirs:
        return ""
    return "egal" if mine == theirs else "autre"


def site_level(one: Facts, other: Facts) -> str:
    if one.page and one.page == other.page:
        return "page" if one.host else "page_commune"
    if not one.host or not other.host:
        return ""
    return "hote" if one.host == other.host else "autre"


def _said(code: str, one: Facts, other: Facts) -> tuple[str, str]:
    """What was compared, as each record wrote it; functions by their labels."""
    if code == "distance":
        metres = distance_m(one, other)
        return ("" if metres is None else str(round(metres))), ""
    if code == "nature":
        return _labels(one.functions), _labels(other.functions)
    field = "name" if code == "nom" else code
    return str(getattr(one.sheet, field)), str(getattr(other.sheet, field))


def _labels(functions: Words) -> str:
    return ", ".join(label for code, label in LABELS.items() if code in functions)
