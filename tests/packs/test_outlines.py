"""The outlines shipped are what their manifest says, hold their communes and stay light."""

import gzip
import hashlib
import importlib.util
import json
import sys
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path

import pytest

from entrelieux.packs.fr import outlines, territories

ROOT = Path(__file__).resolve().parents[2]
COUNTRY_KB, DEPARTMENT_KB = 25, 22
COMMUNES = territories.communes()


@pytest.fixture(scope="module")
def script():
    folder = str(ROOT / "scripts")
    sys.path.insert(0, folder)
    try:
        spec = importlib.util.spec_from_file_location(
            "build_outlines", ROOT / "scripts/build_outlines.py"
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(folder)
        sys.modules.pop("build_outlines", None)
        sys.modules.pop("build_communes", None)


def content(name):
    return json.loads((outlines.FILES / f"{name}.json").read_text("utf-8"))


def lines(texts, grid):
    """The other way of what the script writes, as the map does it."""
    x = y = 0
    for text in texts:
        values, value, shift = [], 0, 0
        for letter in text:
            bits = ord(letter) - 63
            value |= (bits & 31) << shift
            shift += 5
            if bits < 32:
                values.append(-(value + 1) // 2 if value & 1 else value // 2)
                value = shift = 0
        line = []
        for step_x, step_y in zip(values[::2], values[1::2], strict=True):
            x, y = x + step_x, y + step_y
            line.append((x * grid, y * grid))
        yield line


def rings(name):
    read = content(name)
    return list(lines(read["rings"], read["grid"]))


def holds(ring, lon, lat):
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat):
            inside ^= lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
    return inside


def km_to(ring, lon, lat):
    return min(111.3 * hypot((x - lon) * cos(radians(lat)), y - lat) for x, y in ring)


def test_files_are_those_of_the_manifest_and_of_the_index():
    told = outlines.manifest()["fichiers"]
    kept = {path.stem: path for path in outlines.FILES.glob("*.json")}
    assert set(kept) == {*told, "index"}
    assert set(outlines.index()) == set(told)
    for name, digest in told.items():
        assert hashlib.sha256(kept[name].read_bytes()).hexdigest() == digest, name


def test_there_is_a_file_for_the_country_and_one_for_each_departement():
    expected = {outlines.COUNTRY, *(one.code for one in territories.departements())}
    assert set(outlines.index()) == expected


def test_the_manifest_names_packages_and_a_licence_of_the_sources_page(script):
    told = {(one["nom"], one["version"]): one["sha256"] for one in outlines.manifest()["paquets"]}
    assert told.items() <= script.source.SHA256.items()
    assert len(told) == 2
    assert outlines.manifest()["licence"] == outlines.LICENCE
    page = (ROOT / "docs/reference/sources.md").read_text("utf-8")
    (line,) = [line for line in page.splitlines() if line.startswith("| contours ")]
    assert outlines.CREDIT in line
    assert outlines.LICENCE in line
    assert "://" not in (ROOT / "scripts/build_outlines.py").read_text("utf-8")


def test_files_stay_light_and_say_what_they_weigh():
    for name, (*_box, told) in outlines.index().items():
        weight = len(gzip.compress((outlines.FILES / f"{name}.json").read_bytes(), 6))
        assert abs(weight - told) < 200, name
        assert weight <= 1000 * (COUNTRY_KB if name == outlines.COUNTRY else DEPARTMENT_KB), name


def test_each_box_is_that_of_its_rings():
    for name, (*box, _weight) in outlines.index().items():
        edge = [point for ring in rings(name) for point in ring]
        lons, lats = zip(*edge, strict=True)
        found = (min(lons), min(lats), max(lons), max(lats))
        assert box == pytest.approx(found, abs=content(name)["grid"] * 1.01), name


def test_rings_are_closed():
    for name in outlines.index():
        for ring in rings(name):
            assert len(ring) >= 4, name
            assert ring[0] == ring[-1], name


def test_every_commune_is_in_its_departement_or_at_its_edge():
    """A village a line was moved over, at most: never a département drawn elsewhere."""
    edges = {one.code: rings(one.code) for one in territories.departements()}
    out = [
        one
        for one in COMMUNES
        if sum(holds(ring, one.lon, one.lat) for ring in edges[one.departement]) % 2 == 0
    ]
    assert len(out) <= 30
    for one in out:
        assert min(km_to(r, one.lon, one.lat) for r in edges[one.departement]) < 3, one.nom


def test_towns_are_communes_where_they_are_the_most_peopled_first():
    known = {}
    for one in COMMUNES:
        known.setdefault((one.nom, one.population // 100), []).append((one.lon, one.lat))
    for name in outlines.index():
        read = content(name)
        (places,) = lines([read["at"]], read["grid"])
        assert len(places) == len(read["towns"]) > 0, name
        assert read["hundreds"] == sorted(read["hundreds"], reverse=True), name
        for town, at in zip(zip(read["towns"], read["hundreds"], strict=True), places, strict=True):
            assert any(at == pytest.approx(one, abs=read["grid"]) for one in known[town]), town


def test_neighbours_are_cut_once(script):
    """Two squares side by side: their common side is one piece, walked both ways."""
    left = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    right = ((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 0.0))
    pieces = script.pieces_of([("a", left), ("b", right)])
    shared = [piece for piece in pieces if len(piece.sides) == 2]
    assert len(pieces) == 3
    assert [set(piece.line) for piece in shared] == [{(1.0, 0.0), (1.0, 1.0)}]
    assert {forwards for _, forwards in shared[0].sides} == {True, False}
    (around,) = script.stitched(script.edge_of(pieces, {"a", "b"}))
    assert set(around) == {*left, *right}
    (alone,) = script.stitched(script.edge_of(pieces, {"a"}))
    assert set(alone) == set(left)


def test_a_line_moves_less_than_its_tolerance_and_is_written_on_its_grid(script):
    line = tuple((n / 1000, (n % 7) / 9000) for n in range(200))
    thin = script.simplified(line, 200)
    assert (thin[0], thin[-1]) == (line[0], line[-1])
    assert len(thin) < 20
    asked = [((2.5, -44.25), (2.501, -44.2), (-1.0, 3.0)), ((-1.0, 3.0), (0.5, 3.0))]
    read = list(lines(script.written(asked, 0.001), 0.001))
    assert [[pytest.approx(at) for at in line] for line in asked] == read


def test_trails_hold_each_line_once(script):
    """A square with its two diagonals, met at the middle: four corners of three lines."""
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    asked = [(one, corners[n - 3]) for n, one in enumerate(corners)]
    asked += [(one, (0.5, 0.5)) for one in corners]
    found = script.trails(asked)
    walked = [frozenset(pair) for trail in found for pair in pairwise(trail)]
    assert sorted(map(sorted, walked)) == sorted(map(sorted, map(frozenset, asked)))
    assert len(found) <= len(asked) / 2
