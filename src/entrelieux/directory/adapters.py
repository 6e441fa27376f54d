"""Rows of the offer become the arrays of the engine: the only place that knows both.

A *site* is a roof: one trip. An *interlocutor* is one organisation at one site, or at a distance.
Obvious twins across producers (``engine.records.roofs``) are one interlocutor with several sources;
what people said to be one place is one, and what they said to be two is two.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.agenda.rows import timing_of
from entrelieux.directory.building import LISTS, as_text, codes
from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.models import Organisation, Permanence, Place, Service
from entrelieux.directory.opening import usual_week
from entrelieux.directory.spots import roofs_and_twins_of
from entrelieux.directory.validity import places_outside, services_on
from entrelieux.engine.language.fold import fold
from entrelieux.engine.orientation.model import NOT_ANSWERED
from entrelieux.engine.orientation.offers import (
    FEES_CONDITIONAL,
    FEES_FREE,
    FEES_PAID,
    FEES_UNKNOWN,
    ZONE_COMMUNE,
    ZONE_COUNTRY,
    ZONE_DEPARTEMENT,
    ZONE_EPCI,
    ZONE_REGION,
    ZONE_UNKNOWN,
    ZONE_UNSTATED,
    OfferIndex,
)
from entrelieux.engine.reach import Targets
from entrelieux.engine.records.roofs import Groups, name_key
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.territories.selectors import communes_table

ZONES = {
    Service.Zone.COMMUNE: ZONE_COMMUNE,
    Service.Zone.EPCI: ZONE_EPCI,
    Service.Zone.DEPARTEMENT: ZONE_DEPARTEMENT,
    Service.Zone.REGION: ZONE_REGION,
    Service.Zone.COUNTRY: ZONE_COUNTRY,
}
COUNTRY = "FR"
RURAL = 2
"""Density class of a place whose commune is unknown: the commonest, and an estimate anyway."""
NOWHERE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The offer of one version of the data, as arrays.

    targets: one point by site. service, place, source: primary keys by offer (place 0: at a
    distance); two sources in one interlocutor are twins.
    left_out: offers that no plan can hold, by reason.
    """

    index: OfferIndex
    targets: Targets
    service: NDArray[np.int64]
    place: NDArray[np.int64]
    source: NDArray[np.int64]
    left_out: dict[str, int]

    @property
    def interlocutors(self) -> int:
        return len(self.index.key)


def zone_word(code: str) -> int:
    """A territory's code as a number below 2**31: base 36 holds « 2A », decimal holds SIREN."""
    if not code:
        return 0
    return int(code) if code.isdigit() and len(code) == 9 else int(code, 36)


def is_zone_code(code: str) -> bool:
    """Whether ``zone_word`` can hold it: a code of commune, département, région, or a SIREN."""
    return bool(re.fullmatch(r"[0-9A-Z]{1,5}|[0-9]{9}", code))


def zone_words(commune: str, epci: str, departement: str, region: str) -> tuple[int, ...]:
    """Where a person lives, in the order of ``ZONE_*``."""
    return tuple(zone_word(c) for c in (commune, epci, departement, f"R{region}", COUNTRY))


def publics_word(codes: Iterable[str]) -> int:
    """Bits of ``OfferIndex.publics``; codes that the pack does not know are left to be checked."""
    known = offer_pack.publics()
    return sum(1 << known[code].bit for code in set(codes) if code in known)


def fees_word(codes: Iterable[str]) -> int:
    known = offer_pack.fees()
    costs = {known[code].cost for code in codes if code in known}
    if not costs:
        return FEES_UNKNOWN
    if costs == {"gratuit"}:
        return FEES_FREE
    return FEES_PAID if costs == {"payant"} else FEES_CONDITIONAL


def build_catalogue(*, sources: Iterable[int], today: date, needs: int | None = None) -> Catalogue:
    """Read every published row of these sources once (five queries) and lay it out as arrays."""
    return _Builder(list(sources), today, needs or len(needs_pack.load_needs())).catalogue()


@dataclass(slots=True)
class _Offer:
    service: Any
    organisation: Any
    place: Any | None
    horaires: str
    remote: bool


class _Builder:
    def __init__(self, sources: list[int], today: date, needs: int) -> None:
        self.today = today
        self.needs = needs
        self.rank = {need.code: need.rank for need in needs_pack.load_needs()}
        here = {"source_id__in": sources, "withdrawn_on": None}
        self.closed = places_outside(today)
        self.places: dict[int, Any] = {
            row.pk: row
            for row in Place.objects.filter(**here).exclude(pk__in=self.closed).order_by("pk")
            .values_list(
                "pk", "ref", "name", "folded", "kind", "adresse", "code_insee", "departement",
                "lon", "lat", "position", "horaires", "wheelchair", "source_id", named=True,
            )
        }  # fmt: skip
        self.shown = shown_now()
        self.organisations: dict[int, Any] = {
            row.pk: row
            for row in Organisation.objects.filter(source_id__in=sources)
            .annotate(networks=as_text("reseaux_porteurs"))
            .values_list(*("pk", "ref", "name", "siret", "kind", "networks"), named=True)
        }
        self.services: dict[int, Any] = {
            row.pk: row
            for row in services_on(Service.objects.filter(**here), today).order_by("pk")
            .annotate(**{name: as_text(column) for name, column in LISTS.items()})
            .values_list(
                "pk", "ref", "organisation_id", "place_id", *LISTS,
                "zone", "zone_code", "horaires", "source_id", named=True,
            )
        }  # fmt: skip
        self.left_out: dict[str, int] = defaultdict(int)
        self.profiles: dict[tuple[Any, ...], int] = {}
        self.profile_rows: list[NDArray[np.uint8]] = []
        self.weeks: dict[str, int] = {"": -1}
        self.week_rows: list[NDArray[np.uint64]] = []

    def catalogue(self) -> Catalogue:
        offers = list(self._offers())
        site_of, names = self._sites(offers)
        return self._arrays(self._interlocutors(offers, site_of), names)

    def _offers(self) -> Iterable[_Offer]:
        for service in self.services.values():
            organisation = self.organisations.get(service.organisation_id)
            if organisation is None or service.place_id in self.closed:
                gone = "structure retirée" if organisation is None else "lieu hors de ses dates"
                self.left_out[gone] += 1
                continue
            place = self._place(service.place_id)
            remote = "a-distance" in codes(service.modes)
            if remote:
                yield _Offer(service, organisation, None, service.horaires, remote=True)
            if place is not None and (not remote or "en-presentiel" in codes(service.modes)):
                hours = service.horaires or place.horaires
                yield _Offer(service, organisation, place, hours, remote=False)
            elif place is None and not remote and service.place_id is not None:
                self.left_out["lieu retiré"] += 1
        for permanence in Permanence.objects.order_by("pk"):
            if permanence.service_id not in self.services:
                continue
            if (last := timing_of(permanence).last) is not None and last < self.today:
                self.left_out["permanence terminée"] += 1
                continue
            if permanence.starts_on is not None and permanence.starts_on > self.today:
                self.left_out["permanence à venir"] += 1
                continue
            service = self.services[permanence.service_id]
            place = self._place(permanence.place_id)
            organisation = self.organisations.get(service.organisation_id)
            if place is not None and organisation is not None:
                yield _Offer(service, organisation, place, permanence.horaires, remote=False)

    def _place(self, pk: int | None) -> Any | None:
        """The sheet on which a place is shown."""
        return None if pk is None else self.places.get(self.shown.head(pk)) or self.places.get(pk)

    def _sites(self, offers: list[_Offer]) -> tuple[dict[int, int], list[int]]:
        """Site of each place that has an offer and a point; and one place for each site."""
        used = sorted({offer.place.pk for offer in offers if offer.place is not None})
        placed = [pk for pk in used if self.places[pk].lon is not None]
        sheets = (sheet for pk in placed for sheet in self.shown.held.get(pk, ()))
        others = [pk for pk in sheets if pk in self.places]
        spots = [self.places[pk] for pk in (*placed, *others)]
        roofs, twins = (found[: len(placed)] for found in roofs_and_twins_of(spots, self.shown))
        self.twin_of = {pk: placed[twin] for pk, twin in zip(placed, twins, strict=True)}
        # Neighbours stand side by side: a person's reach is then a few stretches of memory.
        leaders = sorted(
            {placed[i] for i, roof in enumerate(roofs) if roof == i},
            key=lambda pk: (int(self.places[pk].lat * 10), self.places[pk].lon, pk),
        )
        numbers = {pk: number for number, pk in enumerate(leaders)}
        site_of = {pk: numbers[placed[roof]] for pk, roof in zip(placed, roofs, strict=True)}
        return site_of, leaders

    def _interlocutors(
        self, offers: list[_Offer], site_of: Mapping[int, int]
    ) -> list[tuple[int, str, list[_Offer]]]:
        """(site, identity, offers) sorted by site, those at a distance last."""
        by_site: dict[int, list[_Offer]] = defaultdict(list)
        for offer in offers:
            if offer.place is None:
                by_site[NOWHERE].append(offer)
            elif offer.place.pk in site_of:
                by_site[site_of[offer.place.pk]].append(offer)
            else:
                self.left_out["position inconnue"] += 1
        twins = self._twins_to_unite(offers)
        grouped: list[tuple[int, str, list[_Offer]]] = []
        for site in [*sorted(s for s in by_site if s != NOWHERE), NOWHERE]:
            for members in _same_organisation(by_site.get(site, []), twins, apart=site == NOWHERE):
                identity = min(
                    f"{o.organisation.ref}:{o.place.ref if o.place else ''}" for o in members
                )
                grouped.append((site, identity, members))
        return grouped

    def _twins_to_unite(self, offers: list[_Offer]) -> dict[int, int]:
        """Twin group of the places that are one interlocutor, however their producers name it.

        A place that hosts several organisations cannot be told to be any of them.
        """
        hosted: dict[int, set[int]] = defaultdict(set)
        for offer in offers:
            if offer.place is not None:
                hosted[offer.place.pk].add(offer.organisation.pk)
        members: dict[int, list[int]] = defaultdict(list)
        for place, twin in self.twin_of.items():
            members[twin].append(place)
        return {
            place: twin
            for twin, places in members.items()
            if len(places) > 1 and all(len(hosted[place]) == 1 for place in places)
            for place in places
        }

    def _arrays(
        self, grouped: list[tuple[int, str, list[_Offer]]], leaders: list[int]
    ) -> Catalogue:
        sites = len(leaders)
        site_start = np.zeros(sites + 1, np.int32)
        for site, _, _ in grouped:
            if site != NOWHERE:
                site_start[site + 1] += 1
        np.cumsum(site_start, out=site_start)
        offers = [offer for _, _, members in grouped for offer in members]
        offer_start = np.zeros(len(grouped) + 1, np.int32)
        np.cumsum([len(members) for _, _, members in grouped], out=offer_start[1:])
        zones = [self._zone(offer) for offer in offers]
        index = OfferIndex(
            site_start=site_start,
            offer_start=offer_start,
            key=np.array([_key(identity) for _, identity, _ in grouped], np.uint64),
            profile=np.array([self._profile(o) for o in offers], np.int32),
            publics=np.array([publics_word(codes(o.service.for_whom)) for o in offers], np.uint32),
            fees=np.array([fees_word(codes(o.service.fees)) for o in offers], np.uint8),
            wheelchair=np.array([_wheelchair(o) for o in offers], np.int8),
            week=np.array([self._week(o.horaires) for o in offers], np.int32),
            vague=np.array([_is_vague(o) for o in offers], np.uint8),
            zone=np.array([zone for zone, _ in zones], np.uint8),
            zone_code=np.array([code for _, code in zones], np.int32),
            profiles=np.array(self.profile_rows, np.uint8).reshape(-1, self.needs),
            weeks=np.array(self.week_rows, np.uint64).reshape(-1, 11),
        )
        return Catalogue(
            index=index,
            targets=self._targets(leaders),
            service=np.array([o.service.pk for o in offers], np.int64),
            place=np.array([o.place.pk if o.place else 0 for o in offers], np.int64),
            source=np.array([_source(o) for o in offers], np.int64),
            left_out=dict(self.left_out),
        )

    def _targets(self, leaders: list[int]) -> Targets:
        table = communes_table()
        row_of = {code: row for row, code in enumerate(table.codes)}
        found = [row_of.get(self.places[pk].code_insee) for pk in leaders]
        return Targets.build(
            [self.places[pk].lon for pk in leaders],
            [self.places[pk].lat for pk in leaders],
            [RURAL if row is None else int(table.density[row]) for row in found],
            [NOWHERE if row is None else int(table.landmass[row]) for row in found],
        )

    def _profile(self, offer: _Offer) -> int:
        service, organisation = offer.service, offer.organisation
        # An adviser hosted in a library is no library: the roof speaks for those who say nothing.
        kind = organisation.kind or (offer.place.kind if offer.place else "")
        key = (
            codes(service.mediation),
            codes(service.themes),
            kind,
            codes(organisation.networks),
        )
        if key not in self.profiles:
            row = np.full(self.needs, NOT_ANSWERED, np.uint8)
            for code, quality in needs_pack.profile_of(*key).items():
                row[self.rank[code]] = quality
            self.profiles[key] = len(self.profile_rows)
            self.profile_rows.append(row)
        return self.profiles[key]

    def _week(self, osm: str) -> int:
        if osm not in self.weeks:
            self.weeks[osm] = -1
            week = usual_week(osm, self.today)
            if week is not None:
                self.weeks[osm] = len(self.week_rows)
                self.week_rows.append(week)
        return self.weeks[osm]

    def _zone(self, offer: _Offer) -> tuple[int, int]:
        zone = ZONES.get(offer.service.zone, ZONE_UNKNOWN)
        if zone == ZONE_COUNTRY:
            return zone, zone_word(COUNTRY)
        if zone == ZONE_UNKNOWN or not offer.service.zone_code:
            return self._unstated(offer) if offer.remote else (ZONE_UNKNOWN, 0)
        code = offer.service.zone_code
        if not is_zone_code(code):
            self.left_out["zone illisible"] += 1
            return self._unstated(offer) if offer.remote else (ZONE_UNKNOWN, 0)
        return zone, zone_word(f"R{code}" if zone == ZONE_REGION else code)

    def _unstated(self, offer: _Offer) -> tuple[int, int]:
        """A body of one place that also answers by telephone does so for the people around it."""
        home = self._place(offer.service.place_id)
        return ZONE_UNSTATED, zone_word(home.departement) if home is not None else 0


def _same_organisation(
    offers: list[_Offer], twins: Mapping[int, int], *, apart: bool
) -> list[list[_Offer]]:
    """Offers of one organisation together: one row, name or SIRET under one roof, or twin places.

    ``apart``: at a distance there is no roof, so only the row itself makes an organisation.
    """
    groups = Groups(len(offers))
    seen: dict[str, int] = {}
    for i, offer in enumerate(offers):
        organisation = offer.organisation
        keys = [f"pk:{organisation.pk}"]
        if not apart:
            keys.append(f"nom:{name_key(fold(organisation.name))}")
            if organisation.siret:
                keys.append(f"siret:{organisation.siret}")
            if offer.place is not None and offer.place.pk in twins:
                keys.append(f"jumeau:{twins[offer.place.pk]}")
        for key in keys:
            groups.unite(seen.setdefault(key, i), i)
    members: dict[int, list[_Offer]] = defaultdict(list)
    for i, offer in enumerate(offers):
        members[groups.find(i)].append(offer)
    return list(members.values())


def _key(identity: str) -> int:
    return int.from_bytes(hashlib.blake2b(identity.encode(), digest_size=8).digest(), "big")


def _is_vague(offer: _Offer) -> bool:
    return offer.place is not None and offer.place.position != Place.Position.POINT


def _source(offer: _Offer) -> int:
    return int(offer.place.source_id if offer.place else offer.service.source_id)


def _wheelchair(offer: _Offer) -> int:
    if offer.place is None:
        return 1
    return -1 if offer.place.wheelchair is None else int(offer.place.wheelchair)
