"""The laws of a swap: undone whole, priced exactly, honest about who was left out."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entrelieux.engine.orientation.front import _by_site, pareto_front
from entrelieux.engine.orientation.matching import tie_values
from entrelieux.engine.orientation.model import NOT_ANSWERED, OrientationError
from entrelieux.engine.orientation.swap import (
    World,
    alternatives,
    instead_of,
    vectors_of_all,
    with_choices,
)
from tests.engine.orientation.worlds import world, worlds

LAWS = settings(deadline=None, max_examples=250, derandomize=True)


def table_of(candidates):
    return World.of(_by_site(candidates, tie_values(candidates.key, np.uint64(3))))


@st.composite
def changed_plans(draw, most_swaps=3):
    """A plan that leaves least unanswered, some steps swapped one after the other."""
    candidates = draw(worlds(most_needs=5, most_rows=9))
    front = pareto_front(candidates)
    least = min(plan.uncovered for plan in front)
    front = [plan for plan in front if plan.visits and plan.uncovered == least]
    assume(front)
    plan = draw(st.sampled_from(front))
    table, chosen = table_of(candidates), {}
    for _ in range(draw(st.integers(0, most_swaps))):
        step = draw(st.sampled_from(with_choices(table, plan, chosen).visits)).candidate
        others = alternatives(table, plan, chosen, step)
        if others:
            chosen = instead_of(plan, chosen, step, draw(st.sampled_from(others)))
    return table, plan, chosen


@LAWS
@given(changed_plans(most_swaps=0))
def test_no_choice_changes_no_plan(drawn):
    table, plan, _ = drawn
    same = with_choices(table, plan, {})
    assert same.vector == plan.vector
    assert {(v.candidate, frozenset(v.needs)) for v in same.visits} == {
        (v.candidate, frozenset(v.needs)) for v in plan.visits
    }


@LAWS
@given(changed_plans())
def test_a_changed_plan_is_worth_what_its_vector_says(drawn):
    table, plan, chosen = drawn
    new = with_choices(table, plan, chosen)
    given_needs = [need for visit in new.visits for need in visit.needs]
    assert len(given_needs) == len(set(given_needs))
    rows = [table.row(visit.candidate) for visit in new.visits]
    trips = {int(table.site[row]): int(table.minutes[row]) for row in rows}
    costs = [
        int(table.penalties[row, need])
        for row, visit in zip(rows, new.visits, strict=True)
        for need in visit.needs
    ]
    assert all(visit.needs for visit in new.visits)
    assert max(costs) < NOT_ANSWERED
    needs = table.penalties.shape[1]
    assert new.vector == (needs - len(given_needs), len(rows), sum(trips.values()), sum(costs))
    answerable = (table.penalties[rows] != NOT_ANSWERED).any(axis=0)
    assert len(given_needs) == answerable.sum(), "nothing that somebody met answers is left aside"


@LAWS
@given(changed_plans(), st.data())
def test_the_cost_of_a_swap_is_the_difference_of_the_two_plans(drawn, data):
    table, plan, chosen = drawn
    step = data.draw(st.sampled_from(with_choices(table, plan, chosen).visits)).candidate
    rows, vectors = vectors_of_all(table, plan, chosen, step)
    for row, vector in zip(rows.tolist(), vectors.tolist(), strict=True):
        swapped = instead_of(plan, chosen, step, int(table.person[row]))
        assert with_choices(table, plan, swapped).vector == tuple(vector)


@LAWS
@given(changed_plans(), st.data())
def test_swapping_back_gives_the_same_plan(drawn, data):
    table, plan, chosen = drawn
    before = with_choices(table, plan, chosen)
    step = data.draw(st.sampled_from(before.visits)).candidate
    others = [p for p in alternatives(table, plan, chosen, step)
              if p not in {v.candidate for v in before.visits}]  # fmt: skip
    assume(others)
    other = data.draw(st.sampled_from(others))
    there = instead_of(plan, chosen, step, other)
    assert with_choices(table, plan, instead_of(plan, there, other, step)) == before


@LAWS
@given(changed_plans(), st.data())
def test_steps_that_nobody_touched_keep_their_needs(drawn, data):
    table, plan, chosen = drawn
    step = data.draw(st.sampled_from(with_choices(table, plan, chosen).visits)).candidate
    for other in alternatives(table, plan, chosen, step):
        swapped = instead_of(plan, chosen, step, other)
        new = {v.candidate: set(v.needs) for v in with_choices(table, plan, swapped).visits}
        for visit in plan.visits:
            if visit.candidate not in swapped:
                assert set(visit.needs) <= new[visit.candidate]


@LAWS
@given(changed_plans(), st.data())
def test_nobody_left_out_is_better_on_every_count(drawn, data):
    table, plan, chosen = drawn
    step = data.draw(st.sampled_from(with_choices(table, plan, chosen).visits)).candidate
    rows, vectors = vectors_of_all(table, plan, chosen, step)
    price = dict(zip(table.person[rows].tolist(), vectors.tolist(), strict=True))
    for most in (1, 2, 6):
        shown = alternatives(table, plan, chosen, step, most=most)
        assert len(shown) == len(set(shown)) == min(most, len(price))
        assert step not in shown
        hidden = [price[person] for person in set(price) - set(shown)]
        for vector in hidden:
            for person in shown:
                worse = all(a <= b for a, b in zip(vector, price[person], strict=True))
                assert not worse or vector == price[person]


def by_hand():
    """0 and 1 at one spot, 2 far, 3 near and vague; two needs."""
    return table_of(
        world([(0, 20, [0, None]), (0, 20, [None, 0]), (1, 60, [0, 0]), (2, 10, [1, None])], 2)
    )


def plan_by_hand():
    candidates = world(
        [(0, 20, [0, None]), (0, 20, [None, 0]), (1, 60, [0, 0]), (2, 10, [1, None])], 2
    )
    return next(p for p in pareto_front(candidates) if p.vector == (0, 2, 20, 0))


def test_meeting_one_person_for_two_steps_is_one_person_less():
    table, plan = by_hand(), plan_by_hand()
    once = with_choices(table, plan, {0: 2})
    assert once.vector == (0, 2, 80, 0)
    assert with_choices(table, plan, {0: 2, 1: 2}).vector == (0, 1, 60, 0)


def test_somebody_who_answers_nothing_of_the_step_is_no_choice():
    with pytest.raises(OrientationError, match="answer nothing"):
        with_choices(by_hand(), plan_by_hand(), {1: 3})


def test_a_need_that_the_new_interlocutor_leaves_goes_to_who_answers_it_or_to_nobody():
    rows = [(0, 10, [0, 0, None]), (1, 20, [None, 2, 0]), (2, 30, [0, None, None])]
    candidates = world(rows, 3)
    plan = next(p for p in pareto_front(candidates) if p.vector == (0, 2, 30, 0))
    taken = with_choices(table_of(candidates), plan, {0: 2})
    assert taken.vector == (0, 2, 50, 2)
    alone = world([(0, 10, [0, 0]), (2, 30, [0, None])], 2)
    plan = pareto_front(alone)[0]
    assert with_choices(table_of(alone), plan, {0: 1}).vector == (1, 1, 30, 0)


def test_equals_are_drawn_and_not_always_in_the_same_order():
    rows = [(site, 10, [0]) for site in range(8)]
    firsts = set()
    for seed in range(12):
        candidates = world(rows, 1)
        table = World.of(_by_site(candidates, tie_values(candidates.key, np.uint64(seed))))
        plan = pareto_front(candidates)[0]
        firsts.add(alternatives(table, plan, {}, plan.visits[0].candidate)[0])
    assert len(firsts) > 2


@pytest.mark.parametrize(
    ("chosen", "said"), [({7: 0}, "not in the plan"), ({0: 9}, "not within reach")]
)
def test_a_choice_that_means_nothing_is_refused(chosen, said):
    with pytest.raises(OrientationError, match=said):
        with_choices(by_hand(), plan_by_hand(), chosen)


def test_a_step_that_is_not_shown_has_no_alternative():
    with pytest.raises(OrientationError, match="not in the plan"):
        alternatives(by_hand(), plan_by_hand(), {}, 2)
