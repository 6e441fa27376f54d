"""Between what a person says and what the engine asks; between its plans and the cards shown."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from entrelieux.directory.adapters import Catalogue, publics_word, zone_words
from entrelieux.engine.orientation.front import Grouped, penalties_of_offers
from entrelieux.engine.orientation.model import MAX_PENALTY, FrontPlan, Visit
from entrelieux.engine.orientation.offers import Asked
from entrelieux.reception.situation import SituationParams
from entrelieux.territories.selectors import CommuneCard

OfferKey = tuple[int, int]


def asked_of(params: SituationParams, origin: CommuneCard) -> Asked:
    return Asked(
        needs=tuple(need.rank for need in params.needs()),
        zone_codes=zone_words(
            origin.code, origin.epci_code, origin.departement_code, origin.region_code
        ),
        publics=publics_word(params.publics),
        free_only=params.gratuit,
        wheelchair=params.fauteuil,
        free=params.free(),
        remote=params.a_distance,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """Everything one request found, before any row is read."""

    params: SituationParams
    origin: CommuneCard
    catalogue: Catalogue
    asked: Asked
    world: Grouped
    front: tuple[FrontPlan, ...]

    def offers_of(self, plans: Iterable[FrontPlan]) -> set[OfferKey]:
        return {key for plan in plans for visit in plan.visits for key in self.answering(visit)}

    def base_quality(self, visit: Visit, need: int) -> int:
        """How well an interlocutor answers a need, conditions to check left aside: 0, 1 or 2."""
        index = self.catalogue.index
        low, high = index.offer_start[visit.candidate], index.offer_start[visit.candidate + 1]
        penalties = penalties_of_offers(index, self.asked, visit.candidate)[:, need]
        best = np.flatnonzero(penalties == penalties.min())
        column = self.asked.needs[need]
        return int(index.profiles[index.profile[low:high][best], column].min())

    def answering(self, visit: Visit) -> dict[OfferKey, dict[int, int]]:
        """Offers of an interlocutor that serve the needs given to it, with each penalty.

        For each need, only the offers that answer it best.
        """
        low = int(self.catalogue.index.offer_start[visit.candidate])
        penalties = penalties_of_offers(self.catalogue.index, self.asked, visit.candidate)
        found: dict[OfferKey, dict[int, int]] = {}
        for need in visit.needs:
            best = int(penalties[:, need].min())
            for row in np.flatnonzero(penalties[:, need] == best).tolist():
                key = (
                    int(self.catalogue.service[low + row]),
                    int(self.catalogue.place[low + row]),
                )
                found.setdefault(key, {})[need] = best
        return found

    def sources_of(self, visit: Visit) -> list[int]:
        """Every source that speaks of an interlocutor, those of its twins included."""
        start = self.catalogue.index.offer_start
        rows = slice(int(start[visit.candidate]), int(start[visit.candidate + 1]))
        return np.unique(self.catalogue.source[rows]).tolist()

    def site_of(self, visit: Visit) -> int | None:
        """Row of ``catalogue.targets``; None at a distance."""
        start = self.catalogue.index.site_start
        if visit.candidate >= start[-1]:
            return None
        return int(np.searchsorted(start, visit.candidate, side="right")) - 1

    def round_trip(self, visit: Visit) -> int:
        row = int(np.flatnonzero(self.world.person == visit.candidate)[0])
        site = int(np.searchsorted(self.world.start, row, side="right")) - 1
        return int(self.world.minutes[site])

    def nearest(self, need: int, most_penalty: int = MAX_PENALTY) -> int | None:
        """Round trip to the nearest place where a need is answered at least this well."""
        good = (self.world.packed >> np.uint32(4 * need) & np.uint32(0xF)) <= most_penalty
        good &= self.world.person < self.catalogue.index.site_start[-1]  # not at a distance
        if not good.any():
            return None
        row = int(np.flatnonzero(good)[0])
        return int(self.world.minutes[np.searchsorted(self.world.start, row, side="right") - 1])
