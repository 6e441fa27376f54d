"""« /observatoire/acces/ »: what people can reach, territory by territory, table first."""

from dataclasses import asdict, dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.engine.reach import Mode
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.runs import RunCard, runs_of
from entrelieux.observatory.access import wording
from entrelieux.observatory.access.asking import DAYS, HALVES, MINUTES, AccessParams, understood
from entrelieux.observatory.access.places import Row, rows_of
from entrelieux.observatory.access.running import KIND, figures_of, table_of
from entrelieux.observatory.access.selectors import access_study
from entrelieux.observatory.policies import may_ask_runs
from entrelieux.observatory.studies.presenting import line_of
from entrelieux.observatory.territory import PAYS, choices
from entrelieux.observatory.wording import labels_of

USUAL = "dep-48"
TOO_MANY = (PAYS, "region")
"""Worked out beside the site: seconds of computing are not asked of a page."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@access(anyone)
@require_safe
def study(request: HttpRequest) -> HttpResponse:
    params = AccessParams.from_values({"territoire": USUAL, **request.GET.dict()})
    error, found = None, None
    rows: tuple[Row, ...] = ()
    try:
        asked = understood(params)
    except UserError as wrong:
        error, asked = wrong, understood(AccessParams(USUAL))
    if error is None and asked.territory.kind not in TOO_MANY:
        found = access_study(viewer_of(request), params)
        rows = rows_of(viewer_of(request), found)
    context = {
        "error": error,
        "title": wording.question(asked),
        "params": params,
        "asked": asdict(params),
        "lines": [line_of(one) for one in figures_of(found)] if found else [],
        "study": found,
        "rows": rows,
        "kept": [] if error else _kept(asdict(params)),
        "is_long": found is None and error is None,
        "may_ask": may_ask_runs(viewer_of(request)),
        "csv": f"{reverse('observatory:access_csv')}?{urlencode(asdict(params))}",
        "choices": _choices(params),
        "section": "observatoire",
    }
    status = error.status if error else 200
    return render(request, "observatory/access.html", context, status=status)


@access(anyone)
@require_safe
def study_csv(request: HttpRequest) -> HttpResponse:
    params = AccessParams.from_values({"territoire": USUAL, **request.GET.dict()})
    found = access_study(viewer_of(request), params)
    name = f"acces-{found.asked.territory.key}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(table_of(found), content_type="text/csv; charset=utf-8", headers=headers)


def _kept(asked: dict[str, str]) -> list[RunCard]:
    return [one for one in runs_of(KIND) if one.is_done and dict(one.asked) == asked]


def _choices(params: AccessParams) -> dict[str, list[Choice] | list[tuple[str, list[Choice]]]]:
    def chosen(value: str, label: str, now: str) -> Choice:
        return Choice(value, label, value == now)

    kinds = {"pays": _("France"), "region": _("Régions"), "dep": _("Départements")}
    where = [
        (
            label,
            [chosen(key, name, params.territoire) for one, key, name in choices() if one == kind],
        )
        for kind, label in kinds.items()
    ]
    what = [
        (
            label,
            [
                chosen(every, said, params.quoi),
                *(
                    chosen(f"{kind}:{code}", name, params.quoi)
                    for code, name in labels_of(kind).items()
                ),
            ],
        )
        for kind, every, said, label in (
            ("fonction", "fonctions", _("Toutes les fonctions"), _("Ce que les lieux permettent")),
            ("besoin", "besoins", _("Tous les besoins"), _("Ce dont on a besoin")),
        )
    ]
    return {
        "where": where,
        "what": what,
        "mode": [chosen(one.value, wording.mode(one.value), params.mode) for one in Mode],
        "minutes": [chosen(str(one), f"{one} min", params.minutes) for one in MINUTES],
        "when": [
            chosen("", _("N'importe quand"), params.quand),
            *(
                chosen(f"{day}-{half}", f"{wording.day(day)} {wording.half(half)}", params.quand)
                for day in DAYS
                for half in HALVES
            ),
        ],
    }
