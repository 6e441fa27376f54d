"""Opening hours compiled once: a usual week as bits, and the dates that depart from it.

The expression is evaluated by ``engine.hours.osm``; holidays are given by the caller. A rule that
repeats every week is evaluated on one week only; any other day by day over at least 53 weeks.

A quarter counts as open when the place is open during the whole of it, so that 09:10–12:00 opens
at 09:15: an appointment never falls in a doubtful quarter. 23:59 is read as midnight.

What passes midnight belongs to the date it falls on, as in the reference implementation: a holiday
closes 00:00–24:00 of its own date.

**Source:** https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, read 2024.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from entrelieux.engine.hours.bits import DAY, WEEK, Flags, HoursError, Words, pack, unpack
from entrelieux.engine.hours.osm import (
    Evaluator,
    Holidays,
    OsmError,
    Span,
    State,
    Stretch,
    painted,
    parse,
    repeats_weekly,
)

MAX_LENGTH = 2_000
HORIZON = 371
USUAL_SHARE = 0.6
_ANY_WEEK = date(2001, 1, 1)  # a Monday far from every date written in a real rule

_CLOSED_ON_HOLIDAYS = re.compile(r"\s*;\s*PH\s+(?:off|closed)\s*$")
_QUOTED = re.compile(r'"[^"]*"')
_HOLIDAY = re.compile(r"\b(?:PH|SH)\b")


@dataclass(frozen=True, slots=True, eq=False)
class WeeklyHours:
    """Opening hours of one place, in local wall-clock time.

    bits: the usual week, shape (11,). When the hours vary, a quarter is usual when it is open on
        at least three in five such weekdays of the 53 weeks looked at, public holidays aside:
        « hors vacances scolaires » is usual, « semaines paires » is not.
    closed_on_public_holidays: True when the rule closes on every one, False when it gives hours
        for them, None when it says nothing: unknown, never assumed.
    varies: some ordinary date looked at differs from the usual week (season, school holidays,
        parity of weeks, a single date): the exceptions say which.
    exceptions: (date, quarters of that date, shape (2,)) for the dates of the horizon, in order,
        whose hours are not those of the usual week.
    possible: quarters open, or of unknown state (« sur rendez-vous »), in one week at least,
        shape (11,); it contains ``bits``. Outside ``bits`` it means « à vérifier ».
    first_day, last_day: the horizon in which ``exceptions`` is complete.
    comments: the texts between quotes of the rule, such as « sur rendez-vous ».
    """

    bits: Words
    closed_on_public_holidays: bool | None
    varies: bool
    exceptions: tuple[tuple[date, Words], ...]
    possible: Words
    first_day: date
    last_day: date
    comments: tuple[str, ...] = ()


def compile_week(
    osm: str,
    *,
    first_day: date,
    days: int = HORIZON,
    public_holidays: Collection[date],
    school_holidays: Collection[Span] | None,
) -> WeeklyHours:
    """Compile a valid OSM expression (``normalise`` first for anything people wrote).

    Args:
        osm: at most 2 000 characters.
        first_day: first date of the horizon.
        days: length of the horizon, >= 1.
        public_holidays: every public holiday of the place, over the horizon and at least 53 weeks.
        school_holidays: its school holidays, first and last day included; None when unknown: a
            rule about them is then open only where it would be open either way.

    Times of the sun are those of the equinox, since the place is not known here.

    Raises:
        HoursError: not valid OSM syntax, too long, or a horizon outside the calendar.

    Equal calls share one result. Never crashes on hostile text.
    """
    if len(osm) > MAX_LENGTH:
        message = f"Horaires de {len(osm)} caractères. Attendu : au plus {MAX_LENGTH}."
        raise HoursError(message)
    try:
        last_day = first_day + timedelta(days=max(days, HORIZON))
    except OverflowError:
        last_day = date.min
    if days < 1 or last_day <= first_day:
        message = f"Période impossible : {days} jours à partir du {first_day.isoformat()}."
        raise HoursError(message)
    school = None if school_holidays is None else tuple(sorted(school_holidays))
    return _compile(osm.strip(), first_day, days, frozenset(public_holidays), school)


def is_valid(osm: str) -> bool:
    """Whether the evaluator accepts the text as OSM syntax. Never raises."""
    if len(osm) > MAX_LENGTH:
        return False
    try:
        parse(osm)
    except OsmError:
        return False
    return True


@lru_cache(maxsize=32_768)
def _compile(
    osm: str,
    first_day: date,
    days: int,
    public_holidays: frozenset[date],
    school_holidays: tuple[Span, ...] | None,
) -> WeeklyHours:
    last_day = first_day + timedelta(days=days - 1)
    comments = tuple(dict.fromkeys(found[1:-1] for found in _QUOTED.findall(osm)))
    stem = _CLOSED_ON_HOLIDAYS.sub("", osm)
    if is_valid(stem) and repeats_weekly(stem):
        bits, possible = _one_week(stem)
        if stem == osm:
            return WeeklyHours(bits, None, False, (), possible, first_day, last_day, comments)
        exceptions = _closed_dates(bits, public_holidays, first_day, last_day)
        return WeeklyHours(bits, True, False, exceptions, possible, first_day, last_day, comments)
    return _day_by_day(osm, first_day, days, public_holidays, school_holidays, comments)


@lru_cache(maxsize=65_536)
def _one_week(osm: str) -> tuple[Words, Words]:
    """Usual bits and possible bits of a rule that repeats every week."""
    opened, maybe = _evaluate(osm, _ANY_WEEK, 7)
    bits, possible = pack(opened.reshape(WEEK)), pack((opened | maybe).reshape(WEEK))
    bits.flags.writeable = possible.flags.writeable = False
    return bits, possible


def _closed_dates(
    bits: Words, public_holidays: frozenset[date], first_day: date, last_day: date
) -> tuple[tuple[date, Words], ...]:
    week = unpack(bits).reshape(7, DAY)
    closed = pack(np.zeros(DAY, dtype=np.bool_))
    return tuple(
        (day, closed)
        for day in sorted(public_holidays)
        if first_day <= day <= last_day and week[day.weekday()].any()
    )


def _day_by_day(
    osm: str,
    first_day: date,
    days: int,
    public_holidays: frozenset[date],
    school_holidays: tuple[Span, ...] | None,
    comments: tuple[str, ...],
) -> WeeklyHours:
    seen = max(days, HORIZON)
    named = frozenset(_HOLIDAY.findall(_QUOTED.sub("", osm)))
    whole = ((first_day, first_day + timedelta(days=seen - 1)),)
    guesses = ((), whole) if school_holidays is None and "SH" in named else (school_holidays or (),)
    tables = [
        _evaluate(osm, first_day, seen, Holidays(public_holidays, spans)) for spans in guesses
    ]
    opened = np.logical_and.reduce([table[0] for table in tables])
    maybe = np.logical_or.reduce([table[0] | table[1] for table in tables])
    weekday = (first_day.weekday() + np.arange(seen)) % 7
    dates = [first_day + timedelta(days=step) for step in range(seen)]
    ordinary = np.array([day not in public_holidays for day in dates])
    usual, possible = np.zeros((2, 7, DAY), dtype=np.bool_)
    for number in range(7):
        rows = ordinary & (weekday == number)
        if rows.any():
            usual[number] = opened[rows].mean(axis=0) >= USUAL_SHARE
            possible[number] = maybe[rows].any(axis=0)
    differs = (opened != usual[weekday]).any(axis=1)
    exceptions = tuple((dates[step], pack(opened[step])) for step in np.flatnonzero(differs[:days]))
    return WeeklyHours(
        bits=pack(usual.reshape(WEEK)),
        closed_on_public_holidays=_closed_on(osm, named, opened, ~ordinary),
        varies=bool((differs & ordinary).any()) or len(tables) > 1,
        exceptions=exceptions,
        possible=pack((possible | usual).reshape(WEEK)),
        first_day=first_day,
        last_day=dates[days - 1],
        comments=comments,
    )


def _closed_on(osm: str, named: frozenset[str], opened: Flags, holidays: Flags) -> bool | None:
    if "PH" not in named:
        return None
    if holidays.any():
        return not opened[holidays].any()
    return re.search(r"\bPH\s+(?:off|closed)\b", osm) is not None


def _evaluate(
    osm: str, first_day: date, days: int, holidays: Holidays | None = None
) -> tuple[Flags, Flags]:
    """Open and unknown quarters, shape (days, 96) each; of both, it counts as unknown."""
    try:
        evaluator = Evaluator(osm, holidays)
    except OsmError:
        shown = osm if len(osm) <= 80 else f"{osm[:77]}…"
        message = (
            f"« {shown} » n'est pas un horaire que l'on sait lire. "
            "Attendu, par exemple : « Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00 »."
        )
        raise HoursError(message) from None
    opened, maybe = np.zeros((2, days, DAY), dtype=np.bool_)
    for step in range(days):
        stretches = evaluator.stretches(first_day + timedelta(days=step))
        opened[step], maybe[step] = _quarters(stretches)
    return opened, maybe


@lru_cache(maxsize=16_384)
def _quarters(stretches: tuple[Stretch, ...]) -> tuple[Flags, Flags]:
    states = painted(stretches).copy()
    if states[-1] == State.CLOSED:
        states[-1] = states[-2]  # 23:59 is read as midnight
    quarters = states.reshape(DAY, 15)
    opened = (quarters == State.OPEN).all(axis=1)
    return opened, (quarters != State.CLOSED).all(axis=1) & ~opened
