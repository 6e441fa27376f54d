"""The timetables of this site: opened once, each day prepared once and kept while there is room."""

from collections import OrderedDict
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from entrelieux.engine.reach import ReachError
from entrelieux.engine.reach.transit import ServiceDay, Timetable, service_day

HEADER = "en-tete.json"
MOST_KEPT = 4_000_000
"""Connections of all the days kept together: some 200 MB. The day asked last always stays."""


def timetable() -> Timetable | None:
    """What minutes by bus follow; None without any that can serve these places.

    Invented timetables never lead to a real place. A folder that cannot be used is refused by the
    start (``unusable_timetables``), not by somebody's page.
    """
    folder = settings.REACH_TIMETABLES or invented_timetables()
    header = folder / HEADER
    if not header.is_file():
        return None
    try:
        table = _opened(folder, header.stat().st_mtime_ns)
    except ReachError:
        return None
    return None if table.about.is_fiction and not _offer_is_fiction() else table


def invented_timetables() -> Path:
    """Where the demonstration keeps its lines."""
    return Path(settings.VAR_DIR) / "horaires-inventes"


def unusable_timetables() -> str:
    """Why the folder of the setting cannot be used; "" when it can, or when there is none."""
    if not settings.REACH_TIMETABLES:
        return ""
    try:
        _opened(settings.REACH_TIMETABLES, -1)
    except ReachError as error:
        return str(error)
    return ""


@lru_cache(maxsize=2)
def _opened(folder: Path, _written_at: int) -> Timetable:
    from entrelieux.engine.reach import storage

    return storage.open_timetable(folder)


def _offer_is_fiction() -> bool:
    from entrelieux.directory.selectors import offer_is_fiction
    from entrelieux.kernel.once import once

    return once("offer-is-fiction", offer_is_fiction)


_Key = tuple[Timetable, date, bool]
_DAYS: OrderedDict[_Key, ServiceDay] = OrderedDict()
_LOCK = Lock()


def day_of(table: Timetable, day: date, *, wheelchair: bool) -> ServiceDay:
    """What runs on a day that the timetable covers, what must be booked by telephone included."""
    key = table, day, wheelchair
    with _LOCK:
        found = _DAYS.get(key)
        if found is None:
            found = _DAYS[key] = service_day(table, day, by_phone=True, wheelchair=wheelchair)
        _DAYS.move_to_end(key)
        while len(_DAYS) > 1 and sum(len(one.row) for one in _DAYS.values()) > MOST_KEPT:
            _DAYS.popitem(last=False)
    return found
