"""What is left to mend: of one sheet for everybody, of a territory for who animates it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from django.utils import timezone

from entrelieux.directory import wording
from entrelieux.directory.asking import departements
from entrelieux.directory.cards import PlaceSheet
from entrelieux.directory.doubles.policies import Ground, ground_of
from entrelieux.directory.listing import Rows
from entrelieux.directory.models import Place
from entrelieux.directory.naming import shown_name
from entrelieux.directory.quality.cards import (
    Choice,
    Mended,
    SheetQuality,
    ToMendPage,
    ToMendParams,
)
from entrelieux.directory.quality.reading import known_of, places_read, with_others
from entrelieux.directory.quality.table import Column, QualityTable, quality_table
from entrelieux.directory.selectors import table_of
from entrelieux.directory.version import last_said
from entrelieux.engine.records.quality import DEFECTS, quality_of
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import territories

PER_PAGE = 25
AT_ONCE = 1_000


def sheet_quality(viewer: Viewer, sheet: PlaceSheet) -> SheetQuality | None:
    """None for a place that is in no list any more. Two queries."""
    if sheet.withdrawn_on:
        return None
    _version, sources, table, _is_fiction = table_of(viewer)
    at = np.flatnonzero(table.pk == sheet.key)
    if not at.size:
        return None
    places = places_read(table, with_others(table, int(at[0])))
    (known,) = known_of(table, at, places, sources, timezone.localdate())
    if known is None:
        return None
    found = quality_of(known)
    return SheetQuality(
        ref=sheet.card.ref,
        score=found.score,
        parts=found.parts,
        to_mend=found.to_mend,
        others=sheet.twins,
    )


@dataclass(frozen=True, slots=True)
class ToMend:
    """The sheets that filters keep: what the page and the file both show. rows: of ``table``.

    looked_at: rows kept whatever is left to mend. ground: every row of the territory.
    """

    params: ToMendParams
    table: QualityTable
    ground: Rows
    looked_at: Rows
    rows: Rows


def to_mend(viewer: Viewer, params: ToMendParams) -> ToMend:
    """A filter that names nothing of the territory is set aside."""
    table = _table(viewer)
    ground = _rows_of(table, ground_of(viewer))
    sources = _sources(table)
    columns: dict[str, tuple[Column, object]] = {
        "departement": (table.departement, params.departement),
        "commune": (table.commune, params.commune),
        "producteur": (table.source, sources.get(params.producteur, 0)),
        "nature": (table.kind, params.nature),
    }
    rows, kept = ground, {}
    for name, (column, value) in columns.items():
        there = rows[column.of_row[rows] == column.rank(value)] if value else rows[:0]
        if there.size:
            rows, kept[name] = there, getattr(params, name)
    defect = params.defaut if params.defaut in DEFECTS else ""
    return ToMend(
        params=ToMendParams(**kept, defaut=defect, page=params.page),
        table=table,
        ground=ground,
        looked_at=rows,
        rows=_with_defect(table, rows, defect),
    )


def to_mend_page(viewer: Viewer, params: ToMendParams) -> ToMendPage:
    found = to_mend(viewer, params)
    table, total = found.table, len(found.rows)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(params.page, 1), pages)
    return ToMendPage(
        params=replace(found.params, page=page),
        found=tuple(mended(found, found.rows[(page - 1) * PER_PAGE : page * PER_PAGE])),
        total=total,
        looked_at=len(found.looked_at),
        by_defect=table.by_defect(found.looked_at),
        page=page,
        pages=pages,
        departements=_choices(table.departement, found.ground, departements()),
        communes=_communes(found),
        producers=_producers(table, found.ground),
        kinds=_choices(table.kind, found.ground, _kinds()),
    )


def mended(found: ToMend, rows: Rows) -> Iterator[Mended]:
    """One query for each thousand."""
    table, names = found.table, departements()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE].tolist()
        there = Place.objects.filter(pk__in=table.pk[some].tolist()).select_related("source")
        places = there.only("ref", "name", "kind", "commune", "code_insee", "departement", "source")
        by_key = {place.pk: place for place in places}
        for row in some:
            place = by_key.get(int(table.pk[row]))
            if place is not None:
                quality = table.quality(row)
                yield Mended(
                    ref=place.ref,
                    name=shown_name(place.name),
                    kind=place.kind,
                    commune=place.commune,
                    code_insee=place.code_insee,
                    departement=names.get(place.departement, place.departement),
                    source=place.source.title,
                    score=quality.score,
                    to_mend=quality.to_mend,
                )


def _table(viewer: Viewer) -> QualityTable:
    _version, sources, table, _is_fiction = table_of(viewer)
    return quality_table(table, sources, last_said(), timezone.localdate())


def _rows_of(table: QualityTable, ground: Ground) -> Rows:
    if ground.is_everywhere:
        return np.arange(len(table.pk))
    held = np.array([ground.holds(code) for code in table.commune.values], np.bool_)
    found: Rows = np.flatnonzero(held[table.commune.of_row]) if held.size else np.arange(0)
    return found


def _with_defect(table: QualityTable, rows: Rows, defect: str) -> Rows:
    """Rows with this defect; with any when none is asked."""
    if defect:
        return rows[(table.defect[rows] == DEFECTS.index(defect)).any(axis=1)]
    return rows[(table.defect[rows] >= 0).any(axis=1)]


def _choices(column: Column, rows: Rows, labels: Mapping[str, str]) -> tuple[Choice, ...]:
    """What these rows have, by label."""
    count = np.bincount(column.of_row[rows], minlength=len(column.values)).tolist()
    found = [
        Choice(value, labels.get(value, value), sheets)
        for value, sheets in zip(column.values, count, strict=True)
        if sheets and value
    ]
    return tuple(sorted(found, key=lambda one: one.label))


def _kinds() -> dict[str, str]:
    return {code: wording.kind_label(code) for code in wording.kinds()}


def _communes(found: ToMend) -> tuple[Choice, ...]:
    """Those of the département asked, or of the only one: a country of them chooses nothing."""
    column, rows = found.table.departement, found.ground
    asked = found.params.departement
    if asked:
        rows = rows[column.of_row[rows] == column.rank(asked)]
    elif len(np.unique(column.of_row[rows])) > 1:
        return ()
    return _choices(found.table.commune, rows, _commune_names())


def _producers(table: QualityTable, rows: Rows) -> tuple[Choice, ...]:
    count = np.bincount(table.source.of_row[rows], minlength=len(table.source.values)).tolist()
    held = dict(zip(table.source.values, count, strict=True))
    named = Source.objects.filter(pk__in=table.source.values).order_by("title", "slug")
    return tuple(
        Choice(slug, title, held[pk])
        for pk, slug, title in named.values_list("pk", "slug", "title")
        if held[pk]
    )


def _sources(table: QualityTable) -> dict[str, int]:
    named = Source.objects.filter(pk__in=table.source.values)
    return dict(named.values_list("slug", "pk"))


@cache
def _commune_names() -> dict[str, str]:
    return {row.code: row.nom for row in territories.communes()}
