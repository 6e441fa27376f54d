"""The front-desk guide, alone or during a visit, and the follow-up that a visit opens."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from entrelieux.counter import handing
from entrelieux.counter.errors import VisitGone
from entrelieux.counter.forms import reasons
from entrelieux.counter.guiding import guides_for, open_guide, situation_at, situation_from
from entrelieux.counter.neighbours import neighbours
from entrelieux.counter.policies import receives
from entrelieux.counter.selectors import desks_of, said_in
from entrelieux.counter.views.common import (
    SECTION,
    address_of,
    expired,
    private,
    refused,
    visit_or_404,
)
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.services import Reached
from entrelieux.reception.errors import IntakeGone
from entrelieux.reception.selectors import need_families


@access(receives)
@require_safe
@private
def guide(request: HttpRequest) -> HttpResponse:
    """For one need of the list (``besoin``), from where the agent receives."""
    viewer = viewer_of(request)
    desk = next((one for one in desks_of(viewer) if one.code_insee), None)
    where = situation_at(desk.code_insee) if desk else None
    code = request.GET.get("besoin", "")[:60]
    cards = guides_for(viewer, (code,), where) if code else ()
    if code and not cards:
        raise Http404
    context = {
        "families": need_families(),
        "cards": cards,
        "open_guide": open_guide(viewer, desk.ref if desk else "", where),
        "commune": desk.commune if desk else "",
        "neighbours": neighbours(viewer, desk.code_insee) if desk else (),
        "visit": None,
        **SECTION,
    }
    return render(request, "counter/guide.html", context)


@access(receives)
@require_safe
@private
def visit_guide(request: HttpRequest, ref: str) -> HttpResponse:
    """For the needs of a visit, and when its words are not understood."""
    card = visit_or_404(request, ref)
    viewer = viewer_of(request)
    try:
        kept = said_in(viewer, card.token)
    except IntakeGone:
        return expired(request, card)
    where = situation_from(kept)
    codes = [need.code for need in kept.params.needs()] if kept.params else []
    asked = request.GET.get("besoin", "")[:60]
    context = {
        "families": need_families(),
        "cards": guides_for(viewer, [asked] if asked else codes, where),
        "open_guide": open_guide(viewer, card.desk.ref, where),
        "commune": "",
        "visit": card,
        "reasons": reasons(),
        "neighbours": (),
        **SECTION,
    }
    return render(request, "counter/guide.html", context)


@access(receives)
@require_POST
@private
def follow_up(request: HttpRequest, ref: str) -> HttpResponse:
    """Open the file of the person of this visit, with a name if they like."""
    card = visit_or_404(request, ref)
    name = " ".join(request.POST.get("nom", "").replace("\x00", "").split())[:80]
    reached = Reached(name) if name else None
    try:
        handing.open_follow_up(actor=viewer_of(request), visit_ref=ref, reached=reached)
    except (IntakeGone, VisitGone):
        return expired(request, card)
    except UserError as error:
        return refused(request, card, error)
    return see_other(address_of(ref, "suivi"))
