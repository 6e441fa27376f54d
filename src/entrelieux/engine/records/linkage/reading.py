"""What of a record can be compared: its name, address and contacts in one spelling."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.linkage import words
from entrelieux.engine.records.linkage.functions import KINDS, functions_of
from entrelieux.engine.records.linkage.model import Sheet
from entrelieux.engine.records.roofs import SMALL_WORDS

LONGEST = 300
"""Signs read of any value; what follows says nothing more of who it is."""
Words = frozenset[str]
_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"(?<!\S)(?:\w\.){2,}\w?(?!\w)")
_OVERSEAS = re.compile(r"^(?:00|0(?=0))?(?:33|262|590|594|596)0?(?=[1-9]\d{8}$)")
_BIS = r"(?:bis|ter|quater|[a-d])?"
_NUMBERS = re.compile(
    rf"(?:^|,\s*)(\d{{1,4}}){_BIS}(?:\s*(?:-|/|a|et)?\s*(\d{{1,4}}){_BIS})?(?![\da-z])"
)
_POSTCODE = re.compile(r"\b\d{5}\b.*$")


@dataclass(frozen=True, slots=True)
class Facts:
    """A record in one spelling; empty when unknown, or when it tells no two places apart.

    bare: a name that says no function. functions: codes of ``functions.LABELS``. proper: words of
    the name but those of functions, generic and small ones, and its commune's. town: words of its
    commune. areas: départements of its INSEE code and of its postcode. towns: keys any of which
    two records of one commune share. numbers, street: of the address. host: of a site of its own.
    page: host and path.
    """

    sheet: Sheet
    name: str
    bare: str
    functions: Words
    proper: Words
    town: Words
    insee: str
    areas: tuple[str, str]
    towns: Words
    numbers: Words
    street: Words
    point: tuple[float, float] | None
    siret: str
    siren: str
    telephones: Words
    courriel: str
    host: str
    page: str


def facts_of(sheet: Sheet) -> Facts:
    """Read a record once. Values of any kind and length are read; a strange one is unknown."""
    name = plain_of(_initials(_text(sheet.name)))
    siren, siret = _siret(_text(sheet.siret))
    named, rest = functions_of(name)
    kind = KINDS.get(_text(sheet.kind))
    town = frozenset(plain_of(_text(sheet.commune)).split()) - SMALL_WORDS
    insee, code = _text(sheet.code_insee).strip().upper(), _text(sheet.code_postal).strip()
    numbers, street = _address(_text(sheet.adresse), town)
    host, page = _site(_text(sheet.site_web))
    return Facts(
        sheet=sheet,
        name=name,
        bare="" if named else name,
        functions=named | {kind} if kind else named,
        proper=_told(rest) - town,
        town=town,
        insee=insee,
        areas=(_area(insee), _area(code)),
        towns=_towns(insee, code, town),
        numbers=numbers,
        street=street,
        point=_point(sheet.lon, sheet.lat),
        siret=siret,
        siren=siren,
        telephones=_telephones(_text(sheet.telephone)),
        courriel=_courriel(_text(sheet.courriel)),
        host=host,
        page=page,
    )


def _text(value: object) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def _initials(text: str) -> str:
    """« E.S.C.A.L.E. » is one word."""
    return _INITIALS.sub(lambda found: found[0].replace(".", ""), text)


@lru_cache(maxsize=65_536)
def plain_of(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


@lru_cache(maxsize=65_536)
def _told(rest: str) -> Words:
    """Words of a name that not every place may have."""
    found = frozenset(word for word in rest.split() if len(word) > 1 or word.isdigit())
    return found - SMALL_WORDS - words.GENERIC


def _area(code: str) -> str:
    """The département of a code of commune or postcode; Corsica is one, as in postcodes."""
    area = code[:3] if code.startswith("97") else code[:2]
    return "20" if area in {"2A", "2B"} else area


def _towns(insee: str, code: str, town: Words) -> Words:
    area = _area(insee or code)
    named = f"c{area} {' '.join(sorted(town))}" if town and area else ""
    return frozenset(filter(None, (insee and f"i{insee}", code and f"p{code}", named)))


def _address(text: str, town: Words) -> tuple[Words, Words]:
    """Numbers and words of a street; postcode, commune and kinds of ways are left out."""
    folded = _POSTCODE.sub("", fold(text))
    found = _NUMBERS.search(folded)
    numbers = frozenset(filter(None, found.groups())) if found else frozenset()
    after = folded[found.end() :] if found else folded
    long = (words.STREETS.get(word, word) for word in _WORD.findall(after))
    street = frozenset(long) - SMALL_WORDS - words.WAYS
    street = frozenset(word for word in street if len(word) > 1 or word.isdigit())
    return numbers, (street - town) or street


def _point(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    if not (isinstance(lon, int | float) and isinstance(lat, int | float)):
        return None
    if not (math.isfinite(lon) and math.isfinite(lat)) or (lon == 0 and lat == 0):
        return None
    return (float(lon), float(lat)) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _siret(text: str) -> tuple[str, str]:
    """SIREN, then SIRET; "" for each when it is not there or holds one repeated digit."""
    digits = re.sub(r"\s", "", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) in {9, 14}):
        return "", ""
    if len(set(digits[:9])) == 1:
        return "", ""
    return digits[:9], digits if len(digits) == 14 else ""


@lru_cache(maxsize=65_536)
def _telephones(text: str) -> Words:
    """Numbers of ten digits; free and short numbers are shared by many and left out."""
    found = set()
    for part in re.split(r"[/,;|]| ou ", text):
        digits = _OVERSEAS.sub("0", re.sub(r"\D", "", part))
        digits = f"0{digits}" if len(digits) == 9 and digits[0] != "0" else digits
        if (
            len(digits) == 10
            and digits[0] == "0"
            and digits[1] not in "08"
            and len(set(digits)) > 2
        ):
            found.add(digits)
    return frozenset(found)


def _courriel(text: str) -> str:
    mail = text.strip().lower()
    return mail if mail.count("@") == 1 and mail not in words.EVERYBODYS_MAILS else ""


@lru_cache(maxsize=65_536)
def _site(text: str) -> tuple[str, str]:
    """Host that is somebody's own, then host and path."""
    url = re.split(r"[\s|?#]", text.strip().lower(), maxsplit=1)[0]
    url = re.sub(r"^(?:https?:)?/*(?:www\d?\.)?", "", url).rstrip("/")
    host, _, path = url.partition("/")
    if "." not in host or "@" in host:
        return "", ""
    if any(public in host for public in words.PUBLIC_HOSTS):
        return "", url if path else ""
    return host, url
