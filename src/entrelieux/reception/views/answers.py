"""Answers that the pages of the reception have in common."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from entrelieux.kernel.answers import see_other
from entrelieux.kernel.viewer import Viewer
from entrelieux.reception.errors import IntakeGone
from entrelieux.reception.forms import whole
from entrelieux.reception.kept import kept_for
from entrelieux.reception.views import words

SECTION = {"section": "parcours"}
private = cache_control(private=True, no_store=True)


def gone(request: HttpRequest) -> HttpResponse:
    """Expired, erased or never opened: the three look the same. One begun goes on instead.

    The words that this browser still carries are given back, to begin again.
    """
    token = _token(request)
    if begun := _where_it_stopped(request.viewer, token):  # type: ignore[attr-defined]
        return see_other(begun)
    context = {"words": words.carried(request, token), "token": token, **SECTION}
    return render(request, "reception/gone.html", context, status=404)


def _token(request: HttpRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs.get("token", "")) if match else ""


def _where_it_stopped(viewer: Viewer, token: str) -> str:
    """The screen to answer next; "" when there is no such intake, or nothing is missing."""
    try:
        kept = kept_for(viewer, token)
    except IntakeGone:
        return ""
    if kept.params is not None:
        return ""
    return step_address(token, max(whole(kept.answers).screen_in_trouble(), 1))


def step_address(token: str, number: int) -> str:
    return reverse("reception:step", args=[token, number])
