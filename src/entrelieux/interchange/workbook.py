"""The first sheet of a spreadsheet (XLSX), once it is known that unpacking it is safe.

The declared size, the real size (each part is unpacked and counted, not kept) and the furthest
cell that the sheets name are checked before the parser, which trusts them, sees the file.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from entrelieux.interchange.limits import Limits, UnusableFileError, megabytes
from entrelieux.interchange.reading import (
    BLOCK,
    Row,
    Table,
    check_columns,
    check_count,
    finish,
    row_of,
)

PARTS = 2000
SHEETS = 20
CELLS = 20_000_000
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{0,3})(\d{1,9})[\"']")
_LONGEST_REFERENCE = 40


def open_workbook(path: Path, limits: Limits) -> Table:
    """Rows of the first sheet that has any, as text.

    Raises:
        UnusableFileError: the archive is no spreadsheet, is broken, lies about its sizes or would
            unpack to more than the limits.
    """
    import python_calamine

    _check_archive(path, limits)
    notes: list[str] = []
    name, rows = "", []
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names[:SHEETS]:
            if rows := book.get_sheet_by_name(name).to_python(skip_empty_area=True):
                break
        sheets = len(book.sheet_names)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the parser's panics are not ordinary exceptions
        raise _broken() from error
    if not rows:
        raise UnusableFileError("Le classeur est vide.", code="vide")
    if sheets > 1:
        notes.append(f"Le classeur a {sheets} feuilles ; seule « {name[:60]} » a été lue.")
    while rows and not any(str(cell).strip() for cell in rows[0]):
        rows.pop(0)
    columns = check_columns([_text(cell) for cell in rows[0]] if rows else [], limits)
    return Table("xlsx", columns, _rows(rows[1:], columns, notes, limits), notes)


def _rows(
    rows: list[list[Any]], columns: tuple[str, ...], notes: list[str], limits: Limits
) -> Iterator[Row]:
    blank = count = 0
    for number, cells in enumerate(rows, 2):
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            blank += 1
            continue
        count += 1
        check_count(count, limits)
        yield row_of(number, texts, columns, limits)
    finish(count, blank, notes)


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


def _broken() -> UnusableFileError:
    return UnusableFileError(
        "Le classeur ne s'ouvre pas : il est abîmé ou protégé par un mot de passe. "
        "Enregistrez-le de nouveau en XLSX ou en CSV.",
        code="classeur-illisible",
    )


def _bomb(found: str) -> UnusableFileError:
    return UnusableFileError(
        f"Ce classeur est refusé : {found}. Un tel fichier peut bloquer une machine. "
        "Enregistrez le tableau en CSV.",
        code="bombe",
    )


def _check_archive(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise _broken() from error
    names = {info.filename for info in infos}
    if "xl/workbook.xml" not in names:
        raise UnusableFileError(_what_archive(names), code="autre-format")
    packed = path.stat().st_size
    allowed = min(limits.unpacked_bytes, max(limits.ratio * packed, BLOCK))
    if len(infos) > PARTS:
        raise _bomb(f"il contient {len(infos)} parties")
    declared = sum(info.file_size for info in infos)
    if declared > allowed:
        raise _bomb(f"il pèse {megabytes(packed)} et {megabytes(declared)} une fois décompressé")
    total = 0
    with path.open("rb") as source:
        for info in infos:
            total += _real_size(source, info, allowed - total, limits)


def _what_archive(names: set[str]) -> str:
    if "content.xml" in names:
        return "Ceci est un fichier OpenDocument. Enregistrez le tableau en XLSX ou en CSV."
    if "word/document.xml" in names:
        return "Ceci est un document Word. Un tableau CSV, JSON ou XLSX est attendu."
    if "xl/workbook.bin" in names:
        return "Ceci est un classeur binaire (XLSB). Enregistrez-le en XLSX ou en CSV."
    return "Ceci est une archive zip. Décompressez-la, puis importez un fichier à la fois."


def _real_size(source: IO[bytes], info: zipfile.ZipInfo, allowed: int, limits: Limits) -> int:
    """Unpack one part without keeping it: what it weighs, and the cells that it names."""
    if info.flag_bits & 1:
        raise _broken()
    cells = _Cells(limits) if info.filename.startswith("xl/worksheets/") else None
    total = 0
    for chunk in _unpacked(source, info):
        total += len(chunk)
        if total > allowed:
            raise _bomb(f"il dépasse {megabytes(allowed)} une fois décompressé")
        if cells:
            cells.see(chunk)
    if total != info.file_size:
        raise _bomb("il ment sur la taille de son contenu")
    return total


def _unpacked(source: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    source.seek(info.header_offset)
    header = source.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise _broken()
    name, extra = struct.unpack("<HH", header[26:30])
    source.seek(name + extra, 1)
    left = info.compress_size
    if info.compress_type == zipfile.ZIP_STORED:
        while left and (block := source.read(min(BLOCK, left))):
            left -= len(block)
            yield block
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise _broken()
    inflate = zlib.decompressobj(-15)
    try:
        while left and not inflate.eof and (block := source.read(min(BLOCK, left))):
            left -= len(block)
            while block and not inflate.eof:
                yield inflate.decompress(block, BLOCK)
                block = inflate.unconsumed_tail
        while not inflate.eof and (chunk := inflate.decompress(b"", BLOCK)):
            yield chunk
    except zlib.error as error:
        raise _broken() from error


class _Cells:
    """The furthest cell that a sheet names: the parser makes room for all those before it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rest = b""
        self.rows = self.columns = 1

    def see(self, chunk: bytes) -> None:
        text = self.rest + chunk
        for letters, digits in set(_REFERENCE.findall(text)):
            self.rows = max(self.rows, int(digits))
            self.columns = max(self.columns, _rank(letters))
        self.rest = text[-_LONGEST_REFERENCE:]
        if (
            self.rows > 2 * self.limits.rows
            or self.columns > 10 * self.limits.columns
            or self.rows * self.columns > CELLS
        ):
            raise _bomb(f"il annonce {self.rows} lignes et {self.columns} colonnes")


def _rank(letters: bytes) -> int:
    rank = 0
    for letter in letters:
        rank = rank * 26 + letter - 64
    return rank
