"""Sheets of paper: who is there, what was promised, and the poster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from entrelieux.exchanges.meetings.policies import prepares
from entrelieux.exchanges.meetings.selectors import held_for, seats_of
from entrelieux.exchanges.meetings.views.common import SECTION, absent_is_404, private
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import viewer_of

PAPERS = {
    "presence": "exchanges/meetings/paper_presence.html",
    "promesses": "exchanges/meetings/paper_promises.html",
    "affiche": "exchanges/meetings/paper_poster.html",
}
LEAST_LINES, PROMISE_LINES = 6, 10


@access(prepares)
@require_safe
@private
@absent_is_404
def paper(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    viewer = viewer_of(request)
    if name not in PAPERS:
        raise Http404
    meeting = held_for(viewer, ref)
    seats = [one for one in seats_of(viewer, ref) if one.state == "inscrit"]
    context = {
        "meeting": meeting,
        "seats": seats,
        "empty": range(max(LEAST_LINES, meeting.seats - len(seats))),
        "lines": range(PROMISE_LINES),
        "address": request.build_absolute_uri(reverse("meetings:one", args=[ref])),
        **SECTION,
    }
    return render(request, PAPERS[name], context)
