"""From which communes is somebody known who answers a need, within so many minutes by car?

The offer is public and holds nobody's need: nothing is masked here. Nobody known is not nobody:
the page says so. Worked out once for each publication, département and number of minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory.adapters import Catalogue, zone_words
from entrelieux.directory.catalogue import current_catalogue
from entrelieux.directory.reaching import method_card, origin_of, reach_model
from entrelieux.engine.orientation.offers import OfferIndex, serves
from entrelieux.engine.reach import Mode
from entrelieux.kernel import ui
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.passerelles.board import words
from entrelieux.passerelles.board.cards import NOT_APPLICABLE, Column, Figure, Line, Table
from entrelieux.passerelles.board.zones import DEPARTEMENT, EPCI, PAYS, Departement, Territory
from entrelieux.territories.selectors import CommuneCard

MINUTES = (15, 30, 45, 60)
USUAL_MINUTES = 30
CLOSE = 1
"""Worst quality that counts as an answer: 0 exact, 1 close (``OfferIndex.profiles``)."""
NOBODY, AT_A_DISTANCE = -1, -2
Minutes = NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """minutes: to the nearest answer, shape (communes, needs); ``NOBODY``, or ``AT_A_DISTANCE``
    when somebody answers by telephone or video alone."""

    communes: tuple[CommuneCard, ...]
    minutes: Minutes


def coverage_of(place: Departement, most: int, today: date) -> Coverage:
    """Every commune of a département, for every need of the pack."""
    return Coverage(place.communes, _minutes(_Asked(current_catalogue(today), place, most)))


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Two of one catalogue, département and limit are the same; the catalogue is one object by
    publication and week."""

    catalogue: Catalogue
    place: Departement
    most: int

    def __hash__(self) -> int:
        return hash((id(self.catalogue), self.place.code, self.most))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Asked)
            and other.catalogue is self.catalogue
            and (other.place.code, other.most) == (self.place.code, self.most)
        )


@lru_cache(maxsize=256)
def _minutes(asked: _Asked) -> Minutes:
    index = asked.catalogue.index
    needs = len(needs_pack.load_needs())
    found = np.full((len(asked.place.communes), needs), NOBODY, np.int16)
    answers = index.profiles <= CLOSE
    people = np.repeat(np.arange(len(index.key)), np.diff(index.offer_start))
    remote = np.flatnonzero(people >= index.site_start[-1])
    for row, commune in enumerate(asked.place.communes):
        codes = _codes(commune)
        told = answers[index.profile[remote[serves(index, remote, codes)]]].any(axis=0)
        found[row, told] = AT_A_DISTANCE
        sites, minutes = reach_model().reachable(
            origin_of(commune), asked.catalogue.targets, Mode.VOITURE, asked.most
        )
        offers, away = _offers_at(index, sites, minutes)
        near = serves(index, offers, codes)
        offers, away = offers[near], away[near]
        order = np.argsort(away, kind="stable")
        answered = answers[index.profile[offers[order]]]
        reached = answered.any(axis=0)
        if reached.any():
            first = answered.argmax(axis=0)
            found[row, reached] = away[order][first[reached]]
    found.setflags(write=False)
    return found


def _codes(commune: CommuneCard) -> NDArray[np.int64]:
    return np.array(
        zone_words(commune.code, commune.epci_code, commune.departement_code, commune.region_code),
        np.int64,
    )


def _offers_at(index: OfferIndex, sites: Any, minutes: Any) -> tuple[Any, Any]:
    """Offers under these roofs, and the minutes to each."""
    low = index.offer_start[index.site_start[sites]].astype(np.int64)
    high = index.offer_start[index.site_start[np.asarray(sites) + 1]].astype(np.int64)
    length = high - low
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    offers = np.arange(total) + np.repeat(low - (ends - length), length)
    return offers, np.repeat(minutes, length)


def coverage_table(
    territory: Territory, places: Sequence[Departement], family: str, most: int, today: date
) -> Table | None:
    """One column for each need of a family. None for the whole country: too much to read."""
    if territory.kind == PAYS:
        return None
    needs = [need for need in needs_pack.load_needs() if need.family == family]
    ranks = [need.rank for need in needs]
    found = [coverage_of(place, most, today) for place in places]
    if territory.kind == EPCI:
        lines = _commune_lines(territory, found, ranks)
        unit = _("minutes en voiture jusqu'à la réponse la plus proche")
        if method_card().is_estimate:
            unit = _("minutes en voiture jusqu'à la réponse la plus proche (estimation)")
        heading = _("Commune")
    else:
        lines = _part_lines(territory, found, ranks)
        unit = _("communes sans réponse connue")
        heading = _("Territoire")
    return Table(
        slug="couverture",
        title=_("D'où peut-on trouver une réponse : %(family)s") % {"family": words.family(family)},
        definition=_(
            "Pour chaque besoin, les communes d'où l'on ne connaît personne qui réponde, "
            "exactement ou presque, à %(minutes)s minutes de voiture au plus. Une réponse par "
            "téléphone ou en visio ne comble pas le trou : elle est dite à part."
        )
        % {"minutes": most},
        unit=unit,
        source=_source(),
        heading=heading,
        columns=(
            *(Column(need.code, words.need(need.code)) for need in needs),
            *(
                (Column("communes", _("Communes"), is_total=True),)
                if territory.kind != EPCI
                else ()
            ),
        ),
        lines=lines,
        notes=(
            _(
                "Personne de connu ne veut pas dire personne : l'offre décrite peut être "
                "incomplète."
            ),
        ),
        period=ui.day(today),
    )


def _source() -> str:
    method = method_card()
    if method.is_estimate:
        return _("Offre publiée dans Entrelieux, temps de trajet estimés sans suivre les routes")
    return _("Offre publiée dans Entrelieux. %(label)s. %(credit)s") % {
        "label": method.label,
        "credit": method.credit,
    }


def _commune_lines(
    territory: Territory, found: Sequence[Coverage], ranks: list[int]
) -> tuple[Line, ...]:
    lines = [
        Line(
            card.code,
            card.name,
            tuple(_minutes_figure(int(value)) for value in one.minutes[row, ranks]),
        )
        for one in found
        for row, card in enumerate(one.communes)
        if card.epci_code == territory.code
    ]
    return tuple(sorted(lines, key=lambda line: line.label))


def _minutes_figure(value: int) -> Figure:
    """A hole is a figure that does not apply; the page says « personne de connu »."""
    if value >= 0:
        return Figure(value, unit="minutes")
    return Figure(None, missing=NOT_APPLICABLE, unit="a_distance" if value != NOBODY else "trou")


def _part_lines(
    territory: Territory, found: Sequence[Coverage], ranks: list[int]
) -> tuple[Line, ...]:
    """Communes without an answer, for each EPCI of a département or département of a région."""
    labels: dict[str, str] = {}
    holes: dict[str, list[NDArray[np.bool_]]] = {}
    for one in found:
        for row, card in enumerate(one.communes):
            if territory.kind == DEPARTEMENT:
                code, label = card.epci_code, card.epci_name
            else:
                code, label = card.departement_code, card.departement_name
            labels[code] = label or _("Hors intercommunalité")
            holes.setdefault(code, []).append(one.minutes[row, ranks] < 0)
    lines = []
    for code in sorted(holes, key=lambda one: labels[one]):
        here = np.array(holes[code])
        figures = [Figure(int(count)) for count in here.sum(axis=0)]
        lines.append(Line(code, labels[code], (*figures, Figure(len(here)))))
    every = np.concatenate([np.array(rows) for rows in holes.values()])
    whole = (*(Figure(int(count)) for count in every.sum(axis=0)), Figure(len(every)))
    lines.append(Line("", territory.name, whole, is_total=True))
    return tuple(lines)
