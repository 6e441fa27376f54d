"""What every format needs: the place, its position, its hours, and what is done to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from entrelieux.directory.drafts import PlaceDraft, SourceDraft
from entrelieux.engine.hours import from_french_week, normalise
from entrelieux.engine.hours.normalise import Normalised
from entrelieux.engine.language import fold
from entrelieux.interchange.communes import Communes, Stated
from entrelieux.interchange.gathering import Entry, Refusal
from entrelieux.interchange.mending import Reading

Adapted = Entry | Refusal
_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")
_HOURS_LIMIT = 4000


@dataclass(slots=True)
class Context:
    """What adapting a row needs beyond the row.

    published_on: the date of the whole file, when its name or the person says it.
    owner: in whose name alone the file is published; "" for the producer that it names itself.
    refused_structures: identifiers of structures refused earlier in the same import.
    """

    communes: Communes
    today: date
    published_on: date | None = None
    file_name: str = ""
    owner: str = ""


def slug(text: str) -> str:
    """A text as an identifier: lower case, figures and hyphens, 50 signs at most."""
    return _NOT_A_SLUG.sub("-", fold(text)).strip("-")[:50].strip("-")


def refuse(number: int, field: str, found: Any, expected: str) -> Refusal:
    return Refusal(number, field, str(found)[:200], expected)


def located(
    reading: Reading,
    context: Context,
    *,
    around: str = "",
    insee: str = "code_insee",
    postcode: str = "code_postal",
    commune: str = "commune",
    point: tuple[float | None, float | None] | None = None,
) -> dict[str, Any]:
    """The columns of a place's position; ``point`` is (lon, lat) when it is not in two fields."""
    lon, lat = point or (reading.number("longitude"), reading.number("latitude"))
    stated = Stated(
        code_insee=reading.code(insee, "code INSEE"),
        code_postal=reading.code(postcode, "code postal"),
        commune=reading.text(commune),
        around=around,
        lon=lon,
        lat=lat,
    )
    found = context.communes.locate(stated)
    if found.why:
        given = "" if lon is None and lat is None else f"{lon}, {lat}"
        kept = "" if found.lon is None else f"{found.lon}, {found.lat}"
        reading.mend("position", kept, found.why, found=given)
    return {
        "commune": found.commune[:120],
        "code_insee": found.code_insee,
        "code_postal": found.code_postal,
        "lon": found.lon,
        "lat": found.lat,
        "position": found.position,
    }


def hours_of(reading: Reading, field: str) -> dict[str, Any]:
    """The columns of a place's hours from free text or OSM syntax."""
    original = reading.long_text(field)
    if not original:
        return {}
    return _hours(reading, field, original, normalise(original[:_HOURS_LIMIT]))


def week_of(reading: Reading, fields: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a place's hours from one field per day. fields: day -> name of the field."""
    days = {day: reading.text(field) for day, field in fields.items()}
    if not any(days.values()):
        return {}
    original = "; ".join(f"{day} {text}" for day, text in days.items() if text)
    return _hours(reading, "horaires", original, from_french_week(days))


def _hours(reading: Reading, field: str, original: str, found: Normalised) -> dict[str, Any]:
    if found.mends:
        reading.mend(field, found.osm or "", " ".join(found.mends), found=original)
    if found.problem:
        reading.mend(field, "", "horaires illisibles : " + found.problem, found=original)
    return {
        "horaires": found.osm or "",
        "horaires_original": original[:_HOURS_LIMIT],
        "horaires_problem": (found.problem or "")[:300],
    }


def place_draft(name: str, source: SourceDraft, **columns: Any) -> PlaceDraft:
    """A place whose reference is given once all rows are known."""
    return PlaceDraft(ref="", name=name, source=source.slug, **columns)
