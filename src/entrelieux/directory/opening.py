"""When is a place open? Stored hours, compiled with the holidays of where it stands."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.hours import (
    HORIZON,
    DayHours,
    HoursError,
    WeeklyHours,
    compile_week,
    next_openings,
    open_on,
)
from entrelieux.packs.fr import calendar

KEPT = 32_768


@lru_cache(maxsize=KEPT)
def opening_of(osm: str, departement: str, today: date) -> WeeklyHours | None:
    """Hours with the public and school holidays of a département; None when they cannot be read.

    ``departement`` "" or unknown: the holidays common to all France, school holidays unknown.
    """
    if not osm:
        return None
    last = today + timedelta(days=HORIZON + 14)
    try:
        return compile_week(
            osm,
            first_day=today,
            public_holidays=public_holidays_of(departement, today.year, last.year),
            school_holidays=_school_holidays(departement, today, last),
        )
    except HoursError:
        return None


def usual_week(osm: str, today: date) -> NDArray[np.uint64] | None:
    """Quarters of an ordinary week; for what opens only some weeks, quarters when it may.

    None when hours are not stated, cannot be read or never open. ``is_regular`` tells which.
    """
    week = plain_week(osm, today)
    if week is None:
        return None
    if week.bits.any():
        return week.bits
    return week.possible if week.possible.any() else None


def is_regular(osm: str, today: date) -> bool:
    """False when a place opens some weeks only: its usual week would be empty."""
    week = plain_week(osm, today)
    return week is not None and bool(week.bits.any())


def next_dates(
    hours: Iterable[str],
    departement: str,
    now: datetime,
    *,
    free: NDArray[np.uint64] | None = None,
    days: int = 2,
) -> list[tuple[date, int, int]]:
    """Sure openings of any of these hours: (date, first quarter, last), on the next ``days``."""
    found: set[tuple[date, int, int]] = set()
    holidays = public_holidays_of(departement, now.year, now.year + 1)
    for osm in hours:
        week = opening_of(osm, departement, now.date())
        if week is not None:
            found.update(
                next_openings(week, from_=now, free=free, count=3 * days, public_holidays=holidays)
            )
    soonest = sorted({day for day, _, _ in found})[:days]
    return sorted(one for one in found if one[0] in soonest)


@lru_cache(maxsize=2 * KEPT)
def hours_on(osm: str, departement: str, day: date) -> DayHours | None:
    """Hours of one date where a place stands; None when they are not stated or cannot be read."""
    week: WeeklyHours | None = plain_week(osm, day)
    if week is not None and (week.varies or "PH" in osm or "SH" in osm):
        week = opening_of(osm, departement, day)
    if week is None or not week.possible.any():
        return None
    return open_on(week, day, public_holidays_of(departement, day.year, day.year))


def holiday_names(departement: str, day: date) -> tuple[str, str]:
    """(« Noël », "Christmas Day"); two empty texts on an ordinary day."""
    try:
        calendar.school_zone(departement)
    except calendar.CalendarError:
        departement = "75"
    known = calendar.named_public_holidays(day.year, departement)
    return next(((one.name, one.english) for one in known if one.day == day), ("", ""))


def start_of(day: date) -> datetime:
    return datetime.combine(day, time())


@lru_cache(maxsize=KEPT)
def plain_week(osm: str, today: date) -> WeeklyHours | None:
    """Hours without holidays: the usual week is the same, and one text is compiled once.

    None when there are none, or they cannot be read.
    """
    if not osm:
        return None
    try:
        return compile_week(osm, first_day=today, days=28, public_holidays=(), school_holidays=())
    except HoursError:
        return None


@lru_cache(maxsize=512)
def public_holidays_of(departement: str, first: int, last: int) -> frozenset[date]:
    """Of a département; of Paris, which has none of its own, where it is not known."""
    years = range(first, last + 1)
    try:
        calendar.school_zone(departement)
    except calendar.CalendarError:
        departement = "75"
    return frozenset().union(*(calendar.public_holidays(year, departement) for year in years))


@lru_cache(maxsize=512)
def _school_holidays(
    departement: str, first: date, last: date
) -> tuple[tuple[date, date], ...] | None:
    """None when the zone or a part of the period is not known: nothing is guessed."""
    try:
        zone = calendar.school_zone(departement)
        found = calendar.school_holidays(zone, first, last)
    except calendar.CalendarError:
        return None
    return tuple(found.spans) if found.known else None
