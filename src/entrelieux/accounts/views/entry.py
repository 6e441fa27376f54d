"""Signing in and out, passwords and second factors: allauth's views, behind our rules.

Only those named here are reachable. Each says who may use it and which methods it takes; what was
typed wrong answers 422, and a form that did something answers 303.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods

from entrelieux.accounts.identity_provider import PROVIDER, SignedUserInfoAdapter
from entrelieux.accounts.opening import site_is_open
from entrelieux.accounts.policies import SECOND_FACTOR
from entrelieux.accounts.services import close_other_sessions
from entrelieux.accounts.signed_in import METHODS
from entrelieux.kernel.access import Rule, access, anyone, signed_in
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.viewer import Viewer

View = Callable[..., HttpResponseBase]
READ = ("GET", "HEAD")
FORM = (*READ, "POST")
WIPED = '"cache", "storage"'
"""What a browser forgets at sign-out: pages and forms kept on the device (Clear-Site-Data)."""


def ours(view: View, rule: Rule, methods: tuple[str, ...] = FORM) -> View:
    """One of allauth's views, with our access rule, our methods and our statuses."""

    @wraps(view)
    def housed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except PermissionDenied:  # nothing to prove oneself with: there is no such page
            raise Http404 from None
        if request.method == "POST":
            if response.status_code == 302:
                response.status_code = 303
            elif response.status_code == 200 and _has_faults(response):
                response.status_code = 422
        return response

    return access(rule)(require_http_methods(list(methods))(housed))


def _has_faults(response: HttpResponseBase) -> bool:
    said = getattr(response, "context_data", None) or {}
    forms = (said.get("form"), said.get("webauthn_form"))
    return any(form is not None and form.is_bound and form.errors for form in forms)


def may_sign_up(viewer: Viewer) -> bool:  # noqa: ARG001  a setting decides
    return site_is_open()


def has_provider(viewer: Viewer) -> bool:  # noqa: ARG001  a setting decides
    return bool(settings.OIDC_NAME)


class Login(account.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "provider": settings.OIDC_NAME,
            "open_accounts": site_is_open(),
            "unknown_at_provider": "inconnu" in self.request.GET,
            "provider_failed": "fournisseur" in self.request.GET,
            "key_refused": "cle" in self.request.GET,
        }


class LoginByPasskey(webauthn.LoginWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:  # noqa: ARG002  said on the page of sign-in
        return HttpResponseRedirect(f"{reverse('account_login')}?cle=refusee")


class PasswordFromKey(account.PasswordResetFromKeyView):
    """For whoever is not signed in: reading this page must not sign anybody out."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("account_change_password"))
        return super().dispatch(request, *args, **kwargs)


class ActivateTotp(totp.ActivateTOTPView):
    """An application just proved that it gives the right code: that is a verification."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _verified_now(self.request, Authenticator.Type.TOTP)
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_index")


class DeactivateTotp(totp.DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _forget_when_none_is_left(self.request)
        return response


class AddPasskey(webauthn.AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _verified_now(self.request, Authenticator.Type.WEBAUTHN)
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_index")


class RemovePasskey(webauthn.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _forget_when_none_is_left(self.request)
        return response


def _verified_now(request: HttpRequest, kind: str) -> None:
    newest = Authenticator.objects.filter(user_id=request.user.pk, type=kind).order_by("-pk")
    post_authentication(request, newest[0], reauthenticated=True)


def _forget_when_none_is_left(request: HttpRequest) -> None:
    """Without any second factor left, none is verified: here, or in another session."""
    if is_mfa_enabled(request.user):
        return
    proofs = request.session.get(METHODS, [])
    request.session[METHODS] = [one for one in proofs if one.get("method") != SECOND_FACTOR]
    update_session_auth_hash(request, close_other_sessions(actor=request.viewer))  # type: ignore[attr-defined]


@access(anyone)
@require_http_methods(["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session ends, and the browser forgets what it kept of it."""
    target = get_next_redirect_url(request) or reverse(settings.LOGOUT_REDIRECT_URL)
    logout(request, show_message=False)
    response = see_other(target)
    response["Clear-Site-Data"] = WIPED
    return response


def _provider_adapter(request: HttpRequest, provider_id: str) -> SignedUserInfoAdapter:
    if provider_id != PROVIDER:
        raise Http404
    return SignedUserInfoAdapter(request, provider_id)


@access(has_provider)
@require_http_methods(["POST"])
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return leave_for_provider(request, provider_id)


def leave_for_provider(request: HttpRequest, provider_id: str = PROVIDER) -> HttpResponseBase:
    """A page that leads there by itself: our content policy lets no form end at another site."""
    gone = OAuth2LoginView.adapter_view(_provider_adapter(request, provider_id))(request)
    if gone.status_code != 302:
        return HttpResponseRedirect(f"{reverse('account_login')}?fournisseur=refus", status=303)
    context = {"provider": settings.OIDC_NAME, "address": gone["Location"]}
    response = render(request, "accounts/to_provider.html", context)
    response["Refresh"] = f"0; url={gone['Location']}"
    return response


@access(has_provider)
@require_http_methods(["GET", "HEAD", "POST"])
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the provider: read first, then entered by a form, since reading writes nothing."""
    adapter = _provider_adapter(request, provider_id)
    if request.method != "POST":
        return render(request, "accounts/back_from_provider.html", {"provider": settings.OIDC_NAME})
    response = OAuth2CallbackView.adapter_view(adapter)(request)
    if response.status_code != 302:
        return HttpResponseRedirect(f"{reverse('account_login')}?fournisseur=refus", status=303)
    response.status_code = 303
    return response


login = ours(Login.as_view(), anyone)
login_by_passkey = ours(LoginByPasskey.as_view(), anyone)
authenticate = ours(mfa.authenticate, anyone)
inactive = ours(account.account_inactive, anyone, READ)
signup = ours(account.signup, may_sign_up)
password_reset = ours(account.password_reset, anyone)
password_reset_done = ours(account.password_reset_done, anyone, READ)
password_from_key = ours(PasswordFromKey.as_view(), anyone)
password_from_key_done = ours(account.password_reset_from_key_done, anyone, READ)
password_change = ours(account.password_change, signed_in)
password_set = ours(account.password_set, signed_in)
reauthenticate = ours(account.reauthenticate, signed_in)
reauthenticate_by_code = ours(mfa.reauthenticate, signed_in)
reauthenticate_by_passkey = ours(webauthn.reauthenticate_webauthn, signed_in)
activate_totp = ours(ActivateTotp.as_view(), signed_in)
deactivate_totp = ours(DeactivateTotp.as_view(), signed_in)
add_passkey = ours(AddPasskey.as_view(), signed_in)
remove_passkey = ours(RemovePasskey.as_view(), signed_in)
