"""The whole list as a file, CSV or GeoJSON: the places of the page, in its order, and sources.

CSV: UTF-8 with its mark, « ; » between cells, dates as 2026-11-23, codes joined by « | ». A cell
that a spreadsheet would compute gets an apostrophe.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from entrelieux.directory import wording
from entrelieux.directory.finding.results import Results
from entrelieux.directory.models import Place
from entrelieux.directory.naming import shown_name
from entrelieux.kernel.models import Source
from entrelieux.packs.fr import needs as needs_pack

AT_ONCE = 1_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    *("id", "nom", "nature", "adresse", "code_postal", "commune", "code_insee", "lon", "lat"),
    *("position", "horaires", "besoins", "itinerant", "km", "minutes", "a_verifier"),
    *("autres_fiches", "date_maj", "source", "producteur", "licence", "url_source"),
    *("date_source", "fiction", "fiche"),
)
Row = dict[str, Any]
_READ = (
    *("pk", "ref", "name", "kind", "adresse", "code_postal", "commune", "code_insee", "lon"),
    *("lat", "position", "horaires", "itinerant", "confirmed_on", "source_id"),
)


@dataclass(frozen=True)
class ListFile:
    """A file of these results. sheet: address of the sheet of a place, « {ref} » in its place."""

    results: Results
    sheet: str

    def csv(self) -> Iterator[str]:
        yield "\ufeff" + line(COLUMNS)
        for row in self._rows():
            yield line([cell(row[name]) for name in COLUMNS])

    def geojson(self) -> Iterator[str]:
        """A ``FeatureCollection`` (RFC 7946); a place without a point has a null geometry."""
        yield '{"type": "FeatureCollection", "features": ['
        between = "\n"
        for row in self._rows():
            yield between + json.dumps(_feature(row), ensure_ascii=False)
            between = ",\n"
        yield "\n]}\n"

    def _rows(self) -> Iterator[Row]:
        count = len(self.results.found.rows)
        for start in range(0, count, AT_ONCE):
            yield from self._some(range(start, min(start + AT_ONCE, count)))

    def _some(self, ranks: Sequence[int]) -> Iterator[Row]:
        """Rows of these ranks; one withdrawn since the table was made is left out."""
        keys = self.results.table.pk[self.results.found.rows[ranks[0] : ranks[-1] + 1]].tolist()
        shown = Place.objects.filter(pk__in=keys, source_id__in=self.results.sources)
        places = {row.pk: row for row in shown.values_list(*_READ, named=True)}
        for rank, key in zip(ranks, keys, strict=True):
            if key in places:
                yield self._row(rank, places[key])

    def _row(self, rank: int, place: Any) -> Row:
        results, source = self.results, self._sources[place.source_id]
        at = results.found.rows[rank]
        answers = np.flatnonzero(results.table.quality[at] <= wording.CLOSE).tolist()
        km = results.km(rank)
        return {
            "id": place.ref,
            "nom": shown_name(place.name),
            "nature": place.kind,
            "adresse": place.adresse,
            "code_postal": place.code_postal,
            "commune": place.commune,
            "code_insee": place.code_insee,
            "lon": place.lon,
            "lat": place.lat,
            "position": place.position,
            "horaires": place.horaires,
            "besoins": [self._needs[need] for need in answers],
            "itinerant": place.itinerant,
            "km": None if km is None else round(km, 1),
            "minutes": results.minutes(rank),
            "a_verifier": list(results.doubts(rank)),
            "autres_fiches": int(results.found.others[rank]),
            "date_maj": place.confirmed_on,
            "source": source.title,
            "producteur": source.producer,
            "licence": source.licence,
            "url_source": source.url,
            "date_source": source.published_on,
            "fiction": source.is_fiction,
            "fiche": self.sheet.replace("{ref}", place.ref),
        }

    @cached_property
    def _sources(self) -> dict[int, Source]:
        return {row.pk: row for row in Source.objects.filter(pk__in=self.results.sources)}

    @cached_property
    def _needs(self) -> tuple[str, ...]:
        return tuple(need.code for need in needs_pack.load_needs())


def _feature(row: Row) -> dict[str, Any]:
    lon, lat = row.pop("lon"), row.pop("lat")
    known = lon is not None and lat is not None
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {"type": "Point", "coordinates": [lon, lat]} if known else None,
        "properties": {name: _plain(value) for name, value in row.items()},
    }


def _plain(value: Any) -> Any:
    """As JSON has it; what is not known is null."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return str(value)


def line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(cells)
    return out.getvalue()
