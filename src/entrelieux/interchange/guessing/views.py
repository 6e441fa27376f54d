"""« /echanges/ »: send a file, say what its columns are, look at its rows, publish it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.directory.wording import hours
from entrelieux.interchange.guessing import reviewing
from entrelieux.interchange.guessing.policies import exchanges, producer_for
from entrelieux.interchange.guessing.wording import LABELS, code_of, every_use, said
from entrelieux.interchange.limits import megabytes
from entrelieux.interchange.report import Issue, Report
from entrelieux.kernel.access import access
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

SECTION = {"section": "echanges"}
SHOWN_ROWS = 40


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark in the words of the page. found, kept: as in ``Issue``, hours said in words."""

    label: str
    found: str
    kept: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row and what was remarked of it; is_refused: it would not be published."""

    number: int
    is_refused: bool
    issues: tuple[Remark, ...]


@access(exchanges)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _files(request)
    sent = request.FILES.get("fichier")
    if not isinstance(sent, UploadedFile):
        return _files(request, problem=_("Choisissez d'abord le fichier."))
    if sent.size is None or sent.size > reviewing.LIMITS.file_bytes:
        limit = megabytes(reviewing.LIMITS.file_bytes)
        problem = _("Ce fichier dépasse %(limit)s. Coupez-le, ou passez par la ligne de commande.")
        return _files(request, problem=problem % {"limit": limit})
    try:
        ref = reviewing.send(
            actor=_viewer(request),
            file_name=sent.name or "fichier",
            content=sent.read(),
            source=request.POST.get("producteur", ""),
        )
    except UserError as error:
        return _files(request, problem=error.message)
    return _see("exchanges:review", ref)


def _files(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    published = request.GET.get("publies", "")
    context = {
        "files": reviewing.mine(_viewer(request)),
        "limit": megabytes(reviewing.LIMITS.file_bytes),
        "rows": reviewing.LIMITS.rows,
        "problem": problem,
        "published": published if published.isdecimal() else "",
        "producer": request.POST.get("producteur", ""),
        **SECTION,
    }
    return render(request, "interchange/files.html", context, status=422 if problem else 200)


@access(exchanges)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """Column by column: what it is, why, and a choice to change it."""
    viewer = _viewer(request)
    if request.method != "POST":
        return _review(request, _own(viewer, ref))
    choices = {
        rank: code
        for rank in range(reviewing.LIMITS.columns)
        if (code := request.POST.get(f"c{rank}")) is not None
    }
    try:
        source = request.POST.get("producteur", "")
        if not reviewing.choose(actor=viewer, ref=ref, choices=choices, source=source):
            raise Http404
    except UserError as error:
        return _review(request, _own(viewer, ref), problem=error.message)
    return _see("exchanges:rows", ref)


def _review(request: HttpRequest, found: reviewing.Review, *, problem: str = "") -> HttpResponse:
    usual = every_use()
    columns = [(column, _choices(column, usual)) for column in found.columns]
    context = {
        "review": found,
        "doubtful": [pair for pair in columns if pair[0].is_doubtful],
        "columns": [pair for pair in columns if not pair[0].is_doubtful and pair[0].examples],
        "empty": [pair for pair in columns if not pair[0].is_doubtful and not pair[0].examples],
        "problem": problem,
        "named": producer_for(_viewer(request), found.source or found.file_name),
        **SECTION,
    }
    return render(request, "interchange/review.html", context, status=422 if problem else 200)


def _choices(column: reviewing.ColumnCard, usual: list[Any]) -> list[Choice]:
    """Leave aside, what is chosen, what else it looked like, then everything."""
    near = [column.use, *column.others] if column.use else list(column.others)
    uses = dict.fromkeys([*near, *usual])
    chosen = code_of(column.use)
    return [
        Choice("", _("Laisser de côté"), not chosen),
        *(Choice(code_of(use), said(use), code_of(use) == chosen) for use in uses),
    ]


@access(exchanges)
@never_cache
@require_safe
def rows(request: HttpRequest, ref: str) -> HttpResponse:
    """What publishing would do, and each row of which there is something to say."""
    return _rows(request, ref)


def _rows(request: HttpRequest, ref: str, *, problem: str = "") -> HttpResponse:
    viewer = _viewer(request)
    found = _own(viewer, ref)
    report: Report | None = None
    try:
        report = reviewing.tried(viewer, ref, timezone.localdate())
    except UserError as error:
        problem = problem or error.message
    lines = _lines(report) if report else []
    context = {
        "review": found,
        "report": report,
        "refused": [line for line in lines if line.is_refused][:SHOWN_ROWS],
        "remarked": [line for line in lines if not line.is_refused][:SHOWN_ROWS],
        "hidden": max(0, sum(not line.is_refused for line in lines) - SHOWN_ROWS),
        "problem": problem,
        "name": request.POST.get("nom", found.kept_from),
        **SECTION,
    }
    return render(request, "interchange/rows.html", context, status=422 if problem else 200)


def _lines(report: Report) -> list[Line]:
    by_row: dict[int, list[Issue]] = defaultdict(list)
    for issue in report.issues:
        by_row[issue.row].append(issue)
    return [
        Line(number, any(one.kept is None for one in issues), tuple(map(_remark, issues)))
        for number, issues in sorted(by_row.items())
    ]


def _remark(issue: Issue) -> Remark:
    kept = issue.kept or ""
    if issue.field == "horaires" and kept:
        kept = hours(kept, timezone.localdate()) or kept
    label = LABELS.get(issue.field, issue.field)
    return Remark(str(label), issue.found, kept, issue.expected)


@access(exchanges)
@never_cache
@require_POST
def publish(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        report = reviewing.publish(
            actor=_viewer(request),
            ref=ref,
            today=timezone.localdate(),
            save_as=request.POST.get("nom", ""),
        )
    except UserError as error:
        return _rows(request, ref, problem=error.message)
    if report is None:
        raise Http404
    count = {"publies": report.accepted + report.mended}
    return HttpResponseRedirect(f"{reverse('exchanges:list')}?{urlencode(count)}")


@access(exchanges)
@never_cache
@require_POST
def forget(request: HttpRequest, ref: str) -> HttpResponse:
    if not reviewing.forget(actor=_viewer(request), ref=ref):
        raise Http404
    return HttpResponseRedirect(reverse("exchanges:list"))


def _own(viewer: Viewer, ref: str) -> reviewing.Review:
    found = reviewing.review_for(viewer, ref)
    if found is None:
        raise Http404
    return found


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _see(name: str, ref: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[ref]))
