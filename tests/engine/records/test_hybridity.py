"""The effective number of functions says how many there really are, whatever the order or scale."""

from datetime import date, timedelta
from math import exp, isclose, log

from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.records.hybridity import Held, breaks, mix_on, shares_entropy

TODAY = date(2026, 11, 23)
hours = st.floats(0.5, 168, allow_nan=False)
mixes = st.lists(hours, min_size=1, max_size=12)
days = st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1))


def held(values):
    return [Held(f"f{rank:02}", value) for rank, value in enumerate(values)]


def effective(values):
    return mix_on(held(values), TODAY).effective


@st.composite
def lives(draw):
    starts, ends = draw(days), draw(days)
    if starts and ends and ends < starts:
        starts, ends = ends, starts
    known = draw(st.none() | hours)
    return Held(
        draw(st.sampled_from("abcdef")), known, starts, ends, draw(st.none() | st.booleans())
    )


@given(mixes)
def test_it_lies_between_one_and_the_count_of_functions(values):
    assert 1 <= effective(values) <= len(values)


@given(hours, st.integers(1, 12))
def test_it_is_the_count_when_hours_are_equal(value, count):
    assert isclose(effective([value] * count), count)


@given(mixes, st.floats(0.01, 100))
def test_it_is_of_shares_alone(values, scale):
    assert isclose(effective(values), effective([value * scale for value in values]))


@given(mixes, st.floats(-1e-6, 1e-6))
def test_a_little_more_of_one_function_changes_it_little(values, more):
    assert abs(effective([values[0] + more, *values[1:]]) - effective(values)) < 1e-3


def test_a_function_hardly_held_hardly_counts():
    assert effective([30, 1e-9]) < 1.001
    assert isclose(effective([30, 10]), exp(-0.75 * log(0.75) - 0.25 * log(0.25)))
    assert shares_entropy([5, 0]) == shares_entropy([]) == 0


@given(st.lists(lives(), max_size=8), st.randoms())
def test_the_order_of_rows_says_nothing(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    assert breaks(rows, TODAY) == breaks(mixed, TODAY)
    assert mix_on(rows, TODAY) == mix_on(mixed, TODAY)


@given(st.lists(lives(), max_size=8))
def test_between_two_breaks_nothing_changes(rows):
    known = {one.day: one.mix for one in breaks(rows, TODAY)}
    for day, mix in known.items():
        assert mix == mix_on(rows, day)
        if day + timedelta(1) not in known and day < TODAY:
            assert mix_on(rows, day + timedelta(1)) == mix


@given(st.lists(lives(), max_size=8))
def test_what_appeared_less_what_ended_is_what_is_held(rows):
    told = {one.code for one in rows if one.starts is None}
    for one in breaks(rows, TODAY):
        told = (told | set(one.appeared)) - set(one.ended)
    mix = mix_on(rows, TODAY)
    assert told == {*mix.hours, *mix.unknown}


def test_unknown_hours_are_counted_apart_and_never_guessed():
    rows = [Held("a", 10), Held("b", None), Held("c", 10), Held("c", None)]
    mix = mix_on(rows, TODAY)
    assert (mix.hours, mix.unknown, mix.effective) == ({"a": 10}, ("b", "c"), 1)
    assert mix_on([Held("a")], TODAY).effective is None


def test_what_emerged_is_told_from_what_was_planned():
    start = date(2024, 1, 1)
    rows = [
        Held("a", 10, start, emergent=False),
        Held("b", 5, start + timedelta(90), start + timedelta(99), emergent=True),
    ]
    first, second, third = breaks(rows, TODAY)
    assert (first.appeared, first.emerged, first.ended) == (("a",), (), ())
    assert (second.appeared, second.emerged) == (("b",), ("b",))
    assert (third.day, third.ended) == (start + timedelta(100), ("b",))
    assert breaks(rows, start) == (first,)
    assert first.mix.specialisation == 1
    assert isclose(second.mix.specialisation, 2 / 3)
