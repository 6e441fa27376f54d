"""Between what a person says and what the engine asks; between its plans and the cards shown."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from entrelieux.directory.adapters import Catalogue, publics_word, zone_words
from entrelieux.engine.orientation.front import Grouped, penalties_of_offers
from entrelieux.engine.orientation.model import MAX_PENALTY, FrontPlan, Visit
from entrelieux.engine.orientation.offers import Asked
from entrelieux.reception.errors import IntakeGone, SituationError
from entrelieux.reception.models import Intake
from entrelieux.reception.situation import SituationParams
from entrelieux.reception.travelling import Travel
from entrelieux.territories.selectors import CommuneCard

OfferKey = tuple[int, int]
KEY = re.compile(r"[0-9a-f]{16}")


def situation_of(row: Intake) -> SituationParams:
    """What was said behind an address.

    Raises:
        IntakeGone: not everything is said yet, or in words that are no longer known.
    """
    kept: dict[str, Any] = {**row.situation, **row.besoins}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    try:
        return SituationParams(**values)
    except (SituationError, TypeError):
        raise IntakeGone from None


def seed_of(row: Intake) -> int:
    """The number of the day it was opened: its plans stay the same as long as it is kept."""
    return timezone.localdate(row.created_at).toordinal()


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
    """Everything one request found, before any row is read.

    travel: how far the person goes. catalogue: of whom that allows to meet.
    """

    params: SituationParams
    origin: CommuneCard
    catalogue: Catalogue
    asked: Asked
    world: Grouped
    front: tuple[FrontPlan, ...]
    travel: Travel
    _penalties: dict[int, NDArray[np.uint8]] = field(default_factory=dict, repr=False)

    def key_of(self, candidate: int) -> str:
        """A reference of an interlocutor that stays the same while its offer does.

        Drawn from the public references of the organisation and of the place: it says nothing of
        the person, and may stand in an address.
        """
        return f"{int(self.catalogue.index.key[candidate]):016x}"

    def candidate_of(self, key: str) -> int | None:
        """The interlocutor that bears this reference; None when nobody does."""
        if not KEY.fullmatch(key):
            return None
        rows = np.flatnonzero(self.catalogue.index.key == np.uint64(int(key, 16)))
        return int(rows[0]) if len(rows) else None

    def ref_of(self, plan: FrontPlan) -> str:
        """A reference of a plan: who is met, and for which of the needs asked."""
        visits = sorted((self.key_of(v.candidate), sorted(v.needs)) for v in plan.visits)
        return hashlib.sha256(repr((self.params.besoins, visits)).encode()).hexdigest()[:16]

    def offers_of(self, plans: Iterable[FrontPlan]) -> set[OfferKey]:
        return {key for plan in plans for visit in plan.visits for key in self.answering(visit)}

    def base_quality(self, visit: Visit, need: int) -> int:
        """How well an interlocutor answers a need, conditions to check left aside: 0, 1 or 2."""
        index = self.catalogue.index
        low, high = index.offer_start[visit.candidate], index.offer_start[visit.candidate + 1]
        penalties = self._penalties_of(visit.candidate)[:, need]
        best = np.flatnonzero(penalties == penalties.min())
        column = self.asked.needs[need]
        return int(index.profiles[index.profile[low:high][best], column].min())

    def answering(self, visit: Visit) -> dict[OfferKey, dict[int, int]]:
        """Offers of an interlocutor that serve the needs given to it, with each penalty.

        For each need, only the offers that answer it best.
        """
        low = int(self.catalogue.index.offer_start[visit.candidate])
        penalties = self._penalties_of(visit.candidate)
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

    def _penalties_of(self, candidate: int) -> NDArray[np.uint8]:
        """Asked for several times a plan, worked out once."""
        if candidate not in self._penalties:
            self._penalties[candidate] = penalties_of_offers(
                self.catalogue.index, self.asked, candidate
            )
        return self._penalties[candidate]

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

    def follows_roads(self, visits: Iterable[Visit]) -> NDArray[np.bool_]:
        """Of each visit that is not at a distance, whether its minutes follow roads."""
        sites = [site for visit in visits if (site := self.site_of(visit)) is not None]
        found: NDArray[np.bool_] = self.travel.by_road[sites]
        return found

    def walks(self, visits: Iterable[Visit]) -> NDArray[np.bool_]:
        """The same, whether one who takes the bus walks there."""
        sites = [site for visit in visits if (site := self.site_of(visit)) is not None]
        found: NDArray[np.bool_] = self.travel.walked[sites]
        return found

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
