"""One point from what a cell, or two, say of it: decimals, degrees and minutes, metres, pairs.

What cannot be a point of France is tried the other way round, with the other sign, or with the
decimal point that was lost; each such repair is said.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from entrelieux.engine.records.columns.systems import (
    WGS84,
    Point,
    away_m,
    in_france,
    label,
    safe_degrees,
)

NEAR_M = 40_000.0
"""A repaired point must come this close to where the row's commune is, when that is known."""
FAR_M = 120_000.0
"""A point this far from its commune is repaired, if a repair brings it near."""
_LETTERS = {"n": 1, "nord": 1, "north": 1, "s": -1, "sud": -1, "south": -1}
_EASTS = {"e": 1, "est": 1, "east": 1, "w": -1, "o": -1, "ouest": -1, "west": -1}
_SIDE = r"(nord|north|sud|south|est|east|ouest|west|[nsewo])"
_NUMBER = r"[-+]?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?"
_ANGLE = re.compile(
    rf"\s*(?:{_SIDE}\b\s*)?([-+]?\d{{1,3}}(?:[.,]\d+)?)\s*(?:°|º|˚|deg|d)?\s*"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:['’′´m]|min)?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*"
    rf"(?:[\"″”]|''|’’|′′|s(?!\w))?)?)?\s*{_SIDE}?\s*",
    re.I,
)
_DECIMAL = re.compile(rf"\s*({_NUMBER})\s*(?:m|°|º)?\s*")
_NAMES = re.compile(r"\b(?:latitude|longitude|lat|long|lng|lon)\b\.?\s*[:=]?", re.I)
_WKT = re.compile(rf"\s*(?:SRID=\d+;)?POINT\s*Z?\s*\(\s*({_NUMBER})\s+({_NUMBER})[^)]*\)\s*", re.I)
_PARTS = re.compile(r"\s*[;|\n/]\s*|,\s+|\s+-\s+|(?<=[nsewo])\s*,?\s*(?=\d)", re.I)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers of one cell, as they came. order: « lat-lon », « lon-lat » or "" unknown."""

    first: float
    second: float
    order: str = ""


def number_of(value: Any) -> float | None:
    """A finite number from « 48,8566 », « 652 381,25 » or « 6862e3 »; None when it is not one."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if isfinite(value) else None
    text = str(value).strip().replace("\u2212", "-")
    found = _DECIMAL.fullmatch(text)
    plain = re.sub(r"[ \u00a0\u202f]", "", found[1]).replace(",", ".") if found else text
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if isfinite(number) else None


def angle_of(value: Any) -> tuple[float, str] | None:
    """(degrees, « lat », « lon » or "") from a number or from degrees, minutes and seconds."""
    plain = number_of(value)
    if plain is not None:
        return plain, ""
    text = _NAMES.sub("", str(value or "")).strip()
    found = _ANGLE.fullmatch(text.replace("\u2212", "-"))
    if not found:
        plain = number_of(text)
        return None if plain is None else (plain, "")
    side = (found[1] or found[5] or "").lower()
    degrees, minutes, seconds = (
        float((found[rank] or "0").replace(",", ".")) for rank in (2, 3, 4)
    )
    if minutes >= 60 or seconds >= 60:
        return None
    size = abs(degrees) + minutes / 60 + seconds / 3600
    sign = -1.0 if found[2].startswith("-") else 1.0
    if side in _LETTERS:
        return size * _LETTERS[side], "lat"
    if side in _EASTS:
        return size * _EASTS[side], "lon"
    return size * sign, ""


def pair_of(value: Any) -> Pair | None:
    """Both numbers of a cell: « lat, lon », a list, an object, POINT(…), degrees with letters."""
    if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if isinstance(value, dict):
        return _of_object(value)
    if isinstance(value, list | tuple):
        numbers = [number_of(item) for item in value[:2]]
        return _pair(numbers, "lon-lat") if len(value) in {2, 3} else None
    text = str(value or "")
    if found := _WKT.fullmatch(text):
        return _pair([number_of(found[1]), number_of(found[2])], "lon-lat")
    return _of_text(text)


def _of_object(value: dict[str, Any]) -> Pair | None:
    by_name = {name.lower(): item for name, item in value.items()}
    if "coordinates" in by_name:
        return pair_of(by_name["coordinates"])
    lat = next((by_name[name] for name in ("lat", "latitude", "y") if name in by_name), None)
    lon = next(
        (by_name[name] for name in ("lon", "lng", "long", "longitude", "x") if name in by_name),
        None,
    )
    return _pair([number_of(lat), number_of(lon)], "lat-lon")


def _of_text(text: str) -> Pair | None:
    for parts in _splits(text):
        angles = [angle_of(part) for part in parts]
        if len(angles) == 2 and angles[0] and angles[1]:
            (first, one), (second, other) = angles[0], angles[1]
            named = {"lat": "lat-lon", "lon": "lon-lat"}.get(one, "")
            named = named or {"lon": "lat-lon", "lat": "lon-lat"}.get(other, "")
            said = _NAMES.findall(text)
            if not named and len(said) == 2:
                named = "lat-lon" if said[0].lower().startswith("lat") else "lon-lat"
            return None if one and one == other else Pair(first, second, named)
    return None


def _splits(text: str) -> Iterator[list[str]]:
    text = text.strip(" ()[]")
    yield [part for part in _PARTS.split(text) if part.strip()]
    if text.count(",") == 1:
        yield text.split(",")
    if text.count(",") == 3:  # « 48,85,2,35 »
        one, two, three, four = text.split(",")
        yield [f"{one},{two}", f"{three},{four}"]
    yield text.split()


def _pair(numbers: list[float | None], order: str) -> Pair | None:
    first, second = numbers
    return None if first is None or second is None else Pair(first, second, order)


def placed(system: str, x: float, y: float, near: Point | None = None) -> tuple[Point | None, str]:
    """(point in degrees or None, what was repaired or why there is none; "" when all is well).

    x: towards the east, y: towards the north, in the units of ``system``. near: where the row's
    commune is, when it is known.
    """
    if not (isfinite(x) and isfinite(y)):
        return None, "coordonnées illisibles : laissées de côté"
    point = safe_degrees(system, x, y)
    if point and in_france(point) and (near is None or away_m(point, near) < FAR_M):
        return point, ""
    for repaired, why in _repairs(system, x, y):
        close = near is None or away_m(repaired, near) < NEAR_M
        if in_france(repaired) and close:
            return repaired, why
    if point and in_france(point):
        return point, ""
    if x == y == 0:
        return None, "coordonnées nulles : laissées de côté"
    return None, f"aucun point de France en {label(system)} : coordonnées laissées de côté"


def _repairs(system: str, x: float, y: float) -> Iterator[tuple[Point, str]]:
    turned = safe_degrees(system, y, x)
    if turned:
        yield turned, "longitude et latitude étaient inversées"
    if system != WGS84:
        if abs(x) <= 180 and abs(y) <= 90:
            yield (x, y), "déjà en degrés, contrairement au reste de la colonne"
            yield (y, x), "déjà en degrés et inversées, contrairement au reste de la colonne"
        return
    yield (-x, y), "signe de la longitude rétabli"
    yield (x, -y), "signe de la latitude rétabli"
    yield (-x, -y), "signes de la longitude et de la latitude rétablis"
    for lon in _shifted(x, 180):
        for lat in _shifted(y, 90):
            if (lon, lat) != (x, y):
                yield (lon, lat), "virgule décimale perdue : rétablie"
                yield (-lon, lat), "virgule décimale et signe perdus : rétablis"


def _shifted(number: float, most: float) -> Iterator[float]:
    """The number itself if it can be an angle, else with its decimal point moved back."""
    if abs(number) <= most:
        yield number
        return
    shifted = number
    while abs(shifted) > 1:
        shifted /= 10
        if abs(shifted) <= most:
            yield shifted
