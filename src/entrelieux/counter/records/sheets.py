"""Files that a spreadsheet opens without computing anything that was typed elsewhere."""

import csv
from datetime import date
from io import BytesIO, StringIO

import xlsxwriter

from entrelieux.counter.records.coop_writing import Sheet
from entrelieux.interchange.report import defused

SHEET = "Activités"
WIDEST = 60
NARROWEST = 10


def as_csv(sheet: Sheet) -> bytes:
    """Semicolons and a byte order mark, as French spreadsheets expect; dates as 20/11/2026."""
    target = StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([defused(name) for name in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_text(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _text(value: str | int | date) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return defused(value) if isinstance(value, str) else str(value)


def as_workbook(sheet: Sheet, name: str = SHEET) -> bytes:
    """A workbook of one sheet. Texts are written as texts: no formula, no link is ever made."""
    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(name)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        for rank, title in enumerate(sheet.columns):
            page.write_string(0, rank, title, bold)
            page.set_column(rank, rank, _width(sheet, rank))
        for line, row in enumerate(sheet.rows, 1):
            for rank, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(line, rank, value, day)
                elif isinstance(value, str):
                    page.write_string(line, rank, value, wrapped)
                else:
                    page.write_number(line, rank, value, wrapped)
        page.freeze_panes(1, 1)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    return target.getvalue()


def _width(sheet: Sheet, rank: int) -> int:
    texts = (str(row[rank]) for row in sheet.rows[:200])
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    return min(max(longest, NARROWEST, len(sheet.columns[rank]) // 2), WIDEST)
