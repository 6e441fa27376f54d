"""Mandates are given and revoked, staff sessions opened and closed, networks set.

A mandate is given by somebody who holds as much, and read again at each request: revoked, it is
worth nothing at the next one.
"""

import secrets
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.errors import AbsentError, ChangedError, RefusedError
from entrelieux.accounts.models import Mandate, Membership, Network, StaffSession, User, Zone
from entrelieux.accounts.policies import (
    animates,
    mandate_in_force,
    may_give,
    may_take_back,
    staff_session_open,
)
from entrelieux.accounts.selectors import members_of
from entrelieux.accounts.zones import is_known
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Role, Viewer

LONGEST_STAFF_SESSION_MIN = 60
SHORTEST_REASON = 10
MOST_REMINDERS = 6
LATEST_REMINDER_DAYS = 365
LARGEST_THRESHOLD = 50


@dataclass(frozen=True, slots=True)
class Power:
    """What a mandate gives. organisation, network: references, one of the two is ""."""

    role: str
    organisation: str = ""
    network: str = ""
    zone: str = ""
    zone_code: str = ""
    ends_on: date | None = None


def refuse_power(actor: Viewer, power: Power) -> None:
    """Whether this actor may give this, and whether it makes sense.

    Raises:
        RefusedError: a role for the wrong kind of thing, an unknown territory, a past end.
        AbsentError: a network that does not exist, or not theirs to give.
    """
    if power.role not in set(Role) or bool(power.organisation) == bool(power.network):
        raise RefusedError(_("Choisissez un rôle, et la structure ou le réseau."), field="role")
    if (power.role == Role.ANIMATOR) != bool(power.network):
        raise RefusedError(
            _("L'animation se donne pour un réseau. Les autres rôles, pour une structure."),
            field="role",
        )
    if power.zone not in Zone.values or not is_known(power.zone, power.zone_code):
        raise RefusedError(
            _("Ce code de territoire n'est pas connu. Vérifiez-le, ou laissez « sans limite »."),
            field="zone_code",
        )
    if power.ends_on is not None and power.ends_on < timezone.localdate():
        raise RefusedError(_("Cette date est déjà passée. Choisissez-en une autre."), field="fin")
    if power.network and not Network.objects.filter(ref=power.network).exists():
        raise AbsentError(_("Ce réseau n'existe pas, ou n'est pas le vôtre."))
    if not _may_give(actor, power):
        raise AbsentError(_("Cette structure ou ce réseau n'est pas à vous."))


def _may_give(actor: Viewer, power: Power) -> bool:
    return may_give(
        actor,
        power.role,
        organisation=power.organisation,
        network=power.network,
        zone=power.zone,
        zone_code=power.zone_code,
        unheld=unadministered(_animated(actor)),
    )


def unadministered(organisations: frozenset[str]) -> frozenset[str]:
    """Those that nobody administers today."""
    held = Mandate.objects.filter(
        mandate_in_force(timezone.now(), timezone.localdate()),
        role=Role.ADMINISTRATOR,
        organisation_ref__in=organisations,
    )
    return organisations.difference(held.values_list("organisation_ref", flat=True))


def may_take_back_power(actor: Viewer, power: Power) -> bool:
    """Whether an actor may see, withdraw and revoke it: wider than who may give it."""
    return may_take_back(
        actor,
        organisation=power.organisation,
        network=power.network,
        zone=power.zone,
        zone_code=power.zone_code,
        members=_animated(actor),
    )


def _animated(actor: Viewer) -> frozenset[str]:
    return frozenset[str]().union(*(members_of(ref) for ref in sorted(actor.networks())))


@transaction.atomic
def give_mandate(*, actor: Viewer, user_id: int, power: Power) -> str:
    """Give somebody a mandate; the same one in force already is the same one. Gives its reference.

    Raises:
        RefusedError, AbsentError: see `refuse_power`.
    """
    refuse_power(actor, power)
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise AbsentError(_("Ce compte n'existe pas."))
    row, fresh = write_mandate(actor, user, power)
    if fresh:
        journal.record(actor, "mandate.given", row.ref, role=row.role, user=user.pk)
    return row.ref


def write_mandate(actor: Viewer, user: User, power: Power) -> tuple[Mandate, bool]:
    """The row alone, for whoever keeps its own journal line; whether it is a new one."""
    held = Mandate.objects.filter(
        mandate_in_force(timezone.now(), timezone.localdate()),
        user=user,
        role=power.role,
        organisation_ref=power.organisation,
        network__ref=power.network or None,
        zone=power.zone,
        zone_code=power.zone_code,
        ends_on=power.ends_on,
    ).first()
    if held is not None:
        return held, False
    network = Network.objects.get(ref=power.network) if power.network else None
    row = Mandate.objects.create(
        ref=secrets.token_hex(8),
        user=user,
        role=power.role,
        organisation_ref=power.organisation,
        network=network,
        zone=power.zone,
        zone_code=power.zone_code,
        ends_on=power.ends_on,
        given_by_id=actor.user_id or None,
        given_at=timezone.now(),
    )
    return row, True


def power_of(row: Mandate) -> Power:
    return Power(
        role=row.role,
        organisation=row.organisation_ref,
        network=row.network.ref if row.network else "",
        zone=row.zone,
        zone_code=row.zone_code,
        ends_on=row.ends_on,
    )


def may_revoke(actor: Viewer, row: Mandate) -> bool:
    """Whoever manages it, and the person who holds it: anybody may give up a power."""
    return row.user_id == actor.user_id or may_take_back_power(actor, power_of(row))


@transaction.atomic
def revoke_mandate(*, actor: Viewer, ref: str) -> None:
    """From the next request on it is worth nothing. Revoked already: nothing more is done.

    Raises:
        AbsentError: no such mandate, or not theirs to revoke.
    """
    row = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("network")
        .filter(ref=ref)
        .first()
    )
    if row is None or not may_revoke(actor, row):
        raise AbsentError(_("Cette autorisation n'existe pas, ou n'est pas à vous."))
    if row.revoked_at is not None:
        return
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    journal.record(actor, "mandate.revoked", row.ref, role=row.role, user=row.user_id)


@transaction.atomic
def open_staff_session(*, actor: Viewer, reason: str, minutes: int) -> None:
    """The power to exploit the site, for a reason and a time. One open already: it stays.

    Raises:
        AbsentError: not an operator, or one whose second factor was not verified.
        RefusedError: no real reason, or too long.
    """
    if not actor.may_operate:
        raise AbsentError(_("Cette page n'existe pas."))
    said = " ".join(reason.split())
    if len(said) < SHORTEST_REASON:
        raise RefusedError(_("Dites pourquoi, en quelques mots : c'est gardé."), field="raison")
    if not 1 <= minutes <= LONGEST_STAFF_SESSION_MIN:
        raise RefusedError(_("Choisissez entre 1 et 60 minutes."), field="minutes")
    now = timezone.now()
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    if StaffSession.objects.filter(staff_session_open(now), user=user).exists():
        return
    row = StaffSession.objects.create(
        user=user, reason=said[:300], opened_at=now, ends_at=now + timedelta(minutes=minutes)
    )
    journal.record(actor, "staff_session.opened", f"session:{row.pk}", minutes=minutes)


@transaction.atomic
def close_staff_session(*, actor: Viewer) -> None:
    """Give the power back. None open: nothing is done."""
    now = timezone.now()
    rows = StaffSession.objects.select_for_update().filter(
        staff_session_open(now), user_id=actor.user_id or 0
    )
    closed = [row.pk for row in rows]
    if not closed:
        return
    StaffSession.objects.filter(pk__in=closed).update(closed_at=now)
    journal.record(actor, "staff_session.closed", f"session:{closed[0]}")


@transaction.atomic
def close_other_sessions(*, actor: Viewer) -> User:
    """Every session of this account is over; the view keeps the one that asks. Gives the row."""
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    user.session_round += 1
    user.save(update_fields=["session_round"])
    journal.record(actor, "sessions.closed", f"compte:{user.pk}")
    return user


@transaction.atomic
def create_network(
    *,
    actor: Viewer,
    ref: str,
    name: str,
    zone: str = "",
    zone_code: str = "",
    fiction: bool = False,
) -> str:
    """A network, without members yet; the same reference again is the same network.

    Raises:
        AbsentError: only who exploits the site makes networks.
        RefusedError: an unknown territory, no name.
    """
    if not actor.is_operator:
        raise AbsentError(_("Seule l'exploitation du site crée un réseau."))
    if zone not in Zone.values or not is_known(zone, zone_code):
        raise RefusedError(_("Ce territoire n'est pas connu."), field="zone_code")
    if not name.strip() or not ref:
        raise RefusedError(_("Donnez un nom et une référence à ce réseau."), field="nom")
    row, fresh = Network.objects.get_or_create(
        ref=ref,
        defaults={
            "name": name.strip(),
            "zone": zone,
            "zone_code": zone_code,
            "is_fiction": fiction,
        },
    )
    if fresh:
        journal.record(actor, "network.created", row.ref)
    return row.ref


@transaction.atomic
def add_members(*, actor: Viewer, network: str, organisations: frozenset[str]) -> int:
    """Structures join a network today; those in it already stay. Gives how many joined.

    Raises:
        AbsentError: no such network, or not the actor's.
    """
    row = Network.objects.select_for_update().filter(ref=network).first()
    if row is None or not animates(actor, network, row.zone, row.zone_code):
        raise AbsentError(_("Ce réseau n'existe pas, ou n'est pas le vôtre."))
    held = set(row.members.values_list("organisation_ref", flat=True))
    back = row.members.filter(organisation_ref__in=organisations).exclude(until=None)
    joined = back.update(until=None)
    fresh = sorted(organisations - held)
    Membership.objects.bulk_create(
        Membership(network=row, organisation_ref=one, since=timezone.localdate()) for one in fresh
    )
    joined += len(fresh)
    if joined:
        journal.record(actor, "network.joined", row.ref, members=joined)
    return joined


@dataclass(frozen=True, slots=True)
class NetworkRules:
    """reminder_days: strictly increasing, 1 to 365. small_count: 0 masks nothing, at most 50."""

    reminder_days: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    small_count: int


@transaction.atomic
def set_network(*, actor: Viewer, ref: str, version: int, rules: NetworkRules) -> None:
    """Change the rules of a network, as they were read at ``version``.

    Raises:
        AbsentError: no such network, or not the actor's.
        RefusedError: days that do not increase, a threshold out of range.
        ChangedError: somebody else changed them meanwhile.
    """
    row = Network.objects.select_for_update().filter(ref=ref).first()
    if row is None or not animates(actor, ref, row.zone, row.zone_code):
        raise AbsentError(_("Ce réseau n'existe pas, ou n'est pas le vôtre."))
    _refuse_rules(rules)
    if _rules_of(row) == rules:
        return
    if row.version != version:
        raise ChangedError(
            _("Quelqu'un a changé ces réglages pendant votre lecture. Relisez-les ci-dessous.")
        )
    row.reminder_days = list(rules.reminder_days)
    row.quiet_from, row.quiet_until = rules.quiet_from, rules.quiet_until
    row.small_count = rules.small_count
    row.version += 1
    row.save()
    journal.record(actor, "network.set", row.ref, version=row.version)


def _rules_of(row: Network) -> NetworkRules:
    return NetworkRules(tuple(row.reminder_days), row.quiet_from, row.quiet_until, row.small_count)


def _refuse_rules(rules: NetworkRules) -> None:
    days = rules.reminder_days
    increasing = all(before < after for before, after in pairwise(days))
    if not 1 <= len(days) <= MOST_REMINDERS or not increasing:
        raise RefusedError(
            _("Donnez de 1 à 6 relances, chacune après la précédente : par exemple 9, 21, 45."),
            field="relances",
        )
    if days[0] < 1 or days[-1] > LATEST_REMINDER_DAYS:
        raise RefusedError(
            _("Une relance part entre 1 et 365 jours après l'envoi."), field="relances"
        )
    if not 0 <= rules.small_count <= LARGEST_THRESHOLD:
        raise RefusedError(_("Choisissez un seuil entre 0 et 50."), field="seuil")
