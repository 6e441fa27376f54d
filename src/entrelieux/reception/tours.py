"""One round through every place of a plan: how long, in which order, and when it is possible."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory.cards import OfferCard
from entrelieux.directory.opening import is_regular, usual_week
from entrelieux.directory.reaching import road_mode
from entrelieux.engine.orientation.model import FrontPlan, Visit
from entrelieux.engine.orientation.tour import MOST_PLACES, best_tour
from entrelieux.engine.reach import Mode, ReachModel
from entrelieux.reception.adapters import OfferKey, Search
from entrelieux.reception.wording import tour_note

ALWAYS = np.full(11, np.iinfo(np.uint64).max, np.uint64)


class Tour(NamedTuple):
    """minutes: None when no day allows it. order: interlocutors as they are met."""

    minutes: int | None
    note: str
    order: tuple[int, ...]


def order_of(order: Iterable[int], visits: Sequence[Visit]) -> tuple[int, ...]:
    """Numbers of the steps in the order of a tour; somebody met twice in a row is met once."""
    number = {visit.candidate: n for n, visit in enumerate(visits, 1)}
    return tuple(n for n, _group in groupby(number[person] for person in order))


class TourWriter:
    """Plans the rounds of one search; ``today`` is the local date."""

    def __init__(
        self,
        search: Search,
        offers: Mapping[OfferKey, OfferCard],
        reach: ReachModel,
        today: date,
    ) -> None:
        self.search = search
        self.offers = offers
        self.reach = reach
        self.today = today
        self.params = search.params

    def _stops(self, visit: Visit) -> tuple[list[NDArray[np.uint64]], bool, bool]:
        """When each need of a visit can be answered, needs of the same hours together.

        Also whether some hours are unknown, or not those of every week; and whether any is known:
        without one, a day and an hour would be invented.
        """
        answering = self.search.answering(visit)
        stops: dict[bytes, NDArray[np.uint64]] = {}
        doubtful = known = False
        for need in visit.needs:
            cards = [self.offers[k] for k, p in answering.items() if need in p and k in self.offers]
            weeks = [w for c in cards if (w := usual_week(c.hours, self.today)) is not None]
            doubtful |= not any(is_regular(c.hours, self.today) for c in cards)
            known |= bool(weeks)
            window = np.bitwise_or.reduce(weeks) if weeks else ALWAYS
            free = self.params.free()
            window = window if free is None else window & free
            stops[window.tobytes()] = window
        return list(stops.values()), doubtful, known

    def tour(self, plan: FrontPlan) -> Tour:
        """One round through every place of the plan, and when it is possible."""
        sites: list[int] = []
        met: list[int] = []
        windows: list[NDArray[np.uint64]] = []
        unknown = known = False
        for visit in plan.visits:
            site = self.search.site_of(visit)
            if site is None:
                continue
            stops, doubtful, has_hours = self._stops(visit)
            unknown |= doubtful
            known |= has_hours
            sites += [site] * len(stops)
            met += [visit.candidate] * len(stops)
            windows += stops
        if not sites:
            return Tour(0, _("Aucun déplacement."), ())
        if self.search.travel.ride is not None and not self.search.walks(plan.visits).all():
            return Tour(None, _("En car, chaque étape est un aller et retour à part."), ())
        minutes = self._travel(sites)
        if (minutes < 0).any():
            return Tour(None, _("Aucune route connue ne relie tous ces lieux entre eux."), ())
        tour = best_tour(minutes, np.array(windows)) if len(sites) <= MOST_PLACES else None
        if tour is None:
            text = _("Les horaires ne permettent pas de tout faire le même jour.")
            return Tour(None, text, ())
        order = tuple(met[stop] for stop in tour.order)
        note = tour_note(tour, unknown=unknown) if known else _("Jour et heure à fixer avec eux.")
        return Tour(tour.minutes, note, order)

    def _mode(self) -> Mode:
        """Who takes the bus walks a round of what is near."""
        return road_mode(self.params.mode) if self.search.travel.ride is None else Mode.PIED

    def _travel(self, sites: list[int]) -> NDArray[np.int16]:
        origin, targets = self.search.origin, self.search.catalogue.targets
        return self.reach.matrix(
            np.r_[origin.lon, targets.lon[sites]],
            np.r_[origin.lat, targets.lat[sites]],
            np.r_[origin.density, targets.density[sites]],
            np.r_[origin.landmass, targets.landmass[sites]],
            self._mode(),
        )
