"""Which sheet is shown on which: what people said to be one place is read as one place.

Nothing is moved: rows keep their place, and whoever reads them asks here where they are shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from entrelieux.directory.models import Permanence, Place, SamePlace, Service
from entrelieux.directory.version import offer_version


@dataclass(frozen=True, slots=True)
class Shown:
    """heads: of each sheet shown on another, the key of that one. held: of each sheet that shows
    others, their keys. apart: keys of the sheets, as shown, that somebody said to be two places.
    """

    heads: Mapping[int, int] = field(default_factory=dict)
    held: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    apart: frozenset[tuple[int, int]] = frozenset()

    def head(self, key: int) -> int:
        """Where a sheet is shown: on itself, most of the time."""
        return self.heads.get(key, key)

    def sheets(self, key: int) -> tuple[int, ...]:
        """Every sheet of the place that this one is of, the one shown first."""
        head = self.head(key)
        return head, *self.held.get(head, ())

    def spread(self, keys: Iterable[int]) -> set[int]:
        """Every sheet of these places."""
        return {sheet for key in keys for sheet in self.sheets(key)}

    def are_apart(self, one: int, other: int) -> bool:
        return pair_of(self.head(one), self.head(other)) in self.apart


def pair_of(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


_kept: tuple[tuple[Any, ...], Shown] | None = None


def shown_now() -> Shown:
    """As the last publication leaves it; a verdict publishes, like an import. One short query."""
    global _kept  # noqa: PLW0603  one by process is the point
    version = offer_version()
    kept = _kept
    if kept is None or kept[0] != version:
        kept = _kept = (version, read_shown())
    return kept[1]


def read_shown() -> Shown:
    """As the database has it, in the transaction under way."""
    rows = SamePlace.objects.filter(withdrawn_at=None).order_by("pk")
    said = list(rows.values_list("verdict", "kept_id", "other_id"))
    kept_by = {other: kept for verdict, kept, other in said if verdict == SamePlace.Verdict.SAME}
    heads = _heads(kept_by, _withdrawn({*kept_by, *kept_by.values()}))
    held: dict[int, list[int]] = defaultdict(list)
    for sheet, head in heads.items():
        held[head].append(sheet)
    apart = (
        pair_of(heads.get(one, one), heads.get(other, other))
        for verdict, one, other in said
        if verdict == SamePlace.Verdict.APART
    )
    ordered = {head: tuple(sorted(sheets)) for head, sheets in held.items()}
    return Shown(heads, ordered, frozenset(apart))


def sheet_shown(place: Place, shown: Shown | None = None) -> Place:
    """The sheet on which this one is shown. shown: read by the caller."""
    head = (shown or shown_now()).head(place.pk)
    return place if head == place.pk else Place.objects.select_related("source").get(pk=head)


def sheet_of(service: Service, place: Place) -> Place:
    """Among the sheets of one place, the one that the service is of.

    What is said of it then stays with it, should the sheets be parted.
    """
    sheets = shown_now().sheets(place.pk)
    if len(sheets) == 1:
        return place
    held = Permanence.objects.filter(service=service, place__in=sheets)
    known = {service.place_id, *held.values_list("place_id", flat=True)}
    ordered = (place.pk, *(sheet for sheet in sheets if sheet != place.pk))
    return Place.objects.get(pk=next((sheet for sheet in ordered if sheet in known), place.pk))


def shown_refs(refs: Iterable[str]) -> dict[str, str]:
    """References of the sheets on which these are shown, for those shown on another."""
    wanted, shown = set(refs) - {""}, shown_now()
    if not wanted or not shown.heads:
        return {}
    moved = Place.objects.filter(ref__in=wanted).values_list("ref", "pk")
    heads = {ref: shown.heads[pk] for ref, pk in moved if pk in shown.heads}
    named = dict(Place.objects.filter(pk__in=heads.values()).values_list("pk", "ref"))
    return {ref: named[pk] for ref, pk in heads.items()}


def _withdrawn(keys: Collection[int]) -> set[int]:
    gone = Place.objects.exclude(withdrawn_on=None)
    found = (gone.filter(pk__in=part) for part in _parts(sorted(keys)))
    return {pk for rows in found for pk in rows.values_list("pk", flat=True)}


def _parts(keys: list[int], size: int = 900) -> Iterator[list[int]]:
    yield from (keys[start : start + size] for start in range(0, len(keys), size))


def _heads(kept_by: Mapping[int, int], withdrawn: Collection[int]) -> dict[int, int]:
    """Of each sheet of a place that has several, the one that shows them all.

    It is the one kept by all others, unless it left its producer's list while another did not:
    then the nearest to it that is still there.
    """
    groups: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for sheet in {*kept_by, *kept_by.values()}:
        root, steps = _root(sheet, kept_by)
        groups[root].append((steps, sheet))
    heads: dict[int, int] = {}
    for root, members in groups.items():
        there = sorted(one for one in members if one[1] not in withdrawn)
        head = there[0][1] if there else root
        heads |= {sheet: head for _steps, sheet in members if sheet != head}
    return heads


def _root(sheet: int, kept_by: Mapping[int, int]) -> tuple[int, int]:
    """The end of a chain, and how far it is. Services let no ring in; one put by hand is cut."""
    seen = [sheet]
    while (above := kept_by.get(seen[-1])) is not None:
        if above in seen:
            return min(seen[seen.index(above) :]), len(seen)
        seen.append(above)
    return seen[-1], len(seen) - 1
