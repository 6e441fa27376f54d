"""When is a service at a place? Its rules, each for a time, and what was said of single dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.opening import next_dates, opening_of, public_holidays_of
from entrelieux.engine.hours import DAY, HORIZON, Change, DayHours, State, Stretch, held_on, open_on
from entrelieux.engine.hours import unpack as flags_of

KEPT = 65_536
Span = tuple[date, int, int]


@dataclass(frozen=True, slots=True)
class Timing:
    """One rule, in OSM syntax, from its first day to its last, both included; None: no limit."""

    osm: str
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class DateChange:
    """What was said of one date, and why, in the words of who said it.

    other: the other half of a date that was moved: where it goes when this one goes, where it was
    when this one comes; place by primary key.
    """

    day: date
    change: Change
    ref: str = ""
    reason: str = ""
    other: tuple[date, int, int, int] | None = None


Times = tuple["str | Schedule", ...]
"""When doors open: OSM hours, or the schedules of those who come when single dates were said."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """One service at one place. changes: in the order in which they were said."""

    departement: str
    rules: tuple[Timing, ...]
    changes: tuple[DateChange, ...] = ()

    def changes_on(self, day: date) -> tuple[DateChange, ...]:
        return tuple(one for one in self.changes if one.day == day)

    def is_plain(self) -> bool:
        """Whether its only rule says everything: no limit in time, no change."""
        return len(self.rules) == 1 and not self.changes and self.rules[0] == self._bare()

    def _bare(self) -> Timing:
        return Timing(self.rules[0].osm)


def anchor_of(day: date) -> date:
    """Hours that vary are compiled from the first of a month: one compilation serves them all."""
    return day.replace(day=1)


def last_known(today: date) -> date:
    """The last date for which holidays and changing hours are worked out."""
    return anchor_of(today) + timedelta(days=HORIZON - 1)


@lru_cache(maxsize=KEPT)
def stretches_on(schedule: Schedule, day: date, anchor: date) -> tuple[Stretch, ...]:
    """Who is there on a date: what is sure, what is to be checked, what is cancelled."""
    hours = [
        found
        for rule in schedule.rules
        if rule.covers(day)
        and (found := _hours_on(rule.osm, schedule.departement, day, anchor)) is not None
    ]
    return held_on(hours, [one.change for one in schedule.changes_on(day)])


def hours_held(schedule: Schedule, day: date) -> tuple[DayHours | None, ...]:
    """The same as hours: what is sure, then what is to be checked; None for an unreadable rule."""
    anchor = anchor_of(day)
    stretches = stretches_on(schedule, day, anchor)
    sure, doubtful = (
        tuple((one.start, one.end) for one in stretches if one.state is state)
        for state in (State.SURE, State.DOUBTFUL)
    )
    found: list[DayHours | None] = [DayHours(sure)]
    if doubtful:
        found.append(DayHours(doubtful, certain=False))
    rules = [opening_of(rule.osm, schedule.departement, anchor) for rule in schedule.rules]
    if not any(week is not None and week.possible.any() for week in rules):
        found.append(None)
    return tuple(found)


def has_dates(osm: str, departement: str, today: date) -> bool:
    """Whether a rule says when: « sur rendez-vous » does not, nor what cannot be read."""
    week = opening_of(osm, departement, anchor_of(today))
    if week is None:
        return False
    return bool(week.bits.any()) or any(quarters.any() for _day, quarters in week.exceptions)


def dates_held(
    schedule: Schedule,
    now: datetime,
    *,
    free: NDArray[np.uint64] | None = None,
    days: int = 2,
) -> list[Span]:
    """Sure stretches still ahead, on the next ``days`` dates that have one.

    ``now``: local wall-clock time; ``free``: the person's free week, shape (11,).
    """
    if schedule.is_plain():
        osm = schedule.rules[0].osm
        return next_dates([osm], schedule.departement, now, free=free, days=days)
    found: list[Span] = []
    for day, spans in _sure_days(schedule, now, free):
        found += [(day, start, end) for start, end in spans]
        days -= 1
        if days <= 0:
            break
    return found


def _sure_days(
    schedule: Schedule, now: datetime, free: NDArray[np.uint64] | None
) -> Iterator[tuple[date, list[tuple[int, int]]]]:
    wanted = None if free is None else flags_of(free).reshape(7, DAY)
    today, anchor = now.date(), anchor_of(now.date())
    minute = now.hour * 60 + now.minute + (now.second > 0 or now.microsecond > 0)
    ends = [rule.last for rule in schedule.rules] if schedule.rules else []
    for step in range(HORIZON):
        day = today + timedelta(days=step)
        if all(end is not None and end < day for end in ends) and not any(
            one.day >= day for one in schedule.changes
        ):
            return
        flags = np.zeros(DAY, np.bool_)
        for one in stretches_on(schedule, day, anchor):
            if one.state is State.SURE:
                flags[one.start : one.end] = True
        if wanted is not None:
            flags &= wanted[day.weekday()]
        if step == 0:
            flags[: -(-minute // 15)] = False
        if flags.any():
            yield day, _runs(flags)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    found, start = [], 0
    for is_open, run in groupby(flags.tolist()):
        end = start + len(list(run))
        if is_open:
            found.append((start, end))
        start = end
    return found


@lru_cache(maxsize=KEPT)
def _hours_on(osm: str, departement: str, day: date, anchor: date) -> DayHours | None:
    week = opening_of(osm, departement, anchor)
    if week is None:
        return None
    return open_on(week, day, public_holidays_of(departement, day.year, day.year))
