"""Whom to remind, of what and when, without offending anybody?

An answer is asked for again after so many days of silence, at hours and on days when people work,
in one message for each interlocutor, and never before a date they announced. After the last
reminder the animator is told; much later it is closed without news, which is an ordinary end.

All moments are local and naive: what the clock on the wall says where the interlocutor is.

Laws, which are property tests: nobody is written to at a quiet hour, at the weekend or on a public
holiday, nor twice within ``apart_days``; no reminder precedes the day announced, nor its delay
unless it joins another by ``ahead_days`` at most; a worker that stopped for months sends one
reminder, not three; doing it twice does it once.

**Source:** pitfalls met by others (« peers » 7.5: too early offends, doubled discredits).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Holidays = Collection[date]
SIGN_DAYS = 2
"""Working days within which the person has a first sign."""


class RhythmError(ValueError):
    """Delays that cannot be; the message says which."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """days: of silence before each reminder, increasing. quiet_from, quiet_until: local hours.

    apart_days: between two messages to one interlocutor. ahead_days: a reminder due so soon joins
    one that leaves. silent_days: after the last reminder, before the animator is told.
    closing_days: without any news, before it is closed.
    """

    days: tuple[int, ...] = (9, 21, 45)
    quiet_from: time = time(18, 0)
    quiet_until: time = time(8, 30)
    apart_days: int = 5
    ahead_days: int = 3
    silent_days: int = 9
    closing_days: int = 45

    def __post_init__(self) -> None:
        if any(a >= b for a, b in zip((0, *self.days), self.days, strict=False)):
            raise RhythmError(f"reminders after {self.days} days; expected increasing, from 1")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hand-over sent and not answered. sent_at, chased_at: local. chased: reminders sent."""

    ref: str
    interlocutor: str
    sent_at: datetime
    chased: int = 0
    chased_at: datetime | None = None
    announced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """rank: of this reminder, from 1."""

    ref: str
    rank: int


@dataclass(frozen=True, slots=True)
class Digest:
    interlocutor: str
    reminders: tuple[Reminder, ...]


def works(day: date, holidays: Holidays) -> bool:
    """Monday to Friday, public holidays apart."""
    return day.weekday() < 5 and day not in holidays


def is_quiet(at: time, rhythm: Rhythm) -> bool:
    """Equal bounds: no quiet hour at all."""
    low, high = rhythm.quiet_from, rhythm.quiet_until
    if low == high:
        return False
    return low <= at < high if low < high else at >= low or at < high


def may_write(at: datetime, rhythm: Rhythm, holidays: Holidays) -> bool:
    return works(at.date(), holidays) and not is_quiet(at.time(), rhythm)


def next_moment(at: datetime, rhythm: Rhythm, holidays: Holidays) -> datetime:
    """The first moment, from ``at``, when somebody at work may be written to."""
    found = next_waking(at, rhythm)
    while not works(found.date(), holidays):
        found = next_waking(datetime.combine(found.date() + timedelta(days=1), time()), rhythm)
    return found


def next_waking(at: datetime, rhythm: Rhythm) -> datetime:
    """The first moment, from ``at``, outside quiet hours: for the person, who has no office."""
    if not is_quiet(at.time(), rhythm):
        return at
    same_day = datetime.combine(at.date(), rhythm.quiet_until)
    return same_day if same_day >= at else same_day + timedelta(days=1)


def working_days_after(day: date, count: int, holidays: Holidays) -> date:
    """The ``count``-th working day after a day, itself not counted."""
    while count:
        day += timedelta(days=1)
        count -= works(day, holidays)
    return day


def sign_due_on(sent_on: date, holidays: Holidays) -> date:
    """The last day on which the person's first sign is in time."""
    return working_days_after(sent_on, SIGN_DAYS, holidays)


def reminder_due(waiting: Waiting, rhythm: Rhythm, holidays: Holidays) -> datetime | None:
    """When the next reminder is due; None when there is none left.

    Reminders keep their distance: one that left late puts the next one off.
    """
    rank = waiting.chased
    if rank >= len(rhythm.days):
        return None
    due = waiting.sent_at + timedelta(days=rhythm.days[rank])
    if waiting.chased_at is not None and rank:
        gap = rhythm.days[rank] - rhythm.days[rank - 1]
        due = max(due, waiting.chased_at + timedelta(days=gap))
    return next_moment(_after_announced(due, waiting), rhythm, holidays)


def digests(
    waiting: Iterable[Waiting],
    now: datetime,
    rhythm: Rhythm,
    holidays: Holidays,
    last_written: Mapping[str, datetime] | None = None,
) -> tuple[Digest, ...]:
    """The messages to send now: one for each interlocutor who has something due.

    Args:
        waiting: not answered, in any order.
        now: local.
        last_written: when each interlocutor was last reminded of anything, answered since or not.

    Returns:
        In the order of interlocutors; empty at a moment when nobody may be written to.
    """
    if not may_write(now, rhythm, holidays):
        return ()
    groups: dict[str, list[Waiting]] = {}
    for one in sorted(waiting, key=lambda one: (one.interlocutor, one.sent_at, one.ref)):
        groups.setdefault(one.interlocutor, []).append(one)
    found = (
        Digest(name, _reminders(group, now, rhythm, holidays))
        for name, group in groups.items()
        if not _written_lately(group, (last_written or {}).get(name), now, rhythm)
    )
    return tuple(digest for digest in found if digest.reminders)


def silent_due(waiting: Waiting, rhythm: Rhythm, holidays: Holidays) -> datetime | None:
    """When the animator is to be told that nobody answers; None while reminders are left."""
    if waiting.chased < len(rhythm.days):
        return None
    last = waiting.chased_at or waiting.sent_at
    if waiting.announced_on is not None:
        last = max(last, datetime.combine(waiting.announced_on, time()))
    return next_moment(last + timedelta(days=rhythm.silent_days), rhythm, holidays)


def closing_due(last_news: datetime, announced_on: date | None, rhythm: Rhythm) -> datetime:
    """When something of which nothing is heard any more may be closed without news."""
    if announced_on is not None:
        last_news = max(last_news, datetime.combine(announced_on, time()))
    return last_news + timedelta(days=rhythm.closing_days)


def _reminders(
    group: list[Waiting], now: datetime, rhythm: Rhythm, holidays: Holidays
) -> tuple[Reminder, ...]:
    dues = [(one, reminder_due(one, rhythm, holidays)) for one in group]
    if not any(due is not None and due <= now for _one, due in dues):
        return ()
    soon = now + timedelta(days=rhythm.ahead_days)
    return tuple(
        Reminder(one.ref, one.chased + 1)
        for one, due in dues
        if due is not None and (due <= now or (due <= soon and _is_past(one.announced_on, now)))
    )


def _is_past(announced_on: date | None, now: datetime) -> bool:
    return announced_on is None or announced_on < now.date()


def _after_announced(due: datetime, waiting: Waiting) -> datetime:
    if waiting.announced_on is None:
        return due
    return max(due, datetime.combine(waiting.announced_on + timedelta(days=1), time()))


def _written_lately(
    group: list[Waiting], last: datetime | None, now: datetime, rhythm: Rhythm
) -> bool:
    moments = [one.chased_at for one in group if one.chased_at is not None]
    latest = max([*moments, *([last] if last else [])], default=None)
    return latest is not None and now < latest + timedelta(days=rhythm.apart_days)
