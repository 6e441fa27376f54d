"""« Where to open next? », as texts of an address or of a command line."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from entrelieux.observatory.access.asking import (
    LONGEST,
    USUAL_MINUTES,
    AccessAsked,
    AccessParams,
    StudyWrong,
    understood,
)
from entrelieux.observatory.territory import DEPARTEMENT, EPCI

MOST_OPEN = 12
COVER, NEAR, FAIR, ALL = "couvrir", "rapprocher", "equitable", "tous"
GOALS = (COVER, NEAR, FAIR, ALL)
USUAL_NEED = "besoin:creer-entreprise"


@dataclass(frozen=True, slots=True)
class SitingParams:
    """quoi: one function or need. combien: places to open. but: what counts as the best choice.

    plus, moins: codes INSEE of communes where somebody tries to open, and references of places
    that they try to close; parted by commas. A try replaces the search.
    """

    territoire: str = "dep-48"
    quoi: str = USUAL_NEED
    mode: str = "voiture"
    minutes: str = str(USUAL_MINUTES)
    quand: str = ""
    combien: str = "1"
    but: str = COVER
    plus: str = ""
    moins: str = ""

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> "SitingParams":
        """Those given and not empty; others as usual."""
        longest = {"plus": 400, "moins": 800}
        given = {
            f.name: values.get(f.name, "")[: longest.get(f.name, LONGEST)].strip()
            for f in fields(cls)
        }
        return cls(**{name: value for name, value in given.items() if value})


@dataclass(frozen=True, slots=True)
class SitingAsked:
    """access: where, what, how far and when. opened: codes INSEE; closed: references of places."""

    access: AccessAsked
    count: int
    goal: str
    opened: tuple[str, ...]
    closed: tuple[str, ...]

    @property
    def is_try(self) -> bool:
        return bool(self.opened or self.closed)


def siting_understood(params: SitingParams) -> SitingAsked:
    """Raises: UserError: a value names nothing; ``field`` says which."""
    access = understood(
        AccessParams(params.territoire, params.quoi, params.mode, params.minutes, params.quand)
    )
    if access.territory.kind not in (DEPARTEMENT, EPCI):
        raise StudyWrong(
            _("On cherche où ouvrir dans un département ou une intercommunalité."),
            field="territoire",
        )
    if not access.code:
        raise StudyWrong(_("Choisissez un seul besoin ou une seule fonction."), field="quoi")
    if params.but not in GOALS:
        raise StudyWrong(
            _("But « %(value)s » inconnu. Attendu : %(known)s.")
            % {"value": params.but, "known": ", ".join(GOALS)},
            field="but",
        )
    return SitingAsked(
        access, _count(params.combien), params.but, _parts(params.plus), _parts(params.moins)
    )


def _count(value: str) -> int:
    if value.isascii() and value.isdigit() and 1 <= int(value) <= MOST_OPEN:
        return int(value)
    raise StudyWrong(
        _("« %(value)s » lieux à ouvrir : attendu un nombre de 1 à %(most)s.")
        % {"value": value, "most": MOST_OPEN},
        field="combien",
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
