"""Signing in at an identity provider (OpenID Connect), whose userinfo may be a signed JWT.

Which account somebody is, is never decided by an address they claim: an account is tied to the
provider by an invitation accepted there, or by its holder once signed in.

**Source:** OpenID Connect Core 1.0, § 5.3.2 (userinfo signed as a JWT); ProConnect's public
documentation, « Les données fournies », November 2026: userinfo is a signed JWT that holds
``given_name``, ``usual_name``, ``email``, ``siret``, ``uid`` and, if any, ``organizational_unit``.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from entrelieux.accounts.models import User

PROVIDER = "oidc"
SIGNED = "application/jwt"
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512"})
"""Signatures made with a private key. Neither « none » nor a secret shared with the site."""
KEPT = ("siret", "organizational_unit")
SIGNED_AT = "account_identity_invitation"
"""Where the session keeps the invitation that somebody goes to accept at the provider."""


class SignedUserInfoAdapter(OpenIDConnectOAuth2Adapter):
    """OpenID Connect as allauth does it, with a userinfo that may be signed."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Raises OAuth2Error: the two answers of the provider speak of two people."""
        response = kwargs["response"]
        userinfo = self._fetch_user_info(token.token)
        id_token = self._decode_id_token(app, response["id_token"])
        if userinfo.get("sub") != id_token.get("sub"):
            raise OAuth2Error("userinfo and id_token are about two subjects")
        login = self.get_provider().sociallogin_from_response(
            request, {"userinfo": claims_of(userinfo), "id_token": {"sub": id_token["sub"]}}
        )
        login.account.extra_data = {name: userinfo[name] for name in KEPT if userinfo.get(name)}
        return login

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
        return self._read(response)

    def _read(self, response: Any) -> dict[str, Any]:
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind == SIGNED:
            return self._verified(response.text.strip())
        said: dict[str, Any] = response.json()
        return said

    def _verified(self, signed: str) -> dict[str, Any]:
        """Signature by a key that the provider publishes, issuer, audience, end of validity.

        Raises:
            OAuth2Error: one of them is not right.
        """
        try:
            header = jwtkit.jwt.get_unverified_header(signed)
        except jwtkit.jwt.PyJWTError as error:
            raise OAuth2Error("userinfo is no signed token") from error
        if header.get("alg") not in ALGORITHMS or "kid" not in header:
            raise OAuth2Error(f"userinfo signed with {header.get('alg')}, or by no named key")
        said: dict[str, Any] = jwtkit.verify_and_decode(
            credential=signed,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=self.get_provider().app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return said


def claims_of(userinfo: dict[str, Any]) -> dict[str, Any]:
    """The same claims under the names that OpenID Connect gives them."""
    return {
        "sub": userinfo.get("sub"),
        "given_name": userinfo.get("given_name") or "",
        "family_name": userinfo.get("usual_name") or userinfo.get("family_name") or "",
        "email": userinfo.get("email") or "",
    }


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Who may come in from the provider: an account already tied to it, or somebody invited."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        from entrelieux.accounts.invitations import open_invitation

        return open_invitation(request.session.get(SIGNED_AT, "")) is not None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """A stranger is told to ask for an invitation; nobody is tied to an account by e-mail."""
        going = sociallogin.state.get("process") == "connect" or sociallogin.is_existing
        if not going and not self.is_open_for_signup(request, sociallogin):
            raise ImmediateHttpResponse(
                HttpResponseRedirect(f"{reverse('account_login')}?inconnu=1")
            )

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:  # noqa: ARG002
        """The invitation makes the account; the provider gives the names it has verified."""
        from entrelieux.accounts.invitations import accept_by_provider

        claimed = sociallogin.user
        assert isinstance(claimed, User)
        sociallogin.email_addresses = []
        user = accept_by_provider(
            token=request.session.pop(SIGNED_AT),
            first_name=claimed.first_name,
            last_name=claimed.last_name,
            email=claimed.email,
        )
        sociallogin.user = user
        sociallogin.save(request, connect=True)
        return user

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        sociallogin.email_addresses = []
        return bool(super().is_auto_signup_allowed(request, sociallogin))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:  # noqa: ARG002
        return reverse("accounts:mine")


def tied(user_id: int) -> bool:
    from allauth.socialaccount.models import SocialAccount

    return SocialAccount.objects.filter(user_id=user_id, provider=PROVIDER).exists()
