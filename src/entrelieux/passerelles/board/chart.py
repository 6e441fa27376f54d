"""Bars for the months of a table, beside it; what is hidden has no height to be measured."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from entrelieux.passerelles.board import words
from entrelieux.passerelles.board.cards import Table

STEP, WIDTH, HEIGHT, TOP, FOOT = 56, 36, 120, 22, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """In units of the drawing. height: 0 where the count is not shown."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    text: str
    label: str
    year: str
    is_missing: bool


def bars_of(table: Table) -> tuple[Bar, ...]:
    """One bar a month, from the last column; none when nothing can be drawn."""
    lines = [line for line in table.lines if not line.is_total]
    values = [line.figures[-1].value for line in lines]
    most = max((value for value in values if value), default=0)
    if not most:
        return ()
    found = []
    for number, line in enumerate(lines):
        value = line.figures[-1].value
        height = round(HEIGHT * (value or 0) / most)
        year, month = line.code.split("-")
        x = number * STEP + (STEP - WIDTH) // 2
        found.append(
            Bar(
                x=x,
                y=TOP + HEIGHT - height,
                width=WIDTH,
                height=height,
                middle=x + WIDTH // 2,
                text=words.figure(line.figures[-1]),
                label=date_format(date(int(year), int(month), 1), "b"),
                year=year,
                is_missing=value is None,
            )
        )
    return tuple(found)


def width_of(bars: tuple[Bar, ...]) -> int:
    return max(len(bars), 1) * STEP
