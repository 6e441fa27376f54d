"""The few plans shown, and the round that visits them."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.orientation.choice import MOST_SHOWN, Quality, plans_to_show
from entrelieux.engine.orientation.front import pareto_front
from entrelieux.engine.orientation.model import OrientationError
from entrelieux.engine.orientation.tour import EARLIEST_QUARTER, best_tour
from tests.engine.orientation.worlds import world, worlds

ALWAYS = np.full(11, 2**64 - 1, np.uint64)


def week_of(*stretches):
    """``stretches``: (weekday, first quarter, last quarter excluded)."""
    bits = 0
    for weekday, first, last in stretches:
        for quarter in range(96 * weekday + first, 96 * weekday + last):
            bits |= 1 << quarter
    return np.array([bits >> 64 * i & (2**64 - 1) for i in range(11)], np.uint64)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(worlds(most_needs=6, most_rows=10))
def test_the_plans_shown_are_few_distinct_and_from_the_front(candidates):
    front = pareto_front(candidates)
    shown = plans_to_show(front)
    assert len(shown) <= MOST_SHOWN
    assert len({c.plan for c in shown}) == len(shown)
    assert all(c.plan in front and c.plan.visits and c.qualities for c in shown)
    if shown:
        least = min(p.uncovered for p in front)
        full = [p for p in front if p.uncovered == least]
        for quality, column in (
            (Quality.FEWEST_PEOPLE, 1),
            (Quality.NEAREST, 2),
            (Quality.BEST_FIT, 3),
        ):
            best = next(c.plan for c in shown if quality in c.qualities)
            assert best.vector[column] == min(p.vector[column] for p in full)


def test_nothing_within_reach_shows_no_plan():
    assert plans_to_show(pareto_front(world([], 2))) == ()


def test_a_plan_without_one_need_is_shown_when_it_spares_half_of_the_road():
    front = pareto_front(world([(0, 10, [0, None]), (1, 120, [0, 0])], 2))
    assert Quality.LIGHTER in {q for c in plans_to_show(front) for q in c.qualities}


def test_a_lighter_plan_never_leaves_an_urgent_need_out():
    front = pareto_front(world([(0, 10, [0, None]), (1, 120, [0, 0])], 2))
    shown = plans_to_show(front, urgent=frozenset({1}))
    assert Quality.LIGHTER not in {q for c in shown for q in c.qualities}


def possible(order, day, travel, open_week, visit):
    """A plain simulation, minute by minute, written apart from the engine."""
    clock, here = 15 * EARLIEST_QUARTER, 0
    for place in order:
        clock += int(travel[here, place + 1])
        start = -(-clock // 15)
        while start < 96:
            quarters = range(start, start + -(-visit // 15))
            if quarters[-1] < 96 and all(
                int(open_week[place][(96 * day + q) // 64]) >> (96 * day + q) % 64 & 1
                for q in quarters
            ):
                break
            start += 1
        if start >= 96:
            return False
        clock, here = max(clock, 15 * start) + visit, place + 1
    return True


@st.composite
def rounds(draw):
    n = draw(st.integers(1, 4))
    points = [draw(st.tuples(st.integers(0, 90), st.integers(0, 90))) for _ in range(n + 1)]
    travel = np.array(
        [[abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points] for a in points], np.int16
    )
    stretch = st.tuples(st.integers(0, 6), st.integers(28, 70)).flatmap(
        lambda s: st.tuples(st.just(s[0]), st.just(s[1]), st.integers(s[1] + 1, 80))
    )
    weeks = [draw(st.lists(stretch, min_size=1, max_size=3)) for _ in range(n)]
    return travel, np.array([week_of(*w) for w in weeks])


@settings(deadline=None, max_examples=120, derandomize=True)
@given(rounds())
def test_the_round_is_the_shortest_that_opening_hours_allow(case):
    travel, weeks = case
    n = len(weeks)
    totals = [
        sum(
            int(travel[a, b])
            for a, b in zip((0, *(p + 1 for p in o)), (*(p + 1 for p in o), 0), strict=True)
        )
        for o in permutations(range(n))
        if any(possible(o, day, travel, weeks, 30) for day in range(7))
    ]
    tour = best_tour(travel, weeks)
    if not totals:
        assert tour is None
    else:
        assert tour is not None
        assert tour.minutes == min(totals)
        assert possible(tour.order, tour.weekday, travel, weeks, 30)
        assert tour.returns_at - tour.leaves_at >= tour.minutes + 30 * n


def test_a_round_in_one_go_is_shorter_than_two_round_trips():
    travel = np.array([[0, 30, 30], [30, 0, 5], [30, 5, 0]], np.int16)
    tour = best_tour(travel, np.array([ALWAYS, ALWAYS]))
    assert tour is not None
    assert tour.minutes == 65 < 2 * 30 + 2 * 30


def test_places_that_never_open_on_the_same_day_make_no_round():
    travel = np.array([[0, 5, 5], [5, 0, 5], [5, 5, 0]], np.int16)
    weeks = np.array([week_of((0, 36, 48)), week_of((1, 36, 48))])
    assert best_tour(travel, weeks) is None


def test_no_round_where_no_road_leads():
    assert best_tour(np.array([[0, -1], [-1, 0]], np.int16), ALWAYS[None]) is None


def test_a_matrix_of_another_size_is_refused():
    with pytest.raises(OrientationError, match="expected"):
        best_tour(np.zeros((2, 2), np.int16), np.array([ALWAYS, ALWAYS]))
