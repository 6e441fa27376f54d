"""Answers that the pages of records have in common."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from entrelieux.counter.records.cards import RecordCard, StructureChoice
from entrelieux.counter.records.errors import RecordGone
from entrelieux.counter.records.selectors import end_of_month, record_for, structures_of
from entrelieux.kernel.answers import viewer_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECTION = {"section": "guichet"}
private = cache_control(private=True, no_store=True)


def structure_or_404(request: HttpRequest) -> tuple[StructureChoice, tuple[StructureChoice, ...]]:
    """The structure asked, among those the viewer writes for; the first when none is asked."""
    known = structures_of(viewer_of(request))
    asked = request.POST.get("structure") or request.GET.get("structure") or ""
    found = next((one for one in known if one.ref == asked), None)
    if found is None and asked:
        raise Http404
    if found is None:
        found = known[0]
    return found, known


def record_or_404(request: HttpRequest, ref: str) -> RecordCard:
    try:
        return record_for(viewer_of(request), ref)
    except RecordGone as gone:
        raise Http404 from gone


def whole_number(text: str, otherwise: int) -> int:
    """A small whole number typed or sent; ``otherwise`` for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else otherwise


def month_asked(request: HttpRequest) -> date:
    """The first day of ``?mois=2026-11``; of this month when it says nothing that can be."""
    this = timezone.localdate().replace(day=1)
    try:
        return date.fromisoformat(f"{request.GET.get('mois', '')[:7]}-01")
    except ValueError:
        return this


def period_asked(request: HttpRequest) -> tuple[date, date]:
    """(first day, last day): a month, or the whole year of it with ``?periode=annee``."""
    first = month_asked(request)
    if request.GET.get("periode") == "annee":
        return first.replace(month=1), first.replace(month=12, day=31)
    return first, end_of_month(first)


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
