"""A dump in a folder: each file under a stable name and under the name of its day.

Files are written apart then renamed, the description last; one that would be the same is left as
it is, so that what a cache knows of it stays true, and one more day of it takes no room. Files of
a day are kept for a while: long enough to compare two, not to keep what somebody asked to erase.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from entrelieux.interchange.opening.making import PACKAGE, Dump, package

DAYS_KEPT = 7
SUMS = "SHA256SUMS"
_DATED = re.compile(r"[a-z-]+-(\d{4}-\d\d-\d\d)\.(?:csv|geojson|json)(?:\.gz)?")


def keep(dump: Dump, folder: Path) -> tuple[Path, ...]:
    """Write a dump, and drop the files of days that are over.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    today = dump.at.date()
    stem, shape = PACKAGE.split(".")
    day = today.isoformat()
    dated = f"{stem}-{day}.{shape}"
    packages = {PACKAGE: package(dump), dated: package(dump, day)}
    _drop(folder, today)
    for file in dump.files:
        _write_packed(folder / file.name(), file.content)
        for end in ("", ".gz"):
            _same(folder / f"{file.name()}{end}", folder / f"{file.name(day)}{end}")
    _write_packed(folder / dated, packages[dated])
    contents = {file.name(on): file.content for on in (day, "") for file in dump.files} | packages
    sums = [f"{hashlib.sha256(one).hexdigest()}  {name}" for name, one in contents.items()]
    _write(folder / SUMS, ("\n".join(sums) + "\n").encode())
    _write(folder / PACKAGE, packages[PACKAGE])
    return tuple(folder / name for name in (*contents, SUMS))


def described(folder: Path) -> dict[str, Any] | None:
    """The last ``datapackage.json`` there, or None."""
    try:
        found: dict[str, Any] = json.loads((folder / PACKAGE).read_bytes())
    except (OSError, ValueError):
        return None
    return found


def days(folder: Path) -> tuple[str, ...]:
    """Days whose files are still there, last first."""
    return tuple(sorted({day for _, day in _dated(folder)}, reverse=True))


def named(folder: Path, name: str) -> Path | None:
    """A file to give away: one that the last dump or a dated one wrote, nothing else."""
    found = described(folder) or {"resources": []}
    stable = {PACKAGE, SUMS, *(one["path"] for one in found["resources"])}
    dated = {path.name for path, _ in _dated(folder)}
    return folder / name if name in stable | dated and not name.endswith(".gz") else None


def _dated(folder: Path) -> Iterator[tuple[Path, str]]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if found := _DATED.fullmatch(path.name):
            yield path, found[1]


def _drop(folder: Path, today: date) -> None:
    first = (today - timedelta(days=DAYS_KEPT - 1)).isoformat()
    for path, day in _dated(folder):
        if day < first:
            path.unlink(missing_ok=True)


def _write_packed(path: Path, content: bytes) -> None:
    _write(path.with_name(f"{path.name}.gz"), gzip.compress(content, mtime=0))
    _write(path, content)


def _write(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    partial = _beside(path)
    partial.write_bytes(content)
    partial.replace(path)


def _same(path: Path, other: Path) -> None:
    """``other`` is the same file and takes no room; a new dump replaces ``path`` and leaves it."""
    if other.exists() and other.samefile(path):
        return
    partial = _beside(other)
    partial.unlink(missing_ok=True)
    try:
        partial.hardlink_to(path)
    except OSError:  # a disk that has no links
        shutil.copy2(path, partial)
    partial.replace(other)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}.tmp")
