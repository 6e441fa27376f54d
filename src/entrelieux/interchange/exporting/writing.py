"""Rows as a file: CSV, XLSX, JSON or GeoJSON. Lists are joined by « | » where there is one cell.

No cell is ever a formula: in a workbook texts are written as texts, and in a CSV a text that a
spreadsheet would compute is preceded by an apostrophe, which our import takes away again.
"""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from entrelieux.packs.fr.schemas import SEPARATOR

SHAPES = ("csv", "xlsx", "json", "geojson")
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-][\d.]+")  # a phone number or a longitude computes to itself
_CELL = 32_767  # signs that a cell of a workbook holds
Row = dict[str, Any]


def written(shape: str, columns: Sequence[str], rows: Iterable[Row], *, is_joined: bool) -> bytes:
    """The file.

    Args:
        shape: one of ``SHAPES``.
        is_joined: JSON gives a list as one text too, as the national schema does.
    """
    if shape == "csv":
        return _csv(columns, rows)
    if shape == "xlsx":
        return _xlsx(columns, rows)
    items = [_item(row, is_joined=is_joined) for row in rows]
    content = items if shape == "json" else _features(items)
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def cell(value: Any) -> Any:
    """A value in one cell: text, or a number."""
    if isinstance(value, list | tuple):
        return SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; numbers stay numbers."""
    if text.startswith(_COMPUTED) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    target = StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(str(cell(row.get(name)))) for name in columns])
    return target.getvalue().encode()


def _xlsx(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    import xlsxwriter

    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1)
        for rank, name in enumerate(columns):
            sheet.write_string(0, rank, name)
        for line, row in enumerate(rows, 1):
            for rank, name in enumerate(columns):
                value = cell(row.get(name))
                if isinstance(value, str):
                    sheet.write_string(line, rank, value[:_CELL])
                else:
                    sheet.write_number(line, rank, value)
    return target.getvalue()


def _item(row: Row, *, is_joined: bool) -> Row:
    kept = {name: value for name, value in row.items() if value not in (None, "", [])}
    return {name: cell(value) for name, value in kept.items()} if is_joined else kept


def _features(items: Iterable[Row]) -> Row:
    return {"type": "FeatureCollection", "features": [_feature(dict(item)) for item in items]}


def _feature(values: Row) -> Row:
    lon, lat = (values.pop(name, None) for name in ("longitude", "latitude"))
    point = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": point, "properties": values}
