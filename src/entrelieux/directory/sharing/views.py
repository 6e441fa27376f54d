"""What is carried away: the sheet of a commune, on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from entrelieux.directory.reaching import MOST_MINUTES, minutes_said
from entrelieux.directory.sharing.communes import NEAR_MINUTES, commune_sheet
from entrelieux.engine.reach import Mode
from entrelieux.kernel.access import access, anyone
from entrelieux.territories.selectors import TerritoriesNotLoaded, commune_for

SECTION = {"section": "lieux"}


@access(anyone)
@require_safe
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """« Qui peut m'aider ici ? » on one sheet, both sides. A former code gives its own point."""
    try:
        card = commune_for(code.upper())
    except TerritoriesNotLoaded:
        raise Http404 from None
    if card is None:
        raise Http404
    if code != card.ref:
        return redirect("sharing:commune", card.ref)
    context = {
        "sheet": commune_sheet(request.viewer, card),  # type: ignore[attr-defined]
        "address": request.build_absolute_uri(request.path),
        "today": timezone.localdate(),
        "minutes_said": minutes_said(card, Mode.VOITURE),
        "near_minutes": NEAR_MINUTES,
        "most_minutes": MOST_MINUTES,
        **SECTION,
    }
    return render(request, "directory/commune_sheet.html", context)
