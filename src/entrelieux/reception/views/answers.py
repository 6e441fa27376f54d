"""Answers that the pages of the reception have in common."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import cache_control

SECTION = {"section": "parcours"}
private = cache_control(private=True, no_store=True)


def gone(request: HttpRequest) -> HttpResponse:
    """Expired, erased or never opened: the three look the same."""
    return render(request, "reception/gone.html", SECTION, status=404)


def see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
