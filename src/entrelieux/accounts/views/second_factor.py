"""The second factor of an account: an application, passkeys, a printed list of codes."""

from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.accounts.errors import RefusedError
from entrelieux.accounts.printed_codes import (
    CodeList,
    CodeRefused,
    code_list,
    confirm_code_list,
    make_code_list,
)
from entrelieux.accounts.sign_in import AccountAdapter
from entrelieux.accounts.signed_in import second_factor_verified
from entrelieux.kernel.access import access, signed_in
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError


@dataclass(frozen=True, slots=True)
class Passkey:
    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class Factors:
    """verified: one of them was, since the person signed in."""

    totp: bool
    passkeys: tuple[Passkey, ...]
    codes: CodeList
    verified: bool

    @property
    def any(self) -> bool:
        return self.totp or bool(self.passkeys) or self.codes.on_paper


def factors_of(request: HttpRequest) -> Factors:
    rows = Authenticator.objects.filter(user_id=request.user.pk).order_by("pk")
    kinds = Authenticator.Type
    return Factors(
        totp=any(row.type == kinds.TOTP for row in rows),
        passkeys=tuple(
            Passkey(row.pk, row.wrap().name) for row in rows if row.type == kinds.WEBAUTHN
        ),
        codes=code_list(request.viewer),  # type: ignore[attr-defined]
        verified=second_factor_verified(request),
    )


@access(signed_in)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    context = {"section": "compte", "factors": factors_of(request)}
    return render(request, "mfa/index.html", context)


@access(signed_in)
@require_POST
@reauthentication_required(app="allauth.mfa")
def make_codes(request: HttpRequest) -> HttpResponse:
    make_code_list(actor=request.viewer)  # type: ignore[attr-defined]
    return _to_codes()


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa")
def codes(request: HttpRequest) -> HttpResponse:
    """The list to print, until one of its codes is typed back."""
    fault: UserError | None = None
    if request.method == "POST":
        try:
            _refuse_haste(request)
            row = confirm_code_list(
                actor=request.viewer,  # type: ignore[attr-defined]
                typed=request.POST.get("code", "")[:40],
            )
        except (CodeRefused, RefusedError) as error:
            fault = error
        else:
            row.user = request.user
            post_authentication(request, row, reauthenticated=True)
            return _to_codes()
    said: CodeList = code_list(request.viewer)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"section": "compte", "list": said, "fault": fault}
    return render(request, "mfa/recovery_codes/index.html", context, status=422 if fault else 200)


def _refuse_haste(request: HttpRequest) -> None:
    """Codes are short: few tries at a time."""
    key = f"mfa-auth-user-{request.user.pk}"
    if not ratelimit.consume(request, action="login_failed", key=key):
        raise RefusedError(str(AccountAdapter.error_messages["rate_limited"]), field="code")


def _to_codes() -> HttpResponse:
    return see_other(reverse("mfa_view_recovery_codes"))
