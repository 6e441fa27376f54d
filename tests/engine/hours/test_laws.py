"""Laws of weekly bitsets, and texts that wish us harm."""

import contextlib
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    unpack,
)

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


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_never_crashes(text):
    survives(text)


WORDS = (
    "lundi mar. Mo-Fr PH SH off fermé 9h 12h30 09:00 - – / , ; ( ) et à sauf matin midi 24/7 week",
    "1er paires sur rdv vacances scolaires [2] + || Jan 2026 easter sunset unknown <br> é",
)
PIECES = st.sampled_from([*" ".join(WORDS).split(), "\n", "\0", '"'])


@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=60))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_or_refused(text):
    survives(text)
