"""The records of a structure by month, under the table of both meanings of mediation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from entrelieux.counter.records import page
from entrelieux.counter.records.policies import keeps_records
from entrelieux.counter.records.selectors import month_of, two_ways
from entrelieux.counter.records.views.common import (
    SECTION,
    month_asked,
    period_asked,
    private,
    structure_or_404,
    whole_number,
)
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import viewer_of


@access(keeps_records)
@require_safe
@private
def records(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    structure, structures = structure_or_404(request)
    first = month_asked(request)
    number = whole_number(request.GET.get("page", ""), 1)
    month = month_of(viewer, structure.ref, first, number)
    table = month.table
    of_year = request.GET.get("periode") == "annee"
    if of_year:
        table = two_ways(viewer, structure.ref, *period_asked(request))
    context = {
        "structure": structure,
        "structures": structures,
        "month": month,
        "days": page.days_of(page.lines_of(viewer, month)),
        "table": page.table_of(table),
        "months": page.months_of(month),
        "of_year": of_year,
        "taken": _taken(request),
        "deleted": "supprime" in request.GET,
        **SECTION,
    }
    return render(request, "counter/records/list.html", context)


def _taken(request: HttpRequest) -> tuple[int, int] | None:
    """(created, changed) just after acts were taken in; None otherwise."""
    if "repris" not in request.GET:
        return None
    return (
        whole_number(request.GET["repris"], 0),
        whole_number(request.GET.get("changes", ""), 0),
    )
