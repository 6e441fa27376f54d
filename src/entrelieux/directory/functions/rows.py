"""Which rows of a place's functions, limits and spaces hold, and what filters make of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from entrelieux.directory.models import PlaceFunction, PlaceLimit, Space
from entrelieux.engine.records.hybridity import Held
from entrelieux.packs.fr import functions as pack

Row = TypeVar("Row", bound=Model)


@dataclass(slots=True)
class Said:
    """What a place says today, as bits of the pack.

    stated: its functions. settled: what its functions, whatever their dates, or its limits speak
    of: nothing else is deduced of it. allowed, equipment: what its spaces make possible, and hold.
    """

    stated: int = 0
    settled: int = 0
    allowed: int = 0
    equipment: int = 0

    def __ior__(self, other: "Said") -> "Said":
        self.stated |= other.stated
        self.settled |= other.settled
        self.allowed |= other.allowed
        self.equipment |= other.equipment
        return self

    def over(self, deduced: int) -> int:
        """The functions of the place: those deduced give way to what it says."""
        return (deduced | self.allowed) & ~self.settled | self.stated


def standing(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Rows that nobody took back, in the order they were written."""
    return rows.filter(withdrawn_at=None).order_by("pk")


def on(rows: "QuerySet[Row]", day: date, first: str = "starts_on") -> "QuerySet[Row]":
    """Those that hold on a day; unknown dates let them. first: the column of the first day."""
    begun = Q(**{f"{first}__lte": day}) | Q(**{first: None})
    return standing(rows).filter(begun, Q(ends_on=None) | Q(ends_on__gte=day))


def said_by_place(sources: Collection[int], today: date) -> Mapping[int, Said]:
    """By key of place, those of these sources that say something: three queries."""
    here = Q(place__source_id__in=sources)
    found: dict[int, Said] = defaultdict(Said)
    known = {code: 1 << one.bit for code, one in pack.functions().items()}
    spaces = on(Space.objects.filter(here), today)
    for place, kind, held in spaces.values_list("place_id", "kind", "equipment"):
        allowed, equipment = pack.spaces_words((kind,), held)
        found[place] |= Said(allowed=allowed, equipment=equipment)
    limits = on(PlaceLimit.objects.filter(here), today, "said_on").exclude(code="")
    for place, code in limits.values_list("place_id", "code"):
        found[place] |= Said(settled=known.get(code, 0))
    dates = standing(PlaceFunction.objects.filter(here))
    for place, code, first, last in dates.values_list("place_id", "code", "starts_on", "ends_on"):
        bit = known.get(code, 0)
        is_held = (first is None or first <= today) and (last is None or today <= last)
        found[place] |= Said(stated=bit if is_held else 0, settled=bit)
    return found


def held_of(rows: Collection[PlaceFunction]) -> tuple[Held, ...]:
    """As the engine measures them."""
    origin = {PlaceFunction.Origin.PLANNED: False, PlaceFunction.Origin.EMERGENT: True}
    return tuple(
        Held(
            code=row.code,
            hours=float(row.hours_week) if row.hours_week is not None else None,
            starts=row.starts_on,
            ends=row.ends_on,
            emergent=origin.get(PlaceFunction.Origin(row.origin)),
        )
        for row in rows
    )
