"""« /observatoire/ouvrir/ »: if we opened there, who would gain? A choice, or a try."""

import math
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import plainly_refused, see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.runs import RunCard, RunGone, ask_run, run_for, runs_asking
from entrelieux.observatory.access.asking import StudyWrong
from entrelieux.observatory.policies import may_ask_runs
from entrelieux.observatory.siting import wording
from entrelieux.observatory.siting.asking import (
    ALL,
    FAIR,
    NEAR,
    ROUNDS,
    SitingAsked,
    SitingParams,
    siting_understood,
)
from entrelieux.observatory.siting.choices import choices_of, communes_of
from entrelieux.observatory.siting.presenting import Shown, shown
from entrelieux.observatory.siting.running import KIND, figures_of, inputs_now, table_of
from entrelieux.observatory.siting.selectors import siting_study
from entrelieux.observatory.territory import territory

LISTS = ("plus", "moins", "sauf")
MOST_WORK = {NEAR: 1_500, ALL: 400}
"""Communes × places to open, by goal; the others are quick."""
MOST_TRIPS = 500_000_000
"""Of the fairest choice, found by trying them all: choices × communes."""
MOST_ROUNDS = 30_000


def params_of(query: QueryDict) -> SitingParams:
    """A value that is ticked several times counts for as many."""
    said = {name: str(value) for name, value in query.dict().items()}
    lists = {name: ",".join(map(str, query.getlist(name))) for name in LISTS}
    return SitingParams.from_values(said | lists)


def is_long(asked: SitingAsked) -> bool:
    """Whether it may take more than the two seconds that a page is worth: by size, as measured."""
    communes = int(asked.access.territory.communes.size)
    if asked.is_try:
        return False
    if asked.tour:
        return communes**asked.tour.stops > MOST_ROUNDS
    if asked.goal == FAIR:
        return math.comb(communes, asked.count) * communes > MOST_TRIPS
    return communes * asked.count > MOST_WORK.get(asked.goal, math.inf)


@dataclass(frozen=True)
class Page:
    """What one address asks, and what is known of it."""

    request: HttpRequest
    params: SitingParams
    asked: SitingAsked | None
    error: UserError | None = None
    kept: RunCard | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Page":
        params, kept = params_of(request.GET), None
        if request.GET.get("etude"):
            kept = _run(request.GET["etude"])
            params = SitingParams.from_values(kept.asked)
        try:
            asked = siting_understood(params)
        except UserError as error:
            return cls(request, params, None, error)
        if kept is None and is_long(asked):
            found = runs_asking(KIND, asked.params.given())
            kept = next((one for one in found if one.is_done), next(iter(found), None))
        return cls(request, asked.params, asked, None, kept)

    @cached_property
    def is_long(self) -> bool:
        return self.asked is not None and self.kept is None and is_long(self.asked)

    def answer(self) -> Shown | None:
        """Raises: UserError: a place that is tried is not of the study."""
        if self.asked is None or self.is_long:
            return None
        if self.kept:
            return shown(self.asked, self.kept.figures) if self.kept.is_done else None
        return shown(self.asked, figures_of(siting_study(viewer_of(self.request), self.params)))


@access(anyone)
@require_safe
def siting(request: HttpRequest) -> HttpResponse:
    page = Page.of(request)
    error, found = page.error, None
    try:
        found = page.answer()
    except UserError as wrong:
        error = wrong
    context = {**_context(page), "found": found, "error": error}
    return render(
        request, "observatory/siting.html", context, status=error.status if error else 200
    )


@access(anyone)
@require_safe
@plainly_refused
def siting_leaflet(request: HttpRequest) -> HttpResponse:
    """The rounds alone, for whoever drives."""
    page = Page.of(request)
    if page.error:
        raise page.error
    found = page.answer()
    if found is None or not found.rounds:
        raise Http404
    context = {**_context(page), "found": found}
    return render(request, "observatory/siting_leaflet.html", context)


@access(anyone)
@require_safe
@plainly_refused
def siting_csv(request: HttpRequest) -> HttpResponse:
    params = params_of(request.GET)
    asked = siting_understood(params)
    if is_long(asked):
        raise StudyWrong(wording.apart())
    rows = table_of(siting_study(viewer_of(request), params))
    name = f"ouvrir-{asked.access.territory.key}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)


@access(may_ask_runs)
@require_POST
@plainly_refused
def siting_ask(request: HttpRequest) -> HttpResponse:
    """Have it worked out beside the site, and kept."""
    asked = siting_understood(params_of(request.POST)).params.given()
    card = ask_run(actor=viewer_of(request), kind=KIND, asked=asked)
    return see_other(reverse("observatory:siting"), etude=card.ref)


def _context(page: Page) -> dict[str, object]:
    given = page.params.given()
    reset = {name: value for name, value in given.items() if name not in ("plus", "moins")}
    here = territory(page.params.territoire) if page.asked else territory("dep-48")
    return {
        "asked": page.asked,
        "params": page.params,
        "given": given,
        "base": reset,
        "reset": f"{reverse('observatory:siting')}?{urlencode(reset)}",
        "address": urlencode(given),
        "run": page.kept,
        "is_stale": bool(
            page.kept
            and page.kept.is_done
            and dict(page.kept.inputs) != inputs_now(page.params.indicateur)
        ),
        "is_long": page.is_long,
        "is_tour": page.params.but == ROUNDS,
        "base_name": wording.base(page.asked),
        "title": wording.question(page.asked) if page.asked else "",
        "may_ask": may_ask_runs(viewer_of(page.request)),
        "choices": choices_of(page.params, here),
        "communes": communes_of(here),
        "section": "observatoire",
    }


def _run(ref: str) -> RunCard:
    try:
        found = run_for(ref[:40])
    except RunGone:
        raise Http404 from None
    if found.kind != KIND:
        raise Http404
    return found
