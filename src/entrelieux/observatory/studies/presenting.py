"""A run kept, as its page shows it: the same lines as the study had."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from entrelieux.kernel.runs import RunCard
from entrelieux.observatory.access.asking import AccessParams, understood
from entrelieux.observatory.access.wording import question
from entrelieux.observatory.wording import density


@dataclass(frozen=True, slots=True)
class Share:
    """label: of a class of density. part: 0 to 100, None where nobody lives."""

    label: str
    part: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """part, perhaps: of people, in per cent. median: minutes. gini, palma: None without places."""

    label: str
    places: int
    part: float
    perhaps: float
    beyond: int
    median: int | None
    mean: float
    gini: float | None
    palma: float | None
    by_density: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    title: str
    lines: tuple[Line, ...]
    method: str
    source: str
    is_estimate: bool


def shown(card: RunCard) -> Shown:
    figures = card.figures
    return Shown(
        title=question(understood(AccessParams.from_values(card.asked))),
        lines=tuple(line_of(one) for one in figures["lignes"]),
        method=figures["methode"],
        source=figures["source_des_trajets"],
        is_estimate=figures["estimation"],
    )


def line_of(line: dict[str, Any]) -> Line:
    """From the figures of a run, which a page works out the same way."""
    people, spread = line["habitants"], line["lieux_pour_10000_en_partageant"]
    classes = enumerate(line["part_a_portee_par_densite"])
    return Line(
        label=line["libelle"],
        places=line["lieux"],
        part=100 * line["part_a_portee"],
        perhaps=100 * line["a_verifier"] / people if people else 0.0,
        beyond=people - line["a_portee"] - line["a_verifier"],
        median=line["minutes_medianes"],
        mean=spread["mean"] or 0.0,
        gini=spread["gini"],
        palma=spread["palma"],
        by_density=tuple(
            Share(density(rank), None if part is None else 100 * part) for rank, part in classes
        ),
    )


def state(card: RunCard) -> str:
    return {"asked": _("demandée"), "done": _("faite"), "failed": _("échouée")}[card.state]
