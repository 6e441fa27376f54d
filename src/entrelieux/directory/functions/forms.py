"""What somebody types of a function, a limit or a space, kept when something is to be mended."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from entrelieux.directory.agenda.forms import day_of, line_of
from entrelieux.directory.functions import words
from entrelieux.directory.functions.errors import LifeError
from entrelieux.directory.functions.services import COLUMNS, Nature, Row
from entrelieux.directory.models import PlaceFunction
from entrelieux.packs.fr import functions as pack

# Name in the form: column.
FIELDS: Mapping[Nature, Mapping[str, str]] = {
    Nature.FUNCTION: {
        "code": "code",
        "heures": "hours_week",
        "origine": "origin",
        "demande": "asked_by",
        "depuis": "starts_on",
        "jusque": "ends_on",
        "precision": "note",
    },
    Nature.LIMIT: {"code": "code", "mots": "words", "depuis": "said_on", "jusque": "ends_on"},
    Nature.WISH: {"code": "code", "mots": "words", "depuis": "said_on", "jusque": "ends_on"},
    Nature.PERIOD: {"service": "service_ref", "depuis": "starts_on", "jusque": "ends_on"},
    Nature.SPACE: {
        "nom": "name",
        "sorte": "kind",
        "places": "seats",
        "surface": "surface_m2",
        "materiel": "equipment",
        "conditions": "conditions",
        "fauteuil": "wheelchair",
        "depuis": "starts_on",
        "jusque": "ends_on",
    },
}
YES_NO = {"oui": True, "non": False, "": None}
MOST_LETTERS = 301
"""One more than the longest column: what is too long is said, and not cut in silence."""
Choice = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class LifeForm:
    """values: as typed, under the names of the form. held: equipment ticked. errors: by name.

    offered: (reference, name) of the services that dates may be said of.
    """

    nature: Nature
    values: Mapping[str, str]
    held: tuple[str, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[tuple[str, str], ...] = ()

    def mended(self, error: LifeError) -> "LifeForm":
        names = {column: name for name, column in FIELDS[self.nature].items()}
        first = next(iter(FIELDS[self.nature]))
        name = names.get(error.field, error.field) or first
        return replace(self, errors={name: error.message})

    def codes(self) -> tuple[Choice, ...]:
        return self._chosen("code", words.options(pack.functions()))

    def services(self) -> tuple[Choice, ...]:
        return self._chosen("service", (("", _("le lieu lui-même")), *self.offered))

    def kinds(self) -> tuple[Choice, ...]:
        return self._chosen("sorte", words.options(pack.spaces()))

    def equipment(self) -> tuple[Choice, ...]:
        known = words.options(pack.belongings())
        return tuple((code, label, code in self.held) for code, label in known)

    def origins(self) -> tuple[Choice, ...]:
        origin = PlaceFunction.Origin
        known = (
            (origin.PLANNED.value, _("prévue dès le départ")),
            (origin.EMERGENT.value, _("apparue à l’usage")),
            (origin.UNKNOWN.value, _("je ne sais pas")),
        )
        return self._chosen("origine", known)

    def wheelchair(self) -> tuple[Choice, ...]:
        known = (("oui", _("oui")), ("non", _("non")), ("", _("je ne sais pas")))
        return self._chosen("fauteuil", known)

    def _chosen(self, name: str, options: tuple[tuple[str, str], ...]) -> tuple[Choice, ...]:
        return tuple((code, label, code == self.values[name]) for code, label in options)


def typed(nature: Nature, data: QueryDict) -> LifeForm:
    """Every field as typed, and what the two other questions of the page say."""
    names = [*FIELDS[nature], "faire", "changement", "jour"]
    values = {name: line_of(data.get(name, ""), MOST_LETTERS) for name in names}
    return LifeForm(nature, values, tuple(dict.fromkeys(data.getlist("materiel")))[:99])


def filled(nature: Nature, row: Row | None = None) -> LifeForm:
    """The form of what is said already; empty without a row."""
    values = dict.fromkeys((*FIELDS[nature], "changement", "jour"), "") | {"faire": "corriger"}
    held: tuple[str, ...] = ()
    for name, column in FIELDS[nature].items():
        value = None if row is None else getattr(row, column)
        if column == "equipment":
            held = tuple(value or ())
        elif column == "wheelchair":
            values[name] = {True: "oui", False: "non", None: ""}[value]
        elif value is not None:
            values[name] = words.decimal(value) if isinstance(value, Decimal) else str(value)
    return LifeForm(nature, values, held)


def values_of(form: LifeForm) -> dict[str, Any]:
    """By column, as ``services`` takes them.

    Raises:
        LifeError: a day or a number cannot be read; ``field`` is the name in the form.
    """
    read: dict[str, Any] = {
        "heures": _hours,
        "depuis": day_typed,
        "jusque": day_typed,
        "places": _whole,
        "surface": _whole,
        "fauteuil": lambda values, name: YES_NO.get(values[name]),
    }
    found: dict[str, Any] = {}
    for name, column in FIELDS[form.nature].items():
        reading = read.get(name)
        found[column] = reading(form.values, name) if reading else form.values[name]
    if form.nature is Nature.SPACE:
        found["equipment"] = list(form.held)
    assert set(found) == set(COLUMNS[form.nature])
    return found


def day_typed(values: Mapping[str, str], name: str) -> Any:
    """None when nothing is typed."""
    if not values[name]:
        return None
    found = day_of(values[name])
    if found is None:
        raise LifeError(_("Attendu : un jour, par exemple 2026-12-24."), field=name)
    return found


def _hours(values: Mapping[str, str], name: str) -> Decimal | None:
    text = values[name].replace(",", ".").removesuffix("h").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9])?", text) or not 0 < Decimal(text) <= 168:
        message = _("Attendu : des heures par semaine, de 0,5 à 168, par exemple 12 ou 7,5.")
        raise LifeError(message, field=name)
    return Decimal(text)


def _whole(values: Mapping[str, str], name: str) -> int | None:
    text = values[name].replace(" ", "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise LifeError(_("Attendu : un nombre entier, par exemple 12."), field=name)
    return int(text)
