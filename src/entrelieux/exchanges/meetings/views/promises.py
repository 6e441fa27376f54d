"""Promises: the list of those who hold meetings, and the person's own word on theirs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.meetings.errors import PromiseGone
from entrelieux.exchanges.meetings.policies import prepares
from entrelieux.exchanges.meetings.promising import promises_for
from entrelieux.exchanges.meetings.views.common import SECTION, absent_is_404, private
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.views.answers import gone, secret


@access(prepares)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def promises(request: HttpRequest) -> HttpResponse:
    """Posting ``promesse`` and ``etat`` says that one is kept, or let go."""
    viewer = viewer_of(request)
    error = None
    if request.method == "POST":
        ref, state = request.POST.get("promesse", "")[:40], request.POST.get("etat", "")
        try:
            services.end_promise(actor=viewer, ref=ref, state=state)
        except PromiseGone:
            raise
        except UserError as found:
            error = found
        else:
            return see_other(reverse("meetings:promises"), fait="note")
    every = promises_for(viewer)
    context = {
        "waiting": [one for one in every if one.state == "a_tenir"],
        "ended": [one for one in every if one.state != "a_tenir"],
        "done": request.GET.get("fait", ""),
        "error": error,
        **SECTION,
    }
    status = error.status if error else 200
    return render(request, "exchanges/meetings/promises.html", context, status=status)


@access(anyone)
@require_POST
@secret
def own_promise(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    state = request.POST.get("etat", "")
    try:
        services.end_promise(actor=viewer_of(request), ref=ref, state=state, token=token)
    except PromiseGone:
        return gone(request)
    except UserError:  # no button says so: nothing changes
        pass
    return see_other(reverse("passerelles:follow_up", args=[token]) + "#promesses")
