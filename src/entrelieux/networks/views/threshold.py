"""How many members against how many wanted, for everybody; the animator sets how many."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.accounts.cards import NetworkCard
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.networks.drawing import months_drawn
from entrelieux.networks.errors import NetworkGone
from entrelieux.networks.finding import network_in_sight
from entrelieux.networks.goal_form import GoalForm
from entrelieux.networks.policies import may_animate
from entrelieux.networks.threshold import goals_of, set_goal, threshold_of
from entrelieux.networks.views.home import SECTION
from entrelieux.packs.fr import networks as pack


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
def threshold(request: HttpRequest, ref: str) -> HttpResponse:
    """Everybody reads; posting sets a goal, by who animates the network."""
    try:
        network = network_in_sight(ref)
    except NetworkGone:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, network, GoalForm())
    if not may_animate(viewer_of(request), network.ref):
        raise Http404
    form = GoalForm(request.POST)
    if not form.is_valid():
        return _page(request, network, form, status=422)
    try:
        set_goal(actor=viewer_of(request), network=network, **form.said())
    except UserError as error:
        form.refuse(error)
        return _page(request, network, form, status=error.status)
    return see_other(reverse("networks:threshold", args=[network.ref]))


def _page(
    request: HttpRequest, network: NetworkCard, form: GoalForm, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    found = threshold_of(viewer, network)
    context = {
        **SECTION,
        "network": network,
        "threshold": found,
        "drawing": months_drawn(found.months, found.goal),
        "animates": may_animate(viewer, network.ref),
        "goals": goals_of(network),
        "form": form,
        "first_goal": pack.FIRST_GOAL,
    }
    return render(request, "networks/threshold.html", context, status=status)
