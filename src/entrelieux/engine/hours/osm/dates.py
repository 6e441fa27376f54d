"""Date selectors of OSM opening hours: do « Jan-Mar », « week 02-52/2 », « Mo[1] » hold on a date?

Every selector answers ``holds(day, holidays)``. Selectors of one kind joined by commas mean « or »,
selectors of different kinds mean « and » (``osm.syntax`` groups them so).

**Source:** https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, read 2024.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

Span = tuple[date, date]
EASTER = 0


@dataclass(frozen=True, slots=True)
class Holidays:
    """public: the dates meant by PH. school: the spans meant by SH, both ends included."""

    public: Collection[date] = field(default_factory=frozenset)
    school: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Years:
    """2026, 2024-2026, 2024/2, 2024+."""

    first: int
    last: int
    step: int = 1

    def holds(self, day: date, _holidays: Holidays) -> bool:
        return self.first <= day.year <= self.last and (day.year - self.first) % self.step == 0


@dataclass(frozen=True, slots=True)
class Weeks:
    """ISO weeks 1 to 53."""

    first: int
    last: int
    step: int = 1

    def holds(self, day: date, _holidays: Holidays) -> bool:
        week = day.isocalendar().week
        return self.first <= week <= self.last and (week - self.first) % self.step == 0


@dataclass(frozen=True, slots=True)
class Months:
    """January is 1; « Nov-Feb » passes the end of the year."""

    first: int
    last: int

    def holds(self, day: date, _holidays: Holidays) -> bool:
        return (day.month - self.first) % 12 <= (self.last - self.first) % 12


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Monday is 0; « Sa-Mo » passes the end of the week.

    nth: places in the month, 1..5 or -5..-1 from its end; empty for every one.
    shift: days added to the weekday found, as in « Su[-1] -1 day ».
    """

    first: int
    last: int
    nth: tuple[int, ...] = ()
    shift: int = 0

    def holds(self, day: date, _holidays: Holidays) -> bool:
        if self.shift:
            day = _moved(day, -self.shift) or day
        if (day.weekday() - self.first) % 7 > (self.last - self.first) % 7:
            return False
        if not self.nth:
            return True
        left = monthrange(day.year, day.month)[1] - day.day
        return (day.day - 1) // 7 + 1 in self.nth or -(left // 7) - 1 in self.nth


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """PH, or the day before or after one."""

    shift: int = 0

    def holds(self, day: date, holidays: Holidays) -> bool:
        return (_moved(day, -self.shift) or day) in holidays.public


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """SH."""

    def holds(self, day: date, holidays: Holidays) -> bool:
        return any(first <= day <= last for first, last in holidays.school)


@dataclass(frozen=True, slots=True)
class Point:
    """A date of each year, or of one: « 2026 Jan 01 », « Mar Su[-1] », « easter -2 days ».

    month: ``EASTER`` means Easter Sunday. nth: with ``weekday``, its place in the month; when 0,
        the date is ``number``.
    """

    month: int
    number: int = 1
    weekday: int = 0
    nth: int = 0
    year: int | None = None
    shift: int = 0

    def on(self, year: int, *, exact: bool = False) -> date | None:
        """The date in a year; None when it has none (« Feb 29 », if ``exact``, or « Mo[5] »)."""
        if not date.min.year < year < date.max.year:
            return None
        if self.month == EASTER:
            return _moved(easter(year), self.shift)
        length = monthrange(year, self.month)[1]
        if self.nth:
            return _moved(_nth_weekday(year, self.month, self.weekday, self.nth), self.shift)
        if self.number > length and exact:
            return None
        return _moved(date(year, self.month, min(self.number, length)), self.shift)


@dataclass(frozen=True, slots=True)
class Dates:
    """From a date to another, both included, every ``step`` days; one date when there is no end."""

    first: Point
    last: Point | None = None
    step: int = 1

    def holds(self, day: date, _holidays: Holidays) -> bool:
        if self.last is None:
            years = [self.first.year] if self.first.year else [day.year - 1, day.year, day.year + 1]
            return any(self.first.on(year, exact=True) == day for year in years)
        years = [self.first.year] if self.first.year else [day.year - 1, day.year]
        return any(self._inside(day, year, self.last) for year in years)

    def _inside(self, day: date, year: int, last: Point) -> bool:
        start = self.first.on(year)
        end = last.on(last.year or year)
        if start and end and end < start and not last.year:
            end = last.on(year + 1)
        if end and last.month == EASTER:
            end = _moved(end, -1)  # an end given by Easter is not included: the reference's habit
        if start is None or end is None or not start <= day <= end:
            return False
        return (day - start).days % self.step == 0


Selector = Years | Weeks | Months | Weekdays | PublicHoliday | SchoolHoliday | Dates


def _moved(day: date | None, days: int) -> date | None:
    """The date so many days later; None outside the calendar."""
    try:
        return None if day is None else day + timedelta(days=days)
    except OverflowError:
        return None


@lru_cache(maxsize=4_096)
def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    length = monthrange(year, month)[1]
    if nth > 0:
        number = 1 + (weekday - date(year, month, 1).weekday()) % 7 + 7 * (nth - 1)
    else:
        last = date(year, month, length).weekday()
        number = length - (last - weekday) % 7 + 7 * (nth + 1)
    return date(year, month, number) if 1 <= number <= length else None
