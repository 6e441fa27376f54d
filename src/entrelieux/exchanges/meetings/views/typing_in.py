"""The record of an evening: who came, what was said, in one page and by keyboard."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.exchanges.meetings import record_forms, services
from entrelieux.exchanges.meetings.adapters import said
from entrelieux.exchanges.meetings.policies import prepares
from entrelieux.exchanges.meetings.record_forms import RecordForm
from entrelieux.exchanges.meetings.selectors import heard_at, held_for, line_at, seats_of
from entrelieux.exchanges.meetings.understanding import count_to_confirm, lines_to_confirm
from entrelieux.exchanges.meetings.views.common import (
    SECTION,
    absent_is_404,
    private,
    structures_of,
)
from entrelieux.exchanges.saying import MOST_CODES, Understood
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import meetings as pack
from entrelieux.packs.fr import passerelles as ways


@access(prepares)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """Posting ``plus`` gives more empty lines, and keeps all that is typed."""
    viewer = viewer_of(request)
    held = {one.ref for one in held_for(viewer, ref).organisers}
    own = [one for one in structures_of(viewer) if one.ref in held]
    if request.method != "POST":
        first = own[0].ref if own else ""
        form = record_forms.fresh(seats_of(viewer, ref), first)
        line = record_forms.line_number(request.GET.get("corriger", ""))
        known = line_at(viewer, ref, line) if line else {}
        return _page(request, ref, record_forms.mending(form, line, known))
    if "retirer" in request.POST:
        return _remove(request, ref)
    if "confirmer" in request.POST:
        return _confirm(request, ref)
    form = record_forms.typed(request.POST, [one.ref for one in own])
    if "plus" in request.POST:
        return _page(request, ref, form.longer())
    form, evening = form.read()
    if form.troubles():
        return _page(request, ref, form, status=422)
    try:
        services.record_evening(actor=viewer, ref=ref, evening=evening)
    except UserError as error:
        if error.status == 404:
            raise
        return _page(request, ref, form.refused(error), status=error.status)
    return see_other(reverse("meetings:record", args=[ref]), fait="saisi")


def _remove(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = viewer_of(request)
    line = record_forms.line_number(request.POST.get("retirer", ""))
    try:
        services.remove_line(actor=viewer, ref=ref, line=line)
    except UserError as error:
        if error.status == 404:
            raise
        form = record_forms.fresh(seats_of(viewer, ref), "").refused(error)
        return _page(request, ref, form, status=error.status)
    return see_other(reverse("meetings:record", args=[ref]), fait="retire")


def _confirm(request: HttpRequest, ref: str) -> HttpResponse:
    line = record_forms.line_number(request.POST.get("confirmer", ""))
    ticked = {
        name: tuple(one.replace("\x00", "")[:60] for one in request.POST.getlist(name)[:MOST_CODES])
        for name in ("competences", "besoins")
    }
    understood = Understood(ticked["competences"], ticked["besoins"])
    try:
        services.confirm_line(actor=viewer_of(request), ref=ref, line=line, understood=understood)
    except UserError as error:
        if error.status == 404:
            raise
        form = record_forms.fresh(seats_of(viewer_of(request), ref), "").refused(error)
        return _page(request, ref, form, status=error.status)
    return see_other(f"{reverse('meetings:record', args=[ref])}?relire=1#relire")


def _page(request: HttpRequest, ref: str, form: RecordForm, *, status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    meeting = held_for(viewer, ref)
    held = {one.ref for one in meeting.organisers}
    seats = seats_of(viewer, ref)
    reads = request.method != "POST" and "relire" in request.GET
    context = {
        "meeting": meeting,
        "form": form,
        "seats": seats,
        "names": [*(one.label for one in seats), *(one.name for one in meeting.organisers)],
        "heard": heard_at(viewer, ref),
        "unread": 0 if reads else count_to_confirm(viewer, ref),
        "to_confirm": lines_to_confirm(viewer, ref) if reads else (),
        "structures": [one for one in structures_of(viewer) if one.ref in held],
        "kinds": [(code, said(word)) for code, word in pack.sayings().items()],
        "stages": [(code, said(word)) for code, word in ways.stages().items()],
        "channels": [(code, said(word)) for code, word in ways.channels().items()],
        "done": request.GET.get("fait", ""),
        **SECTION,
    }
    return render(request, "exchanges/meetings/record.html", context, status=status)
