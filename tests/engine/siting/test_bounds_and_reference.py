"""Bounds hold when nothing is searched, large problems obey the same laws, optima are met."""

import csv
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bench.siting import pmed
from entrelieux.engine.siting import (
    Instance,
    Pairs,
    SitingError,
    fairest,
    maximal_cover,
    p_centre,
    p_median,
    prices,
    set_cover,
)
from entrelieux.engine.siting import cover as cover_module
from entrelieux.engine.siting import sums as sums_module
from entrelieux.engine.siting.exact import by_search
from entrelieux.engine.siting.prices import by_prices
from entrelieux.engine.siting.problem import Search, Sum
from tests.engine.siting import worlds

PMED = Path(__file__).resolve().parents[4] / "shared" / "bench" / "pmed"
patched = settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
places = st.integers(1, 4)


@pytest.fixture(params=["few pairs", "many pairs"])
def unsearched(request, monkeypatch) -> None:
    """No search, and for half of the tests the rounds of large problems."""
    monkeypatch.setattr(sums_module, "by_search", lambda *_: None)
    monkeypatch.setattr(cover_module, "_by_search", lambda *_: None)
    if request.param == "many pairs":
        for module in (sums_module, cover_module):
            monkeypatch.setattr(module, "FEW_PAIRS", -1)
        monkeypatch.setattr(prices, "CORE", 2)


@patched
@given(worlds.instances(), places)
def test_a_bound_by_prices_is_a_bound(unsearched, instance, p) -> None:
    answer = p_median(instance, p, beyond=90)
    best = min(worlds.minutes_sum(instance, c, 90) for c in worlds.choices(instance, p))
    assert answer.bound <= best + 1e-6
    assert answer.objective >= best - 1e-6
    assert answer.objective == pytest.approx(
        worlds.minutes_sum(instance, tuple(answer.chosen), 90), abs=1e-6
    )
    if answer.proved:
        assert answer.objective == pytest.approx(best, abs=1e-6)
    else:
        assert answer.by == "bound"


@patched
@given(worlds.instances(), places, st.sampled_from([1.0, 3.0]))
def test_a_bound_on_people_is_a_bound(unsearched, instance, p, limit) -> None:
    answer = maximal_cover(instance, p, limit)
    left = min(worlds.unreached(instance, c, limit) for c in worlds.choices(instance, p))
    best = instance.weights.sum() - left
    assert answer.bound >= best - 1e-6
    assert answer.objective <= best + 1e-6
    assert answer.gap >= 0


@patched
@given(worlds.instances(), st.sampled_from([1.0, 3.0]))
def test_a_bound_on_places_is_a_bound(unsearched, instance, limit) -> None:
    answer = set_cover(instance, limit)
    free = tuple(instance.candidates.tolist())
    least = worlds.unreached(instance, free, limit)
    best = min(
        len(c)
        for c in worlds.choices(instance, len(free))
        if worlds.unreached(instance, c, limit) <= least + worlds.SLACK
    )
    assert answer.unreached == pytest.approx(least)
    assert answer.bound <= best <= answer.objective == answer.chosen.size


@patched
@given(worlds.instances(), places)
def test_a_bound_on_the_worst_is_a_bound(unsearched, instance, p) -> None:
    answer = p_centre(instance, p)
    if answer.unreached > worlds.least_left(instance, p) + worlds.SLACK:
        assert not answer.proved
        return
    best = min(
        worlds.worst(instance, c)
        for c in worlds.choices(instance, p)
        if worlds.unreached(instance, c) <= answer.unreached + worlds.SLACK
    )
    assert answer.bound <= best <= answer.objective


def town(d: int, c: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """People and minutes on a plane, some pairs out of reach."""
    rng = np.random.default_rng(seed)
    homes, sites = rng.random((d, 2)) * 60, rng.random((c, 2)) * 60
    minutes = np.hypot(*(homes[:, None] - sites).transpose(2, 0, 1)).round(1)
    return rng.integers(0, 500, d).astype(float), np.where(minutes > 45, np.inf, minutes)


@pytest.mark.parametrize("seed", range(4))
def test_p_median_of_a_town_is_that_of_an_integer_program(seed) -> None:
    people, minutes = town(60, 25, seed)
    answer = p_median(Instance(people, minutes), 4, beyond=60)
    d, c = minutes.shape
    told = np.where(np.isinf(minutes), 60, minutes)
    told[np.isinf(minutes).all(axis=1)] = 0  # nobody could be reached there
    cost = np.concatenate([np.zeros(c), (people[:, None] * told).ravel()])
    pick = np.arange(d * c)
    served = csr_array((np.ones(d * c), (pick // c, c + pick)), shape=(d, c + d * c))
    opened = csr_array(
        (
            np.tile([1.0, -1.0], d * c),
            (np.repeat(pick, 2), np.column_stack([c + pick, pick % c]).ravel()),
        ),
        shape=(d * c, c + d * c),
    )
    count = np.append(np.ones(c), np.zeros(d * c))[None]
    found = milp(
        cost,
        integrality=np.append(np.ones(c), np.zeros(d * c)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(served, 1, 1),
            LinearConstraint(opened, -np.inf, 0),
            LinearConstraint(count, 0, 4),
        ],
        options={"mip_rel_gap": 0},
    )
    assert answer.proved
    assert answer.objective == pytest.approx(found.fun, rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_what_prices_decide_is_what_trying_all_choices_decides(seed) -> None:
    rng = np.random.default_rng(seed)
    minutes = rng.integers(1, 100, (30, 16)).astype(float)  # no plane: prices alone seldom prove
    people = rng.integers(1, 4, 30).astype(float)
    answer = p_median(Instance(people, minutes), 3)
    best = min((people * minutes[:, c].min(axis=1)).sum() for c in combinations(range(16), 3))
    assert answer.proved
    assert answer.objective == best


@pytest.mark.parametrize("seed", range(20))
def test_what_prices_close_is_in_no_better_choice(seed) -> None:
    rng = np.random.default_rng(seed)
    costs = rng.integers(1, 100, (30, 12)).astype(float)
    rows, columns = np.indices(costs.shape, np.int32)
    problem = Sum.of(rows.ravel(), columns.ravel(), costs.ravel(), costs.max(axis=1) + 1, 12)
    values = sorted((problem.value(np.array(c)), c) for c in combinations(range(12), 3))
    worse = next(choice for choice in values if choice[0] > values[0][0] + 20)
    found = Search(np.array(worse[1]), worse[0], -np.inf, np.partition(costs, 1, axis=1)[:, 1])
    by_prices(problem, Unmended(3), found, tries=400, enough=lambda _: False)
    by_search(problem, 3, found)
    assert found.value == values[0][0]
    assert found.settled(problem.step)


class Unmended(sums_module.Places):
    """Prices alone, so that what is searched has something left to find."""

    def mend(self, problem: Sum, elected: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, float]:
        return elected, np.inf


def test_a_gap_that_is_good_enough_is_said_and_not_called_a_proof() -> None:
    people, minutes = town(300, 120, 7)
    instance = Instance(people, minutes)
    rough, sure = (maximal_cover(instance, 6, 9, gap=gap) for gap in (0.2, 0.0))
    assert sure.proved
    assert rough.gap <= 0.2
    assert rough.objective <= sure.objective <= rough.bound + 1e-6


@pytest.mark.parametrize("name", ["pmed1", "pmed2", "pmed9", "pmed15", "pmed20"])
def test_known_optima_are_found_and_proved(name) -> None:
    if not PMED.is_dir():
        pytest.skip("../shared/bench/pmed is absent: known optima are not compared")
    with (PMED / "optima.csv").open(encoding="utf-8") as file:
        known = next(line for line in csv.DictReader(file) if line["instance"] == name)
    costs, p = pmed(PMED / f"{name}.txt")
    instance = Instance(np.ones(len(costs)), costs)
    for question, column in ((p_median, "p_median"), (p_centre, "p_center")):
        answer = question(instance, p)
        assert answer.proved
        assert answer.objective == float(known[column])


def test_stored_zeros_are_travel_times_and_absent_pairs_are_out_of_reach() -> None:
    stored = csr_array((np.array([0.0, 5.0]), ([0, 1], [0, 1])), shape=(2, 2))
    answer = p_median(Instance(np.ones(2), stored), 2)
    assert answer.objective == 5
    assert answer.reached == 2
    assert p_median(Instance(np.ones(2), stored), 1).chosen.tolist() == [0]


def test_nothing_to_choose_is_an_answer() -> None:
    empty = Instance(np.zeros(0), np.zeros((0, 0)))
    for answer in (p_median(empty, 3), maximal_cover(empty, 3, 5), set_cover(empty, 5)):
        assert answer.proved
        assert answer.by == "trivial"
        assert answer.objective == 0
    for answer in (p_centre(empty, 3), fairest(empty, 3)):
        assert answer.proved
        assert answer.objective == 0


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Instance(np.ones(2), np.ones((3, 2))), "weights: shape"),
        (lambda: Instance(np.array([-1.0]), np.ones((1, 1))), "weights: negative"),
        (lambda: Instance(np.ones(1), -np.ones((1, 1))), "negative or unknown minutes"),
        (lambda: Instance(np.ones(1), np.ones((1, 1)), existing=[1]), "existing: site 1"),
        (lambda: p_median(Instance(np.ones(1), np.ones((1, 1))), -1), "p: -1"),
        (lambda: p_median(Instance(np.ones(1), np.ones((1, 1))), 1.5), "p: 1.5"),
        (lambda: p_median(Instance(np.ones(1), 9 * np.ones((1, 1))), 1, beyond=5), "beyond: 5"),
        (lambda: maximal_cover(Instance(np.ones(1), np.ones((1, 1))), 1, -2), "limit: -2"),
        (lambda: fairest(Instance(np.ones(1), np.ones((1, 1))), 1, step=0), "step: 0"),
        (lambda: Pairs(np.array([0, 1]), np.array([3]), np.ones(1), 2), "a site beyond the 2"),
    ],
)
def test_what_makes_no_sense_is_said(build, said) -> None:
    with pytest.raises(SitingError, match=said):
        build()


@pytest.mark.processes
def test_the_engine_needs_no_compiler_until_it_is_asked() -> None:
    code = "import entrelieux.engine.siting, sys; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
