"""Who walks beside, and what each reads: the holder opens and closes, part by part."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.views.answers import secret
from entrelieux.projects import services
from entrelieux.projects.errors import ProjectGone
from entrelieux.projects.finding import mentors_around, structures_around, structures_helping
from entrelieux.projects.forms import InviteForm
from entrelieux.projects.selectors import project_behind
from entrelieux.projects.views.common import for_holder

LONGEST = 80
MENTOR = "mentor:"


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_holder
def companions(request: HttpRequest, token: str) -> HttpResponse:
    """Posting ``faire`` invites, opens, closes, or parts. ``q`` looks for a structure by name."""
    if request.method != "POST":
        return _page(request, token, InviteForm())
    project_behind(token)
    what = request.POST.get("faire", "")
    if what == "inviter":
        return _invite(request, token)
    acts: dict[str, Callable[[HttpRequest, str], None]] = {
        "ouvrir": _open,
        "fermer": _close,
        "partir": _leave,
    }
    address = reverse("projects:companions", args=[token])
    if what not in acts:
        return see_other(address)
    try:
        acts[what](request, token)
    except FollowUpGone:
        raise
    except ProjectGone:  # the companion left meanwhile: the page says who is there now
        return see_other(address)
    except UserError as error:
        return _page(request, token, InviteForm(), error=error)
    ref = _ref(request)
    return see_other(f"{address}?fait={what}&voit={ref}#c-{ref}")


def _page(
    request: HttpRequest, token: str, form: InviteForm, *, error: UserError | None = None
) -> HttpResponse:
    card = project_behind(token)
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    beside = {one.organisation_ref for one in card.companions}
    helping = [one for one in structures_helping(token) if one.ref not in beside]
    known = beside | {one.ref for one in helping}
    found = [one for one in structures_around(card, asked) if one.ref not in known]
    context = {
        "token": token,
        "card": card,
        "form": form,
        "mentors": [(MENTOR + one.ref, one) for one in mentors_around(token, card)],
        "helping": helping,
        "found": found,
        "asked": asked,
        "unfolded": request.GET.get("voit", "")[:32],
        "error": error,
        "said": _just_done(request.GET.get("fait", "")),
    }
    status = error.status if error else 422 if form.errors else 200
    return render(request, "projects/companions.html", context, status=status)


def _invite(request: HttpRequest, token: str) -> HttpResponse:
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            ref = _walk_with(request, token, form)
            address = reverse("projects:companions", args=[token])
            return see_other(f"{address}?fait=inviter&voit={ref}#c-{ref}")
        except (FollowUpGone, ProjectGone):
            raise
        except UserError as error:
            form.refuse(error)
    return _page(request, token, form)


def _walk_with(request: HttpRequest, token: str, form: InviteForm) -> str:
    chosen, parts = form.cleaned_data["structure"], form.cleaned_data["parties"]
    actor = viewer_of(request)
    if chosen.startswith(MENTOR):
        met = chosen.removeprefix(MENTOR)
        return services.invite_mentor(actor=actor, token=token, introduction=met, parts=parts)
    return services.invite(actor=actor, token=token, organisation_ref=chosen, parts=parts)


def _open(request: HttpRequest, token: str) -> None:
    services.open_part(
        actor=viewer_of(request), token=token, companion=_ref(request), part=_part(request)
    )


def _close(request: HttpRequest, token: str) -> None:
    services.close_part(
        actor=viewer_of(request), token=token, companion=_ref(request), part=_part(request)
    )


def _leave(request: HttpRequest, token: str) -> None:
    services.leave(actor=viewer_of(request), token=token, companion=_ref(request))


def _ref(request: HttpRequest) -> str:
    said = request.POST.get("compagnon", "")[:32]
    return said if said.isalnum() and said.isascii() else ""


def _part(request: HttpRequest) -> str:
    return request.POST.get("partie", "")[:24]


def _just_done(what: str) -> str:
    said = {
        "inviter": _("C'est fait. On lit ce que vous ouvrez, et rien d'autre."),
        "ouvrir": _("C'est ouvert."),
        "fermer": _("C'est fermé, dès maintenant."),
        "partir": _("C'est noté. On n'y lit plus rien de votre projet."),
    }
    return said.get(what, "")
