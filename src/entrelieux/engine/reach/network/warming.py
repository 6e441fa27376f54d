"""Compile every kernel of the road engine, so that no request waits for a compiler."""

import numpy as np

from entrelieux.engine.reach.model import Mode
from entrelieux.engine.reach.network.graph import RoadGraph
from entrelieux.engine.reach.network.hierarchy import build


def compile_kernels() -> None:
    """Ask each question once of three points on a road; kept on disk by numba."""
    tail, head = np.array([0, 1, 1, 2], np.int32), np.array([1, 0, 2, 1], np.int32)
    few = np.ones(4, np.float32)
    graph = RoadGraph(
        lon=np.array([3.0, 3.001, 3.002]),
        lat=np.full(3, 44.5),
        elevation=np.zeros(3, np.float32),
        tail=tail,
        head=head,
        length_m=few,
        seconds={Mode.PIED: few},
        source="",
        licence="",
        date="",
        is_fiction=True,
    )
    network = build(graph)
    places = network.attach([3.0], [44.5], Mode.PIED)
    metric = network.metric(Mode.PIED)
    metric.one_to_all(0)
    selection = metric.select(places)
    metric.one_to(0, selection)
    list(metric.many_to_many(places, selection))
    metric.nearest([places])
    metric.nearest_places(places)
    metric.within(places, 10)
    metric.path(0, 2)
