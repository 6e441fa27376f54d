"""« /compte/jetons/ »: one's tokens, what they open, when they served, and taking them back."""

import secrets

from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.accounts.errors import AbsentError
from entrelieux.accounts.tokens.forms import TokenForm
from entrelieux.accounts.tokens.scopes import serving
from entrelieux.accounts.tokens.selectors import token_for, tokens_of
from entrelieux.accounts.tokens.services import (
    Made,
    create_token,
    latest_end,
    revoke_token,
    usual_end,
)
from entrelieux.kernel.access import access, signed_in
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError

SECTION = {"section": "compte"}


@access(signed_in)
@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "tokens": tokens_of(viewer.user_id or 0),
        "may_make": bool(serving(viewer)),
        "was_made": request.GET.get("deja") == "1",
        **SECTION,
    }
    return render(request, "accounts/tokens.html", context)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa")
def make(request: HttpRequest) -> HttpResponse:
    """The answer to the demand shows the token, once: no other page could, for none is kept."""
    if request.method != "POST":
        return _form(request)
    form = TokenForm(request.POST)
    try:
        made = create_token(
            actor=viewer_of(request),
            wanted=form.wanted(request.POST.getlist("portees")[:20]),
            request_key=request.POST.get("cle", "")[:64],
        )
    except UserError as error:
        return _form(request, fault=error)
    return _shown(request, made)


def _form(request: HttpRequest, *, fault: UserError | None = None) -> HttpResponse:
    context = {
        "scopes": serving(viewer_of(request)),
        "chosen": request.POST.getlist("portees"),
        "said": {
            "nom": request.POST.get("nom", "")[:80],
            "fin": request.POST.get("fin", usual_end().isoformat())[:10],
            "cle": request.POST.get("cle", "")[:64] or secrets.token_hex(16),
        },
        "latest": latest_end(),
        "fault": fault,
        **SECTION,
    }
    status = fault.status if fault else 200
    return render(request, "accounts/token_new.html", context, status=status)


def _shown(request: HttpRequest, made: Made) -> HttpResponse:
    if not made.secret:
        return see_other(reverse("accounts:tokens"), deja="1")
    context = {
        "token": token_for(viewer_of(request), made.ref),
        "secret": made.secret,
        "api": request.build_absolute_uri("/api/v1/"),
        **SECTION,
    }
    return render(request, "accounts/token_made.html", context)


@access(signed_in)
@never_cache
@require_POST
def revoke(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        revoke_token(actor=viewer_of(request), ref=ref)
    except AbsentError:
        raise Http404 from None
    return see_other(reverse("accounts:tokens"))
