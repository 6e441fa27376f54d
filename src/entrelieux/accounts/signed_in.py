"""Somebody signed in becomes a viewer: from their session and from the database, nothing else."""

from typing import Any

from django.http import HttpRequest

from entrelieux.accounts.policies import SECOND_FACTOR
from entrelieux.accounts.selectors import viewer_for
from entrelieux.kernel.viewer import ANYONE, Viewer

METHODS = "account_authentication_methods"
METHODS_OF = "account_authentication_methods_user"
"""Where the session says how somebody proved who they are, and of whom it says so."""


def resolve(request: HttpRequest) -> Viewer:
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANYONE
    return viewer_for(user, verified=second_factor_verified(request))


def second_factor_verified(request: HttpRequest) -> bool:
    """Whether this very account gave its second factor since it signed in, in this session."""
    user = request.user
    if not user.is_authenticated or request.session.get(METHODS_OF) != str(user.pk):
        return False
    return any(one.get("method") == SECOND_FACTOR for one in request.session.get(METHODS, ()))
