"""« /observatoire/prochaines-rencontres/ »: a proposal of the next round, and its proof."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.observatory.evenings.selectors import EVENINGS, MINUTES, next_round
from entrelieux.observatory.territory import DEPARTEMENT, choices


@access(anyone)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    viewer, error = viewer_of(request), None
    try:
        found = next_round(viewer, request.GET)
    except UserError as wrong:
        error = wrong
        found = next_round(viewer, {})
    context = {
        "found": found,
        "error": error,
        "territories": [(key, name) for kind, key, name in choices() if kind == DEPARTEMENT],
        "counts": EVENINGS,
        "minutes": MINUTES,
        "section": "observatoire",
    }
    status = error.status if error else 200
    return render(request, "observatory/evenings.html", context, status=status)
