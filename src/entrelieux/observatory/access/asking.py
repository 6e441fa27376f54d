"""What a study of access is asked, as texts of an address or of a command line."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from entrelieux.engine.reach import Mode
from entrelieux.kernel.errors import UserError
from entrelieux.observatory.indicators.selectors import indicator_of
from entrelieux.observatory.territory import COUNTRY, PAYS, REGION, Territory, territory
from entrelieux.packs.fr import functions as functions_pack
from entrelieux.packs.fr import needs as needs_pack

USUAL = "dep-48"
TOO_MANY = (PAYS, REGION)
"""Worked out beside the site: seconds of computing are not asked of a page."""
MINUTES = (10, 15, 20, 30, 45, 60)
USUAL_MINUTES = 30
FUNCTION, NEED = "fonction", "besoin"
DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
HALVES = {"matin": (32, 52), "apres-midi": (52, 76), "soir": (72, 88)}
"""Quarters of a day: 8 h to 13 h, 13 h to 19 h, 18 h to 22 h."""
LONG_ENOUGH = 4
"""Quarters: a door open for less than an hour of a half-day does not serve it."""
LONGEST = 60
STEPS = ("2", "3")


class StudyWrong(UserError):  # noqa: N818  named by what is so
    code = "etude-incorrecte"
    status = 422


@dataclass(frozen=True, slots=True)
class AccessParams:
    """quoi: « fonction:coworking », « besoin:… », « fonctions » or « besoins » (all of them).

    quand: « » at any time, or « mer-apres-midi ». partage: how places are shared between people,
    ``2`` or ``3`` steps. indicateur: code of one that was brought, « » none.
    """

    territoire: str = COUNTRY
    quoi: str = "fonctions"
    mode: str = Mode.VOITURE.value
    minutes: str = str(USUAL_MINUTES)
    quand: str = ""
    partage: str = "2"
    indicateur: str = ""

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> "AccessParams":
        """Those given and not empty; others as usual."""
        given = {f.name: values.get(f.name, "")[:LONGEST].strip() for f in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value})

    def values(self) -> dict[str, str]:
        """What differs from a study asked without a word: as short as an address may be."""
        usual = {f.name: f.default for f in fields(self)}
        return {
            name: value
            for name in usual
            if (value := getattr(self, name)) != usual[name] or name == "territoire"
        }


@dataclass(frozen=True, slots=True)
class AccessAsked:
    """Once understood. kind: ``fonction`` or ``besoin``; code: "" for all of them.

    day, half: None at any time; otherwise 0 Monday and first and last quarters of that day.
    """

    territory: Territory
    kind: str
    code: str
    mode: Mode
    minutes: int
    day: int | None
    half: tuple[int, int] | None
    steps: int = 2
    indicator: str = ""

    @property
    def is_need(self) -> bool:
        return self.kind == NEED


def understood(params: AccessParams) -> AccessAsked:
    """Raises: UserError: a value names nothing; ``field`` says which."""
    kind, _colon, code = params.quoi.partition(":")
    kind = {"fonctions": FUNCTION, "besoins": NEED}.get(kind, kind)
    if code not in ("", *_codes(kind)):
        raise StudyWrong(
            _("« %(value)s » n'est ni une fonction ni un besoin connu.") % {"value": params.quoi},
            field="quoi",
        )
    day, half = _when(params.quand)
    return AccessAsked(
        territory(params.territoire), kind, code, _mode(params.mode), _minutes(params.minutes),
        day, half, _steps(params.partage), _indicator(params.indicateur),
    )  # fmt: skip


def _codes(kind: str) -> tuple[str, ...]:
    if kind == FUNCTION:
        return tuple(functions_pack.functions())
    if kind == NEED:
        return tuple(need.code for need in needs_pack.load_needs())
    raise StudyWrong(
        _("« %(value)s » ne dit pas quoi chercher. Attendu : fonction ou besoin.")
        % {"value": kind[:40]},
        field="quoi",
    )


def _steps(value: str) -> int:
    if value in STEPS:
        return int(value)
    raise StudyWrong(
        _("Partage en « %(value)s » étapes : attendu 2 ou 3.") % {"value": value}, field="partage"
    )


def _indicator(code: str) -> str:
    if not code or indicator_of(code) is not None:
        return code
    raise StudyWrong(
        _("Indicateur « %(value)s » inconnu. Les indicateurs se lisent avec : %(command)s.")
        % {"value": code, "command": "entrelieux indicators list"},
        field="indicateur",
    )


def _mode(value: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        raise StudyWrong(
            _("Mode « %(value)s » inconnu. Attendu : %(known)s.")
            % {"value": value, "known": ", ".join(Mode)},
            field="mode",
        ) from None


def _minutes(value: str) -> int:
    if value.isascii() and value.isdigit() and int(value) in MINUTES:
        return int(value)
    known = ", ".join(map(str, MINUTES))
    raise StudyWrong(
        _("« %(value)s » minutes : attendu %(known)s.") % {"value": value, "known": known},
        field="minutes",
    )


def _when(value: str) -> tuple[int | None, tuple[int, int] | None]:
    if not value:
        return None, None
    day, _dash, half = value.partition("-")
    if day in DAYS and half in HALVES:
        return DAYS.index(day), HALVES[half]
    raise StudyWrong(
        _("« %(value)s » : attendu un jour et un moment, par exemple mer-apres-midi.")
        % {"value": value},
        field="quand",
    )
