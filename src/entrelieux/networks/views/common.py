"""What the pages of members have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from entrelieux.networks.errors import MemberGone, NetworkGone
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.views.answers import gone

SECTION = {"section": "reseaux"}
private = cache_control(private=True, no_store=True)
View = Callable[..., HttpResponse]


def absent_is_404(view: View) -> View:
    """Absent, of another world and forbidden look the same."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (FollowUpGone, MemberGone, NetworkGone):
            raise Http404 from None

    return answer


def gone_for_holder(view: View) -> View:
    """An address that opens nothing looks gone."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, token, *args, **kwargs)
        except FollowUpGone:
            return gone(request)

    return answer
