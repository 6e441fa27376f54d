"""Who may act, for whom, and in which network: read from the database each time it is asked."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from entrelieux.accounts.cards import AccountCard, NetworkCard
from entrelieux.accounts.models import Mandate, Membership, Network, StaffSession, User
from entrelieux.accounts.policies import (
    mandate_in_force,
    membership_in_force,
    staff_session_open,
)
from entrelieux.kernel.viewer import ANYONE, Acting, Role, Viewer


def viewer_for(user: User, *, verified: bool) -> Viewer:
    """verified: the second factor was, since this person signed in."""
    if not user.is_active:
        return ANYONE
    now = timezone.now()
    mandates = _mandates_of(user)
    if not verified:
        waits = bool(mandates) or user.is_superuser
        return Viewer(user_id=user.pk, awaits_second_factor=waits)
    open_session = user.is_superuser and (
        StaffSession.objects.filter(staff_session_open(now), user=user).exists()
    )
    return Viewer(
        user_id=user.pk,
        is_operator=open_session,
        mandates=mandates,
        may_operate=user.is_superuser,
    )


def _mandates_of(user: User) -> tuple[Acting, ...]:
    in_force = mandate_in_force(timezone.now(), timezone.localdate())
    rows = Mandate.objects.filter(in_force, user=user).order_by("pk").select_related("network")
    return tuple(
        Acting(
            role=Role(row.role),
            organisation=row.organisation_ref,
            network=row.network.ref if row.network else "",
            zone=row.zone,
            zone_code=row.zone_code,
        )
        for row in rows
    )


def network_of(organisation_ref: str) -> NetworkCard | None:
    """The network that a structure belongs to; the one it joined first when it has several."""
    row = (
        Membership.objects.filter(
            membership_in_force(timezone.localdate()), organisation_ref=organisation_ref
        )
        .select_related("network")
        .order_by("since", "pk")
        .first()
    )
    return _network_card(row.network) if row else None


def network_for(ref: str) -> NetworkCard | None:
    row = Network.objects.filter(ref=ref).first()
    return _network_card(row) if row else None


def networks() -> tuple[NetworkCard, ...]:
    return tuple(_network_card(row) for row in Network.objects.order_by("name", "pk"))


def members_of(network_ref: str) -> frozenset[str]:
    """References of the structures that belong to a network today."""
    return frozenset(
        Membership.objects.filter(
            membership_in_force(timezone.localdate()), network__ref=network_ref
        ).values_list("organisation_ref", flat=True)
    )


def holders_of(organisation_ref: str, *roles: Role) -> tuple[AccountCard, ...]:
    """Accounts that may act for a structure; with one of ``roles`` when some are named."""
    return _holders(roles, organisation_ref=organisation_ref) if organisation_ref else ()


def animators_of(
    network_ref: str, ground: Mapping[str, str] | None = None
) -> tuple[AccountCard, ...]:
    """Accounts that animate a network; with ``ground`` (kind of zone → code), there alone."""
    if ground is None:
        return _holders((Role.ANIMATOR,), network__ref=network_ref)
    within = Q(zone="")
    for zone, code in ground.items():
        within |= Q(zone=zone, zone_code=code)
    return _holders((Role.ANIMATOR,), within, network__ref=network_ref)


def _holders(
    roles: tuple[Role, ...], within: Q | None = None, **of: str
) -> tuple[AccountCard, ...]:
    held = Mandate.objects.filter(
        mandate_in_force(timezone.now(), timezone.localdate()),
        within or Q(),
        user__is_active=True,
        **of,
    )
    if roles:
        held = held.filter(role__in=[role.value for role in roles])
    rows = User.objects.filter(pk__in=held.values("user_id")).order_by("last_name", "pk")
    return tuple(_account_card(row) for row in rows)


def account_card(user_id: int | None) -> AccountCard | None:
    row = User.objects.filter(pk=user_id or 0).first()
    return _account_card(row) if row else None


def _account_card(row: User) -> AccountCard:
    name = row.get_full_name().strip() or row.username
    return AccountCard(user_id=row.pk, name=name, function=row.function, email=row.email)


def _network_card(row: Network) -> NetworkCard:
    return NetworkCard(
        pk=row.pk,
        ref=row.ref,
        name=row.name,
        zone=row.zone,
        zone_code=row.zone_code,
        reminder_days=tuple(row.reminder_days),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        small_count=row.small_count,
        version=row.version,
        is_fiction=row.is_fiction,
    )
