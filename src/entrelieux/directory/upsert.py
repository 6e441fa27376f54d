"""Writing many rows of one table at once, by insertion or update on a unique key.

``bulk_create(update_conflicts=True)`` does the same from model instances; on the national file
those instances and the compilation of their values were half of the whole import. The SQL is one
statement that SQLite and PostgreSQL both read.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, models

BATCH = 1000
Prepare = Callable[[Any], Any]


def upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterator[tuple[Any, ...]],
    *,
    unique: Sequence[str],
    kept: Sequence[str] = (),
    wrote: Callable[[int], None] | None = None,
) -> None:
    """Insert rows, or update those whose unique key is there.

    Args:
        columns: attribute names (``source_id``…), in the order of the values of ``rows``.
        unique: attribute names of the unique key.
        kept: attribute names that an update leaves as they are.
        wrote: called with the number of rows of each batch.
    """
    by_attribute = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_attribute[name] for name in columns]
    prepare = [
        (rank, ready)
        for rank, field in enumerate(fields)
        if (ready := _preparation(field)) is not _as_it_is
    ]
    statement = _statement(model, columns, by_attribute, unique, kept)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(statement, [_prepared(row, prepare) for row in batch])
            if wrote:
                wrote(len(batch))


def _prepared(row: tuple[Any, ...], prepare: Sequence[tuple[int, Prepare]]) -> list[Any]:
    values = list(row)
    for rank, ready in prepare:
        values[rank] = ready(values[rank])
    return values


def _statement(
    model: type[models.Model],
    columns: Sequence[str],
    by_attribute: dict[str, Any],
    unique: Sequence[str],
    kept: Sequence[str],
) -> str:
    def quoted(name: str) -> str:
        return connection.ops.quote_name(by_attribute[name].column)

    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(quoted(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    key = ", ".join(quoted(name) for name in unique)
    updated = [name for name in columns if name not in {*unique, *kept}]
    update = ", ".join(f"{quoted(name)} = EXCLUDED.{quoted(name)}" for name in updated)
    then = f"UPDATE SET {update}" if update else "NOTHING"
    # Every name comes from the model and every value is a parameter.
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({key}) DO {then}"  # noqa: S608


def _preparation(field: Any) -> Prepare:
    """From a value to what the driver of the database takes."""
    operations = connection.ops
    if isinstance(field, models.JSONField):
        known: dict[tuple[Any, ...], Any] = {}

        def as_json(value: Any) -> Any:
            if not isinstance(value, tuple):
                return operations.adapt_json_value(value, None)
            # The same few lists of codes come back all along a file.
            if value not in known:
                known[value] = operations.adapt_json_value(list(value), None)
            return known[value]

        return as_json
    if isinstance(field, models.DateTimeField):
        return lambda value: _if_any(operations.adapt_datetimefield_value, value, datetime)
    if isinstance(field, models.DateField):
        return lambda value: _if_any(operations.adapt_datefield_value, value, date)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _if_any(adapt: Prepare, value: Any, kind: type) -> Any:
    if value is None:
        return None
    assert isinstance(value, kind)
    return adapt(value)
