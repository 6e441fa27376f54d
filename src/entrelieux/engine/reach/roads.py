"""Minutes along a road network, and estimated where it does not go: a ``ReachModel``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.reach.isochrone import Bounds, isochrone
from entrelieux.engine.reach.model import Method, Mode, Origin, ReachModel, checked_max_minutes
from entrelieux.engine.reach.network import UNREACHED, Attachment, Metric, RoadNetwork, Selection
from entrelieux.engine.reach.targets import Targets

MINUTE = 600
"""Tenths of a second."""
SAME_DEGREES = 1e-7
UNKNOWN = -1
MOST_STARTS = 50_000
TOP_MINUTES = np.iinfo(np.int16).max

Flags = NDArray[np.bool_]
Found = tuple[NDArray[np.int32], NDArray[np.int16]]


@dataclass(frozen=True, slots=True)
class Ends:
    """What a trip costs besides the road, by density class.

    fixed_min: to leave the car or the bicycle, both ends of one class together. traffic: mean time
    over free time. A trip takes the mean of its two ends, as the estimate does.
    """

    fixed_min: Sequence[float]
    traffic: Sequence[float]


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """Targets on the roads of a mode: those that are on them, and what is added at their end.

    rows: of the targets, shape (t,). is_on: shape (n,). door: tenths, shape (t,). traffic: (t,).
    """

    rows: NDArray[np.intp]
    is_on: Flags
    selection: Selection
    door: NDArray[np.float64]
    traffic: NDArray[np.float64]


class _Start(NamedTuple):
    """Where an origin meets the roads: a point of the network, and tenths of a second to it."""

    node: int
    tenths: int


class RoadModel:
    """Follows roads between points that are near one; otherwise asks ``estimate``.

    Laws: a pair is answered by road if and only if both its ends can be attached to the network for
    this mode, and then never estimated: where no road leads, the target is not reached. Minutes are
    whole, rounded up, from door to door: on foot to the road, along it, to the door, and what
    ``ends`` adds. Times may differ from one direction to the other. 0 between a point and itself.
    Targets are attached once for each mode, and kept as long as they are.
    """

    def __init__(
        self,
        network: RoadNetwork,
        estimate: ReachModel,
        method: Method,
        ends: Mapping[Mode, Ends],
    ) -> None:
        self._network = network
        self._estimate = estimate
        self._method = method
        self._ends = ends
        self._metrics: dict[Mode, Metric] = {mode: network.metric(mode) for mode in network.modes}
        self._starts: dict[tuple[Mode, float, float], _Start | None] = {}
        self._placed: dict[Mode, WeakKeyDictionary[Targets, _Placed]] = {
            mode: WeakKeyDictionary() for mode in network.modes
        }

    @property
    def method(self) -> Method:
        """By road; ``by_road`` says for which targets."""
        return self._method

    def by_road(self, origin: Origin, targets: Targets, mode: Mode) -> Flags:
        """Which targets are answered by road from ``origin``, shape (n,)."""
        if self._start(origin, mode) is None:
            return np.zeros(len(targets), np.bool_)
        known = self._placed[mode].get(targets)
        if known is not None:
            return known.is_on.copy()
        is_on: Flags = self._network.attach(targets.lon, targets.lat, mode).node >= 0
        return is_on

    def reachable(self, origin: Origin, targets: Targets, mode: Mode, max_minutes: int) -> Found:
        """Targets within ``max_minutes`` one way, ascending, and their minutes.

        Raises:
            ReachError: the mode or the limit makes no sense.
        """
        limit = checked_max_minutes(max_minutes)
        start = self._start(origin, mode)
        if start is None:
            return self._estimate.reachable(origin, targets, mode, limit)
        placed = self._on_roads(targets, mode)
        tenths = self._metrics[mode].one_to(start.node, placed.selection)
        by_road = self._within(origin, start, targets, placed, tenths, mode, limit)
        return self._with_estimates(by_road, placed, origin, targets, mode, limit)

    def reachable_from_each(
        self, origins: Sequence[Origin], targets: Targets, mode: Mode, max_minutes: int
    ) -> Iterator[Found]:
        """``reachable`` from many origins, in order: all at once along the roads."""
        limit = checked_max_minutes(max_minutes)
        starts = self._attach(origins, mode)
        rows = self._rows(starts, targets, mode)
        for origin, start in zip(origins, starts, strict=True):
            if start is None:
                yield self._estimate.reachable(origin, targets, mode, limit)
                continue
            placed = self._on_roads(targets, mode)
            by_road = self._within(origin, start, targets, placed, next(rows), mode, limit)
            yield self._with_estimates(by_road, placed, origin, targets, mode, limit)

    def area(
        self, origin: Origin, mode: Mode, minutes: int, bounds: Bounds
    ) -> tuple[NDArray[np.float64], ...]:
        """Rings around what is reached along the roads alone, as ``isochrone`` draws them."""
        start = self._start(origin, mode)
        ends = self._ends[mode]
        spent = ends.fixed_min[origin.density] / 2
        time = max(0, minutes - spent) / ends.traffic[origin.density]
        if start is None:
            return ()
        here = Attachment.at(start.node, start.tenths)
        return isochrone(self._network, here, mode, time, bounds)

    def matrix(
        self,
        lon: ArrayLike,
        lat: ArrayLike,
        density: ArrayLike,
        landmass: ArrayLike,
        mode: Mode,
    ) -> NDArray[np.int16]:
        """Minutes one way between all pairs of a few points, from rows to columns; −1 unknown.

        Raises:
            ReachError: as the estimate.
        """
        minutes = self._estimate.matrix(lon, lat, density, landmass, mode)
        points = Targets.build(lon, lat, density, landmass)
        origins = [Origin(*point) for point in zip(*_columns(points), strict=True)]
        if mode not in self._metrics:
            return minutes
        placed = self._on_roads(points, mode)
        starts = self._attach(origins, mode)
        rows = self._rows(starts, points, mode)
        for row, (origin, start) in enumerate(zip(origins, starts, strict=True)):
            if start is not None:
                exact = self._minutes(origin, start, points, placed, next(rows), mode)
                minutes[row, placed.rows] = np.where(exact <= TOP_MINUTES, exact, UNKNOWN)
        return minutes

    def _rows(
        self, starts: Sequence[_Start | None], targets: Targets, mode: Mode
    ) -> Iterator[NDArray[np.uint32]]:
        """Tenths of a second along the roads from each start that is on them, one row for each."""
        nodes = [start.node for start in starts if start is not None]
        if not nodes:
            return
        selection = self._on_roads(targets, mode).selection
        for block in self._metrics[mode].many_to_many(Attachment.at(nodes), selection):
            yield from block.tenths

    def _start(self, origin: Origin, mode: Mode) -> _Start | None:
        """Where an origin meets the roads; None when it does not. Kept: communes come back."""
        key = (mode, origin.lon, origin.lat)
        if key not in self._starts:
            if len(self._starts) >= MOST_STARTS:
                self._starts.clear()
            self._starts[key] = self._attach([origin], mode)[0]
        return self._starts[key]

    def _attach(self, origins: Sequence[Origin], mode: Mode) -> list[_Start | None]:
        if mode not in self._metrics:
            return [None] * len(origins)
        lon, lat = [one.lon for one in origins], [one.lat for one in origins]
        found = self._network.attach(lon, lat, mode)
        pairs = zip(found.node.tolist(), found.tenths.tolist(), strict=True)
        return [None if node < 0 else _Start(node, tenths) for node, tenths in pairs]

    def _on_roads(self, targets: Targets, mode: Mode) -> _Placed:
        known = self._placed[mode].get(targets)
        if known is None:
            known = self._placed[mode][targets] = self._attached(targets, mode)
        return known

    def _attached(self, targets: Targets, mode: Mode) -> _Placed:
        found = self._network.attach(targets.lon, targets.lat, mode)
        is_on = found.node >= 0
        rows = np.flatnonzero(is_on)
        ends, density = self._ends[mode], targets.density[rows]
        half = np.asarray(ends.fixed_min)[density] * MINUTE / 2
        return _Placed(
            rows=rows,
            is_on=is_on,
            selection=self._metrics[mode].select(Attachment.at(found.node[rows])),
            door=found.tenths[rows] + half,
            traffic=np.asarray(ends.traffic, np.float64)[density],
        )

    def _minutes(
        self,
        origin: Origin,
        start: _Start,
        targets: Targets,
        placed: _Placed,
        tenths: NDArray[np.uint32],
        mode: Mode,
    ) -> NDArray[np.float64]:
        """Whole minutes from door to door to each placed target, inf where no road leads, (t,)."""
        ends = self._ends[mode]
        here = start.tenths + ends.fixed_min[origin.density] * MINUTE / 2
        slowed = tenths * (0.5 * (placed.traffic + ends.traffic[origin.density]))
        minutes = np.ceil((slowed + (placed.door + here)) * (1 / MINUTE) - 1e-9)
        minutes[tenths == UNREACHED] = np.inf
        same = np.abs(targets.lon[placed.rows] - origin.lon) < SAME_DEGREES
        same &= np.abs(targets.lat[placed.rows] - origin.lat) < SAME_DEGREES
        minutes[same] = 0
        return minutes

    def _within(
        self,
        origin: Origin,
        start: _Start,
        targets: Targets,
        placed: _Placed,
        tenths: NDArray[np.uint32],
        mode: Mode,
        limit: int,
    ) -> Found:
        minutes = self._minutes(origin, start, targets, placed, tenths, mode)
        near = minutes <= limit
        return placed.rows[near].astype(np.int32), minutes[near].astype(np.int16)

    def _with_estimates(
        self,
        by_road: Found,
        placed: _Placed,
        origin: Origin,
        targets: Targets,
        mode: Mode,
        limit: int,
    ) -> Found:
        if placed.rows.size == len(targets):
            return by_road
        rows, minutes = self._estimate.reachable(origin, targets, mode, limit)
        apart = ~placed.is_on[rows]
        rows = np.concatenate([by_road[0], rows[apart]])
        order = np.argsort(rows, kind="stable")
        return rows[order], np.concatenate([by_road[1], minutes[apart]])[order]


def _columns(points: Targets) -> tuple[list[float], list[float], list[int], list[int]]:
    return (
        points.lon.tolist(),
        points.lat.tolist(),
        points.density.tolist(),
        points.landmass.tolist(),
    )
