"""Read the roads of an OpenStreetMap file: .osm.pbf, .osm, .osm.bz2 or .osm.gz."""

from array import array
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from entrelieux.engine.reach import Mode
from entrelieux.interchange.roads import ways
from entrelieux.interchange.roads.report import Progress, RoadsError, Stretches

ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
SAID_EVERY = 20_000
EARLIEST = datetime(2004, 1, 1, tzinfo=UTC)
"""OpenStreetMap began in 2004: an object without a date bears 1970."""


def read_osm(path: Path, progress: Progress) -> Stretches:
    """Every way that a mode may follow.

    Raises:
        RoadsError: not such a file, cut, or without any road.
    """
    osmium = _osmium()
    _looked_at(path)
    kept = _Kept()
    keys = osmium.filter.KeyFilter("highway", "route", "barrier", "ele", "restriction")
    try:
        file = osmium.FileProcessor(str(path)).with_locations().with_filter(keys)
        header = file.header.get("osmosis_replication_timestamp") or file.header.get("timestamp")
        for number, thing in enumerate(file):
            kept.take(thing)
            if not number % SAID_EVERY:
                progress("lecture", number, None)
    except (RuntimeError, ValueError, OSError, OverflowError, MemoryError) as error:
        raise RoadsError(
            f"« {path} » ne se lit pas jusqu'au bout comme un fichier OpenStreetMap "
            f"({' '.join(str(error).split())[:160]}). Il est peut-être coupé : téléchargez-le de "
            "nouveau, et comparez sa taille ou son empreinte."
        ) from None
    return kept.stretches(path, _day(header) or kept.newest)


def _osmium() -> Any:
    try:
        import osmium
        import osmium.filter
    except ImportError:
        raise RoadsError(
            "Il manque le lecteur de fichiers OpenStreetMap : installez « entrelieux[roads] »."
        ) from None
    return osmium


def _looked_at(path: Path) -> None:
    if not path.name.lower().endswith(ENDINGS):
        raise RoadsError(
            f"« {path} » : attendu un fichier {', '.join(ENDINGS)}, ou deux tableaux par "
            "--nodes et --edges."
        )
    if not path.is_file():
        raise RoadsError(f"« {path} » n'existe pas, ou n'est pas un fichier.")
    if not path.stat().st_size:
        raise RoadsError(f"« {path} » est vide.")


def _day(text: str) -> str:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date().isoformat()
    except ValueError:
        return ""


class _Kept:
    """What is gathered while the file goes by; points come before the ways that use them."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self.newest = ""
        self.id, self.lon, self.lat = array("q"), array("d"), array("d")
        self.first: list[int] = []  # of each run of points that follow one another
        self.run_way: list[int] = []
        self.kmh: list[list[tuple[float, float]]] = []
        self.minutes: list[float] = []
        self.kinds: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = {}
        self.elevation: dict[int, float] = {}
        self.barred: dict[int, frozenset[Mode]] = {}

    def take(self, thing: Any) -> None:
        if thing.is_way():
            self._way(thing)
        elif thing.is_node():
            self._node(thing)
        elif thing.tags.get("type") == "restriction":
            self.left_out["restrictions"] += 1

    def _node(self, node: Any) -> None:
        tags = _read(node)
        metres = _metres(node.tags.get("ele", ""))
        if metres is not None:
            self.elevation[node.id] = metres
        if modes := ways.barred(tags):
            self.barred[node.id] = modes

    def _way(self, way: Any) -> None:
        tags = _read(way)
        if "highway" not in tags and not ways.is_ferry(tags):
            return
        kmh = self._speeds(tags)
        if not any(any(pair) for pair in kmh):
            self.left_out["voies-fermees"] += 1
            return
        if tags.get("oneway") == "reversible":
            self.left_out["sens-changeants"] += 1
        self.minutes.append(self._ferry(tags, kmh))
        self.kmh.append(kmh)
        if way.timestamp > EARLIEST:
            self.newest = max(self.newest, way.timestamp.date().isoformat())
        self._points(way)

    def _points(self, way: Any) -> None:
        """Points one after the other; the way is cut where one is missing from the file."""
        before = None
        is_open = False
        for node in way.nodes:
            if not node.location.valid():
                self.left_out["points-absents"] += 1
                is_open = False
                continue
            if node.ref == before:
                continue
            if not is_open:
                self.first.append(len(self.id))
                self.run_way.append(len(self.kmh) - 1)
                is_open = True
            before = node.ref
            self.id.append(node.ref)
            self.lon.append(node.lon)
            self.lat.append(node.lat)

    def _speeds(self, tags: Mapping[str, str]) -> list[tuple[float, float]]:
        key = tuple(sorted(tags.items()))
        if key not in self.kinds:
            found = ways.speeds_of(tags)
            self.kinds[key] = [found[mode] for mode in Mode]
        return self.kinds[key]

    def _ferry(self, tags: Mapping[str, str], kmh: list[tuple[float, float]]) -> float:
        if not ways.is_ferry(tags):
            return float("nan")
        if not any(kmh[list(Mode).index(Mode.VOITURE)]):
            self.left_out["bacs-sans-voiture"] += 1
        minutes = ways.ferry_minutes(tags)
        if minutes is None:
            self.left_out["bacs-sans-duree"] += 1
            return float("nan")
        return minutes

    def stretches(self, path: Path, date: str) -> Stretches:
        ids = np.frombuffer(self.id, np.int64) if len(self.id) else np.empty(0, np.int64)
        known, one, number = np.unique(ids, return_index=True, return_inverse=True)
        starts = np.array([*self.first, ids.size], np.int64)
        tail = np.delete(np.arange(ids.size), starts[1:] - 1) if ids.size else np.empty(0, int)
        if not tail.size:
            raise RoadsError(
                f"« {path} » ne contient aucune route que l'on puisse suivre. Attendu un extrait "
                "OpenStreetMap avec ses voies (« highway ») et leurs points."
            )
        run = np.repeat(np.arange(len(self.first)), np.diff(starts))
        barred = np.zeros((known.size, len(Mode)), np.bool_)
        for column, mode in enumerate(Mode):
            shut = [node for node, modes in self.barred.items() if mode in modes]
            barred[:, column] = np.isin(known, np.array(shut, np.int64))
        if stopped := int(barred.any(axis=1).sum()):
            self.left_out["barrieres"] = stopped
        return Stretches(
            lon=np.frombuffer(self.lon, np.float64)[one],
            lat=np.frombuffer(self.lat, np.float64)[one],
            elevation=np.array([self.elevation.get(i, np.nan) for i in known.tolist()], np.float32),
            tail=number[tail].astype(np.int32),
            head=number[tail + 1].astype(np.int32),
            way=np.array(self.run_way, np.int32)[run[tail]],
            kmh=np.array(self.kmh, np.float32),
            minutes=np.array(self.minutes, np.float32),
            barred=barred,
            metres=None,
            date=date,
            left_out=self.left_out,
        )


def _read(thing: Any) -> dict[str, str]:
    return {tag.k: tag.v for tag in thing.tags if tag.k in ways.READ}


def _metres(text: str) -> float | None:
    try:
        value = float(text.strip().removesuffix("m").strip().replace(",", "."))
    except ValueError:
        return None
    return value if -500 <= value <= 9000 else None
