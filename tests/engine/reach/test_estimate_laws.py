"""The laws of the estimate, checked on drawn worlds against a plain Python reference."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.reach import EstimateModel, EstimateParameters, Mode, Origin, Targets
from entrelieux.packs.fr import reach as pack

MODEL = EstimateModel(EstimateParameters.from_mapping(pack.load()))
CURVES = pack.load()["curves"]

quiet = settings(max_examples=60, deadline=None, derandomize=True)

modes = st.sampled_from(list(Mode))
classes = st.integers(0, 3)
# Around Lozère, across the antimeridian (Wallis, Fiji), near a pole, and anywhere.
places = st.one_of(
    st.tuples(st.floats(3.0, 4.2), st.floats(44.2, 45.0)),
    st.tuples(st.sampled_from([-180.0, -179.9, 179.8, 180.0]), st.floats(-16.5, -16.0)),
    st.tuples(st.floats(-180, 180), st.floats(89.5, 90.0)),
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
)
points = st.tuples(places, classes, st.sampled_from([-1, 0, 0, 0, 7]))
worlds = st.lists(points, min_size=1, max_size=12)


def haversine_km(a, b):
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def one_end(c, crow):
    km = crow * (c["circuity_far"] + c["circuity_gap"] / (1 + crow / c["circuity_half_km"]))
    near, far = 60 / c["near_kmh"], 60 / c["far_kmh"]
    pace = far + (near - far) / (1 + km / c["rise_km"])
    return c["fixed_minutes"] + c["traffic"] * km * pace


def reference(a, b, mode):
    """Exact minutes between two points of a world, not rounded; None where unknown."""
    (place_a, class_a, land_a), (place_b, class_b, land_b) = a, b
    crow = haversine_km(place_a, place_b)
    if land_a != land_b:
        return None
    if crow < 1e-5:
        return 0.0
    if land_a < 0:
        return None
    curves = CURVES[mode]
    return (one_end(curves[class_a], crow) + one_end(curves[class_b], crow)) / 2


def arrays(world):
    return (
        [p[0][0] for p in world],
        [p[0][1] for p in world],
        [p[1] for p in world],
        [p[2] for p in world],
    )


def origin_of(point):
    return Origin(point[0][0], point[0][1], point[1], point[2])


def near(km, density=2, landmass=0, towards=(0.0, 1.0)):
    """A point ``km`` kilometres from (3.5, 44.5), to the north by default."""
    east, north = towards
    degree = math.pi / 180 * 6371.0088
    return (
        (3.5 + east * km / degree / math.cos(math.radians(44.5)), 44.5 + north * km / degree),
        density,
        landmass,
    )


@quiet
@given(worlds, modes)
def test_minutes_are_those_of_the_written_formula_rounded_up(world, mode):
    found = MODEL.matrix(*arrays(world), mode)
    for i, a in enumerate(world):
        for j, b in enumerate(world):
            exact = reference(a, b, mode)
            if exact is None or exact > 32_767:
                assert found[i, j] == (0 if i == j else -1)
            else:
                assert exact - 1e-5 <= found[i, j] < exact + 1 + 1e-5


@quiet
@given(worlds, modes, points, st.integers(0, 1440))
def test_what_is_reachable_is_what_the_matrix_says_is_near_enough(world, mode, start, limit):
    index, minutes = MODEL.reachable(origin_of(start), Targets.build(*arrays(world)), mode, limit)
    row = MODEL.matrix(*arrays([start, *world]), mode)[0, 1:]
    expected = np.flatnonzero((row >= 0) & (row <= limit))
    assert index.tolist() == expected.tolist()
    assert minutes.tolist() == row[expected].tolist()
    assert index.dtype == np.int32
    assert minutes.dtype == np.int16


@quiet
@given(worlds, modes)
def test_the_way_back_takes_as_long(world, mode):
    found = MODEL.matrix(*arrays(world), mode)
    assert (found == found.T).all()
    assert (np.diag(found) == 0).all()


@quiet
@given(modes, classes, classes, st.floats(0.02, 400), st.floats(0.02, 400))
def test_further_is_never_sooner(mode, here, there, km1, km2):
    short, long = sorted((km1, km2))
    world = [near(0, here), near(short, there), near(long, there)]
    row = MODEL.matrix(*arrays(world), mode)[0]
    assert 0 < row[1] <= row[2]


@quiet
@given(modes, classes, st.lists(places, min_size=3, max_size=3))
def test_no_detour_is_shorter_among_places_of_one_class(mode, density, three):
    found = MODEL.matrix(*arrays([(place, density, 0) for place in three]), mode).astype(int)
    if (found >= 0).all():
        assert found[0, 2] <= found[0, 1] + found[1, 2]


@quiet
@given(worlds, modes, points, st.integers(0, 200), st.integers(0, 200))
def test_more_time_never_loses_a_place(world, mode, start, limit1, limit2):
    short, long = sorted((limit1, limit2))
    targets = Targets.build(*arrays(world))
    few = dict(zip(*MODEL.reachable(origin_of(start), targets, mode, short), strict=True))
    many = dict(zip(*MODEL.reachable(origin_of(start), targets, mode, long), strict=True))
    assert few == {i: m for i, m in many.items() if m <= short}


@quiet
@given(worlds, modes, points, st.randoms(use_true_random=False))
def test_the_order_of_the_targets_changes_nothing(world, mode, start, random):
    shuffle = list(range(len(world)))
    random.shuffle(shuffle)
    index, minutes = MODEL.reachable(origin_of(start), Targets.build(*arrays(world)), mode, 90)
    mixed = Targets.build(*arrays([world[i] for i in shuffle]))
    index2, minutes2 = MODEL.reachable(origin_of(start), mixed, mode, 90)
    one = dict(zip(index.tolist(), minutes.tolist(), strict=True))
    other = {shuffle[i]: m for i, m in zip(index2.tolist(), minutes2.tolist(), strict=True)}
    assert one == other


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("km", [0.0005, 0.05, 3, 40])
@pytest.mark.parametrize("lands", [(0, 1), (0, -1), (-1, -1), (3, 0)])
def test_no_road_no_minutes_however_near(mode, km, lands):
    here, there = near(0, landmass=lands[0]), near(km, landmass=lands[1])
    index, _ = MODEL.reachable(origin_of(here), Targets.build(*arrays([there])), mode, 1440)
    assert index.size == 0
    assert MODEL.matrix(*arrays([here, there]), mode).tolist() == [[0, -1], [-1, 0]]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(("lands", "minutes"), [((0, 0), 0), ((-1, -1), 0), ((0, -1), -1)])
def test_one_point_is_no_trip_unless_its_two_records_disagree_about_the_land(mode, lands, minutes):
    here, there = near(0, 0, lands[0]), near(0, 3, lands[1])
    assert MODEL.matrix(*arrays([here, there]), mode)[0, 1] == minutes
    index, found = MODEL.reachable(origin_of(here), Targets.build(*arrays([there])), mode, 0)
    assert found.tolist() == ([0] if minutes == 0 else [])
    assert index.tolist() == ([0] if minutes == 0 else [])


@pytest.mark.parametrize("mode", list(Mode))
def test_places_on_both_sides_of_the_antimeridian_are_neighbours(mode):
    west, east = ((-179.99, -16.2), 3, 4), ((179.99, -16.2), 3, 4)
    minutes = MODEL.matrix(*arrays([west, east]), mode)[0, 1]
    assert 0 < minutes <= 60
    index, found = MODEL.reachable(origin_of(west), Targets.build(*arrays([east, west])), mode, 60)
    assert index.tolist() == [0, 1]
    assert found.tolist() == [minutes, 0]


def test_islands_and_overseas_are_not_reached_from_the_mainland():
    langogne = Origin(3.8556, 44.7275, 3, 0)
    targets = Targets.build(
        [3.8556, 55.45, -52.33, 8.74, -3.10],
        [44.73, -20.88, 4.93, 41.92, 48.46],
        [3, 1, 2, 1, 3],
        [0, 11, 12, 2, -1],
    )
    index, _ = MODEL.reachable(langogne, targets, Mode.VOITURE, 1440)
    assert index.tolist() == [0]


def test_a_trip_worked_by_hand():
    # One class of straight roads at 60 km/h, 2 fixed minutes: 10 km are 12 minutes.
    straight = {
        "circuity_far": 1.0,
        "circuity_gap": 0.0,
        "circuity_half_km": 1.0,
        "near_kmh": 60.0,
        "far_kmh": 60.0,
        "rise_km": 1.0,
        "traffic": 1.0,
        "fixed_minutes": 2.0,
    }
    # The other: 1.5 times the crow-fly distance at 30 km/h, half as long again: 45 + 6 minutes.
    winding = straight | {
        "circuity_far": 1.5,
        "near_kmh": 30.0,
        "far_kmh": 30.0,
        "traffic": 1.5,
        "fixed_minutes": 6.0,
    }
    curves = {mode: [straight, winding, straight, straight] for mode in Mode}
    data = {"method": pack.load()["method"], "curves": curves}
    model = EstimateModel(EstimateParameters.from_mapping(data))
    both = [near(0, 0), near(10 - 1e-7, 0), near(10 - 1e-7, 1, towards=(0, -1))]
    found = model.matrix(*arrays(both), Mode.VOITURE)
    assert found[0, 1] == 12
    assert found[0, 2] == 32  # the mean of 12 and 51 is 31.5
    assert found[1, 2] == 59  # 20 km: the mean of 22 and 96


@pytest.mark.parametrize("mode", list(Mode))
def test_a_whole_country_of_targets_gives_what_a_plain_scan_gives(mode):
    rng = np.random.default_rng(3)
    n = 4_000
    lon, lat = rng.uniform(-5, 8, n), rng.uniform(42, 51, n)
    density, landmass = rng.integers(0, 4, n), rng.integers(-1, 2, n)
    targets = Targets.build(lon, lat, density, landmass)
    world = [((lon[i], lat[i]), int(density[i]), int(landmass[i])) for i in range(n)]
    start = ((2.35, 48.85), 0, 0)
    index, minutes = MODEL.reachable(origin_of(start), targets, mode, 75)
    exact = [reference(start, p, mode) for p in world]
    expected = {i: math.ceil(t - 1e-9) for i, t in enumerate(exact) if t is not None and t <= 75}
    assert dict(zip(index.tolist(), minutes.tolist(), strict=True)) == expected
