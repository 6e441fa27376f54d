"""A whole file against a published schema: which one it follows, and each fault by row and column.

Neither a database nor anything else of ours is needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entrelieux.interchange.limits import COMMAND_LINE, Limits, UnusableFileError
from entrelieux.interchange.mending import as_text, without_guard
from entrelieux.interchange.reading import Row, Table, open_table
from entrelieux.interchange.standards import extension
from entrelieux.interchange.standards.data_inclusion import (
    DATA_INCLUSION_SERVICES,
    DATA_INCLUSION_STRUCTURES,
)
from entrelieux.interchange.standards.mediation import MEDIATION
from entrelieux.interchange.standards.model import Fault, Level, Standard, error, warning

STANDARDS: dict[str, Standard] = {
    one.name: one
    for one in (
        MEDIATION,
        DATA_INCLUSION_STRUCTURES,
        DATA_INCLUSION_SERVICES,
        *extension.STANDARDS,
    )
}


@dataclass(frozen=True, slots=True)
class Found:
    """A fault and the row that has it: its line in a table, its rank in a JSON file; 0 the file."""

    row: int
    fault: Fault

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.fault.column,
            "level": self.fault.level.value,
            "found": self.fault.found,
            "expected": self.fault.expected,
            "suggestion": self.fault.suggestion,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """rows: how many were read. valid: how many have no error; warnings do not count.

    missing, unknown: columns of the schema that the file has not, and the other way round.
    """

    file: str
    standard: Standard
    rows: int
    valid: int
    found: tuple[Found, ...] = field(repr=False)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not self.count(Level.ERROR)

    def count(self, level: Level) -> int:
        return sum(one.fault.level is level for one in self.found)


def check_file(path: Path, *, schema: str = "", limits: Limits = COMMAND_LINE) -> Verdict:
    """Read a file and check each row.

    Args:
        schema: a name of ``STANDARDS``; empty, the columns tell.

    Raises:
        UnusableFileError: it cannot be read, or follows no schema that we know.
    """
    table = open_table(path, limits)
    standard = STANDARDS[schema] if schema else recognise(table.columns)
    found = list(_of_columns(table, standard))
    rows = valid = 0
    seen: dict[str, int] = {}
    for row in table.rows:
        rows += 1
        faults = list(_of_row(row, standard, seen))
        valid += all(one.level is not Level.ERROR for one in faults)
        found += (Found(row.number, one) for one in faults)
    return Verdict(
        path.name,
        standard,
        rows,
        valid,
        tuple(found),
        missing=tuple(name for name in standard.columns if name not in table.columns),
        unknown=tuple(name for name in table.columns if name not in standard.columns),
        notes=tuple(table.notes),
    )


def recognise(columns: Sequence[str]) -> Standard:
    """The schema that these columns follow best.

    Raises:
        UnusableFileError: none; it says which comes nearest and what it lacks.
    """
    given = set(columns)
    shares = {one.name: len(given & set(one.columns)) for one in STANDARDS.values()}
    fitting = [one for one in STANDARDS.values() if one.needed <= given and one.telling & given]
    if fitting:
        return max(fitting, key=lambda one: (len(one.needed), shares[one.name]))
    nearest = max(STANDARDS.values(), key=lambda one: shares[one.name])
    shown = ", ".join(name[:40] for name in columns[:8]) + ("…" if len(columns) > 8 else "")
    lacking = ", ".join(sorted(nearest.needed - given)) or "ses colonnes propres"
    raise UnusableFileError(
        f"Schéma non reconnu. Colonnes trouvées : {shown}. Le plus proche est "
        f"« {nearest.name} », mais il manque : {lacking}. Schémas connus : "
        f"{', '.join(STANDARDS)}. Dites lequel avec --schema.",
        code="schema-inconnu",
    )


def _of_columns(table: Table, standard: Standard) -> Iterator[Found]:
    absent = sorted(standard.needed - set(table.columns))
    for name in absent:
        yield Found(0, error(name, "", "cette colonne"))
    for name in table.columns:
        if name not in standard.columns:
            near = next((one for one in standard.columns if one.lower() == name.lower()), "")
            yield Found(0, warning(name, "", "une colonne du schéma", near))


def _of_row(row: Row, standard: Standard, seen: dict[str, int]) -> Iterator[Fault]:
    if row.problem:
        yield error(row.problem[0], row.problem[1], row.problem[2])
        return
    values = {
        name: without_guard(value) if isinstance(value, str) else value
        for name, value in row.values.items()
    }
    yield from standard.check(values)
    key = as_text(row.values.get(standard.unique)) if standard.unique else ""
    if key:
        first = seen.setdefault(key, row.number)
        if first != row.number:
            yield error(standard.unique, key, f"un identifiant unique (déjà ligne {first})")
