"""OSM opening hours, worked by hand: which minutes of which dates."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.hours.osm import Evaluator, Holidays, OsmError, State, parse, sun_at
from entrelieux.engine.hours.osm.sloppy import mended

MONDAY = date(2026, 3, 2)
PARIS = ZoneInfo("Europe/Paris")
HOLIDAYS = Holidays(
    frozenset({date(2026, 5, 1), date(2026, 4, 6)}), ((date(2026, 2, 7), date(2026, 2, 22)),)
)


def said(osm, day=MONDAY, **known):
    """« 09:00-12:00 » for what is open, with a « ? » after it for what is unknown."""
    minutes = Evaluator(osm, HOLIDAYS, **known).minutes(day)
    edges = [0, *(np.flatnonzero(np.diff(minutes)) + 1).tolist(), 1440]
    spans = [(a, b) for a, b in pairwise(edges) if minutes[a]]
    mark = {State.OPEN: "", State.UNKNOWN: "?"}
    return ",".join(
        f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}{mark[minutes[a]]}" for a, b in spans
    )


@pytest.mark.parametrize(
    ("osm", "hours"),
    [
        ("Mo-Fr 09:00-12:00,14:00-17:00", "09:00-12:00,14:00-17:00"),
        ("Mo 09:00-12:00; Mo 14:00-17:00", "14:00-17:00"),
        ("Mo 09:00-12:00, Mo 14:00-17:00", "09:00-12:00,14:00-17:00"),
        ("Mo-Su 09:00-17:00; Mo 12:00-14:00 off", "09:00-12:00,14:00-17:00"),
        ("Su 20:00-02:00", "00:00-02:00"),
        ("Su 20:00-02:00; Mo 09:00-12:00", "09:00-12:00"),
        ("Su 20:00-02:00, Mo 09:00-12:00", "00:00-02:00,09:00-12:00"),
        ("Su 20:00-26:00", "00:00-02:00"),
        ("Mo 09:00+", "09:00-24:00?"),
        ("Mo 09:00-12:00+", "09:00-12:00,12:00-24:00?"),
        ("Mo 09:00+,14:00-16:00", "09:00-14:00?,14:00-16:00"),
        ("Su 23:00+", "00:00-07:00?"),
        ('Mo 09:00-12:00 "on demand"', "09:00-12:00?"),
        ('Mo 09:00-12:00 open "on demand"', "09:00-12:00"),
        ("Mo 09:00-12:00 unknown", "09:00-12:00?"),
        ("Mo 09:00-12:00 || 08:00-18:00 unknown", "08:00-09:00?,09:00-12:00,12:00-18:00?"),
        ("Mo 09:00-12:00 || off", "09:00-12:00"),
        ('Tu 09:00-12:00 || "call us"', "00:00-24:00?"),
        ("24/7; Mo 10:00-11:00 off", "00:00-10:00,11:00-24:00"),
        ("sunrise-sunset", "06:00-18:00"),
        ("(sunrise+01:30)-(sunset-00:30)", "07:30-17:30"),
        ("Mo[1] 09:00-12:00", "09:00-12:00"),
        ("Mo[2] 09:00-12:00", ""),
        ("Su[1] +1 day 09:00-12:00", "09:00-12:00" if MONDAY.day == 2 else ""),
        ("week 10 09:00-12:00", "09:00-12:00"),
        ("week 02-52/2 Mo 09:00-12:00", "09:00-12:00"),
        ("week 01-53/2 Mo 09:00-12:00", ""),
        ("Jan-Mar 09:00-12:00", "09:00-12:00"),
        ("Nov-Mar 09:00-12:00", "09:00-12:00"),
        ("Mar 01-15 09:00-12:00", "09:00-12:00"),
        ("Feb 20-Mar 02 09:00-12:00", "09:00-12:00"),
        ("Mar 01,02,10 09:00-12:00", "09:00-12:00"),
        ("2026 Mar 02 09:00-12:00", "09:00-12:00"),
        ("2025 09:00-12:00", ""),
        ("2024-2030/2 09:00-12:00", "09:00-12:00"),
        ("2024+ 09:00-12:00", "09:00-12:00"),
        ("easter -34 days 09:00-12:00", "09:00-12:00"),
        ("Mar Mo[1]-Mar Mo[2] 09:00-12:00", "09:00-12:00"),
        ("Mo-Fr: 09:00-12:00", "09:00-12:00"),
    ],
)
def test_an_expression_is_worked_by_hand(osm, hours):
    assert said(osm) == hours


@pytest.mark.parametrize(
    ("osm", "day", "hours"),
    [
        ("Mo-Fr 09:00-12:00; PH off", date(2026, 5, 1), ""),
        ("Mo-Fr 09:00-12:00; PH 10:00-11:00", date(2026, 5, 1), "10:00-11:00"),
        ("PH Mo 10:00-11:00", date(2026, 4, 6), "10:00-11:00"),
        ("PH Mo 10:00-11:00", date(2026, 5, 1), ""),
        ("PH,Mo 10:00-11:00", date(2026, 5, 1), "10:00-11:00"),
        ("PH -1 day 10:00-11:00", date(2026, 4, 30), "10:00-11:00"),
        ("SH Tu 10:00-11:00", date(2026, 2, 10), "10:00-11:00"),
        ("SH Tu 10:00-11:00", date(2026, 3, 3), ""),
        ("Mo-Fr 22:00-02:00; PH off", date(2026, 5, 1), ""),
    ],
)
def test_holidays_are_those_that_are_given(osm, day, hours):
    assert said(osm, day) == hours


@pytest.mark.parametrize(
    "osm",
    [
        "",
        ";",
        "lundi",
        "Mo 09:00",
        "Mo 09:60-10:00",
        "Mo 24:00-25:00",
        "Mo 09:00-49:00",
        "Mo[0] 09:00-12:00",
        "Mo[6] 09:00-12:00",
        "week 54",
        "week 10-05",
        "Feb 30",
        "Jun 31 10:00-12:00",
        "2030-2020",
        "PH +3 days off",
        "|| open",
        "Mo,week 05 09:00-12:00",
        "Mo 09:00-12:00 Tu 14:00-17:00",
        "(sunrise+1)-sunset",
        "Mo 09:00-12:00,,",
    ],
)
def test_what_is_not_in_the_grammar_is_refused(osm):
    with pytest.raises(OsmError):
        parse(osm)


def test_the_sun_is_that_of_the_place():
    in_paris = sun_at(48.8566, 2.3522, PARIS)
    dawn, sunrise, sunset, dusk = in_paris(date(2026, 6, 21))
    assert dawn < sunrise < sunset < dusk
    assert abs(sunrise - (5 * 60 + 47)) <= 1
    assert abs(sunset - (21 * 60 + 58)) <= 1
    hours = f"{sunrise // 60:02}:{sunrise % 60:02}-{sunset // 60:02}:{sunset % 60:02}"
    assert said("sunrise-sunset", date(2026, 6, 21), sun=in_paris) == hours


def test_where_the_sun_never_sets_its_usual_minutes_are_given():
    assert sun_at(80.0, 15.0, PARIS)(date(2026, 6, 21)) == (330, 360, 1080, 1110)


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("MO-FR 9:00 - 12:00", "Mo-Fr 09:00-12:00"),
        ("monday–friday 9am–5.30pm", "Mo-Fr 09:00-17:30"),
        ("10.00-12.00", "10:00-12:00"),
        ("Mo 9-12,14-18", "Mo 09:00-12:00,14:00-18:00"),
        ("Mo and We 10:00 till 12:00", "Mo,We 10:00-12:00"),
        ("Mo 17:00 till late", "Mo 17:00+"),
        ("day before public holiday off", "PH -1 day off"),
        ("Sa 10:00-12:00 „bell“", 'Sa 10:00-12:00 "bell"'),
        ("Montag geschlossen; Di-Fr 9-12 Uhr", "Mo off; Tu-Fr 09:00-12:00"),
        ("lunes a viernes 10:00-18:00", "Mo-Fr 10:00-18:00"),
        ("domenica 10:00-12:00", "Su 10:00-12:00"),
    ],
)
def test_slips_are_mended(text, osm):
    assert (mended(text) or mended(text, foreign=True)) == osm


@pytest.mark.parametrize(
    "text", ["Mo 10 or 11", "Montag lunes 10:00-12:00", "13am-14am", "summer 10:00-12:00", "9h-12h"]
)
def test_a_word_that_is_not_known_is_never_dropped(text):
    assert mended(text) is None
    assert mended(text, foreign=True) is None


SELECTORS = """Mo-Fr|Sa,Su|Su-Tu|We[1,3]|Mo[-1]|PH|SH|PH,Sa|Jan-Mar|Nov-Feb|week 10|week 01-53/2
2026|Mar 01-15|Feb 29|easter|Dec 24-Jan 02|Su[-1] -1 day"""
selectors = st.sampled_from(["", *SELECTORS.replace("\n", "|").split("|")])
spans = st.sampled_from(
    ["09:00-12:00", "14:00-18:30", "20:00-02:00", "10:00+", "00:00-24:00", "sunrise-sunset", "24/7"]
)
states = st.sampled_from(["", "", "open", "off", "unknown", '"on demand"'])


@st.composite
def rules(draw):
    parts = (draw(selectors), draw(spans), draw(states))
    return " ".join(filter(None, parts))


@st.composite
def expressions(draw):
    found = draw(st.lists(rules(), min_size=1, max_size=4))
    joints = draw(st.lists(st.sampled_from(["; ", " || "]), min_size=4, max_size=4))
    return found[0] + "".join(j + r for j, r in zip(joints, found[1:], strict=False))


days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(expressions(), rules(), days)
@settings(deadline=None)
def test_a_fallback_speaks_only_where_all_others_are_silent(osm, last, day):
    before = Evaluator(osm, HOLIDAYS).minutes(day)
    after = Evaluator(f"{osm} || {last}", HOLIDAYS).minutes(day)
    said_before = before != State.CLOSED
    assert (after[said_before] == before[said_before]).all()


@given(expressions(), days)
@settings(deadline=None)
def test_closing_everything_at_the_end_closes_everything(osm, day):
    assert not Evaluator(f"{osm}; off", HOLIDAYS).minutes(day).any()


@given(rules(), days)
@settings(deadline=None)
def test_saying_a_rule_twice_changes_nothing(osm, day):
    once, twice = (Evaluator(text, HOLIDAYS).minutes(day) for text in (osm, f"{osm}; {osm}"))
    assert (once == twice).all()


@given(expressions(), days)
@settings(deadline=None)
def test_the_order_of_asking_does_not_change_the_answer(osm, day):
    evaluator = Evaluator(osm, HOLIDAYS)
    neighbours = [evaluator.minutes(day + timedelta(days=step)) for step in (-1, 0, 1)]
    assert (Evaluator(osm, HOLIDAYS).minutes(day) == neighbours[1]).all()


@given(st.text(alphabet='MoTuPHSwek0123456789:-,;+|/[]()" \n', max_size=80) | st.text())
@settings(deadline=None, max_examples=300)
def test_any_text_is_an_expression_or_is_refused(text):
    try:
        parse(text)
    except OsmError:
        return
    assert Evaluator(text, HOLIDAYS).minutes(MONDAY).shape == (1440,)
