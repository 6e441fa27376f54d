"""Another language without losing what is being filled in.

The button that changes the language may belong to a form: it then sends the form, and the view
shows the same page again in the other language.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

FIELD = "langue"
View = Callable[..., HttpResponse]


def asked_language(request: HttpRequest) -> str:
    """Code of the language that a form was sent for; "" when it was sent for something else."""
    asked = request.POST.get(FIELD, "")
    return asked if asked in dict(settings.LANGUAGES) else ""


def speaks(view: View) -> View:
    """A view whose form can be sent to change the language; it must answer with the same page."""

    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = asked_language(request)
        if not asked:
            return view(request, *args, **kwargs)
        translation.activate(asked)
        response = view(request, *args, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            asked,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response

    return speaking
