"""What the pages of accounts show: whose mandates somebody may see, give and revoke."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from entrelieux.accounts.cards import MandateCard, NetworkCard
from entrelieux.accounts.invitations import InvitationCard, invitation_card
from entrelieux.accounts.models import Invitation, Mandate, StaffSession
from entrelieux.accounts.naming import structure_names
from entrelieux.accounts.policies import GIVES, animates, mandate_in_force, staff_session_open
from entrelieux.accounts.selectors import members_of, network_for, networks
from entrelieux.accounts.services import Power, may_revoke, unadministered
from entrelieux.accounts.zones import zone_name
from entrelieux.kernel.viewer import Role, Viewer

MOST = 500


@dataclass(frozen=True, slots=True)
class Target:
    """What a mandate may be for. roles: (code, label) that this viewer may give for it."""

    key: str
    name: str
    is_network: bool
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Managed:
    """targets: what this viewer may give mandates for. names: how each structure is called."""

    targets: tuple[Target, ...]
    mandates: tuple[MandateCard, ...]
    invitations: tuple[InvitationCard, ...]
    networks: tuple[NetworkCard, ...]


@dataclass(frozen=True, slots=True)
class StaffSessionCard:
    reason: str
    opened_at: datetime
    ends_at: datetime


def own_mandates(viewer: Viewer) -> tuple[MandateCard, ...]:
    """Mandates in force of this account, verified or not: what it could do, and may give up."""
    rows = _in_force().filter(user_id=viewer.user_id or 0).order_by("given_at", "pk")
    return _cards(list(rows))


def managed_by(viewer: Viewer) -> Managed:
    """Everything that this viewer may give or revoke; nothing for whoever gives no mandate."""
    animated = tuple(card for ref in sorted(viewer.networks()) if (card := network_for(ref)))
    if viewer.is_operator:
        animated = networks()
    members = {card.ref: members_of(card.ref) for card in animated}
    structures = viewer.organisations(Role.ADMINISTRATOR).union(*members.values())
    within = Q(organisation_ref__in=structures) | Q(network__ref__in=members)
    if viewer.is_operator:
        within = Q()
    rows = [
        row
        for row in _in_force().filter(within).order_by("organisation_ref", "role", "pk")[:MOST]
        if may_revoke(viewer, row)
    ]
    open_rows = Invitation.objects.filter(
        within, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).select_related("network", "given_by")
    return Managed(
        targets=_targets(viewer, structures, animated),
        mandates=_cards(rows),
        invitations=tuple(invitation_card(row) for row in open_rows.order_by("-given_at", "pk")),
        networks=tuple(
            card for card in animated if animates(viewer, card.ref, card.zone, card.zone_code)
        ),
    )


def _targets(
    viewer: Viewer, structures: frozenset[str], animated: tuple[NetworkCard, ...]
) -> tuple[Target, ...]:
    own = structures if viewer.is_operator else viewer.organisations(Role.ADMINISTRATOR)
    opened = unadministered(structures - own)
    named = structure_names(sorted(own | opened)).items()
    return tuple(
        Target(
            f"structure:{ref}",
            name,
            is_network=False,
            roles=_labelled(GIVES[Role.ADMINISTRATOR] if ref in own else {Role.ADMINISTRATOR}),
        )
        for ref, name in sorted(named, key=lambda one: (one[1], one[0]))
    ) + tuple(
        Target(f"reseau:{card.ref}", card.name, is_network=True, roles=_labelled({Role.ANIMATOR}))
        for card in animated
    )


def _labelled(roles: Collection[Role]) -> tuple[tuple[str, str], ...]:
    return tuple((role.value, role.label) for role in Role if role in roles)


def power_for(target: str, role: str, zone: str, zone_code: str) -> Power:
    """What a form asks for; a target that says nothing is refused by the service."""
    kind, _colon, ref = target.partition(":")
    return Power(
        role=role,
        organisation=ref if kind == "structure" else "",
        network=ref if kind == "reseau" else "",
        zone=zone,
        zone_code=zone_code,
    )


def open_staff_session(viewer: Viewer) -> StaffSessionCard | None:
    row = (
        StaffSession.objects.filter(staff_session_open(timezone.now()), user_id=viewer.user_id or 0)
        .order_by("-opened_at")
        .first()
    )
    return StaffSessionCard(row.reason, row.opened_at, row.ends_at) if row else None


def network_managed(viewer: Viewer, ref: str) -> NetworkCard | None:
    """None when it is absent or not this viewer's."""
    if "\x00" in ref:  # one of the databases refuses to be asked for it
        return None
    card = network_for(ref)
    return card if card and animates(viewer, ref, card.zone, card.zone_code) else None


def _in_force() -> QuerySet[Mandate]:
    in_force = mandate_in_force(timezone.now(), timezone.localdate())
    return Mandate.objects.filter(in_force).select_related("network", "user", "given_by")


def _cards(rows: list[Mandate]) -> tuple[MandateCard, ...]:
    names = structure_names(row.organisation_ref for row in rows)
    return tuple(
        MandateCard(
            ref=row.ref,
            user_id=row.user_id,
            name=row.user.get_full_name().strip() or row.user.username,
            role=row.role,
            role_label=Role(row.role).label,
            organisation=row.organisation_ref,
            network=row.network.ref if row.network else "",
            target=row.network.name if row.network else names[row.organisation_ref],
            zone_name=zone_name(row.zone, row.zone_code),
            given_by=(row.given_by.get_full_name().strip() if row.given_by else ""),
            given_at=row.given_at,
            ends_on=row.ends_on,
        )
        for row in rows
    )
