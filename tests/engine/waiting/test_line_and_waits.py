"""What the order of answers, and the waits told and measured, promise."""

from itertools import permutations
from math import exp, inf, log, nan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import gamma

from bench.waiting_days import WEEK, Calls, OneList, played
from entrelieux.engine.waiting import (
    Wait,
    WaitingError,
    expected_wait,
    in_order,
    latest,
    measured_wait,
    reached,
)

KINDS = (2.0, 5.0, 10.0, 20.0)
arrivals = st.one_of(st.integers(0, 6).map(float), st.floats(0, 40, allow_subnormal=False))
lines = st.lists(st.tuples(arrivals, st.sampled_from(KINDS)), max_size=12)


def ordered(line, seed="s"):
    refs = [f"d{at}" for at in range(len(line))]
    return in_order(refs, [a for a, _d in line], [d for _a, d in line], seed=seed).tolist()


@given(lines)
def test_the_earliest_latest_date_is_first_then_who_arrived_first(line):
    order = ordered(line)
    assert sorted(order) == list(range(len(line)))
    keys = [(line[at][0] + line[at][1], line[at][0]) for at in order]
    assert keys == sorted(keys)


@given(lines)
def test_nobody_is_overtaken_but_by_a_shorter_kind_that_arrives_within_its_window(line):
    place = {at: nth for nth, at in enumerate(ordered(line))}
    for me, (came, mine) in enumerate(line):
        for other, (later, theirs) in enumerate(line):
            if later > came and place[other] < place[me]:
                assert theirs < mine
                assert later <= came + (mine - theirs) + 1e-9


@given(lines, st.data())
def test_what_is_between_two_requests_never_changes_when_others_leave_or_are_listed_otherwise(
    line, data
):
    refs = [f"d{at}" for at in range(len(line))]
    whole = [refs[at] for at in ordered(line)]
    some = data.draw(st.permutations(refs))[: data.draw(st.integers(0, len(refs)))]
    rows = [line[int(ref[1:])] for ref in some]
    order = in_order(some, [a for a, _d in rows], [d for _a, d in rows], seed="s")
    assert [some[at] for at in order] == [ref for ref in whole if ref in some]


def test_the_seed_alone_draws_those_who_came_together():
    line = [(0.0, 5.0)] * 8
    assert ordered(line, "a") == ordered(line, "a")
    assert len({tuple(ordered(line, seed)) for seed in "abcdef"}) > 1


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
def test_no_other_order_makes_the_worst_delay_beyond_a_latest_date_shorter(days):
    def worst(order):
        return max(nth - days[at] for nth, at in enumerate(order, 1))

    ours = ordered([(0.0, one) for one in days])
    assert worst(ours) == min(map(worst, permutations(range(len(days)))))


@pytest.mark.parametrize(
    ("refs", "arrived", "days", "said"),
    [
        (["a"], [0.0, 1.0], [2.0, 2.0], "refs: 1"),
        (["a", "a"], [0.0, 1.0], [2.0, 2.0], "refs: 2, of which 1 differ"),
        (["a"], [nan], [2.0], "arrived: nan"),
        (["a"], [inf], [2.0], "arrived: inf"),
        (["a"], [0.0], [-1.0], "days: -1.0"),
        (["a"], [0.0], [2.0, 3.0], "days: 2, expected 1"),
        (["a"], [[0.0]], [2.0], "arrived: shape"),
        (["a"], ["demain"], [2.0], "arrived: .*expected numbers"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_what_was_expected(refs, arrived, days, said):
    with pytest.raises(WaitingError, match=said):
        in_order(refs, arrived, days, seed="s")


def test_an_arrival_may_be_before_the_origin_and_nobody_is_a_line_too():
    assert latest([-3.5], [2.0]).tolist() == [-1.5]
    assert in_order([], [], [], seed="s").size == 0


# What is told.

rates = st.lists(st.floats(0, 30, allow_subnormal=False), min_size=4, max_size=4)
futures = st.tuples(
    st.integers(0, 900), rates, st.sampled_from(KINDS), st.floats(0.5, 60, allow_subnormal=False)
)


def equation(wait, rate, mine, served):
    """Answers left after those who overtook, at that day."""
    over = sum(
        each * min(wait, max(0.0, mine - kind)) for each, kind in zip(rate, KINDS, strict=True)
    )
    return served * wait - over


def fluid(answers, rate, mine, served):
    low, high = 0.0, (answers + 20 * sum(rate)) / served + 1
    for _ in range(200):
        middle = (low + high) / 2
        under = equation(middle, rate, mine, served) < answers
        low, high = (middle, high) if under else (low, middle)
    return low


@given(futures)
def test_quantiles_are_those_of_a_gamma_of_the_mean_and_spread_said(future):
    ahead, rate, mine, served = future
    told = expected_wait(ahead, KINDS, rate, mine, served)
    assert told is not None
    mean = fluid(ahead + 1, rate, mine, served)
    overtake = served * mean - (ahead + 1)
    more = fluid(ahead + 1 + (ahead + 1 + 2 * overtake) ** 0.5, rate, mine, served) - mean
    spread = min(mean, more)
    law = gamma((mean / spread) ** 2, scale=spread**2 / mean)
    assert told.median == pytest.approx(law.ppf(0.5), rel=1e-5)
    assert told.nine_in_ten == pytest.approx(law.ppf(0.9), rel=1e-5)
    assert 0 < told.median < told.nine_in_ten


@given(futures, st.integers(1, 50), st.integers(0, 3), st.floats(0.1, 5))
def test_more_people_before_more_calls_or_fewer_answers_never_shorten_what_is_told(
    future, more, kind, much
):
    ahead, rate, mine, served = future
    told = expected_wait(ahead, KINDS, rate, mine, served)
    busier = [each + much * (at == kind) for at, each in enumerate(rate)]
    longer = [
        expected_wait(ahead + more, KINDS, rate, mine, served),
        expected_wait(ahead, KINDS, busier, mine, served),
        expected_wait(ahead, KINDS, rate, mine, served / (1 + much)),
    ]
    for one in longer:
        assert one.nine_in_ten >= told.nine_in_ten * (1 - 1e-9)
    assert longer[0].median >= told.median * (1 - 1e-9)
    assert longer[2].median >= told.median * (1 - 1e-9)


def test_alone_and_never_overtaken_the_wait_is_that_of_one_answer():
    told = expected_wait(0, KINDS, [50.0] * 4, 2.0, 4.0)
    assert told == Wait(pytest.approx(log(2) / 4), pytest.approx(log(10) / 4))


def test_the_order_of_kinds_counts_for_nothing_and_windows_close():
    told = expected_wait(600, KINDS, [1.0, 2.0, 3.0, 4.0], 20.0, 15.0)
    mixed = expected_wait(600, KINDS[::-1], [4.0, 3.0, 2.0, 1.0], 20.0, 15.0)
    assert told == Wait(pytest.approx(mixed.median), pytest.approx(mixed.nine_in_ten))
    # Fifty calls a day for one answer: every window closes all the same.
    flooded = expected_wait(0, KINDS, [50.0, 0, 0, 0], 20.0, 1.0)
    assert 18 < flooded.median < flooded.nine_in_ten < 1_000


def test_nothing_is_told_when_nothing_is_answered():
    assert expected_wait(3, KINDS, [0.0] * 4, 5.0, 0.0) is None
    assert expected_wait(0, [], [], 5.0, 1.0) is not None


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ((-1, [2.0], [1.0], 5.0, 1.0), "ahead: -1"),
        ((1.5, [2.0], [1.0], 5.0, 1.0), "ahead: 1.5"),
        ((0, [2.0], [1.0, 1.0], 5.0, 1.0), "rates_per_day: 2, expected 1"),
        ((0, [2.0], [-1.0], 5.0, 1.0), "rates_per_day: -1.0"),
        ((0, [nan], [1.0], 5.0, 1.0), "kinds_days: nan"),
        ((0, [2.0], [1.0], inf, 1.0), "my_days, served_per_day: inf"),
        ((0, [2.0], [1.0], 5.0, -1.0), "my_days, served_per_day: -1.0"),
    ],
)
def test_a_future_that_cannot_be_is_refused_with_what_was_expected(given_, said):
    with pytest.raises(WaitingError, match=said):
        expected_wait(*given_)


# What was measured.


def test_the_estimate_is_the_one_computed_by_hand():
    # 6 at risk at 1 day: 5/6. One lost at 2. 4 at risk at 3: 5/8. One lost at 4. 2 left at 5: 5/16.
    waited, answered = [1, 2, 3, 4, 5, 6], [True, False, True, False, True, False]
    assert reached(waited, answered, 1 / 6) == 1
    assert reached(waited, answered, 3 / 8) == 3
    assert reached(waited, answered, 0.38) == 5
    assert reached(waited, answered, 11 / 16) == 5
    assert reached(waited, answered, 0.7) is None
    assert measured_wait(waited, np.array(answered)) == Wait(5, None)


def test_at_equal_days_answers_come_before_those_who_are_lost():
    # 2 of 4 at risk at 3 days, not 2 of 2.
    assert measured_wait([3, 3, 3, 3], [True, False, True, False]) == Wait(3, None)


def test_nobody_is_none_and_nobody_answered_is_not_known():
    assert measured_wait([], []) is None
    assert measured_wait([4.0, 9.0], [False, False]) == Wait(None, None)


waits = st.lists(st.tuples(st.integers(0, 30).map(float), st.booleans()), min_size=1, max_size=30)


@given(waits, st.floats(0.05, 1))
def test_when_nobody_waits_any_more_it_is_the_plain_quantile(rows, part):
    days = sorted(day for day, _ in rows)
    least = next(d for d in days if sum(one <= d for one in days) / len(days) >= part - 1e-12)
    assert reached(days, [True] * len(days), part) == least


@given(waits)
def test_those_who_still_wait_never_make_the_wait_look_shorter(rows):
    days, came = [d for d, _ in rows], [c for _, c in rows]
    assume(any(came))
    answered_only = [d for d, c in rows if c]
    for part in (0.5, 0.9):
        honest = reached(days, came, part)
        plain = reached(answered_only, [True] * len(answered_only), part)
        assert honest is None or honest >= plain


@pytest.mark.parametrize(
    ("waited", "answered", "said"),
    [
        ([1.0], [1], "answered: int64"),
        ([1.0], [True, False], r"answered: bool of shape \(2,\)"),
        ([-1.0], [True], "waited: -1.0"),
        ([nan], [True], "waited: nan"),
        ([[1.0]], [True], "waited: shape"),
        ([], [True], "answered"),
    ],
)
def test_waits_that_cannot_be_are_refused_with_what_was_expected(waited, answered, said):
    with pytest.raises(WaitingError, match=said):
        measured_wait(waited, answered)


def test_a_part_that_cannot_be_is_refused():
    with pytest.raises(WaitingError, match="part: 0"):
        reached([1.0], [True], 0)


# The simulator that figures come from, beside what is known exactly.

ANSWERS = 8.0


def steady(seed, until, rate):
    draw = np.random.default_rng(seed)
    arrived = np.cumsum(draw.exponential(1 / rate, int(rate * until)))
    fits = np.ones((arrived.size, 4), bool)
    calls = Calls(arrived, draw.choice(KINDS, arrived.size), fits)
    capacity = np.array([0.1, 0.2, 0.3, 0.4]) * ANSWERS * WEEK
    return calls, capacity, draw


def test_with_one_list_by_arrival_it_is_the_queue_m_m_1():
    calls, capacity, draw = steady(7, 6_000, 4)
    result = played(calls, capacity, OneList(calls, calls.arrived), 6_000, draw)
    waited = (result.at - calls.arrived)[100:-100]
    mean = 1 / (ANSWERS - 4)
    assert np.nanmean(waited) == pytest.approx(mean, rel=0.05)
    late = np.nanmean(waited > 2 * mean)
    assert late == pytest.approx(exp(-2), rel=0.1)


def test_in_a_steady_queue_what_is_told_comes_true_as_often_as_said():
    """Ours, from what whoever asks could know."""
    calls, capacity, draw = steady(8, 6_000, 6)
    place = calls.order()
    result = played(calls, capacity, OneList(calls, place), 6_000, draw)
    share = [6 / 4] * 4
    told = []
    for me in range(2_000, 30_000, 40):
        lately = slice(max(0, me - 1_000), me)
        waiting = ~(result.at[lately] <= calls.arrived[me])
        ahead = int((waiting & (place[lately] < place[me])).sum())
        told.append((expected_wait(ahead, KINDS, share, calls.days[me], ANSWERS), me))
    waited = result.at - calls.arrived
    half = np.mean([waited[me] <= one.median for one, me in told])
    most = np.mean([waited[me] <= one.nine_in_ten for one, me in told])
    assert half == pytest.approx(0.5, abs=0.06)
    assert most == pytest.approx(0.9, abs=0.04)
