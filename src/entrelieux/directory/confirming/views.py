"""What anybody may read of time: the history of a sheet, and what moved between two vintages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from entrelieux.directory.confirming.history import history_of
from entrelieux.directory.confirming.words import event_line
from entrelieux.directory.selectors import PlaceGone
from entrelieux.kernel.access import access, anyone

SECTION = {"section": "lieux"}


@access(anyone)
@require_safe
def history(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        found = history_of(request.viewer, ref)  # type: ignore[attr-defined]
    except PlaceGone:
        raise Http404 from None
    today = timezone.localdate()
    lines = tuple(event_line(one, today) for one in found.events)
    context = {"history": found, "lines": lines, **SECTION}
    return render(request, "directory/confirming_history.html", context)
