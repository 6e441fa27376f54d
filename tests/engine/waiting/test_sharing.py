"""Sharing requests out: compared with every other way of doing it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.waiting import WaitingError, shared_out


@st.composite
def sharings(draw):
    n, m = draw(st.integers(0, 6)), draw(st.integers(1, 3))
    fits = draw(st.lists(st.lists(st.booleans(), min_size=m, max_size=m), min_size=n, max_size=n))
    pace = st.one_of(st.integers(1, 4).map(float), st.floats(0.3, 8, allow_subnormal=False))
    capacity = draw(st.lists(pace, min_size=m, max_size=m))
    loads = draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))
    room = st.lists(st.integers(0, 5), min_size=m, max_size=m)
    return np.array(fits, bool).reshape(n, m), capacity, loads, draw(st.one_of(st.none(), room))


def weeks(given_, capacity, loads):
    total = np.array(loads) + np.bincount([p for p in given_ if p >= 0], minlength=len(loads))
    return sorted((int(t) / c for t, c in zip(total, capacity, strict=True)), reverse=True)


def every(fits, loads, at_once):
    """All sharings that keep to who fits and to the places there are."""
    n, m = fits.shape
    most = [99] * m if at_once is None else at_once
    for given_ in product(range(-1, m), repeat=n):
        if all(p < 0 or fits[at, p] for at, p in enumerate(given_)) and all(
            loads[p] + given_.count(p) <= most[p] or not given_.count(p) for p in range(m)
        ):
            yield given_


@given(sharings())
def test_no_other_sharing_serves_the_first_better_or_is_fairer(world):
    fits, capacity, loads, at_once = world
    found = tuple(shared_out(fits, capacity, loads, at_once).tolist())
    possible = list(every(fits, loads, at_once))
    assert found in possible

    def judged(given_):
        return [p < 0 for p in given_], weeks(given_, capacity, loads)

    assert judged(found) == min(map(judged, possible))


@given(sharings())
def test_as_many_as_possible_have_somebody(world):
    fits, capacity, loads, at_once = world
    found = shared_out(fits, capacity, loads, at_once)
    most = max(sum(p >= 0 for p in other) for other in every(fits, loads, at_once))
    assert (found >= 0).sum() == most
    if at_once is None:
        assert ((found < 0) == ~fits.any(axis=1)).all()


@given(sharings(), st.data())
def test_who_is_named_first_counts_for_nothing_in_how_fair_it_is(world, data):
    fits, capacity, loads, at_once = world
    turn = data.draw(st.permutations(range(len(loads))))
    found = shared_out(fits, capacity, loads, at_once)
    other = shared_out(
        fits[:, turn],
        [capacity[p] for p in turn],
        [loads[p] for p in turn],
        None if at_once is None else [at_once[p] for p in turn],
    )
    back = [turn[p] if p >= 0 else -1 for p in other]
    assert weeks(found, capacity, loads) == weeks(back, capacity, loads)
    assert [p < 0 for p in found] == [p < 0 for p in back]


@given(st.integers(1, 80), st.integers(0, 2**32 - 1))
def test_at_any_size_no_chain_of_changes_is_fairer(n, seed):
    """One move from end to end of any chain: enough, for a sum of convex costs."""
    draw = np.random.default_rng(seed)
    m = 6
    fits = draw.random((n, m)) < 0.4
    capacity, loads = draw.integers(1, 20, m), draw.integers(0, 9, m)
    given_ = shared_out(fits, capacity, loads)
    links = np.eye(m, dtype=bool)
    for at, person in enumerate(given_):
        if person >= 0:
            links[person] |= fits[at]
    for _ in range(m):
        links = links @ links
    held = loads + np.bincount(given_[given_ >= 0], minlength=m)
    now = sorted(held / capacity, reverse=True)
    for one, other in zip(*np.nonzero(links), strict=True):
        moved = held.copy()
        moved[one] -= 1
        moved[other] += 1
        if (given_ == one).any():
            assert sorted(moved / capacity, reverse=True) >= now


def test_more_capacity_is_more_work_and_nobody_who_does_not_fit_is_asked():
    found = shared_out(np.ones((30, 2), bool), [5, 10], [0, 0])
    assert np.bincount(found).tolist() == [10, 20]
    fits = np.array([[True, False]] * 4 + [[True, True]] * 4)
    assert np.bincount(shared_out(fits, [1.0, 1.0], [0, 0])).tolist() == [4, 4]


def test_the_first_person_changes_so_that_the_last_request_has_somebody():
    fits = np.array([[True, True], [True, False]])
    assert shared_out(fits, [1.0, 1.0], [0, 0], [1, 1]).tolist() == [1, 0]


def test_those_behind_wait_when_there_is_no_place_and_what_is_held_counts():
    fits = np.ones((4, 2), bool)
    assert (shared_out(fits, [1.0, 1.0], [2, 0], [3, 1]) >= 0).tolist() == [
        True,
        True,
        False,
        False,
    ]
    assert (shared_out(fits, [1.0, 1.0], [9, 9], [3, 1]) < 0).all()


def test_when_the_most_weeks_are_alike_the_next_are_the_fewest():
    # Two weeks for the first, or for the second: the other then has one week or a week and a half.
    fits = np.ones((5, 2), bool)
    assert np.bincount(shared_out(fits, [1.0, 2.0], [0, 0])).tolist() == [1, 4]


def test_what_is_given_is_not_touched_and_nobody_is_possible_too():
    loads = np.array([1, 2])
    shared_out(np.ones((3, 2), bool), [1.0, 1.0], loads)
    assert loads.tolist() == [1, 2]
    assert shared_out(np.zeros((3, 0), bool), [], []).tolist() == [-1, -1, -1]
    assert shared_out(np.zeros((0, 2), bool), [1.0, 1.0], [0, 0]).size == 0


@pytest.mark.parametrize(
    ("fits", "capacity", "loads", "at_once", "said"),
    [
        ([[1, 0]], [1.0, 1.0], [0, 0], None, "fits: int64"),
        ([[True]], [1.0, 1.0], [0, 0], None, r"fits: bool of shape \(1, 1\)"),
        ([True], [1.0], [0], None, r"fits: bool of shape \(1,\)"),
        ([[True]], [0.0], [0], None, "capacity: 0, expected above 0"),
        ([[True]], [-1.0], [0], None, "capacity: -1.0"),
        ([[True]], [np.nan], [0], None, "capacity: nan"),
        ([[True]], [1.0], [-2], None, "loads: -2"),
        ([[True]], [1.0], [0.5], None, "loads: float64"),
        ([[True]], [1.0], [0, 0], None, r"loads: int64 of shape \(2,\)"),
        ([[True]], [1.0], [0], [-1], "at_once: -1"),
        ([[True]], [1.0], [0], [1, 1], r"at_once: int64 of shape \(2,\)"),
    ],
)
def test_a_sharing_that_cannot_be_is_refused_with_what_was_expected(
    fits, capacity, loads, at_once, said
):
    with pytest.raises(WaitingError, match=said):
        shared_out(fits, capacity, loads, at_once)
