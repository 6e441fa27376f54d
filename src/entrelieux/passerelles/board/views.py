"""« /besoins-sans-reponse/ »: the board, and each of its tables as a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import compress
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.passerelles.board import exports, words
from entrelieux.passerelles.board.cards import WITHHELD, Asked, Board, Column, Figure, Line, Table
from entrelieux.passerelles.board.chart import Bar, bars_of, width_of
from entrelieux.passerelles.board.reading import BoardWrong, board_for
from entrelieux.passerelles.board.schemas import BoardOut

ALL = "tout"
FILES = ("csv", "xlsx", "json")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_missing: bool
    is_hole: bool
    is_total: bool


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is laid out: without the lines and columns of which nothing can be shown.

    quiet, quiet_columns: their labels, said in a sentence. definition: "" when it is that of the
    table above. drawn: width of the drawing of its bars.
    """

    table: Table
    definition: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    quiet: tuple[str, ...]
    quiet_columns: tuple[str, ...]
    bars: tuple[Bar, ...]
    drawn: int
    files: tuple[tuple[str, str], ...]
    is_wide: bool


def asked_of(values: Mapping[str, str]) -> Asked:
    return Asked(**{name: values.get(name, "")[:LONGEST].strip() for name in Asked.__slots__})


def query_of(asked: Asked) -> str:
    return urlencode({name: getattr(asked, name) for name in Asked.__slots__})


@access(anyone)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    error = None
    try:
        found = board_for(viewer, asked_of(request.GET))
    except BoardWrong as wrong:
        error = wrong
        found = board_for(viewer, Asked())
    context = {
        "board": found,
        "error": error,
        "sheets": [] if error else _sheets(found),
        "brief": _brief(found),
        "masking": exports.masking_word(found.threshold),
        "every": _files(found, ALL),
        "section": "sans-reponse",
    }
    return render(request, "passerelles/board.html", context, status=error.status if error else 200)


@access(anyone)
@require_safe
def table(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One table, or all of them. What cannot be asked is not there."""
    if kind not in FILES:
        raise Http404
    try:
        found = board_for(request.viewer, asked_of(request.GET))  # type: ignore[attr-defined]
    except BoardWrong:
        raise Http404 from None
    chosen = [one for one in found.tables if slug in {one.slug, ALL}]
    if not chosen:
        raise Http404
    response = _WRITERS[kind](found, chosen, "" if slug == ALL else slug)
    asked = found.asked
    name = f"besoins-sans-reponse_{asked.territoire}_{asked.du}_{asked.au}_{slug}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(found: Board, chosen: list[Table], _slug: str) -> HttpResponse:
    return HttpResponse(exports.as_csv(found, chosen), content_type="text/csv; charset=utf-8")


def _xlsx(found: Board, chosen: list[Table], _slug: str) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(exports.as_xlsx(found, chosen), content_type=kind)


def _json(found: Board, _chosen: list[Table], slug: str) -> HttpResponse:
    said = BoardOut.from_board(found, slug).model_dump(mode="json")
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


_WRITERS: dict[str, Callable[[Board, list[Table], str], HttpResponse]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
}


def _brief(found: Board) -> list[tuple[str, str]]:
    """The three figures that one comes for, as the tables below say them."""
    wanted = (
        ("besoins-et-raisons", "", _("besoins sans réponse")),
        ("delais", "V04", _("délai médian jusqu'au premier contact")),
        ("delais", "V03_acceptees", _("premier contact en 30 jours, une fois acceptée")),
    )
    return [
        (label, words.figure(line.figures[-1]))
        for slug, code, label in wanted
        if (one := found.table(slug)) is not None
        for line in one.lines
        if line.code == code
    ]


def _sheets(found: Board) -> list[Sheet]:
    sheets, above = [], ""
    for one in found.tables:
        sheets.append(_sheet(found, one, "" if one.definition == above else one.definition))
        above = one.definition
    return sheets


def _told(figures: Iterable[Figure]) -> bool:
    return any(one.missing != WITHHELD or one.at_least is not None for one in figures)


def _sheet(found: Board, one: Table, definition: str) -> Sheet:
    inner = [line for line in one.lines if not line.is_total]
    kept = [
        column.is_total or _told(line.figures[rank] for line in inner)
        for rank, column in enumerate(one.columns)
    ]
    if not any(kept):
        kept = [True] * len(kept)
    shown = [line for line in one.lines if line.is_total or _told(line.figures)]
    bars = bars_of(one) if one.slug == "mois" else ()
    return Sheet(
        table=one,
        definition=definition,
        columns=tuple(compress(one.columns, kept)),
        rows=tuple(Row(line, tuple(compress(_cells(one, line), kept))) for line in shown),
        quiet=tuple(line.label for line in inner if line not in shown),
        quiet_columns=tuple(
            column.label for column, seen in zip(one.columns, kept, strict=True) if not seen
        ),
        bars=bars,
        drawn=width_of(bars),
        files=_files(found, one.slug),
        is_wide=sum(kept) > 4,
    )


def _cells(one: Table, line: Line) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            words.figure(figure),
            is_missing=figure.value is None,
            is_hole=figure.unit == "trou",
            is_total=column.is_total,
        )
        for column, figure in zip(one.columns, line.figures, strict=True)
    )


def _files(found: Board, slug: str) -> tuple[tuple[str, str], ...]:
    query = query_of(found.asked)
    return tuple(
        (kind.upper(), f"{reverse('board:table', args=(slug, kind))}?{query}") for kind in FILES
    )
