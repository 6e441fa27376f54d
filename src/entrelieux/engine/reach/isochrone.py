"""How far can one go in so many minutes? The roads reached, drawn as polygons.

Every stretch of road that is reached whole, and every point reached, is laid on squares; what lies
within a square and a half of one is inside. Squares are a fixed grid, so that a longer time never
draws less. Rings follow the sides of squares, then lose half of each corner.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from entrelieux.engine.reach.model import Mode
from entrelieux.engine.reach.network import Attachment, RoadNetwork
from entrelieux.engine.reach.network.graph import NEVER

CELL_M = 200.0
"""Side of a square, unless what is drawn is wide: then ``ACROSS`` of them fill its width."""
ACROSS = 90
ARM = 1.5
DEGREE_M = 111_195.0
SPAN = 2
DISC = np.hypot(*np.mgrid[-SPAN : SPAN + 1, -SPAN : SPAN + 1]) <= ARM
MINUTE = 600
"""Tenths of a second."""

Ring = NDArray[np.float64]
Bounds = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""
EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)
Grid = NDArray[np.bool_]


def isochrone(
    network: RoadNetwork,
    origin: Attachment,
    mode: Mode,
    minutes: float,
    bounds: Bounds = EVERYWHERE,
) -> tuple[Ring, ...]:
    """Rings around what is reached from one attached point, in degrees, each closed, shape (k, 2).

    Outer rings turn anticlockwise, holes clockwise. Empty when nothing is reached: the origin is
    not attached, or the way to the road alone takes longer. Only the road counts in ``minutes``,
    and the walk to it. bounds: nothing is drawn of the roads outside;
    squares are larger when they are wide.

    Raises:
        ReachError: the network has no times for this mode.
    """
    metric = network.metric(mode)
    if origin.node[0] < 0:
        return ()
    times = metric.one_to_all(int(origin.node[0]), int(origin.tenths[0]))
    west, south, east, north = bounds
    reached = times <= round(minutes * MINUTE)
    reached &= (network.lon >= west) & (network.lon <= east)
    reached &= (network.lat >= south) & (network.lat <= north)
    if not reached.any():
        return ()
    scale = _scale(float(network.lat[origin.node[0]]))
    wide_m = (east - west) * float(scale[0]) if bounds != EVERYWHERE else 0.0
    cell = max(CELL_M, wide_m / ACROSS) / scale
    points = _along(network, reached, mode, cell) / cell
    corner = np.floor(points.min(axis=0)).astype(np.int64) - SPAN - 1
    cells = np.floor(points).astype(np.int64) - corner
    grid = np.zeros(cells.max(axis=0) + SPAN + 2, np.bool_)
    grid[cells[:, 0], cells[:, 1]] = True
    inside = binary_dilation(grid, DISC)
    return tuple((_cut(ring) + corner) * cell for ring in rings(inside))


def rings(inside: Grid) -> list[NDArray[np.int64]]:
    """Sides of the squares that part inside from outside, as closed rings of corners, (k, 2).

    inside: (columns, rows), False along its border. Two squares that touch by a corner are apart.
    """
    ways: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (dx, dy), (ax, ay), (bx, by) in SIDES:
        edge = inside & ~np.roll(inside, (-dx, -dy), axis=(0, 1))
        for x, y in np.argwhere(edge).tolist():
            ways.setdefault((x + ax, y + ay), []).append((x + bx, y + by))
    found = []
    while ways:
        start = at = next(iter(ways))
        before = (0, 0)
        ring = [start]
        while True:
            at, before = _next(ways, at, before)
            ring.append(at)
            if at == start:
                break
        found.append(_corners(np.array(ring, np.int64)))
    return found


SIDES = (
    ((0, -1), (0, 0), (1, 0)),
    ((1, 0), (1, 0), (1, 1)),
    ((0, 1), (1, 1), (0, 1)),
    ((-1, 0), (0, 1), (0, 0)),
)
"""For each neighbour of a square, the side towards it, with the square on its left."""


def _next(
    ways: dict[tuple[int, int], list[tuple[int, int]]],
    at: tuple[int, int],
    before: tuple[int, int],
) -> tuple[tuple[int, int], tuple[int, int]]:
    """The next corner, turning left where two rings touch, and the step that leads there."""
    ends = ways[at]
    left = (at[0] - before[1], at[1] + before[0])
    end = left if left in ends else ends[0]
    ends.remove(end)
    if not ends:
        del ways[at]
    return end, (end[0] - at[0], end[1] - at[1])


def _corners(ring: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ring without the points of its straight lines."""
    open_ = ring[:-1]
    turn = (open_ - np.roll(open_, 1, axis=0)) != (np.roll(open_, -1, axis=0) - open_)
    kept = open_[turn.any(axis=1)]
    return np.concatenate([kept, kept[:1]])


def _cut(ring: NDArray[np.int64]) -> Ring:
    """Corners cut half a square away, so that stairs become slopes."""
    a, b = ring[:-1].astype(np.float64), ring[1:].astype(np.float64)
    step = 0.5 * np.sign(b - a)
    points = np.stack([a + step, b - step], axis=1).reshape(-1, 2)
    kept = points[np.any(points != np.roll(points, 1, axis=0), axis=1)]
    return np.concatenate([kept, kept[:1]])


def _along(
    network: RoadNetwork, reached: Grid, mode: Mode, cell: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Points every half square along the roads between two points reached, in degrees."""
    t = network.topology
    tail = np.repeat(np.arange(len(network), dtype=np.int32), np.diff(t.first))
    kept = (network.metric(mode).time < NEVER) & reached[tail] & reached[t.neighbour]
    a, b = tail[kept], t.neighbour[kept]
    one = np.column_stack([network.lon, network.lat])
    steps = (2 * np.hypot(*((one[a] - one[b]) / cell).T)).astype(np.int64) + 1
    of = np.repeat(np.arange(a.size), steps)
    rank = np.arange(of.size) - np.repeat(np.cumsum(steps) - steps, steps)
    share = (rank / steps[of])[:, None]
    return np.concatenate([one[reached], one[a[of]] * (1 - share) + one[b[of]] * share])


def _scale(lat: float) -> NDArray[np.float64]:
    """Metres in a degree of longitude and of latitude."""
    return np.array([DEGREE_M * np.cos(np.radians(lat)), DEGREE_M])
