"""Mandates: what is held and offered, and the address by which somebody accepts one."""

import secrets
from dataclasses import replace
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.accounts.errors import AbsentError, RefusedError
from entrelieux.accounts.forms import NewcomerForm, OfferForm
from entrelieux.accounts.identity_provider import SIGNED_AT
from entrelieux.accounts.invitations import (
    accept_invitation,
    invitation_card,
    invite,
    managed_invitation,
    may_hand_over,
    open_invitation,
    token_of,
    withdraw_invitation,
)
from entrelieux.accounts.managing import managed_by, power_for
from entrelieux.accounts.models import Zone
from entrelieux.accounts.naming import structures_named
from entrelieux.accounts.opening import Newcomer
from entrelieux.accounts.policies import gives_mandates
from entrelieux.accounts.services import Power, revoke_mandate
from entrelieux.accounts.signed_in import resolve
from entrelieux.accounts.views.entry import leave_for_provider
from entrelieux.kernel.access import access, anyone, signed_in
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Role


@access(gives_mandates)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    context = {"section": "compte", "managed": managed_by(request.viewer)}  # type: ignore[attr-defined]
    return render(request, "accounts/mandates.html", context)


@access(gives_mandates)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Offer a mandate; the address to hand over is on the page of the invitation."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = OfferForm(request.POST if request.method == "POST" else None)
    fault: UserError | None = None
    if request.method == "POST":
        said = _typed(form)
        try:
            card = invite(
                actor=viewer,
                power=_power(form, said),
                email=said["courriel"],
                name=said["nom"],
                site=request.build_absolute_uri("/"),
                request_key=said["cle"],
            )
        except UserError as error:
            fault = error
        else:
            return _see("accounts:offered", card.ref)
    words = request.GET.get("structure", "").strip()[:80]
    managed = managed_by(viewer)
    roles = {role for target in managed.targets for role, _label in target.roles}
    context = {
        "section": "compte",
        "managed": managed,
        "roles": set(Role) if viewer.is_operator else roles,
        "found": structures_named(words) if viewer.is_operator else (),
        "words": words,
        "said": _typed(form) if form.is_bound else _blank(),
        "zones": Zone.choices,
        "fault": fault,
    }
    return render(request, "accounts/offer.html", context, status=fault.status if fault else 200)


def _blank() -> dict[str, Any]:
    return {**dict.fromkeys(OfferForm.base_fields, ""), "cle": secrets.token_hex(16)}


def _typed(form: OfferForm) -> dict[str, Any]:
    """What was typed, kept as it was."""
    return {name: str(form.data.get(name, "")) for name in form.fields}


def _power(form: OfferForm, said: dict[str, Any]) -> Power:
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        raise RefusedError(str(faults[0]), field=name)
    target = said["pour"] or (f"structure:{said['structure']}" if said["structure"] else "")
    power = power_for(target, said["role"], said["zone"], said["zone_code"].strip())
    return replace(power, ends_on=form.cleaned_data["fin"])


@access(gives_mandates)
@require_safe
def offered(request: HttpRequest, ref: str) -> HttpResponse:
    """One invitation; its address and its sheet to print when it is on paper and still open."""
    row = _managed(request, ref)
    is_open = row.accepted_at is None and row.withdrawn_at is None
    handed = is_open and not row.email and may_hand_over(request.viewer, row)  # type: ignore[attr-defined]
    card = invitation_card(row, token=token_of(ref) if handed else "")
    address = ""
    if card.token:
        address = request.build_absolute_uri(reverse("accounts:invitation", args=[card.token]))
    context = {"section": "compte", "invitation": card, "address": address, "is_open": is_open}
    return render(request, "accounts/offered.html", context)


def _managed(request: HttpRequest, ref: str) -> Any:
    try:
        return managed_invitation(request.viewer, ref)  # type: ignore[attr-defined]
    except UserError:
        raise Http404 from None


@access(gives_mandates)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        withdraw_invitation(actor=request.viewer, ref=ref)  # type: ignore[attr-defined]
    except UserError:
        raise Http404 from None
    return _see("accounts:mandates")


@access(signed_in)
@require_POST
def revoke(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a mandate back, or give one's own up."""
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        revoke_mandate(actor=viewer, ref=ref)
    except AbsentError:
        raise Http404 from None
    return _see("accounts:mandates" if gives_mandates(viewer) else "accounts:mine")


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept: with the account of whoever is signed in, or by opening one."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = NewcomerForm(request.POST if request.method == "POST" else None)
    fault: UserError | None = None
    if request.method == "POST":
        try:
            if not viewer.is_anonymous:
                accept_invitation(token=token, actor=viewer)
                return _see("accounts:mine" if not _waits(request) else "mfa_index")
            return _enter(request, token, _newcomer(form))
        except AbsentError:
            raise Http404 from None
        except UserError as error:
            fault = error
    card = open_invitation(token)
    if card is None:
        raise Http404
    context = {
        "invitation": card,
        "said": {name: str(form.data.get(name, "")) for name in form.fields},
        "fault": fault,
        "provider": settings.OIDC_NAME,
    }
    return render(
        request, "accounts/invitation.html", context, status=fault.status if fault else 200
    )


def _waits(request: HttpRequest) -> bool:
    return resolve(request).awaits_second_factor


def _newcomer(form: NewcomerForm) -> Newcomer:
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        raise RefusedError(str(faults[0]), field=name)
    said = form.cleaned_data
    return Newcomer(
        first_name=said["prenom"],
        last_name=said["nom"],
        function=said["fonction"],
        email=said["courriel"],
        password=said["mot_de_passe"],
    )


def _enter(request: HttpRequest, token: str, newcomer: Newcomer) -> HttpResponse:
    """The account is open: its holder is signed in, and led to a second factor."""
    user = accept_invitation(token=token, newcomer=newcomer)
    response = perform_password_login(
        request, {"username": user.username}, Login(user=user, email=user.email or None)
    )
    response.status_code = 303
    return response


@access(anyone)
@require_POST
def by_provider(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept at the identity provider: the session remembers which invitation."""
    if not settings.OIDC_NAME or open_invitation(token) is None:
        raise Http404
    request.session[SIGNED_AT] = token
    return leave_for_provider(request)


def _see(name: str, *args: str) -> HttpResponse:
    return see_other(reverse(name, args=args))
