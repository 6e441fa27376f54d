"""Which communes, intercommunalités, départements and régions are there, and where?

Plain tables, read from the files beside this module: no database, nothing but the standard library.

**Source:** ``manifest.json`` names the packages, their versions and digests; ``scripts/
build_communes.py`` makes every file but ``masses.csv``, which is written by hand, with a reason a
line. Licence Ouverte 2.0. Method and limits: ``docs/methods/communes.md``.
"""

import csv
import hashlib
import io
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FILES = (
    "communes.csv.xz",
    "anciennes.csv.xz",
    "collectivites.csv",
    "epci.csv",
    "departements.csv",
    "regions.csv",
    "masses.csv",
)
MAINLAND = 0
# (class, inhabitants per km² from, inhabitants from): ours, inspired by the communal density grid
# of INSEE and calibrated on its shares, not that grid. docs/methods/communes.md.
DENSITY_CLASSES = ((0, 1500.0, 2000), (1, 250.0, 500), (2, 25.0, 0))
VERY_SPARSE = 3


class PackError(ValueError):
    """A file of the pack says something impossible; the message names file, line and value."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today.

    epci: empty on four islands that belong to none. population: municipale, inhabitants, >= 0.
    lon, lat: WGS 84 degrees of the point where trips start, which ``centre`` names (``mairie`` or
    ``centroide``). density: 0 dense to 3 very sparse. landmass: communes joined by road share it.
    """

    code: str
    nom: str
    departement: str
    epci: str
    population: int
    area_km2: float
    lon: float
    lat: float
    centre: str
    centroid_lon: float
    centroid_lat: float
    codes_postaux: tuple[str, ...]
    density: int
    landmass: int


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A code or a name that is no longer a commune: ``commune`` is the one that holds it today.

    code: that of the commune of today when its chef-lieu bore it before. nature: ``deleguee``,
    ``associee``, ``arrondissement`` (Paris, Lyon, Marseille), ``renommee`` (a former name) or
    ``fusionnee`` (often without a name). lon, lat: None when no point is known.
    """

    code: str
    nom: str
    commune: str
    nature: str
    lon: float | None
    lat: float | None
    codes_postaux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CollectiviteCommune:
    """A commune, district or island of an overseas collectivité, without position in the sources.

    They are not among the 34 875: nothing can be reached from a place whose point is unknown.
    population: None where nobody lives or nobody counts.
    """

    code: str
    nom: str
    collectivite: str
    nom_collectivite: str
    population: int | None
    codes_postaux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Epci:
    """nature: CC, CA, CU, METRO or MET69."""

    code: str
    nom: str
    nature: str


@dataclass(frozen=True, slots=True)
class Departement:
    code: str
    nom: str
    region: str
    chef_lieu: str


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    nom: str
    chef_lieu: str


@dataclass(frozen=True, slots=True)
class Landmass:
    """A line of ``masses.csv``: a commune or a whole département, with the reason and its proof."""

    masse: int
    portee: str
    code: str
    nom: str
    motif: str
    preuve: str


def digest() -> str:
    """SHA-256 of the pack: changes when any file, the density classes or this module change."""
    total = hashlib.sha256()
    for name in (*FILES, "__init__.py"):
        total.update(name.encode() + b"\0" + (FOLDER / name).read_bytes())
    return total.hexdigest()


def manifest() -> dict[str, object]:
    """Vintage, licence, packages with their digests, rows and digest of each file."""
    content: dict[str, object] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return content


def content(name: str) -> bytes:
    """A file of the pack, decompressed."""
    packed = (FOLDER / name).read_bytes()
    return lzma.decompress(packed) if name.endswith(".xz") else packed


def communes() -> list[Commune]:
    """The 34 875 communes, by code."""
    by_commune, by_departement = _landmasses()
    rows = []
    for line in _lines("communes.csv.xz"):
        code, nom, departement, epci, people, area, lon, lat, centre, mid_lon, mid_lat, post = line
        population, area_km2 = int(people), float(area)
        rows.append(
            Commune(
                code=code,
                nom=nom,
                departement=departement,
                epci=epci,
                population=population,
                area_km2=area_km2,
                lon=float(lon),
                lat=float(lat),
                centre=centre,
                centroid_lon=float(mid_lon),
                centroid_lat=float(mid_lat),
                codes_postaux=tuple(post.split()),
                density=density_class(population, area_km2),
                landmass=by_commune.get(code, by_departement.get(departement, MAINLAND)),
            )
        )
    return rows


def former_communes() -> list[FormerCommune]:
    """Déléguées, associées, arrondissements, merged and renamed communes, by code then name."""
    return [
        FormerCommune(
            code,
            nom,
            commune,
            nature,
            float(lon) if lon else None,
            float(lat) if lat else None,
            tuple(post.split()),
        )
        for code, nom, commune, nature, lon, lat, post in _lines("anciennes.csv.xz")
    ]


def collectivites() -> list[CollectiviteCommune]:
    """Communes and districts of codes 975, 977, 978, 984, 986, 987, 988 and 989."""
    return [
        CollectiviteCommune(
            code, nom, of, name, int(people) if people else None, tuple(post.split())
        )
        for code, nom, of, name, people, post in _lines("collectivites.csv")
    ]


def epci() -> list[Epci]:
    return [Epci(*line) for line in _lines("epci.csv")]


def departements() -> list[Departement]:
    return [Departement(*line) for line in _lines("departements.csv")]


def regions() -> list[Region]:
    return [Region(*line) for line in _lines("regions.csv")]


def landmasses() -> list[Landmass]:
    """The lines of ``masses.csv``. What it does not list is the mainland, 0.

    Raises:
        PackError: a mass is not a whole number from 1 to 32767, or the scope is neither
            ``commune`` nor ``departement``, or a code comes twice.
    """
    rows: list[Landmass] = []
    seen = set()
    for number, (masse, portee, code, nom, motif, preuve) in enumerate(_lines("masses.csv"), 2):
        where = f"masses.csv, ligne {number}"
        if not masse.isdecimal() or not 1 <= int(masse) <= 32767:
            raise PackError(f"{where} : masse « {masse} », attendu un nombre de 1 à 32767.")
        if portee not in {"commune", "departement"}:
            raise PackError(f"{where} : portée « {portee} », attendu commune ou departement.")
        if code in seen:
            raise PackError(f"{where} : le code « {code} » est déjà plus haut.")
        seen.add(code)
        rows.append(Landmass(int(masse), portee, code, nom, motif, preuve))
    return rows


@lru_cache(maxsize=1)
def _apart() -> frozenset[str]:
    return frozenset(line.code for line in landmasses() if line.portee == "commune")


def is_apart(code_insee: str) -> bool:
    """Whether a commune is cut from the rest of its département: an island, or no road leads."""
    return code_insee in _apart()


def density_class(population: int, area_km2: float) -> int:
    """0 dense, 1 intermédiaire, 2 rural, 3 très peu dense, from thresholds of ours.

    Args:
        population: inhabitants, >= 0.
        area_km2: strictly positive.

    More people on the same ground never makes a commune less dense.
    """
    per_km2 = population / area_km2
    for name, density_from, people_from in DENSITY_CLASSES:
        if per_km2 >= density_from and population >= people_from:
            return name
    return VERY_SPARSE


def current_code(code_insee: str) -> str | None:
    """The code of the commune of today for a code of now or before; None when it is unknown.

    Arrondissements of Paris, Lyon and Marseille give their commune. A code that was given again
    since is the commune that bears it now. Overseas collectivités are unknown here.
    """
    return _current().get(code_insee)


@lru_cache(maxsize=1)
def _current() -> dict[str, str]:
    codes = {line[0]: line[2] for line in _lines("anciennes.csv.xz")}
    return codes | {line[0]: line[0] for line in _lines("communes.csv.xz")}


def _landmasses() -> tuple[dict[str, int], dict[str, int]]:
    rows = landmasses()
    return (
        {row.code: row.masse for row in rows if row.portee == "commune"},
        {row.code: row.masse for row in rows if row.portee == "departement"},
    )


def _lines(name: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(content(name).decode("utf-8"), newline=""))
    next(lines)
    return lines
