"""Which places answer these filters, in which order? Arrays of one version of the data.

45 000 places are filtered, ordered and counted in memory, the same on both databases: what a
place answers is computed from lists of codes that no SQL of both can search. The table is built
once per published version (``tabling``), by the first request that asks; 25 rows are then fetched
by key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.agenda.times import Times
from entrelieux.directory.finding.index import WordIndex
from entrelieux.directory.finding.search import Matched
from entrelieux.engine.hours import open_at
from entrelieux.engine.reach import Targets
from entrelieux.packs.fr.needs import Quality

if TYPE_CHECKING:
    from entrelieux.directory.timed import Timed

NOT_ANSWERED = 9
CLOSE = int(Quality.PROCHE)
"""The worst quality at which a place is said to answer a need; « voisin » is not enough."""
EARTH_KM = 6371.0
DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
EVERYBODY = np.uint32(1)
"""The bit of « tous publics », who are every public."""
NO_MINUTES = -1
OPEN, CLOSED, UNKNOWN = 1, 0, -1

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Filters once understood, None when not asked. search: what words gave. need: its rank.

    centre: (lon, lat) in degrees. commune: code of today; its places are kept whatever the radius.
    minutes: one way to each row, ``NO_MINUTES`` out of reach or unknown; it replaces the radius.
    day: 0 Monday to 6. function, public, fee: their bit. equipment: a word of bits, all
    of them wanted. doors: of each row at this moment, or at a time of the week, ``OPEN``,
    ``CLOSED`` or ``UNKNOWN``; it goes before the day.
    """

    search: Matched | None = None
    centre: tuple[float, float] | None = None
    commune: str = ""
    radius_km: float = 0.0
    minutes: NDArray[np.int16] | None = None
    departement: str = ""
    need: int | None = None
    kind: str = ""
    function: int | None = None
    public: int | None = None
    fee: int | None = None
    equipment: int = 0
    day: int | None = None
    doors: NDArray[np.int8] | None = None
    itinerant: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """rows: of the table. km: to the centre, NaN without one. others: records each stands for.

    minutes: one way, ``NO_MINUTES`` when not asked or unknown. doubts: how many of the filters
    asked about publics, fees, equipment and hours this place leaves unanswered.
    """

    rows: Rows
    km: Floats
    minutes: NDArray[np.int16]
    others: NDArray[np.int32]
    doubts: NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """Filter by filter, under the name it has in the address: rows kept, rows kept unknowing.

    doubt holds only the filters that unknown never fails, and only rows they keep.
    """

    keep: dict[str, Flags] = field(default_factory=dict)
    doubt: dict[str, Flags] = field(default_factory=dict)

    def kept(self, count: int, *, without: str = "") -> Flags:
        """Rows that every filter keeps, one of them set aside."""
        rows = np.ones(count, np.bool_)
        for name, flags in self.keep.items():
            if name != without:
                rows &= flags
        return rows

    def doubts(self, count: int, *, without: str = "") -> NDArray[np.int8]:
        found = np.zeros(count, np.int8)
        for name, flags in self.doubt.items():
            if name != without:
                found += flags
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is said of each place, as bits of the vocabularies of the packs; one length.

    publics, fees: of one of its services at least; ``*_unsaid``: one of its services says nothing,
    or none is known. equipment: said to be there; missing: said not to be.
    """

    functions: NDArray[np.uint32]
    publics: NDArray[np.uint32]
    publics_unsaid: Flags
    fees: NDArray[np.uint8]
    fees_unsaid: Flags
    equipment: NDArray[np.uint8]
    missing: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """hours of each row: rank in ``texts`` (several when services differ; ``()`` unknown).

    zone: rank in ``zones``, IANA names.
    """

    of_row: NDArray[np.int32]
    texts: tuple[Times, ...]
    zone: NDArray[np.int8]
    zones: tuple[str, ...]

    def with_dates(self, times: Mapping[int, Times]) -> "Hours":
        """The same, where single dates were said. times: by row."""
        of_row = self.of_row.copy()
        for rank, row in enumerate(times, len(self.texts)):
            of_row[row] = rank
        return replace(self, of_row=of_row, texts=(*self.texts, *times.values()))


@dataclass(frozen=True, slots=True, eq=False)
class UsualWeek:
    """of_row: rank in the other columns. sure, possible: shape (ranks, 11), quarters when it is
    open, or may be. settled: whether it is closed the rest of the week.
    """

    of_row: NDArray[np.int32]
    sure: NDArray[np.uint64]
    possible: NDArray[np.uint64]
    settled: Flags

    def at(self, quarter: int) -> NDArray[np.int8]:
        """``OPEN``, ``CLOSED`` or ``UNKNOWN`` of each row, at a quarter 0..671 of a usual week."""
        closed = self.settled & ~open_at(self.possible, quarter)
        state = np.where(open_at(self.sure, quarter), OPEN, np.where(closed, CLOSED, UNKNOWN))
        found: NDArray[np.int8] = state.astype(np.int8)[self.of_row]
        return found


@dataclass(frozen=True, eq=False)
class PlaceTable:
    """One row per place shown, by folded name then reference; all columns have one length.

    lot: drawn once for all by the reference, parts those that words rank alike. commune: code of
    today, "" unknown. lon, lat: degrees, NaN unknown (the commune's own point stands in where there
    is one). roof, twin: rows of one number stand under one roof, or are one place as several
    producers describe it (``engine.records.roofs``). confirmed: ordinal of a day, 0 unknown.
    quality: shape (places, needs), 0 exact to 2 related, 9 not answered. days: bit d is set when
    it opens on weekday d, some weeks at least; has_hours: some hours are known. hosted: keys of
    the services present at a place, by its key, that are not its own. times: OSM hours of the
    services of a place, by its key, when it has none itself. targets: the rows ``target_row``, as
    travel times are asked of them. words: by which a row is found. timed: what is offered at hours
    of its own.
    """

    pk: NDArray[np.int64]
    lot: NDArray[np.uint32]
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
    has_hours: Flags
    itinerant: Flags
    hosted: Mapping[int, tuple[int, ...]]
    times: Mapping[int, tuple[str, ...]]
    facts: Facts
    hours: Hours
    week: UsualWeek
    targets: Targets
    target_row: Rows
    words: WordIndex
    timed: "Timed"

    def find(self, wanted: Wanted, *, twins_apart: bool = True) -> Found:
        """Rows kept, in order.

        Nearest first when there is a centre (fewest minutes when they are asked), else by name.
        When words are asked: the best first without a centre, by lot when they are as good; around
        a centre, those that the words name, then those that do what the words say.
        Places known to answer what was asked of hours, publics, fees and equipment come first and
        those that leave it unknown follow: unknown is not no.

        twins_apart: when False, only one record stands for those that describe one place: the one
        that leaves the least unknown, then the one confirmed last.
        """
        return self.settle(self.sieve(wanted), wanted, twins_apart=twins_apart)

    def sieve(self, wanted: Wanted) -> Sieve:
        """What each filter keeps, and what it keeps unknowing."""
        sieve = Sieve()
        keep, doubt = sieve.keep, sieve.doubt
        if wanted.centre is not None:
            keep["commune"] = self._near(wanted)
        if wanted.departement:
            keep["departement"] = self.departement == wanted.departement
        if wanted.need is not None:
            keep["besoin"] = self.quality[:, wanted.need] <= CLOSE
        if wanted.kind:
            keep["nature"] = self.kind == wanted.kind
        if wanted.itinerant:
            keep["itinerant"] = self.itinerant
        if wanted.search is not None:
            keep["q"] = wanted.search.keep
        self._sift_facts(wanted, keep, doubt)
        if wanted.doors is not None:
            keep["ouvert"] = wanted.doors != CLOSED
            doubt["ouvert"] = wanted.doors == UNKNOWN
        elif wanted.day is not None:
            is_open = (self.days >> np.uint8(wanted.day)) & np.uint8(1) != 0
            keep["ouvert"] = is_open | ~self.has_hours
            doubt["ouvert"] = ~is_open
        return sieve

    def _sift_facts(self, wanted: Wanted, keep: dict[str, Flags], doubt: dict[str, Flags]) -> None:
        facts = self.facts
        if wanted.function is not None:
            keep["fonction"] = facts.functions & np.uint32(1 << wanted.function) != 0
        if wanted.public is not None:
            said = facts.publics & (np.uint32(1 << wanted.public) | EVERYBODY) != 0
            keep["public"], doubt["public"] = said | facts.publics_unsaid, ~said
        if wanted.fee is not None:
            said = facts.fees & np.uint8(1 << wanted.fee) != 0
            keep["frais"], doubt["frais"] = said | facts.fees_unsaid, ~said
        if wanted.equipment:
            word = np.uint8(wanted.equipment)
            keep["equipement"] = facts.missing & word == 0
            doubt["equipement"] = facts.equipment & word != word

    def settle(self, sieve: Sieve, wanted: Wanted, *, twins_apart: bool) -> Found:
        """Rows that the whole sieve keeps, in order."""
        count = len(self.pk)
        rows = np.flatnonzero(sieve.kept(count))
        doubts = sieve.doubts(count)
        others = np.zeros(len(rows), np.int32)
        if not twins_apart:
            rows, others = self.one_each(rows, doubts)
        km = np.full(len(rows), np.nan)
        if wanted.centre is not None:
            km = distance_km(self.lon[rows], self.lat[rows], *wanted.centre)
        minutes = np.full(len(rows), NO_MINUTES, np.int16)
        if wanted.minutes is not None:
            minutes = wanted.minutes[rows]
        order = np.lexsort((*self._ranking(rows, km, minutes, wanted), doubts[rows]))
        rows = rows[order]
        return Found(rows, km[order], minutes[order], others[order], doubts[rows])

    def _ranking(
        self, rows: Rows, km: Floats, minutes: NDArray[np.int16], wanted: Wanted
    ) -> tuple[NDArray[Any], ...]:
        """Keys of an order, the last one first."""
        search = wanted.search
        if search is None:
            return rows, km, minutes.view(np.uint16)
        if wanted.centre is None:
            return rows, self.lot[rows], -search.score[rows]
        return rows, -search.score[rows], km, minutes.view(np.uint16), ~search.named[rows]

    def one_each(self, rows: Rows, doubts: NDArray[np.int8]) -> tuple[Rows, NDArray[np.int32]]:
        """One row for each place that several describe, and how many others it stands for."""
        rows = rows[np.lexsort((rows, -self.confirmed[rows], doubts[rows], self.twin[rows]))]
        _, first, count = np.unique(self.twin[rows], return_index=True, return_counts=True)
        return rows[first], (count - 1).astype(np.int32)

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

    def texts_of(self, row: int) -> Times:
        """Hours of a row: its own, else those of its services; ``()`` unknown."""
        return self.hours.texts[self.hours.of_row[row]]

    @cached_property
    def by_twin(self) -> Rows:
        """Every row, those that describe one place side by side."""
        found: Rows = np.argsort(self.twin, kind="stable")
        return found

    @cached_property
    def answers(self) -> NDArray[np.uint64]:
        """Bit of each need answered exactly or closely, by rank, 64 to a word; (places, 2)."""
        return answer_bits(self.quality)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds that some place has, in the order of the bits of ``kind_bit``; at most 64."""
        return tuple(sorted(set(self.kind.tolist()) - {""}))

    @cached_property
    def kind_bit(self) -> NDArray[np.uint64]:
        bit = {kind: 1 << rank for rank, kind in enumerate(self.kinds)} | {"": 0}
        return np.array([bit[kind] for kind in self.kind.tolist()], np.uint64)

    def _near(self, wanted: Wanted) -> Flags:
        here: Flags = self.commune == wanted.commune
        if wanted.minutes is not None:
            return here | (wanted.minutes != NO_MINUTES)
        if wanted.radius_km <= 0 or wanted.centre is None:
            return here
        return here | (distance_km(self.lon, self.lat, *wanted.centre) <= wanted.radius_km)


def answer_bits(quality: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Qualities, shape (rows, needs), as bits: set when answered exactly or closely; (rows, 2)."""
    bits = np.packbits(quality <= CLOSE, axis=1, bitorder="little")
    padded = np.zeros((len(quality), 16), np.uint8)
    padded[:, : bits.shape[1]] = bits
    return padded.view("<u8").astype(np.uint64)


def distance_km(lon: Floats, lat: Floats, to_lon: float, to_lat: float) -> Floats:
    """Kilometres as the crow flies (haversine on a sphere); NaN where a point is unknown."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    a = (
        np.sin((phi - to_phi) / 2) ** 2
        + np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(lon - to_lon) / 2) ** 2
    )
    found: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(a))
    return found
