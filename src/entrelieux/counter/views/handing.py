"""A step handed over beside the person, a telephone call that settled it, a need left unmet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from entrelieux.counter import handing
from entrelieux.counter.cards import VisitCard
from entrelieux.counter.errors import VisitGone
from entrelieux.counter.following import StepToHandOver, step_to_hand_over
from entrelieux.counter.forms import CONTACT, PAPER, ConfideForm, fresh_key
from entrelieux.counter.policies import receives
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
from entrelieux.passerelles.sharing import REASON
from entrelieux.reception.errors import IntakeGone, PlanMoved

BY_PHONE = "telephone"


@access(receives)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def confide(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """What leaves, read aloud line by line; ``vers=telephone``: it was settled on the phone."""
    card = visit_or_404(request, ref)
    viewer = viewer_of(request)
    try:
        met = handing.step_of(viewer, card, step)
        asked = step_to_hand_over(viewer, card, met, card.plan)
        if request.method == "POST":
            return _hand_over(request, card, asked)
        return _page(request, card, asked, _form(asked))
    except (IntakeGone, VisitGone):
        return expired(request, card)
    except PlanMoved as moved:
        return refused(request, card, moved, status=0 if request.method == "POST" else 404)


def _form(asked: StepToHandOver, data: Any = None) -> ConfideForm:
    initial = {
        "besoins": [need.code for need in asked.ordinary],
        "mode": CONTACT,
        "raison": asked.reason,
        "moyen": PAPER,
        "lignes": [REASON],
        "cle": fresh_key(),
    }
    return ConfideForm(data, initial=initial, needs=asked.step.needs, lines=asked.lines)


def _hand_over(request: HttpRequest, card: VisitCard, asked: StepToHandOver) -> HttpResponse:
    form = _form(asked, request.POST)
    if not form.is_valid():
        return _page(request, card, asked, form, status=422)
    by_phone = request.POST.get("vers") == BY_PHONE
    write = handing.agreed_on_the_phone if by_phone else handing.confide
    try:
        write(
            actor=viewer_of(request),
            visit_ref=card.ref,
            asked=form.asked(asked.step.key),
            request_key=form.cleaned_data["cle"],
        )
    except (IntakeGone, PlanMoved, VisitGone):
        raise
    except UserError as error:
        form.refuse(error)
        return _page(request, card, asked, form, status=error.status)
    return see_other(address_of(card.ref, f"etape-{asked.step.key}"))


def _page(
    request: HttpRequest,
    card: VisitCard,
    asked: StepToHandOver,
    form: ConfideForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "visit": card,
        "asked": asked,
        "step": asked.step,
        "form": form,
        "is_known": any(line.item == "nom" for line in asked.lines),
        **SECTION,
    }
    return render(request, "counter/confide.html", context, status=status)


@access(receives)
@require_POST
@private
def unmet(request: HttpRequest, ref: str) -> HttpResponse:
    """A need that nobody answers, with a reason, in one tap: ``motif`` is « besoin:raison ».

    Or ``besoin`` and ``raison``, from the guide, for a request that fits no box.
    """
    card = visit_or_404(request, ref)
    said = {name: str(value)[:120].replace("\x00", "") for name, value in request.POST.items()}
    need, _colon, reason = said.get("motif", "").partition(":")
    need, reason = need or said.get("besoin", ""), reason or said.get("raison", "")
    try:
        handing.note_unmet(actor=viewer_of(request), visit_ref=ref, need=need, reason=reason)
    except (IntakeGone, VisitGone):
        return expired(request, card)
    except UserError as error:
        return refused(request, card, error)
    return see_other(address_of(ref, "sans-reponse"))
