"""The secret address itself: keep it, change it, close it; take a copy, print, erase everything."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles import services
from entrelieux.passerelles.copying import copy_of
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.reminding import reminders_of
from entrelieux.passerelles.sections import copied_for
from entrelieux.passerelles.selectors import follow_up_behind, follow_ups_of
from entrelieux.passerelles.telling import Eyes, story_of
from entrelieux.passerelles.views.answers import gone, secret


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def door(request: HttpRequest) -> HttpResponse:
    """Where somebody stands who has no address: what a follow-up is, and how it is found again.

    With an account, those one opened are there; posting ``suivi`` gives one a new address.
    """
    viewer = _viewer(request)
    if request.method == "POST":
        try:
            token = services.new_link(actor=viewer, follow_up=request.POST.get("suivi", ""))
        except FollowUpGone:
            raise Http404 from None
        return see_other(reverse("passerelles:keep", args=[token]))
    context = {"done": request.GET.get("fait", ""), "files": follow_ups_of(viewer)}
    return render(request, "passerelles/door.html", context)


@access(anyone)
@require_safe
@secret
def keep(request: HttpRequest, token: str) -> HttpResponse:
    try:
        card = follow_up_behind(token)
    except FollowUpGone:
        return gone(request)
    path = reverse("passerelles:follow_up", args=[token])
    context = {
        "token": token,
        "card": card,
        "address": request.build_absolute_uri(path),
        "follow_up_address": path,
        "waits": [one for one in card.passerelles if not one.reachable and not one.is_final],
    }
    return render(request, "passerelles/keep.html", context)


@access(anyone)
@require_safe
@secret
def paper(request: HttpRequest, token: str) -> HttpResponse:
    try:
        card = follow_up_behind(token)
    except FollowUpGone:
        return gone(request)
    path = reverse("passerelles:follow_up", args=[token])
    due = reminders_of(one.ref for one in card.passerelles)
    context = {
        "token": token,
        "card": card,
        "stories": [
            story_of(one, Eyes.PERSON, due.get(one.ref)) for one in reversed(card.passerelles)
        ],
        "address": request.build_absolute_uri(path),
        "now": timezone.localtime(),
    }
    return render(request, "passerelles/follow_up_print.html", context)


@access(anyone)
@require_safe
@secret
def export(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is kept, as the person may read it, in one file."""
    try:
        card = follow_up_behind(token)
    except FollowUpGone:
        return gone(request)
    on = timezone.localtime().isoformat(timespec="minutes")
    said = {"copie du": on, **copy_of(card), **copied_for(card.ref)}
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="mon-suivi.json"'
    return response


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Change the address, or close it: the former one opens nothing any more."""
    try:
        if request.method != "POST":
            context = {"token": token, "card": follow_up_behind(token)}
            return render(request, "passerelles/address.html", context)
        fresh = services.new_link(actor=_viewer(request), token=token)
    except FollowUpGone:
        return gone(request)
    if request.POST.get("faire") == "fermer":
        return see_other(f"{reverse('passerelles:door')}?fait=ferme")
    return see_other(reverse("passerelles:keep", args=[fresh]))


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Erase everything, once sure. Erasing what is gone already is harmless."""
    if request.method == "POST" and request.POST.get("sur"):
        services.erase_follow_up(actor=_viewer(request), token=token)
        return see_other(f"{reverse('passerelles:door')}?fait=efface")
    try:
        follow_up_behind(token)
    except FollowUpGone:
        return gone(request)
    error = ""
    if request.method == "POST":
        error = _("Cochez « Oui, je veux tout effacer » : c'est pour de bon.")
    context = {"token": token, "error": error}
    return render(request, "passerelles/erase.html", context, status=422 if error else 200)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
