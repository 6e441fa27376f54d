"""« /echanges/crochets/ »: have other software told of what changes, and see what it answered."""

import secrets
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from entrelieux.interchange.hooks import services
from entrelieux.interchange.hooks.policies import has_hooks, owners
from entrelieux.interchange.hooks.selectors import hook_shown, hooks_of
from entrelieux.interchange.hooks.wording import KINDS
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError

SECTION = {"section": "echanges"}
ACTS: dict[str, Callable[..., None]] = {
    "essai": services.ask_test,
    "pause": services.pause,
    "reprise": services.resume,
    "retrait": services.remove,
}


@access(has_hooks)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hooks(request: HttpRequest) -> HttpResponse:
    """Those that one may see, and a form for one more. Its secret is in the answer, once."""
    if request.method != "POST":
        return _hooks(request)
    said = request.POST
    wish = services.Wish(
        name=said.get("nom", ""),
        url=said.get("adresse", ""),
        owner=said.get("pour", ""),
        kinds=tuple(said.getlist("quoi")),
        departements=said.get("departements", ""),
    )
    try:
        opened = services.open_hook(
            actor=viewer_of(request), wish=wish, request_key=said.get("cle", "")[:64]
        )
    except UserError as error:
        return _hooks(request, error)
    return _secret(request, opened)


def _hooks(request: HttpRequest, error: UserError | None = None) -> HttpResponse:
    viewer, said = viewer_of(request), request.POST
    chosen = said.getlist("quoi") if error else list(KINDS)
    context = {
        "hooks": hooks_of(viewer),
        "owners": tuple(owners(viewer).items()),
        "kinds": tuple((code, label, code in chosen) for code, label in KINDS.items()),
        "said": {name: said.get(name, "") for name in ("nom", "adresse", "pour", "departements")},
        "key": said.get("cle", "")[:64] or secrets.token_hex(16),
        "removed": "retire" in request.GET,
        "error": error,
        "field": error.field if error else "",
        **SECTION,
    }
    return render(request, "interchange/hooks.html", context, status=error.status if error else 200)


@access(has_hooks)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = viewer_of(request)
    if request.method != "POST":
        return _one(request, ref)
    act = ACTS.get(request.POST.get("faire", ""))
    if act is None:
        error = UserError(_("Choisissez ce qu’il faut faire."), code="geste-inconnu")
        return _one(request, ref, error)
    try:
        act(actor=viewer, ref=ref)
    except services.HookGone:
        raise Http404 from None
    if act is services.remove:
        return see_other(reverse("hooks:list"), retire="1")
    return see_other(reverse("hooks:one", args=[ref]))


def _one(request: HttpRequest, ref: str, error: UserError | None = None) -> HttpResponse:
    try:
        hook, deliveries = hook_shown(viewer_of(request), ref)
    except services.HookGone:
        raise Http404 from None
    context = {
        "hook": hook,
        "deliveries": deliveries,
        "overlap": services.OVERLAP.days,
        "error": error,
        **SECTION,
    }
    return render(request, "interchange/hook.html", context, status=error.status if error else 200)


@access(has_hooks)
@never_cache
@require_POST
def secret(request: HttpRequest, ref: str) -> HttpResponse:
    """A new secret, in the answer, once."""
    said = request.POST.get("tour", "")
    try:
        opened = services.change_secret(
            actor=viewer_of(request),
            ref=ref,
            secret_round=int(said) if said.isdecimal() and len(said) < 9 else 0,
        )
    except services.HookGone:
        raise Http404 from None
    except UserError as error:
        return _one(request, ref, error)
    return _secret(request, opened)


def _secret(request: HttpRequest, opened: services.Opened) -> HttpResponse:
    return render(request, "interchange/hook_secret.html", {"opened": opened, **SECTION})
