"""Street networks as arrays, to measure the reach estimate against.

Two sources: the five node and edge lists of ``../shared/data/networks/graphs`` and the OSM
extracts of ``../shared/data/networks/osm``. Both become one ``Network``; distances come out of
SciPy's Dijkstra, which is the independent judge here and is not used by the product.

Source: OpenStreetMap contributors, ODbL 1.0.
"""

import csv
import itertools
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EARTH_RADIUS_KM = 6371.0088
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "networks"
GRAPHS = ("lyon", "auch", "chauvigny", "alsace_vosges", "villages_ouest_amiens")

# A posted limit is not a mean speed: OSRM's car profile drives at 0.8 of it. Edges without a
# limit carry no road class either, so whether they lie in a built-up area is guessed from the
# number of junctions around, and the speed is a hypothesis (sensitivity is reported).
LIMIT_SHARE = 0.8
BUILT_UP_RADIUS_KM = 0.25
BUILT_UP_JUNCTIONS = 12
DEFAULT_BUILT_UP_KMH = 25.0
DEFAULT_OPEN_ROAD_KMH = 50.0

# Free speeds by road class of OSRM's car profile, used where the class is known (Andorra).
CLASS_KMH = {
    "motorway": 90.0,
    "motorway_link": 45.0,
    "trunk": 85.0,
    "trunk_link": 40.0,
    "primary": 65.0,
    "primary_link": 30.0,
    "secondary": 55.0,
    "secondary_link": 25.0,
    "tertiary": 40.0,
    "tertiary_link": 20.0,
    "unclassified": 25.0,
    "residential": 25.0,
    "living_street": 10.0,
    "service": 15.0,
}
WALKABLE = {
    *CLASS_KMH,
    "footway",
    "path",
    "pedestrian",
    "steps",
    "track",
    "cycleway",
    "bridleway",
} - {"motorway", "motorway_link"}


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """lon, lat: degrees, shape (nodes,). tail, head: node numbers of directed edges, (edges,).
    km: length, shape (edges,). drive_kmh: mean free speed by car, 0 where no car goes.
    walk: whether people on foot may use the edge. tagged_share: kilometres with a posted limit.
    """

    name: str
    lon: Floats
    lat: Floats
    tail: Ints
    head: Ints
    km: Floats
    drive_kmh: Floats
    walk: NDArray[np.bool_]
    tagged_share: float


def crow_km(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> Floats:
    """Great-circle kilometres between points in degrees; shapes broadcast."""
    la1, la2 = np.radians(lat1), np.radians(lat2)
    a = (
        np.sin((la2 - la1) / 2) ** 2
        + np.cos(la1) * np.cos(la2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(a, 1.0)))


def _built_up(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    scale = np.pi / 180 * EARTH_RADIUS_KM
    xy = np.column_stack([lon * np.cos(np.radians(lat.mean())) * scale, lat * scale])
    around = cKDTree(xy).query_ball_point(xy, BUILT_UP_RADIUS_KM, return_length=True)
    return np.asarray(around) > BUILT_UP_JUNCTIONS


def read_graph(
    name: str,
    *,
    built_up_kmh: float = DEFAULT_BUILT_UP_KMH,
    open_road_kmh: float = DEFAULT_OPEN_ROAD_KMH,
) -> Network:
    """One of the five graphs; the two keywords replace the hypotheses on untagged edges."""
    folder = SHARED / "graphs"
    with (folder / f"map_{name}_node_list.csv").open(newline="") as file:
        nodes = list(csv.DictReader(file))
    number = {row["node_id"]: i for i, row in enumerate(nodes)}
    lon = np.array([float(row["lon"]) for row in nodes])
    lat = np.array([float(row["lat"]) for row in nodes])
    with (folder / f"map_{name}_edge_list.csv").open(newline="") as file:
        edges = list(csv.DictReader(file))
    tail = np.array([number[row["node_id1"]] for row in edges])
    head = np.array([number[row["node_id2"]] for row in edges])
    km = np.array([float(row["length"]) for row in edges]) / 1000
    limit = np.array(
        [float(row["speed"]) if row["speed"] != "default" else np.nan for row in edges]
    )
    dense = _built_up(lon, lat)
    guess = np.where(dense[tail] & dense[head], built_up_kmh, open_road_kmh)
    tagged = np.isfinite(limit)
    drive = np.where(tagged, LIMIT_SHARE * np.nan_to_num(limit), guess)
    return Network(
        name,
        lon,
        lat,
        tail,
        head,
        km,
        drive,
        ~(tagged & (np.nan_to_num(limit) >= 110)),
        float(km[tagged].sum() / km.sum()),
    )


def reach_matrix(
    net: Network, origins: Ints, *, car: bool
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Kilometres and minutes from each origin to every node, and the nodes of the main component.

    On foot (and by bicycle): shortest path, both directions of every walkable edge, minutes = 0.
    By car: fastest path along the directions allowed, and its length.
    """
    n = net.lon.size
    keep = net.drive_kmh > 0 if car else net.walk
    tail, head, km = net.tail[keep], net.head[keep], np.maximum(net.km[keep], 1e-6)
    cost = km / net.drive_kmh[keep] * 60 if car else km
    if not car:
        tail, head = np.r_[tail, head], np.r_[head, tail]
        km, cost = np.r_[km, km], np.r_[cost, cost]
    order = np.lexsort((cost, head, tail))
    tail, head, km, cost = tail[order], head[order], km[order], cost[order]
    first = np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])]
    tail, head, km, cost = tail[first], head[first], km[first], cost[first]
    graph = csr_array((cost, (tail, head)), shape=(n, n))
    _, label = connected_components(graph, directed=True, connection="strong")
    main = label == np.bincount(label).argmax()
    if origins.size == 0:
        return np.empty((0, n)), np.empty((0, n)), main
    if not car:
        return dijkstra(graph, indices=origins), np.zeros((origins.size, n)), main
    minutes, before = dijkstra(graph, indices=origins, return_predecessors=True)
    return _lengths(origins, before, tail * n + head, km), minutes, main


def _lengths(origins: Ints, before: Ints, edge_key: Ints, edge_km: Floats) -> Floats:
    """Length of each fastest path: predecessors are followed by doubling, all nodes at once."""
    n = before.shape[1]
    here = np.arange(n)
    out = np.full(before.shape, np.inf)
    for row, (origin, previous) in enumerate(zip(origins, before.astype(np.int64), strict=True)):
        known = previous >= 0
        at = np.where(known, previous, here)
        found = np.searchsorted(edge_key, np.where(known, at * n + here, edge_key[0]))
        km = np.where(known, edge_km[found], 0.0)
        while np.any(at[at] != at):
            km += km[at]
            at = at[at]
        out[row, known] = km[known]
        out[row, origin] = 0.0
    return out


# --- OSM protocol buffers, only what a street network needs ---------------------------------


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        value: int | bytes
        if kind == 0:
            value, at = _varint(data, at)
        elif kind == 2:
            size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            width = 8 if kind == 1 else 4
            value, at = data[at : at + width], at + width
        yield key >> 3, value


def _packed(data: bytes, *, signed: bool) -> list[int]:
    out, at = [], 0
    while at < len(data):
        value, at = _varint(data, at)
        out.append((value >> 1) ^ -(value & 1) if signed else value)
    return out


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while head := file.read(4):
            header = dict(_fields(file.read(struct.unpack(">I", head)[0])))
            blob = dict(_fields(file.read(int(header[3]))))  # type: ignore[arg-type]
            if header[1] == b"OSMData":
                yield zlib.decompress(blob[3]) if 3 in blob else blob[1]  # type: ignore[arg-type]


def read_pbf(path: Path, name: str) -> Network:
    """Streets of an OSM extract, with the road classes the five graphs lack."""
    place: dict[int, tuple[float, float]] = {}
    ways: list[tuple[list[int], dict[str, str]]] = []
    for block in _blocks(path):
        fields = list(_fields(block))
        words = [w.decode() for f, w in _fields(next(v for f, v in fields if f == 1))]  # type: ignore
        scale = next((v for f, v in fields if f == 17), 100)
        for group in (v for f, v in fields if f == 2):
            for kind, item in _fields(group):  # type: ignore[arg-type]
                if kind == 2:
                    dense = dict(_fields(item))  # type: ignore[arg-type]
                    ids, lats, lons = (
                        np.cumsum(_packed(dense[k], signed=True))
                        for k in (1, 8, 9)  # type: ignore
                    )
                    for i, la, lo in zip(ids, lats, lons, strict=True):
                        place[int(i)] = (lo * scale * 1e-9, la * scale * 1e-9)
                elif kind == 3:
                    way = dict(_fields(item))  # type: ignore[arg-type]
                    keys = _packed(way.get(2, b""), signed=False)  # type: ignore[arg-type]
                    values = _packed(way.get(3, b""), signed=False)  # type: ignore[arg-type]
                    tags = {words[k]: words[v] for k, v in zip(keys, values, strict=True)}
                    if tags.get("highway") in WALKABLE | set(CLASS_KMH) and 8 in way:
                        refs = np.cumsum(_packed(way[8], signed=True))  # type: ignore[arg-type]
                        ways.append(([int(r) for r in refs], tags))
    return _from_ways(name, place, ways)


def _from_ways(
    name: str,
    place: dict[int, tuple[float, float]],
    ways: list[tuple[list[int], dict[str, str]]],
) -> Network:
    used = sorted({r for refs, _ in ways for r in refs if r in place})
    number = {r: i for i, r in enumerate(used)}
    lon = np.array([place[r][0] for r in used])
    lat = np.array([place[r][1] for r in used])
    rows: list[tuple[int, int, float, bool]] = []
    tagged = 0
    for refs, tags in ways:
        road = tags["highway"]
        no_car = tags.get("access") in ("no", "private") or tags.get("motor_vehicle") == "no"
        kmh = 0.0 if no_car else CLASS_KMH.get(road, 0.0)
        limit = tags.get("maxspeed", "")
        if kmh and limit.isdigit():
            kmh = LIMIT_SHARE * float(limit)
            tagged += 1
        one_way = tags.get("oneway") == "yes" or tags.get("junction") == "roundabout"
        inside = [number[r] for r in refs if r in number]
        for a, b in itertools.pairwise(inside):
            rows.append((a, b, kmh, road in WALKABLE))
            rows.append((b, a, 0.0 if one_way else kmh, road in WALKABLE))
    tail = np.array([r[0] for r in rows])
    head = np.array([r[1] for r in rows])
    return Network(
        name,
        lon,
        lat,
        tail,
        head,
        crow_km(lon[tail], lat[tail], lon[head], lat[head]),
        np.array([r[2] for r in rows]),
        np.array([r[3] for r in rows]),
        tagged / max(1, len(ways)),
    )
