"""The real places as ``Sheet``: three files of ``../shared/data``, one record a row.

A record is named by its file and the number of its row (0 is the first after the heading), which
is all that ``linkage_pairs.csv`` holds. ``MARKS`` tell whether the files are those it speaks of.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entrelieux.engine.records.linkage import Sheet

FILES = {
    "mediation": "places/lieux-mediation-numerique.csv",
    "services": "places/france-services-2024-08-01.csv",
    "libraries": "places/adresses-des-bibliotheques-publiques.csv",
}
PAIRS = Path(__file__).parent / "linkage_pairs.csv"
Row = dict[str, str]


def sheets_of(data: Path) -> list[tuple[str, Sheet]]:
    """Every record with its name (« mediation:12 »); keys are places in the list."""
    producers: dict[str, int] = {}
    found: list[tuple[str, Sheet]] = []
    readers = {"mediation": _mediation, "services": _services, "libraries": _library}
    for file, path in FILES.items():
        for i, row in enumerate(_rows(data / path)):
            values = readers[file](row)
            producer = producers.setdefault(values.pop("by", file), len(producers))
            found.append((f"{file}:{i}", Sheet(key=len(found), producer=producer, **values)))
    return found


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        yield from csv.DictReader(file, delimiter=delimiter)


def _mediation(row: Row) -> dict[str, Any]:
    return {
        **_point(row["latitude"], row["longitude"]),
        "name": row["nom"],
        "adresse": row["adresse"],
        "code_postal": row["code_postal"],
        "code_insee": row["code_insee"],
        "siret": row["pivot"],
        "telephone": row["telephone"],
        "courriel": row["courriels"],
        "site_web": row["site_web"],
        "kind": row["typologie"],
        "commune": row["commune"],
        "by": f"mediation {row['source']}",
    }


def _services(row: Row) -> dict[str, Any]:
    return {
        **_point(row["latitude"], row["longitude"]),
        "name": row["lib_fs"],
        "adresse": row["adresse"],
        "code_postal": row["code_postal"],
        "code_insee": row["insee_com"],
        "siret": "",
        "telephone": row["telephone"],
        "courriel": row["mail"],
        "site_web": "",
        "kind": "RFS",
        "commune": row["lib_com"],
    }


def _library(row: Row) -> dict[str, Any]:
    """A library whose address was not found has only the centre of its commune: no point."""
    lat, _, lon = row["coordonnees_ban"].partition(",")
    return {
        **_point(lat, lon),
        "name": row["Libelle1"],
        "adresse": row["voie"],
        "code_postal": row["CP"],
        "code_insee": row["INSEE"],
        "siret": "",
        "telephone": "",
        "courriel": "",
        "site_web": "",
        "kind": "BIB",
        "commune": row["Ville"],
    }


def _point(lat: str, lon: str) -> dict[str, float | None]:
    try:
        return {"lat": float(lat), "lon": float(lon)}
    except ValueError:
        return {"lat": None, "lon": None}


def marks(data: Path) -> dict[str, str]:
    """Beginning of the SHA-256 of each file."""
    return {
        file: hashlib.sha256((data / path).read_bytes()).hexdigest()[:16]
        for file, path in FILES.items()
    }


@dataclass(frozen=True, slots=True)
class Labelled:
    """One pair that was read. one, other: keys, ``one < other``. weight: pairs it stands for."""

    one: int
    other: int
    same: bool | None
    first: str
    second: str
    stratum: str
    weight: float
    tuning: bool


def labelled(records: Sequence[tuple[str, Sheet]]) -> list[Labelled]:
    """The pairs that were read, in two halves parted by commune, so that no place is in both."""
    key = {name: sheet.key for name, sheet in records}
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            Labelled(
                one=(one := min(key[row["one"]], key[row["other"]])),
                other=max(key[row["one"]], key[row["other"]]),
                same={"same": True, "other": False}.get(row["final"]),
                first=row["first"],
                second=row["second"],
                stratum=row["stratum"],
                weight=float(row["weight"]),
                tuning=_half(records[one][1]) == 0,
            )
            for row in csv.DictReader(file)
        ]


def _half(sheet: Sheet) -> int:
    where = f"entrelieux {sheet.code_postal or sheet.commune}"
    return hashlib.sha256(where.encode()).digest()[0] % 2
