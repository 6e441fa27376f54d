"""Who calls back and what each carries: one's own capacity, people accepted, « Répartir »."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.accounts.cards import NetworkCard
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.arrivals import receiving, sharing
from entrelieux.networks.arrivals.forms import CapacityForm
from entrelieux.networks.arrivals.views.common import absent_is_404, private
from entrelieux.networks.errors import ArrivalGone, NetworkGone
from entrelieux.networks.finding import network_in_sight
from entrelieux.networks.models import Receiver
from entrelieux.networks.policies import animates, may_animate_part
from entrelieux.passerelles.policies import helps_or_animates


@access(helps_or_animates)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def load(request: HttpRequest, ref: str) -> HttpResponse:
    """Posting ``faire``: « porter » says what one can carry; « accepter », « finir » somebody."""
    viewer, network = viewer_of(request), network_in_sight(ref)
    if not receiving.may_queue(viewer, network):
        raise NetworkGone
    mine = receiving.receiver_of(viewer, network)
    form, error = CapacityForm(initial=_initial(mine)), None
    if request.method == "POST":
        what = request.POST.get("faire", "")
        if what == "porter":
            form = CapacityForm(request.POST)
        try:
            if _written(request, network, form):
                return see_other(reverse("arrivals:load", args=[ref]), fait=what)
        except (ArrivalGone, NetworkGone):
            raise
        except UserError as found:
            error = found
            if form.is_bound:
                form.refuse(found)
    return _page(request, viewer, network, mine, form, error)


@access(animates)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def share(request: HttpRequest, ref: str) -> HttpResponse:
    """Who would get how many; posting ``empreinte`` applies what it names."""
    viewer, network, error = viewer_of(request), network_in_sight(ref), None
    found = sharing.proposal_for(viewer, network)
    if request.method == "POST":
        seal = request.POST.get("empreinte", "")[:64]
        try:
            given = sharing.share_out(actor=viewer, network=network, seal=seal)
        except NetworkGone:
            raise
        except UserError as wrong:
            error, found = wrong, sharing.proposal_for(viewer, network)
        else:
            return see_other(reverse("arrivals:load", args=[ref]), fait="repartir", n=str(given))
    context = {"network": network, "proposal": found, "error": error}
    status = error.status if error else 200
    return render(request, "networks/arrivals/share.html", context, status=status)


def _written(request: HttpRequest, network: NetworkCard, form: CapacityForm) -> bool:
    actor, what = viewer_of(request), request.POST.get("faire", "")
    if what == "porter":
        if not form.is_valid():
            return False
        receiving.carry(actor=actor, network=network, capacity=form.capacity())
    elif what == "accepter":
        receiving.accept(actor=actor, network=network, key=request.POST.get("personne", "")[:80])
    elif what == "finir":
        receiving.stop(actor=actor, network=network, ref=request.POST.get("qui", "")[:40])
    return True


def _initial(mine: Receiver | None) -> dict[str, object]:
    if mine is None:
        return {}
    return {
        "semaine": mine.weekly,
        "ensemble": mine.most_open,
        "genres": mine.kinds,
        "retour": mine.away_until,
    }


def _page(
    request: HttpRequest,
    viewer: Viewer,
    network: NetworkCard,
    mine: Receiver | None,
    form: CapacityForm,
    error: UserError | None,
) -> HttpResponse:
    people = receiving.receivers_for(viewer, network)
    animated = may_animate_part(viewer, network.ref)
    context = {
        "network": network,
        "people": people,
        "most": max((one.weeks for one in people), default=0),
        "candidates": receiving.candidates_for(viewer, network) if animated else (),
        "animates": animated,
        "calls": mine is not None,
        "form": form,
        "done": request.GET.get("fait", ""),
        "error": error if not form.is_bound else None,
    }
    status = error.status if error else 422 if form.is_bound else 200
    return render(request, "networks/arrivals/load.html", context, status=status)
