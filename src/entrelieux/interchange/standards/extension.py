"""Rows of our own extension: functions, limits, spaces, periods, permanences, business support.

**Source:** ``packs.fr.schemas.extension``.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from entrelieux.interchange.mending import as_text
from entrelieux.interchange.standards.model import Fault, Standard, error, warning
from entrelieux.interchange.standards.values import check_value
from entrelieux.packs.fr.schemas.extension import Table, tables


def check(table: Table, values: Mapping[str, Any]) -> Iterator[Fault]:
    """Each column, then the dates against one another."""
    for column in table.columns:
        yield from check_value(column, values.get(column.name))
    first, last = (as_text(values.get(name)) for name in ("debut", "fin"))
    since = first or as_text(values.get("dite_le"))
    if since and last and last < since:
        yield error("fin", last, f"un jour qui ne vient pas avant le {since}")
    if table.name == "periodes" and not (first or last):
        yield error("debut", "", "un jour de début ou de fin, ou les deux")
    confirmed = as_text(values.get("confirmee_le") or values.get("confirme_le"))
    if confirmed and last and confirmed > last:
        yield warning("fin", last, f"une fin qui suit la confirmation du {confirmed}")


def _standard(table: Table) -> Standard:
    names = tuple(column.name for column in table.columns)
    needed = frozenset(column.name for column in table.columns if column.required)
    return Standard(
        table.identifier,
        f"{table.title} (extension d'Entrelieux)",
        names,
        needed,
        needed,
        partial(check, table),
        unique="",
    )


STANDARDS = tuple(_standard(table) for table in tables().values())
