"""The first sheet of a spreadsheet (XLSX), once it is known that unpacking it is safe.

The declared size, the real size (each part is unpacked and counted, not kept) and the furthest
cell that the parts name are checked before the parser, which trusts them, sees the file; and the
parser runs in a process of its own, with little memory and time.
"""

import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

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
CELLS = 20_000_000
MEMORY = 3_000_000_000
SECONDS = 60
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,9})[\"']")
_LONGEST_REFERENCE = 40


def open_workbook(path: Path, limits: Limits) -> Table:
    """Rows of the first sheet that has any, as text.

    Raises:
        UnusableFileError: the archive is no spreadsheet, is broken, lies about its sizes or would
            unpack to more than the limits.
    """
    _check_archive(path, limits)
    lines = _parsed(path)
    heading = next(lines, None)
    if heading is None:
        raise UnusableFileError("Le classeur est vide.", code="vide")
    name, sheets = heading[0], int(heading[1])
    notes: list[str] = []
    if sheets > 1:
        notes.append(f"Le classeur a {sheets} feuilles ; seule « {name[:60]} » a été lue.")
    titles = next((row for row in lines if any(row)), [])
    columns = check_columns(titles, limits)
    return Table("xlsx", columns, _rows(lines, columns, notes, limits), notes)


def lines_of(path: Path, limits: Limits) -> Iterator[list[str]]:
    """Every line of the first sheet that has any, as text, blank ones included.

    Raises:
        UnusableFileError: as ``open_workbook``.
    """
    _check_archive(path, limits)
    lines = _parsed(path)
    if next(lines, None) is None:
        raise UnusableFileError("Le classeur est vide.", code="vide")
    yield from lines


def _parsed(path: Path) -> Iterator[list[str]]:
    """Lines of ``sheet`` run apart; an error when it does not end well."""
    words = (str(path.resolve()), str(MEMORY), str(SECONDS))
    command = [sys.executable, "-m", "entrelieux.interchange.sheet", *words]
    with subprocess.Popen(  # noqa: S603  our own module, with the path of a file
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                yield json.loads(line)
        finally:
            child.stdout.close()
            code = child.wait(SECONDS)
    if code:
        raise _broken()


def _rows(
    rows: Iterator[list[str]], columns: tuple[str, ...], notes: list[str], limits: Limits
) -> Iterator[Row]:
    blank = count = 0
    for number, cells in enumerate(rows, 2):
        if not any(cells):
            blank += 1
            continue
        count += 1
        check_count(count, limits)
        yield row_of(number, cells, columns, limits)
    finish(count, blank, notes)


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
    # Any part may be a sheet: the workbook's own table of parts says which, not their names.
    cells = None if info.filename.startswith("xl/media/") else _Cells(limits)
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
        self.room = min(CELLS, 2 * limits.rows * limits.columns)
        self.rest = b""
        self.rows = self.columns = 1

    def see(self, chunk: bytes) -> None:
        if b"\x00" in chunk:  # UTF-16, which the parser reads and this does not
            raise _broken()
        text = self.rest + chunk
        for letters, digits in set(_REFERENCE.findall(text)):
            self.rows = max(self.rows, int(digits))
            self.columns = max(self.columns, _rank(letters))
        self.rest = text[-_LONGEST_REFERENCE:]
        if (
            self.rows > 2 * self.limits.rows
            or self.columns > 10 * self.limits.columns
            or self.rows * self.columns > self.room
        ):
            raise _bomb(f"il annonce {self.rows} lignes et {self.columns} colonnes")


def _rank(letters: bytes) -> int:
    rank = 0
    for letter in letters.upper():
        rank = rank * 26 + letter - 64
    return rank
