"""One row of our own extension: read, checked against its table, kept as its columns say.

Rows name places and services by their identifier in the two national files: ``extending`` finds
them. **Source:** ``packs.fr.schemas.extension``.
"""

import re
from datetime import date
from pathlib import PurePath
from typing import Any

from entrelieux.directory.drafts import SourceDraft
from entrelieux.interchange.adapters.common import Adapted, Context, refuse, slug
from entrelieux.interchange.gathering import Entry
from entrelieux.interchange.mending import Reading, as_text
from entrelieux.interchange.reading import Row
from entrelieux.interchange.standards.extension import check
from entrelieux.interchange.standards.model import Level
from entrelieux.packs.fr.schemas import SEPARATOR, Column
from entrelieux.packs.fr.schemas.extension import Table

_DAY = re.compile(r"20\d\d-\d\d-\d\d")
Values = dict[str, Any]


def adapt(table: Table, row: Row, context: Context) -> Adapted:
    """A row that its table accepts; otherwise its first error."""
    reading = Reading(row.values, today=context.today)
    for fault in check(table, reading.values):
        if fault.level is Level.ERROR:
            return refuse(row.number, fault.column, fault.found, fault.expected)
    return Entry(
        number=row.number,
        dataset=table.identifier,
        source=source_of(table, context),
        producer_id="",
        original=reading.original,
        mends=reading.mends,
        said=values_of(table, reading.values),
    )


def source_of(table: Table, context: Context) -> SourceDraft:
    """Whoever wrote the file: the same name, but for its date, says the same list again."""
    name = _DAY.sub("", PurePath(context.file_name).stem).strip(" -_.")
    return SourceDraft(
        slug=slug(
            f"{table.identifier} {name.removeprefix('entrelieux-').removeprefix(table.name)}"
        ),
        title=f"{table.title} ({context.file_name})"[:200],
        evidence="fichier de notre extension",
        published_on=context.published_on,
    )


def values_of(table: Table, values: Values) -> Values:
    """The values of a checked row by column, as their kinds want them; empty ones left out."""
    typed = {one.name: _typed(one, values.get(one.name)) for one in table.columns}
    return {name: value for name, value in typed.items() if value not in (None, "", [])}


def _typed(column: Column, value: Any) -> Any:
    if column.kind == "liste":
        parts = value if isinstance(value, list) else as_text(value).split(SEPARATOR)
        return list(dict.fromkeys(text for one in parts if (text := as_text(one).strip())))
    text = as_text(value).strip()
    if not text:
        return None
    match column.kind:
        case "date":
            return date.fromisoformat(text)
        case "nombre":
            return round(float(text), 1)
        case "entier":
            return int(text)
        case "booleen":
            return text.lower() == "true"
    return text
