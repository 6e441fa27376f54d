"""What a list of places may be asked, and what it means: filters checked and understood."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory import wording
from entrelieux.directory.facets import NOW, Vocabulary
from entrelieux.directory.finding.search import matched
from entrelieux.directory.listing import DAYS, PlaceTable, Wanted
from entrelieux.directory.reaching import ANY_DAY, MOST_MINUTES, minutes_from
from entrelieux.directory.riding import TRANSPORT
from entrelieux.directory.riding.opened import timetable
from entrelieux.engine.hours import DAY
from entrelieux.engine.reach import Mode
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import functions as functions_pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.packs.fr import territories
from entrelieux.territories.errors import shown
from entrelieux.territories.selectors import CommuneCard

RADIUS_KM = 15
MOST_KM = 200
OPENINGS = (NOW, *DAYS)
_CLOCK = re.compile(r"([0-9]{1,2})(?:\s?[:hH]\s?([0-9]{2})?)?")
MODES = tuple(mode.value for mode in (Mode.VOITURE, Mode.VELO, Mode.PIED))
ALL_MODES = (*MODES, TRANSPORT)


def modes_offered(asked: str = "") -> tuple[str, ...]:
    """Ways of travelling to choose among: by bus only where timetables are known, or were."""
    return ALL_MODES if asked == TRANSPORT or timetable() is not None else MODES


class FilterError(UserError):
    """A filter names something that does not exist; the message says what is expected."""

    code = "filtre-inconnu"


@dataclass(frozen=True, slots=True)
class DirectoryParams:
    """Filters of the list of places; an empty one filters nothing.

    q: words of the place, where it is, who is there and what they do, all of them wanted.
    commune: a name, a postcode or a code INSEE. rayon_km: crow-fly, 0 for the commune alone.
    minutes: one way by ``mode``, whole, as typed; it goes before the radius. besoin: a need's code
    or a thématique. nature: a kind of place. fonction, public, frais, equipement: codes of the
    packs, all the equipment wanted. ouvert: ``lun`` to ``dim``, or ``maintenant``. heure: of that
    day, « 14:30 », « 14 h 30 » or « 14 ».
    """

    q: str = ""
    commune: str = ""
    rayon_km: int = RADIUS_KM
    minutes: str = ""
    mode: str = Mode.VOITURE.value
    departement: str = ""
    besoin: str = ""
    nature: str = ""
    fonction: str = ""
    public: str = ""
    frais: str = ""
    equipement: tuple[str, ...] = ()
    ouvert: str = ""
    heure: str = ""
    itinerant: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of one request once checked, before a table is read.

    minutes: 0 not asked. quarter: of the usual week, 0..671; None not asked.
    """

    params: DirectoryParams
    commune: CommuneCard | None
    minutes: int
    need: int | None
    equipment: int
    quarter: int | None

    @property
    def weekday(self) -> int:
        """The day on which the person wants to go, 0 Monday; ``ANY_DAY`` when they did not say."""
        return DAYS.index(self.params.ouvert) if self.params.ouvert in DAYS else ANY_DAY

    @property
    def is_about_now(self) -> bool:
        return self.params.ouvert == NOW


def understood(params: DirectoryParams, commune: CommuneCard | None) -> Asked:
    """Check every filter.

    Raises:
        FilterError: one names nothing known, or minutes are asked from nowhere.
    """
    _one_of("departement", params.departement, departements())
    _one_of("nature", params.nature, wording.kinds())
    _one_of("fonction", params.fonction, functions_pack.functions())
    _one_of("public", params.public, offer_pack.publics())
    _one_of("frais", params.frais, offer_pack.fees())
    _one_of("ouvert", params.ouvert, OPENINGS)
    _one_of("mode", params.mode, ALL_MODES)
    for code in params.equipement:
        _one_of("equipement", code, functions_pack.equipment())
    minutes = _minutes(params.minutes)
    if minutes and commune is None:
        message = _(
            "Pour compter %(minutes)d minutes, il faut savoir d'où vous partez : "
            "indiquez une commune."
        )
        raise FilterError(message % {"minutes": minutes}, field="commune", code="commune-attendue")
    return Asked(
        params=params,
        commune=commune,
        minutes=minutes,
        need=_need_rank(params.besoin),
        equipment=_word(params.equipement),
        quarter=_quarter(params),
    )


def wanted_of(asked: Asked, table: PlaceTable, doors: NDArray[np.int8]) -> Wanted:
    """The same for the table; ``doors`` as ``doors_at`` gives them."""
    params, commune = asked.params, asked.commune
    minutes = None
    if asked.minutes and commune is not None:
        minutes = minutes_from(commune, table, params.mode, asked.minutes, asked.weekday)
    if asked.quarter is not None:
        doors = table.week.at(asked.quarter)
    publics, fees = offer_pack.publics(), list(offer_pack.fees())
    functions = functions_pack.functions()
    return Wanted(
        search=matched(table.words, params.q),
        centre=(commune.lon, commune.lat) if commune else None,
        commune=commune.code if commune else "",
        radius_km=min(max(params.rayon_km, 0), MOST_KM),
        minutes=minutes,
        departement=params.departement,
        need=asked.need,
        kind=params.nature,
        function=functions[params.fonction].bit if params.fonction else None,
        public=publics[params.public].bit if params.public else None,
        fee=fees.index(params.frais) if params.frais else None,
        equipment=asked.equipment,
        day=DAYS.index(params.ouvert) if params.ouvert in DAYS else None,
        doors=doors if asked.is_about_now or asked.quarter is not None else None,
        itinerant=params.itinerant,
    )


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary(
        needs=tuple(need.code for need in needs_pack.load_needs()),
        functions=tuple(functions_pack.functions()),
        publics=tuple(offer_pack.publics()),
        fees=tuple(offer_pack.fees()),
        equipment=tuple(functions_pack.equipment()),
    )


@cache
def departements() -> Mapping[str, str]:
    """Names of the départements by code, as filters of the list take them."""
    return {one.code: one.nom for one in territories.departements()}


def _minutes(text: str) -> int:
    if not text:
        return 0
    if re.fullmatch(r"[0-9]{1,9}", text) and 1 <= int(text) <= MOST_MINUTES:
        return int(text)
    message = _(
        "« %(found)s » n'est pas un temps de trajet. Attendu : des minutes, de 1 à %(most)d."
    )
    raise FilterError(
        message % {"found": shown(text), "most": MOST_MINUTES},
        field="minutes",
        code="minutes-invalides",
    )


def _quarter(params: DirectoryParams) -> int | None:
    """The quarter of the week of a day and an hour."""
    if not params.heure:
        return None
    found = _CLOCK.fullmatch(params.heure)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        message = _("« %(found)s » n’est pas une heure. Attendu : de 0:00 à 23:59, comme 14:30.")
        raise FilterError(
            message % {"found": shown(params.heure)}, field="heure", code="heure-invalide"
        )
    if params.ouvert not in DAYS:
        message = _("Pour chercher à %(found)s, choisissez aussi un jour de la semaine.")
        raise FilterError(
            message % {"found": clock_text(params.heure)}, field="heure", code="jour-attendu"
        )
    return DAYS.index(params.ouvert) * DAY + hour * 4 + minute // 15


def clock_text(hour: str) -> str:
    """An hour as typed, in the words of the page; as it came when it cannot be read."""
    found = _CLOCK.fullmatch(hour)
    if found is None or int(found[1]) > 24:
        return hour
    return wording.tongue().clock(int(found[1]) * 4 + int(found[2] or 0) // 15)


def _word(codes: Iterable[str]) -> int:
    known = functions_pack.equipment()
    word = 0
    for code in codes:
        word |= 1 << known[code].bit
    return word


def _need_rank(code: str) -> int | None:
    if not code:
        return None
    try:
        return needs_pack.need_for_code(code).rank
    except needs_pack.NeedUnknown as error:
        near = ", ".join(error.suggestions)
        message = _("« %(found)s » n'est pas un besoin connu.") % {"found": shown(code)}
        if near:
            message += " " + _("Les plus proches : %(near)s.") % {"near": near}
        raise FilterError(message, field="besoin", code="besoin-inconnu") from None


def _one_of(field: str, value: str, expected: Collection[str]) -> None:
    if value and value not in expected:
        listed = ", ".join(list(expected)[:8]) + ("…" if len(expected) > 8 else "")
        message = _(
            "« %(found)s » n'est pas une valeur connue de « %(field)s ». Attendu : %(listed)s"
        )
        raise FilterError(
            message % {"found": shown(value), "field": field, "listed": listed}, field=field
        )
