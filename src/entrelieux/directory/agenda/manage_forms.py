"""What somebody types to say that a date is not as usual, kept when something is to be mended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from entrelieux.directory.agenda.checking import SayingError, Slot
from entrelieux.directory.agenda.forms import day_of, line_of, quarter_of

OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FIELDS = (
    *("faire", "raison", "nouveau_jour", "de", "a", "ou", "autre_lieu", "service", "jour"),
    *("semaine", "rythme", "depuis", "jusque", "precision", "feries", "horaires"),
)
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DateForm:
    """values: as typed. errors: by field. places: those one may choose, those found by name too."""

    values: Mapping[str, str]
    places: Options = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    def mended(self, error: SayingError, places: Options = ()) -> "DateForm":
        known = dict(self.places) | dict(places)
        return replace(
            self, errors={error.field or "raison": error.message}, places=tuple(known.items())
        )

    def place_options(self) -> tuple[tuple[str, str, bool], ...]:
        return tuple((ref, label, ref == self.values["ou"]) for ref, label in self.places)

    def weekdays(self) -> tuple[tuple[str, str, bool], ...]:
        names = (
            *(_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi")),
            *(_("samedi"), _("dimanche")),
        )
        chosen = self.values["semaine"]
        return tuple(
            (code, name, code == chosen) for code, name in zip(OSM_DAYS, names, strict=True)
        )

    def rhythms(self) -> tuple[tuple[str, str, bool], ...]:
        known = (
            ("", _("toutes les semaines")),
            ("1", _("le premier du mois")),
            ("2", _("le deuxième du mois")),
            ("3", _("le troisième du mois")),
            ("4", _("le quatrième du mois")),
            ("1,3", _("les premier et troisième du mois")),
            ("2,4", _("les deuxième et quatrième du mois")),
            ("-1", _("le dernier du mois")),
        )
        return tuple((code, name, code == self.values["rythme"]) for code, name in known)


def typed(data: Mapping[str, Any], **otherwise: str) -> dict[str, str]:
    """Every field, as typed; ``otherwise``: what is shown first in those that are not there."""
    return {name: line_of(str(data.get(name, otherwise.get(name, ""))), 300) for name in FIELDS}


def slot_of(values: Mapping[str, str], day: str = "nouveau_jour") -> Slot:
    """The day and the hours typed.

    Raises:
        SayingError: one of them cannot be read.
    """
    return Slot(needed_day(values, day), *hours_of(values))


def hours_of(values: Mapping[str, str]) -> tuple[int, int]:
    """Quarters of « de » and « a ».

    Raises:
        SayingError: one of them cannot be read, or the end comes first.
    """
    found = {name: quarter_of(values[name]) for name in ("de", "a")}
    for name, quarter in found.items():
        if quarter is None:
            message = _("Attendu : une heure au quart d'heure, par exemple 14:30.")
            raise SayingError(message, field=name)
    opens, closes = found["de"], found["a"]
    assert opens is not None
    assert closes is not None
    if closes <= opens:
        message = _("L'heure de fin vient avant celle du début. Corrigez l'une des deux.")
        raise SayingError(message, field="a")
    return opens, closes


def needed_day(values: Mapping[str, str], name: str) -> date:
    found = day_of(values[name])
    if found is None:
        raise SayingError(_("Attendu : un jour, par exemple 2026-12-24."), field=name)
    return found


def possible_day(values: Mapping[str, str], name: str) -> date | None:
    return needed_day(values, name) if values[name] else None


def osm_of(values: Mapping[str, str]) -> str:
    """« Tu[1] 09:00-12:00; PH off » from the choices of the form.

    Raises:
        SayingError: no day, or hours that cannot be read.
    """
    if values["semaine"] not in OSM_DAYS:
        raise SayingError(_("Choisissez un jour de la semaine."), field="semaine")
    opens, closes = hours_of(values)
    rhythms = {code for code, _name, _chosen in DateForm(values).rhythms()}
    rhythm = f"[{values['rythme']}]" if values["rythme"] in rhythms - {""} else ""
    closed = "; PH off" if values["feries"] != "ouvert" else ""
    return f"{values['semaine']}{rhythm} {_clock(opens)}-{_clock(closes)}{closed}"


def _clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"
