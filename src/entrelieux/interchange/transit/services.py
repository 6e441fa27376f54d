"""Build a timetable from a GTFS archive, and say what a folder holds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from entrelieux.engine.reach import ReachError, storage
from entrelieux.engine.reach.network import RoadNetwork
from entrelieux.engine.reach.transit import Timetable
from entrelieux.interchange.limits import UnusableFileError
from entrelieux.interchange.transit.archive import Archive
from entrelieux.interchange.transit.feed import Progress, Told, by_phone, read_feed
from entrelieux.interchange.transit.report import TransitReport


def build_transit(
    feed: Path,
    folder: Path,
    told: Told,
    *,
    today: date,
    progress: Progress,
    streets: Path | None = None,
) -> TransitReport:
    """Read a feed and keep it in ``folder``, which appears whole or stays as it was.

    streets: folder of a road network, along which changes on foot are measured.

    Raises:
        UnusableFileError: the archive, the network or the folder cannot be used.
    """
    archive = Archive(feed)
    said = replace(told, source=told.source or _publisher(archive) or feed.name)
    table, left_out = read_feed(archive, said, today, progress, opened_streets(streets))
    progress("écriture", 0, None)
    try:
        storage.save_timetable(table, folder)
    except ReachError as error:
        raise UnusableFileError(f"Les horaires n'ont pas pu être gardés : {error}.") from None
    return report_of(table, folder, left_out, on_streets=streets is not None)


def opened(folder: Path, *, verify: bool = False) -> Timetable:
    """Raises:
    UnusableFileError: the folder holds no timetable that can be used.
    """
    try:
        return storage.open_timetable(folder, verify=verify)
    except ReachError as error:
        raise UnusableFileError(f"Ce dossier ne peut pas servir : {error}.") from None


def holds_timetables(folder: Path) -> bool:
    """Whether a folder says that it holds timetables; whether they can be used is ``opened``."""
    try:
        storage.digest(folder, storage.TIMETABLE)
    except ReachError:
        return False
    return True


def about(folder: Path) -> TransitReport:
    """What a folder holds, every byte of it checked.

    Raises:
        UnusableFileError: it is not a timetable that can be used.
    """
    return report_of(opened(folder, verify=True), folder, {}, on_streets=None)


def opened_streets(folder: Path | None) -> RoadNetwork | None:
    """Raises:
    UnusableFileError: the folder holds no road network that can be used.
    """
    try:
        return None if folder is None else storage.open_network(folder)
    except ReachError as error:
        raise UnusableFileError(f"Ce réseau ne peut pas servir : {error}.") from None


def report_of(
    table: Timetable, folder: Path, left_out: Mapping[str, int], *, on_streets: bool | None
) -> TransitReport:
    said = table.about
    return TransitReport(
        folder=str(folder),
        source=said.source,
        licence=said.licence,
        date=said.date,
        first_day=said.first_day,
        last_day=said.last_day,
        is_fiction=said.is_fiction,
        stops=len(table.lon),
        lines=len(table.line_name),
        trips=len(table.line),
        by_phone=by_phone(table),
        connections=len(table.tail),
        changes=len(table.foot_stop),
        on_streets=on_streets,
        left_out=dict(left_out),
    )


def _publisher(archive: Archive) -> str:
    """Who publishes the feed, as it says itself; "" when it does not."""
    for table, column in (("feed_info", "feed_publisher_name"), ("agency", "agency_name")):
        if table in archive:
            for (name,) in archive.rows(table, (), (column,)):
                if name:
                    return name[:200]
    return ""
