"""Half-days of one itinerant permanence: which stops, in which order, at what time."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.reaching import reach_model
from entrelieux.engine.access import pairs_of
from entrelieux.engine.reach import Mode
from entrelieux.engine.siting import Answer, Day, Round, half_days
from entrelieux.observatory.access.asking import HALVES
from entrelieux.observatory.siting.adapters import Territory, origins, targets
from entrelieux.observatory.siting.asking import SitingAsked, Tour, ranks_of
from entrelieux.observatory.siting.cards import RoundCard, StopCard
from entrelieux.observatory.territory import names
from entrelieux.territories.selectors import communes_table

DEPARTURES = {"matin": 8 * 60 + 30, "apres-midi": 13 * 60 + 30, "soir": 18 * 60}
"""Minutes of the day; in the morning when no half-day is asked."""


def rounds_of(found: Territory, asked: SitingAsked) -> tuple[Answer, tuple[RoundCard, ...]]:
    """The rounds that give a stop to the most people, and the answer over their stops."""
    tour = asked.tour
    if tour is None:
        raise RuntimeError("rounds are made of a tour")
    day = _day(found, tour)
    made = half_days(found.instance, asked.count, day, asked.access.minutes)
    leave = departure(asked)
    return made.answer, tuple(_card(one, day, found, leave, tour) for one in made.rounds)


def departure(asked: SitingAsked) -> int:
    """Minutes of the day."""
    half = next((name for name, span in HALVES.items() if span == asked.access.half), "matin")
    return DEPARTURES[half]


def _day(found: Territory, tour: Tour) -> Day:
    """Roads between communes, by car whatever people take; +inf to places, where no one stops."""
    longest = tour.length - tour.stop
    base, communes = ranks_of((tour.base,)), found.communes
    sites, first = found.instance.pairs.sites, found.places.size
    out, back = np.full(sites, np.inf), np.full(sites, np.inf)
    between = np.full((sites, sites), np.inf)
    out[first:] = _minutes(base, communes, longest)[0]
    back[first:] = _minutes(communes, base, longest)[:, 0]
    between[first:, first:] = _minutes(communes, communes, longest)
    return Day(out, back, between, tour.stop, tour.length, longest, tour.stops)


def _minutes(start: NDArray[np.intp], end: NDArray[np.intp], limit: int) -> NDArray[np.float64]:
    """Shape (start, end), +inf further than the limit."""
    pairs = pairs_of(reach_model(), origins(start), targets(end), Mode.VOITURE, limit)
    found = np.full((start.size, end.size), np.inf)
    found[np.repeat(np.arange(start.size), np.diff(pairs.start)), pairs.site] = pairs.minutes
    return found


def _card(one: Round, day: Day, found: Territory, leave: int, tour: Tour) -> RoundCard:
    table, said = communes_table(), names().commune
    roads = [day.out[one.stops[0]], *(day.between[a, b] for a, b in pairwise(one.stops))]
    now, stops = leave, []
    for site, road in zip(one.stops, roads, strict=True):
        rank = int(found.communes[site - found.places.size])
        arrival = now + int(road)
        now = arrival + tour.stop
        stops.append(StopCard(table.codes[rank], said[rank], int(road), arrival, now))
    home = now + int(day.back[one.stops[-1]])
    return RoundCard(tuple(stops), leave, home, int(one.driving), leave + tour.length - home)
