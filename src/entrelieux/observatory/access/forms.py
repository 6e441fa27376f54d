"""What may be asked, as the choices of a form."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entrelieux.engine.reach import Mode
from entrelieux.kernel.errors import UserError
from entrelieux.observatory.access import wording
from entrelieux.observatory.access.asking import DAYS, HALVES, MINUTES, AccessParams
from entrelieux.observatory.indicators.selectors import indicators
from entrelieux.observatory.territory import EPCI, choices, territory
from entrelieux.observatory.wording import labels_of


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


Group = tuple[str, list[Choice]]


@dataclass(frozen=True, slots=True)
class Choices:
    """where, what: by groups. are_more_chosen: one of the last two is not as usual."""

    where: list[Group]
    what: list[Group]
    mode: list[Choice]
    minutes: list[Choice]
    when: list[Choice]
    shared: list[Choice]
    indicator: list[Choice]
    are_more_chosen: bool


def choices_of(params: AccessParams) -> Choices:
    moments = [
        (f"{day}-{half}", f"{wording.day(day)} {wording.half(half)}")
        for day in DAYS
        for half in HALVES
    ]
    steps = [("2", _("selon la distance")), ("3", _("selon la distance et les autres lieux"))]
    brought = [(one.code, f"{one.label} ({one.year})") for one in indicators()]
    usual = AccessParams()
    return Choices(
        where=_territories(params.territoire),
        what=_kinds(params.quoi),
        mode=_all(((one.value, wording.mode(one.value)) for one in Mode), params.mode),
        minutes=_all(((str(one), f"{one} min") for one in MINUTES), params.minutes),
        when=_all([("", _("N'importe quand")), *moments], params.quand),
        shared=_all(steps, params.partage),
        indicator=_all([("", _("Aucun")), *brought], params.indicateur) if brought else [],
        are_more_chosen=(params.partage, params.indicateur) != (usual.partage, usual.indicateur),
    )


def _all(values: Iterable[tuple[str, str]], now: str) -> list[Choice]:
    return [Choice(value, label, value == now) for value, label in values]


def _territories(now: str) -> list[Group]:
    kinds = {"pays": _("France"), "region": _("Régions"), "dep": _("Départements")}
    found = [
        (label, _all(((key, name) for one, key, name in choices() if one == kind), now))
        for kind, label in kinds.items()
    ]
    if now.startswith(f"{EPCI}-"):
        try:
            one = territory(now)
        except UserError:
            return found
        found.insert(0, (_("Intercommunalité"), [Choice(one.key, one.name, is_chosen=True)]))
    return found


def _kinds(now: str) -> list[Group]:
    return [
        (
            label,
            _all(
                [
                    (every, said),
                    *((f"{kind}:{code}", name) for code, name in labels_of(kind).items()),
                ],
                now,
            ),
        )
        for kind, every, said, label in (
            ("fonction", "fonctions", _("Toutes les fonctions"), _("Ce que les lieux permettent")),
            ("besoin", "besoins", _("Tous les besoins"), _("Ce dont on a besoin")),
        )
    ]
