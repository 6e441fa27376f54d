"""The files of a dump and the ``datapackage.json`` that describes them, as bytes.

Each row has the columns of its schema, then two of ours: ``jeu_de_donnees`` names the source
below, ``licence`` says the terms of that row. One dump may mix licences. A place also has
``fiches_reunies``: the identifiers of the sheets that somebody said to be it, which have no row.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entrelieux.directory.drafts import SourceDraft
from entrelieux.directory.reading_back import Offered
from entrelieux.interchange.exporting.services import Export, exported
from entrelieux.interchange.exporting.writing import written
from entrelieux.interchange.opening.licences import (
    SHARE_ALIKE,
    Reusable,
    licences,
    reusable,
    sources_used,
)
from entrelieux.interchange.standards.mediation import MEDIATION

MORE = ("jeu_de_donnees", "licence")
UNITED = "fiches_reunies"
PACKAGE = "datapackage.json"
MIXED = (
    "Chaque ligne garde la licence de son producteur (colonne licence) ; la colonne "
    "jeu_de_donnees nomme sa source. "
)
SHARED_ALIKE = (
    "Des lignes sont sous ODbL : une base de données que l'on en tire et que l'on diffuse reste "
    "sous ODbL (partage à l'identique) et cite ses producteurs. "
)
WHOLE = "tous-les-lieux"
"""The file of every place, those included that the national schema refuses."""
MEDIA = {"csv": "text/csv", "geojson": "application/geo+json", "json": "application/json"}
_FILES = (
    ("lieux", "csv", "mediation"),
    (WHOLE, "geojson", "mediation"),
    ("structures", "json", "data-inclusion-structures"),
    ("services", "json", "data-inclusion-services"),
    ("fonctions", "csv", "entrelieux-fonctions"),
    ("limites", "csv", "entrelieux-limites"),
    ("espaces", "csv", "entrelieux-espaces"),
    ("permanences", "csv", "entrelieux-permanences"),
    ("periodes", "csv", "entrelieux-periodes"),
    ("accompagnements", "csv", "entrelieux-accompagnements"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """One file. stem, shape: « lieux », « csv ». left_out: rows that its schema refuses."""

    stem: str
    shape: str
    schema: str
    title: str
    columns: tuple[str, ...]
    content: bytes
    rows: int
    left_out: int

    def name(self, day: str = "") -> str:
        """« lieux.csv », or « lieux-2026-11-23.csv » for what it was that day."""
        return f"{self.stem}-{day}.{self.shape}" if day else f"{self.stem}.{self.shape}"


@dataclass(frozen=True, slots=True)
class Dump:
    """at: when it was made. mark: the version of the offer that it holds."""

    files: tuple[Made, ...]
    reusable: Reusable
    at: datetime
    mark: str
    is_fiction: bool


def made(offered: Offered, *, at: datetime, mark: str) -> Dump:
    """Every file of the offer. Fiction, which is never beside real rows, says so in its names."""
    kept = reusable(offered)
    sources = {one.slug: one for one in kept.offered.offer.sources}
    is_fiction = any(sources[slug].is_fiction for slug in sources_used(kept.offered.offer))
    files = []
    for stem, shape, schema in _FILES:
        export = exported(kept.offered, schema, incomplete=stem == WHOLE)
        name = f"fiction-{stem}" if is_fiction else stem
        files.append(_file(name, shape, export, sources))
    return Dump(tuple(files), kept, at, mark, is_fiction)


def package(dump: Dump, day: str = "") -> bytes:
    """The description of the files under their stable names, or under those of a day.

    **Source:** Data Package 1.0 (frictionless), with properties of ours: ``rows``, ``left_out``,
    ``licence`` and ``rows`` of each source, ``fiction``, ``kept_back``, ``mark``.
    """
    offer = dump.reusable.offered.offer
    used = sources_used(offer)
    sources = [source for source in offer.sources if source.slug in used]
    terms = licences(source.licence for source in sources)
    is_shared_alike = any(one["name"] == SHARE_ALIKE for one in terms)
    places = Counter(one.source for one in offer.places)
    described = {
        "profile": "data-package",
        "name": "entrelieux-fiction" if dump.is_fiction else "entrelieux",
        "title": "Lieux, structures et services",
        "description": MIXED + (SHARED_ALIKE if is_shared_alike else ""),
        "created": dump.at.isoformat(timespec="seconds"),
        "licenses": terms,
        "sources": [_source(source, places[source.slug]) for source in sources],
        "resources": [_resource(file, day) for file in dump.files],
        "fiction": dump.is_fiction,
        "share_alike": is_shared_alike,
        "kept_back": dump.reusable.kept_back,
        "mark": dump.mark,
    }
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()


def _file(stem: str, shape: str, export: Export, sources: dict[str, SourceDraft]) -> Made:
    rows = [
        {**row, MORE[0]: slug, MORE[1]: sources[slug].licence, UNITED: list(others)}
        for row, slug, others in zip(export.rows, export.sources, export.united, strict=True)
    ]
    outgoing = export.outgoing
    is_of_places = outgoing.standard.name == MEDIATION.name
    more = (*MORE, UNITED) if is_of_places else MORE
    columns: Sequence[str] = (*outgoing.standard.columns, *more)
    return Made(
        stem,
        shape,
        outgoing.standard.name,
        outgoing.standard.label,
        tuple(columns),
        written(shape, columns, rows, is_joined=outgoing.is_joined),
        len(rows),
        0 if stem.endswith(WHOLE) else export.left_out.total(),
    )


def _source(source: SourceDraft, places: int) -> dict[str, Any]:
    day = source.published_on
    return {
        "title": source.title,
        **({"path": source.url} if source.url else {}),
        "name": source.slug,
        "producer": source.producer,
        "licence": source.licence,
        "published_on": day.isoformat() if day else None,
        "places": places,
    }


def _resource(file: Made, day: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": f"{file.stem}-{file.shape}",
        "title": file.title,
        "path": file.name(day),
        "format": file.shape,
        "mediatype": MEDIA[file.shape],
        "encoding": "utf-8",
        "bytes": len(file.content),
        "hash": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
        "rows": file.rows,
        "left_out": file.left_out,
        "conforms_to": file.schema,
    }
    if file.shape == "csv":
        said["profile"] = "tabular-data-resource"
        said["schema"] = {"fields": [{"name": name, "type": "string"} for name in file.columns]}
    return said
