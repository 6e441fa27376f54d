"""The lines of a table whose titles are not on the first one, read with the same caution.

Some exports begin with who asked and what was filtered. ``reading`` takes the first line for the
titles; this gives every line as it stands, and its caller finds them.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from entrelieux.interchange import workbook
from entrelieux.interchange.limits import Limits, UnusableFileError
from entrelieux.interchange.reading import DELIMITERS, file_head, guess_encoding, text_lines

LOOKED_AT = 40  # lines that say which sign parts the cells


@dataclass(slots=True)
class Lines:
    """rows: (number from 1, cells), once; those without any text are left out.

    notes: what had to be guessed about the file as a whole, in plain French.
    """

    rows: Iterator[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)


def open_lines(path: Path, limits: Limits) -> Lines:
    """Recognise a workbook or a CSV file and start reading its lines.

    Raises:
        UnusableFileError: what the file is, what was expected, what to do. It may also come later,
            from ``rows``, when the trouble is further down.
    """
    head = file_head(path, limits)
    if head.startswith(b"PK"):
        lines = workbook.lines_of(path, limits)
        return Lines(_within(enumerate(lines, 1), limits))
    encoding, notes = guess_encoding(path, head, limits)
    return Lines(_within(_csv(path, encoding, limits), limits), notes)


def _csv(path: Path, encoding: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    first = list(islice(text_lines(path, encoding, limits.row_bytes), LOOKED_AT))
    delimiter = max(DELIMITERS, key=lambda sign: max(line.count(sign) for line in first or [""]))
    reader = csv.reader(
        text_lines(path, encoding, limits.row_bytes), delimiter=delimiter, strict=False
    )
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip().strip("\ufeff") for cell in cells]
    except csv.Error as error:
        raise UnusableFileError(
            f"Le tableau ne se lit plus après la ligne {reader.line_num} : un guillemet n'est sans "
            "doute pas refermé.",
            code="csv-illisible",
        ) from error


def _within(
    rows: Iterator[tuple[int, list[str]]], limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    for count, (number, cells) in enumerate(rows, 1):
        if count > limits.rows:
            raise UnusableFileError(
                f"Le fichier a plus de {limits.rows} lignes. Coupez-le en plusieurs fichiers.",
                code="trop-de-lignes",
            )
        if len(cells) > limits.columns:
            raise UnusableFileError(
                f"La ligne {number} a {len(cells)} cases ; {limits.columns} au plus.",
                code="trop-de-colonnes",
            )
        long = next((cell for cell in cells if len(cell) > limits.cell_chars), None)
        if long is not None:
            raise UnusableFileError(
                f"Une case de la ligne {number} a {len(long)} signes ; "
                f"{limits.cell_chars} au plus.",
                code="case-trop-longue",
            )
        if any(cells):
            yield number, cells
