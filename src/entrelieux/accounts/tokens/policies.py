"""When a token is in force, and as what it acts."""

from dataclasses import replace
from datetime import date

from django.db.models import Q

from entrelieux.accounts.tokens.scopes import Scope
from entrelieux.kernel.viewer import Viewer


def in_force(today: date) -> Q:
    """Not revoked, not past its last day, which counts."""
    return Q(revoked_at=None, expires_on__gte=today)


def narrowed(holder: Viewer, scope: Scope) -> Viewer:
    """The holder by the mandates of this scope alone: never an operator, whatever they opened."""
    kept = tuple(held for held in holder.mandates if held.role in scope.roles)
    return replace(holder, mandates=kept, is_operator=False, may_operate=False)
