"""Roads and timetables as folders: one file for each array, and a header that says what they are.

Arrays are mapped, not read: a folder opens in milliseconds, and the processes of one machine
share its memory. ``en-tete.json`` holds the version of the format, where the data comes from, and
for each array its size and a digest.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.model import ReachError
from entrelieux.engine.reach.network import About, RoadNetwork
from entrelieux.engine.reach.transit import Timetable, TransitAbout, checked

HEADER = "en-tete.json"
CHUNK = 1 << 22
# What opening reads of each file: enough to notice a file cut, replaced or zeroed. ``verify``
# reads all of it.
SAMPLES = 8
SAMPLE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Kind:
    """What a folder holds. command: what makes such a folder."""

    format: str
    version: int
    name: str
    command: str


ROADS = Kind("entrelieux-routes", 1, "road network", "« entrelieux reach build »")
TIMETABLE = Kind("entrelieux-horaires", 1, "timetable", "« entrelieux reach build-transit »")


class StorageError(ReachError):
    """The folder is not what can be used; the message says what, where, what to do."""


def save(network: RoadNetwork, folder: Path) -> None:
    """Write the network in a folder that does not exist yet, or holds another network.

    The folder appears whole or not at all.

    Raises:
        StorageError: the folder holds something else, or cannot be written.
    """
    _save(ROADS, asdict(network.about), network.to_arrays(), folder)


def save_timetable(table: Timetable, folder: Path) -> None:
    """As ``save``, of a timetable.

    Raises:
        StorageError: the folder holds something else, or cannot be written.
    """
    _save(TIMETABLE, asdict(table.about), table.to_arrays(), folder)


def open_network(folder: Path, *, verify: bool = False) -> RoadNetwork:
    """The network of a folder, its arrays mapped.

    Sizes and samples of every file are compared with the header. verify: every byte is.

    Raises:
        StorageError: the folder is missing, foreign, of another version, cut or altered.
    """
    about, arrays = _opened(ROADS, folder, verify=verify)
    return RoadNetwork.from_arrays(About(**about), arrays)


def open_timetable(folder: Path, *, verify: bool = False) -> Timetable:
    """As ``open_network``, of a timetable. verify: its arrays are also checked one by another.

    Raises:
        ReachError: the folder is missing, foreign, of another version, cut or altered.
    """
    about, arrays = _opened(TIMETABLE, folder, verify=verify)
    table = Timetable.from_arrays(TransitAbout(**about), arrays)
    return checked(table) if verify else table


def digest(folder: Path, kind: Kind = ROADS) -> str:
    """What names this folder in a study: SHA-256 of its header, hence of all its arrays.

    Raises:
        StorageError: as ``open_network``, for the header.
    """
    _header(kind, folder)
    return hashlib.sha256((folder / HEADER).read_bytes()).hexdigest()


def _save(
    kind: Kind, about: dict[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path
) -> None:
    try:
        foreign = folder.exists() and any(folder.iterdir()) and _is_foreign(kind, folder)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror or error}") from None
    if foreign:
        raise StorageError(
            f"{folder} holds files that are not a {kind.name}: give the name of a new folder"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _write(kind, about, arrays, fresh)
            # The old network steps aside whole: two renames, nothing is erased before.
            old = Path(f"{fresh}-avant")
            if folder.exists():
                os.replace(folder, old)
            os.replace(fresh, folder)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror or error}") from None


def _is_foreign(kind: Kind, folder: Path) -> bool:
    """Without a header, or with one that speaks of something else. A damaged one may be ours."""
    try:
        read = json.loads((folder / HEADER).read_text(encoding="utf-8"))
    except OSError:
        return True
    except ValueError:
        return False
    return not isinstance(read, dict) or read.get("format") != kind.format


def _opened(
    kind: Kind, folder: Path, *, verify: bool
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    header = _header(kind, folder)
    arrays = {
        name: _array(kind, folder, name, said, verify=verify)
        for name, said in header["arrays"].items()
    }
    return header["about"], arrays


def _write(
    kind: Kind, about: dict[str, Any], arrays: Mapping[str, NDArray[Any]], folder: Path
) -> None:
    said = {}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        said[name] = {
            "dtype": array.dtype.str,
            "shape": list(array.shape),
            "bytes": path.stat().st_size,
            "samples": _samples(path),
            "sha256": _whole(path),
        }
    header = {"about": about, "arrays": said}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True)
    seal = hashlib.sha256(text.encode()).hexdigest()
    sealed = {"format": kind.format, "version": kind.version, "seal": seal, **header}
    (folder / HEADER).write_text(json.dumps(sealed, ensure_ascii=False, indent=1), encoding="utf-8")


def _header(kind: Kind, folder: Path) -> dict[str, Any]:
    path = folder / HEADER
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StorageError(
            f"{folder} is not a {kind.name}: it has no {HEADER}. Give the folder that "
            f"{kind.command} made"
        ) from None
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise _damaged(kind, path, "not readable as JSON") from None
    if not isinstance(read, dict) or read.get("format") != kind.format:
        raise StorageError(f"{path} does not describe a {kind.name}: give another folder")
    if read.get("version") != kind.version:
        raise StorageError(
            f"{path}: format {read.get('version')}, this version of the site reads "
            f"{kind.version}. Build the {kind.name.split()[-1]} again with {kind.command}"
        )
    header = {name: read.get(name) for name in ("about", "arrays")}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True)
    if hashlib.sha256(text.encode()).hexdigest() != read.get("seal"):
        raise _damaged(kind, path, "changed since it was written")
    return header


def _array(
    kind: Kind, folder: Path, name: str, said: dict[str, Any], *, verify: bool
) -> NDArray[Any]:
    path = folder / f"{name}.npy"
    try:
        size = path.stat().st_size
        if size != said["bytes"]:
            raise _damaged(kind, path, f"{size} bytes, {said['bytes']} expected")
        if _samples(path) != said["samples"] or (verify and _whole(path) != said["sha256"]):
            raise _damaged(kind, path, "changed since it was written")
        # Mapped for this process alone to write, which nobody does: kernels are compiled for
        # writable arrays. An array without elements has nothing to map.
        return np.load(path, mmap_mode="c" if 0 not in said["shape"] else None, allow_pickle=False)
    except FileNotFoundError:
        raise _damaged(kind, path, "missing") from None
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}") from None


def _samples(path: Path) -> str:
    total = hashlib.sha256()
    size = path.stat().st_size
    with path.open("rb") as file:
        for i in range(SAMPLES):
            file.seek(max(0, size - SAMPLE_BYTES) * i // (SAMPLES - 1))
            total.update(file.read(SAMPLE_BYTES))
    return total.hexdigest()


def _whole(path: Path) -> str:
    total = hashlib.sha256()
    for chunk in _chunks(path):
        total.update(chunk)
    return total.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _damaged(kind: Kind, path: Path, what: str) -> StorageError:
    return StorageError(
        f"{path}: {what}. Copy the folder again from where it was built, or build it again with "
        f"{kind.command}"
    )
