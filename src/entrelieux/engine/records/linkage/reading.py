"""What of a record can be compared: its name, address and contacts in one spelling."""

import math
import re
from dataclasses import dataclass

from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.linkage.model import Sheet
from entrelieux.engine.records.roofs import name_key

LONGEST = 300
"""Signs read of any value; the rest says nothing more of who it is."""
_WORD = re.compile(r"[^\W_]+")
_PUBLIC_MAIL = frozenset({"gmail.com", "orange.fr", "wanadoo.fr", "hotmail.fr", "laposte.net"})


@dataclass(frozen=True, slots=True)
class Facts:
    """A record in one spelling; "" when unknown or when it cannot tell two places apart."""

    sheet: Sheet
    name: str
    number: str
    street: str
    point: tuple[float, float] | None
    siret: str
    telephone: str
    courriel: str
    site_web: str
    kind: str


def facts_of(sheet: Sheet) -> Facts:
    number, street = _address(_plain(sheet.adresse))
    return Facts(
        sheet,
        name_key(_plain(sheet.name)),
        number,
        street,
        _point(sheet.lon, sheet.lat),
        _digits(sheet.siret, 14),
        _telephone(sheet.telephone),
        _courriel(sheet.courriel),
        _site(sheet.site_web),
        _plain(sheet.kind),
    )


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold((text or "")[:LONGEST])))


def _address(plain: str) -> tuple[str, str]:
    found = re.match(r"(\d{1,4})\b\s*(.*)", plain)
    return (found[1], found[2]) if found else ("", plain)


def _point(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    if lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)):
        return None
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _digits(text: str, length: int) -> str:
    digits = re.sub(r"\D", "", (text or "")[:LONGEST])
    return digits if len(digits) == length and digits.strip("0") else ""


def _telephone(text: str) -> str:
    digits = re.sub(r"^(?:0033|33)0?", "0", re.sub(r"\D", "", (text or "")[:LONGEST]))
    return digits if len(digits) == 10 and digits[1] not in "08" else ""


def _courriel(text: str) -> str:
    mail = (text or "")[:LONGEST].strip().lower()
    return mail if "@" in mail and not mail.endswith("example.org") else ""


def _site(text: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?", "", (text or "")[:LONGEST].strip().lower()).rstrip("/")
