"""Laws of weekly bitsets, and texts that wish us harm."""

import contextlib
import sys
from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from entrelieux.engine.hours import (
    WEEK,
    HoursError,
    bits_from_intervals,
    compile_week,
    day_of,
    describe,
    free_time,
    from_french_week,
    intervals_of,
    normalise,
    open_at,
    open_when_free,
    overlap_quarters,
    pack,
    runs,
    unpack,
)
from entrelieux.engine.hours.osm.cursor import Cursor

normalising = sys.modules[normalise.__module__]  # the package gives the function this name
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


@st.composite
def weeks(draw):
    """Weeks as places keep them, and weeks nobody keeps."""
    spans = draw(
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 95), st.integers(1, 40)), max_size=14)
    )
    return bits_from_intervals((day, start, min(start + size, 192)) for day, start, size in spans)


def compiled(osm):
    return compile_week(osm, first_day=date(2026, 1, 1), public_holidays=(), school_holidays=())


@given(weeks())
@settings(deadline=None, max_examples=150)
def test_what_is_described_is_read_back(week):
    read = normalise(describe(week))
    assert read.osm is not None, read.problem
    assert (compiled(read.osm).bits == week).all()


@given(weeks())
@settings(deadline=None)
def test_intervals_give_the_week_back(week):
    intervals = intervals_of(week)
    assert (bits_from_intervals(intervals) == week).all()
    assert sum(end - start for _day, start, end in intervals) == overlap_quarters(week, week)


@given(weeks(), weeks())
@settings(deadline=None)
def test_overlap_is_symmetric_and_never_larger_than_either(a, b):
    shared = overlap_quarters(a, b)
    assert shared == overlap_quarters(b, a)
    assert shared <= min(overlap_quarters(a, a), overlap_quarters(b, b))
    assert shared == int((unpack(a) & unpack(b)).sum())


@given(st.lists(weeks(), min_size=1, max_size=5), weeks(), st.integers(0, WEEK - 1))
@settings(deadline=None)
def test_many_places_at_once_equal_one_by_one(places, free, quarter):
    rows = np.stack(places)
    shared = open_when_free(rows, free)
    assert shared.dtype == np.int16
    assert shared.tolist() == [overlap_quarters(place, free) for place in places]
    assert open_at(rows, quarter).tolist() == [bool(unpack(p)[quarter]) for p in places]


@given(weeks())
@settings(deadline=None)
def test_the_last_thirty_two_bits_are_always_zero(week):
    assert int(week[10]) >> 32 == 0
    assert (pack(unpack(week)) == week).all()
    assert [(d, *rest) for d in range(7) for _z, *rest in intervals_of(day_of(week, d))] == (
        intervals_of(week)
    )


def test_bit_zero_is_monday_at_midnight():
    assert bits_from_intervals([(0, 0, 1)])[0] == 1
    assert bits_from_intervals([(6, 95, 97)])[0] == 1, "Sunday night runs into Monday"
    assert bits_from_intervals([(6, 95, 96)])[10] == np.uint64(1) << np.uint64(31)


@pytest.mark.parametrize("interval", [(7, 0, 4), (-1, 0, 4), (0, 96, 97), (0, 4, 4), (0, 0, 193)])
def test_an_impossible_interval_is_refused(interval):
    with pytest.raises(HoursError, match="Plage impossible"):
        bits_from_intervals([interval])


HOSTILE = [
    "\0",
    "lundi\0 9h-12h",
    "<script>alert(1)</script>",
    "Mo-Fr 09:00-12:00<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "Mo 09:00-12:00; " * 120,
    "(" * 2000,
    ")" * 2000,
    "a" * 2000,
    "9" * 2000,
    "9h" * 1000,
    "pendant " * 250,
    "uniquement sur " * 130,
    "lundi " * 330,
    "lundi-" * 330,
    "1er et " * 280,
    "<" * 2000,
    "&amp;" * 400,
    "\ud800",
    "𝟗𝐡-𝟏𝟐𝐡 lundi",
    "İ" * 100,
    "\u202elundi 9h-12h",
    "Mo[9] 10:00-12:00",
    "week 99 Mo 10:00-12:00",
    "Mo 00:00-48:00",
    "(sunrise-99:00)-12:00",
    "easter +999 days 10:00-12:00",
    "PH +999 days off; SH -999 days 10:00-12:00",
    '"' * 3,
    'Mo 09:00-12:00 "' + "x" * 1900 + '"',
]


def survives(text):
    """No text may raise anything but a HoursError with words in it."""
    read = normalise(text)
    assert (read.osm is None) == bool(read.problem)
    if read.osm is not None:
        week = compile_week(
            read.osm,
            first_day=date(2026, 1, 1),
            public_holidays=[date(2026, 5, 1)],
            school_holidays=[(date(2026, 2, 7), date(2026, 2, 22))],
        )
        assert not (week.bits & ~week.possible).any()
    assert from_french_week(dict.fromkeys(DAYS, text)) is not None
    with contextlib.suppress(HoursError):
        free_time(text)


WORDS = (
    "lundi mar. Mo-Fr PH SH off fermé 9h 12h30 09:00 - – / , ; ( ) et à sauf matin midi 24/7 week",
    "1er paires sur rdv vacances scolaires [2] + || Jan 2026 easter sunset unknown <br> é",
)
PIECES = st.sampled_from([*" ".join(WORDS).split(), "\n", "\0", '"'])

TERMS = """lundi|du lundi au vendredi|mardi et jeudi|le samedi|tous les jours|sam.|9h-12h|matin
de 14h à 17h30|8h30/12h - 14h/18h|fermé|sur rendez-vous|sauf le mercredi|(sauf août)|un|sur deux
semaines paires|juillet et août :|de septembre à juin|hors vacances scolaires|par mois|12h|1er et 3e
pendant les vacances :|jusqu'à 16h|le vendredi|jours fériés|, |; |. | / |(|)"""
TERMS = TERMS.replace("\n", "|").split("|")
french = st.lists(st.sampled_from(TERMS), max_size=9).map(" ".join)


@given(french | st.lists(PIECES, max_size=12).map(" ".join))
@settings(deadline=None, max_examples=300)
def test_what_was_read_is_read_again_as_it_is(text):
    read = normalise(text)
    if read.osm is not None:
        again = normalise(read.osm)
        assert (again.osm, again.mends) == (read.osm, ())


@given(french)
@settings(deadline=None, max_examples=200)
def test_what_is_written_holds_the_same_minutes_for_the_peer(text):
    """Every other reader of OSM syntax accepts what we write."""
    read = normalise(text)
    assert read.osm is None or OpeningHours(read.osm)


@pytest.mark.parametrize(
    "shape", ["(", "Mo,", "9h-12h ", "lundi ", "Jan 01-", '"', "||", "1er et "]
)
def test_the_work_of_reading_grows_no_faster_than_the_text(shape, monkeypatch):
    steps = Counter()

    def counted(name, function):
        def call(*args):
            steps[name] += 1
            return function(*args)

        return call

    monkeypatch.setattr(Cursor, "peek", counted("peek", Cursor.peek))
    monkeypatch.setattr(runs, "_solid", counted("solid", runs._solid))
    for size in (500, 1_000, 2_000):
        steps.clear()
        normalise.__wrapped__((shape * size)[:size])
        assert steps.total() <= 60 * size


def test_a_text_beyond_all_measure_is_not_even_cut_into_words(monkeypatch):
    monkeypatch.setattr(normalising, "clean", None)
    for text in ("(" * 100_000, "lundi 9h-12h " * 8_000, "[" * 100_000):
        assert "2000" in normalise(text).problem
        assert from_french_week({"lundi": text}).problem


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_never_crashes(text):
    survives(text)


@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=60))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_or_refused(text):
    survives(text)
