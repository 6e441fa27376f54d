"""Open offers for everybody, open requests for professionals, and sheets of paper to fill."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from entrelieux.exchanges.animating import may_be_hidden
from entrelieux.exchanges.forms import MINUTES, OfferForm, RequestForm
from entrelieux.exchanges.listing import Asked, Listed, offers_listed, requests_listed
from entrelieux.exchanges.policies import helps_or_animates
from entrelieux.exchanges.wording import label
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import exchanges as pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.reception.selectors import need_families
from entrelieux.territories.selectors import CommuneCard, resolve_commune

SECTION = {"section": "entraide"}


@access(anyone)
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    asked, trouble = _asked(request, pack.offers())
    listed = offers_listed(viewer_of(request), asked)
    hidden = may_be_hidden(viewer_of(request), (one.ref for one in listed.lines))
    return _list(
        request, "exchanges/offers.html", asked, trouble, listed, pack.offers(), may_hide=hidden
    )


@access(helps_or_animates)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    asked, trouble = _asked(request, pack.requests())
    listed = requests_listed(viewer_of(request), asked)
    return _list(request, "exchanges/requests.html", asked, trouble, listed, pack.requests())


@access(anyone)
@require_safe
def paper(request: HttpRequest, which: str) -> HttpResponse:
    """A sheet to print, fill by hand, and have typed at a desk."""
    forms = {"demander": RequestForm, "proposer": OfferForm}
    if which not in forms:
        raise Http404
    context = {**SECTION, "which": which, "form": forms[which]()}
    return render(request, "exchanges/paper.html", context)


def _list(
    request: HttpRequest,
    template: str,
    asked: Asked,
    trouble: str,
    listed: Listed,
    kinds: Any,
    **more: object,
) -> HttpResponse:
    context = {
        **SECTION,
        "asked": asked,
        "listed": listed,
        "trouble": trouble,
        "typed": request.GET.get("commune", "").replace("\x00", "")[:120],
        "kinds": [(code, label(kinds, code)) for code in kinds],
        "families": need_families(),
        "minutes": MINUTES,
        **more,
    }
    return render(request, template, context)


def _asked(request: HttpRequest, kinds: Any) -> tuple[Asked, str]:
    """What is not understood is left aside, and said."""
    kind, need = request.GET.get("genre", ""), request.GET.get("besoin", "")
    commune, trouble = _commune(request.GET.get("commune", ""))
    asked = Asked(
        kind=kind if kind in kinds else "",
        need=need if need in needs_pack.needs_by_code() else "",
        commune=commune,
        minutes=_number(request.GET.get("minutes", ""), 240),
        page=_number(request.GET.get("page", ""), 10_000) or 1,
    )
    return asked, trouble


def _commune(text: str) -> tuple[CommuneCard | None, str]:
    said = text.replace("\x00", "").strip()[:120]
    if not said:
        return None, ""
    try:
        return resolve_commune(said), ""
    except UserError as error:
        return None, str(error.message)


def _number(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 6 else 0
