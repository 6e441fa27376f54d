"""What every view answers in the same way."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks, as the middleware found."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def see_other(address: str, **query: str) -> HttpResponseRedirect:
    """After a write: the browser reads another page, so that reading it again writes nothing."""
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address, status=303)


def plainly_refused(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For what has no page of its own, a file or a button: what is wrong is the whole answer."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UserError as error:
            return HttpResponse(error.message, "text/plain; charset=utf-8", error.status)

    return answer
