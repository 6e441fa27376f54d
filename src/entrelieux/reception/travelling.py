"""Where a person can go, by the way they travel: sites, minutes, and whom no outing allows to meet.

By bus, a site is reached when somebody may be met there between two coaches, on a day when the
person is free; its minutes are those of the longest of such outings, one way, both ways averaged.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.adapters import Catalogue
from entrelieux.directory.reaching import (
    WALK_MIN,
    no_ride_why,
    origin_of,
    reach_model,
    road_mode,
)
from entrelieux.directory.riding import TRANSPORT
from entrelieux.directory.riding.asking import (
    DAY_LONG,
    RideAsked,
    Round,
    Rows,
    openings_of,
    round_of,
    spans_of,
)
from entrelieux.directory.riding.opened import timetable
from entrelieux.engine.orientation.model import NOT_ANSWERED
from entrelieux.engine.orientation.offers import OfferIndex
from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.transit import Openings
from entrelieux.reception.situation import SituationParams
from entrelieux.territories.selectors import CommuneCard

UNKNOWN_HOURS = -1


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """sites, minutes: as ``ReachModel.reachable``. catalogue: without the offers that no outing
    allows. by_road (sites of the catalogue,): minutes follow roads or timetables. walked: of those,
    which are near enough to walk. ride: None by another mode, or where timetables say nothing;
    why: then, why.
    """

    catalogue: Catalogue
    sites: NDArray[np.int32]
    minutes: NDArray[np.int16]
    by_road: NDArray[np.bool_]
    walked: NDArray[np.bool_]
    ride: Round | None = None
    why: str = ""


def travel_of(
    params: SituationParams,
    origin: CommuneCard,
    catalogue: Catalogue,
    day: date,
    most_minutes: int | None = None,
) -> Travel:
    """day: the day of the question; by bus, one leaves from the next on."""
    most = params.max_minutes if most_minutes is None else most_minutes
    first = day + timedelta(days=1)
    why = no_ride_why(origin, first) if params.mode == TRANSPORT else ""
    lines = timetable() if params.mode == TRANSPORT and not why else None
    if lines is not None:
        free = params.free()
        asked = RideAsked(
            origin.lon,
            origin.lat,
            first,
            min(most, 24 * 60),
            b"" if free is None else free.tobytes(),
            params.fauteuil,
        )
        return _by_bus(round_of(lines, asked, catalogue.targets), params, origin, catalogue)
    mode, model = road_mode(params.mode), reach_model()
    sites, minutes = model.reachable(origin_of(origin), catalogue.targets, mode, most)
    nowhere = np.zeros(len(catalogue.targets), np.bool_)
    by_road = nowhere if why else model.by_road(origin_of(origin), catalogue.targets, mode)
    return Travel(catalogue, sites, minutes, by_road, nowhere, why=why)


def _by_bus(
    ride: Round, params: SituationParams, origin: CommuneCard, catalogue: Catalogue
) -> Travel:
    index, count = catalogue.index, len(catalogue.targets)
    near, on_foot = reach_model().reachable(
        origin_of(origin), catalogue.targets, Mode.PIED, min(ride.asked.most_min, WALK_MIN)
    )
    minutes = np.zeros(count, np.int16)
    minutes[near] = on_foot
    walked = np.zeros(count, np.bool_)
    walked[near] = True
    offers, site = _offers_asked(index, [need.rank for need in params.needs()])
    to_ride = ~walked[site]
    offers, site = offers[to_ride], site[to_ride]
    pairs, pair_of = np.unique(
        np.column_stack([site, index.week[offers]]), axis=0, return_inverse=True
    )

    def open_at(day: date, some: Rows) -> Openings:
        weekday = day.weekday()
        return openings_of(
            [
                DAY_LONG if week == UNKNOWN_HOURS else spans_of(index.weeks[week], weekday)
                for week in pairs[some, 1].tolist()
            ]
        )

    best = ride.best(pairs[:, 0].astype(np.intp), open_at)
    of_pair = np.array([0 if one is None else max(1, one.minutes) for one in best], np.int16)
    np.maximum.at(minutes, pairs[:, 0], of_pair)
    sites = np.flatnonzero(walked | (minutes > 0)).astype(np.int32)
    missed = offers[of_pair[pair_of.ravel()] == 0]
    return Travel(
        replace(catalogue, index=_without(index, missed)),
        sites,
        minutes[sites],
        np.ones(count, np.bool_),
        walked,
        ride,
    )


def _offers_asked(index: OfferIndex, needs: list[int]) -> tuple[Rows, Rows]:
    """Offers met at a site that answer one of the needs, and their sites."""
    answers = (index.profiles[:, needs] != NOT_ANSWERED).any(axis=1)
    met = int(index.offer_start[index.site_start[-1]])
    offers = np.flatnonzero(answers[index.profile[:met]])
    people = np.searchsorted(index.offer_start, offers, side="right") - 1
    return offers, np.searchsorted(index.site_start, people, side="right") - 1


def _without(index: OfferIndex, offers: Rows) -> OfferIndex:
    """The same offer, where some answer nothing."""
    if not len(offers):
        return index
    profile = index.profile.copy()
    profile[offers] = len(index.profiles)
    nothing = np.full((1, index.profiles.shape[1]), NOT_ANSWERED, index.profiles.dtype)
    return replace(index, profile=profile, profiles=np.concatenate([index.profiles, nothing]))
