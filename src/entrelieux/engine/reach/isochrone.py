"""How far can one go in so many minutes? The roads reached, drawn as polygons.

Every stretch of road that is reached whole, and every point reached, is laid on squares of
``CELL_M``; what lies within ``ARM_M`` of one is inside. Squares are a fixed grid, so that a longer
time never draws less. Rings follow the sides of squares, then lose half of each corner.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from entrelieux.engine.reach.model import Mode
from entrelieux.engine.reach.network import Attachment, RoadNetwork
from entrelieux.engine.reach.network.graph import NEVER

CELL_M = 200.0
ARM_M = 300.0
DEGREE_M = 111_195.0
MINUTE = 600
"""Tenths of a second."""

Ring = NDArray[np.float64]
Grid = NDArray[np.bool_]


def isochrone(
    network: RoadNetwork, origin: Attachment, mode: Mode, minutes: float
) -> tuple[Ring, ...]:
    """Rings around what is reached from one attached point, in degrees, each closed, shape (k, 2).

    Outer rings turn anticlockwise, holes clockwise. Empty when nothing is reached: the origin is
    not attached, or the way to the road alone takes longer. Only the road counts in ``minutes``,
    and the walk to it.

    Raises:
        ReachError: the network has no times for this mode.
    """
    metric = network.metric(mode)
    if origin.node[0] < 0:
        return ()
    times = metric.one_to_all(int(origin.node[0]), int(origin.tenths[0]))
    reached = times <= round(minutes * MINUTE)
    if not reached.any():
        return ()
    scale = _scale(float(network.lat[origin.node[0]]))
    points = _along(network, reached, mode, scale) * scale
    corner = np.floor(points.min(axis=0) / CELL_M).astype(np.int64) - _arm() - 1
    cells = np.floor(points / CELL_M).astype(np.int64) - corner
    grid = np.zeros(cells.max(axis=0) + _arm() + 2, np.bool_)
    grid[cells[:, 0], cells[:, 1]] = True
    inside = binary_dilation(grid, _disc())
    return tuple((_cut(ring) + corner) * CELL_M / scale for ring in rings(inside))


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
    network: RoadNetwork, reached: Grid, mode: Mode, scale: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Points every half square along the roads between two points reached, in degrees."""
    t = network.topology
    tail = np.repeat(np.arange(len(network), dtype=np.int32), np.diff(t.first))
    is_open = network.metric(mode).time < NEVER
    kept = is_open & reached[tail] & reached[t.neighbour]
    a, b = tail[kept], t.neighbour[kept]
    one = np.column_stack([network.lon, network.lat])
    long_m = np.hypot(*((one[a] - one[b]) * scale).T)
    steps = (long_m / (CELL_M / 2)).astype(np.int64) + 1
    of = np.repeat(np.arange(a.size), steps)
    rank = np.arange(of.size) - np.repeat(np.cumsum(steps) - steps, steps)
    share = (rank / steps[of])[:, None]
    return np.concatenate([one[reached], one[a[of]] * (1 - share) + one[b[of]] * share])


def _scale(lat: float) -> NDArray[np.float64]:
    return np.array([DEGREE_M * np.cos(np.radians(lat)), DEGREE_M])


def _arm() -> int:
    return int(np.ceil(ARM_M / CELL_M))


def _disc() -> Grid:
    span = np.arange(-_arm(), _arm() + 1)
    found: Grid = np.hypot(*np.meshgrid(span, span)) * CELL_M <= ARM_M
    return found
