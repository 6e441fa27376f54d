"""When a mandate, a membership or a staff session is in force, and who may give what."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q

from entrelieux.accounts.zones import lies_within
from entrelieux.kernel.viewer import Role, Viewer

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


GIVES = {
    Role.ADMINISTRATOR: frozenset({Role.AGENT, Role.PLACE_HOLDER, Role.ADMINISTRATOR}),
    Role.ANIMATOR: frozenset({Role.ADMINISTRATOR, Role.ANIMATOR}),
}
"""An animator opens the door of a structure, and never reads what people show it."""


def may_give(
    viewer: Viewer,
    role: str,
    *,
    organisation: str,
    network: str,
    zone: str,
    zone_code: str,
    unheld: frozenset[str] = frozenset(),
) -> bool:
    """Whether somebody may give such a mandate: never wider than what they hold.

    unheld: structures of the networks that the viewer animates, that nobody administers.
    """
    reached = _reached(viewer, organisation, network, zone, zone_code, unheld)
    return viewer.is_operator or any(role in GIVES[by] for by in reached)


def may_take_back(
    viewer: Viewer,
    *,
    organisation: str,
    network: str,
    zone: str,
    zone_code: str,
    members: frozenset[str] = frozenset(),
) -> bool:
    """Whether somebody may see and revoke such a mandate: an animator, in all their structures.

    members: structures of the networks that the viewer animates.
    """
    reached = _reached(viewer, organisation, network, zone, zone_code, members)
    return viewer.is_operator or any(reached)


def _reached(
    viewer: Viewer,
    organisation: str,
    network: str,
    zone: str,
    zone_code: str,
    structures: frozenset[str],
) -> Iterator[Role]:
    """By which of their roles somebody reaches a structure, or a network, on a territory."""
    for held in viewer.mandates:
        if held.role not in GIVES or not lies_within(zone, zone_code, held.zone, held.zone_code):
            continue
        if held.role == Role.ANIMATOR:
            reaches = held.network == network if network else organisation in structures
        else:
            reaches = bool(organisation) and held.organisation == organisation
        if reaches:
            yield held.role


def gives_mandates(viewer: Viewer) -> bool:
    """Whether there is anything that this viewer may give: who sees the page for it."""
    return viewer.is_operator or any(held.role in GIVES for held in viewer.mandates)


def animates(viewer: Viewer, network: str, zone: str, zone_code: str) -> bool:
    """The whole of a network, whose territory is given: its rules hold everywhere in it."""
    return viewer.is_operator or any(
        held.role == Role.ANIMATOR
        and held.network == network
        and lies_within(zone, zone_code, held.zone, held.zone_code)
        for held in viewer.mandates
    )
