"""Pages that belong to no app: home, what the site says of itself, errors."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from entrelieux.directory.life import territory_life
from entrelieux.directory.reaching import method_card
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.selectors import sources_shown
from entrelieux.reception.understanding import MAX_LETTERS
from entrelieux.territories.selectors import (
    CommuneAmbiguous,
    CommuneCard,
    CommuneUnknown,
    resolve_commune,
)

LONGEST_COMMUNE = 120


@dataclass(frozen=True, slots=True)
class Centre:
    """The commune a person wants to look around; candidates and troubles when it is not clear."""

    asked: str = ""
    commune: CommuneCard | None = None
    candidates: tuple[CommuneCard, ...] = ()
    troubles: tuple[str, ...] = ()


@access(anyone)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    centre = _centre(request.GET.get("commune", ""))
    code = (centre.commune.ref or centre.commune.code) if centre.commune else None
    context = {
        "asked": centre.asked,
        "commune": centre.commune,
        "candidates": centre.candidates,
        "troubles": centre.troubles,
        "life": territory_life(request.viewer, code, timezone.now()),  # type: ignore[attr-defined]
        "most_letters": MAX_LETTERS,
    }
    return render(request, "site/home.html", context)


def _centre(text: str) -> Centre:
    asked = text.replace("\x00", "").strip()[:LONGEST_COMMUNE]
    if not asked:
        return Centre()
    try:
        card = resolve_commune(asked)
    except CommuneAmbiguous as found:
        return Centre(asked, None, found.candidates, (_("De quelle commune s'agit-il ?"),))
    except CommuneUnknown as found:
        unknown = _("Nous ne trouvons pas cette commune. Est-ce l'une de celles-ci ?")
        message = unknown if found.suggestions else found.message
        return Centre(asked, None, found.suggestions, (message,))
    except UserError as error:
        return Centre(asked, None, (), (error.message,))
    return Centre(card.label, card)


@access(anyone)
@require_safe
def propose(request: HttpRequest) -> HttpResponse:
    return render(request, "site/propose.html")


@access(anyone)
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    return render(request, "site/how.html", {"method": method_card()})


@access(anyone)
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "site/sources.html", {"sources": sources_shown(request.viewer)})


@access(anyone)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "intake_hours": settings.INTAKE_HOURS,
        "basis": settings.LEGAL_BASIS,
        **settings.SITE,
    }
    return render(request, "site/privacy.html", context)


@access(anyone)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html", settings.SITE)


@access(anyone)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "site/about.html", settings.SITE)


@access(anyone)
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "site/legal.html", settings.SITE)


@access(anyone)
@require_safe
def fiction(request: HttpRequest) -> HttpResponse:
    return render(request, "site/fiction.html")


@access(anyone)
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    return set_language(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The same page for what is absent and what is not yours to see."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Reads nothing and knows nothing of the request: what failed may be the database itself."""
    return HttpResponse(render_to_string("500.html"), status=500)
