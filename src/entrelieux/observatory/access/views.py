"""« /observatoire/acces/ »: what people can reach, territory by territory, table first."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import plainly_refused, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.runs import runs_asking
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.access import wording
from entrelieux.observatory.access.asking import (
    TOO_MANY,
    USUAL,
    AccessAsked,
    AccessParams,
    StudyWrong,
    understood,
)
from entrelieux.observatory.access.cards import AccessStudy
from entrelieux.observatory.access.drawing import class_of, drawing, sample
from entrelieux.observatory.access.forms import choices_of
from entrelieux.observatory.access.places import Row, by_epci, named_places, rows_of
from entrelieux.observatory.access.running import KIND, figures_of, table_of, told_of_one
from entrelieux.observatory.access.selectors import access_study
from entrelieux.observatory.policies import may_ask_runs
from entrelieux.observatory.studies.presenting import NORM_MINUTES, shown_figures
from entrelieux.observatory.wording import minutes_told


@dataclass(frozen=True, slots=True)
class Legend:
    """One class of the drawing: its form, its words, and the communes and people in it."""

    form: str
    label: str
    communes: int
    people: int


@access(anyone)
@require_safe
def study(request: HttpRequest) -> HttpResponse:
    params = AccessParams.from_values({"territoire": USUAL, **request.GET.dict()})
    try:
        asked = understood(params)
    except UserError as wrong:
        context = {"error": wrong, "choices": choices_of(params), "section": "observatoire"}
        return render(request, "observatory/access.html", context, status=wrong.status)
    query = urlencode(params.values())
    context = {
        "title": wording.question(asked),
        "asked": params.values(),
        "elsewhere": urlencode({k: v for k, v in params.values().items() if k != "territoire"}),
        "needs_one": bool(params.indicateur and not asked.code),
        "csv": f"{reverse('observatory:access_csv')}?{query}",
        "choices": choices_of(params),
        "norm": NORM_MINUTES,
        "territory": asked.territory,
        "section": "observatoire",
    }
    viewer = viewer_of(request)
    if asked.territory.kind in TOO_MANY:
        context |= {
            "is_long": True,
            "kept": [one for one in runs_asking(KIND, params.values()) if one.is_done],
            "may_ask": may_ask_runs(viewer),
        }
    else:
        context |= _found(viewer, params, asked)
    return render(request, "observatory/access.html", context)


def _found(viewer: Viewer, params: AccessParams, asked: AccessAsked) -> dict[str, Any]:
    found = access_study(viewer, params)
    rows = rows_of(viewer, found)
    figures = {
        "lignes": figures_of(found),
        **told_of_one(found, *named_places(viewer, found)),
    }
    title = _("Les communes de %(where)s, selon le trajet vers le lieu le plus proche") % {
        "where": asked.territory.name
    }
    return {
        "study": found,
        "method": minutes_told(found.method.label),
        "shown": shown_figures(params.values(), figures),
        "groups": by_epci(rows),
        "map": drawing(rows, asked.minutes, title),
        "legend": _legend(rows, asked.minutes),
    }


def _legend(rows: tuple[Row, ...], limit: int) -> list[Legend]:
    held: dict[str, list[int]] = {}
    for row in rows:
        held.setdefault(class_of(row, limit), []).append(row.people)
    return [
        Legend(sample(name), label, len(held[name]), sum(held[name]))
        for name, label in wording.classes(limit)
        if name in held
    ]


@access(anyone)
@require_safe
@plainly_refused
def study_csv(request: HttpRequest) -> HttpResponse:
    params = AccessParams.from_values({"territoire": USUAL, **request.GET.dict()})
    if understood(params).territory.kind in TOO_MANY:
        raise StudyWrong(_("Une étude aussi grande est calculée à part, puis gardée ici."))
    found: AccessStudy = access_study(viewer_of(request), params)
    name = f"acces-{found.asked.territory.key}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(table_of(found), content_type="text/csv; charset=utf-8", headers=headers)
