"""What every view answers in the same way."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import urlencode

from entrelieux.kernel.viewer import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks, as the middleware found."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def see_other(address: str, **query: str) -> HttpResponseRedirect:
    """After a write: the browser reads another page, so that reading it again writes nothing."""
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address, status=303)
