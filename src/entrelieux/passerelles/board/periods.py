"""Which quarters the board shows: whole ones, thirty days after they end, never one that changes.

Counts that grew day by day could be subtracted from those of the day before. A demonstration
network has nobody to protect: its running quarter is shown, so that one sees what one does.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

SHOWN = 8
CLOSING = timedelta(days=30)
KEPT = timedelta(days=365)
"""How long a follow-up is kept at least: beyond, counts of hand-overs would lose some."""
SOON = timedelta(days=28)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, code: str) -> Self | None:
        """« 2026-T3 »; None when it is not written so."""
        year, _, number = code.partition("-T")
        if not (len(year) == 4 and year.isdecimal() and number in {"1", "2", "3", "4"}):
            return None
        return cls(int(year), int(number))

    @property
    def code(self) -> str:
        return f"{self.year}-T{self.number}"

    @property
    def months(self) -> tuple[date, ...]:
        return tuple(date(self.year, 3 * self.number - back, 1) for back in (2, 1, 0))

    def months_until(self, today: date) -> tuple[str, ...]:
        """« 2026-07 »… of the months begun: one to come holds nobody, and would protect nobody."""
        return tuple(month.isoformat()[:7] for month in self.months if month <= today)

    @property
    def start(self) -> date:
        return self.months[0]

    @property
    def end(self) -> date:
        """Last day."""
        return self.after.start - timedelta(days=1)

    @property
    def after(self) -> Self:
        year, number = divmod(4 * self.year + self.number, 4)
        return type(self)(year, number + 1)

    @property
    def before(self) -> Self:
        return type(self).of(self.start - timedelta(days=1))

    def observed_on(self, today: date) -> date:
        """The day until which its hand-overs are followed; the same each time, once closed."""
        return min(self.end + CLOSING, today)

    def keeps_follow_ups(self, today: date) -> bool:
        return today - self.start <= KEPT


def published(today: date, *, fiction: bool) -> tuple[Quarter, ...]:
    """Those that may be shown, oldest first; the list depends on no count."""
    last = Quarter.of(today)
    while not fiction and last.end + CLOSING > today:
        last = last.before
    shown = [last]
    while len(shown) < SHOWN:
        shown.append(shown[-1].before)
    return tuple(reversed(shown))


def usual(today: date, *, fiction: bool) -> Quarter:
    """The last one; that before it when it has only just begun."""
    last = published(today, fiction=fiction)[-1]
    return last if today - last.start >= SOON else last.before


def between(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    found = [first]
    while found[-1] < last:
        found.append(found[-1].after)
    return tuple(found)
