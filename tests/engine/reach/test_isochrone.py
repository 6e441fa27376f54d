"""A drawing of what is reached: it holds all that is, little that is not, and grows with time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.isochrone import ARM, CELL_M, DEGREE_M, isochrone, rings
from entrelieux.engine.reach.network import Attachment, build
from tests.engine.reach.test_road_model import SIDE, grid

CAR = Mode.VOITURE


@pytest.fixture(scope="module")
def network():
    return build(grid())


def drawn(network, minutes, at=SIDE * SIDE // 2 + SIDE // 2):
    return isochrone(network, Attachment.at(int(network.node_of()[at])), CAR, minutes)


def is_inside(found, x, y):
    """Even-odd, a ray towards the east."""
    crossed = 0
    for ring in found:
        a, b = ring[:-1], ring[1:]
        spans = (a[:, 1] > y) != (b[:, 1] > y)
        a, b = a[spans], b[spans]
        crossed += int(
            (x < a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])).sum()
        )
    return crossed % 2 == 1


def area(ring):
    x, y = ring.T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


@pytest.mark.parametrize("minutes", [1, 4, 7.5, 12])
def test_all_that_is_reached_is_inside_and_nothing_far_from_it(network, minutes):
    found = drawn(network, minutes)
    start = int(network.node_of()[SIDE * SIDE // 2 + SIDE // 2])
    reached = network.metric(CAR).one_to_all(start) <= minutes * 600
    for x, y in zip(network.lon[reached], network.lat[reached], strict=True):
        assert is_inside(found, x, y)
    most = (ARM + 2) * CELL_M / DEGREE_M
    scale = np.array([np.cos(np.radians(44)), 1])
    near = np.column_stack([network.lon[reached], network.lat[reached]]) * scale
    step = 0.01
    for ring in found:
        away = np.abs(ring[:, None] * scale - near[None]).min(axis=1).max()
        assert away <= most + step


def test_more_time_never_draws_less(network):
    areas = [sum(map(area, drawn(network, minutes))) for minutes in (0, 2, 4, 8, 16)]
    assert areas == sorted(areas)
    assert areas[0] > 0


def test_the_blocks_between_roads_are_holes(network):
    found = drawn(network, 6)
    outer = [ring for ring in found if area(ring) > 0]
    assert len(outer) == 1
    assert len(found) > 1


def test_nothing_is_drawn_from_where_no_road_is(network):
    assert isochrone(network, Attachment.at(-1), CAR, 30) == ()
    assert isochrone(network, Attachment.at(3, 10**6), CAR, 30) == ()


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=20))
def test_rings_hold_the_squares_and_no_other(squares):
    inside = np.zeros((8, 8), bool)
    for x, y in squares:
        inside[x, y] = True
    found = rings(inside)
    assert sum(map(area, found)) == inside.sum()
    for x, y in np.ndindex(8, 8):
        assert is_inside(found, x + 0.5, y + 0.5) == inside[x, y]
    for ring in found:
        assert (ring[0] == ring[-1]).all()
