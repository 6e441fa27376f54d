"""On which days does each service run?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from entrelieux.interchange.limits import UnusableFileError
from entrelieux.interchange.transit.archive import Archive

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PAST_DAYS, COMING_DAYS = 366, 731
"""What is kept around the day of the reading: some feeds say « until 2099 »."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """number: row of each service by its name. runs (services, days): first_day is column 0."""

    first_day: date
    number: dict[str, int]
    runs: NDArray[np.bool_]

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(self.runs.shape[1] - 1)


def read_calendar(archive: Archive, today: date, left_out: Counter[str]) -> Calendar:
    """Raises:
    UnusableFileError: neither table of days is there, or no day of them is near today.
    """
    weeks = _weeks(archive, left_out) if "calendar" in archive else []
    exceptions = _exceptions(archive, left_out) if "calendar_dates" in archive else []
    if not weeks and not exceptions:
        raise UnusableFileError(
            f"« {archive.path.name} » ne dit d'aucun jour ce qui roule : calendar.txt et "
            "calendar_dates.txt sont absents ou vides.",
            code="calendrier-absent",
        )
    said = [d for w in weeks for d in (w[1], w[2])] + [d for _, d, _ in exceptions]
    first, last = _told_by_the_feed(archive, min(said), max(said))
    low, high = today - timedelta(PAST_DAYS), today + timedelta(COMING_DAYS)
    left_out["jours-lointains"] += max(0, (low - first).days) + max(0, (last - high).days)
    first, last = max(first, low), min(last, high)
    if first > last:
        raise UnusableFileError(
            f"« {archive.path.name} » ne parle que de jours trop loin d'aujourd'hui ({min(said)} à "
            f"{max(said)}). Téléchargez l'horaire en cours.",
            code="horaire-perime",
        )
    names = [w[0] for w in weeks] + [name for name, _, _ in exceptions]
    number = {name: row for row, name in enumerate(dict.fromkeys(names))}
    days = (last - first).days + 1
    runs = np.zeros((len(number), days), np.bool_)
    weekday = (first.weekday() + np.arange(days)) % 7
    for name, begins, ends, on in weeks:
        inside = slice(max(0, (begins - first).days), max(0, (ends - first).days + 1))
        runs[number[name], inside] |= np.array(on)[weekday[inside]]
    for name, day, added in exceptions:
        if first <= day <= last:
            runs[number[name], (day - first).days] = added
    return Calendar(first, number, runs)


def day_of(text: str) -> date | None:
    """A day as GTFS writes it, ``20261124``; None when it is not one."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _weeks(
    archive: Archive, left_out: Counter[str]
) -> list[tuple[str, date, date, tuple[bool, ...]]]:
    out = []
    needed = ("service_id", "start_date", "end_date", *WEEK)
    for name, begins, ends, *on in archive.rows("calendar", needed):
        first, last = day_of(begins), day_of(ends)
        if first is None or last is None or first > last or not set(on) <= {"0", "1"}:
            left_out["calendriers"] += 1
        else:
            out.append((name, first, last, tuple(one == "1" for one in on)))
    return out


def _exceptions(archive: Archive, left_out: Counter[str]) -> list[tuple[str, date, bool]]:
    out = []
    needed = ("service_id", "date", "exception_type")
    for name, told, kind in archive.rows("calendar_dates", needed):
        day = day_of(told)
        if day is None or kind not in {"1", "2"}:
            left_out["calendriers"] += 1
        else:
            out.append((name, day, kind == "1"))
    return out


def _told_by_the_feed(archive: Archive, first: date, last: date) -> tuple[date, date]:
    """The days that the feed says it is good for, when it does."""
    if "feed_info" not in archive:
        return first, last
    told = next(archive.rows("feed_info", (), ("feed_start_date", "feed_end_date")), ("", ""))
    begins, ends = (day_of(text) for text in told)
    return max(first, begins or first), min(last, ends or last)
