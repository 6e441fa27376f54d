"""For animators: requests that nobody answers, mentors and their load, the map of competences."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.exchanges import animating, mapping
from entrelieux.exchanges.competences import shelves
from entrelieux.exchanges.errors import Gone
from entrelieux.exchanges.mapping import Edit
from entrelieux.exchanges.policies import animates, keeps_the_map
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.reception.selectors import need_families

SECTION = {"section": "entraide"}
private = cache_control(private=True, no_store=True)


@access(animates)
@require_safe
@private
def animation(request: HttpRequest) -> HttpResponse:
    context = {**SECTION, "page": animating.animation_for(viewer_of(request))}
    return render(request, "exchanges/animation.html", context)


@access(animates)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def waiting(request: HttpRequest, ref: str) -> HttpResponse:
    """One request without anybody; posting ``a`` proposes somebody to both."""
    viewer, error = viewer_of(request), None
    try:
        if request.method == "POST":
            try:
                offer = request.POST.get("a", "")[:40]
                animating.propose_for(actor=viewer, ref=ref, offer_ref=offer)
                return see_other(f"{reverse('entraide:animation')}?fait=propose")
            except Gone:
                raise
            except UserError as found:
                error = found
        card, proposals = animating.request_animated(viewer, ref)
    except Gone:
        raise Http404 from None
    context = {**SECTION, "card": card, "proposals": proposals, "error": error}
    return render(request, "exchanges/waiting.html", context, status=error.status if error else 200)


@access(keeps_the_map)
@require_POST
def hide(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        animating.hide_offer(actor=viewer_of(request), ref=ref)
    except Gone:
        raise Http404 from None
    return see_other(reverse("entraide:offers"))


@access(animates)
@require_safe
@private
def mentors(request: HttpRequest) -> HttpResponse:
    context = {**SECTION, "mentors": animating.mentors_for(viewer_of(request))}
    return render(request, "exchanges/mentors.html", context)


@access(keeps_the_map)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def competence_map(request: HttpRequest) -> HttpResponse:
    """Versions and lines; posting writes another version, one line apart."""
    if request.method == "POST":
        edit = Edit(
            need=request.POST.get("besoin", "")[:60],
            competence=request.POST.get("competence", "")[:60],
            degree=request.POST.get("degre", "")[:10],
            why=_line(request, "pourquoi", 500),
            source=_line(request, "source", 300),
            on=request.POST.get("version", "")[:20],
        )
        try:
            version = mapping.write_version(actor=viewer_of(request), edit=edit)
        except UserError as error:
            return _map_page(request, error)
        return see_other(f"{reverse('entraide:map')}?version={version}#changements")
    try:
        return _map_page(request)
    except Gone:
        raise Http404 from None


def _map_page(request: HttpRequest, error: UserError | None = None) -> HttpResponse:
    now = mapping.map_now()
    version = request.GET.get("version", "")[:20] or now.version
    need = request.GET.get("besoin", "")[:60]
    context = {
        **SECTION,
        "versions": mapping.versions(),
        "shown": mapping.edition(version),
        "now": now,
        "lines": mapping.lines_of(mapping.edition(version), need),
        "changes": mapping.changes_of(version),
        "families": need_families(),
        "shelves": shelves(),
        "need": need,
        "typed": request.POST,
        "error": error,
    }
    return render(request, "exchanges/map.html", context, status=error.status if error else 200)


def _line(request: HttpRequest, name: str, most: int) -> str:
    return " ".join(request.POST.get(name, "").replace("\x00", "").split())[:most]
