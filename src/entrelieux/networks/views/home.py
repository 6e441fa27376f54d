"""The networks of this site, one of them for everybody, and the directory of its members."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from entrelieux.accounts.naming import structure_names
from entrelieux.exchanges.meetings.selectors import meetings_for
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import viewer_of
from entrelieux.networks.errors import NetworkGone
from entrelieux.networks.finding import belongs, found, network_in_sight, networks_in_sight
from entrelieux.networks.holding import SPEAKERS
from entrelieux.networks.listing import Listed, members_listed
from entrelieux.networks.policies import may_animate
from entrelieux.networks.threshold import threshold_of
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import PersonCard, person_behind
from entrelieux.passerelles.views.answers import gone, secret

SECTION = {"section": "reseaux"}
NEXT_MEETINGS = 3


@access(anyone)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "networks/list.html", {**SECTION, "networks": networks_in_sight()})


@access(anyone)
@require_safe
def one(request: HttpRequest, ref: str) -> HttpResponse:
    viewer, network = viewer_of(request), _network(ref)
    departement = network.zone_code if network.zone == "departement" else ""
    context = {
        **SECTION,
        "network": network,
        "territory": found(network).territory,
        "threshold": threshold_of(viewer, network),
        "meetings": meetings_for(viewer, departement).coming[:NEXT_MEETINGS],
        "animates": may_animate(viewer, network.ref),
        "welcomes": network.ref in viewer.networks(),
        "belongs": belongs(viewer, network),
        "structures": structure_names(sorted(viewer.organisations(*SPEAKERS))),
    }
    return render(request, "networks/one.html", context)


@access(anyone)
@require_safe
def members(request: HttpRequest, ref: str) -> HttpResponse:
    """Everybody reads what is shown to all; who belongs, what members show each other."""
    return _members(request, ref, None, "")


@access(anyone)
@require_safe
@secret
def own_members(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """A member, by their own address."""
    try:
        person = person_behind(token)
    except FollowUpGone:
        return gone(request)
    return _members(request, ref, person, token)


def _members(request: HttpRequest, ref: str, person: PersonCard | None, token: str) -> HttpResponse:
    network = _network(ref)
    sector, place = request.GET.get("secteur", ""), request.GET.get("autour", "")[:12]
    listed: Listed = members_listed(
        viewer_of(request),
        network,
        as_member=person,
        sector=sector if sector in pack.sectors() else "",
        place=place,
        page=_page(request.GET.get("page", "")),
    )
    context = {
        **SECTION,
        "network": network,
        "listed": listed,
        "token": token,
        "sector": sector,
        "place": place,
    }
    return render(request, "networks/members.html", context)


def _network(ref: str):  # type: ignore[no-untyped-def]
    try:
        return network_in_sight(ref)
    except NetworkGone:
        raise Http404 from None


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
