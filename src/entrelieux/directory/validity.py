"""On which days do places and services exist? Nothing said of them: always.

Neither national schema says it. Several periods are seasons: one that holds is enough.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.functions.rows import standing
from entrelieux.directory.models import Permanence, Place, Service, Validity
from entrelieux.directory.version import offer_version


@dataclass(frozen=True, slots=True)
class Period:
    """Both days count; None unknown, or still so."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def holds(periods: Collection[Period], day: date) -> bool:
    """Whether what these are said of exists on a day."""
    return not periods or any(one.holds(day) for one in periods)


@dataclass(frozen=True, slots=True)
class Said:
    """Periods by key of place, as shown, and by reference of service."""

    places: Mapping[int, tuple[Period, ...]]
    services: Mapping[str, tuple[Period, ...]]


_kept: tuple[tuple[Any, ...], Said] | None = None


def said_now() -> Said:
    """As the last publication leaves it: one query by version of the data, few rows."""
    global _kept  # noqa: PLW0603  one by process is the point
    version, kept = offer_version(), _kept
    if kept is None or kept[0] != version:
        kept = _kept = (version, _read())
    return kept[1]


def places_outside(day: date) -> set[int]:
    """Keys of the places that do not exist on a day, with every sheet of each."""
    said = said_now().places
    return shown_now().spread(place for place, known in said.items() if not holds(known, day))


def services_on(rows: QuerySet[Service], day: date) -> QuerySet[Service]:
    """Those offered on a day, somewhere: their own place may not exist then."""
    return rows.exclude(ref__in=_services_outside(day))


def at_home_on(rows: QuerySet[Service], day: date) -> QuerySet[Service]:
    """Those offered on a day at their own place."""
    return services_on(rows, day).exclude(place__in=places_outside(day))


def permanences_on(rows: QuerySet[Permanence], day: date) -> QuerySet[Permanence]:
    """The same of services that come to places."""
    outside = Service.objects.filter(ref__in=_services_outside(day)).values("pk")
    return rows.exclude(service__in=outside).exclude(place__in=places_outside(day))


def places_on(rows: QuerySet[Place], day: date) -> QuerySet[Place]:
    return rows.exclude(pk__in=places_outside(day))


def days_met(day: date) -> tuple[int, int]:
    """Changes on each day on which some period begins or is over."""
    return tuple(
        Validity.objects.aggregate(
            begun=Count("pk", filter=Q(starts_on__lte=day)),
            over=Count("pk", filter=Q(ends_on__lt=day)),
        ).values()
    )


def _read() -> Said:
    shown = shown_now()
    places: dict[int, tuple[Period, ...]] = defaultdict(tuple)
    services: dict[str, tuple[Period, ...]] = defaultdict(tuple)
    rows = standing(Validity.objects.all())
    for place, service, *days in rows.values_list(
        "place_id", "service_ref", "starts_on", "ends_on"
    ):
        if service:
            services[service] += (Period(*days),)
        else:
            places[shown.head(place)] += (Period(*days),)
    return Said(dict(places), dict(services))


def _services_outside(day: date) -> QuerySet[Validity, Any]:
    """References of those that have periods, of which none holds."""
    begun = Q(starts_on=None) | Q(starts_on__lte=day)
    held = Count("pk", filter=begun & (Q(ends_on=None) | Q(ends_on__gte=day)))
    rows = Validity.objects.filter(withdrawn_at=None).exclude(service_ref="").order_by()
    return rows.values("service_ref").annotate(held=held).filter(held=0).values("service_ref")
