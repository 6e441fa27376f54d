"""Public and school holidays of France, against dates published elsewhere."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from entrelieux.packs.fr.calendar import (
    CalendarError,
    easter,
    named_public_holidays,
    public_holidays,
    public_holidays_between,
    school_holidays,
    school_years_covered,
    school_zone,
)

NATIONAL_2026 = [
    (1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
]  # fmt: skip
DEPARTEMENTS = [f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B"]
OVERSEAS = ["971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"]


@pytest.mark.parametrize(
    ("year", "day"),
    [(1954, "04-18"), (2000, "04-23"), (2008, "03-23"), (2024, "03-31"), (2038, "04-25")],
)
def test_easter_falls_where_the_tables_say(year, day):
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


def test_easter_is_a_sunday_between_22_march_and_25_april():
    for year in range(1583, 2400):
        assert easter(year).weekday() == 6
        assert (3, 22) <= (easter(year).month, easter(year).day) <= (4, 25)


def test_the_eleven_national_days():
    assert public_holidays(2026, "48") == {date(2026, *day) for day in NATIONAL_2026}


@pytest.mark.parametrize(
    ("departement", "year", "own"),
    [
        ("57", 2026, {(4, 3), (12, 26)}),
        ("67", 2024, {(3, 29), (12, 26)}),
        ("68", 2026, {(4, 3), (12, 26)}),
        ("971", 2026, {(5, 27)}),
        ("972", 2026, {(5, 22)}),
        ("973", 2026, {(6, 10)}),
        ("974", 2026, {(12, 20)}),
        ("975", 2026, set()),
        ("976", 2026, {(4, 27)}),
        ("977", 2026, {(10, 9)}),
        ("978", 2017, {(5, 27)}),
        ("978", 2026, {(5, 28)}),
        ("986", 2026, {(4, 28), (7, 29)}),
        ("987", 2024, {(3, 5), (3, 29), (6, 29)}),
        ("987", 2026, {(3, 5), (4, 3), (11, 20)}),
        ("988", 2026, {(9, 24)}),
    ],
)
def test_territories_add_their_own_days(departement, year, own):
    added = public_holidays(year, departement) - public_holidays(year, "48")
    assert {(day.month, day.day) for day in added} == own


def test_every_day_names_its_text():
    for departement in [*OVERSEAS, "48", "57"]:
        assert all(day.law and day.name for day in named_public_holidays(2026, departement))


def test_every_departement_has_its_days_and_its_zone():
    for departement in DEPARTEMENTS + OVERSEAS:
        assert len(public_holidays(2026, departement)) >= 11
        assert school_zone(departement)
    assert {school_zone(code) for code in DEPARTEMENTS} == {"A", "B", "C", "Corse"}


@pytest.mark.parametrize(
    ("departement", "zone"),
    [
        ("48", "C"),
        ("69", "A"),
        ("86", "A"),
        ("13", "B"),
        ("75", "C"),
        ("67", "B"),
        ("974", "La Réunion"),
    ],
)
def test_zones_follow_the_academies(departement, zone):
    assert school_zone(departement) == zone


def test_holidays_between_two_dates_cross_the_year():
    found = public_holidays_between(date(2026, 12, 25), date(2027, 1, 1), "67")
    assert found == {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("zone", "day", "off"),
    [
        ("A", "2026-02-07", True),
        ("A", "2026-02-22", True),
        ("A", "2026-02-23", False),
        ("B", "2026-02-14", True),
        ("B", "2026-03-02", False),
        ("C", "2026-02-21", True),
        ("C", "2026-03-09", False),
        ("B", "2025-04-21", True),
        ("A", "2026-05-15", True),
        ("C", "2026-10-17", True),
        ("C", "2026-11-02", False),
        ("A", "2027-02-13", True),
    ],
)
def test_school_holidays_of_each_zone(zone, day, off):
    found = school_holidays(zone, date.fromisoformat(day), date.fromisoformat(day))
    assert found.known
    assert bool(found.spans) is off


def test_spans_are_ordered_apart_and_within_what_was_asked():
    first, last = date(2023, 9, 4), date(2028, 7, 3)
    for zone in "ABC":
        found = school_holidays(zone, first, last)
        assert found.known
        assert len(found.spans) == 29
        for before, after in pairwise(found.spans):
            assert first <= before[0] <= before[1] < after[0] <= after[1] <= last


def test_the_usual_holidays_last_two_weeks_or_a_little_more():
    found = school_holidays("A", date(2023, 9, 4), date(2028, 7, 3)).spans
    lengths = [(last - first).days + 1 for first, last in found]
    assert all(length == 2 or 15 <= length <= 17 or length >= 50 for length in lengths)


def test_what_is_not_published_is_unknown():
    beyond = school_holidays("A", date(2028, 6, 1), date(2028, 9, 1))
    assert beyond.unknown == ((date(2028, 7, 4), date(2028, 9, 1)),)
    assert school_holidays("A", date(2020, 1, 1), date(2020, 2, 1)).spans == ()
    assert not school_holidays("A", date(2020, 1, 1), date(2020, 2, 1)).known
    corse = school_holidays("Corse", date(2026, 1, 1), date(2026, 12, 31))
    assert corse.unknown == ((date(2026, 1, 1), date(2026, 12, 31)),)


def test_calendars_follow_each_other_without_a_gap():
    covered = school_years_covered()
    for before, after in pairwise(covered):
        assert after[0] == before[1] + timedelta(days=1)
    assert all(title and url.startswith("https://") for _a, _b, title, url in covered)


def test_what_the_tables_do_not_know_is_refused():
    for wrong in ("", "20", "99", "970", "lozere"):
        with pytest.raises(CalendarError, match="Département inconnu"):
            public_holidays(2026, wrong)
    with pytest.raises(CalendarError, match="de 1984 à 2099"):
        public_holidays(1900, "48")
    with pytest.raises(CalendarError, match="Zone scolaire"):
        school_holidays("D", date(2026, 1, 1), date(2026, 1, 2))
    with pytest.raises(CalendarError, match="avant le début"):
        school_holidays("A", date(2026, 1, 2), date(2026, 1, 1))
