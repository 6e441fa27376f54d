"""The plans of a situation: on screen, on paper, side by side, and with steps swapped."""

import re
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.kernel import mapping, sketch
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.glossary import TermCard, terms_in
from entrelieux.reception import services
from entrelieux.reception.cards import PlanCard, PlansCard, StepCard
from entrelieux.reception.comparing import compared
from entrelieux.reception.errors import PlanMoved
from entrelieux.reception.kept import words_for
from entrelieux.reception.needs_shown import emergency
from entrelieux.reception.selectors import IntakeGone, plans_behind, swaps_for
from entrelieux.reception.views.answers import SECTION, gone, private
from entrelieux.territories.selectors import towns_within

TOWNS_ON_A_MAP = 40
WORDS_ON_PAPER = 6
ON_PAPER = "reception/print.html"


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
    words: tuple[TermCard, ...]
    sources: tuple[str, ...]


@access(anyone)
@require_safe
@private
def plans(request: HttpRequest, token: str) -> HttpResponse:
    return _plan_page(request, token, "reception/plans.html")


@access(anyone)
@require_safe
@private
def paper(request: HttpRequest, token: str) -> HttpResponse:
    return _plan_page(request, token, ON_PAPER)


@access(anyone)
@require_safe
@private
def compare(request: HttpRequest, token: str) -> HttpResponse:
    try:
        card = plans_behind(request.viewer, token)  # type: ignore[attr-defined]
    except IntakeGone:
        return gone(request)
    except UserError as error:
        return _impossible(request, token, error)
    context = {"token": token, "card": card, "lines": compared(card.plans), **SECTION}
    return render(request, "reception/compare.html", context)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def swap(request: HttpRequest, token: str, number: int, step: str) -> HttpResponse:
    """Whom else to meet at a step; posting ``avec`` meets them."""
    try:
        if request.method == "POST":
            services.swap_step(
                actor=request.viewer,  # type: ignore[attr-defined]
                token=token,
                number=number,
                step=step,
                person=request.POST.get("avec", ""),
            )
            return see_other(_address(token, number))
        card = swaps_for(request.viewer, token, number, step)  # type: ignore[attr-defined]
    except IntakeGone:
        return gone(request)
    except PlanMoved as moved:
        context = {"token": token, "error": moved, **SECTION}
        status = moved.status if request.method == "POST" else 404
        return render(request, "reception/moved.html", context, status=status)
    except UserError as error:
        return _impossible(request, token, error)
    context = {"token": token, "swap": card, "card": card.plans, **SECTION}
    return render(request, "reception/swap.html", context)


@access(anyone)
@require_POST
@private
def restore(request: HttpRequest, token: str, number: int) -> HttpResponse:
    try:
        services.restore_plan(actor=request.viewer, token=token, number=number)  # type: ignore[attr-defined]
    except IntakeGone:
        return gone(request)
    except UserError as error:
        return _impossible(request, token, error)
    return see_other(_address(token, number))


def _address(token: str, number: int) -> str:
    return f"{reverse('reception:plans', args=[token])}?plan={number}#parcours"


def _impossible(request: HttpRequest, token: str, error: UserError) -> HttpResponse:
    context = {"token": token, "error": error, **SECTION}
    return render(request, "reception/impossible.html", context, status=error.status)


def _plan_page(request: HttpRequest, token: str, template: str) -> HttpResponse:
    try:
        card = plans_behind(request.viewer, token)  # type: ignore[attr-defined]
    except IntakeGone:
        return gone(request)
    except UserError as error:
        return _impossible(request, token, error)
    address = request.build_absolute_uri(reverse("reception:plans", args=[token]))
    page = _plan_to_show(card, request.GET.get("plan", ""), address)
    if page.plan and template != ON_PAPER:
        page = replace(page, map=_moving(card, page.plan, page.map))
    context = {
        "token": token,
        "page": page,
        "card": card,
        "emergency": emergency(need.code for need in card.needs),
        "said": words_for(request.viewer, token),  # type: ignore[attr-defined]
        "now": timezone.localtime(),
        **SECTION,
    }
    return render(request, template, context)


def page_of(card: PlansCard, plan: PlanCard, address: str = "") -> PlanPage:
    """One plan alone, as paper shows it. address: where it can be found again, "" nowhere."""
    return PlanPage(
        tabs=(),
        number=plan.number,
        plan=plan,
        map=_map(card, plan),
        off_map=tuple(s for s in plan.steps if s.lon is None or s.lat is None),
        address=address,
        words=_words(plan),
        sources=_sources(plan),
    )


def _plan_to_show(card: PlansCard, asked: str, address: str) -> PlanPage:
    by_number = {plan.number: plan for plan in card.plans}
    first = min(by_number, default=1)
    number = int(asked) if re.fullmatch(r"[0-9]{1,2}", asked) else first
    number = number if number in by_number else first
    plan = by_number.get(number)
    tabs = tuple(PlanTab(n, p, n == number) for n, p in by_number.items())
    if plan is None:
        return PlanPage(tabs, number, None, "", (), f"{address}?plan={number}", (), ())
    return replace(page_of(card, plan, f"{address}?plan={number}"), tabs=tabs)


def _words(plan: PlanCard) -> tuple[TermCard, ...]:
    """Words of the steps that have a plain explanation, those of the first steps first."""
    texts: list[str] = []
    for step in plan.steps:
        texts += [step.organisation.name, step.place.name if step.place else "", step.conditions]
        texts += [service.name for service in step.services]
        texts += [*step.to_check, *step.bring, *step.ask, *(need.label for need in step.needs)]
    return terms_in(texts)[:WORDS_ON_PAPER]


def _sources(plan: PlanCard) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.title for step in plan.steps for source in step.sources))


def _map(card: PlansCard, plan: PlanCard) -> SafeString:
    frame = sketch.frame_of(card.origin, plan.steps)
    return sketch.plan_map(
        card.origin,
        plan.steps,
        towns_within(*frame.bounds(), TOWNS_ON_A_MAP),
        title=_("Carte schématique des étapes autour %(commune)s") % {"commune": card.departure},
        ref="carte",
        tour=plan.tour if plan.tour_order else (),
    )


def _moving(card: PlansCard, plan: PlanCard, drawing: SafeString | str) -> SafeString | str:
    return mapping.moving_map(
        drawing,
        [mapping.Spot.of(step, f"etape-{step.number}") for step in plan.steps],
        around=card.origin,
        tour=plan.tour if plan.tour_order else (),
        list_id="parcours",
    )
