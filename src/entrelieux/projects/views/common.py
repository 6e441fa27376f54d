"""What the pages of projects have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from entrelieux.kernel.answers import see_other
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.views.answers import gone
from entrelieux.projects.errors import ProjectGone

View = Callable[..., HttpResponse]


def for_holder(view: View) -> View:
    """An address that opens nothing looks gone; a file without a project leads to opening one."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, token, *args, **kwargs)
        except FollowUpGone:
            return gone(request)
        except ProjectGone:
            return see_other(reverse("projects:mine", args=[token]))

    return answer


def for_companion(view: View) -> View:
    """Absent, closed and forbidden look the same."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (FollowUpGone, ProjectGone):
            raise Http404 from None

    return answer


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, even empty: an empty one is told what is missing."""
    return request.POST if request.method == "POST" else None
