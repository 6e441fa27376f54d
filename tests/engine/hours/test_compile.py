"""Compiled hours: worked by hand, then held against the evaluator at random instants."""
# ruff: noqa: DTZ001  # hours are local wall-clock times, without a zone on purpose

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from entrelieux.engine.hours import (
    HoursError,
    bits_from_intervals,
    compile_week,
    describe,
    intervals_of,
    open_on,
    unpack,
)
from entrelieux.engine.hours.compile import _day_by_day
from entrelieux.packs.fr.calendar import public_holidays_between, school_holidays

FIRST = date(2026, 1, 1)
HOLIDAYS = public_holidays_between(FIRST, date(2027, 12, 31), "48")
SCHOOL = school_holidays("A", FIRST, date(2027, 8, 31)).spans
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def compiled(osm, **changes):
    given_ = {"first_day": FIRST, "public_holidays": HOLIDAYS, "school_holidays": SCHOOL}
    return compile_week(osm, **(given_ | changes))


def exceptions(week):
    return {day: intervals_of(quarters) for day, quarters in week.exceptions}


def test_a_plain_week_is_worked_by_hand():
    week = compiled("Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00")
    hours = [(day, 36, 48) for day in range(6)] + [(day, 56, 70) for day in range(5)]
    assert (week.bits == bits_from_intervals(hours)).all()
    assert (week.possible == week.bits).all()
    assert week.closed_on_public_holidays is None
    assert not week.varies
    assert week.exceptions == ()


@pytest.mark.parametrize(
    ("osm", "said"),
    [
        ("24/7", "7 j/7, 24 h/24"),
        ("off", "fermé"),
        ("Mo-Fr 09:00-18:00; We off", "lun., mar., jeu., ven. 9 h–18 h"),
        ("Mo-Fr 09:00-18:00; We 09:00-12:00", "lun., mar., jeu., ven. 9 h–18 h · mer. 9 h–12 h"),
        ("Mo 09:00-12:00, Mo 14:00-17:00", "lun. 9 h–12 h, 14 h–17 h"),
        ("Fr 22:00-02:00", "ven. 22 h–2 h"),
        ("Su 22:00-02:00", "dim. 22 h–2 h"),
        ("Tu 20:00-23:59", "mar. 20 h–24 h"),
        ("Mo 09:10-12:05", "lun. 9 h 15–12 h"),
        ('Mo 09:00-12:00 open "sur rendez-vous"', "lun. 9 h–12 h"),
    ],
)
def test_the_usual_week(osm, said):
    assert describe(compiled(osm).bits) == said


@pytest.mark.parametrize(
    "osm", ['Mo 09:00-12:00 "sur demande"', "Mo 09:00-12:00 unknown", "Mo 17:00+"]
)
def test_an_unknown_state_is_possible_and_never_open(osm):
    week = compiled(osm)
    assert not week.bits.any()
    assert week.possible.any()


def test_closed_on_public_holidays_gives_an_exception_per_holiday_that_mattered():
    week = compiled("Mo-Fr 09:00-12:00; PH off")
    assert week.closed_on_public_holidays is True
    assert not week.varies
    assert exceptions(week)[date(2026, 5, 1)] == []
    assert date(2026, 8, 15) not in exceptions(week), "a Saturday, closed anyway"
    assert set(exceptions(week)) <= HOLIDAYS


def test_a_holiday_closes_its_own_date_from_midnight_to_midnight():
    week = compiled("We,Th 22:00-02:00; PH off")
    assert week.closed_on_public_holidays is True
    ascension = date(2026, 5, 14)
    assert exceptions(week)[ascension] == []
    assert open_on(week, date(2026, 5, 13), HOLIDAYS).intervals == ((88, 96),)


def test_open_on_public_holidays_is_not_unknown():
    week = compiled("Mo-Fr 09:00-12:00; PH 10:00-11:00")
    assert week.closed_on_public_holidays is False
    assert exceptions(week)[date(2026, 5, 1)] == [(0, 40, 44)]
    assert compiled("Mo-Fr 09:00-12:00").closed_on_public_holidays is None


@pytest.mark.parametrize(
    ("osm", "holiday", "hours"),
    [
        ("Mo-Fr,PH 09:00-12:00", date(2026, 11, 1), [(0, 36, 48)]),
        ("PH,Su 10:00-12:00", date(2026, 5, 1), [(0, 40, 48)]),
        ("Mo-Fr 09:00-12:00; PH Mo-We off", date(2026, 4, 6), []),
        ("Mo-Fr 09:00-12:00; Dec PH off", date(2026, 12, 25), []),
        ("Mo-Fr 09:00-12:00; PH -1 day off", date(2026, 4, 30), []),
        ("Mo-Fr 09:00-12:00, PH 14:00-15:00", date(2026, 5, 1), [(0, 36, 48), (0, 56, 60)]),
    ],
)
def test_holidays_join_weekdays_by_comma_or_by_space(osm, holiday, hours):
    assert exceptions(compiled(osm))[holiday] == hours


def test_a_holiday_left_out_by_its_selector_is_an_ordinary_day():
    assert date(2026, 5, 1) not in exceptions(compiled("Mo-Fr 09:00-12:00; PH Mo-We off"))
    assert date(2026, 5, 1) not in exceptions(compiled("Mo-Fr 09:00-12:00; Dec PH off"))


def test_school_holidays_are_those_of_the_zone():
    week = compiled("Mo-Fr 09:00-12:00; SH off")
    assert week.varies
    assert describe(week.bits) == "lun.–ven. 9 h–12 h"
    assert exceptions(week)[date(2026, 2, 10)] == []
    assert date(2026, 3, 3) not in exceptions(week)
    zone_b = school_holidays("B", FIRST, date(2027, 8, 31)).spans
    assert date(2026, 2, 10) not in exceptions(
        compiled("Mo-Fr 09:00-12:00; SH off", school_holidays=zone_b)
    )


def test_unknown_school_holidays_open_only_what_is_open_either_way():
    week = compiled("Mo-Fr 09:00-17:00; SH Mo-Fr 09:00-12:00", school_holidays=None)
    assert describe(week.bits) == "lun.–ven. 9 h–12 h"
    assert describe(week.possible) == "lun.–ven. 9 h–17 h"
    assert week.varies


def test_a_week_in_two_is_possible_but_not_usual():
    week = compiled("week 02-52/2 Mo 09:00-12:00")
    assert not week.bits.any()
    assert describe(week.possible) == "lun. 9 h–12 h"
    assert week.varies
    assert date(2026, 1, 5) in exceptions(week), "ISO week 2"
    assert date(2026, 1, 12) not in exceptions(week)


def test_a_summer_timetable_leaves_the_usual_week_alone():
    week = compiled("Mo-Fr 09:00-17:00; Jul-Aug Mo-Fr 09:00-12:00")
    assert describe(week.bits) == "lun.–ven. 9 h–17 h"
    assert exceptions(week)[date(2026, 7, 1)] == [(0, 36, 48)]


def test_exceptions_stop_at_the_horizon():
    week = compiled("Mo-Fr 09:00-12:00; PH off", days=120)
    assert week.last_day == date(2026, 4, 30)
    assert max(exceptions(week)) == date(2026, 4, 6)


def test_the_twenty_ninth_of_february_is_a_day_like_another():
    week = compiled(
        "Mo-Su 09:00-12:00; Feb 29 off", first_day=date(2028, 1, 1), public_holidays=(), days=90
    )
    assert exceptions(week) == {date(2028, 2, 29): []}
    plain = compiled("Tu 09:00-12:00", first_day=date(2028, 1, 1))
    assert open_on(plain, date(2028, 2, 29), ()).intervals == ((36, 48),)


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_nights_when_clocks_change_keep_wall_clock_hours(night):
    week = compiled("Sa 22:00-06:00; Su 09:00-12:00; SH off; PH off", first_day=night)
    plain = compiled("Sa,Su 22:00-06:00")
    assert open_on(plain, night, ()).intervals == ((0, 24), (88, 96))
    assert unpack(week.bits).size == 672


@pytest.mark.parametrize("osm", ["", " ", "lundi", "Mo 09", "\0", "Mo 09:00-12:00;;;<b>", "9" * 50])
def test_what_is_not_osm_is_refused_in_plain_words(osm):
    with pytest.raises(HoursError, match="Attendu"):
        compiled(osm)


def test_a_long_expression_is_refused():
    with pytest.raises(HoursError, match="2000"):
        compiled("Mo 09:00-12:00; " * 200)


def test_a_horizon_outside_the_calendar_is_refused():
    with pytest.raises(HoursError, match="Période impossible"):
        compiled("Mo 09:00-12:00", days=0)
    with pytest.raises(HoursError, match="Période impossible"):
        compiled("Mo 09:00-12:00", first_day=date(9999, 12, 30))


def test_equal_calls_share_one_result():
    assert compiled("Tu 09:00-12:00") is compiled("Tu 09:00-12:00")


hours_of_day = st.lists(st.integers(0, 96), min_size=2, max_size=4, unique=True).map(sorted)


@st.composite
def plain_rules(draw):
    rules = []
    for _ in range(draw(st.integers(1, 4))):
        days = sorted(draw(st.sets(st.integers(0, 6), min_size=1)))
        edges = draw(hours_of_day)
        edges = edges[: len(edges) // 2 * 2]
        spans = ",".join(
            f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}"
            for a, b in zip(edges[::2], edges[1::2], strict=True)
        )
        hours = draw(st.sampled_from([spans, spans, "off", "20:15-02:30"]))
        rules.append(f"{','.join(DAYS[day] for day in days)} {hours}")
    return "; ".join(rules)


@given(plain_rules(), st.integers(0, 370 * 96))
@settings(deadline=None, max_examples=150)
def test_a_plain_rule_agrees_with_the_evaluator_at_any_instant(osm, quarter):
    instant = datetime(2026, 1, 1) + timedelta(minutes=15 * quarter + 7)
    flags = unpack(compiled(osm).bits)
    place = instant.weekday() * 96 + (instant.hour * 60 + instant.minute) // 15
    # The peer keeps the night that the rule of the next date replaces; the reference does not.
    assume(instant.hour >= 3 or "02:30" not in osm)
    assert flags[place] == OpeningHours(osm).is_open(instant)


@given(plain_rules(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_the_short_way_and_the_long_way_agree(osm, closes):
    text = f"{osm}; PH off" if closes else osm
    short = compiled(text)
    long = _day_by_day(text, FIRST, 371, HOLIDAYS, SCHOOL, ())
    assert (short.bits == long.bits).all()
    assert (short.possible == long.possible).all()
    assert not short.varies
    assert not long.varies
    assert exceptions(short) == exceptions(long)
    if short.exceptions or not closes:
        assert short.closed_on_public_holidays == long.closed_on_public_holidays


@given(
    plain_rules(), plain_rules(), st.sampled_from(["SH off", "PH off", "Jul-Aug off", "SH,PH off"])
)
@settings(deadline=None, max_examples=60)
def test_exceptions_and_usual_week_give_back_every_date(first, second, third):
    osm = f"{first}; Dec {second.split(';')[0]}; {third}"
    week = compiled(osm)
    known = dict(week.exceptions)
    for day in (date(2026, 1, 1), date(2026, 2, 11), date(2026, 7, 14), date(2026, 12, 25)):
        hours = open_on(week, day, HOLIDAYS)
        if day in known:
            assert hours.certain
        usual = unpack(week.bits).reshape(7, 96)[day.weekday()]
        row = unpack(known[day]) if day in known else usual
        assert np.array_equal(
            row, np.isin(np.arange(96), [q for a, b in hours.intervals for q in range(a, b)])
        )
