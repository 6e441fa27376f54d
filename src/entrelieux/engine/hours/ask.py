"""Questions asked of compiled hours: what about this date, and when next?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from entrelieux.engine.hours.bits import DAY, Flags, HoursError, Words, intervals_of, pack, unpack
from entrelieux.engine.hours.compile import HORIZON, WeeklyHours

TO_CHECK_HOLIDAY = "jour férié : horaires à vérifier"
TO_CHECK_VARIES = "horaires variables : à vérifier"
TO_CHECK_UNKNOWN = "horaires à vérifier"


@dataclass(frozen=True, slots=True)
class DayHours:
    """Hours of one date.

    intervals: (start, end) in quarters of an hour of that date, 0..96, in order.
    certain: False when the rule does not settle this date; the intervals are then those of the
        usual week, to be shown with ``note``, and never promised.
    note: in French, empty when certain.
    """

    intervals: tuple[tuple[int, int], ...]
    certain: bool = True
    note: str = ""


def open_on(week: WeeklyHours, day: date, public_holidays: Collection[date]) -> DayHours:
    """Hours on a date: its exception if it has one, else holidays, else the usual week."""
    number = day.weekday()
    for exception, quarters in week.exceptions:
        if exception == day:
            return DayHours(_spans(quarters))
    usual = unpack(week.bits)[number * DAY : (number + 1) * DAY]
    spans = _spans(pack(usual))
    inside = week.first_day <= day <= week.last_day
    if day in public_holidays:
        if week.closed_on_public_holidays:
            return DayHours(())
        if week.closed_on_public_holidays is None or not inside:
            possible = unpack(week.possible)[number * DAY : (number + 1) * DAY]
            if possible.any():
                return DayHours(spans, certain=False, note=TO_CHECK_HOLIDAY)
    if week.varies and not inside:
        return DayHours(spans, certain=False, note=TO_CHECK_VARIES)
    if not spans and _may_open(week, number):
        return DayHours((), certain=False, note=TO_CHECK_UNKNOWN)
    return DayHours(spans)


def _may_open(week: WeeklyHours, number: int) -> bool:
    """Whether a weekday without usual hours may still be open; known dates are exceptions."""
    possible = unpack(week.possible)[number * DAY : (number + 1) * DAY]
    return bool(possible.any()) and (not week.varies or bool(week.comments))


def next_openings(
    week: WeeklyHours,
    *,
    from_: datetime,
    free: Words | None = None,
    count: int = 3,
    public_holidays: Collection[date],
) -> list[tuple[date, int, int]]:
    """The next times a place is surely open, while the person is free.

    Args:
        from_: local wall-clock time, without time zone; an opening under way starts at the next
            whole quarter.
        free: the person's free week, shape (11,); None when it does not matter.
        count: how many, >= 0.
        public_holidays: those of the place, over the year that follows ``from_``.

    Returns:
        (date, start, end), quarters of an hour 0..96 of that date, in order, within 371 days;
        fewer than ``count`` when there are no more. Doubtful dates are skipped: nobody is sent to
        a door that may be closed.
    """
    if from_.tzinfo is not None:
        message = "Heure avec fuseau horaire. Attendu : l'heure locale, sans fuseau."
        raise HoursError(message)
    wanted = None if free is None else unpack(free).reshape(7, DAY)
    minute = from_.hour * 60 + from_.minute + (from_.second > 0 or from_.microsecond > 0)
    found: list[tuple[date, int, int]] = []
    day = from_.date()
    for step in range(HORIZON):
        if len(found) >= count:
            break
        hours = open_on(week, day, public_holidays)
        if hours.certain and hours.intervals:
            flags = _flags(hours.intervals)
            if wanted is not None:
                flags &= wanted[day.weekday()]
            if step == 0:
                flags[: -(-minute // 15)] = False
            found += [(day, start, end) for start, end in _spans(pack(flags))]
        if day == date.max:
            break
        day += timedelta(days=1)
    return found[:count]


def _flags(intervals: tuple[tuple[int, int], ...]) -> Flags:
    flags = np.zeros(DAY, dtype=np.bool_)
    for start, end in intervals:
        flags[start:end] = True
    return flags


def _spans(quarters: Words) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for _day, start, end in intervals_of(quarters))
