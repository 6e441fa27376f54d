"""For who calls back: the line, one's own calls, and one call with how to reach the person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.networks.arrivals import calling
from entrelieux.networks.arrivals.adapters import label
from entrelieux.networks.arrivals.line import line_for
from entrelieux.networks.arrivals.receiving import held_by, receiver_card, receiver_of
from entrelieux.networks.arrivals.rules import rules_now
from entrelieux.networks.arrivals.views.common import absent_is_404, private
from entrelieux.networks.errors import ArrivalGone, NetworkGone
from entrelieux.networks.finding import network_in_sight
from entrelieux.networks.policies import may_animate_part
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.policies import helps_or_animates

SHOWN = 40
"""Of those who wait; the others are counted."""


@access(helps_or_animates)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def line(request: HttpRequest, ref: str) -> HttpResponse:
    """Who is next; posting ``demande`` takes one."""
    viewer, network, error = viewer_of(request), network_in_sight(ref), None
    waiting = line_for(viewer, network)
    if request.method == "POST":
        call = request.POST.get("demande", "")[:40]
        try:
            calling.take(actor=viewer, network=network, ref=call)
        except ArrivalGone:
            raise
        except UserError as found:
            error, waiting = found, line_for(viewer, network)
        else:
            return see_other(reverse("arrivals:call", args=[ref, call]), fait="prise")
    receiver = receiver_of(viewer, network)
    mine = calling.held_for(viewer, network)
    context = {
        "network": network,
        "next": next((one for one in waiting if one.fits), None),
        "waiting": waiting[:SHOWN],
        "others": len(waiting) - SHOWN,
        "late": sum(one.is_late for one in waiting),
        "count": len(waiting),
        "mine": [(one, label(pack.kinds(), one.kind)) for one in mine],
        "receiver": (
            receiver_card(viewer, receiver, held_by([receiver])[receiver.pk]) if receiver else None
        ),
        "animates": may_animate_part(viewer, network.ref),
        "is_shut": rules_now(network).is_shut,
        "done": request.GET.get("fait", ""),
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "networks/arrivals/line.html", context, status=status)


@access(helps_or_animates)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def call(request: HttpRequest, ref: str, call_ref: str) -> HttpResponse:
    """One call that the viewer took; posting ``faire`` says what happened."""
    viewer, network, error = viewer_of(request), network_in_sight(ref), None
    if request.method == "POST":
        try:
            what = _done(request, ref, call_ref)
        except (ArrivalGone, NetworkGone):
            raise
        except UserError as found:
            error = found
        else:
            if what == "essai":
                return see_other(reverse("arrivals:call", args=[ref, call_ref]), fait=what)
            return see_other(reverse("arrivals:line", args=[ref]), fait=what)
    context = {
        "network": network,
        "call": calling.taken_for(viewer, network, call_ref),
        "outcomes": [
            (code, label(pack.outcomes(), code))
            for code, one in pack.outcomes().items()
            if one.was_spoken
        ],
        "said": request.POST.get("suite", ""),
        "done": request.GET.get("fait", ""),
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "networks/arrivals/call.html", context, status=status)


def _done(request: HttpRequest, ref: str, call_ref: str) -> str:
    viewer, network = viewer_of(request), network_in_sight(ref)
    what, said = request.POST.get("faire", ""), request.POST.get("version", "")
    version = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1
    if what == "essai":
        calling.tried(actor=viewer, network=network, ref=call_ref, version=version)
    elif what == "fini":
        outcome = request.POST.get("suite", "")
        calling.settle(
            actor=viewer, network=network, ref=call_ref, outcome=outcome, version=version
        )
    elif what == "rendre":
        calling.give_back(actor=viewer, network=network, ref=call_ref, version=version)
    else:
        calling.taken_for(viewer, network, call_ref)
    return what
