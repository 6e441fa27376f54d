"""« Where to open next? », as texts of an address or of a command line."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError
from entrelieux.observatory.access.asking import (
    LONGEST,
    USUAL_MINUTES,
    AccessAsked,
    AccessParams,
    StudyWrong,
    understood,
)
from entrelieux.observatory.territory import DEPARTEMENT, EPCI, Ranks, Territory, names
from entrelieux.territories.selectors import communes_table, resolve_commune

MOST_OPEN = 12
MOST_TRIED, MOST_CLOSED, MOST_FORBIDDEN = 12, 60, 60
COVER, NEAR, FAIR, ALL, ROUNDS = "couvrir", "rapprocher", "equitable", "tous", "tournee"
GOALS = (COVER, NEAR, FAIR, ALL, ROUNDS)
WITHIN = (COVER, ALL, ROUNDS)
"""Goals that look no further than the minutes asked."""
EVERYWHERE, WITH_A_PLACE, WITH_A_ROOM = "communes", "lieux", "salles"
HOSTS = (EVERYWHERE, WITH_A_PLACE, WITH_A_ROOM)
SURE, PERHAPS = "surs", "tous"
DOUBTS = (SURE, PERHAPS)
USUAL_NEED = "besoin:creer-entreprise"
STOPS, MOST_STOPS = "2", 3
STOP_MINUTES = (30, 45, 60, 90, 120)
LENGTHS = (150, 180, 210, 240, 300)


@dataclass(frozen=True, slots=True)
class SitingParams:
    """quoi: one function or need. combien: places to open, or half-days of a round. but: what
    counts as the best choice. ou: where it may open; sauf: communes where it may not.
    indicateur: code of one that was brought, to say by fifths who gains.
    horaires: whether places of unknown hours count as open at the time asked.

    plus, moins: communes (names or codes INSEE) where somebody tries to open, and references of
    places that they try to close; parted by commas. A try replaces the search.
    base, arrets, arret, duree: of a round: from which commune, stops at most, minutes at each,
    minutes of the half-day.
    """

    territoire: str = "dep-48"
    quoi: str = USUAL_NEED
    mode: str = "voiture"
    minutes: str = str(USUAL_MINUTES)
    quand: str = ""
    indicateur: str = ""
    horaires: str = SURE
    combien: str = "1"
    but: str = COVER
    ou: str = EVERYWHERE
    sauf: str = ""
    plus: str = ""
    moins: str = ""
    base: str = ""
    arrets: str = STOPS
    arret: str = "60"
    duree: str = "240"

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> "SitingParams":
        """Those given and not empty; others as usual."""
        longest = {"plus": 2_000, "sauf": 4_000, "moins": 4_000}
        given = {
            f.name: values.get(f.name, "")[: longest.get(f.name, LONGEST)].strip()
            for f in fields(cls)
        }
        return cls(**{name: value for name, value in given.items() if value})

    def given(self) -> dict[str, str]:
        """What differs from the usual, and the territory: what an address needs to say."""
        return {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if getattr(self, f.name) != f.default or f.name == "territoire"
        }


@dataclass(frozen=True, slots=True)
class Tour:
    """base: code INSEE where the round starts and ends. stops: at most. Minutes: stop, length."""

    base: str
    stops: int
    stop: int
    length: int


@dataclass(frozen=True, slots=True)
class SitingAsked:
    """access: where, what, how far and when. opened, forbidden: codes INSEE of the territory.

    closed: references of places. tour: for rounds alone. params: the same, codes for names.
    """

    access: AccessAsked
    count: int
    goal: str
    hosts: str
    counts_unknown: bool
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    forbidden: tuple[str, ...]
    tour: Tour | None
    params: SitingParams

    @property
    def is_try(self) -> bool:
        return bool(self.opened or self.closed)


def siting_understood(params: SitingParams) -> SitingAsked:
    """Raises: UserError: a value names nothing; ``field`` says which."""
    access = understood(
        AccessParams(
            params.territoire,
            params.quoi,
            params.mode,
            params.minutes,
            params.quand,
            indicateur=params.indicateur,
        )
    )
    where = access.territory
    if where.kind not in (DEPARTEMENT, EPCI):
        raise StudyWrong(
            _("On cherche où ouvrir dans un département ou une intercommunalité."),
            field="territoire",
        )
    if not access.code:
        raise StudyWrong(_("Choisissez un seul besoin ou une seule fonction."), field="quoi")
    for field, value, known in (
        ("but", params.but, GOALS),
        ("ou", params.ou, HOSTS),
        ("horaires", params.horaires, DOUBTS),
    ):
        if value not in known:
            raise StudyWrong(
                _("« %(value)s » inconnu. Attendu : %(known)s.")
                % {"value": value, "known": ", ".join(known)},
                field=field,
            )
    opened = _communes(params.plus, where, "plus", MOST_TRIED)
    closed = _parts(params.moins, "moins", MOST_CLOSED)
    forbidden = _communes(params.sauf, where, "sauf", MOST_FORBIDDEN)
    is_tour = params.but == ROUNDS and not (opened or closed)
    tour = _tour(params) if is_tour else None
    said = {
        **{f.name: getattr(params, f.name) for f in fields(params)},
        "plus": ",".join(opened),
        "moins": ",".join(closed),
        "sauf": ",".join(forbidden),
    } | ({"base": tour.base} if tour else {})
    return SitingAsked(
        access=access,
        count=_whole(params.combien, 1, MOST_OPEN, "combien"),
        goal=params.but,
        hosts=params.ou,
        counts_unknown=params.horaires == PERHAPS,
        opened=opened,
        closed=closed,
        forbidden=forbidden,
        tour=tour,
        params=SitingParams(**said),
    )


def _tour(params: SitingParams) -> Tour:
    if not params.base:
        raise StudyWrong(_("Dites de quelle commune part la tournée."), field="base")
    base = _named(params.base, "base")
    return Tour(
        base=base,
        stops=_whole(params.arrets, 1, MOST_STOPS, "arrets"),
        stop=_one_of(params.arret, STOP_MINUTES, "arret"),
        length=_one_of(params.duree, LENGTHS, "duree"),
    )


def _whole(value: str, least: int, most: int, field: str) -> int:
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    raise StudyWrong(
        _("« %(value)s » : attendu un nombre de %(least)s à %(most)s.")
        % {"value": value, "least": least, "most": most},
        field=field,
    )


def _one_of(value: str, known: tuple[int, ...], field: str) -> int:
    if value in map(str, known):
        return int(value)
    raise StudyWrong(
        _("« %(value)s » minutes : attendu %(known)s.")
        % {"value": value, "known": ", ".join(map(str, known))},
        field=field,
    )


def _parts(text: str, field: str, most: int) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if len(parts) > most:
        raise StudyWrong(
            _("%(found)s valeurs : attendu %(most)s au plus.")
            % {"found": len(parts), "most": most},
            field=field,
        )
    return parts


def _communes(text: str, where: Territory, field: str, most: int) -> tuple[str, ...]:
    """Codes of the communes of the territory that are named, each once, in the order given."""
    parts = _parts(text, field, most)
    if not parts:
        return ()
    table, said = communes_table(), names().commune
    inside = {table.codes[rank]: said[rank].casefold() for rank in where.communes.tolist()}
    of_name = {name: code for code, name in inside.items()}
    found = []
    for part in parts:
        code = part if part in inside else of_name.get(part.casefold()) or _named(part, field)
        if code not in inside:
            raise StudyWrong(
                _("« %(name)s » n'est pas une commune de ce territoire : %(where)s.")
                % {"name": part[:40], "where": where.name},
                field=field,
            )
        found.append(code)
    return tuple(dict.fromkeys(found))


def _named(text: str, field: str) -> str:
    try:
        return resolve_commune(text[:LONGEST]).code
    except UserError as wrong:
        raise StudyWrong(wrong.message, field=field) from None


def ranks_of(codes: tuple[str, ...]) -> Ranks:
    """Ranks in ``communes_table()`` of known codes."""
    return np.searchsorted(np.array(communes_table().codes), np.array(codes, np.str_))
