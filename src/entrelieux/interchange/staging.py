"""Rows set aside in short batches while a file is read, so that publishing is a single step."""

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from entrelieux.interchange.mending import storable
from entrelieux.interchange.models import ImportRun, StagedRow
from entrelieux.interchange.reading import Row

BATCH = 500
SILENT_FOR = timedelta(minutes=15)


def start(path: Path, format_name: str) -> ImportRun:
    """Open a run, after clearing what interrupted ones left behind."""
    clear_abandoned()
    return ImportRun.objects.create(
        file_name=path.name[:255],
        sha256=_sha256(path),
        format=format_name,
        process=_me(),
        heartbeat_at=timezone.now(),
    )


def stage(run: ImportRun, rows: Iterator[Row]) -> Iterator[int]:
    """Write rows by batches, each in a transaction of its own; yields how many so far."""
    batch: list[StagedRow] = []
    done = 0
    for row in rows:
        # Empty cells are most of a row; leaving them out halves the time that staging takes.
        values = {name: value for name, value in row.values.items() if value not in ("", None)}
        content: dict[str, Any] = {"values": storable(values)}
        if row.problem:
            content["problem"] = storable(list(row.problem))
        batch.append(StagedRow(run=run, number=row.number, content=content))
        if len(batch) >= BATCH:
            done += _write(run, batch)
            yield done
    done += _write(run, batch)
    yield done


def staged(run: ImportRun) -> Iterator[Row]:
    """The rows of a run, in the order of their numbers."""
    rows = StagedRow.objects.filter(run=run).order_by("number").values_list("number", "content")
    for number, content in rows.iterator(chunk_size=2000):
        problem = content.get("problem")
        yield Row(number, content["values"], tuple(problem) if problem else None)


def finish(run: ImportRun, state: str, **fields: Any) -> None:
    """Forget the staged rows and say how the run ended."""
    StagedRow.objects.filter(run=run).delete()
    ImportRun.objects.filter(pk=run.pk).update(
        state=state, finished_at=timezone.now(), heartbeat_at=None, **fields
    )


def clear_abandoned() -> int:
    """Close the runs whose process is gone or silent, with their staged rows; how many."""
    gone = [
        run
        for run in ImportRun.objects.filter(state=ImportRun.State.STAGING)
        if not _is_alive(run.process)
        or run.heartbeat_at is None
        or run.heartbeat_at < timezone.now() - SILENT_FOR
    ]
    for run in gone:
        finish(run, ImportRun.State.FAILED)
    return len(gone)


def _write(run: ImportRun, batch: list[StagedRow]) -> int:
    count = len(batch)
    StagedRow.objects.bulk_create(batch)
    ImportRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now())
    batch.clear()
    return count


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


def _is_alive(process: str) -> bool:
    """Whether a process of this machine still runs; another machine's is believed to."""
    host, _, number = process.rpartition(":")
    if host != socket.gethostname() or not number.isdecimal():
        return True
    with suppress(PermissionError):
        try:
            os.kill(int(number), 0)
        except (ProcessLookupError, OverflowError):
            return False
    return True


def is_published(path: Path) -> bool:
    """Whether the last publication under this file's name had its very bytes."""
    last = (
        ImportRun.objects.filter(file_name=path.name, state=ImportRun.State.PUBLISHED)
        .order_by("-pk")
        .values_list("sha256", flat=True)
        .first()
    )
    return last is not None and last == _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
