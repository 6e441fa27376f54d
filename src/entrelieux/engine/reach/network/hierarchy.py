"""A network of roads in the order of its hierarchy: built once, opened at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from entrelieux.engine.reach.model import Mode, ReachError
from entrelieux.engine.reach.network.attach import (
    LEAST_POINTS,
    MOST_M,
    Attachment,
    door_tenths,
)
from entrelieux.engine.reach.network.graph import (
    NEVER,
    About,
    Floats,
    Ints,
    RoadGraph,
    Times,
    checked,
)
from entrelieux.engine.reach.network.kernels import building, customizing, locating
from entrelieux.engine.reach.network.metric import Metric, Side, Topology
from entrelieux.engine.reach.network.order import nested_dissection


@dataclass(frozen=True, slots=True, eq=False)
class ModeArrays:
    """What one mode adds to a network.

    time: along each edge, shape (edges,). up, down: along each shortcut. climb, descend: the
    shortcuts that sweeps follow. component: number of the part of the network around each point
    within which every point leads to every other, shape (n,) int32; -1 where the mode cannot be.
    """

    time: Times
    up: Times
    down: Times
    climb: Side
    descend: Side
    component: Ints


@dataclass(frozen=True, slots=True, eq=False)
class RoadNetwork:
    """n points **numbered by rank** in the hierarchy, and the times of each mode.

    A network's numbers are its own: ``graph_node[v]`` is the number that point v had in the
    graph, ``node_of()`` the way back. lon, lat: WGS 84 degrees, shape (n,).
    arc_edge: for each arc of the graph, its edge here, -1 a loop, shape (m,).
    row_start, row_order: points by row of latitude, then by longitude, for ``attach``.
    """

    about: About
    lon: Floats
    lat: Floats
    graph_node: Ints
    arc_edge: Ints
    row_start: Ints
    row_order: Ints
    topology: Topology
    modes: Mapping[Mode, ModeArrays]
    _usable: dict[Mode, NDArray[np.bool_]] = field(default_factory=dict, init=False, repr=False)
    _edge_shortcut: list[Ints] = field(default_factory=list, init=False, repr=False)

    def __len__(self) -> int:
        return int(self.lon.size)

    def node_of(self) -> Ints:
        """For each point of the graph, its number here, shape (n,)."""
        out = np.empty(len(self), np.int32)
        out[self.graph_node] = np.arange(len(self), dtype=np.int32)
        return out

    def component(self, mode: Mode) -> Ints:
        """Number of the strongly connected part around each point; -1 where the mode cannot be.

        Raises:
            ReachError: the network has no times for this mode.
        """
        return self._mode(mode).component

    def metric(self, mode: Mode) -> Metric:
        """The questions that can be asked of a mode.

        Raises:
            ReachError: the network has no times for this mode.
        """
        arrays = self._mode(mode)
        return Metric(
            self.topology, arrays.time, arrays.up, arrays.down, arrays.climb, arrays.descend
        )

    def customized(self, seconds: ArrayLike, *, lasting: bool = False) -> Metric:
        """A metric of other times along the graph's arcs, shape (m,): a closed road, a new speed.

        lasting: made for many questions rather than a few; answers are the same.

        Raises:
            ReachError: sizes differ, or a time is negative or not a number.
        """
        values = np.asarray(seconds, np.float64, order="C")
        if not values.flags.writeable:  # kernels are compiled for arrays that are
            values = values.copy()
        if values.shape != self.arc_edge.shape:
            raise ReachError(
                f"seconds of shape {values.shape}, expected one for each of the "
                f"{self.arc_edge.size} arcs of the graph"
            )
        if not self._edge_shortcut:  # looked for once: it reads every edge
            self._edge_shortcut.append(_edge_shortcut(self.topology))
        return _metric(
            self.topology, self._edge_shortcut[0], self.arc_edge, values, lasting=lasting
        )

    def attach(
        self, lon: ArrayLike, lat: ArrayLike, mode: Mode, *, most_m: float = MOST_M
    ) -> Attachment:
        """Places in degrees, each on the **nearest point** that the mode may use.

        Points of small parts cut off from the rest (fewer than 200 points, unless the network has
        no larger part) are not used. The time to the point is on foot in a straight line, at
        4 km/h. A place further than ``most_m`` metres from any such point, or whose coordinates
        are missing (NaN), has node -1.

        Raises:
            ReachError: the network has no times for this mode, or shapes differ.
        """
        if mode not in self._usable:  # looked for once: it reads every point
            self._usable[mode] = _large(self.component(mode))
        x = np.atleast_1d(np.asarray(lon, np.float64))
        y = np.atleast_1d(np.asarray(lat, np.float64))
        if x.shape != y.shape or x.ndim != 1:
            raise ReachError(f"places: lon of shape {x.shape} and lat of shape {y.shape}")
        node = np.full(x.size, -1, np.int32)
        metres = np.full(x.size, np.inf)
        known = (np.abs(x) <= 180) & (np.abs(y) <= 90)
        node[known], metres[known] = locating.nearest_points(
            self.row_start,
            self.row_order,
            self.lon,
            self.lat,
            self._usable[mode],
            x[known],
            y[known],
            float(most_m),
        )
        return Attachment(node, door_tenths(metres), metres)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array under a name of its own, for ``from_arrays``."""
        out: dict[str, NDArray[np.generic]] = {name: getattr(self, name) for name in OWN}
        out |= {f"topology.{f.name}": getattr(self.topology, f.name) for f in fields(Topology)}
        for mode, arrays in self.modes.items():
            out |= {f"{mode}.{name}": getattr(arrays, name) for name in OF_MODE}
            for side in SIDES:
                out |= {
                    f"{mode}.{side}.{f.name}": getattr(getattr(arrays, side), f.name)
                    for f in fields(Side)
                }
        return out

    @classmethod
    def from_arrays(cls, about: About, arrays: Mapping[str, NDArray]) -> Self:
        """A network from what ``to_arrays`` gave.

        Raises:
            ReachError: an array is missing.
        """
        names = [Mode(name.split(".")[0]) for name in arrays if name.endswith(".component")]
        try:
            modes = {mode: _read_mode(arrays, mode) for mode in names}
            topology = Topology(**{f.name: arrays[f"topology.{f.name}"] for f in fields(Topology)})
            return cls(
                about=about,
                topology=topology,
                modes=modes,
                **{name: arrays[name] for name in OWN},
            )
        except KeyError as error:
            raise ReachError(f"road network: array {error} is missing") from None

    def _mode(self, mode: Mode) -> ModeArrays:
        if mode not in self.modes:
            known = ", ".join(sorted(self.modes))
            raise ReachError(
                f"this road network knows {known}, not {mode}: build it with this mode"
            )
        return self.modes[mode]


OWN = ("lon", "lat", "graph_node", "arc_edge", "row_start", "row_order")
OF_MODE = ("time", "up", "down", "component")
SIDES = ("climb", "descend")


def build(graph: RoadGraph, order: Ints | None = None) -> RoadNetwork:
    """The network of a graph, with every mode it gives times for.

    order: points from the least to the most important, shape (n,); pymetis is asked when None.

    Raises:
        ReachError: the graph is not sound, ``order`` does not name each point once, or pymetis
            is asked and not installed.
    """
    checked(graph)
    n = graph.lon.size
    first, neighbour, _, _ = customizing.edges(n, graph.tail, graph.head)
    if order is None:
        order = nested_dissection(first, neighbour)
    elif not np.array_equal(np.sort(order), np.arange(n)):
        raise ReachError(f"order: expected each of the {n} points once")
    order = np.asarray(order, np.int32)
    order = order[building.postorder(building.elimination_tree(first, neighbour, order))]
    number = np.empty(n, np.int32)
    number[order] = np.arange(n, dtype=np.int32)
    topology, arc_edge = _topology(n, number[graph.tail], number[graph.head])
    edge_shortcut = _edge_shortcut(topology)
    lon, lat = graph.lon[order], graph.lat[order]
    row_start, row_order = _rows(lon, lat)
    return RoadNetwork(
        about=graph.about,
        lon=lon,
        lat=lat,
        graph_node=order,
        arc_edge=arc_edge,
        row_start=row_start,
        row_order=row_order,
        topology=topology,
        modes={
            mode: _mode_arrays(topology, edge_shortcut, arc_edge, np.array(values, np.float64))
            for mode, values in graph.seconds.items()
        },
    )


def _read_mode(arrays: Mapping[str, NDArray], mode: Mode) -> ModeArrays:
    def side(name: str) -> Side:
        return Side(**{f.name: arrays[f"{mode}.{name}.{f.name}"] for f in fields(Side)})

    time, up, down, component = (arrays[f"{mode}.{name}"] for name in OF_MODE)
    return ModeArrays(time, up, down, side("climb"), side("descend"), component)


def _topology(n: int, tail: Ints, head: Ints) -> tuple[Topology, Ints]:
    first, neighbour, twin, arc_edge = customizing.edges(n, tail, head)
    parent = building.elimination_tree(first, neighbour, np.arange(n, dtype=np.int32))
    up_first, up_head = building.shortcuts(first, neighbour, parent)
    low_first, low_arc, low_tail = building.from_above(up_first, up_head)
    return Topology(
        first=first,
        neighbour=neighbour,
        twin=twin,
        parent=parent,
        depth=building.depths(parent),
        up_first=up_first,
        up_tail=np.repeat(np.arange(n, dtype=np.int32), np.diff(up_first)),
        up_head=up_head,
        crossing=building.crossings(up_first, up_head),
        low_first=low_first,
        low_arc=low_arc,
        low_tail=low_tail,
    ), arc_edge


def _edge_shortcut(t: Topology) -> Ints:
    return customizing.edge_shortcuts(t.first, t.neighbour, t.twin, t.up_first, t.up_head)


def _metric(
    topology: Topology, edge_shortcut: Ints, arc_edge: Ints, seconds: Floats, *, lasting: bool
) -> Metric:
    time = np.empty(topology.neighbour.size, np.uint32)
    wrong = customizing.edge_times(arc_edge, seconds, time)
    if wrong >= 0:
        raise ReachError(f"seconds[{wrong}] is {seconds[wrong]}, expected zero or more")
    return Metric.customize(topology, edge_shortcut, time, lasting=lasting)


def _mode_arrays(
    topology: Topology, edge_shortcut: Ints, arc_edge: Ints, seconds: Floats
) -> ModeArrays:
    metric = _metric(topology, edge_shortcut, arc_edge, seconds, lasting=True)
    component = _components(topology, metric.time)
    return ModeArrays(metric.time, metric.up, metric.down, metric.climb, metric.descend, component)


def _components(topology: Topology, time: Times) -> Ints:
    n = topology.parent.size
    open_ = time < NEVER
    tail = np.repeat(np.arange(n, dtype=np.int32), np.diff(topology.first))
    ends = (tail[open_], topology.neighbour[open_])
    graph = csr_array((np.ones(ends[0].size, np.bool_), ends), shape=(n, n))
    _, label = connected_components(graph, directed=True, connection="strong")
    used = np.zeros(n, np.bool_)
    used[ends[0]] = used[ends[1]] = True
    return np.where(used, label, -1).astype(np.int32)


def _large(component: Ints) -> NDArray[np.bool_]:
    size = np.bincount(component[component >= 0], minlength=1)
    return (size >= min(LEAST_POINTS, size.max()))[component] & (component >= 0)


def _rows(lon: Floats, lat: Floats) -> tuple[Ints, Ints]:
    row = np.minimum(((lat + 90) / locating.ROW_DEGREES).astype(np.int64), locating.ROWS)
    order = np.lexsort((lon, row)).astype(np.int32)
    start = np.searchsorted(row[order], np.arange(locating.ROWS + 2)).astype(np.int32)
    return start, order
