"""The tables of a board as files: the figures of the page, with what is needed to read them.

CSV and JSON have one line for each figure; XLSX has the table as on the page, and those lines.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from entrelieux.passerelles.board import words
from entrelieux.passerelles.board.cards import Board, Figure, Table

FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class FigureRow:
    """valeur: None when missing; manque then says why (``withheld``…). au_moins: what is known."""

    tableau: str
    titre: str
    ligne_code: str
    ligne: str
    colonne_code: str
    colonne: str
    valeur: int | float | None
    au_moins: int | None
    manque: str
    unite: str
    periode: str
    territoire_code: str
    territoire: str
    definition: str
    source: str
    seuil: int
    releve_le: str
    fiction: str


def rows_of(board: Board, tables: Iterable[Table]) -> list[FigureRow]:
    territory = board.territory
    return [
        FigureRow(
            tableau=table.slug,
            titre=table.title,
            ligne_code=line.code or "total",
            ligne=line.label,
            colonne_code=column.code,
            colonne=column.label,
            valeur=figure.value,
            au_moins=figure.at_least,
            manque=figure.missing,
            unite=_unit(table, figure),
            periode=table.period,
            territoire_code=territory.key if territory else "",
            territoire=territory.name if territory else "",
            definition=line.definition or table.definition,
            source=table.source,
            seuil=board.threshold,
            releve_le=board.made_on.isoformat(),
            fiction="oui" if board.is_fiction else "non",
        )
        for table in tables
        for line in table.lines
        for column, figure in zip(table.columns, line.figures, strict=True)
    ]


def _unit(table: Table, figure: Figure) -> str:
    return {
        "": table.unit,
        "pourcent": _("pour cent"),
        "jours": _("jours"),
        "minutes": _("minutes"),
        "trou": _("personne de connu"),
        "a_distance": _("à distance seulement"),
    }[figure.unit]


def as_csv(board: Board, tables: Iterable[Table]) -> str:
    """UTF-8 with its mark, so that a spreadsheet reads the accents; « ; » as in France."""
    out = io.StringIO()
    names = list(FigureRow.__dataclass_fields__)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(names)
    for row in rows_of(board, tables):
        values = asdict(row)
        writer.writerow(_safe(values[name]) for name in names)
    return "\ufeff" + out.getvalue()


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is made a text."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def as_xlsx(board: Board, tables: Iterable[Table]) -> bytes:
    """A first sheet that says what they are, one for each table, and one with every figure."""
    import xlsxwriter

    out = io.BytesIO()
    chosen = tuple(tables)
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        about = book.add_worksheet(_("À lire"))
        about.set_column(0, 0, 28)
        about.set_column(1, 1, 100)
        for number, (label, text) in enumerate(_about(board, chosen)):
            about.write_string(number, 0, label, bold)
            about.write_string(number, 1, text, wrap)
        for table in chosen:
            _sheet(book.add_worksheet(table.slug[:SHEET_NAME]), table, bold)
        every = book.add_worksheet(_("Tous les chiffres"))
        rows = rows_of(board, chosen)
        for column, name in enumerate(FigureRow.__dataclass_fields__):
            every.write_string(0, column, name, bold)
            for number, row in enumerate(rows, start=1):
                _write(every, number, column, getattr(row, name))
    return out.getvalue()


def _about(board: Board, tables: Iterable[Table]) -> Iterable[tuple[str, str]]:
    yield _("Territoire"), board.territory.name if board.territory else ""
    yield _("Période"), board.period
    yield _("Relevé le"), board.made_on.isoformat()
    if board.is_fiction:
        yield _("Fiction"), _("Réseau de démonstration : ces chiffres sont inventés.")
    yield _("Masqué"), masking_word(board.threshold)
    for table in tables:
        yield table.title, " ".join((table.definition, *table.notes))
        yield _("Unité, période, source"), f"{table.unit} · {table.period} · {table.source}"


def masking_word(threshold: int) -> str:
    return _(
        "Un nombre plus petit que %(threshold)s n'est pas montré, zéro compris. D'autres sont "
        "masqués avec lui, pour que personne ne puisse le retrouver par une soustraction."
    ) % {"threshold": threshold}


def _sheet(sheet: Any, table: Table, bold: Any) -> None:
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(table.columns), 16)
    sheet.write_string(0, 0, table.heading, bold)
    for column, one in enumerate(table.columns, start=1):
        sheet.write_string(0, column, one.label, bold)
    for number, line in enumerate(table.lines, start=1):
        sheet.write_string(number, 0, line.label, bold if line.is_total else None)
        for column, figure in enumerate(line.figures, start=1):
            said = figure.value if figure.value is not None else words.figure(figure)
            _write(sheet, number, column, said)
    sheet.freeze_panes(1, 1)


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value))
