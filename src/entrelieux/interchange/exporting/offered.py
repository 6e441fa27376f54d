"""The drafts of the offer as the exporters of each schema walk through them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from entrelieux.directory.drafts import (
    OfferDraft,
    OrganisationDraft,
    PlaceDraft,
    ServiceDraft,
    SourceDraft,
)
from entrelieux.directory.reading_back import Offered
from entrelieux.directory.validity import Period, holds
from entrelieux.interchange.exporting.uniting import united


class Sourced(Protocol):
    """What a row is of: it comes from one source."""

    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Walk:
    """Who offers what where, by reference.

    home_of: the places that are an organisation's own, by its reference, in their order.
    offer: the whole, with what hangs on places: permanences, functions, limits, spaces.
    ids: of each place, and of each sheet that goes out with another, its identifier; the same
    whether they are united or not. others: of a place, the sheets that go out with it.
    """

    places: Mapping[str, PlaceDraft]
    organisations: Mapping[str, OrganisationDraft]
    services: tuple[ServiceDraft, ...]
    sources: Mapping[str, SourceDraft]
    services_at: Mapping[str, tuple[ServiceDraft, ...]]
    home_of: Mapping[str, tuple[PlaceDraft, ...]]
    stated: Mapping[str, Collection[str]]
    said_on: Mapping[str, date]
    offer: OfferDraft
    ids: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]]

    def producer(self, source: str) -> str:
        """Who gave a row, as its file names them; empty when it named nobody."""
        return self.sources[source].producer

    def held(self, thing: Sourced) -> tuple[str, ...]:
        """Identifiers of the other sheets of a place; of anything else, none."""
        others = self.others.get(thing.ref, ()) if isinstance(thing, PlaceDraft) else ()
        return tuple(self.ids[ref] for ref in others)

    def organisations_at(self, place: PlaceDraft) -> tuple[OrganisationDraft, ...]:
        refs = dict.fromkeys(one.organisation_ref for one in self.services_at[place.ref])
        return tuple(self.organisations[ref] for ref in refs)

    def reviewed_on(self, place: PlaceDraft) -> date | None:
        """The last day on which its producer, or somebody here, said that the sheet is right."""
        days = (place.confirmed_on, self.said_on.get(place.ref))
        return max((day for day in days if day), default=None)

    def updated_on(self, place: PlaceDraft) -> date | None:
        """The same; where nobody said it of this sheet, the day of its producer's whole list."""
        return self.reviewed_on(place) or self.sources[place.source].published_on


def walk(offered: Offered, today: date | None = None) -> Walk:
    """today: without what does not exist on that day, for files that cannot say it; None: all."""
    ids = identifiers((one.ref, one.producer_id, one.source) for one in offered.offer.places)
    offered, others = united(offered)
    offer = _of_day(offered.offer, today) if today else offered.offer
    places = {place.ref: place for place in offer.places}
    organisations = {one.ref: one for one in offer.organisations}
    at: dict[str, list[ServiceDraft]] = defaultdict(list)
    homes: dict[str, dict[str, PlaceDraft]] = defaultdict(dict)
    for service in offer.services:
        organisation = organisations[service.organisation_ref]
        place = places.get(service.place_ref or "")
        if place is None:
            continue
        at[place.ref].append(service)
        if _is_home(organisation, place):
            homes[organisation.ref][place.ref] = place
    return Walk(
        places,
        organisations,
        offer.services,
        {source.slug: source for source in offer.sources},
        defaultdict(tuple, {ref: tuple(some) for ref, some in at.items()}),
        defaultdict(tuple, {ref: tuple(some.values()) for ref, some in homes.items()}),
        offered.stated,
        offered.said_on,
        offer,
        ids,
        others,
    )


def _of_day(offer: OfferDraft, today: date) -> OfferDraft:
    said: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for one in offer.periods:
        place = "" if one.service_ref else one.place_ref
        said[place, one.service_ref].append(Period(one.starts_on, one.ends_on))
    outside = {key for key, periods in said.items() if not holds(periods, today)}
    if not outside:
        return offer
    places = tuple(one for one in offer.places if (one.ref, "") not in outside)
    there = {one.ref for one in places} | {None}
    return replace(
        offer,
        places=places,
        services=tuple(
            one for one in offer.services if ("", one.ref) not in outside and one.place_ref in there
        ),
    )


def _is_home(organisation: OrganisationDraft, place: PlaceDraft) -> bool:
    """A structure that its producer describes has one place: the one of its own row."""
    if not organisation.producer_id:
        return True
    return organisation.record_key in place.record_keys


def identifiers(wanted: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """An identifier for each reference, no two alike.

    A producer's own where nobody else bears it, else after the slug of its source, else ours.

    Args:
        wanted: (reference, identifier at its producer or "", slug of its source).
    """
    rows = list(wanted)
    alone = Counter(own for _, own, _ in rows)
    named = Counter(f"{slug}--{own}" for _, own, slug in rows)
    found: dict[str, str] = {}
    for ref, own, slug in rows:
        longer = f"{slug}--{own}"
        if own and alone[own] == 1:
            found[ref] = own
        elif own and named[longer] == 1 and not alone[longer]:
            found[ref] = longer
        else:
            found[ref] = ref
    return found
