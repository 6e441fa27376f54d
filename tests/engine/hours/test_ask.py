"""What about this date, and when next?"""
# ruff: noqa: DTZ001  # hours are local wall-clock times, without a zone on purpose

from datetime import UTC, date, datetime

import pytest

from entrelieux.engine.hours import HoursError, compile_week, free_time, next_openings, open_on
from entrelieux.packs.fr.calendar import public_holidays

HOLIDAYS = public_holidays(2026, "48") | public_holidays(2027, "48")
MORNING, AFTERNOON = (36, 48), (56, 68)


def week(osm, days=371):
    return compile_week(
        osm,
        first_day=date(2026, 1, 1),
        days=days,
        public_holidays=HOLIDAYS,
        school_holidays=[(date(2026, 7, 4), date(2026, 8, 31))],
    )


def test_an_ordinary_day_is_certain():
    hours = open_on(week("Mo-Fr 09:00-12:00,14:00-17:00"), date(2026, 3, 3), HOLIDAYS)
    assert hours.intervals == (MORNING, AFTERNOON)
    assert hours.certain
    assert hours.note == ""


def test_a_public_holiday_the_rule_does_not_speak_of_is_to_be_checked():
    hours = open_on(week("Mo-Fr 09:00-12:00"), date(2026, 5, 1), HOLIDAYS)
    assert hours.intervals == (MORNING,)
    assert not hours.certain
    assert "férié" in hours.note


def test_a_public_holiday_on_a_day_closed_anyway_is_certain():
    assert open_on(week("Mo 09:00-12:00"), date(2026, 5, 1), HOLIDAYS).certain


@pytest.mark.parametrize("holiday", [date(2026, 5, 1), date(2027, 5, 6)])
def test_closed_on_public_holidays_within_the_horizon_and_beyond(holiday):
    hours = open_on(week("Mo-Fr 09:00-12:00; PH off", days=200), holiday, HOLIDAYS)
    assert hours.intervals == ()
    assert hours.certain


def test_varying_hours_beyond_the_horizon_are_to_be_checked():
    varying = week("Mo-Fr 09:00-12:00; SH off")
    assert open_on(varying, date(2026, 7, 15), HOLIDAYS).intervals == ()
    assert open_on(varying, date(2026, 7, 15), HOLIDAYS).certain
    assert not open_on(varying, date(2027, 3, 3), HOLIDAYS).certain


def test_by_appointment_only_is_never_a_promise():
    hours = open_on(week('unknown "sur rendez-vous"'), date(2026, 3, 3), HOLIDAYS)
    assert hours.intervals == ()
    assert not hours.certain


def test_the_next_openings_start_now_and_skip_doubtful_days():
    found = next_openings(
        week("Mo-Fr 09:00-12:00"),
        from_=datetime(2026, 4, 30, 10, 5),
        count=2,
        public_holidays=HOLIDAYS,
    )
    assert found == [(date(2026, 4, 30), 41, 48), (date(2026, 5, 4), 36, 48)]


def test_the_next_openings_are_when_the_person_is_free():
    found = next_openings(
        week("Mo-Fr 09:00-12:00,14:00-17:00"),
        from_=datetime(2026, 3, 2, 0, 0),
        free=free_time("mardi 11h-15h"),
        count=3,
        public_holidays=HOLIDAYS,
    )
    assert found == [
        (date(2026, 3, 3), 44, 48),
        (date(2026, 3, 3), 56, 60),
        (date(2026, 3, 10), 44, 48),
    ]


def test_every_next_opening_is_an_opening():
    hours = week("Tu[2] 09:00-12:00; PH off")
    found = next_openings(hours, from_=datetime(2026, 1, 1), count=5, public_holidays=HOLIDAYS)
    assert [day for day, _start, _end in found[:3]] == [
        date(2026, 1, 13),
        date(2026, 2, 10),
        date(2026, 3, 10),
    ]
    assert all((start, end) in open_on(hours, day, HOLIDAYS).intervals for day, start, end in found)


def test_a_place_never_open_has_no_next_opening():
    arguments = {"from_": datetime(2026, 1, 1), "public_holidays": HOLIDAYS}
    assert next_openings(week("off"), **arguments) == []
    assert next_openings(week("Mo-Fr 09:00-12:00"), count=0, **arguments) == []
    last = {"from_": datetime(9999, 12, 31), "public_holidays": ()}
    assert next_openings(week("Mo 09:00-12:00"), **last) == []


def test_a_time_zone_is_refused():
    with pytest.raises(HoursError, match="fuseau"):
        next_openings(week("off"), from_=datetime(2026, 1, 1, tzinfo=UTC), public_holidays=HOLIDAYS)
