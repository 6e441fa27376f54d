"""A road network as a folder: one file for each array, and a header that says what they are.

Arrays are mapped, not read: a network opens in milliseconds, and the processes of one machine
share its memory. ``en-tete.json`` holds the version of the format, where the data comes from, and
for each array its size and a digest.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.model import ReachError
from entrelieux.engine.reach.network import About, RoadNetwork

FORMAT = "entrelieux-routes"
VERSION = 1
HEADER = "en-tete.json"
CHUNK = 1 << 22
# What opening reads of each file: enough to notice a file cut, replaced or zeroed. ``verify``
# reads all of it.
SAMPLES = 8
SAMPLE_BYTES = 4096


class StorageError(ReachError):
    """The folder is not a network that can be used; the message says what, where, what to do."""


def save(network: RoadNetwork, folder: Path) -> None:
    """Write the network in a folder that does not exist yet, or holds another network.

    The folder appears whole or not at all.

    Raises:
        StorageError: the folder holds something else, or cannot be written.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / HEADER).is_file():
        raise StorageError(
            f"{folder} holds files that are not a road network: give the name of a new folder"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _write(network, fresh)
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


def open_network(folder: Path, *, verify: bool = False) -> RoadNetwork:
    """The network of a folder, its arrays mapped.

    Sizes and samples of every file are compared with the header. verify: every byte is.

    Raises:
        StorageError: the folder is missing, foreign, of another version, cut or altered.
    """
    header = _header(folder)
    arrays = {
        name: _array(folder, name, said, verify=verify) for name, said in header["arrays"].items()
    }
    return RoadNetwork.from_arrays(About(**header["about"]), arrays)


def digest(folder: Path) -> str:
    """What names this network in a study: SHA-256 of its header, hence of all its arrays.

    Raises:
        StorageError: as ``open_network``, for the header.
    """
    _header(folder)
    return hashlib.sha256((folder / HEADER).read_bytes()).hexdigest()


def _write(network: RoadNetwork, folder: Path) -> None:
    said = {}
    for name, array in network.to_arrays().items():
        path = folder / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        said[name] = {
            "dtype": array.dtype.str,
            "shape": list(array.shape),
            "bytes": path.stat().st_size,
            "samples": _samples(path),
            "sha256": _whole(path),
        }
    header = {"about": asdict(network.about), "arrays": said}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True)
    seal = hashlib.sha256(text.encode()).hexdigest()
    sealed = {"format": FORMAT, "version": VERSION, "seal": seal, **header}
    (folder / HEADER).write_text(json.dumps(sealed, ensure_ascii=False, indent=1), encoding="utf-8")


def _header(folder: Path) -> dict:
    path = folder / HEADER
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StorageError(
            f"{folder} is not a road network: it has no {HEADER}. Give the folder that "
            "« entrelieux reach build » made"
        ) from None
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise _damaged(path, "not readable as JSON") from None
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise StorageError(f"{path} does not describe a road network: give another folder")
    if read.get("version") != VERSION:
        raise StorageError(
            f"{path}: format {read.get('version')}, this version of the site reads {VERSION}. "
            "Build the network again with « entrelieux reach build »"
        )
    header = {name: read.get(name) for name in ("about", "arrays")}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True)
    if hashlib.sha256(text.encode()).hexdigest() != read.get("seal"):
        raise _damaged(path, "changed since it was written")
    return header


def _array(folder: Path, name: str, said: dict, *, verify: bool) -> NDArray[np.generic]:
    path = folder / f"{name}.npy"
    try:
        size = path.stat().st_size
        if size != said["bytes"]:
            raise _damaged(path, f"{size} bytes, {said['bytes']} expected")
        if _samples(path) != said["samples"] or (verify and _whole(path) != said["sha256"]):
            raise _damaged(path, "changed since it was written")
        # Mapped for this process alone to write, which nobody does: kernels are compiled for
        # writable arrays. An array without elements has nothing to map.
        return np.load(path, mmap_mode="c" if 0 not in said["shape"] else None, allow_pickle=False)
    except FileNotFoundError:
        raise _damaged(path, "missing") from None
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


def _damaged(path: Path, what: str) -> StorageError:
    return StorageError(
        f"{path}: {what}. Copy the folder again from where it was built, or build it again with "
        "« entrelieux reach build »"
    )
