"""The pages of those who ask: choose places, send, follow, decide."""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.directory import wording
from entrelieux.directory.agenda.forms import line_of
from entrelieux.directory.confirming import answering, asking, following
from entrelieux.directory.confirming.asking import AskingError, CampaignGone, Wish
from entrelieux.directory.confirming.policies import asks_places
from entrelieux.directory.selectors import departements
from entrelieux.kernel.access import access
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

SECTION = {"section": "confirmer"}
MONTHS = (6, 12, 24, 36, 0)
Read = TypeVar("Read")


@access(asks_places)
@never_cache
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    found = following.campaigns_of(_viewer(request))
    return render(request, "directory/confirming_list.html", {"campaigns": found, **SECTION})


@access(asks_places)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose in the address who would be asked, one by one or by what they are; send the ticked."""
    viewer = _viewer(request)
    data = request.POST if request.method == "POST" else request.GET
    networks = asking.networks_of(viewer)
    wish = _wish(viewer, data, {one.ref for one in networks})
    error = None
    if request.method == "POST":
        try:
            ref = asking.open_campaign(
                actor=viewer,
                name=data.get("nom", ""),
                wish=wish,
                refs=data.getlist("lieux"),
                request_key=data.get("cle", "")[:64],
            )
            return _see(reverse("confirming:campaign", args=[ref]))
        except CampaignGone:
            raise Http404 from None
        except AskingError as refused:
            error = refused
    asks = "reseau" in data or "departement" in data
    chosen = set(request.GET.getlist("lieux")[: asking.MOST])
    context = {
        "networks": networks,
        "wish": wish,
        "found": asking.candidates(viewer, wish, chosen) if asks else None,
        "departements": tuple(departements().items()),
        "kinds": tuple((code, wording.kind_label(code)) for code in wording.kinds()),
        "months": MONTHS,
        "name": line_of(data.get("nom", "")),
        "ticked": set(data.getlist("lieux")),
        "is_first": request.method != "POST",
        "key": data.get("cle", "")[:64] or secrets.token_hex(16),
        "most": asking.MOST,
        "error": error,
        **SECTION,
    }
    status = error.status if error else 200
    return render(request, "directory/confirming_new.html", context, status=status)


@access(asks_places)
@never_cache
@require_safe
def campaign(request: HttpRequest, ref: str) -> HttpResponse:
    return _campaign(request, ref)


@access(asks_places)
@never_cache
@require_safe
def letters(request: HttpRequest, ref: str) -> HttpResponse:
    """One letter for each place that has not answered and cannot be written to by mail."""
    row, asked = _or_404(lambda: following.campaign_for(_viewer(request), ref))
    card, found = following.cards(row, asked)
    context = {"campaign": card, "letters": [one for one in found if one.must_call], **SECTION}
    return render(request, "directory/confirming_letters.html", context)


@access(asks_places)
@require_POST
def remind(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = _viewer(request)
    row, asked = _or_404(lambda: following.campaign_for(viewer, ref))
    return _done(request, ref, lambda: asking.remind(actor=viewer, campaign=row, asked=asked))


@access(asks_places)
@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = _viewer(request)
    row, _asked = _or_404(lambda: following.campaign_for(viewer, ref))
    return _done(request, ref, lambda: asking.close_campaign(actor=viewer, campaign=row))


@access(asks_places)
@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Accept or refuse what waits, or take the whole answer back."""
    viewer, what = _viewer(request), request.POST.get("faire", "")
    row = _or_404(lambda: following.asked_for(viewer, ref))

    def act() -> None:
        if what == "revenir":
            answering.take_back(actor=viewer, asked=row)
        elif what in {"accepter", "refuser"}:
            answering.decide(actor=viewer, asked=row, accepts=what == "accepter")

    return _done(request, row.campaign.ref, act)


def _done(request: HttpRequest, ref: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except UserError as error:
        return _campaign(request, ref, error)
    return _see(reverse("confirming:campaign", args=[ref]))


def _campaign(request: HttpRequest, ref: str, error: UserError | None = None) -> HttpResponse:
    row, asked = _or_404(lambda: following.campaign_for(_viewer(request), ref))
    card, found = following.cards(row, asked)
    context = {
        "campaign": card,
        "asked": found,
        "can_remind": timezone.localdate() >= card.reminds_from,
        "error": error,
        **SECTION,
    }
    status = error.status if error else 200
    return render(request, "directory/confirming_campaign.html", context, status=status)


def _wish(viewer: Viewer, data: QueryDict, networks: set[str]) -> Wish:
    """What an address asks; whatever cannot be meant is brought back to something that can."""
    network = data.get("reseau", "")
    if network not in networks and not (viewer.is_operator and not network):
        network = min(networks, default="")
    departement, kind = data.get("departement", ""), data.get("nature", "")
    months = data.get("mois", "")
    return Wish(
        network=network,
        departement=departement if departement in departements() else "",
        kind=kind if kind in wording.kinds() else "",
        months=int(months) if months in map(str, MONTHS) else asking.MONTHS,
    )


def _or_404(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except CampaignGone:
        raise Http404 from None


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
