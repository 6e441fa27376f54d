"""Which places answer these filters, in which order? Arrays of one version of the data.

45 000 places are filtered, ordered and counted in memory, the same on both databases: what a
place answers is computed from lists of codes that no SQL of both can search. The table is built
once per published version, by the first request that asks; 25 rows are then fetched by key.
"""

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from entrelieux.directory import wording
from entrelieux.directory.models import Organisation, Permanence, Place, Service
from entrelieux.directory.opening import plain_week
from entrelieux.directory.spots import spot_of
from entrelieux.engine.hours import DAY, unpack
from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.roofs import roofs_and_twins
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import territories
from entrelieux.territories.selectors import CommuneTable, TerritoriesNotLoaded, communes_table

NOT_ANSWERED = 9
EARTH_KM = 6371.0
WORDS = 8
DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")

_NOT_LETTERS = re.compile(r"[\W_]+")
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Profiled = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters once understood. words: folded. need: its rank. day: 0 Monday to 6. Else None.

    centre: (lon, lat) in degrees. commune: code of today; its places are kept whatever the radius.
    """

    words: tuple[str, ...] = ()
    centre: tuple[float, float] | None = None
    commune: str = ""
    radius_km: float = 0.0
    departement: str = ""
    need: int | None = None
    kind: str = ""
    day: int | None = None
    itinerant: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """rows: of the table. km: to the centre, NaN without one. others: records each stands for."""

    rows: Rows
    km: Floats
    others: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class PlaceTable:
    """One row per place shown, by folded name then reference; all columns have one length.

    text: what words are looked for in. commune: code of today, "" unknown. lon, lat: degrees, NaN
    unknown (the commune's own point stands in where there is one). roof, twin: rows of one number
    stand under one roof, or are one place as several producers describe it
    (``engine.records.roofs``). confirmed: ordinal of the day of its confirmation, 0 unknown.
    quality: shape (places, needs), 0 exact to 2 related, 9 not answered. days: bit d is set when
    it opens on weekday d, some weeks at least; has_hours: some hours are known. hosted: keys of
    the services present at a place, by its key, that are not its own. times: OSM hours of the
    services of a place, by its key, when it has none itself.
    """

    pk: NDArray[np.int64]
    text: tuple[str, ...]
    commune: NDArray[np.str_]
    departement: NDArray[np.str_]
    kind: NDArray[np.str_]
    lon: Floats
    lat: Floats
    roof: NDArray[np.int32]
    twin: NDArray[np.int32]
    confirmed: NDArray[np.int32]
    quality: NDArray[np.uint8]
    days: NDArray[np.uint8]
    has_hours: NDArray[np.bool_]
    itinerant: NDArray[np.bool_]
    hosted: Mapping[int, tuple[int, ...]]
    times: Mapping[int, tuple[str, ...]]

    def find(self, wanted: Wanted, *, twins_apart: bool = True) -> Found:
        """Rows kept, in order.

        Nearest first when there is a centre, else by name. Asked for a day, places known to open
        on it come first and those whose hours nobody gave follow: unknown is not no.

        twins_apart: when False, only the record confirmed last stands for those that describe
        one place.
        """
        keep = np.ones(len(self.pk), np.bool_)
        km = np.full(len(self.pk), np.nan)
        if wanted.centre is not None:
            km = distance_km(self.lon, self.lat, *wanted.centre)
            here = self.commune == wanted.commune
            keep &= here | (km <= wanted.radius_km) if wanted.radius_km > 0 else here
        if wanted.departement:
            keep &= self.departement == wanted.departement
        if wanted.need is not None:
            keep &= self.quality[:, wanted.need] <= wording.CLOSE
        if wanted.kind:
            keep &= self.kind == wanted.kind
        if wanted.itinerant:
            keep &= self.itinerant
        is_open = np.ones(len(self.pk), np.bool_)
        if wanted.day is not None:
            is_open = (self.days >> np.uint8(wanted.day)) & np.uint8(1) != 0
            keep &= is_open | ~self.has_hours
        rows = np.flatnonzero(keep)
        if wanted.words:
            found = [row for row in rows.tolist() if self._has(row, wanted.words)]
            rows = np.array(found, dtype=np.intp)
        others = np.zeros(len(self.pk), np.int32)
        if not twins_apart:
            rows = rows[np.lexsort((rows, -self.confirmed[rows], self.twin[rows]))]
            _, first, count = np.unique(self.twin[rows], return_index=True, return_counts=True)
            rows = rows[first]
            others[rows] = count - 1
        rows = rows[np.lexsort((rows, km[rows], ~is_open[rows]))]
        return Found(rows, km[rows], others[rows])

    def around(self, pk: int) -> tuple[list[int], list[int]]:
        """Keys of the twins of a place, and of one record for each other place under its roof."""
        at = np.flatnonzero(self.pk == pk)
        if not at.size:
            return [], []
        roof, twin = self.roof[at[0]], self.twin[at[0]]
        twins = self.pk[(self.twin == twin) & (self.pk != pk)]
        near = np.flatnonzero((self.roof == roof) & (self.twin != twin))
        _, first = np.unique(self.twin[near], return_index=True)
        return twins.tolist(), self.pk[near[first]].tolist()

    def _has(self, row: int, words: tuple[str, ...]) -> bool:
        text = self.text[row]
        return all(word in text for word in words)


def distance_km(lon: Floats, lat: Floats, to_lon: float, to_lat: float) -> Floats:
    """Kilometres as the crow flies (haversine on a sphere); NaN where a point is unknown."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    a = (
        np.sin((phi - to_phi) / 2) ** 2
        + np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(lon - to_lon) / 2) ** 2
    )
    found: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(a))
    return found


def words_of(text: str) -> tuple[str, ...]:
    """The first words of a search, folded as ``PlaceTable.text`` is."""
    return tuple(dict.fromkeys(_spaced(fold(text)).split()))[:WORDS]


def build_table(*, sources: Collection[int], today: date) -> PlaceTable:
    """Read every place of these sources not withdrawn, and what it offers: five queries."""
    return _Builder(sources, today).table()


class _Builder:
    def __init__(self, sources: Collection[int], today: date) -> None:
        self.today = today
        here = {"source_id__in": sources, "withdrawn_on": None}
        names = (
            *("pk", "folded", "kind", "adresse", "code_postal", "commune", "code_insee"),
            *("departement", "lon", "lat", "position", "horaires", "itinerant", "confirmed_on"),
            "source_id",
        )
        self.places = list(
            Place.objects.filter(**here).order_by("folded", "ref").values_list(*names, named=True)
        )
        # Databases sort text each in their own way.
        self.places.sort(key=lambda place: place.folded)
        self.row = {place.pk: row for row, place in enumerate(self.places)}
        self.organisations = {
            row[0]: row[1:]
            for row in Organisation.objects.filter(source_id__in=sources).values_list(
                "pk", "name", "kind", _as_text("reseaux_porteurs"), "siret"
            )
        }
        self.services = {
            row.pk: row
            for row in Service.objects.filter(**here)
            .annotate(mediation=_as_text("services_mediation"), themes=_as_text("thematiques"))
            .values_list(
                *("pk", "organisation_id", "place_id", "horaires", "mediation", "themes"),
                named=True,
            )
        }
        try:
            self.communes: CommuneTable | None = communes_table()
        except TerritoriesNotLoaded:
            self.communes = None
        self.rank = {need.code: need.rank for need in needs_pack.load_needs()}
        self.profiles: dict[Profiled, NDArray[np.uint8]] = {}
        self.weeks: dict[str, int | None] = {}
        self.hosted: dict[int, list[int]] = defaultdict(list)

    def table(self) -> PlaceTable:
        places, count = self.places, len(self.places)
        quality = np.full((count, len(self.rank)), NOT_ANSWERED, np.uint8)
        hours: list[set[str]] = [{place.horaires} - {""} for place in places]
        names: list[set[str]] = [set() for _ in places]
        sirets = ["" for _ in places]
        for row, service, osm in self._offers():
            organisation = self.organisations.get(service.organisation_id)
            if organisation is None:
                continue
            np.minimum(quality[row], self._profile(row, service, organisation), out=quality[row])
            if osm:
                hours[row].add(osm)
            names[row].add(organisation[0])
            sirets[row] = sirets[row] or organisation[3]
        days = [self._days(osm) for osm in hours]
        commune = [territories.current_code(p.code_insee) or p.code_insee for p in places]
        lon, lat = self._points(commune)
        spots = [spot_of(place, siret) for place, siret in zip(places, sirets, strict=True)]
        roofs, twins = roofs_and_twins(spots)
        return PlaceTable(
            pk=np.array([place.pk for place in places], np.int64),
            text=tuple(_text(place, names[row]) for row, place in enumerate(places)),
            commune=np.array(commune, np.str_),
            departement=np.array([place.departement for place in places], np.str_),
            kind=np.array([place.kind for place in places], np.str_),
            lon=lon,
            lat=lat,
            roof=np.array(roofs, np.int32),
            twin=np.array(twins, np.int32),
            confirmed=np.array(
                [p.confirmed_on.toordinal() if p.confirmed_on else 0 for p in places], np.int32
            ),
            quality=quality,
            days=np.array([found or 0 for found in days], np.uint8),
            has_hours=np.array([found is not None for found in days], np.bool_),
            itinerant=np.array([place.itinerant is True for place in places], np.bool_),
            times={
                place.pk: tuple(sorted(found))
                for place, found in zip(places, hours, strict=True)
                if not place.horaires and found
            },
            hosted={pk: tuple(dict.fromkeys(found)) for pk, found in self.hosted.items()},
        )

    def _offers(self) -> Iterator[tuple[int, Any, str]]:
        """(row of the place, service, its own hours) for what is held there, itself or hosted."""
        for service in self.services.values():
            if service.place_id in self.row:
                yield self.row[service.place_id], service, service.horaires
        held = Permanence.objects.exclude(ends_on__lt=self.today)
        for service_pk, place_pk, osm in held.values_list("service_id", "place_id", "horaires"):
            if service_pk in self.services and place_pk in self.row:
                self.hosted[place_pk].append(service_pk)
                yield self.row[place_pk], self.services[service_pk], osm

    def _profile(self, row: int, service: Any, organisation: Any) -> NDArray[np.uint8]:
        _name, kind, networks, _siret = organisation
        key = (service.mediation, service.themes, kind or self.places[row].kind, networks)
        if key not in self.profiles:
            found = self.profiles[key] = np.full(len(self.rank), NOT_ANSWERED, np.uint8)
            said = (json.loads(key[0]), json.loads(key[1]), key[2], json.loads(key[3]))
            for code, worth in needs_pack.profile_of(*said).items():
                found[self.rank[code]] = worth
        return self.profiles[key]

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

    def _points(self, commune: list[str]) -> tuple[Floats, Floats]:
        lon = np.array([np.nan if p.lon is None else p.lon for p in self.places], np.float64)
        lat = np.array([np.nan if p.lat is None else p.lat for p in self.places], np.float64)
        for row in np.flatnonzero(np.isnan(lon) | np.isnan(lat)):
            lon[row], lat[row] = self._centre(commune[row])
        return lon, lat

    def _centre(self, code: str) -> tuple[float, float]:
        known = self.communes
        rank = bisect_left(known.codes, code) if known else 0
        if known is None or rank == len(known.codes) or known.codes[rank] != code:
            return np.nan, np.nan
        return float(known.lon[rank]), float(known.lat[rank])


def _as_text(name: str) -> Cast:
    """A list of codes as it is stored: few differ, so that each is read once only."""
    return Cast(name, TextField())


def _text(place: Any, names: set[str]) -> str:
    parts = (*sorted(names), place.adresse, place.code_postal, place.commune)
    return _spaced(f"{place.folded} {fold(' '.join(parts))}")


def _spaced(folded: str) -> str:
    return _NOT_LETTERS.sub(" ", folded)
