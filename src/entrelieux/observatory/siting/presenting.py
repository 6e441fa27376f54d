"""Figures of a choice, live or kept, as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from entrelieux.kernel.ui import duration, number
from entrelieux.observatory.siting import wording
from entrelieux.observatory.siting.asking import SitingAsked
from entrelieux.observatory.siting.choices import MOST_NAMES
from entrelieux.observatory.siting.drawing import Maps, siting_maps
from entrelieux.observatory.siting.trying import Tries
from entrelieux.observatory.wording import minutes_told

Figures = Mapping[str, Any]
LOSING = ("left", "longer")
FEW = 24


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """effect: what opening there changes. hosts: (ref, name) of places on the spot. without: to
    try the same without it.
    """

    number: int
    code: str
    name: str
    effect: str
    hosts: tuple[tuple[str, str], ...]
    without: str


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
    """before, after: how long it takes, "" beyond the limit, as the title of its group says.

    address: to try to open there, "" where it opens already.
    """

    name: str
    people: int
    before: str
    after: str
    address: str


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """A place that the try closes. address: to keep it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of « today, after »: both said in words."""

    label: str
    before: str
    after: str
    is_same: bool


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
    """summary: sentences about everybody. losing: who would lose, said first in a try. compared:
    the same people today and after. groups: communes that gain or lose; still: the others, None
    when they are too many to list or were not kept.
    """

    openings: tuple[OpeningLine, ...]
    summary: tuple[str, ...]
    losing: str
    anybody_loses: bool
    proof: str
    how_proved: str
    as_good: tuple[OtherLine, ...]
    nearly: tuple[OtherLine, ...]
    compared: tuple[Compared, ...]
    groups: tuple[Group, ...]
    still: Group | None
    balance: tuple[Figures, ...]
    indicator: Figures | None
    rounds: tuple[RoundLine, ...]
    existing: tuple[Figures, ...]
    closed: tuple[ClosedLine, ...]
    unknown: int
    within: str
    maps: Maps
    method: str
    source: str


def shown(asked: SitingAsked, figures: Figures) -> Shown:
    whole, proof, limit = figures["bilan"][0], figures["preuve"], figures["minutes"]
    tries = Tries.of(asked.params, figures)
    within = wording.near(asked, limit)
    others = [_other(asked, proof, one) for one in figures["autres"]] if proof else []
    return Shown(
        openings=tuple(
            _opening(rank, one, within, tries)
            for rank, one in enumerate(figures["ouverts"], start=1)
        ),
        summary=tuple(s for s in (wording.in_all(whole, within), wording.travel(whole)) if s),
        losing=wording.losing(whole),
        anybody_loses=bool(whole["perdent"]),
        proof=wording.proof(asked, proof) if proof else "",
        how_proved=wording.how_proved(proof) if proof else "",
        as_good=tuple(one for one in others if not one.less),
        nearly=tuple(one for one in others if one.less),
        compared=_compared(figures, within),
        groups=_groups(figures["communes"], within, tries),
        still=_still(figures.get("inchangees", []), tries),
        balance=tuple(figures["bilan"]),
        indicator=figures["indicateur"],
        rounds=tuple(_round(rank, one) for rank, one in enumerate(figures["tournees"], start=1)),
        existing=tuple(figures["existants"]),
        closed=tuple(
            ClosedLine(f"{one['nom']}, {one['commune']}", tries.keeping(one["ref"]))
            for one in figures["existants"]
            if one["ferme"]
        ),
        unknown=figures["horaires_inconnus"],
        within=within,
        maps=siting_maps(asked, figures, tries),
        method=minutes_told(figures["methode"]),
        source=figures["source_des_trajets"],
    )


def _opening(number: int, one: Figures, within: str, tries: Tries) -> OpeningLine:
    hosts = tuple((host["ref"], host["nom"]) for host in one["lieux_sur_place"])
    said, code = wording.opening(one, within), one["code"]
    return OpeningLine(number, code, one["commune"], said, hosts, tries.without(code))


def _other(asked: SitingAsked, proof: Figures, one: Figures) -> OtherLine:
    less = wording.compared(asked, proof, one)
    return OtherLine(
        ",".join(one["codes"]), wording.together(one["communes"]), less, one["gagnent"]
    )


def _compared(figures: Figures, within: str) -> tuple[Compared, ...]:
    """People served and not, their mean trip and the longest one, today and after."""
    whole, moments = figures["bilan"][0], ("avant", "apres")
    rows = [
        (
            _("Habitants qui ont un lieu %(within)s") % {"within": within},
            [number(whole[name]) for name in moments],
        ),
        (
            _("Habitants qui n'en ont pas"),
            [number(whole["habitants"] - whole[name]) for name in moments],
        ),
        (
            _("Trajet moyen de ceux qui en ont un"),
            [_minutes(whole[f"minutes_{name}"]) for name in moments],
        ),
    ]
    if "inchangees" in figures:
        same = [one["minutes"] for one in figures["inchangees"]]
        told = [[*same, *(one[name] for one in figures["communes"])] for name in moments]
        longest = [max((one for one in all_ if one is not None), default=None) for all_ in told]
        rows.append((_("Trajet le plus long de ceux qui en ont un"), list(map(_minutes, longest))))
    return tuple(Compared(label, one, other, one == other) for label, (one, other) in rows)


def _minutes(value: float | None) -> str:
    return _("aucun") if value is None else duration(round(value))


def _groups(communes: list[Figures], within: str, tries: Tries) -> tuple[Group, ...]:
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
                    "" if one["code"] in tries.opened else tries.opening(one["code"]),
                )
                for one in kept
            )
            is_open = code in LOSING or len(lines) <= FEW
            found.append(Group(code, title, people, lines, is_open))
    return tuple(found)


def _still(communes: list[Figures], tries: Tries) -> Group | None:
    if not 0 < len(communes) <= MOST_NAMES:
        return None
    lines = tuple(
        CommuneLine(
            one["commune"],
            one["habitants"],
            _trip(one["minutes"]) or _("aucun lieu à portée"),
            "",
            "" if one["code"] in tries.opened else tries.opening(one["code"]),
        )
        for one in communes
    )
    people = sum(one["habitants"] for one in communes)
    return Group("still", _("Rien n'y change"), people, lines, is_open=False)


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
