"""How far is the point that a place is attached to from the nearest road, and what does it cost?

    python -m bench attaching

On two extracts: 3 000 places drawn beside the roads of Andorra (25 m away on average), and the
buildings and addresses of Bischoffsheim. Beside: the same without the points that are added along
straight stretches. The exact answer projects each place on the nearest arc, which it leaves by both
ends where it may, and adds Dijkstra's times to twenty points far away.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.network import RoadGraph, build
from entrelieux.engine.reach.network.attach import DOOR_KMH
from entrelieux.interchange.roads.arcs import EARTH_M, Told, graph_of
from entrelieux.interchange.roads.filling import filled
from entrelieux.interchange.roads.osm import read_osm

Floats = NDArray[np.float64]

PLACES, AWAY_M, TARGETS = 3000, 25.0, 20
DOOR = 3.6 / DOOR_KMH
SAME_M2 = 1e-6
SHARES = {"p50": 50, "p95": 95, "p99": 99, "au plus": 100}


class Flat:
    """Metres east and north around one latitude."""

    def __init__(self, lat: float) -> None:
        self._scale = np.radians(1) * EARTH_M * np.array([np.cos(np.radians(lat)), 1])

    def metres(self, lon: Floats, lat: Floats) -> Floats:
        return np.column_stack([lon, lat]) * self._scale

    def degrees(self, metres: Floats) -> Floats:
        return metres / self._scale


def compared(graph: RoadGraph, mode: Mode, at: Floats, flat: Flat) -> tuple[Floats, Floats]:
    """For each place on the main part: metres more than to the nearest arc, and seconds apart."""
    network = build(graph)
    component = network.component(mode)[network.node_of()]
    main = np.bincount(component[component >= 0]).argmax()
    seconds = np.asarray(graph.seconds[mode], float)
    kept = np.isfinite(seconds) & (component[graph.tail] == main) & (component[graph.head] == main)
    tail, head, seconds = graph.tail[kept], graph.head[kept], seconds[kept]
    points = flat.metres(graph.lon, graph.lat)
    along = points[head] - points[tail]
    targets = np.random.default_rng(2).choice(np.flatnonzero(component == main), TARGETS)
    far = dijkstra(_least(head, tail, seconds, len(points)), indices=targets)
    found = network.attach(*flat.degrees(at).T, mode)
    more, apart = [], []
    for place, node, metres in zip(at, found.node, found.metres, strict=True):
        if node < 0 or component[network.graph_node[node]] != main:
            continue
        share = ((place - points[tail]) * along).sum(1) / np.maximum((along**2).sum(1), 1e-9)
        share = np.clip(share, 0, 1)
        away = ((points[tail] + share[:, None] * along - place) ** 2).sum(1)
        near = np.flatnonzero(away <= away.min() + SAME_M2)
        door = np.sqrt(away.min())
        onward = (1 - share[near]) * seconds[near] + far[:, head[near]]
        exact = door * DOOR + np.minimum(
            onward.min(1), far[:, tail[near[share[near] == 0]]].min(1, initial=np.inf)
        )
        more.append(metres - door)
        apart.append(abs(np.median(metres * DOOR + far[:, network.graph_node[node]] - exact)))
    return np.array(more), np.array(apart)


def _least(tail: Any, head: Any, seconds: Floats, n: int) -> csr_array:
    """Least of parallel arcs; no time at all would be no arc."""
    order = np.lexsort((seconds, head, tail))
    tail, head, seconds = tail[order], head[order], np.maximum(seconds[order], 1e-9)
    first = np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])]
    return csr_array((seconds[first], (tail[first], head[first])), shape=(n, n))


def beside_roads(graph: RoadGraph, mode: Mode, flat: Flat) -> Floats:
    rng = np.random.default_rng(1)
    open_ = np.isfinite(graph.seconds[mode])
    points, length = flat.metres(graph.lon, graph.lat), graph.length_m[open_].astype(float)
    arc = rng.choice(length.size, PLACES, p=length / length.sum())
    start, stop = points[graph.tail[open_][arc]], points[graph.head[open_][arc]]
    across = (stop - start)[:, ::-1] * [1, -1]
    across /= np.maximum(np.hypot(*across.T), 1e-6)[:, None]
    away = rng.choice([-1, 1], PLACES) * rng.exponential(AWAY_M, PLACES)
    return start + rng.random(PLACES)[:, None] * (stop - start) + away[:, None] * across


def buildings(path: Path, flat: Flat) -> Floats:
    import osmium

    spots = []
    for thing in osmium.FileProcessor(str(path)).with_locations():
        if thing.is_way() and "building" in thing.tags:
            corners = [(node.lon, node.lat) for node in thing.nodes if node.location.valid()]
            spots += [np.mean(corners, axis=0)] if corners else []
        elif thing.is_node() and {"amenity", "shop", "addr:housenumber"} & {
            t.k for t in thing.tags
        }:
            spots.append((thing.lon, thing.lat))
    return flat.metres(*np.array(spots).T)


def main(data: Path) -> Iterator[dict[str, Any]]:
    for name in ("andorra.osm.pbf", "bischoffsheim.osm"):
        path = data / "networks" / "osm" / name
        read = read_osm(path, lambda _stage, _done, _total: None)
        before, after = (graph_of(it, Told("", "", "")) for it in (read, filled(read)))
        flat = Flat(float(np.median(before.lat)))
        title = name.split(".")[0]
        for number, unit in ((len(after.lon), "points"), (after.length_m.max(), "m, le plus long")):
            beside = len(before.lon) if unit == "points" else before.length_m.max()
            yield {
                "name": title,
                "value": f"{number:.0f}",
                "unit": unit,
                "peer": f"{beside:.0f}",
                "ratio": None,
            }
        for mode in (Mode.VOITURE, Mode.PIED):
            at = (
                buildings(path, flat) if name.endswith(".osm") else beside_roads(before, mode, flat)
            )
            ours, theirs = (compared(graph, mode, at, flat) for graph in (after, before))
            for which, unit in ((0, "m de plus que jusqu'à la route"), (1, "s d'écart")):
                for share, percent in SHARES.items():
                    value, beside = (np.percentile(it[which], percent) for it in (ours, theirs))
                    yield {
                        "name": f"{title}, {mode.value}, {len(ours[0])} lieux, {share}",
                        "value": f"{value:.1f}",
                        "unit": unit,
                        "peer": f"{beside:.1f}",
                        "ratio": None,
                    }
