"""How one walks to a stop: in a straight line made longer, or along streets that are known."""

import numpy as np
import pytest

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.network import RoadGraph, build
from entrelieux.engine.reach.transit import (
    NEVER,
    OnFoot,
    Walks,
    straight_s,
    walks_by_crow,
    walks_by_roads,
)

STEP = 0.001  # of latitude: 111 metres, or nearly
HOW = OnFoot(most_m=500, kmh=3.6, detour=1.5)


def street(tail=(0, 1, 1, 2), head=(1, 0, 2, 1)):
    """Three points 111 m apart, each 100 s from the next."""
    size = len(tail)
    return build(
        RoadGraph(
            lon=np.full(3, 3.5), lat=44.5 + STEP * np.arange(3),
            elevation=np.full(3, np.nan, np.float32),
            tail=np.array(tail, np.int32), head=np.array(head, np.int32),
            length_m=np.full(size, 111, np.float32),
            seconds={Mode.PIED: np.full(size, 100, np.float32)},
            source="dessin", licence="", date="", is_fiction=True,
        )
    )  # fmt: skip


def told(walks):
    return {
        (row, int(walks.stop[i])): int(walks.seconds[i])
        for row in range(len(walks))
        for i in range(walks.first[row], walks.first[row + 1])
    }


def test_a_straight_line_is_made_longer_and_stops_too_far_are_left_out():
    walks = walks_by_crow([3.5], [44.5], np.full(3, 3.5), 44.5 + STEP * np.array([0, 2, 5]), HOW)
    assert told(walks) == {(0, 0): 0, (0, 1): pytest.approx(222.4 * 1.5, abs=1)}


def test_a_point_without_coordinates_has_no_stop():
    walks = walks_by_crow([np.nan, 3.5], [44.5, 44.5], np.array([3.5]), np.array([44.5]), HOW)
    assert told(walks) == {(1, 0): 0}
    assert straight_s([np.nan], [44.5], 3.5, 44.5, HOW).tolist() == [NEVER]


def test_two_sides_of_the_antimeridian_are_near():
    walks = walks_by_crow([179.999], [0.0], np.array([-179.999]), np.array([0.0]), HOW)
    assert len(walks.stop) == 1


def test_along_streets_the_time_is_theirs():
    stops = 44.5 + STEP * np.arange(3)
    walks = walks_by_roads(street(), [3.5], [44.5], np.full(3, 3.5), stops, HOW)
    assert told(walks) == {(0, 0): 0, (0, 1): 100, (0, 2): 200}


def test_a_stop_that_no_street_leads_to_is_left_out():
    one_way = street((0, 1), (1, 2))
    stops = np.full(2, 3.5), 44.5 + STEP * np.array([0, 2])
    assert told(walks_by_roads(one_way, [3.5], [44.5 + STEP], *stops, HOW)) == {(0, 1): 100}


def test_off_all_streets_the_walk_is_estimated():
    nowhere = walks_by_roads(street(), [4.5], [45.0], np.array([4.5]), np.array([45.001]), HOW)
    crow = walks_by_crow([4.5], [45.0], np.array([4.5]), np.array([45.001]), HOW)
    assert told(nowhere) == told(crow)


def test_the_least_of_each_point_is_never_without_any_stop():
    walks = Walks.of(3, [2, 0, 0], [1, 0, 1], [10, 5, 1])
    assert walks.least(np.array([100, 103], np.int32)).tolist() == [104, NEVER, 113]
    assert walks.least(np.array([NEVER, NEVER], np.int32)).tolist() == [NEVER] * 3


def test_some_points_keep_their_own_walks():
    walks = Walks.of(4, [0, 0, 2, 3], [5, 6, 7, 8], [1, 2, 3, 4])
    some = walks.rows(np.array([0, 1, 3]))
    assert some.first.tolist() == [0, 2, 2, 3]
    assert some.stop.tolist() == [5, 6, 8]
    assert some.seconds.tolist() == [1, 2, 4]
    assert len(walks.rows(np.zeros(0, np.intp))) == 0
