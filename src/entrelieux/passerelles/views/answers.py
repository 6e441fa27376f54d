"""Answers that the pages of hand-overs have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from entrelieux.kernel.errors import UserError

View = Callable[..., HttpResponse]


def secret(view: View) -> View:
    """What a secret address shows: kept by no cache, found by no search engine.

    The address itself leaves with no link: the site sends it to no other origin
    (``SECURE_REFERRER_POLICY``).
    """

    @wraps(view)
    def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return hidden


def gone(request: HttpRequest) -> HttpResponse:
    """Wrong, closed, expired or never given: they all look the same."""
    return render(request, "passerelles/gone.html", status=404)


def moved(
    request: HttpRequest, error: UserError, *, back: str, kept: dict[str, str], **said: Any
) -> HttpResponse:
    """It changed meanwhile: what is there now, and what was typed, so that nothing is lost."""
    typed = [text for text in kept.values() if text]
    context = {"error": error, "back": back, "typed": typed, **said}
    return render(request, "passerelles/moved.html", context, status=error.status)
