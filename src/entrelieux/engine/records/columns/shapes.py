"""What do the values of a column look like? Shares of the rows that are filled, by pattern."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entrelieux.engine.hours import normalise
from entrelieux.engine.language import fold
from entrelieux.engine.records.columns.points import number_of, pair_of

LOOKED_AT = 1_500
"""Different values that are looked at; more would tell nothing more."""
HOURS_LOOKED_AT = 200
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}|[^\s@]{2,}@[a-z0-9-]+\.?")
URL = re.compile(
    r"(?:https?:/|www\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|eu|info|re|nc|gp|mq|gf|bzh|asso\.fr)(?:/\S*)?",
    re.I,
)
PHONE = re.compile(r"(?:\+|00)?[\d\s.()\-/\u00a0\u202f]{6,24}")
DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ].*)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?: .*)?")
CLOCK = re.compile(r"\d{1,2}\s*[h:]\s*(?:\d{2})?(?::\d{2})?|fermee?s?", re.I)
TIMES = re.compile(
    r"\d{1,2}\s*(?:h|:|heures?)\s*\d{0,2}|\b(?:lun|mar|mer|jeu|ven|sam|dim|mo|tu|we|th|fr|sa|su)",
    re.I,
)
_STREET = re.compile(
    r"\b(?:rue|avenue|av|ave|boulevard|bd|bld|place|pl|chemin|che|allee|allees|impasse|imp|route|"
    r"rte|cours|quai|square|passage|esplanade|faubourg|lotissement|rond point|sentier|residence|"
    r"mail|parvis|zone|za|zac|lieu dit|hameau|village|bourg|tribu|montee|traverse|promenade)\b"
)
_NUMBERED = re.compile(r"\d{1,4}\s*(?:bis|ter|quater|[a-d])?[\s,]+[^\d\s]{2}")
IN_ADDRESS = re.compile(r"(?<!\d)(\d{5})(?!\d)[\s,-]+([^\d,;()]{2,60})")
_PLACE = re.compile(
    r"\b(?:mairie|mediatheque|bibliotheque|association|asso|centre|maison|espace|ccas|"
    r"france service|mission locale|fablab|tiers lieu|epn|cyber|point|bureau|foyer|mjc|pole|cafe|"
    r"antenne|club|college|lycee|caf|poste|agence|communaute|commune|atelier|relais|msap|"
    r"amicale|hotel)s?\b"
)
_RNA = re.compile(r"W\d{9}")
_BOOKING = re.compile(r"rdv|rendez-?vous|doctolib|calend|booking|reserv|inscri|agenda", re.I)
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Places:
    """What is known of the country: folded names of communes and of what holds them, codes."""

    towns: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shape:
    """shares: pattern -> share of the filled rows, 0 to 1. filled: share of all rows.

    distinct: different values over filled rows. length: mean number of signs.
    """

    rows: int
    filled: float
    distinct: float
    length: float
    shares: Mapping[str, float]
    values: Mapping[str, int]

    def share(self, name: str) -> float:
        return self.shares.get(name, 0.0)


def shape_of(texts: Sequence[str], places: Places) -> Shape:
    """The shape of a column. texts: one for each row, empty where it says nothing."""
    counts = Counter(text.strip() for text in texts)
    blank = counts.pop("", 0)
    filled = len(texts) - blank
    if not filled:
        return Shape(len(texts), 0.0, 0.0, 0.0, {}, {})
    ordered = sorted(counts)
    looked = ordered[:: 1 + (len(ordered) - 1) // LOOKED_AT]
    weight = sum(counts[value] for value in looked)
    sums: Counter[str] = Counter()
    for value in looked:
        for name in _patterns(value, places):
            sums[name] += counts[value]
    shares = {name: total / weight for name, total in sums.items()}
    if shares.get("times", 0.0) > 0.05:
        shares["hours"] = _hours(looked, counts)
    length = sum(len(value) * counts[value] for value in looked) / weight
    return Shape(
        len(texts), filled / len(texts), len(counts) / filled, length, shares, dict(counts)
    )


def _hours(values: Sequence[str], counts: Counter[str]) -> float:
    """The share of the rows that the reader of hours understands, from texts that hold times."""
    some = values[:: 1 + (len(values) - 1) // HOURS_LOOKED_AT]
    read = sum(
        counts[value]
        for value in some
        if TIMES.search(value) and len(value) < 1000 and normalise(value).osm is not None
    )
    return read / sum(counts[value] for value in some)


def _patterns(value: str, places: Places) -> list[str]:
    """The names of every pattern that one value has."""
    found = [name for name, holds in _SIMPLE.items() if holds(value)]
    digits = "".join(_DIGITS.findall(value))
    number = number_of(value)
    if number is not None:
        found.append("number")
        whole = f"{number:.0f}" if number == int(number) else ""
        found += _codes(whole, places)
    else:
        found += _codes(value.upper().replace(" ", ""), places)
        if pair_of(value):
            found.append("pair")
    if PHONE.fullmatch(value) and 6 <= len(digits) <= 13 and _like_phone(value, digits):
        found.append("phone")
    if (
        len(digits) == len(re.sub(r"\s", "", value)) and len(digits) in {9, 13, 14}
    ) or _RNA.fullmatch(value):
        found.append("siret" if len(digits) > 10 or value[:1] == "W" else "siren")
    folded = fold(value)
    if re.sub(r"\s*(?:\(.*|cedex.*|\d.*)$", "", folded) in places.towns:
        found.append("town")
    if folded in places.areas:
        found.append("area")
    if _STREET.search(folded) or _NUMBERED.match(folded):
        found.append("street")
    if (inside := IN_ADDRESS.search(value)) and inside[1] in places.postcodes:
        found.append("whole address")
    if _PLACE.search(folded):
        found.append("place")
    return found


def _codes(text: str, places: Places) -> list[str]:
    padded = text.zfill(5) if text.isdigit() and len(text) == 4 else text
    return [
        name
        for name, known in (("postcode", places.postcodes), ("insee", places.codes))
        if padded in known
    ]


def _like_phone(value: str, digits: str) -> bool:
    if value.strip().startswith(("+", "00")):
        return len(digits) >= 8
    if digits.startswith("0"):
        return len(digits) == 10
    spaced = len(digits) == 6 and not value.strip().isdigit()
    return spaced or (len(digits) == 9 and digits[0] in "12345679")


_SIMPLE = {
    "email": EMAIL.search,
    "url": URL.fullmatch,
    "web": URL.search,
    "acceslibre": re.compile(r"acces-?libre", re.I).search,
    "booking": _BOOKING.search,
    "date": DATE.fullmatch,
    "clock": CLOCK.fullmatch,
    "times": TIMES.search,
    "roaming": re.compile(r"itin[ée]rante?|fixe|mobile|ambulante?|bus", re.I).fullmatch,
    "yes": re.compile(r"oui|non|o|n|vrai|faux|true|false|yes|no|0|1|x", re.I).fullmatch,
}
