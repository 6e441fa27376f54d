"""How many places would each option of each filter give, the other filters kept?

Counted exactly as the list counts: a place that several producers describe is one place. Where
unknown never excludes, an option gives the places that say so and those that say nothing; both
numbers are told.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.listing import (
    CLOSED,
    DAYS,
    EVERYBODY,
    OPEN,
    UNKNOWN,
    Flags,
    PlaceTable,
    Rows,
    Sieve,
)
from entrelieux.engine.hours import DAY

NOW = "maintenant"
Bits = NDArray[np.uint64]
ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
KEPT = 128


class Count(NamedTuple):
    """total: what the list would hold. known: of which nothing that is asked is unknown."""

    total: int
    known: int


Facets = Mapping[str, Mapping[str, Count]]
"""Filter as named in the address → option → places. Options that give none are absent."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Codes of the options in the order of their bits."""

    needs: tuple[str, ...]
    functions: tuple[str, ...]
    publics: tuple[str, ...]
    fees: tuple[str, ...]
    equipment: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Rows that the other filters keep, those of one place side by side from each of ``starts``.

    sure: nothing that the other filters ask is unknown.
    """

    rows: Rows
    starts: Rows
    sure: Flags

    def count(self, bits: int, yes: Bits, maybe: Bits | None = None) -> list[Count]:
        """By bit: places with it, and places that have it surely. ``yes``: by row of the table."""
        said = yes[self.rows]
        given = self._by_bit(bits, said if maybe is None else said | maybe[self.rows])
        if maybe is None and self.sure.all():
            return [Count(total, total) for total in given]
        known = self._by_bit(bits, np.where(self.sure, said, np.uint64(0)))
        return [Count(*pair) for pair in zip(given, known, strict=True)]

    def _by_bit(self, bits: int, words: Bits) -> list[int]:
        if not len(self.starts):
            return [0] * bits
        places = np.bitwise_or.reduceat(words, self.starts)
        return [int(np.count_nonzero(places & np.uint64(1 << bit))) for bit in range(bits)]


def facets_of(
    table: PlaceTable,
    sieve: Sieve,
    doors: NDArray[np.int8],
    vocabulary: Vocabulary,
    *,
    quarter: int | None = None,
) -> Facets:
    """Every filter that has options to count; ``doors`` as ``doors_at`` gives them.

    quarter: of the week, when an hour is asked: each day is then counted at that hour.
    """
    facts = table.facts
    everybody = facts.publics & EVERYBODY != 0
    publics = np.where(everybody, ALL, facts.publics.astype(np.uint64))
    days, weekly = _week(table, quarter)
    now, may_be = _bit(doors == OPEN), _bit(doors != CLOSED)
    kept = {name: _kept(table, sieve, name) for name in ("", *sieve.keep)}

    def facet(
        name: str, codes: tuple[str, ...], yes: Bits, maybe: Bits | None = None
    ) -> dict[str, Count]:
        counts = kept.get(name, kept[""]).count(len(codes), yes, maybe)
        return {code: count for code, count in zip(codes, counts, strict=True) if count.total}

    needs = vocabulary.needs
    return {
        "besoin": facet("besoin", needs[:64], table.answers[:, 0])
        | facet("besoin", needs[64:], table.answers[:, 1]),
        "nature": facet("nature", table.kinds, table.kind_bit),
        "fonction": facet("fonction", vocabulary.functions, facts.functions.astype(np.uint64)),
        "public": facet("public", vocabulary.publics, publics, _all(facts.publics_unsaid)),
        "frais": facet(
            "frais", vocabulary.fees, facts.fees.astype(np.uint64), _all(facts.fees_unsaid)
        ),
        "ouvert": facet("ouvert", DAYS, days, weekly) | facet("ouvert", (NOW,), now, may_be),
        "itinerant": facet("itinerant", ("oui",), _bit(table.itinerant)),
        # Boxes add up: each is counted beside those already ticked.
        "equipement": facet(
            "",
            vocabulary.equipment,
            facts.equipment.astype(np.uint64),
            ~facts.missing.astype(np.uint64),
        ),
    }


def kept_facets(table: PlaceTable, key: Hashable, compute: Callable[[], Facets]) -> Facets:
    """The same for a question already asked of this table: one page after another, mostly."""
    found = _FACETS.setdefault(table, {})
    if key not in found:
        if len(found) >= KEPT:
            found.clear()
        found[key] = compute()
    return found[key]


_FACETS: WeakKeyDictionary[PlaceTable, dict[Hashable, Facets]] = WeakKeyDictionary()


def loosened(table: PlaceTable, sieve: Sieve) -> dict[str, int]:
    """How many places there would be without each filter in force, the others kept."""
    return {name: len(_kept(table, sieve, name).starts) for name in sieve.keep}


def places_among(table: PlaceTable, keep: Flags) -> int:
    """How many places these rows describe."""
    return len(np.unique(table.twin[keep]))


def _kept(table: PlaceTable, sieve: Sieve, name: str) -> _Kept:
    count = len(table.pk)
    keep = sieve.kept(count, without=name)
    rows = table.by_twin[keep[table.by_twin]]
    twins = table.twin[rows]
    starts = np.flatnonzero(np.diff(twins, prepend=-1))
    return _Kept(rows, starts, sieve.doubts(count, without=name)[rows] == 0)


def _week(table: PlaceTable, quarter: int | None) -> tuple[Bits, Bits]:
    """Bits of the weekdays when each row is open, and when nobody can tell."""
    if quarter is None:
        return table.days.astype(np.uint64), np.where(table.has_hours, np.uint64(0), ALL)
    is_open, may_be = np.zeros((2, len(table.pk)), np.uint64)
    for day in range(len(DAYS)):
        state = table.week.at(day * DAY + quarter % DAY)
        is_open |= _bit(state == OPEN) << np.uint64(day)
        may_be |= _bit(state == UNKNOWN) << np.uint64(day)
    return is_open, may_be


def _all(flags: Flags) -> Bits:
    return np.where(flags, ALL, np.uint64(0))


def _bit(flags: Flags) -> Bits:
    return flags.astype(np.uint64)
