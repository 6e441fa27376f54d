"""Who helps by telephone somebody who lives in a commune? From the catalogue that plans use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory import wording
from entrelieux.directory.adapters import Catalogue, zone_words
from entrelieux.directory.cards import OfferCard
from entrelieux.directory.catalogue import current_catalogue, offers_behind
from entrelieux.directory.listing import CLOSE
from entrelieux.directory.sharing.cards import ByTelephone, brief
from entrelieux.engine.orientation.offers import (
    ZONE_COUNTRY,
    ZONE_UNKNOWN,
    ZONE_UNSTATED,
    OfferIndex,
    serves,
)
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.territories.selectors import CommuneCard

MOST = 3
LOOKED_AT = 24
"""Services whose rows are read: of the first few, some have no telephone."""

MOST_LETTERS = 60
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Choice:
    """families: ranks of those that this offer of the catalogue answers."""

    offer: int
    families: frozenset[int]
    to_check: bool


def by_telephone(commune: CommuneCard, today: date) -> tuple[ByTelephone, ...]:
    """At most ``MOST``, each with a telephone: those that add most families, the closest first."""
    catalogue = current_catalogue(today)
    choices = _spread(_choices(catalogue, commune), LOOKED_AT)
    keys = [(int(catalogue.service[one.offer]), 0) for one in choices]
    cards = offers_behind(keys)
    reached: dict[str, tuple[_Choice, OfferCard]] = {}
    for one, key in zip(choices, keys, strict=True):
        if key in cards and cards[key].telephone:
            reached.setdefault(cards[key].telephone, (one, cards[key]))
    return tuple(_card(one, card, today) for one, card in list(reached.values())[:MOST])


def _choices(catalogue: Catalogue, commune: CommuneCard) -> list[_Choice]:
    """Every offer at a distance that serves this commune, those for fewer people first."""
    index = catalogue.index
    people = np.repeat(np.arange(len(index.key)), np.diff(index.offer_start))
    remote = np.flatnonzero(people >= index.site_start[-1])
    codes = zone_words(
        commune.code, commune.epci_code, commune.departement_code, commune.region_code
    )
    remote = remote[serves(index, remote, np.array(codes, np.int64))]
    remote = remote[np.argsort(_width(index, remote), kind="stable")]
    answers = _families_answered(index.profiles)
    found = []
    for offer in remote.tolist():
        families = np.flatnonzero(answers[index.profile[offer]]).tolist()
        if families:
            unsaid = index.zone[offer] in (ZONE_UNKNOWN, ZONE_UNSTATED)
            found.append(_Choice(offer, frozenset(families), unsaid))
    return found


def _width(index: OfferIndex, offers: NDArray[np.intp]) -> NDArray[np.int64]:
    """1 a commune to 5 the country, then those that do not say whom they serve."""
    zone = index.zone[offers].astype(np.int64)
    return np.where((zone == ZONE_UNKNOWN) | (zone == ZONE_UNSTATED), ZONE_COUNTRY + 1, zone)


def _families_answered(profiles: NDArray[np.uint8]) -> Flags:
    """Shape (profiles, families): one of its needs is answered exactly or closely."""
    ranks = {family.code: family.rank for family in needs_pack.load_families()}
    found = np.zeros((len(profiles), len(ranks)), np.bool_)
    for need in needs_pack.load_needs():
        found[:, ranks[need.family]] |= profiles[:, need.rank] <= CLOSE
    return found


def _spread(choices: Iterable[_Choice], most: int) -> list[_Choice]:
    """Again and again the one that answers most families not answered yet, the first at a tie."""
    left, kept = list(choices), list[_Choice]()
    missing: frozenset[int] = frozenset()
    while left and len(kept) < most:
        missing = missing or frozenset().union(*(one.families for one in left))
        best = max(left, key=lambda one: len(one.families & missing))
        kept.append(best)
        left.remove(best)
        missing -= best.families
    return kept


def _card(choice: _Choice, card: OfferCard, today: date) -> ByTelephone:
    families = needs_pack.load_families()
    return ByTelephone(
        name=brief(card.service.name, MOST_LETTERS),
        organisation=brief(card.organisation.name, MOST_LETTERS),
        telephone=card.telephone,
        hours=brief(wording.hours(card.hours, today), MOST_LETTERS),
        families=tuple(
            wording.in_language(families[rank].label, families[rank].english)
            for rank in sorted(choice.families)
        ),
        to_check=choice.to_check,
    )
