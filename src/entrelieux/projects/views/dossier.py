"""The shared file, part by part, in the holder's words; a small firm in its own."""

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
from entrelieux.projects.forms import FirmForm, firm_already
from entrelieux.projects.selectors import project_behind
from entrelieux.projects.views.common import for_holder


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_holder
def dossier(request: HttpRequest, token: str) -> HttpResponse:
    """Posting ``partie`` writes one part; ``faire=entreprise`` says the firm."""
    card = project_behind(token)
    is_firm = request.method == "POST" and request.POST.get("faire") == "entreprise"
    form = FirmForm(
        request.POST if is_firm else None,
        initial=firm_already(card),
        may_have_siret=card.may_have_siret,
    )
    error, typed = None, None
    try:
        if is_firm and form.is_valid():
            firm = form.firm(is_firm=card.is_firm)
            services.say_firm(actor=viewer_of(request), token=token, firm=firm)
            return _done(token, "entreprise")
        if request.method == "POST" and not is_firm:
            code = request.POST.get("partie", "")[:24]
            typed = request.POST.get("texte", "").replace("\r\n", "\n").replace("\x00", "")
            services.write_part(actor=viewer_of(request), token=token, code=code, words=typed)
            return _done(token, code)
    except (FollowUpGone, ProjectGone):
        raise
    except UserError as wrong:
        if is_firm:
            form.refuse(wrong)
        else:
            error = wrong
    opened = {
        part.code: [one.name for one in card.companions if part in one.opened]
        for part in (part.part for part in card.parts)
    }
    context = {
        "token": token,
        "card": card,
        "parts": [
            (part, opened[part.part.code]) for part in card.parts if part.part.code != "entreprise"
        ],
        "form": form,
        "error": error,
        "typed": typed,
        "chosen": request.POST.get("partie", "") or request.GET.get("fait", ""),
        "said": _("C'est gardé.") if request.GET.get("fait") else "",
    }
    status = error.status if error else 422 if form.errors else 200
    return render(request, "projects/dossier.html", context, status=status)


def _done(token: str, code: str) -> HttpResponse:
    address = reverse("projects:dossier", args=[token])
    return see_other(f"{address}?fait={code}#partie-{code}")
