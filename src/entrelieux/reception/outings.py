"""How to go to a step and come back by bus, on a date when who is met there is there for sure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory.agenda.times import dates_held
from entrelieux.directory.cards import OfferCard
from entrelieux.directory.opening import usual_week
from entrelieux.directory.riding.asking import DAYS, Round, Rows, openings_of, spans_in
from entrelieux.directory.riding.wording import OutingCard, no_outing, outing_card
from entrelieux.directory.wording import quoted
from entrelieux.engine.hours import DAY
from entrelieux.engine.orientation.model import Visit
from entrelieux.engine.reach.transit import Openings
from entrelieux.reception.adapters import OfferKey, Search
from entrelieux.reception.cards import NeedCard

WEEKS_AHEAD = 4
"""Somebody who comes once a month is looked for as far."""
DATES_LOOKED_AT = 8
ALL_DAY = np.ones(DAY, np.bool_)
Flags = NDArray[np.bool_]
When = Mapping[date, Flags] | None
"""Quarters of each date when a need is answered; None when nobody says."""


class OutingWriter:
    """Writes the outings of one search; ``now`` is local wall-clock time."""

    def __init__(self, search: Search, offers: Mapping[OfferKey, OfferCard], now: datetime) -> None:
        self.search, self.offers, self.now = search, offers, now

    def outings(
        self, visit: Visit, needs: Sequence[NeedCard]
    ) -> tuple[tuple[OutingCard, ...], str]:
        """One outing for the whole visit when there is one, else one for each need; and what is
        to be said beside, "" for nothing. Nothing by another mode, nor where one walks."""
        site, ride = self.search.site_of(visit), self.search.travel.ride
        if ride is None or site is None or self.search.travel.walked[site]:
            return (), ""
        times = {need: self._when(visit, need) for need in visit.needs}
        whole = _outing(ride, site, _together(list(times.values())))
        if whole is not None:
            return (whole,), ""
        apart = {need: _outing(ride, site, when) for need, when in times.items()}
        found = tuple(dict.fromkeys(one for one in apart.values() if one is not None))
        missed = [quoted(needs[need].short) for need, one in apart.items() if one is None]
        if not found:
            return (), no_outing()
        if missed:
            said = _("Aucun car ne permet l’aller et retour pour %(needs)s.")
            return found, said % {"needs": ", ".join(missed)}
        return found, ""

    def _when(self, visit: Visit, need: int) -> When:
        answering = self.search.answering(visit)
        cards = [self.offers[k] for k, p in answering.items() if need in p and k in self.offers]
        today, found = self.now.date(), dict[date, Flags]()
        if not cards or any(usual_week(card.hours, today) is None for card in cards):
            return None
        for card in cards:
            for day, start, end in dates_held(card.schedule, self.now, days=DATES_LOOKED_AT):
                found.setdefault(day, np.zeros(DAY, np.bool_))[start:end] = True
        return found


def _together(times: Sequence[When]) -> When:
    known = [one for one in times if one is not None]
    if not known:
        return None
    days = set.intersection(*(set(one) for one in known))
    return {day: np.logical_and.reduce([one[day] for one in known]) for day in days}


def _outing(ride: Round, site: int, when: When) -> OutingCard | None:
    """In the coming week, else at the first later dates that are known."""
    week = ride.days()
    last = ride.asked.first + timedelta(days=7 * WEEKS_AHEAD)
    later = [] if when is None else [d for d in sorted(when) if week and week[-1] < d <= last]

    def open_at(day: date, _some: Rows) -> Openings:
        return openings_of([spans_in(ALL_DAY if when is None else when[day])])

    for days in (week, later[: DATES_LOOKED_AT - DAYS + 1]):
        dates = [d for d in days if (when is None or d in when) and ride.table.covers(d)]
        found = ride.best(np.array([site]), open_at, dates)[0]
        if found is not None:
            return outing_card(ride, site, found)
    return None
