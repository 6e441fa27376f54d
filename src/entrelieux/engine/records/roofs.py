"""Which places stand under one roof, and which are one place as several producers name it?

A first answer, for display, without linkage: obvious twins only (same name, but for articles,
within 150 m, from two producers), and roofs (same point, or same numbered address in one commune).
What people said goes before it. A common SIRET is no twin: a town hall gives its own to its library
(``docs/adr/0011-same-place-twice.md`` has the figures).
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

TWIN_M = 150.0
METRES_PER_DEGREE = 111_195.0
Pair = tuple[int, int]
POINT_DECIMALS = 5
"""Two points equal to the fifth decimal (about a metre) are one point."""
SMALL_WORDS = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"}
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One record of a place.

    name: folded. producer: who says so. lon, lat: degrees.
    address: folded and numbered, with its commune; "" when it cannot tell two doors apart.
    exact: False when the point is only the centre of a commune.
    """

    name: str
    producer: int
    lon: float
    lat: float
    address: str
    exact: bool


def name_key(folded: str) -> str:
    """A name without its small words: « mediatheque de langogne » is « mediatheque langogne »."""
    return " ".join(word for word in folded.split() if word not in SMALL_WORDS)


class Groups:
    """Sets that unite, each known by its smallest member; two members ``apart`` are never united.

    **Source:** Tarjan (1975), doi:10.1145/321879.321884.
    """

    def __init__(self, size: int, apart: Iterable[Pair] = ()) -> None:
        self._parent = list(range(size))
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def find(self, member: int) -> int:
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def unite(self, one: int, other: int) -> None:
        one, other = sorted((self.find(one), self.find(other)))
        if one == other or other in self._apart.get(one, ()):
            return
        self._parent[other] = one
        for far in self._apart.pop(other, ()):
            self._apart[far].remove(other)
            self._apart[far].add(one)
            self._apart[one].add(far)


def roofs_and_twins(
    spots: Sequence[Spot], *, same: Iterable[Pair] = (), apart: Collection[Pair] = ()
) -> tuple[list[int], list[int]]:
    """Group of each spot: first by roof, then by twin. Twins share their roof.

    Returns two lists of the length of ``spots``; a group is known by its first member.
    The order of the spots changes the names of the groups, never who is together.

    Args:
        same, apart: what people said of two spots. Those apart may share a roof; that which is said
            to be both is the same.
    """
    roofs, twins = Groups(len(spots)), Groups(len(spots), apart)
    for one, other in same:
        twins.unite(one, other)
        roofs.unite(one, other)
    pairs = _twin_pairs(spots)
    # Who is nearest comes first: where two are apart, it says with which of them a third one is.
    for one, other in sorted(pairs, key=lambda pair: _rank(spots, pair)) if apart else pairs:
        twins.unite(one, other)
        if twins.find(one) == twins.find(other):
            roofs.unite(one, other)
    by_point: dict[Hashable, int] = {}
    by_address: dict[str, int] = {}
    for i, spot in enumerate(spots):
        if spot.exact:
            point = (round(spot.lon, POINT_DECIMALS), round(spot.lat, POINT_DECIMALS))
            roofs.unite(by_point.setdefault(point, i), i)
        if spot.address:
            roofs.unite(by_address.setdefault(spot.address, i), i)
    members = range(len(spots))
    return [roofs.find(i) for i in members], [twins.find(i) for i in members]


def _twin_pairs(spots: Sequence[Spot]) -> Iterable[tuple[int, int]]:
    """Pairs of two producers with one name, near enough, found through a grid."""
    cells: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    step = 2 * TWIN_M / METRES_PER_DEGREE
    for i, spot in enumerate(spots):
        if not spot.exact:
            continue
        row = int(spot.lat // step)
        column = int(spot.lon * _shrink(row, step) // step)
        key = name_key(spot.name)
        for rows in (row - 1, row, row + 1):
            at = int(spot.lon * _shrink(rows, step) // step)
            for columns in (at - 1, at, at + 1):
                for other in cells.get((key, rows, columns), ()):
                    near = _apart_m2(spots[other], spot) <= TWIN_M**2
                    if near and spots[other].producer != spot.producer:
                        yield other, i
        cells[key, row, column].append(i)


def _shrink(row: int, step: float) -> float:
    return max(cos(radians(min(abs(row * step), 89.0))), 0.02)


def _apart_m2(one: Spot, other: Spot) -> float:
    east = (one.lon - other.lon) * cos(radians(one.lat))
    north = one.lat - other.lat
    return METRES_PER_DEGREE**2 * (east * east + north * north)


def _rank(spots: Sequence[Spot], pair: Pair) -> tuple[int, list[str]]:
    """The same whatever the order of the spots."""
    one, other = (spots[i] for i in pair)
    return round(_apart_m2(one, other)), sorted(map(repr, (one, other)))
