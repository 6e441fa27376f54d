"""A place touches the roads at the nearest point that leads somewhere, or says that it does not."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.reach import Mode, ReachError
from entrelieux.engine.reach.network import build
from tests.engine.reach.network.worlds import MODE, graph_of

# Around Lozère, across the antimeridian, near a pole.
corners = st.sampled_from([(3.5, 44.5), (180.0, -16.3), (12.0, 89.99)])


def metres(a, b):
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(h)))


def wrapped(lon):
    return (lon + 180) % 360 - 180


@st.composite
def points(draw, corner, least):
    near = st.floats(-0.02, 0.02)
    rows = draw(st.lists(st.tuples(near, near), min_size=least, max_size=12))
    return [(wrapped(corner[0] + x), min(90.0, corner[1] + y)) for x, y in rows]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(corners.flatmap(lambda c: st.tuples(points(c, 2), points(c, 1))), st.integers(0, 3000))
def test_the_nearest_point_within_the_limit(drawn, most):
    roads, places = drawn
    ring = [(v, (v + 1) % len(roads), 1) for v in range(len(roads))]
    lon, lat = (np.array(column) for column in zip(*roads, strict=True))
    network = build(graph_of(len(roads), ring, lon=lon, lat=lat))
    x, y = (np.array(column) for column in zip(*places, strict=True))
    found = network.attach(x, y, MODE, most_m=most)
    for p, place in enumerate(places):
        least = min(metres(place, road) for road in roads)
        if abs(least - most) < 1e-3:
            continue
        if least > most:
            assert (found.node[p], found.metres[p]) == (-1, math.inf)
            assert found.seconds[p] == math.inf
            continue
        v = found.node[p]
        assert metres(place, (network.lon[v], network.lat[v])) == pytest.approx(least, abs=1e-3)
        assert found.metres[p] == pytest.approx(least, abs=1e-3)
        assert found.seconds[p] == pytest.approx(least / 4 * 3.6, abs=0.06)


def two_parts(small):
    """A ring of 300 points, and a smaller one 100 m east of its first point."""
    arcs = [(v, (v + 1) % 300, 5) for v in range(300)]
    arcs += [(300 + v, 300 + (v + 1) % small, 5) for v in range(small)]
    lon = np.concatenate([np.linspace(3, 2.5, 300), np.linspace(3.0013, 3.2, small)])
    return graph_of(300 + small, arcs, lon=lon, lat=np.full(300 + small, 44.5))


@pytest.mark.parametrize(("small", "expected"), [(199, 0), (200, 300)])
def test_a_small_part_cut_off_from_the_rest_is_not_used(small, expected):
    network = build(two_parts(small))
    found = network.attach([3.0012], [44.5], MODE)
    assert network.graph_node[found.node[0]] == expected


def test_a_place_without_coordinates_is_nowhere():
    network = build(two_parts(10))
    found = network.attach([np.nan, 3.0, 3.0], [44.5, np.nan, 144.5], MODE)
    assert found.node.tolist() == [-1, -1, -1]


def test_a_point_that_the_mode_cannot_use_is_not_used():
    graph = graph_of(3, [(0, 1, 1), (1, 0, 1), (1, 2, None)])
    network = build(graph)
    found = network.attach([graph.lon[2]], [graph.lat[2]], MODE, most_m=1e6)
    assert network.graph_node[found.node[0]] == 1


def test_a_mode_that_was_not_built_is_refused():
    with pytest.raises(ReachError, match="knows voiture, not pied"):
        build(two_parts(10)).attach([3.0], [44.5], Mode.PIED)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lon": np.array([3.0, np.nan])}, r"lon\[1\] is nan"),
        ({"tail": np.array([0, 2], np.int32)}, r"tail\[1\] is 2, expected from 0 to 1"),
        ({"head": np.array([0], np.int32)}, r"head has shape \(1,\)"),
        ({"seconds": {MODE: np.array([1, -1.0])}}, r"seconds of voiture\[1\] is -1"),
        ({"seconds": {}}, "no mode"),
    ],
)
def test_a_graph_that_cannot_be_is_refused(change, message):
    import dataclasses

    graph = dataclasses.replace(graph_of(2, [(0, 1, 1), (1, 0, 1)]), **change)
    with pytest.raises(ReachError, match=message):
        build(graph)


def test_questions_that_make_no_sense_are_refused():
    network = build(graph_of(2, [(0, 1, 1)]))
    metric = network.metric(MODE)
    for ask, message in [
        (lambda: metric.one_to_all(2), "node 2, expected from -1 to 1"),
        (lambda: metric.nearest([[0], [1, 2]]), "place 2: node 2, expected from -1 to 1"),
        (lambda: metric.nearest_places([0], k=0), "k: 0"),
        (lambda: metric.within([0], -1), "limit: -1"),
        (lambda: network.customized([1.0, 2.0]), "one for each of the 1 arcs"),
        (lambda: network.customized([-1.0]), r"seconds\[0\] is -1"),
        (lambda: build(graph_of(2, [(0, 1, 1)]), np.array([0, 0])), "each of the 2 points"),
    ]:
        with pytest.raises(ReachError, match=message):
            ask()
