"""Equity: known cases, and the laws that make a figure worth reading."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from entrelieux.engine.access import (
    AccessError,
    by_group,
    concentration,
    gini,
    palma,
    quantile,
    ranks,
    spread,
)

VALUES = st.lists(
    st.tuples(st.integers(0, 1_000), st.integers(0, 2_000)), min_size=1, max_size=12
).map(
    lambda pairs: (np.array([v for v, _ in pairs], float), np.array([p for _, p in pairs], float))
)


def test_known_cases():
    alike = [3, 3, 3], [10, 20, 70]
    assert gini(*alike) == pytest.approx(0)
    assert palma(*alike) == pytest.approx(0.25)
    assert gini([0, 1], [99, 1]) == pytest.approx(0.99)
    assert gini([1, 2, 3, 4], [1, 1, 1, 1]) == pytest.approx(0.25)
    assert palma([0, 1], [50, 50]) is None
    assert gini([0, 0], [1, 1]) is None
    assert quantile([9, 1, 5], [1, 1, 1], 0.5) == 5
    assert quantile([9, 1], [0, 3], 1.0) == 1
    assert concentration([1, 0], [1, 1], [1, 2]) == pytest.approx(-0.5)
    assert concentration([0, 1], [1, 1], [1, 2]) == pytest.approx(0.5)
    assert concentration([5, 1], [1, 1], [3, 3]) == pytest.approx(0)


@given(VALUES)
def test_gini_is_the_mean_gap_between_two_people(given_values):
    """Gini = mean absolute difference between two people drawn, over twice the mean."""
    values, people = given_values
    assume(values @ people > 0)
    gaps = np.abs(values[:, None] - values[None, :]) * people[:, None] * people[None, :]
    expected = gaps.sum() / (2 * people.sum() * (values @ people))
    assert gini(values, people) == pytest.approx(expected, abs=1e-12)


@given(VALUES, st.integers(2, 50))
def test_scale_and_number_of_people_change_nothing(given_values, times):
    values, people = given_values
    once = gini(values, people), palma(values, people)
    for again in ((values * times, people), (values, people * times)):
        found = gini(*again), palma(*again)
        for one, other in zip(once, found, strict=True):
            assert (one is None) == (other is None)
            assert one is None or one == pytest.approx(other, rel=1e-9, abs=1e-12)


@given(VALUES, st.integers(1, 30))
def test_giving_everybody_as_much_more_never_widens_the_gap(given_values, more):
    values, people = given_values
    before, after = gini(values, people), gini(values + more, people)
    assume(before is not None)
    assert after <= before + 1e-12


@given(VALUES)
def test_concentration_against_itself_is_gini(given_values):
    values, people = given_values
    assume(values @ people > 0)
    assert concentration(values, people, values) == pytest.approx(gini(values, people), abs=1e-9)


@given(VALUES, st.integers(2, 6))
def test_ranks_rise_with_values_and_never_part_equal_ones(given_values, parts):
    values, people = given_values
    assume(people.sum() > 0)
    found = ranks(values, people, parts)
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    assert ((found >= 0) & (found < parts)).all()
    for value in set(values.tolist()):
        assert len(set(found[values == value].tolist())) == 1


@given(VALUES)
def test_groups_hold_everybody_once(given_values):
    values, people = given_values
    group = np.arange(values.size) % 3
    parts = by_group(values, people, group, 3)
    assert sum(part.people for part in parts) == people.sum()
    total = sum((part.mean or 0) * part.people for part in parts)
    assert total == pytest.approx(values @ people)


def test_missing_values_are_counted_apart():
    found = spread([1, np.nan, 3], [10, 5, 10])
    assert (found.people, found.people_unknown, found.mean) == (20, 5, 2)
    assert ranks([1, np.nan, 3], [10, 5, 10], 2).tolist() == [0, -1, 1]
    empty = spread([np.nan], [5])
    assert (empty.people, empty.people_unknown, empty.mean, empty.gini) == (0, 5, None, None)


@pytest.mark.parametrize(
    ("values", "people", "said"),
    [
        ([1], [1, 2], "one shape"),
        ([-1], [1], "negative"),
        ([1], [-1], "people"),
        ([np.inf], [1], "infinite"),
    ],
)
def test_what_cannot_be_is_refused(values, people, said):
    with pytest.raises(AccessError, match=said):
        spread(values, people)
