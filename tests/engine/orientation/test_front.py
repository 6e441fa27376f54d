"""The laws of the front: exact, monotone, blind to order, free of dominated plans."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reference_plans import (
    brute_force,
    integer_program_front,
    penalties,
    plain_dynamic_programme,
)
from entrelieux.engine.orientation.front import pareto_front
from entrelieux.engine.orientation.model import REMOTE, OrientationError, pack
from tests.engine.orientation.worlds import subset, world, worlds

LAWS = settings(deadline=None, max_examples=300, derandomize=True)


def vectors(front):
    return [plan.vector for plan in front]


@LAWS
@given(worlds())
def test_the_front_is_that_of_brute_force(candidates):
    found = vectors(pareto_front(candidates))
    assert set(found) == brute_force(candidates)
    assert len(found) == len(set(found)), "one plan for each distinct vector"


@settings(deadline=None, max_examples=150, derandomize=True)
@given(worlds(most_needs=8, most_rows=14))
def test_the_front_is_that_of_a_plain_dynamic_programme_up_to_eight_needs(candidates):
    assert set(vectors(pareto_front(candidates))) == plain_dynamic_programme(candidates)


@settings(deadline=None, max_examples=12, derandomize=True)
@given(worlds(most_needs=4, most_rows=10))
def test_the_front_is_that_of_an_integer_program(candidates):
    assert set(vectors(pareto_front(candidates))) == integer_program_front(candidates)[0]


@LAWS
@given(worlds(most_needs=6, most_rows=10))
def test_each_plan_is_worth_what_its_vector_says(candidates):
    cost = penalties(candidates)
    for plan in pareto_front(candidates):
        given_needs = [need for visit in plan.visits for need in visit.needs]
        assert len(given_needs) == len(set(given_needs))
        people = {visit.candidate for visit in plan.visits}
        trips = {
            int(candidates.site[who]): int(candidates.minutes[who])
            for who in people
            if candidates.site[who] != REMOTE
        }
        fit = sum(cost[visit.candidate][need] for visit in plan.visits for need in visit.needs)
        assert plan.vector == (
            candidates.needs - len(given_needs),
            len(people),
            sum(trips.values()),
            fit,
        )
        assert all(cost[v.candidate][need] <= 3 for v in plan.visits for need in v.needs)


@LAWS
@given(worlds(most_needs=6, most_rows=10), st.data())
def test_one_more_interlocutor_never_makes_the_front_worse(candidates, data):
    if len(candidates.site) == 0:
        return
    without = data.draw(st.integers(0, len(candidates.site) - 1))
    rows = [row for row in range(len(candidates.site)) if row != without]
    more = vectors(pareto_front(candidates))
    for vector in vectors(pareto_front(subset(candidates, rows))):
        assert any(all(a <= b for a, b in zip(m, vector, strict=True)) for m in more)


@LAWS
@given(worlds(most_needs=6, most_rows=10), st.randoms(use_true_random=False), st.integers(0, 9))
def test_the_order_of_the_offer_changes_nothing(candidates, random, seed):
    rows = list(range(len(candidates.site)))
    random.shuffle(rows)

    def named(front, key):
        return [
            (plan.vector, sorted((int(key[v.candidate]), v.needs) for v in plan.visits))
            for plan in front
        ]

    shuffled = subset(candidates, rows)
    assert named(pareto_front(candidates, seed=seed), candidates.key) == named(
        pareto_front(shuffled, seed=seed), shuffled.key
    )


def test_two_people_under_one_roof_are_one_trip():
    candidates = world([(0, 40, [0, None]), (0, 40, [None, 0])], 2)
    assert (0, 2, 40, 0) in vectors(pareto_front(candidates))


def test_somebody_whom_a_nearer_place_replaces_still_counts_when_met_on_the_same_trip():
    candidates = world(
        [(0, 2, [0, None]), (1, 5, [2, None]), (1, 5, [None, 3]), (2, 4, [None, 3])], 2
    )
    assert (0, 2, 5, 5) in vectors(pareto_front(candidates))


def test_a_remote_interlocutor_costs_no_travel_but_is_somebody_to_meet():
    candidates = world([(REMOTE, 0, [1, None]), (0, 30, [0, 0])], 2)
    assert vectors(pareto_front(candidates)) == [(0, 1, 30, 0), (1, 1, 0, 1), (2, 0, 0, 0)]


def test_nobody_is_always_first_among_equals():
    twins = world([(i, 10, [0]) for i in range(8)], 1)
    first = {pareto_front(twins, seed=seed)[0].visits[0].candidate for seed in range(64)}
    assert len(first) >= 6


def test_the_same_seed_gives_the_same_plan():
    twins = world([(i, 10, [0]) for i in range(8)], 1)
    assert pareto_front(twins, seed=5) == pareto_front(twins, seed=5)


def test_an_empty_country_leaves_every_need_unanswered():
    assert vectors(pareto_front(world([], 3))) == [(3, 0, 0, 0)]


def test_one_site_has_one_travel_time():
    with pytest.raises(OrientationError, match="two different travel times"):
        pareto_front(world([(0, 10, [0]), (0, 12, [0])], 1))


def test_more_than_eight_needs_are_refused():
    with pytest.raises(OrientationError, match="9 needs"):
        pack(np.zeros((1, 9), np.uint8))


def test_a_penalty_outside_the_scale_is_refused():
    with pytest.raises(OrientationError, match="a penalty is 4"):
        pack(np.array([[4]], np.uint8))
