"""For the animators: who asks to join on their territory, welcomed or declined."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.directory.wording import in_language
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.networks import welcoming
from entrelieux.networks.errors import MemberGone, NetworkGone
from entrelieux.networks.finding import network_in_sight
from entrelieux.networks.policies import animates, may_animate_part
from entrelieux.networks.views.common import SECTION, absent_is_404, private
from entrelieux.packs.fr import networks as pack

DECLINING = ("hors-territoire", "autre-reseau", "doublon", "charte", "autre")


@access(animates)
@require_safe
@private
@absent_is_404
def asking(request: HttpRequest, ref: str) -> HttpResponse:
    viewer, network = viewer_of(request), network_in_sight(ref)
    if not may_animate_part(viewer, network.ref):
        raise NetworkGone
    asked = request.GET.get("numero", "").strip()[:6]
    context = {
        **SECTION,
        "network": network,
        "asked": asked,
        "since": welcoming.card_in_force(viewer, network, asked),
        "asking": welcoming.asking_for(viewer, network),
        "done": request.GET.get("fait", ""),
        "number": request.GET.get("carte", "")[:6],
    }
    return render(request, "networks/asking.html", context)


@access(animates)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def one(request: HttpRequest, ref: str, member: str) -> HttpResponse:
    """One of them, by name; posting ``faire`` welcomes or declines."""
    viewer, network, error = viewer_of(request), network_in_sight(ref), None
    here = reverse("networks:asking", args=[network.ref])
    if request.method == "POST":
        try:
            if request.POST.get("faire") == "accueillir":
                card = welcoming.welcome(actor=viewer, network=network, ref=member)
                return see_other(here, fait="accueillie", carte=str(card))
            reason = request.POST.get("raison", "")
            welcoming.decline(actor=viewer, network=network, ref=member, reason=reason)
            return see_other(here, fait="non-retenue")
        except MemberGone:
            raise
        except UserError as found:
            error = found
    words = pack.reasons()
    context = {
        **SECTION,
        "network": network,
        "card": welcoming.asking_one(viewer, network, member),
        "reasons": [(c, in_language(words[c].label, words[c].english)) for c in DECLINING],
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "networks/asking_one.html", context, status=status)
