"""My account: what I may do, how I sign in, where I am signed in."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from entrelieux.accounts.managing import open_staff_session, own_mandates
from entrelieux.accounts.policies import gives_mandates
from entrelieux.accounts.selectors import account_card
from entrelieux.accounts.services import close_other_sessions
from entrelieux.accounts.signed_in import METHODS
from entrelieux.accounts.tokens.selectors import tokens_in_force
from entrelieux.accounts.views.second_factor import factors_of
from entrelieux.kernel.access import access, signed_in
from entrelieux.kernel.answers import see_other


@access(signed_in)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {
        "section": "compte",
        "account": account_card(viewer.user_id),
        "username": request.user.get_username(),
        "has_password": request.user.has_usable_password(),  # type: ignore[union-attr]
        "mandates": own_mandates(viewer),
        "factors": factors_of(request),
        "gives": gives_mandates(viewer),
        "tokens": tokens_in_force(viewer),
        "staff_session": open_staff_session(viewer) if viewer.may_operate else None,
        "since": _since(request),
        "until": timezone.now() + timedelta(seconds=request.session.get_expiry_age()),
    }
    return render(request, "accounts/mine.html", context)


def _since(request: HttpRequest) -> datetime | None:
    """When this session began: the first proof of who the person is."""
    proofs = request.session.get(METHODS, [])
    return datetime.fromtimestamp(proofs[0]["at"], UTC) if proofs else None


@access(signed_in)
@require_POST
def close_sessions(request: HttpRequest) -> HttpResponse:
    user = close_other_sessions(actor=request.viewer)  # type: ignore[attr-defined]
    update_session_auth_hash(request, user)
    return see_other(reverse("accounts:mine"))
