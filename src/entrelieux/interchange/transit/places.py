"""Which places of the directory can be gone to and come back from, by bus, on a day?"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.asking import DirectoryParams
from entrelieux.directory.listing import PlaceTable
from entrelieux.directory.riding.places import usual_openings
from entrelieux.directory.selectors import cards_of, offer_is_fiction, results_for
from entrelieux.engine.reach.network import RoadNetwork
from entrelieux.engine.reach.transit import (
    NEVER,
    OnFoot,
    ServiceDay,
    Timetable,
    Walks,
    outings,
    straight_s,
    walks_by_crow,
    walks_by_roads,
)
from entrelieux.interchange.transit.asking import (
    BusQuestionError,
    Point,
    clock,
    day_asked,
    outing_asked,
)
from entrelieux.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PlacesQuestion:
    """As ``asking.Question``, of every place that ``params`` keeps."""

    start: Point
    day: date
    after: int
    before: int
    stay: int
    by_phone: bool
    wheelchair: bool
    on_foot: OnFoot


@dataclass(frozen=True, slots=True)
class PlaceByBus:
    """arrives: the earliest one is there. last: the latest one leaves. longest_min: whole minutes
    there while it is open. hours_known: if not, it may be closed."""

    ref: str
    name: str
    commune: str
    arrives: str
    last: str
    longest_min: int
    hours_known: bool


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """total: places that can be gone to; ``places``: the first of them."""

    places: tuple[PlaceByBus, ...]
    total: int


def places_by_bus(
    viewer: Viewer,
    timetable: Timetable,
    asked: PlacesQuestion,
    params: DirectoryParams,
    *,
    most: int,
    today: date,
    streets: RoadNetwork | None = None,
) -> PlacesFound:
    """Those whose hours are known first, then the soonest reached. Hours of an ordinary week.

    Raises:
        UserError: the day is not in the timetable, an invented timetable is asked about real
            places, or a filter names nothing.
    """
    if timetable.about.is_fiction and not offer_is_fiction():
        raise BusQuestionError(
            "Ces horaires sont inventés et ces lieux sont réels : personne ne doit partir "
            "d'après eux. Donnez un dossier d'horaires réels.",
            code="horaires-inventes",
        )
    day = day_asked(timetable, asked.day, by_phone=asked.by_phone, wheelchair=asked.wheelchair)
    results = results_for(viewer, params)
    rows, known, found = _possible(day, asked, results.table, results.found.rows, streets)
    order = np.lexsort((found.arrive, ~known))
    chosen = order[:most]
    keys = results.table.pk[rows[chosen]].tolist()
    cards = cards_of(keys, results.table, results.sources, today)
    places = tuple(
        PlaceByBus(
            ref=cards[key].ref,
            name=cards[key].name,
            commune=cards[key].commune,
            arrives=clock(int(found.arrive[i]), up=True),
            last=clock(int(found.leave_by[i])),
            longest_min=int(found.stay[i]) // 60,
            hours_known=bool(known[i]),
        )
        for i, key in zip(chosen, keys, strict=True)
        if key in cards
    )
    return PlacesFound(places, len(rows))


def places_notes(asked: PlacesQuestion) -> tuple[str, ...]:
    """What must be said beside the places."""
    notes = ["Heures d'ouverture d'une semaine ordinaire : ni fête, ni vacances."]
    if asked.by_phone:
        notes.append("Certains cars se réservent par téléphone : --to dit lesquels et le numéro.")
    if asked.wheelchair:
        notes.append("Les cars et les arrêts qui ne disent rien des fauteuils sont à vérifier.")
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class _Times:
    arrive: NDArray[np.int32]
    leave_by: NDArray[np.int32]
    stay: NDArray[np.int32]


def _possible(
    day: ServiceDay,
    asked: PlacesQuestion,
    table: PlaceTable,
    rows: NDArray[np.intp],
    streets: RoadNetwork | None,
) -> tuple[NDArray[np.intp], NDArray[np.bool_], _Times]:
    """Rows of the places one can go to, whether their hours are known, and the times."""
    points = np.column_stack([table.lon[rows], table.lat[rows]])
    on_foot = straight_s(points[:, 0], points[:, 1], *asked.start, asked.on_foot)
    near = np.diff(_walks(None, points, day.table, asked.on_foot).first) > 0
    kept = near | (on_foot < NEVER)
    rows, on_foot = rows[kept], on_foot[kept]
    home = _walks(streets, np.array([asked.start]), day.table, asked.on_foot)
    places = _walks(streets, points[kept], day.table, asked.on_foot)
    openings, known = usual_openings(table, rows, asked.day.weekday())
    wanted = outing_asked(asked.after, asked.before, asked.stay)
    found = outings(day, home, places, on_foot, openings, wanted)
    can = found.feasible(wanted)
    times = _Times(found.arrive[can], found.leave_by[can], found.stay[can])
    return rows[can], known[can], times


def _walks(
    streets: RoadNetwork | None, points: NDArray[np.float64], stops: Timetable, how: OnFoot
) -> Walks:
    """points: (n, 2) degrees."""
    ends = (points[:, 0], points[:, 1], stops.lon, stops.lat, how)
    return walks_by_crow(*ends) if streets is None else walks_by_roads(streets, *ends)
