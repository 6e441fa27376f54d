"""What comes in is checked, kept and saved; what makes no sense is refused in words."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest

from entrelieux.engine.reach import (
    Curve,
    EstimateParameters,
    Mode,
    Origin,
    ReachError,
    Targets,
)
from entrelieux.packs.fr import reach as pack

GOOD = {"lon": [2.0, 3.0], "lat": [45.0, 46.0], "density": [0, 3], "landmass": [0, -1]}
HERE = Origin(2.0, 45.0, 1, 0)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("lon", [2.0, float("nan")], "longitude of point 1: nan"),
        ("lon", [181.0, 3.0], "longitude of point 0: 181.0, expected degrees from -180 to 180"),
        ("lon", [float("inf"), 3.0], "longitude of point 0: inf"),
        ("lat", [45.0, -90.5], "latitude of point 1: -90.5"),
        ("lat", [45.0, None], "latitude of point 1: nan"),
        ("lat", ["45,0", "46"], "latitude: not numbers"),
        ("lat", [[45.0, 46.0]], "latitude: array of 2 dimensions"),
        ("density", [0, 4], "density class of point 1: 4.0"),
        ("density", [0.5, 1], "density class of point 0: 0.5"),
        ("landmass", [-2, 0], "landmass of point 0: -2.0"),
        ("landmass", [0, 40_000], "landmass of point 1: 40000.0"),
        ("landmass", [0], "arrays of sizes 2, 2, 2, 1"),
    ],
)
def test_a_wrong_point_is_named(model, name, value, said):
    with pytest.raises(ReachError, match=said.replace("[", r"\[")):
        Targets.build(**GOOD | {name: value})
    with pytest.raises(ReachError):
        model.matrix(**GOOD | {name: value}, mode=Mode.PIED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lon": float("nan")},
        {"lon": 200.0},
        {"lat": 91.0},
        {"lat": float("inf")},
        {"density": 4},
        {"density": -1},
        {"landmass": -2},
        {"landmass": 10**6},
    ],
)
def test_a_wrong_origin_is_refused(wrong):
    with pytest.raises(ReachError, match="origin: "):
        Origin(**{"lon": 2.0, "lat": 45.0, "density": 1, "landmass": 0} | wrong)


@pytest.mark.parametrize("limit", [-1, 1441, 12.5, "45", None, True])
def test_a_wrong_limit_is_refused(model, limit):
    with pytest.raises(ReachError, match="max_minutes"):
        model.reachable(HERE, Targets.build(**GOOD), Mode.PIED, limit)


def test_an_unknown_mode_is_refused(model):
    with pytest.raises(ReachError, match="expected one of pied, velo, voiture"):
        model.reachable(HERE, Targets.build(**GOOD), "cheval", 30)


def test_a_matrix_too_large_is_refused_before_it_is_made(model):
    many = [2.0] * 2_001
    with pytest.raises(ReachError, match="2001 points, expected at most 2000"):
        model.matrix(many, many, [0] * 2_001, [0] * 2_001, Mode.PIED)


def test_nothing_to_reach_is_an_empty_answer(model):
    index, minutes = model.reachable(HERE, Targets.build([], [], [], []), Mode.VOITURE, 60)
    assert (index.size, minutes.size) == (0, 0)
    assert model.matrix([], [], [], [], Mode.VOITURE).shape == (0, 0)


def test_targets_come_back_from_a_file_as_they_were(model):
    file = io.BytesIO()
    targets = Targets.build(**GOOD)
    np.savez(file, **targets.to_arrays())
    file.seek(0)
    with np.load(file, allow_pickle=False) as saved:
        again = Targets.from_arrays(saved)
    assert len(again) == 2
    for name, array in targets.to_arrays().items():
        assert again.to_arrays()[name].dtype == array.dtype
        assert again.to_arrays()[name].tolist() == array.tolist()
    for one, other in zip(
        model.reachable(HERE, targets, Mode.VOITURE, 600),
        model.reachable(HERE, again, Mode.VOITURE, 600),
        strict=True,
    ):
        assert one.tolist() == other.tolist()


def test_a_file_without_an_array_is_refused():
    arrays = Targets.build(**GOOD).to_arrays()
    del arrays["landmass"]
    with pytest.raises(ReachError, match="landmass"):
        Targets.from_arrays(arrays)


def test_targets_keep_their_own_copy():
    lon = np.array([2.0, 3.0])
    targets = Targets.build(**GOOD | {"lon": lon})
    lon[:] = 99
    assert targets.lon.tolist() == [2.0, 3.0]
    with pytest.raises(ValueError, match="read-only"):
        targets.lon[0] = 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"circuity_far": 0.9},
        {"circuity_gap": -0.1},
        {"circuity_half_km": 0.0},
        {"near_kmh": 0.0},
        {"near_kmh": 90.0},
        {"rise_km": -1.0},
        {"traffic": 0.5},
        {"fixed_minutes": float("nan")},
    ],
)
def test_a_curve_that_would_break_the_laws_is_refused(wrong):
    with pytest.raises(ReachError, match="curve: "):
        Curve(**pack.load()["curves"]["voiture"][0] | wrong)


@pytest.mark.parametrize("lost", ["method", "curves"])
def test_parameters_with_a_part_missing_are_refused(lost):
    data = pack.load()
    del data[lost]
    with pytest.raises(ReachError, match=lost):
        EstimateParameters.from_mapping(data)


def test_a_mode_without_its_four_classes_is_refused():
    data = pack.load()
    data["curves"]["velo"].pop()
    with pytest.raises(ReachError, match="velo needs 4 curves"):
        EstimateParameters.from_mapping(data)


def test_the_method_says_it_is_an_estimate_and_what_is_not_checked(model):
    assert model.method.is_estimate
    for word in ("montagne", "bouchons", "hiver", "bacs"):
        assert word in model.method.not_validated


@pytest.mark.processes
def test_importing_reach_does_not_load_the_compiler():
    code = (
        "import sys, entrelieux.engine.reach, entrelieux.packs.fr.reach; "
        "sys.exit('numba' in sys.modules or 'django' in sys.modules)"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0
