"""Read OSM opening hours into rules. Strict about words and numbers, easy about order and spaces.

A rule says when (date selectors and time spans) and what (open, unknown, closed, a comment). « ; »
starts a rule that replaces earlier ones on its dates, « , » one that adds to them, « || » one that
speaks where all others are silent.

**Source:** https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, read 2024.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from entrelieux.engine.hours.osm.cursor import END, Cursor, OsmError, Token, tokens_of
from entrelieux.engine.hours.osm.dates import (
    EASTER,
    Dates,
    Months,
    Point,
    PublicHoliday,
    SchoolHoliday,
    Selector,
    Weekdays,
    Weeks,
    Years,
)
from entrelieux.engine.hours.osm.times import DAY, SUN_EVENTS, Instant, TimeSpan

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST_YEAR = 9_998
_PARTS = re.compile(r'\|\||;|(?:"[^"]*"|[^;|]|\|(?!\|))+')


class State(IntEnum):
    """What a rule, or a minute, says."""

    CLOSED = 0
    OPEN = 1
    UNKNOWN = 2


_STATES = {
    "open": State.OPEN,
    "off": State.CLOSED,
    "closed": State.CLOSED,
    "unknown": State.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """dates: groups of selectors, one of each group must hold. times: empty for the whole day.

    stated: the rule says its state, by a word or a comment. adds: it began with a comma. fallback:
    it began with « || ».
    """

    dates: tuple[tuple[Selector, ...], ...] = ()
    times: tuple[TimeSpan, ...] = ()
    state: State = State.OPEN
    comment: str = ""
    adds: bool = False
    fallback: bool = False


@lru_cache(maxsize=32_768)
def parse(text: str) -> tuple[Rule, ...]:
    """Rules of an expression, in order.

    Raises:
        OsmError: some part is not in the grammar, or says nothing.

    Time and memory are linear in the length of the text.
    """
    rules: list[Rule] = []
    fallback = False
    for part in _PARTS.findall(text):
        if part in (";", "||"):
            fallback = part == "||"
            if fallback and not rules:
                raise OsmError(text)
        elif part.strip():
            rules += _rules(part, fallback)
    if not rules:
        raise OsmError(text)
    return tuple(rules)


@lru_cache(maxsize=32_768)
def _rules(part: str, fallback: bool) -> tuple[Rule, ...]:
    return tuple(_Reader(tokens_of(part), fallback).rules())


class _Reader(Cursor):
    """Rules between two « ; » : the first, then those that commas add to it."""

    def __init__(self, tokens: list[Token], fallback: bool) -> None:
        super().__init__(tokens)
        self.fallback = fallback

    def rules(self) -> list[Rule]:
        rules = [self._rule(adds=False)]
        while self.at < len(self.tokens):
            rules.append(self._rule(adds=True))
        return rules

    def _rule(self, *, adds: bool) -> Rule:
        dates: dict[str, list[Selector]] = {}
        times: list[TimeSpan] = []
        state: State | None = None
        comment = ""
        first = self.at
        late = False
        while self.at < len(self.tokens):
            token = self.peek()
            if self._is_time():
                if late:
                    raise self.refusal()
                times += self._times()
            elif token.kind == "always":
                self.at += 1
                times.append(TimeSpan(Instant(0), Instant(DAY)))
            elif token.text in _STATES:
                self.at += 1
                state = _STATES[token.text]
            elif token.kind == "comment":
                self.at += 1
                comment = token.text[1:-1]
                state = State.UNKNOWN if state is None else state
            elif token.text == ":":
                self._readable_colon(first)
                continue
            else:
                kind, selectors = self._selectors()
                late = bool(times)
                if late and kind == "weekday" and kind in dates:
                    raise self.refusal()  # « Mo 09:00-12:00 Tu 14:00-17:00 » lacks its « ; »
                dates.setdefault(kind, []).extend(selectors)
                continue
            if self.take(","):
                break
        return Rule(
            tuple(tuple(group) for group in dates.values()),
            tuple(times),
            State.OPEN if state is None else state,
            comment,
            adds,
            self.fallback,
        )

    def _readable_colon(self, first: int) -> None:
        """« Apr-Oct: Su 14:00-18:00 »: after a date selector or a state."""
        before = self.tokens[self.at - 1] if self.at > first else END
        if before.kind in ("end", "time") or self.at + 1 >= len(self.tokens):
            raise self.refusal()
        self.at += 1
        if self.peek().text == ":":
            raise self.refusal()

    # Date selectors

    def _selectors(self) -> tuple[str, list[Selector]]:
        token = self.peek()
        if token.text in WEEKDAYS:
            return "weekday", self._list(self._day)
        if token.text in ("PH", "SH"):
            found = self._list(self._day)
            return ("weekday" if len(found) > 1 else "holiday"), found
        if token.text == "week":
            return "week", self._list(self._week)
        if self._is_point():
            return "date", self._dates()
        if token.kind == "year":
            return "year", self._list(self._year)
        if token.text in MONTHS:
            return "month", self._dates()
        raise self.refusal()

    def _list(self, read: Callable[[], Selector]) -> list[Selector]:
        found = [read()]
        while self.take(","):
            found.append(read())
        return found

    def _day(self) -> Selector:
        token = self.next()
        if token.text == "PH":
            return PublicHoliday(self._shift(1))
        if token.text == "SH":
            return SchoolHoliday()
        first = self.rank(token, WEEKDAYS)
        if self.take("["):
            nth = self._places()
            return Weekdays(first, first, nth, self._shift(6))
        if self.peek().text == "-" and self.peek(1).text in WEEKDAYS:
            self.at += 1
            return Weekdays(first, self.rank(self.next(), WEEKDAYS))
        return Weekdays(first, first)

    def _places(self) -> tuple[int, ...]:
        """« [1,3] », « [1-3] », « [-1] », the bracket being read."""
        found: list[int] = []
        while True:
            sign = -1 if self.take("-") else 1
            first = sign * self.number(1, 5)
            last = self.number(1, 5) if sign > 0 and self.take("-") else first
            if last < first:
                raise self.refusal()
            found += range(first, last + 1)
            if not self.take(","):
                break
        self.expect("]")
        return tuple(found)

    def _week(self) -> Selector:
        self.take("week")
        first = self.number(1, 53)
        if not self.take("-"):
            return Weeks(first, first)
        last = self.number(first, 53)
        return Weeks(first, last, self._step(2, 26))

    def _year(self) -> Selector:
        first = self.kind("year").value
        if self.take("+"):
            return Years(first, _LAST_YEAR)
        if self.take("-"):
            last = self.kind("year").value
            if last <= first:
                raise self.refusal()
            return Years(first, last, self._step(1, 100))
        return (
            Years(first, _LAST_YEAR, self._step(1, 100)) if self.ahead("/") else Years(first, first)
        )

    def _dates(self) -> list[Selector]:
        found: list[Selector] = []
        while True:
            if self._is_point():
                found += self._date_range()
            else:
                first = self.rank(self.next(), MONTHS)
                more = self.peek().text == "-" and self.peek(1).text in MONTHS
                self.at += more
                found.append(
                    Months(first + 1, (self.rank(self.next(), MONTHS) if more else first) + 1)
                )
            if not self.take(","):
                return found

    def _is_point(self) -> bool:
        ahead = self.peek().kind == "year"
        token, after, then = (self.peek(ahead + step) for step in range(3))
        nth = after.text in WEEKDAYS and then.text == "["
        return token.text == "easter" or (token.text in MONTHS and (after.kind == "number" or nth))

    def _date_range(self) -> list[Selector]:
        first = self._point()
        if self.peek().text == "-" and (self.peek(1).kind in ("year", "word")):
            self.at += 1
            return [Dates(first, self._point(), self._step(1, 366))]
        if first.nth or first.month == EASTER:
            return [Dates(first)]
        found = [self._days_of_month(first)]
        while self.peek().text == "," and self.peek(1).kind == "number":
            self.at += 1
            found.append(self._days_of_month(self._numbered(first.month, first.year)))
        return found

    def _days_of_month(self, first: Point) -> Selector:
        if not (self.peek().text == "-" and self.peek(1).kind == "number"):
            return Dates(first)
        self.at += 1
        last = self._numbered(first.month, first.year)
        return Dates(first, last, self._step(1, 31))

    def _point(self) -> Point:
        year = self.next().value if self.peek().kind == "year" else None
        if self.take("easter"):
            return Point(EASTER, year=year, shift=self._shift(200))
        month = self.rank(self.next(), MONTHS) + 1
        if self.peek().kind == "number":
            return self._numbered(month, year)
        weekday = self.rank(self.next(), WEEKDAYS)
        self.expect("[")
        places = self._places()
        if len(places) != 1:
            raise self.refusal()
        return Point(month, weekday=weekday, nth=places[0], year=year, shift=self._shift(6))

    def _numbered(self, month: int, year: int | None) -> Point:
        return Point(month, self.number(1, monthrange(2024, month)[1]), year=year)

    def _shift(self, most: int) -> int:
        """« -2 days », when it follows."""
        if self.peek().text not in "+-" or self.peek(2).text not in ("day", "days"):
            return 0
        sign = 1 if self.next().text == "+" else -1
        days = self.number(0, most)
        self.at += 1
        return sign * days

    def _step(self, least: int, most: int) -> int:
        return self.number(least, most) if self.take("/") else 1

    # Times

    def _is_time(self) -> bool:
        token, after = self.peek(), self.peek(1)
        return (
            token.kind == "time"
            or token.text in SUN_EVENTS
            or (token.text == "(" and after.text in SUN_EVENTS)
        )

    def _times(self) -> list[TimeSpan]:
        found = [self._span()]
        while self.peek().text == ",":
            self.at += 1
            if not self._is_time():
                self.at -= 1
                break
            found.append(self._span())
        return found

    def _span(self) -> TimeSpan:
        start = self._instant()
        if start.event is None and start.minutes >= DAY:
            raise self.refusal()
        if self.take("+"):
            return TimeSpan(start, None, open_end=True)
        self.expect("-")
        end = self._instant()
        if end.minutes > 2 * DAY:
            raise self.refusal()
        return TimeSpan(start, end, open_end=self.take("+"))

    def _instant(self) -> Instant:
        if self.take("("):
            event = self.rank(self.next(), SUN_EVENTS)
            sign = self.next().text
            if sign not in ("+", "-"):
                raise self.refusal()
            minutes = self._clock()
            self.expect(")")
            return Instant(minutes if sign == "+" else -minutes, event)
        if self.peek().text in SUN_EVENTS:
            return Instant(0, self.rank(self.next(), SUN_EVENTS))
        return Instant(self._clock())

    def _clock(self) -> int:
        hours, minutes = self.kind("time").text.split(":")
        if int(minutes) > 59:
            raise self.refusal()
        return int(hours) * 60 + int(minutes)
