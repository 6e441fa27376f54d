"""Members made by hand, as of some day."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from entrelieux.accounts.models import Network
from entrelieux.networks.models import Member
from entrelieux.passerelles.models import FollowUp
from tests.exchanges.lending import MENDE, somebody

_numbers = count(1)


def member_network(ref="reseau-essai", **values):
    return Network.objects.create(
        ref=ref, name=f"Réseau {ref}", zone="departement", zone_code="48", **values
    )


def joined(
    network,
    *,
    who=None,
    sector="vendre",
    days_ago=30,
    state="accueillie",
    confirmed=None,
    organisation="",
    **values,
):
    """A member, welcomed so many days ago; confirmed: today unless said."""
    number = next(_numbers)
    at = timezone.now() - timedelta(days_ago)
    person = None if organisation else who or somebody(commune=MENDE, name=f"Membre {number}")
    return Member.objects.create(
        ref=f"membre-{number}",
        network=network,
        follow_up=person and FollowUp.objects.get(ref=person.ref),
        organisation_ref=organisation,
        state=state,
        sector=sector,
        code_insee=MENDE,
        departement="48",
        number=number if state == "accueillie" else None,
        asked_at=at,
        welcomed_at=at if state == "accueillie" else None,
        confirmed_on=confirmed or timezone.localdate(),
        **values,
    )
