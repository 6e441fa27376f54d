"""Who is there on a date: the rules, then what was said of that very date."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.hours import (
    BY_RULE,
    DAY,
    Change,
    DayHours,
    HoursError,
    State,
    Stretch,
    held_on,
)

MORNING, AFTERNOON = (36, 48), (56, 68)
HOLIDAY = "jour férié : horaires à vérifier"


def spans(stretches, state=State.SURE):
    return [(one.start, one.end) for one in stretches if one.state is state]


def test_without_change_a_date_is_what_its_rule_says():
    found = held_on([DayHours((MORNING, AFTERNOON))])
    assert found == (
        Stretch(*MORNING, State.SURE, BY_RULE),
        Stretch(*AFTERNOON, State.SURE, BY_RULE),
    )


def test_two_rules_that_overlap_are_one_stretch():
    found = held_on([DayHours((MORNING,)), DayHours(((40, 52),))])
    assert spans(found) == [(36, 52)]


def test_what_one_rule_is_sure_of_stands_even_where_another_doubts():
    doubt = DayHours(((36, 60),), certain=False, note=HOLIDAY)
    found = held_on([doubt, DayHours((MORNING,))])
    assert found == (
        Stretch(*MORNING, State.SURE),
        Stretch(48, 60, State.DOUBTFUL, BY_RULE, HOLIDAY),
    )


def test_a_cancelled_date_keeps_its_hours_and_its_cause():
    found = held_on([DayHours((MORNING, AFTERNOON))], [Change(removed=(0, DAY))])
    assert found == (
        Stretch(*MORNING, State.CANCELLED, 0),
        Stretch(*AFTERNOON, State.CANCELLED, 0),
    )


def test_an_afternoon_alone_may_be_cancelled():
    found = held_on([DayHours((MORNING, AFTERNOON))], [Change(removed=AFTERNOON)])
    assert spans(found) == [MORNING]
    assert spans(found, State.CANCELLED) == [AFTERNOON]


def test_the_last_thing_said_wins():
    cancelled, back = Change(removed=(0, DAY)), Change(added=(40, 44))
    found = held_on([DayHours((MORNING,))], [cancelled, back])
    assert spans(found) == [(40, 44)]
    assert spans(found, State.CANCELLED) == [(36, 40), (44, 48)]
    assert spans(held_on([DayHours((MORNING,))], [back, cancelled])) == []


def test_what_is_said_of_a_public_holiday_settles_it():
    doubt = DayHours((MORNING,), certain=False, note=HOLIDAY)
    assert spans(held_on([doubt], [Change(added=MORNING)])) == [MORNING]
    assert spans(held_on([doubt], [Change(removed=(0, DAY))]), State.DOUBTFUL) == []


def test_cancelling_what_was_not_there_shows_nothing():
    assert held_on([], [Change(removed=(0, DAY))]) == ()


@pytest.mark.parametrize("stretch", [(4, 4), (8, 4), (-1, 4), (90, 97)])
def test_an_impossible_stretch_is_refused(stretch):
    with pytest.raises(HoursError, match="Plage impossible"):
        Change(added=stretch)
    with pytest.raises(HoursError, match="Plage impossible"):
        Change(removed=stretch)


stretch = st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).filter(lambda s: s[0] < s[1])
day_hours = st.builds(
    lambda found, certain: DayHours(tuple(found), certain=certain, note="" if certain else "?"),
    st.lists(stretch, max_size=3),
    st.booleans(),
)
change = st.builds(Change, st.none() | stretch, st.none() | stretch)


@given(st.lists(day_hours, max_size=3), st.lists(change, max_size=4))
def test_quarter_by_quarter_the_date_is_what_was_said_last(hours, changes):
    said = {state: np.zeros(DAY, bool) for state in (State.SURE, State.DOUBTFUL, State.CANCELLED)}
    for one in held_on(hours, changes):
        assert one.start < one.end
        assert not any(flags[one.start : one.end].any() for flags in said.values())
        said[one.state][one.start : one.end] = True
    for quarter in range(DAY):
        expected = None
        for day in sorted(hours, key=lambda one: one.certain):
            if any(start <= quarter < end for start, end in day.intervals):
                expected = State.SURE if day.certain else State.DOUBTFUL
        for one in changes:
            if one.removed and one.removed[0] <= quarter < one.removed[1] and expected:
                expected = State.CANCELLED
            if one.added and one.added[0] <= quarter < one.added[1]:
                expected = State.SURE
        assert {state for state, flags in said.items() if flags[quarter]} == (
            {expected} if expected else set()
        )
