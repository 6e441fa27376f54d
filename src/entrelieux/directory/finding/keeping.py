"""The index of words on disk: a process that starts, or another day, reads it instead of making it.

Named after what it was made of, so that it is never stale; in memory, the last one is shared.
"""

import logging
import os
import zipfile
import zlib
from pathlib import Path

import numpy as np
from django.conf import settings

from entrelieux.directory.finding.index import WordIndex
from entrelieux.directory.finding.texts import Texts

OLD_S = 2 * 86_400
logger = logging.getLogger(__name__)
_last: tuple[str, WordIndex] | None = None


def index_of(texts: Texts) -> WordIndex:
    global _last  # noqa: PLW0603  one index by process is the point
    digest = texts.digest()
    if _last is not None and _last[0] == digest:
        return _last[1]
    path = _path(digest)
    found = _read(path) if path else None
    if found is None:
        found = texts.index()
        if path:
            _write(path, found)
    _last = (digest, found)
    return found


def _path(digest: str) -> Path | None:
    if not settings.KEEP_INDEX_ON_DISK:
        return None
    return Path(settings.VAR_DIR) / "index" / "words" / f"{digest}.npz"


def _read(path: Path) -> WordIndex | None:
    """None when the file is absent or cannot be read: the index is then made again."""
    try:
        with np.load(path, allow_pickle=False) as file:
            found = WordIndex.from_arrays(file)
        os.utime(path)
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error):
        return None
    return found


def _write(path: Path, index: WordIndex) -> None:
    """Written apart then renamed; a full or closed disk costs time at the next start only."""
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            np.savez(file, **index.to_arrays())  # type: ignore[arg-type]
        partial.replace(path)
        newest = path.stat().st_mtime
        for old in path.parent.glob("*.npz"):
            if old.stat().st_mtime < newest - OLD_S:
                old.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("index of words not kept: %s", error)
