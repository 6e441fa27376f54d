"""How long does it take to follow all the buses of a day, and is the answer Dijkstra's?

    python -m bench.transit

No real timetable is here: a country is drawn (stops on a plane, lines that wander from one to the
next, departures through the day), with as many connections a day as a national one. The same
answers are asked of SciPy's Dijkstra over a time-expanded graph of a smaller country drawn alike;
drawing that graph is not counted for it.
"""

from datetime import date
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from entrelieux.engine.reach.transit import (
    END_S,
    MOST_RIDES,
    NEVER,
    Asked,
    OnFoot,
    Openings,
    Texts,
    Timetable,
    TransitAbout,
    Walks,
    Way,
    best_outings,
    checked,
    departures,
    outing,
    outings,
    service_day,
    trips,
    walks_by_crow,
)

Row = dict[str, Any]
DAY = date(2026, 11, 24)
SEED = 20_26
EIGHT, NOON, AN_HOUR = 8 * 3600, 12 * 3600, 3600
ORIGINS = 12
PLACES = 43_000


def _country(stops: int, lines: int, runs: int, calls: int = 25) -> Timetable:
    """A plane of as many stops as France has for its size; each line runs both ways."""
    random = np.random.default_rng(SEED)
    side = np.sqrt(stops / 60_000)
    lon, lat = 2 + 7 * side * random.random(stops), 45 + 5 * side * random.random(stops)
    flat = np.column_stack([lon * np.cos(np.radians(45)), lat])
    near = cKDTree(flat).query(flat, 9)[1]
    parts = []
    for line in range(lines):
        path = [int(random.integers(stops))]
        heading = random.random() * 2 * np.pi
        for _ in range(calls - 1):
            step = flat[near[path[-1]]] - flat[path[-1]]
            forward = step @ [np.cos(heading), np.sin(heading)]
            path.append(int(near[path[-1]][np.argmax(forward + 0.002 * random.random(9))]))
        ride = random.integers(90, 400, calls - 1)
        for way, (route, took) in enumerate(((path, ride), (path[::-1], ride[::-1]))):
            after = np.append(0, np.cumsum(took))
            first = np.sort(random.integers(5 * 3600, 21 * 3600, runs))
            times = first[:, None] + after[None, :]
            number = (2 * line + way) * runs + np.arange(runs)
            parts.append(
                np.column_stack(
                    [
                        np.tile(route[:-1], runs),
                        np.tile(route[1:], runs),
                        times[:, :-1].ravel(),
                        times[:, 1:].ravel(),
                        np.repeat(number, calls - 1),
                    ]
                )
            )
    rows = np.concatenate(parts).astype(np.int32)
    rows = rows[rows[:, 0] != rows[:, 1]]
    rows = rows[np.argsort(rows[:, 2], kind="stable")]
    tail, head, departure, arrival, trip = (column.copy() for column in rows.T)
    total = 2 * lines * runs
    feet = walks_by_crow(lon, lat, lon, lat, OnFoot(most_m=600))
    blank = np.zeros(len(rows), np.int8)
    return checked(
        Timetable(
            about=TransitAbout("dessiné", "", "", DAY.isoformat(), DAY.isoformat(), True),
            lon=lon, lat=lat, stop_wheelchair=np.zeros(stops, np.int8),
            stop_name=Texts.of([""] * stops),
            tail=tail, head=head, departure=departure, arrival=arrival, trip=trip,
            board=blank, leave=blank,
            line=np.zeros(total, np.int32), service=np.zeros(total, np.int32),
            wheelchair=np.zeros(total, np.int8), head_text=np.zeros(total, np.int32),
            heads=Texts.of([""]), runs=np.ones((1, 1), np.uint8),
            line_name=Texts.of([""]), line_agency=np.zeros(1, np.int32),
            agency_name=Texts.of([""]), agency_phone=Texts.of([""]),
            foot_first=feet.first, foot_stop=feet.stop, foot_s=np.maximum(feet.seconds, 120),
        )
    )  # fmt: skip


class _Expanded:
    """Nodes: for each number of rides, waiting to leave by a connection, then riding it."""

    def __init__(self, table: Timetable) -> None:
        self.table, self.size = table, len(table.tail)
        size = self.size
        self.of_stop = np.lexsort((table.departure, table.tail))
        self.key = table.tail[self.of_stop].astype(np.int64) * NEVER
        self.key += table.departure[self.of_stop]
        rank = np.lexsort((table.departure, table.trip))
        same = table.trip[rank[1:]] == table.trip[rank[:-1]]
        stays, goes = rank[:-1][same], rank[1:][same]
        here = self.of_stop[:-1][table.tail[self.of_stop[1:]] == table.tail[self.of_stop[:-1]]]
        soon = self.of_stop[1:][table.tail[self.of_stop[1:]] == table.tail[self.of_stop[:-1]]]
        feet = np.diff(table.foot_first)[table.head]
        one = np.repeat(np.arange(size), feet)
        at = np.concatenate([
            np.arange(table.foot_first[h], table.foot_first[h + 1]) for h in table.head
        ])  # fmt: skip
        ready = table.arrival[one].astype(np.int64) + table.foot_s[at]
        then = self.first_after(table.foot_stop[at], ready)
        one, then = one[then >= 0], then[then >= 0]
        start, end, seconds = [], [], []
        for rides in range(MOST_RIDES):
            wait, ride = 2 * rides * size, (2 * rides + 1) * size
            start += [wait + here, wait + np.arange(size), ride + stays]
            end += [wait + soon, ride + np.arange(size), ride + goes]
            seconds += [
                table.departure[soon] - table.departure[here],
                table.arrival - table.departure,
                table.arrival[goes] - table.arrival[stays],
            ]
            if rides + 1 < MOST_RIDES:
                start.append(ride + one)
                end.append(wait + 2 * size + then)
                seconds.append(table.departure[then] - table.arrival[one])
        nodes = 2 * MOST_RIDES * size
        self.ends = np.concatenate(start), np.concatenate(end), np.concatenate(seconds)
        # SciPy takes a stored zero for no arc; the least of these is lost when rounding down.
        weights = np.maximum(self.ends[2], 1e-7)
        self.graph = csr_matrix((weights, self.ends[:2]), shape=(nodes, nodes))

    def first_after(self, stop: NDArray[Any], moment: NDArray[Any]) -> NDArray[np.int64]:
        """The first connection that leaves each stop from a moment on, −1 when none does."""
        at = np.searchsorted(self.key, stop.astype(np.int64) * NEVER + moment)
        found = self.of_stop[np.minimum(at, self.size - 1)]
        there = (at < self.size) & (self.table.tail[found] == stop)
        return np.where(there, found, -1)

    def reach(self, stop: int, moment: int) -> NDArray[np.int64]:
        """Earliest moment at each stop, having got off there."""
        best = np.full(len(self.table.lon), NEVER, np.int64)
        first = int(self.first_after(np.array([stop]), np.array([moment]))[0])
        if first < 0:
            return best
        took = dijkstra(self.graph, indices=first).reshape(MOST_RIDES, 2, self.size)[:, 1]
        found = np.floor(took.min(axis=0)) + self.table.departure[first]
        some = found <= END_S
        np.minimum.at(best, self.table.head[some], found[some].astype(np.int64))
        return best


def main() -> list[Row]:
    return [*_beside_scipy(), *_national()]


def _row(name: str, value: float, unit: str, peer: str = "", ratio: float | None = None) -> Row:
    return {"name": name, "value": value, "unit": unit, "peer": peer, "ratio": ratio}


def _beside_scipy() -> list[Row]:
    table = _country(stops=2_000, lines=120, runs=12)
    today, peer = service_day(table, DAY), _Expanded(table)
    today.from_(_at(0), EIGHT)
    ours, theirs, same, reached = 0.0, 0.0, 0, 0
    starts = table.tail[np.random.default_rng(SEED).integers(0, len(table.tail), ORIGINS)]
    for stop in starts:
        began = perf_counter()
        mine = today.from_(_at(int(stop)), EIGHT).best
        ours += perf_counter() - began
        began = perf_counter()
        other = peer.reach(int(stop), EIGHT)
        theirs += perf_counter() - began
        same += int((mine == other).sum())
        reached += int((other < NEVER).sum())
    asked = ORIGINS * len(table.lon)
    what = f"{len(table.tail)} trajets, {len(peer.ends[0])} arcs pour SciPy"
    return [
        _row(
            f"un départ, tous les arrêts ({what})", ours / ORIGINS * 1000, "ms",
            f"{theirs / ORIGINS * 1000:.1f} ms (SciPy, graphe déjà fait)", theirs / ours,
        ),
        _row("… mêmes réponses", same, f"sur {asked}, dont {reached} atteintes"),
    ]  # fmt: skip


def _national() -> list[Row]:
    table = _country(stops=60_000, lines=2_100, runs=24)
    began = perf_counter()
    today = service_day(table, DAY)
    day_s = perf_counter() - began
    began = perf_counter()
    _ = today.backwards
    back_s = perf_counter() - began
    random = np.random.default_rng(SEED)
    starts = table.tail[random.integers(0, len(table.tail), ORIGINS)]
    where = random.integers(0, len(table.lon), PLACES)
    shift = random.normal(0, 0.004, (2, PLACES))
    how = OnFoot()
    lon, lat = table.lon[where] + shift[0], table.lat[where] + shift[1]
    places = walks_by_crow(lon, lat, table.lon, table.lat, how)
    far = np.full(PLACES, NEVER, np.int32)
    asked = Asked(EIGHT, NOON, 3600)
    scans, mornings, both, alone, lists, each, best = [], [], [], [], [], [], []
    possible, leaving, within = 0, 0, 0
    for stop in starts:
        home = walks_by_crow(
            table.lon[stop : stop + 1], table.lat[stop : stop + 1], table.lon, table.lat, how
        )
        scans.append(_timed(lambda home=home: today.from_(home, EIGHT)))
        mornings.append(_timed(lambda home=home: today.from_(home, EIGHT, NOON)))
        began = perf_counter()
        found = outings(today, home, places, far, Openings.always(PLACES), asked)
        both.append(perf_counter() - began)
        can = np.flatnonzero(found.feasible(asked))
        began = perf_counter()
        ways = trips(today, home, places.rows(can), asked, AN_HOUR)
        each.append(perf_counter() - began)
        began = perf_counter()
        some = best_outings(ways, np.arange(len(can)), Openings.always(len(can)), asked.stay)
        best.append(perf_counter() - began)
        leaving, within = leaving + len(ways.leaves), within + int(some.possible.sum())
        possible += len(can)
        if len(can):
            way = Way(home, places.row(int(can[-1])))
            alone.append(_timed(lambda way=way: outing(today, way, [(0, END_S)], asked)))
            lists.append(_timed(lambda way=way: departures(today, way, EIGHT, NOON)))
    size = len(today.row)
    return [
        _row(f"préparer un jour de {size} trajets, aller", day_s * 1000, "ms"),
        _row("… et retour", back_s * 1000, "ms"),
        _row("un départ à 8 h, tous les arrêts, jusqu'au lendemain", _mean(scans), "ms"),
        _row("… jusqu'à midi", _mean(mornings), "ms"),
        _row(
            f"aller et retour avant midi, une heure sur place, {PLACES} lieux d'un coup",
            _mean(both), "ms",
        ),
        _row("… un lieu en détail", _mean(alone), "ms"),
        _row("… tous les départs de la matinée vers un lieu", _mean(lists), "ms"),
        _row("lieux possibles, en moyenne", possible / ORIGINS, "lieux"),
        _row(
            f"chaque départ et chaque retour d'une matinée, une heure au plus par trajet "
            f"({leaving / ORIGINS:.0f} départs en moyenne), vers ces lieux",
            _mean(each), "ms",
        ),
        _row("… la sortie la plus courte de chaque lieu", _mean(best), "ms"),
        _row("… lieux possibles, en moyenne", within / ORIGINS, "lieux"),
    ]  # fmt: skip


def _at(stop: int) -> Walks:
    return Walks.of(1, [0], [stop], [0])


def _timed(asked: Any) -> float:
    began = perf_counter()
    asked()
    return perf_counter() - began


def _mean(seconds: list[float]) -> float:
    return float(np.mean(seconds) * 1000) if seconds else float("nan")


if __name__ == "__main__":
    for row in main():
        print(row)
