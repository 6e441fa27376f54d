"""What do rules say of each minute of a date?

A date is decided by the rules whose selectors hold: the last one that opens replaces those before
it, unless it adds to them; one that closes takes minutes away. What passes midnight is a rule of
the next date, which a rule for that date replaces: « Fr 20:00-02:00; Sa 09:00-12:00 » is closed on
Saturday at 01:00, as in the reference implementation; « , » instead of « ; » keeps the night.

**Source:** behaviour of opening_hours.js 3 (LGPL-3.0), observed, not copied.
"""

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.hours.osm.dates import Holidays, Weekdays
from entrelieux.engine.hours.osm.syntax import Rule, State, parse
from entrelieux.engine.hours.osm.times import DAY, USUAL_SUN, Sun, SunTimes

Minutes = NDArray[np.int8]
_CLOSED, _OPEN, _UNKNOWN = State.CLOSED, State.OPEN, State.UNKNOWN
Piece = tuple[int, bool]
"""Rank of a rule, and whether it is the part of it that the day before left after midnight."""


Stretch = tuple[int, int, State, bool]
"""First and last minute of a date, what they say, and whether only where nothing was said."""


class Evaluator:
    """What dates hold under one expression.

    Args:
        osm: valid syntax; ``OsmError`` otherwise.
        holidays: those of the place.
        sun: its sun; the usual minutes when None.
    """

    def __init__(self, osm: str, holidays: Holidays | None = None, sun: Sun | None = None) -> None:
        self.rules = parse(osm)
        self.holidays = holidays or Holidays()
        self.sun = sun
        self._nightly = [_may_pass_midnight(rule) for rule in self.rules]
        self._known: dict[tuple[Piece, ...], tuple[Stretch, ...]] = {}

    def minutes(self, day: date) -> Minutes:
        """State of each minute of a date, shape (1440,), values of ``State``. Not to be changed."""
        return painted(self.stretches(day))

    def stretches(self, day: date) -> tuple[Stretch, ...]:
        """What each rule that holds says of a date, in the order in which they speak."""
        pieces = self._pieces(day)
        if self.sun is not None:
            return self._said(pieces, self.sun(day))
        if pieces not in self._known:
            self._known[pieces] = self._said(pieces, USUAL_SUN)
        return self._known[pieces]

    def _pieces(self, day: date) -> tuple[Piece, ...]:
        kept: list[Piece] = []
        before = None if day == date.min else day - timedelta(days=1)
        for rank, rule in enumerate(self.rules):
            if self._holds(rule, day):
                if self._replaces(rank, rule):
                    kept = []
                kept.append((rank, False))
            if self._nightly[rank] and before is not None and self._holds(rule, before):
                kept.append((rank, True))
        return tuple(kept)

    def _holds(self, rule: Rule, day: date) -> bool:
        for group in rule.dates:
            for selector in group:
                if selector.holds(day, self.holidays):
                    break
            else:
                return False
        return True

    def _replaces(self, rank: int, rule: Rule) -> bool:
        if rule.state is _CLOSED or rule.adds or rule.fallback:
            return False
        bare = rank > 0 and rule.state is _OPEN and not self.rules[rank - 1].dates
        return bool(rule.dates) or bare

    def _said(self, pieces: tuple[Piece, ...], sun: SunTimes) -> tuple[Stretch, ...]:
        found: list[Stretch] = []
        for rank, left_over in pieces:
            rule = self.rules[rank]
            shift = DAY if left_over else 0
            for first, last, state in _stretches(rule, sun):
                if first - shift < DAY and last > shift:
                    start, end = max(first - shift, 0), min(last - shift, DAY)
                    found.append((start, end, state, rule.fallback))
        return tuple(found)


@lru_cache(maxsize=16_384)
def painted(stretches: tuple[Stretch, ...]) -> Minutes:
    """State of each minute of a date, shape (1440,): each stretch covers those before it."""
    minutes = np.zeros(DAY, dtype=np.int8)
    for start, end, state, fallback in stretches:
        part = minutes[start:end]
        if fallback:
            part[part == _CLOSED] = state
        else:
            part[:] = state
    minutes.flags.writeable = False
    return minutes


def repeats_weekly(osm: str) -> bool:
    """Whether every rule speaks of plain weekdays only."""
    return all(
        isinstance(selector, Weekdays) and not selector.nth
        for rule in parse(osm)
        for group in rule.dates
        for selector in group
    )


def _stretches(rule: Rule, sun: SunTimes) -> list[tuple[int, int, State]]:
    """Minutes 0..2880 of each stretch of a rule, in the order of writing.

    An end that is only guessed stops where another span of the rule begins.
    """
    if not rule.times:
        return [(0, DAY, rule.state)]
    spans = [stretch for span in rule.times for stretch in span.stretches(sun)]
    found: list[tuple[int, int, State]] = []
    for first, last, guessed in spans:
        if guessed and rule.state is not _CLOSED:
            starts = [start for start, _end, _open in spans if start > first]
            found.append((first, min([last, *starts]), _UNKNOWN))
        else:
            found.append((first, last, rule.state))
    return found


def _may_pass_midnight(rule: Rule) -> bool:
    for span in rule.times:
        moves = span.start.event is not None or (span.end and span.end.event is not None)
        if moves or any(last > DAY for _first, last, _open in span.stretches(USUAL_SUN)):
            return True
    return False
