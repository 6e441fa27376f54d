"""By bus and train: timetables, what runs on a day, how far it leads, there and back.

Times are whole seconds since the midnight that begins the day asked about, ``NEVER`` where nothing
leads. One walks to a stop, rides at most ``MOST_RIDES`` vehicles with one walk at most between two
of them, and walks to the place. Method: ``docs/methods/transports-en-commun.md``.
"""

from entrelieux.engine.reach.transit.day import (
    END_S,
    MOST_RIDES,
    Reached,
    ServiceDay,
    UncoveredDayError,
    service_day,
)
from entrelieux.engine.reach.transit.journeys import (
    Journey,
    Ride,
    Way,
    departures,
    earliest,
    latest,
)
from entrelieux.engine.reach.transit.outing import Asked, Openings, Outing, Outings, outing, outings
from entrelieux.engine.reach.transit.streets import walks_by_roads
from entrelieux.engine.reach.transit.timetable import (
    DAY_S,
    NEVER,
    Stopping,
    Texts,
    Timetable,
    TransitAbout,
    Wheelchair,
    checked,
)
from entrelieux.engine.reach.transit.trips import BestOutings, Trips, best_outings, trips
from entrelieux.engine.reach.transit.walks import OnFoot, Walks, straight_s, walks_by_crow

__all__ = [
    "DAY_S",
    "END_S",
    "MOST_RIDES",
    "NEVER",
    "Asked",
    "BestOutings",
    "Journey",
    "OnFoot",
    "Openings",
    "Outing",
    "Outings",
    "Reached",
    "Ride",
    "ServiceDay",
    "Stopping",
    "Texts",
    "Timetable",
    "TransitAbout",
    "Trips",
    "UncoveredDayError",
    "Walks",
    "Way",
    "Wheelchair",
    "best_outings",
    "checked",
    "departures",
    "earliest",
    "latest",
    "outing",
    "outings",
    "service_day",
    "straight_s",
    "trips",
    "walks_by_crow",
    "walks_by_roads",
]
