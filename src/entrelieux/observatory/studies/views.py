"""« /observatoire/etudes/ »: a study asked here is worked out beside the site, then kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import plainly_refused, see_other, viewer_of
from entrelieux.kernel.runs import RunCard, RunGone, ask_run, run_for, table_of_run
from entrelieux.observatory.access.running import KIND as ACCESS
from entrelieux.observatory.policies import may_ask_runs
from entrelieux.observatory.studies.presenting import shown

ASKED = ("territoire", "quoi", "mode", "minutes", "quand")


@access(may_ask_runs)
@require_POST
@plainly_refused
def ask(request: HttpRequest) -> HttpResponse:
    asked = {name: request.POST[name][:60] for name in ASKED if request.POST.get(name)}
    card = ask_run(actor=viewer_of(request), kind=ACCESS, asked=asked)
    return see_other(reverse("observatory:run", args=[card.ref]))


@access(anyone)
@never_cache
@require_safe
def run(request: HttpRequest, ref: str) -> HttpResponse:
    card = _run(ref)
    context = {"run": card, "shown": shown(card) if card.is_done else None}
    return render(request, "observatory/run.html", context)


@access(anyone)
@require_safe
def run_csv(_request: HttpRequest, ref: str) -> HttpResponse:
    rows = table_of_run(_run(ref).ref)
    if not rows:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="etude-{ref}.csv"'}
    return HttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)


def _run(ref: str) -> RunCard:
    try:
        return run_for(ref)
    except RunGone:
        raise Http404 from None
