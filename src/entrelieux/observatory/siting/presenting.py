"""Figures of a choice, live or kept, as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.kernel.ui import duration
from entrelieux.observatory.siting import wording
from entrelieux.observatory.siting.asking import SitingAsked
from entrelieux.observatory.siting.drawing import siting_map
from entrelieux.observatory.wording import minutes_told

Figures = Mapping[str, Any]
LOSING = ("left", "longer")
FEW = 24


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """effect: what opening there changes. hosts: (ref, name) of places on the spot."""

    number: int
    code: str
    name: str
    effect: str
    hosts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OtherLine:
    """codes: to try it, parted by commas. less: how much less good, "" when as good. gain: people
    who would gain.
    """

    codes: str
    name: str
    less: str
    gain: int


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """before, after: how long it takes, "" beyond the limit, as the title of its group says."""

    name: str
    people: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Group:
    """Communes that change in the same way, by name. is_open: shown without being asked."""

    code: str
    title: str
    people: int
    lines: tuple[CommuneLine, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Stop:
    number: int
    name: str
    road: str
    arrival: str
    departure: str


@dataclass(frozen=True, slots=True)
class RoundLine:
    number: int
    leaves: str
    stops: tuple[Stop, ...]
    home: str
    returns: str
    driving: str
    spare: str


@dataclass(frozen=True, slots=True)
class Shown:
    """summary: sentences about everybody. losing: who would lose, said first in a try."""

    openings: tuple[OpeningLine, ...]
    summary: tuple[str, ...]
    losing: str
    anybody_loses: bool
    proof: str
    how_proved: str
    as_good: tuple[OtherLine, ...]
    nearly: tuple[OtherLine, ...]
    groups: tuple[Group, ...]
    balance: tuple[Figures, ...]
    indicator: Figures | None
    rounds: tuple[RoundLine, ...]
    existing: tuple[Figures, ...]
    closed: tuple[str, ...]
    unknown: int
    within: str
    map: SafeString
    method: str
    source: str


def shown(asked: SitingAsked, figures: Figures) -> Shown:
    whole, proof, limit = figures["bilan"][0], figures["preuve"], figures["minutes"]
    within = wording.near(asked, limit)
    others = [_other(asked, proof, one) for one in figures["autres"]] if proof else []
    return Shown(
        openings=tuple(
            _opening(rank, one, within) for rank, one in enumerate(figures["ouverts"], start=1)
        ),
        summary=tuple(s for s in (wording.in_all(whole, within), wording.travel(whole)) if s),
        losing=wording.losing(whole),
        anybody_loses=bool(whole["perdent"]),
        proof=wording.proof(proof) if proof else "",
        how_proved=wording.how_proved(proof) if proof else "",
        as_good=tuple(one for one in others if not one.less),
        nearly=tuple(one for one in others if one.less),
        groups=_groups(figures["communes"], within),
        balance=tuple(figures["bilan"]),
        indicator=figures["indicateur"],
        rounds=tuple(_round(rank, one) for rank, one in enumerate(figures["tournees"], start=1)),
        existing=tuple(figures["existants"]),
        closed=tuple(one["nom"] for one in figures["existants"] if one["ferme"]),
        unknown=figures["horaires_inconnus"],
        within=within,
        map=siting_map(asked, figures),
        method=minutes_told(figures["methode"]),
        source=figures["source_des_trajets"],
    )


def _opening(number: int, one: Figures, within: str) -> OpeningLine:
    hosts = tuple((host["ref"], host["nom"]) for host in one["lieux_sur_place"])
    return OpeningLine(number, one["code"], one["commune"], wording.opening(one, within), hosts)


def _other(asked: SitingAsked, proof: Figures, one: Figures) -> OtherLine:
    less = wording.compared(asked, proof, one)
    return OtherLine(
        ",".join(one["codes"]), wording.together(one["communes"]), less, one["gagnent"]
    )


def _groups(communes: list[Figures], within: str) -> tuple[Group, ...]:
    """Those who lose first: they are who a try must look at."""
    titles = {
        "left": _("N'auraient plus de lieu %(within)s") % {"within": within},
        "longer": _("Auraient un trajet plus long"),
        "new": _("Auraient enfin un lieu %(within)s") % {"within": within},
        "shorter": _("Auraient un trajet plus court"),
    }
    found = []
    for code, title in titles.items():
        kept = [one for one in communes if _kind(one) == code]
        if kept:
            people = sum(one["habitants"] for one in kept)
            lines = tuple(
                CommuneLine(
                    one["commune"],
                    one["habitants"],
                    _trip(one["avant"]),
                    _trip(one["apres"]),
                )
                for one in kept
            )
            is_open = code in LOSING or len(lines) <= FEW
            found.append(Group(code, title, people, lines, is_open))
    return tuple(found)


def _kind(one: Figures) -> str:
    before, after = one["avant"], one["apres"]
    if after is None:
        return "left"
    if before is None:
        return "new"
    return "longer" if after > before else "shorter"


def _trip(minutes: int | None) -> str:
    return "" if minutes is None else duration(minutes)


def _round(number: int, one: Figures) -> RoundLine:
    return RoundLine(
        number=number,
        leaves=wording.clock(one["depart"]),
        stops=tuple(
            Stop(
                rank,
                stop["commune"],
                duration(stop["route"]),
                wording.clock(stop["arrivee"]),
                wording.clock(stop["depart"]),
            )
            for rank, stop in enumerate(one["arrets"], start=1)
        ),
        home=duration(one["retour"] - one["arrets"][-1]["depart"]),
        returns=wording.clock(one["retour"]),
        driving=duration(one["route"]),
        spare=duration(one["marge"]),
    )
