"""Somebody else, chosen by the person: who could help instead, and what leaves this time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from entrelieux.engine.handover.machine import Event
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles import services
from entrelieux.passerelles.cards import PasserelleCard
from entrelieux.passerelles.errors import AskedWrongly, FollowUpGone, PasserelleGone
from entrelieux.passerelles.forms import new_key
from entrelieux.passerelles.hands import PERSON
from entrelieux.passerelles.selectors import lines_for, others_instead_of, passerelle_followed
from entrelieux.passerelles.services import Agreement, Receiver
from entrelieux.passerelles.telling import named_others
from entrelieux.passerelles.views.answers import gone, secret


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def elsewhere(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """Whom else to ask; posting ``a`` asks them, with a fresh agreement, line by line."""
    try:
        card = passerelle_followed(token, ref)
        if Event.REASSIGN.value not in card.can:
            return see_other(reverse("passerelles:told", args=[token, ref]))
        if request.method != "POST":
            return _page(request, token, card)
        return _ask(request, token, card)
    except (FollowUpGone, PasserelleGone):
        return gone(request)


def _ask(request: HttpRequest, token: str, card: PasserelleCard) -> HttpResponse:
    organisation, _sep, place = request.POST.get("a", "")[:90].partition("|")
    if not organisation:
        return _page(request, token, card, AskedWrongly(_("Choisissez une structure."), field="a"))
    try:
        with override("fr"):  # what leaves is read by the structure
            services.reassign(
                actor=_viewer(request),
                ref=card.ref,
                token=token,
                to=Receiver(organisation, place),
                agreement=Agreement(tuple(request.POST.getlist("lignes")[:60]), PERSON, "en_ligne"),
                request_key=request.POST.get("cle", "")[:64],
            )
    except (FollowUpGone, PasserelleGone):
        raise
    except UserError as error:
        return _page(request, token, card, error)
    return see_other(f"{reverse('passerelles:follow_up', args=[token])}?fait=confie#demandes")


def _page(
    request: HttpRequest, token: str, card: PasserelleCard, error: UserError | None = None
) -> HttpResponse:
    viewer = _viewer(request)
    codes = [need.code for need in card.needs]
    lines = lines_for(viewer, codes, mode=card.mode.code, reason=card.reason, token=token)
    ticked = set(request.POST.getlist("lignes"))
    context = {
        "token": token,
        "card": card,
        "others": named_others(card, others_instead_of(viewer, card.ref, token=token)),
        "chosen": request.POST.get("a", ""),
        "lines": [(line, line.item in ticked) for line in lines if not line.is_set],
        "key": new_key(),
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "passerelles/own_choice.html", context, status=status)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
