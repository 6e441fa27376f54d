"""Figures worked out by hand, and the laws that a wrong count would break."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.handover.measures import (
    AGES,
    Cohort,
    InTime,
    MeasureError,
    by_age,
    cohort,
    in_time,
    median_wait,
    share,
)

#          met:  2nd day, 30th, 31st     not met: waits 12, waits 45, declined after 3 (seen 40)
WAITED = [2, 30, 31, 12, 45, 40]
MET = [True, True, True, False, False, False]
ENDED = [True, False, False, False, False, True]

handovers = st.lists(st.tuples(st.integers(0, 120), st.booleans(), st.booleans()), max_size=40)


def test_each_hand_over_is_counted_in_one_place():
    assert cohort(WAITED, MET, ENDED) == Cohort(in_time=2, later=1, waiting=2, ended=1)
    assert cohort(WAITED, MET, ENDED).proposed == 6


def test_whoever_waits_since_twelve_days_is_not_counted_as_late():
    assert in_time(WAITED, MET, ENDED) == InTime(in_time=2, known=5, too_early=1)
    assert share(2, 5) == pytest.approx(0.4)


def test_the_median_counts_those_who_still_wait():
    # At 2 days: 6 at risk, 5/6 without. At 30: 4 at risk (12 has left), 5/6*3/4 = 0.625.
    # At 31: 3 at risk (31, 40, 45), 0.625*2/3 = 0.4167 <= 1/2.
    assert median_wait(WAITED, MET) == 31
    # Without those who wait, half of 2, 30, 31 would be reached at 30 days.
    assert median_wait(WAITED[:3], MET[:3]) == 30


def test_there_is_no_median_when_less_than_half_had_a_contact():
    assert median_wait([5, 60, 60, 60], [True, False, False, False]) is None
    assert median_wait([], []) is None


def test_half_is_enough_and_a_contact_on_the_day_itself_takes_no_day():
    assert median_wait([4, 9, 50, 50], [True, True, False, False]) == 9
    assert median_wait([0, 0, 10], [True, True, True]) == 0


@given(handovers)
def test_more_waiting_never_makes_the_median_shorter(rows):
    waited = [days for days, _, _ in rows]
    met = [came for _, came, _ in rows]
    before = median_wait(waited, met)
    after = median_wait([*waited, 200], [*met, False])
    assert after is None or before is None or after >= before
    assert not (before is None and after is not None)


@given(handovers)
def test_nobody_is_lost_or_counted_twice(rows):
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    found, soon = cohort(*columns), in_time(*columns)
    assert found.proposed == len(rows) == soon.known + soon.too_early
    assert soon.in_time == found.in_time


def test_ages_begin_on_their_first_day():
    found = by_age(["envoyee"] * 5 + ["close"], [0, 9, 10, 30, 31, 400], ["envoyee", "close"])
    assert found.tolist() == [[2, 2, 1, 0], [0, 0, 0, 1]]
    assert AGES == (0, 10, 31, 91)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 500)), max_size=30))
def test_ages_and_states_add_up(rows):
    found = by_age([s for s, _ in rows], np.array([a for _, a in rows], int), ["a", "b", "c"])
    assert found.sum() == len(rows)
    assert found.sum(axis=1).tolist() == [sum(s == one for s, _ in rows) for one in "abc"]


def test_what_makes_no_sense_is_refused():
    with pytest.raises(MeasureError, match="before the proposal"):
        cohort([-1], [True], [False])
    with pytest.raises(MeasureError, match="'perdue'"):
        by_age(["perdue"], [1], ["close"])
    with pytest.raises(MeasureError, match="shapes"):
        median_wait([1, 2], [True])


def test_a_share_of_nobody_or_of_what_is_hidden_is_unknown():
    assert share(3, 0) is None
    assert share(None, 9) is None
    assert share(3, 4) == 0.75
