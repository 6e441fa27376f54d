"""A study as its page shows it, worked out this instant or kept: the same figures, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from entrelieux.directory.wording import kind_label
from entrelieux.kernel.runs import RunCard
from entrelieux.observatory.access.asking import AccessParams, understood
from entrelieux.observatory.access.wording import favour, question
from entrelieux.observatory.indicators.selectors import IndicatorCard, indicator_card
from entrelieux.observatory.wording import density

NORM_MINUTES = 30
"""France services: everybody within thirty minutes of one. The page lets it be changed."""
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Share:
    """label: of a class of density. part: 0 to 100, None where nobody lives. parity: part of this
    class over the part of everybody, 1 alike; None when nobody finds anything.
    """

    label: str
    part: float | None
    parity: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """part, perhaps: of people, in per cent. median: minutes. gini, palma: None without places.

    apart: what separates two people taken at random, on average, in places for 10 000.
    """

    code: str
    label: str
    people: int
    places: int
    part: float
    perhaps: float
    beyond: int
    median: int | None
    mean: float
    gini: float | None
    palma: float | None
    apart: float | None
    alone: int
    itinerant: int
    timed: int
    passing: int
    by_density: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """People in so many cases, and their part of all, in per cent."""

    label: str
    people: int
    part: float


@dataclass(frozen=True, slots=True)
class Mesh:
    """See ``access.cards.Mesh``; names are those of the day of the study."""

    by_count: tuple[Counted, ...]
    nearest: tuple[tuple[str, int | None], ...]
    natures: tuple[tuple[str, int, Counted], ...]
    varied: Counted
    places: int
    same: int | None
    other: int | None
    groups: int
    listed: tuple[tuple[Figures, ...], ...]
    leaning: int
    leaned_on: tuple[Figures, ...]


@dataclass(frozen=True, slots=True)
class Fifth:
    """part: within the limit, in per cent. parity: over that of everybody with a value."""

    label: str
    low: float
    high: float
    communes: int
    people: int
    part: float
    parity: float | None
    shared: float


@dataclass(frozen=True, slots=True)
class Crossed:
    """indicator: None when it was taken back since. says: whom the sharing favours, in words."""

    code: str
    indicator: IndicatorCard | None
    fifths: tuple[Fifth, ...]
    concentration: float | None
    says: str
    missing: int
    people_missing: int


@dataclass(frozen=True, slots=True)
class Shown:
    """alone: the line, when one function or need alone is asked."""

    title: str
    lines: tuple[Line, ...]
    alone: Line | None
    mesh: Mesh | None
    crossed: Crossed | None


def shown(card: RunCard) -> Shown:
    """Raises: UserError: the question names what is no longer known."""
    return shown_figures(card.asked, card.figures)


def shown_figures(asked: Mapping[str, str], figures: Figures) -> Shown:
    """asked: as in the address. figures: those of a run, or of a study of this instant."""
    # An indicator may have been taken back since: the figures of the study stay.
    known = understood(AccessParams.from_values({**asked, "indicateur": ""}))
    lines = tuple(line_of(one) for one in figures["lignes"])
    alone = lines[0] if known.code and lines else None
    mesh, crossed = figures.get("maillage"), figures.get("indicateur")
    return Shown(
        title=question(known),
        lines=lines,
        alone=alone,
        mesh=_mesh(mesh, alone.people) if mesh and alone else None,
        crossed=_crossed(crossed) if crossed else None,
    )


def line_of(line: Figures) -> Line:
    """From the figures of a run, which a page works out the same way."""
    people, spread = line["habitants"], line["lieux_pour_10000_en_partageant"]
    mean, gini, all_part = spread["mean"] or 0.0, spread["gini"], line["part_a_portee"]
    return Line(
        code=line["code"],
        label=line["libelle"],
        people=people,
        places=line["lieux"],
        part=_of_people(line["a_portee"], people),
        perhaps=100 * line["a_verifier"] / people if people else 0.0,
        beyond=people - line["a_portee"] - line["a_verifier"],
        median=line["minutes_medianes"],
        mean=mean,
        gini=gini,
        palma=spread["palma"],
        apart=None if gini is None else 2 * gini * mean,
        alone=line.get("habitants_un_seul_lieu", 0),
        itinerant=line.get("lieux_itinerants", 0),
        timed=line.get("lieux_a_certaines_heures", 0),
        passing=line.get("habitants_par_ce_qui_passe", 0),
        by_density=tuple(
            Share(density(rank), None if part is None else 100 * part, _parity(part, all_part))
            for rank, part in enumerate(line["part_a_portee_par_densite"])
        ),
    )


def _of_people(within: int, people: int) -> float:
    """In per cent: « 100 » is said of everybody alone, « 0 » of nobody alone."""
    if within in (0, people):
        return 100.0 if within else 0.0
    return min(99.9, max(0.1, 100 * within / people))


def _parity(part: float | None, everybody: float) -> float | None:
    return None if part is None or not everybody else part / everybody


def _mesh(told: Figures, people: int) -> Mesh:
    def counted(label: str, living: int) -> Counted:
        return Counted(label, living, 100 * living / people if people else 0.0)

    counts = (_("aucun lieu"), _("un seul lieu"), _("deux lieux"), _("trois lieux ou plus"))
    ranks = (_("Le plus proche"), _("Le deuxième"), _("Le troisième"))
    return Mesh(
        by_count=tuple(map(counted, counts, told["habitants_par_nombre_de_lieux"])),
        nearest=tuple(zip(ranks, told["minutes_au_1er_2e_3e"], strict=True)),
        natures=tuple(
            (label, one["lieux"], counted(label, one["habitants"]))
            for one in told["natures"]
            if (label := kind_label(one["nature"]) if one["nature"] else _("nature non dite"))
        ),
        varied=counted("", told["habitants_deux_natures"]),
        places=told["lieux_du_territoire"],
        same=told["minutes_au_semblable"],
        other=told["minutes_a_un_autre"],
        groups=told["groupes_a_200_m"],
        listed=tuple(map(tuple, told["groupes"])),
        leaning=told["lieux_seuls"],
        leaned_on=tuple(told["seuls"]),
    )


def _crossed(told: Figures) -> Crossed:
    fifths = told["fifths"]
    people = sum(one["people"] for one in fifths)
    everybody = sum(one["people"] * one["within"] for one in fifths) / people if people else 0.0
    labels = (
        _("le plus bas"), _("plutôt bas"), _("au milieu"), _("plutôt haut"), _("le plus haut"),
    )  # fmt: skip
    return Crossed(
        code=told["indicator"],
        indicator=indicator_card(told["indicator"]),
        fifths=tuple(
            Fifth(
                label=label,
                low=one["low"],
                high=one["high"],
                communes=one["communes"],
                people=round(one["people"]),
                part=100 * one["within"],
                parity=_parity(one["within"], everybody),
                shared=one["shared"],
            )
            for label, one in zip(labels, fifths, strict=False)
        ),
        concentration=told["concentration"],
        says=favour(told["concentration"]),
        missing=told["missing"],
        people_missing=told["people_missing"],
    )
