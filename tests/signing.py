"""People really signed in: a client whose session says how, and the viewer they are for services.

>>> agent = mandated(Role.AGENT, organisation=structure.ref)
>>> agent.client.get("/guichet/"), open_visit(actor=agent.viewer, …)
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from django.test import Client
from django.utils import timezone

from entrelieux.accounts.models import Mandate, Membership, Network, StaffSession, User
from entrelieux.accounts.selectors import viewer_for
from entrelieux.accounts.signed_in import METHODS, METHODS_OF
from entrelieux.kernel.viewer import ANYONE, Role, Viewer

_numbers = count(1)


@dataclass(frozen=True)
class Signed:
    """user: None for a visitor."""

    client: Client
    user: User | None
    verified: bool

    @property
    def viewer(self) -> Viewer:
        """Read from the database each time, as each request does."""
        if self.user is None:
            return ANYONE
        return viewer_for(User.objects.get(pk=self.user.pk), verified=self.verified)


def visitor() -> Signed:
    return Signed(Client(), None, verified=False)


def person(name="", *, verified=False, **values) -> Signed:
    """Somebody signed in who holds no mandate."""
    number = next(_numbers)
    values = {
        "email": f"personne-{number}@exemple.test",
        "first_name": name or "Camille",
        "last_name": f"Essai {number}",
        **values,
    }
    user = User.objects.create_user(f"personne-{number}", **values)
    return signed_in(user, verified=verified)


def mandated(
    role, *, organisation="", network=None, zone="", zone_code="", name="", verified=True
) -> Signed:
    """Somebody who holds one mandate. organisation: reference. network: row or reference."""
    if isinstance(network, str):
        network = Network.objects.get(ref=network)
    signed = person(name, verified=verified, function=Role(role).label)
    mandate(
        signed.user,
        role,
        organisation=organisation,
        network=network,
        zone=zone,
        zone_code=zone_code,
    )
    return signed


def operator(*, open_session=True) -> Signed:
    """Somebody who may exploit the site, with a staff session open, or with no power at all."""
    signed = person("Odile", verified=True, is_superuser=True)
    if open_session:
        now = timezone.now()
        StaffSession.objects.create(
            user=signed.user, reason="essai", opened_at=now, ends_at=now + timedelta(minutes=60)
        )
    return signed


def mandate(user, role, *, organisation="", network=None, **values) -> Mandate:
    """One more mandate for an account."""
    return Mandate.objects.create(
        ref=secrets.token_hex(8),
        user=user,
        role=Role(role).value,
        organisation_ref=organisation,
        network=network,
        **{"given_at": timezone.now(), **values},
    )


def network_with(*organisations, ref="", **values) -> Network:
    """A network whose members are these structures, named by reference."""
    number = next(_numbers)
    row = Network.objects.create(
        ref=ref or f"reseau-{number}", **{"name": f"Réseau {number}", **values}
    )
    Membership.objects.bulk_create(
        Membership(network=row, organisation_ref=one, since="2020-01-01") for one in organisations
    )
    return row


def signed_in(user, *, verified) -> Signed:
    client = Client()
    client.force_login(user)
    if verified:
        session = client.session
        session[METHODS] = [{"method": "mfa", "at": timezone.now().timestamp()}]
        session[METHODS_OF] = str(user.pk)
        session.save()
    return Signed(client, user, verified)
