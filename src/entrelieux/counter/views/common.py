"""Answers that the pages of the counter have in common."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from entrelieux.counter.cards import VisitCard
from entrelieux.counter.errors import VisitGone
from entrelieux.counter.selectors import visit_for
from entrelieux.kernel.answers import viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.reception.errors import PlanMoved
from entrelieux.reception.views import words

SECTION = {"section": "guichet"}
private = cache_control(private=True, no_store=True)


def address_of(ref: str, anchor: str = "") -> str:
    return reverse("counter:visit", args=[ref]) + (f"#{anchor}" if anchor else "")


def visit_or_404(request: HttpRequest, ref: str) -> VisitCard:
    try:
        return visit_for(viewer_of(request), ref)
    except VisitGone as gone:
        raise Http404 from gone


def words_of(request: HttpRequest, visit: VisitCard) -> str:
    """What the person said: in the agent's browser alone, for the pages of this visit."""
    return words.carried(request, visit.token)


def refused(
    request: HttpRequest, visit: VisitCard, error: UserError, *, status: int = 0
) -> HttpResponse:
    """Nothing was done, why, and the way back. status: 0 for that of the error."""
    moved = isinstance(error, PlanMoved)
    title = _("Le parcours a changé") if moved else _("Rien n'a été enregistré")
    context = {"visit": visit, "title": title, "error": error, **SECTION}
    return render(request, "counter/moved.html", context, status=status or error.status)


def expired(request: HttpRequest, visit: VisitCard, **context: Any) -> HttpResponse:
    """What was said has expired while the visit is still open: one begins again."""
    context = {"visit": visit, **context, **SECTION}
    return render(request, "counter/expired.html", context, status=404)
