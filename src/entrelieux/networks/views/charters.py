"""The charter, for everybody: in force, each version, what it changes; the animator writes one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.networks.charters import changes, charter_now, charters_of, publish_charter
from entrelieux.networks.errors import NetworkGone
from entrelieux.networks.finding import network_in_sight
from entrelieux.networks.policies import animates, may_animate
from entrelieux.networks.views.common import SECTION, absent_is_404, private


@access(anyone)
@require_safe
@absent_is_404
def charter(request: HttpRequest, ref: str, number: int = 0) -> HttpResponse:
    """The one in force, or the version of that number, with what it changed."""
    network = network_in_sight(ref)
    every = charters_of(network)
    shown = next((one for one in every if number in {0, one.number}), None)
    if number and shown is None:
        raise Http404
    before = next((one for one in every if shown and one.number == shown.number - 1), None)
    context = {
        **SECTION,
        "network": network,
        "charter": shown,
        "before": before,
        "changes": changes(before.words, shown.words) if shown and before else (),
        "versions": every,
        "animates": may_animate(viewer_of(request), network.ref),
        "done": request.GET.get("fait", ""),
    }
    return render(request, "networks/charter.html", context)


@access(animates)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def write(request: HttpRequest, ref: str) -> HttpResponse:
    viewer, network, error = viewer_of(request), network_in_sight(ref), None
    if not may_animate(viewer, network.ref):
        raise NetworkGone
    now = charter_now(network)
    typed = {
        "titre": now.title if now else "",
        "texte": now.words if now else "",
        "version": now.number if now else 0,
    }
    if request.method == "POST":
        said = request.POST.get("version", "")
        typed = request.POST.dict()  # type: ignore[assignment]
        try:
            publish_charter(
                actor=viewer,
                network=network,
                title=request.POST.get("titre", ""),
                words=request.POST.get("texte", ""),
                why=request.POST.get("change", ""),
                on=int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0,
            )
            return see_other(reverse("networks:charter", args=[network.ref]), fait="publiee")
        except NetworkGone:
            raise
        except UserError as found:
            error = found
            if error.status == 409 and now:
                typed["version"] = now.number
    context = {**SECTION, "network": network, "now": now, "typed": typed, "error": error}
    status = error.status if error else 200
    return render(request, "networks/charter_write.html", context, status=status)
