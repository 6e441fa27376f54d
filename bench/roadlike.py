"""Graphs that look like roads, drawn around the real communes: not a map, nobody drives there.

Junctions lie around the centres of communes, more where more people live. Streets are the
shortest ties between neighbouring junctions that leave no one apart, and some loops. Roads
between neighbouring communes, then towns, then cities, follow fastest ways and are quicker. Each
street bends through points of its own, as OpenStreetMap draws it: points have 2.4 neighbours on
average. A tenth of the streets in loops are one-way. The same seed draws the same graph.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.network import RoadGraph
from entrelieux.packs.fr import territories

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEGREE_M = 111_195.0
JUNCTIONS_SHARE = 1 / 2.25
STREETS_PER_JUNCTION = 1.45
ONE_WAY_SHARE = 0.1
# Free speed by class: streets, then roads between communes, towns and cities of so many people.
KMH = (25.0, 50.0, 70.0, 95.0)
TOWNS = (0, 3_000, 30_000)
BICYCLE_KMH = 15.0


@dataclass(frozen=True, slots=True, eq=False)
class _Streets:
    x: Floats
    y: Floats
    one: Ints
    other: Ints
    metres: Floats
    in_tree: NDArray[np.bool_]


def draw(points: int, seed: int = 1) -> RoadGraph:
    """A graph of about so many points over mainland France."""
    towns = [c for c in territories.communes() if c.landmass == territories.MAINLAND]
    return draw_around(towns, points, seed)


def draw_around(towns: list[territories.Commune], points: int, seed: int = 1) -> RoadGraph:
    rng = np.random.default_rng(seed)
    streets = _streets(towns, int(points * JUNCTIONS_SHARE), rng)
    kind = _classes(streets, towns)
    return _bent(streets, kind, points, rng)


def _streets(towns: list[territories.Commune], count: int, rng: np.random.Generator) -> _Streets:
    people = np.array([max(c.population, 20) for c in towns], float)
    share = people**0.7
    # Every commune has its centre; the others are shared out.
    more = rng.multinomial(max(0, count - len(towns)), share / share.sum())
    owner = np.concatenate([np.arange(len(towns)), np.repeat(np.arange(len(towns)), more)])
    radius = np.sqrt(np.array([c.area_km2 for c in towns]) / np.pi) * 1000
    lon = np.array([c.lon for c in towns])
    lat = np.array([c.lat for c in towns])
    stretch = np.cos(np.radians(46.5))
    # A dense heart and hamlets out to the limits of the commune.
    spread = np.where(rng.random(owner.size) < 0.6, 0.35, 0.9) * radius[owner] / DEGREE_M
    spread[: len(towns)] = 0
    x = lon[owner] * stretch + rng.normal(size=owner.size) * spread
    y = lat[owner] + rng.normal(size=owner.size) * spread
    pairs = Delaunay(np.column_stack([x, y])).simplices
    ends = np.concatenate([pairs[:, [0, 1]], pairs[:, [1, 2]], pairs[:, [0, 2]]])
    ends = np.unique(np.sort(ends, axis=1), axis=0).astype(np.int64)
    metres = np.hypot(x[ends[:, 0]] - x[ends[:, 1]], y[ends[:, 0]] - y[ends[:, 1]]) * DEGREE_M + 1
    n = owner.size
    tree = minimum_spanning_tree(
        csr_array((metres, (ends[:, 0], ends[:, 1])), shape=(n, n))
    ).tocoo()
    low, high = np.minimum(tree.row, tree.col), np.maximum(tree.row, tree.col)
    in_tree = np.isin(ends[:, 0] * n + ends[:, 1], low.astype(np.int64) * n + high)
    # Loops: short ties first, with luck.
    rank = np.where(in_tree, -1.0, metres * rng.exponential(size=metres.size))
    keep = np.argsort(rank, kind="stable")[: int(STREETS_PER_JUNCTION * n)]
    keep.sort()
    return _Streets(x / stretch, y, ends[keep, 0], ends[keep, 1], metres[keep], in_tree[keep])


def _classes(streets: _Streets, towns: list[territories.Commune]) -> Ints:
    """0 a street, then 1 to 3 on the shortest way between neighbours of each size."""
    n = streets.x.size
    kind = np.zeros(streets.one.size, np.int64)
    people = np.array([c.population for c in towns])
    for level, least in enumerate(TOWNS, start=1):
        # A road already there draws the next one to it.
        cost = streets.metres / np.array(KMH)[kind]
        graph = csr_array((cost, (streets.one, streets.other)), shape=(n, n))
        hubs = np.flatnonzero(people >= least)
        reach, before, owner = dijkstra(
            graph, directed=False, indices=hubs, min_only=True, return_predecessors=True
        )
        a, b = owner[streets.one], owner[streets.other]
        met = np.flatnonzero((a != b) & (a >= 0) & (b >= 0))
        total = reach[streets.one[met]] + cost[met] + reach[streets.other[met]]
        pair = np.minimum(a, b)[met].astype(np.int64) * n + np.maximum(a, b)[met]
        order = np.lexsort((total, pair))
        met, pair = met[order], pair[order]
        met = met[np.r_[True, pair[1:] != pair[:-1]]]
        on_way = np.zeros(n, np.bool_)
        here = np.concatenate([streets.one[met], streets.other[met]])
        while here.size:
            here = np.unique(here[~on_way[here]])
            on_way[here] = True
            here = before[here]
            here = here[here >= 0]
        up = (before[streets.one] == streets.other) & on_way[streets.one]
        up |= (before[streets.other] == streets.one) & on_way[streets.other]
        up[met] = True
        kind[up] = level
    return kind


def _bent(streets: _Streets, kind: Ints, points: int, rng: np.random.Generator) -> RoadGraph:
    """Each street as a chain of points, in both directions but for some."""
    junctions, count = streets.x.size, streets.one.size
    share = streets.metres / streets.metres.sum() * max(0, points - junctions)
    inner = np.floor(share + rng.random(count)).astype(np.int64)
    street = np.repeat(np.arange(count), inner)
    step = np.arange(street.size) - np.repeat(np.cumsum(inner) - inner, inner) + 1
    along = step / (inner[street] + 1)
    sway = 0.15 * streets.metres[street] / (inner[street] + 1) / DEGREE_M
    x = streets.x[streets.one[street]] * (1 - along) + streets.x[streets.other[street]] * along
    y = streets.y[streets.one[street]] * (1 - along) + streets.y[streets.other[street]] * along
    lon = np.concatenate([streets.x, x + rng.normal(size=x.size) * sway])
    lat = np.concatenate([streets.y, y + rng.normal(size=x.size) * sway])
    number = junctions + np.arange(street.size)
    tail = np.concatenate([streets.one, number])
    head = np.concatenate(
        [streets.other, np.where(step < inner[street], number + 1, streets.other[street])]
    )
    has = inner > 0
    head[:count][has] = number[np.cumsum(inner)[has] - inner[has]]
    of = np.concatenate([np.arange(count), street])
    stretch = np.cos(np.radians(lat[tail]))
    metres = np.hypot((lon[tail] - lon[head]) * stretch, lat[tail] - lat[head]) * DEGREE_M + 1
    kmh = np.array(KMH)[kind] * rng.uniform(0.8, 1.2, count)
    one_way = (rng.random(count) < ONE_WAY_SHARE) & ~streets.in_tree & (kind == 0)
    back = ~one_way[of]
    of, metres = np.concatenate([of, of[back]]), np.concatenate([metres, metres[back]])
    tail, head = np.concatenate([tail, head[back]]), np.concatenate([head, tail[back]])
    return RoadGraph(
        lon=lon,
        lat=lat,
        elevation=np.full(lon.size, np.nan, np.float32),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length_m=metres.astype(np.float32),
        seconds={Mode.VOITURE: np.maximum(metres / kmh[of] * 3.6, 0.1).astype(np.float32)},
        source="graphe tiré au sort autour des communes",
        licence="aucune",
        date="2026-11-23",
        is_fiction=True,
    )
