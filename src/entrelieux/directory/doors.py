"""Is a place open at this moment, by the clock of where it stands, and until when?

One answer for a list of 45 000 and for one sheet: ``day_of`` says what is known of a date, and
both read it. What is not certain (no hours, a public holiday that the rule does not settle,
« sur rendez-vous ») is unknown: neither open nor closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from threading import Lock
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.agenda.times import Times, hours_held
from entrelieux.directory.cards import DoorState
from entrelieux.directory.listing import CLOSED, OPEN, UNKNOWN, Flags, PlaceTable, Rows
from entrelieux.directory.opening import hours_on
from entrelieux.engine.hours import DAY, DayHours
from entrelieux.packs.fr import clocks

LOOK_AHEAD = 14
QUARTER = 15
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class _ZoneDay:
    """One local date of the places of one zone. open: shape (rows, 96). sure: closed when not."""

    rows: Rows
    open: Flags
    sure: Flags


_KEPT: WeakKeyDictionary[PlaceTable, dict[tuple[int, date], _ZoneDay]] = WeakKeyDictionary()
_lock = Lock()


def local_time(departement: str, now: datetime) -> datetime:
    """What the clock says where a place stands. ``now``: with its time zone."""
    return now.astimezone(ZoneInfo(clocks.time_zone(departement)))


@lru_cache(maxsize=65_536)
def day_of(texts: Times, departement: str, day: date) -> tuple[bytes, bool]:
    """Quarters surely open on a date (96 bytes of 0 or 1), and whether the others are closed.

    texts: of one place, or of its services when it has none itself; any open one opens the door.
    """
    opened = np.zeros(DAY, np.bool_)
    sure = bool(texts)
    for hours in hours_of(texts, departement, day):
        if hours is None or not hours.certain:
            sure = False
            continue
        for start, end in hours.intervals:
            opened[start:end] = True
    return opened.tobytes(), sure


def hours_of(texts: Times, departement: str, day: date) -> list[DayHours | None]:
    """Of a date, those of each text or schedule; None where they cannot be known."""
    found: list[DayHours | None] = []
    for one in texts:
        found += [hours_on(one, departement, day)] if isinstance(one, str) else hours_held(one, day)
    return found


def quarter_of(now: datetime) -> datetime:
    """The quarter of an hour that a moment belongs to: nothing here changes within it."""
    return now.replace(minute=now.minute - now.minute % QUARTER, second=0, microsecond=0)


def doors_at(table: PlaceTable, now: datetime) -> NDArray[np.int8]:
    """``OPEN``, ``CLOSED`` or ``UNKNOWN`` for each row; not to be changed.

    ``now``: with its time zone.
    """
    quarter = quarter_of(now)
    kept = _NOW.get(table)
    if kept is None or kept[0] != quarter:
        kept = _NOW[table] = (quarter, _doors(table, quarter))
    return kept[1]


_NOW: WeakKeyDictionary[PlaceTable, tuple[datetime, NDArray[np.int8]]] = WeakKeyDictionary()


def _doors(table: PlaceTable, now: datetime) -> NDArray[np.int8]:
    found = np.full(len(table.pk), UNKNOWN, np.int8)
    for zone, name in enumerate(table.hours.zones):
        local = now.astimezone(ZoneInfo(name))
        day = _zone_day(table, zone, local.date())
        is_open = day.open[:, _quarter(local)]
        found[day.rows] = np.where(is_open, OPEN, np.where(day.sure, CLOSED, UNKNOWN))
    return found


def state_of(texts: Times, departement: str, now: datetime) -> DoorState:
    """The same for one place, with what comes next. ``now``: with its time zone."""
    local = local_time(departement, now)
    today, quarter = local.date(), _quarter(local)
    opened, sure = day_of(texts, departement, today)
    if opened[quarter]:
        return DoorState(True, _closing(texts, departement, today, quarter), None, today)
    opens = _opening(texts, departement, today, quarter)
    return DoorState(False if sure else None, None, opens, today)


def _quarter(local: datetime) -> int:
    return (local.hour * 60 + local.minute) // QUARTER


def _closing(texts: Times, departement: str, today: date, quarter: int) -> tuple[date, int] | None:
    """The end of an opening under way, past midnight if need be."""
    start = quarter
    for day in _days_from(today):
        opened, _sure = day_of(texts, departement, day)
        end = opened.find(0, start)
        if end >= 0:
            # Midnight is said of the evening that it ends.
            return (day, end) if end or day == today else (day - timedelta(days=1), DAY)
        start = 0
    return None


def _opening(texts: Times, departement: str, today: date, quarter: int) -> tuple[date, int] | None:
    start = quarter
    for day in _days_from(today):
        opened, _sure = day_of(texts, departement, day)
        found = opened.find(1, start)
        if found >= 0:
            return day, found
        start = 0
    return None


def _days_from(today: date) -> Sequence[date]:
    return [today + timedelta(days=step) for step in range(LOOK_AHEAD + 1)]


def _zone_day(table: PlaceTable, zone: int, day: date) -> _ZoneDay:
    with _lock:
        kept = _KEPT.setdefault(table, {})
        if (zone, day) not in kept:
            for old in [key for key in kept if key[0] == zone and abs((key[1] - day).days) > 1]:
                del kept[old]
            kept[zone, day] = _read(table, zone, day)
        return kept[zone, day]


def _read(table: PlaceTable, zone: int, day: date) -> _ZoneDay:
    """Few texts differ, and few départements: each pair is read once."""
    rows = np.flatnonzero((table.hours.zone == zone) & (table.hours.of_row > 0))
    names, codes = np.unique(table.departement[rows], return_inverse=True)
    pairs = table.hours.of_row[rows].astype(np.int64) * max(len(names), 1) + codes
    distinct, which = np.unique(pairs, return_inverse=True)
    opened = np.zeros((len(distinct), DAY), np.bool_)
    sure = np.zeros(len(distinct), np.bool_)
    for rank, pair in enumerate(distinct.tolist()):
        text, code = divmod(pair, len(names))
        found, sure[rank] = day_of(table.hours.texts[text], str(names[code]), day)
        opened[rank] = np.frombuffer(found, np.bool_)
    return _ZoneDay(rows, opened[which], sure[which])
