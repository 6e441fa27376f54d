"""Pages that belong to no app: home, what the site says of itself, errors."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.selectors import sources_shown


@access(anyone)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html")


@access(anyone)
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    return render(request, "site/how.html", {"section": "how"})


@access(anyone)
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "site/sources.html", {"sources": sources_shown(request.viewer)})


@access(anyone)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "site/privacy.html", {"intake_hours": settings.INTAKE_HOURS})


@access(anyone)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html")


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
