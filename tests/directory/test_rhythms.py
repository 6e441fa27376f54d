"""Hours that come back some weeks only, in words."""

from datetime import date

import pytest

from entrelieux.directory.wording import hours, rhythm_in_words


@pytest.mark.parametrize(
    ("osm", "words"),
    [
        ("Th[1,3] 14:00-17:00", "1er et 3e jeudi du mois, 14 h–17 h"),
        ("Tu[-1] 09:00-12:00; PH off", "dernier mardi du mois, 9 h–12 h"),
        ("We[2] 09:00-12:00,14:00-16:30", "2e mercredi du mois, 9 h–12 h, 14 h–16 h 30"),
        ("week 2-52/2 Th 09:00-12:00", "jeudi des semaines paires, 9 h–12 h"),
        ("week 01-53/2 Mo,We 10:00-12:00", "lundi et mercredi des semaines impaires, 10 h–12 h"),
    ],
)
def test_a_rhythm_is_said_in_words(osm, words):
    assert rhythm_in_words(osm) == words
    assert hours(osm, date(2026, 11, 23)).startswith(words)


@pytest.mark.parametrize(
    "osm",
    [
        "Tu 09:00-12:00",
        "SH Tu 09:00-12:00",
        "",
        "Mo,We[2] 09:00-12:00",
        "week 01-53/4 Tu 09:00-12:00",
    ],
)
def test_anything_else_is_said_otherwise(osm):
    assert rhythm_in_words(osm) == ""
