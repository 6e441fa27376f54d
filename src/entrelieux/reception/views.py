"""From a situation to plans, and to the next person."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.kernel import sketch
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError
from entrelieux.reception import services
from entrelieux.reception.cards import PlanCard, PlansCard, StepCard
from entrelieux.reception.forms import IntakeForm, initial_of
from entrelieux.reception.selectors import IntakeGone, intake_for, plans_for
from entrelieux.territories.selectors import towns_within

SECTION = {"section": "parcours"}
TOWNS_ON_A_MAP = 40
private = cache_control(private=True, no_store=True)


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
@require_http_methods(["GET", "HEAD", "POST"])
@private
def intake(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _answer(request, IntakeForm(request.POST))
    start = {name: request.GET[name] for name in ("commune", "mode") if name in request.GET}
    form = IntakeForm(initial=start)
    return _form(request, form, erased="efface" in request.GET)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def change(request: HttpRequest, token: str) -> HttpResponse:
    """The form as it was filled; a new answer takes the place of the old one."""
    try:
        params = intake_for(request.viewer, token)
    except IntakeGone:
        return _gone(request)
    if request.method == "POST":
        return _answer(request, IntakeForm(request.POST), replaced=token)
    return _form(request, IntakeForm(initial=initial_of(params)), token=token)


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


@access(anyone)
@require_POST
@private
def erase(request: HttpRequest, token: str) -> HttpResponse:
    services.erase_intake(actor=request.viewer, token=token)
    return _see_other(reverse("reception:intake") + "?efface=1")


def _answer(request: HttpRequest, form: IntakeForm, replaced: str = "") -> HttpResponse:
    if form.is_valid():
        try:
            token = services.open_intake(
                actor=request.viewer, params=form.params(), replaces=replaced
            )
        except UserError as error:
            form.refuse(error)
        else:
            return _see_other(reverse("reception:plans", args=[token]))
    return _form(request, form, token=replaced, status=422)


def _form(
    request: HttpRequest,
    form: IntakeForm,
    *,
    token: str = "",
    erased: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "token": token, "erased": erased, **SECTION}
    return render(request, "reception/intake.html", context, status=status)


def _plan_page(request: HttpRequest, token: str, template: str) -> HttpResponse:
    try:
        card = plans_for(request.viewer, intake_for(request.viewer, token))
    except IntakeGone:
        return _gone(request)
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


def _gone(request: HttpRequest) -> HttpResponse:
    """Expired, erased or never opened: the three look the same."""
    return render(request, "reception/gone.html", SECTION, status=404)


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
