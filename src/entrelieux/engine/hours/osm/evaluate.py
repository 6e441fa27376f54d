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
from entrelieux.engine.hours.osm.times import DAY, USUAL_SUN, Sun

Minutes = NDArray[np.int8]
Piece = tuple[int, bool]
"""Rank of a rule, and whether it is the part of it that the day before left after midnight."""


class Evaluator:
    """Minutes of dates under one expression, each way of combining its rules painted once.

    Args:
        osm: valid syntax; ``OsmError`` otherwise.
        holidays: those of the place.
        sun: its sun; the usual minutes when None.
    """

    def __init__(self, osm: str, holidays: Holidays | None = None, sun: Sun | None = None) -> None:
        self.rules = parse(osm)
        self.holidays = holidays or Holidays()
        self.sun = sun
        self._painted: dict[tuple[Piece, ...], Minutes] = {}

    def minutes(self, day: date) -> Minutes:
        """State of each minute of a date, shape (1440,), values of ``State``. Not to be changed."""
        pieces = self._pieces(day)
        if self.sun is not None:
            return self._paint(pieces, self.sun(day))
        if pieces not in self._painted:
            self._painted[pieces] = self._paint(pieces, USUAL_SUN)
        return self._painted[pieces]

    def _pieces(self, day: date) -> tuple[Piece, ...]:
        kept: list[Piece] = []
        before = None if day == date.min else day - timedelta(days=1)
        for rank, rule in enumerate(self.rules):
            if self._holds(rule, day):
                if self._replaces(rank, rule):
                    kept = []
                kept.append((rank, False))
            if before is not None and _may_pass_midnight(rule) and self._holds(rule, before):
                kept.append((rank, True))
        return tuple(kept)

    def _holds(self, rule: Rule, day: date) -> bool:
        return all(
            any(selector.holds(day, self.holidays) for selector in group) for group in rule.dates
        )

    def _replaces(self, rank: int, rule: Rule) -> bool:
        if rule.state is State.CLOSED or rule.adds or rule.fallback:
            return False
        bare = rank > 0 and rule.state is State.OPEN and not self.rules[rank - 1].dates
        return bool(rule.dates) or bare

    def _paint(self, pieces: tuple[Piece, ...], sun: tuple[int, int, int, int]) -> Minutes:
        minutes = np.zeros(DAY, dtype=np.int8)
        for rank, left_over in pieces:
            rule = self.rules[rank]
            for first, last, state in _stretches(rule, sun):
                shift = DAY if left_over else 0
                if first - shift < DAY and last > shift:
                    part = minutes[max(first - shift, 0) : min(last - shift, DAY)]
                    part[(part == State.CLOSED) | (not rule.fallback)] = state
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


def _stretches(rule: Rule, sun: tuple[int, int, int, int]) -> list[tuple[int, int, State]]:
    """Minutes 0..2880 of each stretch of a rule, in the order of writing.

    An end that is only guessed stops where another span of the rule begins.
    """
    if not rule.times:
        return [(0, DAY, rule.state)]
    spans = [stretch for span in rule.times for stretch in span.stretches(sun)]
    found: list[tuple[int, int, State]] = []
    for first, last, guessed in spans:
        if guessed and rule.state is not State.CLOSED:
            starts = [start for start, _end, _open in spans if start > first]
            found.append((first, min([last, *starts]), State.UNKNOWN))
        else:
            found.append((first, last, rule.state))
    return found


@lru_cache(maxsize=32_768)
def _may_pass_midnight(rule: Rule) -> bool:
    return any(
        last > DAY or span.start.event is not None or (span.end and span.end.event is not None)
        for span in rule.times
        for _first, last, _open in span.stretches(USUAL_SUN)
    )
