"""Floating catchments: nothing is created or lost, and the formulas are those published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.access import (
    AccessError,
    Pairs,
    gaussian,
    same_for_all,
    steps,
    three_step_catchment,
    two_step_catchment,
)

LIMIT = 30
DECAYS = (same_for_all(LIMIT), steps({10: 1, 20: 0.68, 30: 0.22}), gaussian(LIMIT))
METHODS = (two_step_catchment, three_step_catchment)


@st.composite
def territories(draw):
    zones, sites = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    cell = st.one_of(st.integers(0, 40), st.just(np.inf))
    table = np.array(
        draw(
            st.lists(st.lists(cell, min_size=sites, max_size=sites), min_size=zones, max_size=zones)
        ),
        np.float64,
    )
    people = np.array(draw(st.lists(st.integers(0, 5_000), min_size=zones, max_size=zones)), float)
    supply = np.array(draw(st.lists(st.integers(0, 50), min_size=sites, max_size=sites)), float)
    return people, supply, table, draw(st.sampled_from(DECAYS))


@pytest.mark.parametrize("method", METHODS)
@given(territories())
def test_no_supply_is_created_or_lost(method, territory):
    people, supply, table, decay = territory
    found = method(people, supply, Pairs.from_dense(table, LIMIT), decay)
    assert people @ found.score == pytest.approx(supply[~found.idle].sum())
    assert (found.score >= 0).all()
    assert not found.score[found.unserved].any()


@given(territories())
def test_two_steps_as_published(territory):
    people, supply, table, decay = territory
    near = np.where(table <= LIMIT, table, LIMIT + 1).astype(int)
    weight = np.append(decay, 0.0)[near]
    claims = people @ weight
    per_head = np.array([s / c if c else 0 for s, c in zip(supply, claims, strict=True)])
    found = two_step_catchment(people, supply, Pairs.from_dense(table, LIMIT), decay)
    assert found.score == pytest.approx(weight @ per_head)
    assert found.idle.tolist() == (claims == 0).tolist()
    assert found.unserved.tolist() == (weight.sum(axis=1) == 0).tolist()


@given(territories())
def test_three_steps_as_published(territory):
    people, supply, table, decay = territory
    near = np.where(table <= LIMIT, table, LIMIT + 1).astype(int)
    weight = np.append(decay, 0.0)[near]
    total = weight.sum(axis=1, keepdims=True)
    part = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    claims = people @ (part * weight)
    per_head = np.array([s / c if c else 0 for s, c in zip(supply, claims, strict=True)])
    found = three_step_catchment(people, supply, Pairs.from_dense(table, LIMIT), decay)
    assert found.score == pytest.approx((part * weight) @ per_head)


@pytest.mark.parametrize("method", METHODS)
@given(territories(), st.integers(2, 9))
def test_everybody_twice_halves_what_each_has(method, territory, times):
    people, supply, table, decay = territory
    pairs = Pairs.from_dense(table, LIMIT)
    once = method(people, supply, pairs, decay).score
    assert method(people * times, supply, pairs, decay).score * times == pytest.approx(once)


def test_two_sites_side_by_side_do_not_double_the_demand_on_either():
    """The third step: one person before two equal sites counts for half at each."""
    pairs = Pairs.from_dense([[5, 5]], LIMIT)
    two = two_step_catchment([100], [1, 1], pairs, same_for_all(LIMIT))
    three = three_step_catchment([100], [1, 1], pairs, same_for_all(LIMIT))
    assert two.score.tolist() == pytest.approx([0.02])
    assert three.score.tolist() == pytest.approx([0.02])


def test_decays_begin_at_one_and_never_rise():
    for decay in DECAYS:
        assert decay[0] == 1
        assert (np.diff(decay) <= 0).all()
    assert gaussian(LIMIT)[-1] == 0
    assert steps({10: 1, 20: 0.68})[[0, 10, 11, 20]].tolist() == [1, 1, 0.68, 0.68]


@pytest.mark.parametrize(
    ("people", "supply", "decay", "said"),
    [
        ([1, 2], [1], [1.0], "people: shape"),
        ([1], [-1], [1.0], "supply: a value is negative"),
        ([np.nan], [1], [1.0], "people: a value"),
        ([1], [1], [1.5], "from 0 to 1"),
        ([1], [1], [], "from 0 to 1"),
    ],
)
def test_what_makes_no_territory_is_refused(people, supply, decay, said):
    with pytest.raises(AccessError, match=said):
        two_step_catchment(people, supply, Pairs.from_dense([[1]], LIMIT), decay)
