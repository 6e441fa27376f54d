"""The plans of a situation, on screen and on paper."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.kernel import sketch
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError
from entrelieux.reception.cards import PlanCard, PlansCard, StepCard
from entrelieux.reception.selectors import IntakeGone, intake_for, plans_for
from entrelieux.reception.views.answers import SECTION, gone, private
from entrelieux.territories.selectors import towns_within

TOWNS_ON_A_MAP = 40


@dataclass(frozen=True, slots=True)
class PlanTab:
    number: int
    plan: PlanCard
    is_shown: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan in full among those it can be compared with. map: "" when nothing can be drawn."""

    tabs: tuple[PlanTab, ...]
    number: int
    plan: PlanCard | None
    map: SafeString | str
    off_map: tuple[StepCard, ...]
    address: str


@access(anyone)
@require_safe
@private
def plans(request: HttpRequest, token: str) -> HttpResponse:
    return _plan_page(request, token, "reception/plans.html")


@access(anyone)
@require_safe
@private
def paper(request: HttpRequest, token: str) -> HttpResponse:
    return _plan_page(request, token, "reception/print.html")


def _plan_page(request: HttpRequest, token: str, template: str) -> HttpResponse:
    try:
        card = plans_for(request.viewer, intake_for(request.viewer, token))
    except IntakeGone:
        return gone(request)
    except UserError as error:
        context = {"token": token, "error": error, **SECTION}
        return render(request, "reception/impossible.html", context, status=error.status)
    address = request.build_absolute_uri(reverse("reception:plans", args=[token]))
    shown = _plan_to_show(card, request.GET.get("plan", ""), address)
    return render(request, template, {"token": token, "page": shown, "card": card, **SECTION})


def _plan_to_show(card: PlansCard, asked: str, address: str) -> PlanPage:
    number = (
        int(asked)
        if re.fullmatch(r"[0-9]{1,2}", asked) and 1 <= int(asked) <= len(card.plans)
        else 1
    )
    plan = card.plans[number - 1] if card.plans else None
    return PlanPage(
        tabs=tuple(PlanTab(n, p, n == number) for n, p in enumerate(card.plans, 1)),
        number=number,
        plan=plan,
        map=_map(card, plan) if plan else "",
        off_map=tuple(s for s in plan.steps if s.lon is None or s.lat is None) if plan else (),
        address=f"{address}?plan={number}",
    )


def _map(card: PlansCard, plan: PlanCard) -> SafeString:
    frame = sketch.frame_of(card.origin, plan.steps)
    return sketch.plan_map(
        card.origin,
        plan.steps,
        towns_within(*frame.bounds(), TOWNS_ON_A_MAP),
        title=_("Carte schématique des étapes autour de %(commune)s")
        % {"commune": card.origin.name},
        ref="carte",
    )
