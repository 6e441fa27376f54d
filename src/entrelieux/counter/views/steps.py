"""Somebody else at a step, « pourquoi pas X ? », and the sheet that the person takes away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.counter import services
from entrelieux.counter.following import address_of_follow_up, follow_up_of_visit
from entrelieux.counter.policies import receives
from entrelieux.counter.selectors import plans_of_visit
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
from entrelieux.reception.errors import IntakeGone, PlanMoved
from entrelieux.reception.needs_shown import emergency
from entrelieux.reception.selectors import swaps_for
from entrelieux.reception.views.plans import page_of
from entrelieux.reception.why_not import interlocutors_named, why_not_for

LONGEST_NAME = 80


@access(receives)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def swap(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """Whom else to meet at a step; posting ``avec`` meets them."""
    card = visit_or_404(request, ref)
    viewer = viewer_of(request)
    try:
        if request.method == "POST":
            person = request.POST.get("avec", "")[:40]
            services.meet_instead(actor=viewer, visit_ref=ref, step=step, person=person)
            return see_other(address_of(ref, f"etape-{person}"))
        found = swaps_for(viewer, card.token, card.plan, step)
    except IntakeGone:
        return expired(request, card)
    except PlanMoved as moved:
        return refused(request, card, moved, status=0 if request.method == "POST" else 404)
    context = {
        "visit": card,
        "token": card.token,
        "swap": found,
        "card": found.plans,
        "own_address": reverse("counter:swap", args=[ref, step]),
        **SECTION,
    }
    return render(request, "counter/swap.html", context)


@access(receives)
@require_safe
@private
def why_not(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody named, and why they are not in the plan. ``qui``: a name; ``cle``: who it is."""
    card = visit_or_404(request, ref)
    viewer = viewer_of(request)
    typed = " ".join(request.GET.get("qui", "").replace("\x00", "").split())[:LONGEST_NAME]
    key = request.GET.get("cle", "")[:40]
    try:
        plans = plans_of_visit(viewer, card)
        found = interlocutors_named(viewer, card.token, typed) if typed and not key else ()
        if len(found) == 1:
            key = found[0].key
        number = plans.worked.plan.number if plans.worked else 0
        answer = why_not_for(viewer, card.token, number, key) if key else None
    except IntakeGone:
        return expired(request, card)
    except PlanMoved as moved:
        return refused(request, card, moved, status=404)
    context = {
        "visit": card,
        "typed": typed,
        "found": found if answer is None else (),
        "answer": answer,
        **SECTION,
    }
    return render(request, "counter/why_not.html", context)


@access(receives)
@require_safe
@private
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """The plan as it was worked, on paper."""
    card = visit_or_404(request, ref)
    viewer = viewer_of(request)
    try:
        found = plans_of_visit(viewer, card)
    except IntakeGone:
        return expired(request, card)
    except UserError as error:
        raise Http404 from error
    if found.worked is None:
        raise Http404
    token = address_of_follow_up(viewer, card)
    follow_up = follow_up_of_visit(viewer, card)
    where = reverse("passerelles:follow_up", args=[token]) if token else ""
    context = {
        "visit": card,
        "token": card.token,
        "follow_up_address": request.build_absolute_uri(where) if where else "",
        "handed": follow_up.passerelles if follow_up else (),
        "page": page_of(found.plans, found.worked.plan),
        "card": found.plans,
        "emergency": emergency(need.code for need in found.plans.needs),
        "said": "",
        "now": timezone.localtime(),
        **SECTION,
    }
    return render(request, "counter/sheet.html", context)
