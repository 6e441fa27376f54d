"""From the bytes of a file to rows of text, whatever was sent, without trusting any of it.

A file is recognised by its first bytes, never by its name. It is read by blocks; a line or an
object that goes on past its limit stops the reading before it fills memory. Values are text.
"""

import codecs
import csv
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from entrelieux.interchange.limits import Limits, UnusableFileError, megabytes

BLOCK = 1 << 18
HEAD = 1 << 16
DELIMITERS = (",", ";", "\t", "|")
SIGNATURES = (
    (b"\x1f\x8b", "un fichier compressé (gzip). Décompressez-le, puis importez ce qu'il contient"),
    (b"BZh", "un fichier compressé (bzip2). Décompressez-le, puis importez ce qu'il contient"),
    (b"\xfd7zXZ", "un fichier compressé (xz). Décompressez-le, puis importez ce qu'il contient"),
    (
        b"(\xb5/\xfd",
        "un fichier compressé (zstd). Décompressez-le, puis importez ce qu'il contient",
    ),
    (b"7z\xbc\xaf", "une archive 7z. Décompressez-la, puis importez un fichier à la fois"),
    (b"Rar!", "une archive RAR. Décompressez-la, puis importez un fichier à la fois"),
    (b"%PDF", "un document PDF. Demandez le tableau d'origine, en CSV ou en XLSX"),
    (b"\xd0\xcf\x11\xe0", "un ancien fichier Excel ou Word. Enregistrez-le en XLSX ou en CSV"),
    (b"SQLite format 3", "une base de données. Exportez-en la table en CSV"),
    (b"PAR1", "un fichier Parquet. Convertissez-le en CSV ou en JSON"),
    (b"\x89PNG", "une image. Un tableau CSV, JSON ou XLSX est attendu"),
    (b"\xff\xd8\xff", "une image. Un tableau CSV, JSON ou XLSX est attendu"),
    (b"GIF8", "une image. Un tableau CSV, JSON ou XLSX est attendu"),
    (b"{\\rtf", "un document de traitement de texte. Un tableau est attendu"),
)
_WEB_PAGE = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S)
_MARKUP = re.compile(r"\s*<(\?xml|[a-z])", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the person sees it, its values by column, what keeps it from use.

    number: the line of the spreadsheet (titles are line 1), or the rank of a JSON object from 1.
    problem: (field, found, expected) when the row cannot even be read; else None.
    """

    number: int
    values: dict[str, Any]
    problem: tuple[str, str, str] | None = None


@dataclass(slots=True)
class Table:
    """A file made of rows. ``rows`` can be gone through once; ``notes`` grow meanwhile.

    columns: titles in order, or the fields of the first objects of a JSON file.
    notes: what had to be guessed or repaired about the file as a whole, in plain French.
    """

    shape: str  # csv, json or xlsx
    columns: tuple[str, ...]
    rows: Iterator[Row]
    notes: list[str] = field(default_factory=list)


def open_table(path: Path, limits: Limits) -> Table:
    """Recognise a file and start reading its rows.

    Raises:
        UnusableFileError: what the file is, what was expected, what to do. It may also come later,
            from ``rows``, when the trouble is further down.
    """
    from entrelieux.interchange import json_rows, workbook

    head = file_head(path, limits)
    if head.startswith(b"PK"):
        return workbook.open_workbook(path, limits)
    encoding, notes = guess_encoding(path, head, limits)
    start = head.decode(encoding, "replace").lstrip("\ufeff")
    if _WEB_PAGE.match(start):
        raise UnusableFileError(
            "Ceci est une page web, pas un tableau : l'adresse demandait peut-être une connexion. "
            "Téléchargez le fichier de données lui-même (CSV, JSON ou XLSX).",
            code="page-web",
        )
    if _MARKUP.match(start):
        raise UnusableFileError(
            "Ceci est un fichier XML. Un tableau CSV, JSON ou XLSX est attendu.", code="xml"
        )
    if start.lstrip()[:1] in {"[", "{"}:
        return json_rows.open_json(path, encoding, notes, limits)
    return _open_csv(path, encoding, notes, limits)


def file_head(path: Path, limits: Limits) -> bytes:
    """The first bytes, once the file is known to be one, of a size that can be taken in."""
    try:
        info = path.stat()
    except (OSError, ValueError) as error:
        raise UnusableFileError(f"Fichier introuvable : {path}.", code="introuvable") from error
    if not stat.S_ISREG(info.st_mode):
        raise UnusableFileError(
            f"{path} n'est pas un fichier ordinaire (dossier ou appareil).", code="introuvable"
        )
    if info.st_size == 0:
        raise UnusableFileError("Le fichier est vide.", code="vide")
    if info.st_size > limits.file_bytes:
        raise UnusableFileError(
            f"Le fichier pèse {megabytes(info.st_size)} ; {megabytes(limits.file_bytes)} au plus. "
            "Coupez-le en plusieurs fichiers, avec les titres de colonnes dans chacun.",
            code="trop-gros",
        )
    try:
        with path.open("rb") as source:
            head = source.read(HEAD)
    except OSError as error:
        raise UnusableFileError(f"Lecture impossible : {path}.", code="introuvable") from error
    for signature, what in SIGNATURES:
        if head.startswith(signature):
            raise UnusableFileError(f"Ceci est {what}.", code="autre-format")
    return head


def guess_encoding(path: Path, head: bytes, limits: Limits) -> tuple[str, list[str]]:
    """The encoding that the whole file can be read with, and what there is to say about it.

    The file is gone through once, by blocks, before anything is made of it; a line without end
    (unless it may be JSON) stops that at once.
    """
    longest = None if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in b"[{" else limits.row_bytes
    for mark, encoding, name in (
        (codecs.BOM_UTF8, "utf-8-sig", ""),
        (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    ):
        if head.startswith(mark):
            notes = [f"Le fichier est codé en {name} ; lu comme tel."] if name else []
            return encoding, notes
    if b"\x00" in head:
        return _wide_without_mark(head)
    if _reads(path, "utf-8", longest):
        return "utf-8", []
    if len(_CONTROLS.findall(head.decode("latin-1"))) * 100 > len(head) or not _reads(
        path, "cp1252", longest
    ):
        raise UnusableFileError(
            "Le fichier n'est pas du texte lisible (ni UTF-8, ni UTF-16, ni Windows-1252). "
            "Enregistrez le tableau en CSV UTF-8 ou en XLSX.",
            code="encodage",
        )
    return "cp1252", [
        "Le fichier n'est pas en UTF-8 ; lu en Windows-1252. Vérifiez les lettres accentuées."
    ]


def _wide_without_mark(head: bytes) -> tuple[str, list[str]]:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.6 * (len(head) // 2) and not others:
            return encoding, ["Le fichier semble codé en UTF-16 sans l'annoncer ; lu comme tel."]
    raise _zeros()


def _zeros() -> UnusableFileError:
    return UnusableFileError(
        "Le fichier contient des octets nuls : ce n'est pas du texte, ou il est abîmé. "
        "Enregistrez le tableau en CSV UTF-8 ou en XLSX.",
        code="encodage",
    )


def _endless(limit: int, number: int) -> UnusableFileError:
    return UnusableFileError(
        f"Une ligne dépasse {megabytes(limit)} vers la ligne {number} : ce n'est pas un tableau, "
        "ou ses fins de ligne ont été perdues.",
        code="ligne-trop-longue",
    )


def _reads(path: Path, encoding: str, longest: int | None) -> bool:
    """Whether the whole file decodes. longest: bytes that a line may have, None for no limit."""
    decoder = codecs.getincrementaldecoder(encoding)()
    number, running = 1, 0
    try:
        with path.open("rb") as source:
            while block := source.read(BLOCK):
                if b"\x00" in block:
                    raise _zeros()
                end = max(block.rfind(b"\n"), block.rfind(b"\r"))
                running = len(block) - end - 1 if end >= 0 else running + len(block)
                number += block.count(b"\n")
                if longest and running > longest:
                    raise _endless(longest, number)
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def text_blocks(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file by blocks, whatever the length of its lines."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source:
            while block := source.read(BLOCK):
                yield _without_zeros(decoder.decode(block))
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnusableFileError(
            "Le fichier change de codage en cours de route ou s'arrête au milieu d'une lettre : "
            "il est abîmé. Téléchargez-le de nouveau.",
            code="encodage",
        ) from error


def _without_zeros(block: str) -> str:
    if "\x00" in block:
        raise _zeros()
    return block


def text_lines(path: Path, encoding: str, limit: int) -> Iterator[str]:
    """Lines with their ends, none longer than ``limit`` signs.

    Raises:
        UnusableFileError: a line does not end; it was not read any further.
    """
    rest, number = "", 0
    for block in text_blocks(path, encoding):
        text = rest + block
        held = "\r" if text.endswith("\r") else ""  # its \n may be in the next block
        lines = _split_lines(text.removesuffix(held) if held else text)
        rest = lines.pop() + held
        if len(rest) > limit or any(len(line) > limit for line in lines):
            raise _endless(limit, number + 1)
        number += len(lines)
        yield from lines
    if rest:
        yield rest


def _split_lines(text: str) -> list[str]:
    """Lines with their ends, then what follows the last end. Only CR and LF end a line."""
    if "\r" in text:
        return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    lines = text.split("\n")
    return [*(line + "\n" for line in lines[:-1]), lines[-1]]


def _open_csv(path: Path, encoding: str, notes: list[str], limits: Limits) -> Table:
    lines = text_lines(path, encoding, limits.row_bytes)
    first = next((line for line in lines if line.strip()), "").lstrip("\ufeff")
    delimiter = max(DELIMITERS, key=lambda sign: _outside_quotes(first).count(sign))
    reader = csv.reader(_chained(first, lines), delimiter=delimiter, strict=False)
    columns = check_columns(_next_row(reader) or [], limits)
    table = Table("csv", columns, iter(()), notes)
    table.rows = _csv_rows(reader, columns, notes, limits)
    return table


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _next_row(reader: Any) -> list[str] | None:
    """The next row, empty for a blank line; None at the end."""
    try:
        row: list[str] | None = next(reader, None)
    except csv.Error as error:
        raise UnusableFileError(
            f"Le tableau ne se lit plus après la ligne {reader.line_num} : un guillemet n'est sans "
            "doute pas refermé.",
            code="csv-illisible",
        ) from error
    return row


def check_columns(titles: list[str], limits: Limits) -> tuple[str, ...]:
    """Titles, trimmed. Too many, twice the same or none at all make the file unusable."""
    columns = [title.strip().strip("\ufeff") for title in titles]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise UnusableFileError("Le fichier ne contient aucun titre de colonne.", code="vide")
    if len(columns) > limits.columns:
        raise UnusableFileError(
            f"Le tableau a {len(columns)} colonnes ; {limits.columns} au plus.",
            code="trop-de-colonnes",
        )
    named = [column for column in columns if column]
    if twice := [column for column in dict.fromkeys(named) if named.count(column) > 1]:
        raise UnusableFileError(
            f"La colonne « {twice[0][:80]} » est présente deux fois. Gardez-en une seule.",
            code="colonne-double",
        )
    return tuple(column or f"colonne {rank}" for rank, column in enumerate(columns, 1))


def _csv_rows(
    reader: Any, columns: tuple[str, ...], notes: list[str], limits: Limits
) -> Iterator[Row]:
    number, blank, count = 1, 0, 0
    while (cells := _next_row(reader)) is not None:
        number += 1
        if not any(cell.strip() for cell in cells):
            blank += 1
            continue
        count += 1
        check_count(count, limits)
        yield row_of(number, cells, columns, limits)
    finish(count, blank, notes)


def check_count(count: int, limits: Limits) -> None:
    if count > limits.rows:
        raise UnusableFileError(
            f"Le fichier a plus de {limits.rows} lignes. Coupez-le en plusieurs fichiers, avec les "
            "titres de colonnes dans chacun.",
            code="trop-de-lignes",
        )


def finish(count: int, blank: int, notes: list[str]) -> None:
    """Said once the rows have been gone through."""
    if not count:
        raise UnusableFileError(
            "Le fichier n'a que des titres de colonnes : aucune ligne à importer.", code="vide"
        )
    if blank:
        notes.append(f"{blank} lignes vides n'ont pas été comptées.")


def row_of(number: int, cells: list[str], columns: tuple[str, ...], limits: Limits) -> Row:
    """Cells by column; a row with too many cells, or one too long, cannot be used."""
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    values = dict(zip_longest(columns, cells[: len(columns)], fillvalue=""))
    problem = None
    if extra:
        problem = (
            "ligne",
            f"{len(cells)} cellules, dont « {extra[0][:80]} » en trop",
            f"{len(columns)} cellules, comme les titres",
        )
    return check_cells(Row(number, values, problem), limits)


def check_cells(row: Row, limits: Limits) -> Row:
    for column, value in row.values.items():
        if isinstance(value, str) and len(value) > limits.cell_chars:
            found = f"{len(value)} signes, à partir de « {value[:60]} »"
            problem = (column, found, f"{limits.cell_chars} signes au plus")
            shortened = {
                name: cell[: limits.cell_chars] if isinstance(cell, str) else cell
                for name, cell in row.values.items()
            }
            return Row(row.number, shortened, row.problem or problem)
    return row
