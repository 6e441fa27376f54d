"""A week says the same hours in both languages."""

from entrelieux.engine.hours import ENGLISH, bits_from_intervals, describe


def test_english_names_days_and_writes_hours_as_english_readers_expect():
    week = bits_from_intervals([(0, 36, 48), (1, 36, 48), (2, 36, 48), (5, 34, 48)])
    assert describe(week) == "lun.–mer. 9 h–12 h · sam. 8 h 30–12 h"
    assert describe(week, ENGLISH) == "Mon–Wed 9:00–12:00 · Sat 8:30–12:00"
    assert describe(bits_from_intervals([]), ENGLISH) == "closed"
