"""Time spans of OSM opening hours, in minutes since midnight, with the sun if it is known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

DAY = 24 * 60
SUN_EVENTS = ("dawn", "sunrise", "sunset", "dusk")
USUAL_SUN = (5 * 60 + 30, 6 * 60, 18 * 60, 18 * 60 + 30)
"""Where the place is not known: the minutes that the reference implementation takes."""

SunTimes = tuple[int, int, int, int]
Sun = Callable[[date], SunTimes]
"""Local minutes of dawn, sunrise, sunset and dusk of a date."""


@dataclass(frozen=True, slots=True)
class Instant:
    """Minutes since midnight, or since an event of the sun (rank in ``SUN_EVENTS``)."""

    minutes: int
    event: int | None = None

    def on(self, sun: SunTimes) -> int:
        return self.minutes if self.event is None else sun[self.event] + self.minutes


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From one instant to another.

    open_end: « 17:00+ », « 10:00-14:00+ »: what follows the last time given is unknown, until an
        end that is guessed as the reference implementation does (midnight, or 8 or 10 hours later).
    """

    start: Instant
    end: Instant | None
    open_end: bool = False

    def stretches(self, sun: SunTimes) -> list[tuple[int, int, bool]]:
        """(first, last, open end) in minutes, 0..2880; those that would end first are left out."""
        found: list[tuple[int, int, bool]] = []
        if self.end is not None:
            found.append((*self._known(self.start, self.end, sun), False))
        if self.open_end:
            since = self.start if self.end is None else self.end
            usual = since.on(USUAL_SUN)
            usual += DAY * (self.end is not None and usual < self.start.on(USUAL_SUN))
            first = found[-1][1] if found else since.on(sun)
            found.append((first, _guessed(usual), True))
        return [stretch for stretch in found if stretch[0] < stretch[1]]

    def _known(self, start: Instant, end: Instant, sun: SunTimes) -> tuple[int, int]:
        first, last = start.on(sun), end.on(sun)
        wraps = end.on(USUAL_SUN) < start.on(USUAL_SUN)
        if end.event is not None or start.event is None:
            wraps = last <= first
        return first, last + DAY * wraps


def _guessed(since: int) -> int:
    if since >= 22 * 60:
        return since + 8 * 60
    return since + 10 * 60 if since >= 17 * 60 else DAY
