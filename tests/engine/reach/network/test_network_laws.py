"""Every answer of the road engine equals Dijkstra's, on any graph."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.reach.network import UNREACHED, Attachment, build
from tests.engine.reach.network.worlds import FAR, MODE, World, dijkstra_of, graph_of, worlds

laws = settings(max_examples=150, deadline=None, derandomize=True)


def opened(world):
    network = build(world.graph, world.order)
    here = network.graph_node
    return network.metric(MODE), world.exact[np.ix_(here, here)]


def added(*times):
    total = sum(np.asarray(t, np.uint64) for t in times)
    return np.where(total < FAR, total, UNREACHED).astype(np.uint32)


@st.composite
def attachments(draw, n, least=0):
    rows = draw(
        st.lists(
            st.tuples(st.integers(-1, n - 1), st.sampled_from([0, 0, 1, 7, 2**31 - 2])),
            min_size=least,
            max_size=6,
        )
    )
    return Attachment.at(
        np.array([r[0] for r in rows], np.int32), np.array([r[1] for r in rows], np.uint32)
    )


def to_places(exact, places, *, reverse=False):
    """Times from every point to each place (from each place), shape (n, p)."""
    n = len(exact)
    out = np.full((n, len(places)), UNREACHED, np.uint32)
    for p, (node, offset) in enumerate(zip(places.node, places.tenths, strict=True)):
        if node >= 0:
            out[:, p] = added(exact[node] if reverse else exact[:, node], offset)
    return out


@laws
@given(worlds(), st.data())
def test_from_one_point_to_all_and_back(world, data):
    metric, exact = opened(world)
    node = data.draw(st.integers(0, world.size - 1))
    offset = data.draw(st.sampled_from([0, 9, 2**31 - 2]))
    assert np.array_equal(metric.one_to_all(node, offset), added(exact[node], offset))
    assert np.array_equal(
        metric.one_to_all(node, offset, reverse=True), added(exact[:, node], offset)
    )


@laws
@given(worlds(), st.data(), st.booleans())
def test_from_one_and_from_many_points_to_chosen_places(world, data, reverse):
    metric, exact = opened(world)
    places = data.draw(attachments(world.size))
    origins = data.draw(attachments(world.size, least=1))
    selection = metric.select(places, reverse=reverse)
    expected = to_places(exact, places, reverse=reverse)
    whole = np.vstack([block.tenths for block in metric.many_to_many(origins, selection, most=1)])
    for row, (node, offset) in enumerate(zip(origins.node, origins.tenths, strict=True)):
        line = added(expected[node], offset) if node >= 0 else np.full(len(places), UNREACHED)
        assert np.array_equal(metric.one_to(node, selection, offset), line)
        assert np.array_equal(whole[row], line)


def test_blocks_cover_every_origin_in_order():
    graph = graph_of(40, [(v, (v + 1) % 40, v) for v in range(40)])
    metric, exact = opened(World(graph, None, dijkstra_of(graph)))
    selection = metric.select([3, 9])
    blocks = list(metric.many_to_many(np.arange(40), selection, most=1))
    assert [block.start for block in blocks] == [0, 16, 32]
    assert np.array_equal(np.vstack([b.tenths for b in blocks]), exact[:, [3, 9]])


@laws
@given(worlds(), st.data(), st.booleans())
def test_nearest_place_of_every_function(world, data, reverse):
    metric, exact = opened(world)
    functions = data.draw(st.lists(attachments(world.size), min_size=1, max_size=10))
    expected = [
        to_places(exact, places, reverse=reverse).min(axis=1, initial=UNREACHED)
        for places in functions
    ]
    assert np.array_equal(metric.nearest(functions, reverse=reverse), expected)


@laws
@given(worlds(), st.data(), st.booleans(), st.integers(1, 4))
def test_the_k_nearest_places_and_which(world, data, reverse, k):
    metric, exact = opened(world)
    places = data.draw(attachments(world.size))
    found = metric.nearest_places(places, k=k, reverse=reverse)
    table = to_places(exact, places, reverse=reverse)
    for v in range(world.size):
        known = sorted((int(t), p) for p, t in enumerate(table[v]) if t != UNREACHED)[:k]
        padded = known + [(UNREACHED, -1)] * (k - len(known))
        assert list(zip(found.tenths[v], found.which[v], strict=True)) == padded


@laws
@given(worlds(), st.data(), st.booleans(), st.sampled_from([0, 1, 5, 100, 2**31 - 2]))
def test_places_within_a_limit(world, data, reverse, limit):
    metric, exact = opened(world)
    places = data.draw(attachments(world.size))
    inside = to_places(exact, places, reverse=reverse) <= limit
    assert np.array_equal(metric.within(places, limit, reverse=reverse), inside.sum(axis=1))
    weights = np.arange(len(places)) * 2.0
    counted = metric.within(places, limit, weights=weights, reverse=reverse)
    assert np.array_equal(counted, inside @ weights)


@laws
@given(worlds(), st.data())
def test_a_path_follows_roads_and_takes_the_least_time(world, data):
    metric, exact = opened(world)
    node = st.integers(0, world.size - 1)
    a, b = data.draw(node), data.draw(node)
    path = metric.path(a, b)
    if exact[a, b] == UNREACHED:
        assert path.size == 0
        return
    assert (path[0], path[-1]) == (a, b)
    network = build(world.graph, world.order)
    arcs = {}
    for t, h, s in zip(world.graph.tail, world.graph.head, world.graph.seconds[MODE], strict=True):
        arcs[t, h] = min(s, arcs.get((t, h), np.inf))
    way = network.graph_node[path]
    total = sum(round(arcs[t, h] * 10) for t, h in itertools.pairwise(way))
    assert total == exact[a, b]


@laws
@given(worlds(), st.data())
def test_other_times_on_the_same_roads(world, data):
    lasting = data.draw(st.booleans())
    m = world.graph.tail.size
    seconds = np.array(
        data.draw(st.lists(st.sampled_from([0.0, 0.3, 7.0, np.inf]), min_size=m, max_size=m))
    )
    network = build(world.graph, world.order)
    here = network.graph_node
    exact = dijkstra_of(world.graph, seconds)[np.ix_(here, here)]
    metric = network.customized(seconds, lasting=lasting)
    assert np.array_equal([metric.one_to_all(v) for v in range(world.size)], exact)
    assert np.array_equal(metric.nearest([[0]])[0], exact[:, 0])
    assert np.array_equal(network.metric(MODE).one_to_all(0), opened(world)[1][0])


@laws
@given(worlds())
def test_points_of_one_component_lead_to_one_another(world):
    network = build(world.graph, world.order)
    _, exact = opened(world)
    component = network.component(MODE)
    for v in range(world.size):
        if component[v] < 0:
            assert (np.delete(exact[v], v) == UNREACHED).all()
            continue
        mutual = (exact[v] != UNREACHED) & (exact[:, v] != UNREACHED)
        mutual[v] = True
        # Ways of 6.8 years or more count as none, and yet join.
        assert (component[mutual] == component[v]).all()
