"""« /rencontres/bilan/ »: what meetings gave, the map of where none was held, and both as files."""

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.exchanges.meetings.figures import Figure
from entrelieux.exchanges.meetings.reporting import Report, is_quiet, report_for
from entrelieux.exchanges.meetings.views.common import SECTION
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import plainly_refused, viewer_of
from entrelieux.kernel.errors import UserError

COLUMNS = ("tableau", "code", "libelle", "valeur", "au_moins", "manque", "definition")


@access(anyone)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    viewer, error, found = viewer_of(request), None, None
    try:
        found = report_for(viewer, request.GET)
    except UserError as wrong:
        error = wrong
    lines = found.lines if found else ()
    context = {
        "lines": [line for line in lines if not is_quiet(line)],
        "quiet": any(is_quiet(line) for line in lines),
        "report": found,
        "error": error,
        "query": request.GET.urlencode(),
        **SECTION,
    }
    status = error.status if error else 200
    return render(request, "exchanges/meetings/report.html", context, status=status)


@access(anyone)
@require_safe
@plainly_refused
def report_file(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in {"csv", "json"}:
        raise Http404
    found = report_for(viewer_of(request), request.GET)
    rows = list(_rows(found))
    if kind == "json":
        head = {
            "territoire": found.territory.key if found.territory else "",
            "du": found.first.code,
            "au": found.last.code,
            "seuil": found.threshold,
        }
        return JsonResponse({**head, "figures": rows}, json_dumps_params={"ensure_ascii": False})
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    response = HttpResponse("\ufeff" + text.getvalue(), "text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bilan-rencontres.csv"'
    return response


def _rows(found: Report) -> list[dict[str, Any]]:
    rows = [_row("bilan", "rencontres", _("Rencontres tenues"), Figure(found.evenings))]
    rows += [_row("bilan", one.code, one.label, one.figure, one.definition) for one in found.lines]
    for town in found.towns:
        rows.append(_row("rencontres", town.code, town.name, Figure(town.evenings)))
        rows.append(_row("venues", town.code, town.name, town.came))
    return rows


def _row(table: str, code: str, label: str, figure: Figure, said: str = "") -> dict[str, Any]:
    return {
        "tableau": table,
        "code": code,
        "libelle": label,
        "valeur": None if figure.at_least else figure.value,
        "au_moins": figure.value if figure.at_least else None,
        "manque": "withheld" if figure.value is None or figure.at_least else "",
        "definition": said,
    }
