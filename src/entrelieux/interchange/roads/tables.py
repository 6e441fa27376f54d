"""Read roads from two tables: points, and stretches between them."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from entrelieux.engine.reach import Mode
from entrelieux.interchange.roads.arcs import EARTH_M
from entrelieux.interchange.roads.report import Progress, RoadsError, Stretches
from entrelieux.packs.fr import roads

POINTS = ("node_id", "lon", "lat")
STRETCHES = ("node_id1", "node_id2", "speed", "type", "length")
SAID_EVERY = 50_000
FASTEST_ON_FOOT_KMH = 90
LONGEST_M = 200_000
LARGEST_ID = 2**63 - 1


def read_tables(nodes: Path, edges: Path, progress: Progress) -> Stretches:
    """Points ``node_id,lon,lat`` (and ``ele``), stretches ``node_id1,node_id2,speed,type,length``.

    A stretch is followed in the direction it is written, by car and by bicycle; both ways on foot,
    and on foot alone never where cars go faster than 90 km/h. speed: the limit in km/h, or anything
    else when nobody says. length: metres.

    Raises:
        RoadsError: a file is absent, not such a table, or nothing in it can be used.
    """
    left_out: Counter[str] = Counter()
    number, lon, lat, elevation = _points(nodes, left_out, progress)
    ends, limit, metres = _stretches(edges, number, left_out, progress)
    if not len(ends):
        raise RoadsError(f"« {edges} » ne contient aucun tronçon entre deux points connus.")
    tail, head = ends.T
    usual = _usual_kmh(lon, lat, tail, head)
    share = roads.load()["voiture"]["part_de_la_limite"]
    kmh = np.zeros((len(tail), len(Mode), 2), np.float32)
    columns = {mode: column for column, mode in enumerate(Mode)}
    kmh[:, columns[Mode.VOITURE], 0] = np.where(np.isnan(limit), usual, share * limit)
    slow = ~(limit > FASTEST_ON_FOOT_KMH)
    kmh[slow, columns[Mode.VELO], 0] = roads.load()["velo"]["classes"]["residential"]
    kmh[slow, columns[Mode.PIED], :] = roads.load()["pied"]["kmh"]
    return Stretches(
        lon=lon,
        lat=lat,
        elevation=elevation,
        tail=tail,
        head=head,
        way=np.arange(len(tail), dtype=np.int32),
        kmh=kmh,
        minutes=np.full(len(tail), np.nan, np.float32),
        barred=np.zeros((len(lon), len(Mode)), np.bool_),
        metres=metres,
        date="",
        left_out=left_out,
    )


def _points(
    path: Path, left_out: Counter[str], progress: Progress
) -> tuple[dict[int, int], NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]:
    number: dict[int, int] = {}
    rows: list[tuple[float, float, float]] = []
    for count, row in enumerate(_rows(path, POINTS)):
        key, lon, lat = _whole(row["node_id"]), _number(row["lon"]), _number(row["lat"])
        if not count % SAID_EVERY:
            progress("points", count, None)
        if key is None or not (abs(lon) <= 180 and abs(lat) <= 90):
            left_out["coordonnees"] += 1
        elif key in number:
            left_out["doubles"] += 1
        else:
            number[key] = len(rows)
            rows.append((lon, lat, _number(row.get("ele") or "")))
    if not rows:
        raise RoadsError(f"« {path} » ne contient aucun point dont les coordonnées se lisent.")
    lon_lat = np.array(rows)
    return number, lon_lat[:, 0].copy(), lon_lat[:, 1].copy(), lon_lat[:, 2].astype(np.float32)


def _stretches(
    path: Path, number: dict[int, int], left_out: Counter[str], progress: Progress
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    ends: list[tuple[int, int]] = []
    limit: list[float] = []
    metres: list[float] = []
    for count, row in enumerate(_rows(path, STRETCHES)):
        one, other = _whole(row["node_id1"]), _whole(row["node_id2"])
        length, speed = _number(row["length"]), _number(row["speed"])
        if not count % SAID_EVERY:
            progress("tronçons", count, None)
        if one is None or other is None or not 0 <= length <= LONGEST_M:
            left_out["lignes"] += 1
        elif one not in number or other not in number:
            left_out["points-absents"] += 1
        else:
            ends.append((number[one], number[other]))
            limit.append(speed if 1 <= speed <= 200 else np.nan)
            metres.append(length)
    return np.array(ends, np.int32).reshape(-1, 2), np.array(limit), np.array(metres)


def _usual_kmh(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
) -> NDArray[np.float64]:
    """Free speed where no limit is told: slow among close crossroads (``docs/methods``)."""
    figures = roads.load()["voiture"]["sans_limite"]
    metres = np.radians(EARTH_M)
    flat = np.column_stack([lon * metres * np.cos(np.radians(np.median(lat))), lat * metres])
    tree = cKDTree(flat)
    near = tree.query_ball_point(flat, figures["metres"], return_length=True) - 1
    tight = (near[tail] + near[head]) / 2 > figures["points"]
    return np.where(tight, figures["serre"], figures["ailleurs"])


def _rows(path: Path, expected: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise RoadsError(f"« {path} » n'existe pas, ou n'est pas un fichier.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            found = reader.fieldnames or []
            if missing := [name for name in expected if name not in found]:
                raise RoadsError(
                    f"« {path} » : il manque les colonnes {', '.join(missing)} ; attendu "
                    f"{', '.join(expected)}, trouvé {', '.join(found)[:200] or 'rien'}."
                )
            yield from reader
    except UnicodeDecodeError:
        raise RoadsError(f"« {path} » n'est pas un tableau CSV en UTF-8.") from None
    except (csv.Error, OSError) as error:
        raise RoadsError(f"« {path} » ne se lit pas jusqu'au bout ({error}).") from None


def _whole(text: str) -> int | None:
    try:
        value = int(text)
    except ValueError:
        return None
    return value if abs(value) <= LARGEST_ID else None


def _number(text: str) -> float:
    """NaN when it is not a number."""
    try:
        return float(text)
    except ValueError:
        return float("nan")
