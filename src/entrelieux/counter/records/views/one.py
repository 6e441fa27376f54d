"""One act: said in less than half a minute, seen, changed, deleted."""

import secrets
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.counter.records import page
from entrelieux.counter.records.copying import copies_of
from entrelieux.counter.records.errors import RecordChanged, RecordGone
from entrelieux.counter.records.forms import RecordForm, initial_of
from entrelieux.counter.records.meeting import booking_of
from entrelieux.counter.records.policies import keeps_records
from entrelieux.counter.records.presenting import Places
from entrelieux.counter.records.selectors import structure_named
from entrelieux.counter.records.services import change_record, delete_record, write_record
from entrelieux.counter.records.starting import places_known, start, visit_open
from entrelieux.counter.records.views.common import (
    SECTION,
    private,
    record_or_404,
    structure_or_404,
    whole_number,
)
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of


@access(keeps_records)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def new(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    structure, structures = structure_or_404(request)
    visit = (request.POST.get("visite") or request.GET.get("visite") or "")[:32]
    bridge = (request.POST.get("passerelle") or request.GET.get("passerelle") or "")[:32]
    begun = start(viewer, structure.ref, visit=visit, bridge=bridge)
    known = partial(
        RecordForm, places=begun.places, proposed=begun.proposed, bridge=begun.draft.passerelle_ref
    )
    context: dict[str, Any] = {
        "structure": structure,
        "structures": structures,
        "visit": visit,
        "back": visit_open(viewer, visit),
        "because": begun.because,
    }
    if request.method != "POST":
        form = known(initial=initial_of(begun.draft, is_chosen=begun.is_chosen))
        return _form(request, form, key=secrets.token_hex(12), **context)
    form = known(request.POST)
    key = request.POST.get("cle", "")[:48] or secrets.token_hex(12)
    if not form.is_valid() or form.draft is None:
        return _form(request, form, status=422, key=key, **context)
    try:
        ref = write_record(
            actor=viewer, organisation_ref=structure.ref, draft=form.draft, request_key=key
        )
    except RecordChanged as changed:
        return _conflict(request, form, changed)
    came_from = {"visite": visit} if begun.is_from_visit else {}
    return see_other(_address(ref), enregistre="1", **came_from)


@access(keeps_records)
@require_safe
@private
def record(request: HttpRequest, ref: str) -> HttpResponse:
    card = record_or_404(request, ref)
    viewer = viewer_of(request)
    context = {
        "record": card,
        "structure": structure_named(viewer, card.organisation_ref),
        "line": page.line_of(viewer, card),
        "facts": page.facts_of(viewer, card),
        "copies": copies_of(card, Places(viewer)),
        "crm": page.tool_of("crm"),
        "booking": booking_of(viewer, card),
        "booking_tool": page.tool_of("rendez_vous"),
        "saved": "enregistre" in request.GET,
        "visit": visit_open(viewer, request.GET.get("visite", "")),
        **SECTION,
    }
    return render(request, "counter/records/record.html", context)


@access(keeps_records)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = viewer_of(request)
    card = record_or_404(request, ref)
    if not card.may_change:
        raise Http404
    places = places_known(viewer, card.organisation_ref, card.draft)
    known = partial(
        RecordForm, places=places, proposed=card.draft.themes, bridge=card.draft.passerelle_ref
    )
    context: dict[str, Any] = {
        "record": card,
        "structure": structure_named(viewer, card.organisation_ref),
    }
    if request.method != "POST":
        form = known(initial=initial_of(card.draft, is_chosen=True))
        return _form(request, form, version=card.version, **context)
    form = known(request.POST)
    version = whole_number(request.POST.get("version", ""), 0)
    if not form.is_valid() or form.draft is None:
        return _form(request, form, status=422, version=version, **context)
    try:
        change_record(actor=viewer, ref=ref, draft=form.draft, version=version)
    except RecordChanged as changed:
        return _conflict(request, form, changed)
    except RecordGone as gone:
        raise Http404 from gone
    return see_other(_address(ref), enregistre="1")


@access(keeps_records)
@require_POST
@private
def delete(request: HttpRequest, ref: str) -> HttpResponse:
    card = record_or_404(request, ref)
    try:
        delete_record(actor=viewer_of(request), ref=ref)
    except RecordGone as gone:
        raise Http404 from gone
    month = card.draft.held_on.strftime("%Y-%m")
    address = reverse("records:list")
    return see_other(address, structure=card.organisation_ref, mois=month, supprime="1")


def _form(
    request: HttpRequest, form: RecordForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {
        "structures": (),
        "record": None,
        "visit": "",
        "back": "",
        "because": "",
        "key": "",
        "version": "",
        **context,
        "form": form,
        **SECTION,
    }
    return render(request, "counter/records/form.html", shown, status=status)


def _conflict(request: HttpRequest, form: RecordForm, changed: RecordChanged) -> HttpResponse:
    """Both texts, side by side: nothing was overwritten, and one click keeps either."""
    assert form.draft is not None
    viewer = viewer_of(request)
    again = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", "version"}
        for value in values
    ]
    context = {
        "message": changed.message,
        "current": changed.current,
        "differences": page.differences(viewer, form.draft, changed.current),
        "again": again,
        **SECTION,
    }
    return render(request, "counter/records/conflict.html", context, status=409)


def _address(ref: str) -> str:
    return reverse("records:record", args=[ref])
