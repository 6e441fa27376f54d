"""What anybody may read of time: the history of a sheet, and what moved between two vintages."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.directory.asking import departements
from entrelieux.directory.confirming.history import history_of
from entrelieux.directory.confirming.movements import (
    KINDS,
    LEAST_M,
    Movement,
    Movements,
    MovementsError,
    movements,
)
from entrelieux.directory.confirming.words import event_line
from entrelieux.directory.selectors import PlaceGone
from entrelieux.kernel.access import access, anyone
from entrelieux.packs.fr.vintages import FAMILIES

SECTION = {"section": "lieux"}
MOST_LINES = 200
COLUMNS = (
    *("mouvement", "cle", "nom", "commune", "departement", "avant", "apres", "distance_m"),
    *("itinerant", "lieu"),
)


@access(anyone)
@require_safe
def history(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        found = history_of(request.viewer, ref)  # type: ignore[attr-defined]
    except PlaceGone:
        raise Http404 from None
    today = timezone.localdate()
    lines = tuple(event_line(one, today) for one in found.events)
    context = {"history": found, "lines": lines, **SECTION}
    return render(request, "directory/confirming_history.html", context)


@dataclass(frozen=True, slots=True)
class KindLine:
    """count: of what has an address. moving: buses and rounds. address: of the list of these."""

    kind: str
    label: str
    count: int
    moving: int
    address: str


@access(anyone)
@require_safe
def moved(request: HttpRequest) -> HttpResponseBase:
    """What opened, closed, moved, by département; the whole as CSV with ``format=csv``."""
    data = request.GET
    try:
        found = movements(
            request.viewer,  # type: ignore[attr-defined]
            data.get("famille", "") or next(iter(FAMILIES)),
            data.get("de", ""),
            data.get("a", ""),
        )
    except MovementsError as error:
        context = {"error": error, **SECTION}
        return render(request, "directory/confirming_moved.html", context, status=error.status)
    lines = _wanted(found, data)
    if data.get("format") == "csv":
        return _as_csv(found, lines)
    kind, departement = data.get("quoi", ""), data.get("departement", "")
    context = {
        "found": found,
        "kinds": _kinds(found, departement),
        "table": _table(found),
        "lines": lines[:MOST_LINES],
        "count": len(lines),
        "kind": kind if kind in KINDS else "",
        "departement": departements().get(departement, ""),
        "csv": _address(found, quoi=kind, departement=departement, format="csv"),
        "least_m": LEAST_M,
        **SECTION,
    }
    return render(request, "directory/confirming_moved.html", context)


def kind_label(kind: str) -> str:
    known = {
        "ouvert": _("ouverts"),
        "ferme": _("partis de la liste"),
        "deplace": _("déplacés"),
        "renomme": _("renommés"),
    }
    return known[kind]


def _wanted(found: Movements, data: QueryDict) -> list[Movement]:
    kind, departement = data.get("quoi", ""), data.get("departement", "")
    return [
        line
        for line in found.lines
        if (kind not in KINDS or line.kind == kind)
        and (not departement or line.departement == departement)
    ]


def _kinds(found: Movements, departement: str) -> tuple[KindLine, ...]:
    return tuple(
        KindLine(
            kind,
            kind_label(kind),
            found.counts[kind],
            found.moving[kind],
            _address(found, quoi=kind, departement=departement),
        )
        for kind in KINDS
    )


def _table(found: Movements) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """(name, address, counts in the order of ``KINDS``) of each département."""
    names = departements()
    return tuple(
        (
            f"{names.get(code, _('inconnu'))} ({code})" if code else _("inconnu"),
            _address(found, departement=code),
            tuple(counts.get(kind, 0) for kind in KINDS),
        )
        for code, counts in found.by_departement()
    )


def _address(found: Movements, **asked: str) -> str:
    days = {
        "famille": found.family,
        "de": found.before.published_on.isoformat(),
        "a": found.after.published_on.isoformat(),
    }
    return f"?{urlencode({**days, **{name: text for name, text in asked.items() if text}})}"


class _Echo:
    def write(self, text: str) -> str:
        return text


def _as_csv(found: Movements, lines: list[Movement]) -> StreamingHttpResponse:
    def rows() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield writer.writerow(COLUMNS)
        for line in lines:
            yield writer.writerow(
                _unarmed(cell)
                for cell in (
                    *(line.kind, line.key, line.name, line.commune, line.departement),
                    *(line.before, line.after),
                    "" if line.distance_m is None else str(line.distance_m),
                    *("oui" if line.is_moving else "non", line.ref),
                )
            )

    response = StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8")
    name = f"mouvements-{found.family}-{found.before.published_on}-{found.after.published_on}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _unarmed(cell: str) -> str:
    """A spreadsheet computes what begins so: a quote keeps it a text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
