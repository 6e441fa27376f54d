"""When a mandate, a membership or a staff session is in force: said once, as queries."""

from datetime import date, datetime

from django.db.models import Q

from entrelieux.kernel.viewer import Role

SECOND_FACTOR = "mfa"
"""How a session names the second factor among the ways somebody proved who they are."""


def mandate_in_force(now: datetime, today: date, prefix: str = "") -> Q:
    """Given, not ended (its last day counts), not revoked."""
    return (
        Q(**{f"{prefix}given_at__lte": now})
        & (Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": today}))
        & (Q(**{f"{prefix}revoked_at": None}) | Q(**{f"{prefix}revoked_at__gt": now}))
    )


def membership_in_force(today: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}since__lte": today}) & (
        Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": today})
    )


def staff_session_open(now: datetime) -> Q:
    return Q(opened_at__lte=now, ends_at__gt=now) & (Q(closed_at=None) | Q(closed_at__gt=now))


def role_is_for_a_network(role: str) -> bool:
    return role == Role.ANIMATOR
