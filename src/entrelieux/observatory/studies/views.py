"""« /observatoire/ » and its studies: asked here, worked out beside the site, then kept."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import plainly_refused, see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.runs import RunCard, RunGone, ask_run, run_for, runs_of, table_of_run
from entrelieux.observatory.access.asking import AccessParams
from entrelieux.observatory.access.running import KIND as ACCESS
from entrelieux.observatory.indicators.selectors import indicators
from entrelieux.observatory.policies import may_ask_runs
from entrelieux.observatory.siting.running import KIND as SITING
from entrelieux.observatory.studies.again import address_of, command_of, said_whole, title_of
from entrelieux.observatory.studies.presenting import shown
from entrelieux.observatory.wording import minutes_told

LISTED = 15


@access(anyone)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    kept = sorted(
        (run for kind in (ACCESS, SITING) for run in runs_of(kind, limit=LISTED)),
        key=lambda run: run.asked_at,
        reverse=True,
    )
    context = {
        "runs": [(run, title_of(run), address_of(run)) for run in kept[:LISTED]],
        "indicators": indicators(),
        "section": "observatoire",
    }
    return render(request, "observatory/index.html", context)


@access(may_ask_runs)
@require_POST
@plainly_refused
def ask(request: HttpRequest) -> HttpResponse:
    asked = AccessParams.from_values(request.POST.dict()).values()
    card = ask_run(actor=viewer_of(request), kind=ACCESS, asked=asked)
    return see_other(reverse("observatory:run", args=[card.ref]))


@access(anyone)
@never_cache
@require_safe
def run(request: HttpRequest, ref: str) -> HttpResponse:
    card = _run(ref)
    try:
        found = shown(card) if card.is_done and card.kind == ACCESS else None
    except UserError:
        found = None
    context = {
        "run": card,
        "title": title_of(card),
        "shown": found,
        "method": minutes_told(card.figures["methode"]) if card.is_done else "",
        "command": command_of(card),
        "elsewhere": address_of(card) if card.kind == SITING else "",
        "has_rows": bool(card.is_done and table_of_run(ref)),
        "section": "observatoire",
    }
    return render(request, "observatory/run.html", context)


@access(anyone)
@require_safe
def run_csv(_request: HttpRequest, ref: str) -> HttpResponse:
    rows = table_of_run(_run(ref).ref)
    if not rows:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="etude-{ref}.csv"'}
    return HttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)


@access(anyone)
@require_safe
def run_json(_request: HttpRequest, ref: str) -> HttpResponse:
    card = _run(ref)
    if not card.is_done:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="etude-{ref}.json"'}
    options = {"ensure_ascii": False, "indent": 1}
    return JsonResponse(said_whole(card), headers=headers, json_dumps_params=options)


def _run(ref: str) -> RunCard:
    try:
        return run_for(ref)
    except RunGone:
        raise Http404 from None
