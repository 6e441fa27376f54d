"""The same laws on graphs large enough to be cut by METIS and to outgrow every first buffer."""

import numpy as np
import pytest

from entrelieux.engine.reach.network import UNREACHED, Attachment, build
from tests.engine.reach.network.worlds import MODE, dijkstra_of, graph_of

SIDE = 55


@pytest.fixture(scope="module", params=[1, 2, 3])
def town(request):
    """Streets in a grid, some missing, some one-way, some of no length, and a few shortcuts."""
    rng = np.random.default_rng(request.param)
    n = SIDE * SIDE
    at = np.arange(n)
    east, north = at[at % SIDE < SIDE - 1], at[at < n - SIDE]
    one = np.concatenate([east, north, rng.integers(0, n, 20)])
    other = np.concatenate([east + 1, north + SIDE, rng.integers(0, n, 20)])
    arcs = []
    for a, b in zip(one, other, strict=True):
        there, back = (int(t) for t in rng.choice([0, 1, 2, 5, 9, 40], 2))
        if rng.random() < 0.85:
            arcs.append((a, b, there))
        if rng.random() < 0.85:
            arcs.append((b, a, back))
    graph = graph_of(n, arcs)
    network = build(graph)
    here = network.graph_node
    return network, dijkstra_of(graph)[np.ix_(here, here)], rng


def test_from_one_point_to_all(town):
    network, exact, _ = town
    metric = network.metric(MODE)
    for node in (0, 17, len(network) - 1):
        assert np.array_equal(metric.one_to_all(node), exact[node])
        assert np.array_equal(metric.one_to_all(node, reverse=True), exact[:, node])


def test_from_many_points_on_two_threads(town):
    network, exact, rng = town
    metric = network.metric(MODE)
    origins, places = rng.choice(len(network), 100), rng.choice(len(network), 70)
    selection = metric.select(places)
    blocks = list(metric.many_to_many(origins, selection, most=1, threads=2))
    assert np.array_equal(np.vstack([b.tenths for b in blocks]), exact[np.ix_(origins, places)])
    assert np.array_equal(metric.one_to(int(origins[0]), selection), exact[origins[0], places])


@pytest.mark.parametrize("lasting", [True, False])
def test_nearest_places_of_twenty_functions_at_other_speeds(town, lasting):
    network, exact, rng = town
    seconds = np.full(network.arc_edge.size, np.inf, np.float32)
    closed = network.customized(seconds, lasting=lasting)
    functions = [rng.choice(len(network), size) for size in range(1, 21)]
    alone = np.full((20, len(network)), UNREACHED, np.uint32)
    for row, places in zip(alone, functions, strict=True):
        row[places] = 0
    assert np.array_equal(closed.nearest(functions), alone)
    expected = [exact[:, places].min(axis=1) for places in functions]
    assert np.array_equal(network.metric(MODE).nearest(functions), expected)


@pytest.mark.parametrize("limit", [0, 12, 90, 100_000])
def test_places_within_a_limit_of_one_point_or_of_all(town, limit):
    network, exact, rng = town
    nodes, offsets = rng.choice(len(network), 75), rng.integers(0, 30, 75).astype(np.uint32)
    found = network.metric(MODE).within(Attachment.at(nodes, offsets), limit)
    times = exact[:, nodes].astype(np.int64) + offsets
    assert np.array_equal(found, (times <= limit).sum(axis=1))


def test_a_long_path_takes_the_least_time(town):
    network, exact, rng = town
    metric = network.metric(MODE)
    for a, b in rng.choice(len(network), (20, 2)):
        path = metric.path(a, b)
        if exact[a, b] == UNREACHED:
            assert path.size == 0
            continue
        assert (path[0], path[-1]) == (a, b)
        steps = exact[path[:-1], path[1:]].astype(np.int64)
        assert steps.sum() == exact[a, b]
