"""Answers that the pages of calls have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from entrelieux.networks.errors import ArrivalGone, NetworkGone

private = cache_control(private=True, no_store=True)
View = Callable[..., HttpResponse]


def absent_is_404(view: View) -> View:
    """Absent, and somebody else's, look the same."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (NetworkGone, ArrivalGone):
            raise Http404 from None

    return answer
