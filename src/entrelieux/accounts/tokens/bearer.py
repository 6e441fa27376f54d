"""``Authorization: Bearer elx_…``: whom a program acts for, read again at each request.

Nothing else authenticates the API: no cookie, no part of an address, no body. So a page of another
site cannot make somebody's browser act here, and no operation needs a token of forms.
"""

import hmac
import time
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from ninja.security import HttpBearer

from entrelieux.accounts.models import ApiToken
from entrelieux.accounts.selectors import viewer_for
from entrelieux.accounts.tokens.policies import narrowed
from entrelieux.accounts.tokens.scopes import Scope
from entrelieux.accounts.tokens.uses import used
from entrelieux.accounts.tokens.writing import digest_of, is_sound, prefix_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

MOST_FAILED = 30
PAUSE_S = 60
WHERE = "Faites-en un autre sur la page « /compte/jetons/ » de votre compte."


class TokenRefusedError(UserError):
    """Whose program this is cannot be known, or may do nothing any more."""

    code = "jeton-refuse"
    status = 401

    @property
    def headers(self) -> dict[str, str]:
        error = "" if self.code == "jeton-absent" else ', error="invalid_token"'
        return {"WWW-Authenticate": f'Bearer realm="Entrelieux"{error}'}


class ScopeLacksError(UserError):
    code = "portee-manquante"
    status = 403

    def __init__(self, scope: Scope) -> None:
        super().__init__(
            f"Ce jeton n'a pas la portée « {scope.code} », que cette demande exige. "
            "Faites-en un qui l'a, sur la page « /compte/jetons/ » de votre compte."
        )
        value = f'Bearer realm="Entrelieux", error="insufficient_scope", scope="{scope.code}"'
        self.headers = {"WWW-Authenticate": value}


class TooManyTriesError(UserError):
    code = "trop-d-essais"
    status = 429
    headers = {"Retry-After": str(PAUSE_S)}  # noqa: RUF012  read alone


class Token(HttpBearer):
    """What an operation declares: ``@router.get(…, auth=Token(SCOPE))``; it then reads
    ``request.viewer``, who has the mandates of the scope and no other."""

    openapi_bearerFormat = "elx_…"  # noqa: N815  as OpenAPI writes it

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        kind, _space, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise TokenRefusedError(
                "Cette demande attend un jeton : « Authorization: Bearer elx_… ». "
                "Il se fait sur la page « /compte/jetons/ » de votre compte.",
                code="jeton-absent",
            )
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        viewer = request.viewer = viewer_by(request, token, self.scope)  # type: ignore[attr-defined]
        return viewer


def viewer_by(request: HttpRequest, token: str, scope: Scope) -> Viewer:
    """Who holds this token, by what it opens of their mandates in force.

    Raises:
        TokenRefusedError: not one of ours, over, or its holder may do nothing by it any more.
        ScopeLacksError: it was not made for this.
        TooManyTriesError: too many wrong ones came from there.
    """
    tries = _tries_key(request)
    now = time.time()
    failed, until = cache.get(tries, (0, now + PAUSE_S)) if tries else (0, now)
    if failed >= MOST_FAILED:
        raise TooManyTriesError(
            f"Trop de jetons faux sont venus de cette adresse. Attendez {PAUSE_S} secondes."
        )
    row = _row_of(token)
    if row is None:
        if tries:
            cache.set(tries, (failed + 1, until), until - now)
        raise TokenRefusedError(_why_unknown(token))
    _refuse_over(row)
    if scope.code not in row.scopes:
        raise ScopeLacksError(scope)
    viewer = narrowed(viewer_for(row.user, verified=True), scope)
    if not viewer.mandates:
        raise TokenRefusedError(
            "Aucune autorisation d'agir, en vigueur, du titulaire de ce jeton ne permet plus cela. "
            "Demandez-en une à qui anime votre réseau."
        )
    used(row.ref)
    return viewer


def _tries_key(request: HttpRequest) -> str:
    """Where wrong tokens are counted: for each address, of which nothing is kept but a digest.

    "" when nobody says which: one count for all would let anybody stop everybody, and 256 bits are
    not guessed.
    """
    try:
        address = get_ip(request)
    except PermissionDenied:
        return ""
    return f"jetons-faux:{salted_hmac('entrelieux.jetons', address).hexdigest()}"


def _row_of(token: str) -> ApiToken | None:
    """Found by the part that is shown, then compared whole in constant time."""
    if not is_sound(token):
        return None
    row = ApiToken.objects.select_related("user").filter(prefix=prefix_of(token)).first()
    matches = hmac.compare_digest(digest_of(token), row.digest if row else "0" * 64)
    return row if matches else None


def _why_unknown(token: str) -> str:
    if not is_sound(token):
        return (
            "Ce jeton est mal recopié : sa forme ou sa somme de contrôle n'est pas juste. "
            "Il commence par « elx_ » et compte 63 signes."
        )
    return f"Ce jeton n'existe pas, ou n'existe plus. {WHERE}"


def _refuse_over(row: ApiToken) -> None:
    if row.revoked_at is not None:
        raise TokenRefusedError(f"Ce jeton a été retiré. {WHERE}")
    if row.expires_on < timezone.localdate():
        raise TokenRefusedError(f"Ce jeton a expiré le {row.expires_on:%d/%m/%Y}. {WHERE}")
    if not row.user.is_active:
        raise TokenRefusedError("Le compte de ce jeton est fermé. Il n'ouvre plus rien.")
