"""What the form of « where to open » lets choose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entrelieux.engine.language import fold
from entrelieux.engine.reach import Mode
from entrelieux.kernel.ui import duration
from entrelieux.observatory.access import wording as access
from entrelieux.observatory.access.asking import DAYS, FUNCTION, HALVES, MINUTES, NEED
from entrelieux.observatory.indicators.selectors import indicators
from entrelieux.observatory.siting import wording
from entrelieux.observatory.siting.asking import (
    LENGTHS,
    MOST_OPEN,
    MOST_STOPS,
    STOP_MINUTES,
    SitingParams,
)
from entrelieux.observatory.territory import DEPARTEMENT, EPCI, Territory, choices, names
from entrelieux.observatory.wording import labels_of


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


MOST_NAMES = 250
Group = tuple[str, list[Choice]]


def choices_of(params: SitingParams, where: Territory) -> Mapping[str, list[Choice] | list[Group]]:
    """where: EPCI of its départements are offered too."""

    def among(now: str, known: Iterable[tuple[str, str]]) -> list[Choice]:
        return [Choice(value, label, value == now) for value, label in known]

    departements = [(key, name) for kind, key, name in choices() if kind == DEPARTEMENT]
    asked = [
        (label, among(params.quoi, [(f"{kind}:{c}", said) for c, said in labels_of(kind).items()]))
        for kind, label in (
            (NEED, _("Ce dont on a besoin")),
            (FUNCTION, _("Ce que les lieux permettent")),
        )
    ]
    brought = [(one.code, f"{one.label} ({one.year})") for one in indicators()]
    times = [
        (f"{day}-{half}", f"{access.day(day)} {access.half(half)}")
        for day in DAYS
        for half in HALVES
    ]
    return {
        "where": [
            (_("Départements"), among(params.territoire, departements)),
            (_("Intercommunalités d'ici"), among(params.territoire, _epcis(where))),
        ],
        "what": asked,
        "when": among(params.quand, [("", _("N'importe quand")), *times]),
        "doubts": among(params.horaires, wording.doubts().items()),
        "mode": among(params.mode, [(one.value, access.mode(one.value)) for one in Mode]),
        "minutes": among(params.minutes, _minutes(MINUTES)),
        "goal": among(params.but, wording.goals().items()),
        "count": among(params.combien, _counts(MOST_OPEN)),
        "hosts": among(params.ou, wording.hosts().items()),
        "indicator": among(params.indicateur, [("", _("Aucun")), *brought]) if brought else [],
        "stops": among(params.arrets, _counts(MOST_STOPS)),
        "stop": among(params.arret, _minutes(STOP_MINUTES)),
        "length": among(params.duree, _minutes(LENGTHS)),
    }


def communes_of(where: Territory) -> list[str]:
    """Names to choose from while typing; none where they would weigh more than the page."""
    if where.communes.size > MOST_NAMES:
        return []
    said = names().commune
    return sorted((said[rank] for rank in where.communes.tolist()), key=fold)


def _counts(most: int) -> list[tuple[str, str]]:
    return [(str(one), str(one)) for one in range(1, most + 1)]


def _minutes(known: Iterable[int]) -> list[tuple[str, str]]:
    return [(str(one), duration(one)) for one in known]


def _epcis(where: Territory) -> list[tuple[str, str]]:
    """(key, name), by name, of those that share a commune with the départements of a territory."""
    said = names()
    departements = set(said.departement[where.communes].tolist())
    here = {
        code
        for code, dep in zip(said.epci.tolist(), said.departement.tolist(), strict=True)
        if dep in departements and code
    }
    found = [(f"{EPCI}-{code}", said.of[EPCI][code]) for code in here if code in said.of[EPCI]]
    return sorted(found, key=lambda one: (fold(one[1]), one[0]))
