"""Minutes along roads where there are some, estimated elsewhere, and never one for the other."""

import numpy as np
import pytest

from entrelieux.engine.access import pairs_of
from entrelieux.engine.reach import Method, Mode, Origin, Targets
from entrelieux.engine.reach.network import UNREACHED, RoadGraph, build
from entrelieux.engine.reach.roads import Ends, RoadModel

CAR, BICYCLE = Mode.VOITURE, Mode.VELO
SIDE = 16
STEP = 0.01
RURAL = 2
LAND = 1


def grid(modes=(CAR,), one_way=False):
    """A square of crossroads 0.01° apart, a minute and a half between neighbours."""
    lon = 3 + STEP * (np.arange(SIDE * SIDE) % SIDE)
    lat = 44 + STEP * (np.arange(SIDE * SIDE) // SIDE)
    right = np.flatnonzero(np.arange(SIDE * SIDE) % SIDE < SIDE - 1)
    up = np.arange(SIDE * (SIDE - 1))
    tail, head = np.concatenate([right, up]), np.concatenate([right + 1, up + SIDE])
    back = np.arange(tail.size) if not one_way else np.arange(right.size, tail.size)
    tail, head = np.concatenate([tail, head[back]]), np.concatenate([head, tail[back]])
    few = np.full(tail.size, 1.0, np.float32)
    return RoadGraph(
        lon=lon, lat=lat, elevation=np.full(lon.size, np.nan, np.float32),
        tail=tail.astype(np.int32), head=head.astype(np.int32), length_m=few,
        seconds=dict.fromkeys(modes, 90 * few),
        source="dessin", licence="aucune", date="2026-11-23", is_fiction=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def network():
    return build(grid())


def road(network, estimate, fixed=0.0, traffic=1.0):
    method = Method("dessin", False, "par la route", "", "", is_fiction=True)
    ends = {mode: Ends([fixed] * 4, [traffic] * 4) for mode in Mode}
    return RoadModel(network, estimate, method, ends)


def at(column, row, land=LAND):
    return Origin(3 + STEP * column, 44 + STEP * row, RURAL, land)


def targets(*points, land=LAND):
    lon, lat = [3 + STEP * x for x, _ in points], [44 + STEP * y for _, y in points]
    return Targets.build(lon, lat, [RURAL] * len(points), [land] * len(points))


def test_minutes_follow_the_roads_from_door_to_door(network, model):
    found = road(network, model)
    sites, minutes = found.reachable(at(0, 0), targets((4, 0), (4, 2), (0, 0)), CAR, 60)
    assert sites.tolist() == [0, 1, 2]
    assert minutes.tolist() == [6, 9, 0]


def test_what_a_trip_costs_besides_the_road_is_counted(network, model):
    found = road(network, model, fixed=2.0, traffic=1.5)
    places = targets((4, 0), (0, 0))
    assert found.reachable(at(0, 0), places, CAR, 60)[1].tolist() == [11, 0]


def test_a_place_far_from_the_roads_is_estimated_and_said(network, model):
    found, places = road(network, model), targets((4, 0), (-30, 0), (2, 40))
    sites, minutes = found.reachable(at(0, 0), places, CAR, 240)
    estimated = dict(zip(*(x.tolist() for x in model.reachable(at(0, 0), places, CAR, 240)),
                         strict=True))  # fmt: skip
    assert found.by_road(at(0, 0), places, CAR).tolist() == [True, False, False]
    assert sites.tolist() == [0, 1, 2]
    assert minutes.tolist() == [6, estimated[1], estimated[2]]


@pytest.mark.parametrize(("origin", "mode"), [(at(-30, 0), CAR), (at(0, 0), BICYCLE)])
def test_from_where_no_road_is_followed_everything_is_estimated(network, model, origin, mode):
    found, places = road(network, model), targets((4, 0), (5, 5))
    assert not found.by_road(origin, places, mode).any()
    for a, b in zip(found.reachable(origin, places, mode, 240),
                    model.reachable(origin, places, mode, 240), strict=True):  # fmt: skip
        assert a.tolist() == b.tolist()


def test_a_place_on_the_roads_that_no_road_leads_to_is_never_estimated(model):
    one_way = road(build(grid(one_way=True)), model)
    places = targets((0, 0), (5, 0))
    assert one_way.reachable(at(0, 0), places, CAR, 240)[0].tolist() == [0, 1]
    assert one_way.reachable(at(5, 0), places, CAR, 240)[0].tolist() == [1]
    assert one_way.by_road(at(5, 0), places, CAR).all()


def test_a_limit_keeps_what_takes_exactly_that_long(network, model):
    found, places = road(network, model), targets((4, 0))
    assert found.reachable(at(0, 0), places, CAR, 6)[0].tolist() == [0]
    assert found.reachable(at(0, 0), places, CAR, 5)[0].tolist() == []


def test_many_origins_at_once_answer_as_each_alone(network, model):
    found = road(network, model, fixed=2.0, traffic=1.3)
    places = targets((4, 0), (15, 15), (-30, 0), (7.3, 2.1))
    origins = [at(0, 0), at(-30, 2), at(3.2, 9.9), at(15, 15)]
    pairs = pairs_of(found, iter(origins), places, CAR, 45)
    for zone, origin in enumerate(origins):
        sites, minutes = found.reachable(origin, places, CAR, 45)
        assert pairs.of(zone)[0].tolist() == sites.tolist()
        assert pairs.of(zone)[1].tolist() == minutes.tolist()


def test_a_table_of_a_few_points_says_the_same_and_its_two_directions(model):
    found = road(build(grid(one_way=True)), model)
    points = targets((0, 0), (5, 0), (-30, 0))
    table = found.matrix(points.lon, points.lat, points.density, points.landmass, CAR)
    estimated = model.matrix(points.lon, points.lat, points.density, points.landmass, CAR)
    assert np.diag(table).tolist() == [0, 0, 0]
    assert (table[0, 1], table[1, 0]) == (8, -1)
    assert table[2].tolist() == estimated[2].tolist()
    assert table[:, 2].tolist() == estimated[:, 2].tolist()


def test_minutes_are_those_of_the_shortest_way(network, model):
    rng = np.random.default_rng(5)
    points = [tuple(p) for p in rng.integers(0, SIDE, (40, 2))]
    sites, minutes = road(network, model).reachable(at(3, 3), targets(*points), CAR, 240)
    steps = [abs(x - 3) + abs(y - 3) for x, y in points]
    assert sites.tolist() == list(range(40))
    assert minutes.tolist() == [int(np.ceil(1.5 * n)) for n in steps]
    assert UNREACHED not in minutes
