"""Roads of the demonstration: drawn by lot around the real communes. Nobody drives there.

Hamlets lie around the centre of each commune. The shortest ties that leave nobody apart join them,
and nearly as many make loops. Roads from one commune to the next are wider. Each bends as it goes.
The same seed draws the same roads.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.network import RoadGraph
from entrelieux.interchange.roads.arcs import EARTH_M, Told, graph_of
from entrelieux.interchange.roads.report import Stretches
from entrelieux.interchange.roads.ways import speeds_of
from entrelieux.packs.fr.territories import Commune, communes

SEED = 48
HAMLETS = 16
NEAR_M = 15_000
LOOPS = 0.9
STEP_M = 250
SWAY_M = 60
DEGREE_M = 111_195.0
TOLD = Told("Routes inventées autour des communes réelles", "aucune", "2026-11-23", is_fiction=True)
KINDS = (
    {"highway": "unclassified", "maxspeed": "50"},
    {"highway": "secondary", "maxspeed": "80"},
)
"""A lane between hamlets, then a road between communes."""

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


class _Ties(NamedTuple):
    """Hamlets (x, y) in metres, and the ties between them: ends, length, row of ``KINDS``."""

    x: Floats
    y: Floats
    ends: Ints
    metres: Floats
    kind: Ints


def towns_around(departement: str) -> list[Commune]:
    """Communes of a département, and those near it: people cross its limits."""
    every = communes()
    place = np.radians([(town.lon, town.lat) for town in every]) * [0.72, 1]
    inside = np.array([town.departement == departement for town in every])
    near, _which = cKDTree(place[inside]).query(place, distance_upper_bound=NEAR_M / EARTH_M)
    return [town for town, away in zip(every, near, strict=True) if np.isfinite(away)]


def invented(towns: Sequence[Commune], seed: int = SEED) -> RoadGraph:
    """Roads around these communes, three at least, for every mode."""
    rng = np.random.default_rng(seed)
    lat = float(np.mean([town.lat for town in towns]))
    scale = np.array([DEGREE_M * np.cos(np.radians(lat)), DEGREE_M])
    ties = _ties(towns, scale, rng)
    x, y, tail, head, way = _bent(ties, rng)
    kmh = np.array(
        [[speeds_of(KINDS[kind])[mode] for mode in Mode] for kind in ties.kind.tolist()], np.float32
    )
    return graph_of(
        Stretches(
            lon=x / scale[0],
            lat=y / scale[1],
            elevation=np.full(x.size, np.nan, np.float32),
            tail=tail.astype(np.int32),
            head=head.astype(np.int32),
            way=way.astype(np.int32),
            kmh=kmh,
            minutes=np.full(len(kmh), np.nan, np.float32),
            barred=np.zeros((x.size, len(Mode)), np.bool_),
            metres=None,
            date=TOLD.date,
            left_out=Counter(),
        ),
        TOLD,
    )


def _ties(towns: Sequence[Commune], scale: Floats, rng: np.random.Generator) -> _Ties:
    centres = np.array([(town.lon, town.lat) for town in towns]) * scale
    radius = np.sqrt(np.array([town.area_km2 for town in towns]) / np.pi) * 1000
    around = rng.normal(size=(len(towns), HAMLETS, 2)) * 0.5 * radius[:, None, None]
    points = np.concatenate([centres, (centres[:, None] + around).reshape(-1, 2)])
    corners = Delaunay(points).simplices
    ends = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    ends = np.unique(np.sort(ends, axis=1), axis=0)
    metres = np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T) + 1
    n = len(points)
    tree = minimum_spanning_tree(csr_array((metres, ends.T), shape=(n, n))).tocoo()
    low, high = np.minimum(tree.row, tree.col), np.maximum(tree.row, tree.col)
    kept = np.isin(ends[:, 0] * n + ends[:, 1], low.astype(np.int64) * n + high)
    luck = np.where(kept, np.inf, metres * rng.exponential(size=metres.size))
    kept[np.argsort(luck, kind="stable")[: int(LOOPS * n)]] = True
    ends, metres = ends[kept], metres[kept]
    return _Ties(points[:, 0], points[:, 1], ends, metres, _kinds(len(towns), ends, metres, n))


def _kinds(towns: int, ends: Ints, metres: Floats, n: int) -> Ints:
    """1 on the shortest way between the centres of communes whose lands touch, else 0."""
    graph = csr_array((metres, ends.T), shape=(n, n))
    reach, before, owner = dijkstra(
        graph, directed=False, indices=np.arange(towns), min_only=True, return_predecessors=True
    )
    one, other = ends.T
    met = np.flatnonzero(owner[one] != owner[other])
    total = reach[one[met]] + metres[met] + reach[other[met]]
    pair = np.sort(np.column_stack([owner[one[met]], owner[other[met]]]), axis=1)
    order = np.lexsort((total, pair[:, 1], pair[:, 0]))
    first = order[np.r_[True, np.any(np.diff(pair[order], axis=0) != 0, axis=1)]]
    on_way = np.zeros(n, np.bool_)
    here = np.unique(ends[met[first]])
    while here.size:
        on_way[here] = True
        here = np.unique(before[here])
        here = here[here >= 0]
        here = here[~on_way[here]]
    wide = (before[one] == other) & on_way[one] | (before[other] == one) & on_way[other]
    wide[met[first]] = True
    return wide.astype(np.intp)


def _bent(ties: _Ties, rng: np.random.Generator) -> tuple[Floats, Floats, Ints, Ints, Ints]:
    """Each tie as a chain of points: (x, y, tail, head, row of its tie)."""
    inner = (ties.metres / STEP_M).astype(np.intp)
    of = np.repeat(np.arange(inner.size), inner)
    step = np.arange(of.size) - np.repeat(np.cumsum(inner) - inner, inner) + 1
    along = step / (inner[of] + 1)
    one, other = ties.ends.T
    x = ties.x[one[of]] * (1 - along) + ties.x[other[of]] * along
    y = ties.y[one[of]] * (1 - along) + ties.y[other[of]] * along
    x, y = x + rng.normal(size=x.size) * SWAY_M, y + rng.normal(size=y.size) * SWAY_M
    number = ties.x.size + np.arange(of.size)
    first = one.copy()
    last = np.where(inner > 0, ties.x.size + np.cumsum(inner) - 1, one)
    before = np.where(step == 1, first[of], number - 1)
    return (
        np.concatenate([ties.x, x]),
        np.concatenate([ties.y, y]),
        np.concatenate([before, last]),
        np.concatenate([number, other]),
        np.concatenate([of, np.arange(inner.size)]),
    )
