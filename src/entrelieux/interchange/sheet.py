"""The first filled sheet of a workbook, as lines of JSON on the standard output.

Run in a process of its own, with little memory and time: what a hostile workbook makes of its
parser (a panic, an abort) then ends that process alone.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

SHEETS = 20


def main(path: str, memory: int, seconds: int) -> None:
    """First a line [name, number of sheets], then one list of texts for each row.

    memory: bytes of address space. seconds: of processor.
    """
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    for name in book.sheet_names[:SHEETS]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
        if rows:
            _write([name, len(book.sheet_names)])
            for row in _texts(rows):
                _write(row)
            return


def _write(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def _texts(rows: list[list[Any]]) -> Iterator[list[str]]:
    return ([_text(cell) for cell in row] for row in rows)


def _text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, bool):
        return "Oui" if cell else "Non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip().replace("\x00", "")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
