"""From the rows of the offer to the table of places: read once for each version of the data."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory import wording
from entrelieux.directory.agenda.rows import in_force
from entrelieux.directory.agenda.times import Times
from entrelieux.directory.building import LISTS, as_text
from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.finding.keeping import index_of
from entrelieux.directory.finding.reading import Spoken, texts_of
from entrelieux.directory.functions.rows import Said, said_by_place
from entrelieux.directory.listing import NOT_ANSWERED, Facts, Floats, Hours, PlaceTable, UsualWeek
from entrelieux.directory.models import Organisation, Permanence, Place, Service
from entrelieux.directory.opening import plain_week
from entrelieux.directory.spots import roofs_and_twins_of
from entrelieux.directory.timed import Offered
from entrelieux.directory.validity import places_on, services_on
from entrelieux.engine.hours import DAY, WEEK_WORDS, unpack
from entrelieux.engine.reach import Targets
from entrelieux.packs.fr import clocks, functions, territories
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.territories.selectors import CommuneTable, TerritoriesNotLoaded, communes_table

SEED = 20_261_123
RURAL = 2
"""Density class of a place whose commune is unknown: the commonest, and an estimate anyway."""
NOWHERE = -1
Profiled = tuple[str, str, str, str]
Week = NDArray[np.uint64]
SAID = (
    *("functions", "publics", "publics_unsaid", "fees", "fees_unsaid"),
    *("equipment", "served"),
)
PUBLICS = {code: 1 << one.bit for code, one in offer_pack.publics().items()}
FEES = {code: 1 << rank for rank, code in enumerate(offer_pack.fees())}
WHEELCHAIR = functions.equipment()["fauteuil"].bit


def build_table(*, sources: Collection[int], today: date) -> PlaceTable:
    """Read every place of these sources not withdrawn, and what it offers: eight queries."""
    return _Builder(sources, today).table()


class _Builder:
    def __init__(self, sources: Collection[int], today: date) -> None:
        self.sources, self.today = sources, today
        here = {"source_id__in": sources, "withdrawn_on": None}
        names = (
            *("pk", "ref", "folded", "kind", "adresse", "complement_adresse", "code_postal"),
            *("commune", "code_insee", "presentation"),
            *("departement", "lon", "lat", "position", "horaires", "itinerant", "confirmed_on"),
            *("wheelchair", "source_id"),
        )
        rows = list(
            places_on(Place.objects.filter(**here), today)
            .order_by("folded", "ref")
            .values_list(*names, named=True)
        )
        # Databases sort text each in their own way.
        rows.sort(key=lambda place: place.folded)
        self.shown, there = shown_now(), {place.pk for place in rows}
        head = {pk: found for pk, found in self.shown.heads.items() if {pk, found} <= there}
        self.places = [place for place in rows if place.pk not in head]
        self.row = {place.pk: row for row, place in enumerate(self.places)}
        self.others = [place for place in rows if place.pk in head]
        self.row |= {place.pk: self.row[head[place.pk]] for place in self.others}
        self.organisations = {
            row[0]: row[1:]
            for row in Organisation.objects.filter(source_id__in=sources).values_list(
                "pk", "name", "kind", as_text("reseaux_porteurs")
            )
        }
        self.services = {
            row.pk: row
            for row in services_on(Service.objects.filter(**here), today)
            .annotate(**{name: as_text(column) for name, column in LISTS.items()})
            .values_list(
                *("pk", "organisation_id", "place_id", "name", "presentation", "horaires"),
                *LISTS,
                named=True,
            )
        }
        try:
            self.communes: CommuneTable | None = communes_table()
        except TerritoriesNotLoaded:
            self.communes = None
        self.rank = {need.code: need.rank for need in needs_pack.load_needs()}
        self.profiles: dict[Profiled, NDArray[np.uint8]] = {}
        self.words: dict[tuple[Any, ...], tuple[int, int, int, int]] = {}
        self.weeks: dict[str, int | None] = {}
        self.hosted: dict[int, list[int]] = defaultdict(list)
        self.said = {name: [0] * len(self.places) for name in SAID}
        self.said["functions"] = [
            functions.functions_word(place.kind, (), ()) for place in self.places
        ]
        self.offered = Offered(self.said["functions"], len(self.rank))

    def table(self) -> PlaceTable:
        places, count = self.places, len(self.places)
        quality = np.full((count, len(self.rank)), NOT_ANSWERED, np.uint8)
        hours: list[set[str]] = [{place.horaires} - {""} for place in places]
        spoken = [Spoken(set(), set(), set()) for _ in places]
        for other in self.others:
            spoken[self.row[other.pk]].structures.add(other.folded)
        for row, service, osm in self._offers():
            organisation = self.organisations.get(service.organisation_id)
            if organisation is None:
                continue
            profile = self._profile(row, service, organisation)
            np.minimum(quality[row], profile, out=quality[row])
            self._note(row, service, profile)
            self.offered.hear(row, self._own_functions(row, service, profile, osm), profile, osm)
            if osm:
                hours[row].add(osm)
            spoken[row].structures.add(organisation[0])
            spoken[row].services.update((service.name, *json.loads(service.mediation)))
            spoken[row].written.add(service.presentation)
        days = [self._days(osm) for osm in hours]
        commune = [territories.current_code(p.code_insee) or p.code_insee for p in places]
        ranks = np.array([self._rank(code) for code in commune], np.intp)
        lon, lat = self._points(ranks)
        roofs, twins = roofs_and_twins_of((*places, *self.others), self.shown)
        times = {
            place.pk: tuple(sorted(found))
            for place, found in zip(places, hours, strict=True)
            if not place.horaires and found
        }
        facts, hours_said = self._facts(), self._hours(times)
        placed = np.flatnonzero(~(np.isnan(lon) | np.isnan(lat)))
        return PlaceTable(
            pk=np.array([place.pk for place in places], np.int64),
            lot=np.array([_lot(place.ref) for place in places], np.uint32),
            commune=np.array(commune, np.str_),
            departement=np.array([place.departement for place in places], np.str_),
            kind=np.array([place.kind for place in places], np.str_),
            lon=lon,
            lat=lat,
            roof=np.array(roofs[:count], np.int32),
            twin=np.array(twins[:count], np.int32),
            confirmed=np.array(
                [p.confirmed_on.toordinal() if p.confirmed_on else 0 for p in places], np.int32
            ),
            quality=quality,
            days=np.array([found or 0 for found in days], np.uint8),
            has_hours=np.array([found is not None for found in days], np.bool_),
            itinerant=np.array([place.itinerant is True for place in places], np.bool_),
            times=times,
            hosted={pk: tuple(dict.fromkeys(found)) for pk, found in self.hosted.items()},
            facts=facts,
            hours=hours_said,
            week=self._usual_week(hours_said),
            targets=self._targets(lon[placed], lat[placed], ranks[placed]),
            target_row=placed,
            words=index_of(texts_of(places, spoken, quality, facts)),
            timed=self.offered.timed(
                facts.functions, [self._week((osm,)) for osm in self.offered.hours()]
            ),
        )

    def _offers(self) -> Iterator[tuple[int, Any, str]]:
        """(row of the place, service, its own hours) for what is held there, itself or hosted."""
        for service in self.services.values():
            if service.place_id in self.row:
                row = self.row[service.place_id]
                if self.places[row].pk != service.place_id:
                    self.hosted[self.places[row].pk].append(service.pk)
                yield row, service, service.horaires
        held = in_force(Permanence.objects.all(), self.today)
        for service_pk, place_pk, osm in held.values_list("service_id", "place_id", "horaires"):
            if service_pk in self.services and place_pk in self.row:
                self.hosted[self.places[self.row[place_pk]].pk].append(service_pk)
                yield self.row[place_pk], self.services[service_pk], osm

    def _profile(self, row: int, service: Any, organisation: Any) -> NDArray[np.uint8]:
        _name, kind, networks = organisation
        key = (service.mediation, service.themes, kind or self.places[row].kind, networks)
        if key not in self.profiles:
            found = self.profiles[key] = np.full(len(self.rank), NOT_ANSWERED, np.uint8)
            said = (json.loads(key[0]), json.loads(key[1]), key[2], json.loads(key[3]))
            for code, worth in needs_pack.profile_of(*said).items():
                found[self.rank[code]] = worth
        return self.profiles[key]

    def _note(self, row: int, service: Any, profile: NDArray[np.uint8]) -> None:
        """Add to a place what one of its services says, or leaves unsaid."""
        kind, said = self.places[row].kind, self.said
        lists = (service.mediation, service.themes, service.for_whom, service.fees, service.modes)
        key = (kind, profile.tobytes(), *lists)
        if key not in self.words:
            mediation, themes, publics, fees, modes = (json.loads(text) for text in lists)
            self.words[key] = (
                functions.functions_word(kind, mediation, _close(profile)),
                bits_of(publics, PUBLICS),
                bits_of(fees, FEES),
                functions.equipment_word(kind, mediation, themes, modes),
            )
        word, publics_word, fees_word, equipment = self.words[key]
        said["functions"][row] |= word
        said["publics"][row] |= publics_word
        said["fees"][row] |= fees_word
        said["equipment"][row] |= equipment
        said["publics_unsaid"][row] |= not publics_word
        said["fees_unsaid"][row] |= not fees_word
        said["served"][row] = 1

    def _own_functions(self, row: int, service: Any, profile: NDArray[np.uint8], osm: str) -> int:
        """Of a service; with those of the place where it is, unless it has hours of its own."""
        lists = (service.mediation, service.themes, service.for_whom, service.fees, service.modes)
        if not osm:
            return self.words[self.places[row].kind, profile.tobytes(), *lists][0]
        return functions.functions_word("", json.loads(service.mediation), _close(profile))

    def _hear(self) -> None:
        """What a place says of itself goes before what is deduced of it."""
        heard: dict[int, Said] = defaultdict(Said)
        for pk, one in said_by_place(self.sources, self.today).items():
            if pk in self.row:
                heard[self.row[pk]] |= one
        for row, one in heard.items():
            for words in (self.said["functions"], self.offered.functions):
                words[row] = one.over(words[row])
            self.said["equipment"][row] |= one.equipment

    def _facts(self) -> Facts:
        self._hear()
        said = {name: np.array(column, np.int64) for name, column in self.said.items()}
        unserved = said["served"] == 0
        wheel = np.int64(1 << WHEELCHAIR)
        chairs = [place.wheelchair for place in self.places]
        has = np.array([chair is True for chair in chairs], np.bool_)
        has_not = np.array([chair is False for chair in chairs], np.bool_)
        return Facts(
            functions=said["functions"].astype(np.uint32),
            publics=said["publics"].astype(np.uint32),
            publics_unsaid=(said["publics_unsaid"] != 0) | unserved,
            fees=said["fees"].astype(np.uint8),
            fees_unsaid=(said["fees_unsaid"] != 0) | unserved,
            equipment=np.where(has, said["equipment"] | wheel, said["equipment"]).astype(np.uint8),
            missing=np.where(has_not, wheel, 0).astype(np.uint8),
        )

    def _days(self, texts: Iterable[str]) -> int | None:
        known = [found for osm in texts if (found := self._week_days(osm)) is not None]
        return int(np.bitwise_or.reduce(known)) if known else None

    def _week_days(self, osm: str) -> int | None:
        if osm not in self.weeks:
            week = plain_week(osm, self.today)
            self.weeks[osm] = None
            if week is not None and week.possible.any():
                opened = unpack(week.possible).reshape(7, DAY).any(axis=1)
                self.weeks[osm] = int(np.packbits(opened, bitorder="little")[0])
        return self.weeks[osm]

    def _hours(self, times: Mapping[int, tuple[str, ...]]) -> Hours:
        """What a place says of its doors; when it says nothing, what its services say."""
        texts: dict[tuple[str, ...], int] = {(): 0}
        zones: dict[str, int] = {}
        of_row, zone = [], []
        for place in self.places:
            said = (place.horaires,) if place.horaires else times.get(place.pk, ())
            of_row.append(texts.setdefault(said, len(texts)))
            zone.append(zones.setdefault(clocks.time_zone(place.departement), len(zones)))
        return Hours(
            of_row=np.array(of_row, np.int32),
            texts=tuple(texts),
            zone=np.array(zone, np.int8),
            zones=tuple(zones),
        )

    def _usual_week(self, hours: Hours) -> UsualWeek:
        weeks = [self._week(texts) for texts in hours.texts]
        return UsualWeek(
            of_row=hours.of_row,
            sure=np.array([sure for sure, _possible, _settled in weeks], np.uint64),
            possible=np.array([possible for _sure, possible, _settled in weeks], np.uint64),
            settled=np.array([settled for _sure, _possible, settled in weeks], np.bool_),
        )

    def _week(self, texts: Times) -> tuple[Week, Week, bool]:
        """Quarters when any of these hours is open, or may be, and whether all are known."""
        weeks = [plain_week(osm, self.today) for osm in texts if isinstance(osm, str)]
        known = [week for week in weeks if week is not None and week.possible.any()]
        nothing = np.zeros(WEEK_WORDS, np.uint64)
        sure = np.bitwise_or.reduce([nothing, *(week.bits for week in known)])
        possible = np.bitwise_or.reduce([nothing, *(week.possible for week in known)])
        return sure, possible, bool(known) and len(known) == len(weeks)

    def _points(self, ranks: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Of each place, else of its commune; NaN when neither is known."""
        lon = np.array([np.nan if p.lon is None else p.lon for p in self.places], np.float64)
        lat = np.array([np.nan if p.lat is None else p.lat for p in self.places], np.float64)
        missing = np.isnan(lon) | np.isnan(lat)
        lon[missing] = lat[missing] = np.nan
        if self.communes is not None:
            known = missing & (ranks != NOWHERE)
            lon[known] = self.communes.lon[ranks[known]]
            lat[known] = self.communes.lat[ranks[known]]
        return lon, lat

    def _rank(self, code: str) -> int:
        known = self.communes
        rank = bisect_left(known.codes, code) if known else 0
        if known is None or rank == len(known.codes) or known.codes[rank] != code:
            return NOWHERE
        return rank

    def _targets(self, lon: Floats, lat: Floats, ranks: NDArray[np.intp]) -> Targets:
        """Travel times are asked of the class of a commune and of what roads join it to."""
        if self.communes is None:
            nowhere = np.full(len(lon), NOWHERE)
            return Targets.build(lon, lat, np.full(len(lon), RURAL), nowhere)
        known = ranks != NOWHERE
        density = np.where(known, self.communes.density[ranks], RURAL)
        landmass = np.where(known, self.communes.landmass[ranks], NOWHERE)
        return Targets.build(lon, lat, density, landmass)


def _close(profile: NDArray[np.uint8]) -> set[str]:
    """Codes of the needs answered exactly or closely."""
    ranks = np.flatnonzero(profile <= wording.CLOSE).tolist()
    return {needs_pack.load_needs()[rank].code for rank in ranks}


def bits_of(codes: Iterable[str], known: Mapping[str, int]) -> int:
    """A word with the bit of each code; those that the pack does not know are left unsaid."""
    word = 0
    for code in codes:
        word |= known.get(code, 0)
    return word


def _lot(ref: str) -> int:
    """The same on every database and every day: no name, no order of arrival is favoured."""
    return crc32(f"{SEED}:{ref}".encode())
