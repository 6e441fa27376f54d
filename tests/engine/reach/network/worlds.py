"""Drawn graphs, and the same questions answered by SciPy's Dijkstra, the independent judge."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.network import UNREACHED, RoadGraph

FAR = 2**31 - 1
MODE = Mode.VOITURE

# Zero, small with many ties, huge (their sums pass what 32 bits hold), and forbidden.
times = st.one_of(
    st.sampled_from([0, 0, 1, 1, 2, 3, 5]),
    st.integers(0, 600),
    st.sampled_from([2**30, 2**30 + 1, 2**31 - 2, None]),
)


@dataclass(frozen=True)
class World:
    graph: RoadGraph
    order: np.ndarray | None
    exact: np.ndarray  # (n, n) tenths, UNREACHED where none

    @property
    def size(self):
        return len(self.graph.lon)


def graph_of(n, arcs, **more):
    tail, head, tenths = (np.array([arc[i] for arc in arcs], object) for i in range(3))
    seconds = np.array([np.inf if t is None else t / 10 for t in tenths], np.float64)
    return RoadGraph(
        lon=more.get("lon", np.linspace(3, 3.1, n)),
        lat=more.get("lat", np.linspace(44.5, 44.6, n)),
        elevation=np.full(n, np.nan, np.float32),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length_m=np.ones(len(arcs), np.float32),
        seconds={MODE: seconds},
        source="dessin",
        licence="aucune",
        date="2026-11-23",
        is_fiction=True,
    )


def dijkstra_of(graph, seconds=None):
    """SciPy takes a stored zero for no arc: times are counted in 2**-20 with one added for each
    arc, so that zeros stay and fewer arcs win among equals."""
    n = len(graph.lon)
    seconds = graph.seconds[MODE] if seconds is None else seconds
    tenths = np.rint(np.asarray(seconds, np.float64) * 10)
    keep = (tenths < FAR) & (graph.tail != graph.head)
    tail, head, tenths = graph.tail[keep], graph.head[keep], tenths[keep]
    order = np.lexsort((tenths, head, tail))
    tail, head, tenths = tail[order], head[order], tenths[order]
    first = np.ones(tail.size, bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    matrix = csr_array(
        (tenths[first] * 2**20 + 1, (tail[first], head[first])), shape=(n, n), dtype=np.float64
    )
    found = np.floor(dijkstra(matrix) / 2**20)
    return np.where(found < FAR, found, UNREACHED).astype(np.uint32)


@st.composite
def worlds(draw):
    """Directed, in several parts, with loops, parallel arcs, chains and dead ends."""
    n = draw(st.integers(1, 14))
    node = st.integers(0, n - 1)
    arcs = draw(st.lists(st.tuples(node, node, times), max_size=40))
    if draw(st.booleans()):
        arcs += [(v, v + 1, draw(times)) for v in range(n - 1)]
        arcs += [(v + 1, v, draw(times)) for v in range(n - 1)]
    graph = graph_of(n, arcs)
    order = draw(st.one_of(st.none(), st.permutations(range(n))))
    return World(graph, None if order is None else np.array(order), dijkstra_of(graph))
