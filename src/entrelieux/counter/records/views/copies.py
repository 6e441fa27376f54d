"""A record for the tools of others: one row, one contact card, one appointment."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from entrelieux.counter.records import contacts, sheets
from entrelieux.counter.records.copying import row_of
from entrelieux.counter.records.meeting import meeting_of
from entrelieux.counter.records.policies import keeps_records
from entrelieux.counter.records.presenting import Places
from entrelieux.counter.records.selectors import structure_named
from entrelieux.counter.records.views.common import WORKBOOK, as_file, private, record_or_404
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import viewer_of


@access(keeps_records)
@require_safe
@private
def row(request: HttpRequest, ref: str) -> HttpResponse:
    viewer, card = viewer_of(request), record_or_404(request, ref)
    structure = structure_named(viewer, card.organisation_ref)
    sheet = row_of(card, Places(viewer), structure.name)
    return as_file(sheets.as_workbook(sheet), f"compte-rendu-{ref[:8]}.xlsx", WORKBOOK)


@access(keeps_records)
@require_safe
@private
def contact(request: HttpRequest, ref: str) -> HttpResponse:
    card = record_or_404(request, ref)
    found = meeting_of(viewer_of(request), card)
    content = contacts.vcard(found.contact, is_fiction=card.is_fiction)
    return as_file(content, f"structure-{ref[:8]}.vcf", "text/vcard; charset=utf-8")


@access(keeps_records)
@require_safe
@private
def appointment(request: HttpRequest, ref: str) -> HttpResponse:
    card = record_or_404(request, ref)
    found = meeting_of(viewer_of(request), card)
    content = contacts.calendar(found.appointment, timezone.now())
    return as_file(content, f"rendez-vous-{ref[:8]}.ics", "text/calendar; charset=utf-8")
