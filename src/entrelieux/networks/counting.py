"""Who counts as an active member, on a given day? Said once, for every page and every figure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from entrelieux.networks.models import Charter, Member, Signature
from entrelieux.packs.fr import networks as pack

MONTH_DAYS = 30.44
HEARD_FOR = timedelta(days=round(pack.STAYS_MONTHS * MONTH_DAYS) + pack.SILENT_DAYS)
SIGNS_WITHIN = timedelta(days=pack.SIGN_DAYS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a member. welcomed, ended: None as long as they are not.

    confirmed: when they last said that they are there. signed: {version of the charter: day}.
    """

    sector: str
    welcomed: date | None
    ended: date | None
    confirmed: date
    signed: dict[int, date]
    pk: int = 0


def is_active(one: Standing, published: Iterable[date], on: date) -> bool:
    """Welcomed, not gone, heard of lately, and having signed the charter of that day.

    published: days of the versions of the charter, the first one first. A new version leaves
    ``SIGN_DAYS`` to sign it, during which the one before it is enough; without any charter, nothing
    is to be signed. Somebody who confirms after a silence counts again for the months before it.
    """
    if one.welcomed is None or one.welcomed > on or (one.ended is not None and one.ended <= on):
        return False
    if one.confirmed + HEARD_FOR < on:
        return False
    good = _good_versions(tuple(published), on)
    return not good or any(day <= on for number, day in one.signed.items() if number in good)


def active(standings: Iterable[Standing], published: Collection[date], on: date) -> list[Standing]:
    return [one for one in standings if is_active(one, published, on)]


def standings_of(network_pk: int, *, fiction: bool) -> tuple[Standing, ...]:
    """Everybody who was ever welcomed or asks to be; who was erased is not there any more."""
    signed: dict[int, dict[int, date]] = {}
    rows = Signature.objects.filter(member__network_id=network_pk, member__is_fiction=fiction)
    for member, number, at in rows.values_list("member_id", "charter__number", "signed_at"):
        signed.setdefault(member, {})[number] = timezone.localdate(at)
    members = Member.objects.filter(network_id=network_pk, is_fiction=fiction).order_by("pk")
    return tuple(
        Standing(sector, _day(welcomed), _day(ended), confirmed, signed.get(pk, {}), pk)
        for pk, sector, welcomed, ended, confirmed in members.values_list(
            "pk", "sector", "welcomed_at", "ended_at", "confirmed_on"
        )
    )


def active_members(network_pk: int, *, fiction: bool) -> list[int]:
    """Keys of those who are active today."""
    published, today = charter_days(network_pk), timezone.localdate()
    people = standings_of(network_pk, fiction=fiction)
    return [one.pk for one in active(people, published, today)]


def charter_days(network_pk: int) -> tuple[date, ...]:
    """When each version was published, the first one first."""
    rows = Charter.objects.filter(network_id=network_pk).order_by("number")
    return tuple(timezone.localdate(at) for at in rows.values_list("made_at", flat=True))


def _good_versions(published: tuple[date, ...], on: date) -> frozenset[int]:
    """Versions that are enough that day: the one in force, and those it replaced lately."""
    out = [number for number, day in enumerate(published, 1) if day <= on]
    return frozenset(
        number for number in out if number == out[-1] or published[number] + SIGNS_WITHIN > on
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
