"""Who looked at the file of somebody? Kept apart: reading a page writes no row of the database.

One SQLite file of its own (``looks.sqlite3`` of the folder of produced files), whatever the main
database is. A look that cannot be kept raises: a file is not shown when nobody could know it was.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

KEPT_DAYS = 365
WAIT_S = 5
OPERATING = "exploitation du site"
SCHEMA = """
CREATE TABLE IF NOT EXISTS look (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    subject TEXT NOT NULL,
    organisation TEXT NOT NULL,
    function TEXT NOT NULL,
    what TEXT NOT NULL,
    account INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS look_by_subject ON look (subject, id);
CREATE INDEX IF NOT EXISTS look_by_account ON look (account, id);
CREATE INDEX IF NOT EXISTS look_by_moment ON look (at);
"""
COLUMNS = "at, subject, organisation, function, what, account"


class LookNotKeptError(UserError):
    code = "regard-non-note"
    status = 503


@dataclass(frozen=True, slots=True)
class Look:
    """subject_ref: of the file. organisation_ref: "" for whoever runs the site. what: which part.

    user_id: whose name is said on request; None once that account is erased.
    """

    at: datetime
    subject_ref: str
    organisation_ref: str
    function: str
    what: str
    user_id: int | None


class _Held(threading.local):
    """One connection for each thread, process and file: a fork inherits none of them."""

    owner: tuple[int, Path] | None = None
    connection: sqlite3.Connection | None = None


_held = _Held()


def look(viewer: Viewer, subject_ref: str, organisation_ref: str, function: str, what: str) -> None:
    """Keep that ``viewer`` reads ``what`` of a file now, as ``function`` of a structure.

    Raises:
        LookNotKeptError: it cannot be written; the file must not be shown.
    """
    row = (
        _text_of(timezone.now()),
        subject_ref,
        organisation_ref,
        function or (OPERATING if viewer.is_operator else ""),
        what,
        viewer.user_id or None,
    )
    with _store() as store:
        store.execute(f"INSERT INTO look ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608


def looks_at(subject_ref: str) -> tuple[Look, ...]:
    """Who looked at a file, latest first."""
    return _read("subject = ?", subject_ref)


def looks_by(user_id: int) -> tuple[Look, ...]:
    """What an account looked at, latest first."""
    return _read("account = ?", user_id)


def forget_looks_at(subject_ref: str) -> int:
    """Erase the looks at a file, with the file itself."""
    with _store() as store:
        return store.execute("DELETE FROM look WHERE subject = ?", (subject_ref,)).rowcount


def forget_looks_by(user_id: int) -> int:
    """An erased account leaves its looks without a name: structure and function stay."""
    with _store() as store:
        return store.execute(
            "UPDATE look SET account = NULL WHERE account = ?", (user_id,)
        ).rowcount


def old_looks(now: datetime) -> int:
    with _store() as store:
        counted = store.execute("SELECT count(*) FROM look WHERE at < ?", (_limit(now),))
        return int(counted.fetchone()[0])


def forget_old_looks(now: datetime) -> int:
    """Erase looks older than ``KEPT_DAYS``."""
    with _store() as store:
        return store.execute("DELETE FROM look WHERE at < ?", (_limit(now),)).rowcount


def _read(condition: str, value: str | int) -> tuple[Look, ...]:
    query = f"SELECT {COLUMNS} FROM look WHERE {condition} ORDER BY id DESC"  # noqa: S608  ours
    with _store() as store:
        rows = store.execute(query, (value,)).fetchall()
    return tuple(Look(datetime.fromisoformat(row[0]), *row[1:]) for row in rows)


def _limit(now: datetime) -> str:
    return _text_of(now - timedelta(days=KEPT_DAYS))


def _text_of(moment: datetime) -> str:
    """Always the same width, in UTC: texts then sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@contextmanager
def _store() -> Iterator[sqlite3.Connection]:
    try:
        yield _connection()
    except (sqlite3.Error, OSError) as error:
        raise LookNotKeptError(
            _(
                "Ce suivi ne peut pas être montré : le site n'arrive pas à noter qui le regarde. "
                "Réessayez dans un instant, puis prévenez qui exploite le site."
            )
        ) from error


def _connection() -> sqlite3.Connection:
    path = Path(settings.VAR_DIR) / "looks.sqlite3"
    owner = (os.getpid(), path)
    if _held.connection is None or _held.owner != owner:
        _held.connection, _held.owner = _opened(path), owner
    return _held.connection


def _opened(path: Path) -> sqlite3.Connection:
    """Autocommit: each look is one durable insert, and no transaction is ever left open.

    One opening at a time on the machine: SQLite does not wait its turn to change a new file to
    write-ahead logging.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.executescript(SCHEMA)
    return connection
