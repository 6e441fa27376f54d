"""Records as files in La Coop's columns, and an export of La Coop read in."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.counter.records import carrying, page, sheets
from entrelieux.counter.records.cards import StructureChoice
from entrelieux.counter.records.coop_reading import Act, Reading, read_export
from entrelieux.counter.records.coop_writing import Sheet, sheet_of
from entrelieux.counter.records.policies import keeps_records
from entrelieux.counter.records.presenting import Places
from entrelieux.counter.records.selectors import everything_between
from entrelieux.counter.records.starting import place_finder
from entrelieux.counter.records.taking_in import Sorted, sort_acts, take_in
from entrelieux.counter.records.views.common import (
    SECTION,
    WORKBOOK,
    as_file,
    period_asked,
    private,
    structure_or_404,
)
from entrelieux.interchange.limits import UPLOAD, UnusableFileError
from entrelieux.interchange.lines import open_lines
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.packs.fr import coop

SHOWN = 100
CHECK, TAKE = "verifier", "reprendre"


@access(keeps_records)
@require_safe
@private
def csv_file(request: HttpRequest) -> HttpResponse:
    name, sheet = _sheet(request)
    return as_file(sheets.as_csv(sheet), f"{name}.csv", "text/csv; charset=utf-8")


@access(keeps_records)
@require_safe
@private
def workbook(request: HttpRequest) -> HttpResponse:
    name, sheet = _sheet(request)
    return as_file(sheets.as_workbook(sheet), f"{name}.xlsx", WORKBOOK)


def _sheet(request: HttpRequest) -> tuple[str, Sheet]:
    viewer = viewer_of(request)
    structure, _structures = structure_or_404(request)
    since, until = period_asked(request)
    cards = everything_between(viewer, structure.ref, since, until)
    with_ours = request.GET.get("plus") == "oui"
    fiction = "fiction-" if any(card.is_fiction for card in cards) else ""
    name = f"{fiction}comptes-rendus-{since:%Y-%m-%d}-{until:%Y-%m-%d}"
    return name, sheet_of(cards, Places(viewer), with_ours=with_ours)


@access(keeps_records)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def take(request: HttpRequest) -> HttpResponse:
    """First what would be taken in is shown; then, and only if asked, it is."""
    structure, structures = structure_or_404(request)
    context: dict[str, Any] = {"structure": structure, "structures": structures}
    if request.method != "POST":
        return _ask(request, **context)
    if request.POST.get("pas") == TAKE:
        return _take(request, structure, context)
    sent = request.FILES.get("fichier")
    if not isinstance(sent, UploadedFile):
        return _ask(request, problem=_("Choisissez d'abord le fichier."), status=422, **context)
    try:
        reading = _read(request, structure, sent)
    except UnusableFileError as error:
        return _ask(request, problem=error.message, status=422, **context)
    piles = sort_acts(viewer_of(request), structure.ref, reading.acts)
    context |= {
        "file_name": sent.name or "",
        "reading": reading,
        "refusals": reading.refusals[:SHOWN],
        "warnings": reading.warnings[:SHOWN],
        "piles": piles,
        "twins": page.acts_of(piles.twins[:SHOWN]),
        "batch": carrying.signed(viewer_of(request), structure.ref, _worth_taking(piles)),
    }
    return render(request, "counter/records/take_preview.html", {**context, **SECTION})


def _worth_taking(piles: Sorted) -> tuple[Act, ...]:
    return (*piles.new, *piles.changed, *piles.twins)


def _read(request: HttpRequest, structure: StructureChoice, sent: UploadedFile) -> Reading:
    viewer = viewer_of(request)
    forme, monde = request.POST.get("forme", ""), request.POST.get("monde", "")
    if sent.size is not None and sent.size > UPLOAD.file_bytes:
        raise UnusableFileError(
            _("Le fichier est trop gros. Exportez une période plus courte."), code="trop-gros"
        )
    with NamedTemporaryFile(suffix=".table") as kept:
        for chunk in sent.chunks():
            kept.write(chunk)
        kept.flush()
        return read_export(
            open_lines(Path(kept.name), UPLOAD),
            forme_mediation=forme if forme in coop.forms() else next(iter(coop.forms())),
            monde=monde if monde in coop.worlds() else next(iter(coop.worlds())),
            today=timezone.localdate(),
            place_ref=place_finder(viewer, structure.ref),
        )


def _take(
    request: HttpRequest, structure: StructureChoice, context: dict[str, Any]
) -> HttpResponse:
    viewer = viewer_of(request)
    try:
        acts = carrying.read(viewer, structure.ref, request.POST.get("lot", ""))
    except signing.BadSignature:
        problem = _("Cette vérification a plus d'une heure. Choisissez le fichier de nouveau.")
        return _ask(request, problem=problem, status=422, **context)
    taken = take_in(
        actor=viewer,
        organisation_ref=structure.ref,
        acts=acts,
        with_twins=request.POST.get("ressemblants") == "oui",
    )
    last = max((act.draft.held_on for act in acts), default=timezone.localdate())
    return see_other(
        reverse("records:list"),
        structure=structure.ref,
        mois=last.strftime("%Y-%m"),
        repris=str(taken.created),
        changes=str(taken.updated),
    )


def _ask(
    request: HttpRequest, *, problem: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    shown = {
        **context,
        "problem": problem,
        "formes": page.sides(coop.forms()),
        "mondes": page.sides(coop.worlds()),
        "forme": request.POST.get("forme") or next(iter(coop.forms())),
        "monde": request.POST.get("monde") or next(iter(coop.worlds())),
        "tool": page.tool_of("coop"),
        "columns": page.columns_left_empty(),
        **SECTION,
    }
    return render(request, "counter/records/take.html", shown, status=status)
