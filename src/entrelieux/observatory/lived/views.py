"""The page of what projects lived, and the same figures as files, definitions beside."""

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel.access import access, anyone
from entrelieux.passerelles.board.exports import masking_word
from entrelieux.projects.counting import COUNTRY, Figures, Lived, lived


@access(anyone)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    found = _asked(request)
    context = {
        "lived": found,
        "definitions": _definitions(found),
        "tables": (
            (_("Étapes dites"), found.stages),
            (_("Arrêter par choix"), found.stops),
            (_("Temps entre deux étapes, en jours (médiane)"), found.delays),
        ),
        "section": "observatoire",
    }
    return render(request, "observatory/lived.html", context)


@access(anyone)
@require_safe
def page_csv(request: HttpRequest) -> HttpResponse:
    """One line for each figure; UTF-8 with its mark and « ; », as in France."""
    found = _asked(request)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(_ROW), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**row, "valeur": _empty(row["valeur"])} for row in _rows(found))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="projets_{found.territory}.csv"'
    return response


@access(anyone)
@require_safe
def page_json(request: HttpRequest) -> HttpResponse:
    found = _asked(request)
    said = {"definitions": _definitions(found), "chiffres": _rows(found)}
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


_ROW = ("code", "libelle", "trimestre", "valeur", "unite", "territoire_code", "territoire",
        "seuil", "releve_le", "fiction")  # fmt: skip


def _asked(request: HttpRequest) -> Lived:
    territory = request.GET.get("territoire", COUNTRY)[:5]
    found = lived(territory, fiction=offer_is_fiction(), today=timezone.localdate())
    if found is None:
        raise Http404
    return found


def _rows(found: Lived) -> list[dict[str, Any]]:
    return [
        _row(found, line, quarter, value)
        for line in found.lines
        for quarter, value in zip(found.quarters, line.values, strict=True)
    ]


def _row(found: Lived, line: Figures, quarter: str, value: int | None) -> dict[str, Any]:
    said = (line.code, line.label, quarter, value, line.unit, found.territory, found.name)
    rest = (found.threshold, found.made_on.isoformat(), "oui" if found.is_fiction else "non")
    return dict(zip(_ROW, (*said, *rest), strict=True))


def _empty(value: int | None) -> int | str:
    return "" if value is None else value


def _definitions(found: Lived) -> list[tuple[str, str]]:
    return [
        (
            _("Projet"),
            _("Un suivi qui a dit au moins une étape. Il compte une fois par étape et trimestre."),
        ),
        (
            _("Étape"),
            _("Ce que la personne dit, quand elle veut. Revenir, s'arrêter et repartir comptent."),
        ),
        (
            _("Arrêt par choix"),
            _("Un résultat, pas un échec. « Avec ce qui a été appris » : la personne l'a écrit."),
        ),
        (
            _("Temps entre deux étapes"),
            _(
                "Jours entre la première fois que chaque étape est dite. La moitié des projets "
                "met moins."
            ),
        ),
        (
            _("Limites"),
            _(
                "Ne compte que ce qui est dit ici. Un suivi effacé ne compte plus. Aucun "
                "territoire n'est classé."
            ),
        ),
        (_("Petits nombres"), masking_word(found.threshold)),
    ]
