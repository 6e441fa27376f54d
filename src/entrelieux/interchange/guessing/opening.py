"""A file read whole, flat, with what its columns are judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from entrelieux.interchange.guessing.flat import flattened, table_of
from entrelieux.interchange.limits import Limits, UnusableFileError
from entrelieux.interchange.reading import Row, open_table

SAMPLE_ROWS = 5_000
"""Rows that proposals are made from; the rest of a longer file is like them."""
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """A file read whole. rows: flat. table: title -> texts of the first ``SAMPLE_ROWS`` rows."""

    path: Path
    shape: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    table: Mapping[str, Sequence[str]]

    def examples(self, title: str) -> tuple[str, ...]:
        """A few different values of a column, the first ones met."""
        return tuple(dict.fromkeys(filter(None, self.table.get(title, ()))))[:_EXAMPLES]


def open_file(path: Path, limits: Limits) -> Opened:
    """Read a file whole, its nested values as columns of their own.

    Raises:
        UnusableFileError: it cannot be read, or has too many columns once they are flat.
    """
    table = open_table(path, limits)
    rows = tuple(Row(row.number, flattened(row.values), row.problem) for row in table.rows)
    columns = tuple(dict.fromkeys(name for row in rows for name in row.values))
    if len(columns) > limits.columns:
        raise UnusableFileError(
            f"Le fichier a {len(columns)} colonnes, une fois ses objets mis à plat ; "
            f"{limits.columns} au plus.",
            code="trop-de-colonnes",
        )
    texts = table_of((row.values for row in rows[:SAMPLE_ROWS]), columns)
    return Opened(path, table.shape, columns, rows, tuple(table.notes), texts)
