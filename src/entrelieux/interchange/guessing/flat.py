"""Rows of any file as flat tables of texts: objects within objects get dotted names."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from entrelieux.interchange.mending import as_text

DEEPEST = 5


def flattened(values: Mapping[str, Any]) -> dict[str, Any]:
    """One level of names: {"geo": {"lat": 1}} gives {"geo.lat": 1}.

    Lists of plain values stay lists; what is deeper, and GeoJSON geometries, become JSON text.
    """
    flat: dict[str, Any] = {}
    _flatten(values, "", flat, 0)
    return flat


def _flatten(values: Mapping[str, Any], before: str, flat: dict[str, Any], depth: int) -> None:
    for name, value in values.items():
        path = f"{before}.{name}" if before else str(name)
        if isinstance(value, dict) and depth < DEEPEST and "coordinates" not in value:
            _flatten(value, path, flat, depth + 1)
        elif isinstance(value, dict) or (isinstance(value, list) and not _is_plain(value)):
            flat[path] = json.dumps(value, ensure_ascii=False) if value else ""
        else:
            flat[path] = value


def _is_plain(values: list[Any]) -> bool:
    return not any(isinstance(item, dict | list) for item in values)


def text_of(value: Any) -> str:
    """A cell as text; the items of a list on lines of their own."""
    if isinstance(value, list):
        return "\n".join(as_text(item) for item in value)
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    return as_text(value).strip()


def table_of(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> dict[str, list[str]]:
    """Title -> one text for each row; "" where a row has nothing there."""
    texts = [{name: text_of(value) for name, value in row.items()} for row in rows]
    return {name: [row.get(name, "") for row in texts] for name in columns}
