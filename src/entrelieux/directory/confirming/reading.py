"""What a place types to mend its sheet, read field by field; a field left as it was says nothing.

Hours are typed in a table of the week, or in words; what was understood is shown before it is kept.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from entrelieux.directory import wording
from entrelieux.directory.agenda.forms import clock_of, day_of, line_of
from entrelieux.directory.confirming.changes import ADDRESS
from entrelieux.directory.confirming.words import field_label
from entrelieux.directory.models import Place
from entrelieux.directory.opening import plain_week
from entrelieux.engine.hours import from_french_week, intervals_of, normalise
from entrelieux.engine.hours.describe import LONG_DAYS
from entrelieux.engine.hours.timetable import UNREADABLE
from entrelieux.kernel.errors import UserError
from entrelieux.territories.selectors import CommuneCard, resolve_commune

TEXTS = {"presentation": 2000}
LINES = {
    **{"name": 300, "adresse": 300, "code_postal": 5, "commune": 120, "telephone": 60},
    **{"courriel": 254, "site_web": 500, "wheelchair": 3, "accessibilite": 500},
    **{"horaires": 500, "ferme_le": 10},
    **dict.fromkeys(LONG_DAYS, 120),
}
_PHONE = re.compile(r"\+?[0-9][0-9 .()/-]{7,30}")
_POSTCODE = re.compile(r"[0-9]{5}")
_PLAIN = re.compile(r"[A-Za-z0-9:;, -]*")
YES_NO = {"oui": True, "non": False, "": None}


@dataclass(frozen=True, slots=True)
class Line:
    """What would change, in words; notes: what was understood of it, and with what doubt."""

    label: str
    before: str
    after: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """values: {column of ``Place``: value}, of what changes alone. errors: by field of the form."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


def shown_first(place: Place, today: date) -> dict[str, str]:
    """What the form holds before anything is typed."""
    values = {name: str(getattr(place, name, "") or "") for name in (*LINES, *TEXTS)}
    values["wheelchair"] = {True: "oui", False: "non"}.get(place.wheelchair, "")  # type: ignore[arg-type]
    values["horaires"] = values["ferme_le"] = ""
    return values | _week_of(place.horaires, today)


def typed(data: Mapping[str, Any], first: Mapping[str, str]) -> dict[str, str]:
    """Every field, in printable signs; one that was not sent is as it was."""
    values = {
        name: line_of(str(data[name]), most) if name in data else first[name]
        for name, most in LINES.items()
    }
    for name, most in TEXTS.items():
        lines = str(data.get(name, first[name]))[: 2 * most].replace("\r\n", "\n").split("\n")
        kept = "\n".join("".join(x for x in line if x.isprintable()) for line in lines)
        values[name] = kept[:most].strip()
    return values


def read(place: Place, values: Mapping[str, str], today: date) -> Read:
    """What the place wants to change. Nothing is written."""
    first = typed({}, shown_first(place, today))
    changed = {name for name in values if values[name] != first[name]}
    found: dict[str, Any] = {}
    lines: list[Line] = []
    errors: dict[str, str] = {}

    def take(name: str, reader: Callable[[], tuple[dict[str, Any], Line]]) -> None:
        try:
            said, line = reader()
        except (ValueError, UserError) as error:
            errors[name] = str(error)
            return
        if any(getattr(place, column) != value for column, value in said.items()):
            found.update(said)
            lines.append(line)

    for name in ("name", *PLAIN_READERS):
        if name in changed:
            take(name, lambda name=name: _plain(place, name, values[name]))  # type: ignore[misc]
    if changed & set(ADDRESS):
        take("commune" if "commune" in changed else "adresse", lambda: _address(place, values))
    if changed & {"horaires", *LONG_DAYS}:
        name = "horaires" if values["horaires"] else LONG_DAYS[0]
        take(name, lambda: _hours(place, values, today))
    return Read(found, tuple(lines), errors)


def closing_day(values: Mapping[str, str], today: date) -> date:
    """Since when the place does not exist any more.

    Raises:
        ValueError: no day, or one to come.
    """
    found = day_of(values["ferme_le"])
    if found is None:
        raise ValueError(_("Attendu : un jour, par exemple 2026-06-30."))
    if found > today:
        raise ValueError(_("Ce jour n'est pas encore venu. Revenez le dire ce jour-là."))
    return found


def _week_of(osm: str, today: date) -> dict[str, str]:
    """A cell for each day, when the week is one that a table says whole; empty cells otherwise."""
    cells = dict.fromkeys(LONG_DAYS, "")
    week = plain_week(osm, today) if _PLAIN.fullmatch(osm) else None
    if week is None or week.varies:
        return cells
    for weekday, start, end in intervals_of(week.bits):
        said = f"{clock_of(start)}-{clock_of(end)}"
        day = LONG_DAYS[weekday]
        cells[day] = f"{cells[day]} / {said}" if cells[day] else said
    return cells


def _plain(place: Place, name: str, text: str) -> tuple[dict[str, Any], Line]:
    value = PLAIN_READERS[name](text) if name in PLAIN_READERS else _needed(text)
    before = str(getattr(place, name) or "")
    if name == "wheelchair":
        words: Mapping[Any, str] = {True: _("oui"), False: _("non"), None: _("inconnu")}
        return {name: value}, Line(field_label(name), words[place.wheelchair], words[value])
    return {name: value}, Line(field_label(name), before, str(value))


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("Un lieu a un nom. S'il n'existe plus, dites-le plus bas."))
    return text


def _phone(text: str) -> str:
    digits = sum(sign.isdigit() for sign in text)
    if text and not (_PHONE.fullmatch(text) and 8 <= digits <= 15):
        raise ValueError(_("Attendu : un numéro de téléphone, par exemple 04 66 00 00 00."))
    return text


def _mail(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        message = _("Attendu : une adresse comme mairie@exemple.fr.")
        raise ValueError(message) from None
    return text


def _site(text: str) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        message = _("Attendu : une adresse comme https://www.exemple.fr.")
        raise ValueError(message) from None
    return address


def _yes_no(text: str) -> bool | None:
    if text not in YES_NO:
        raise ValueError(_("Choisissez une des réponses."))
    return YES_NO[text]


PLAIN_READERS: Mapping[str, Callable[[str], Any]] = {
    "telephone": _phone,
    "courriel": _mail,
    "site_web": _site,
    "presentation": str,
    "wheelchair": _yes_no,
    "accessibilite": _site,
}


def _address(place: Place, values: Mapping[str, str]) -> tuple[dict[str, Any], Line]:
    """The street and its commune. The point is the commune's until somebody gives a better one."""
    postcode = values["code_postal"]
    if not _POSTCODE.fullmatch(postcode):
        raise ValueError(_("Attendu : un code postal de cinq chiffres."))
    commune = _commune(values["commune"], postcode)
    before = wording_of_address(place.adresse, place.code_postal, place.commune)
    after = wording_of_address(values["adresse"], postcode, values["commune"])
    said: dict[str, Any] = {
        "adresse": values["adresse"],
        "code_postal": postcode,
        "commune": commune.matched or commune.name,
        "code_insee": commune.code,
        "lon": commune.lon,
        "lat": commune.lat,
        "position": Place.Position.COMMUNE.value,
    }
    return said, Line(_("adresse"), before, after)


def _commune(name: str, postcode: str) -> CommuneCard:
    """Raises UserError: none bears that name, or several in that département."""
    departement = postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]
    if departement == "20":
        return resolve_commune(name)
    return resolve_commune(f"{name} {departement}")


def wording_of_address(adresse: str, postcode: str, commune: str) -> str:
    return ", ".join(filter(None, (adresse, f"{postcode} {commune}".strip())))


def _hours(place: Place, values: Mapping[str, str], today: date) -> tuple[dict[str, Any], Line]:
    """In words when some are typed, else the table."""
    if values["horaires"]:
        found = normalise(values["horaires"])
    else:
        found = from_french_week({day: values[day] for day in LONG_DAYS})
    if found.osm is None or UNREADABLE in found.osm:
        said = found.problem or " ".join(found.mends)
        raise ValueError(said or _("Ces horaires ne se lisent pas."))
    osm = found.osm
    if place.horaires.endswith("PH off") and "PH" not in osm:
        osm = f"{osm}; PH off"
    before = wording.hours(place.horaires, today)
    after = wording.hours(osm, today)
    return {"horaires": osm}, Line(_("horaires"), before, after, found.mends)
