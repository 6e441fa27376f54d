"""Every sheet of the country weighed once for a version of the offer, as arrays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.listing import PlaceTable, Rows
from entrelieux.directory.quality.reading import known_of, places_read
from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.quality import DEFECTS, RULES, Known, Part, Quality, quality_of

NO_DEFECT = -1
_RANK = {defect: rank for rank, defect in enumerate(DEFECTS)}
_EMPTY = quality_of(Known())
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Column:
    """One property of every row as a rank in ``values``, sorted."""

    of_row: Codes
    values: tuple[Any, ...]

    def rank(self, value: Any) -> int:
        """``NO_DEFECT`` less one for what no row has: it is equal to no rank."""
        return self.values.index(value) if value in self.values else -2


@dataclass(frozen=True, slots=True)
class QualityTable:
    """One row for each place of the list, by département, commune and name.

    points: shape (places, parts). defect: rank in ``DEFECTS``, ``NO_DEFECT`` without.
    """

    pk: NDArray[np.int64]
    points: NDArray[np.uint8]
    defect: NDArray[np.int8]
    departement: Column
    commune: Column
    kind: Column
    source: Column

    def quality(self, row: int) -> Quality:
        return Quality(
            tuple(
                Part(rule.code, rule.weight, points, DEFECTS[defect] if defect >= 0 else "")
                for rule, points, defect in zip(
                    RULES, self.points[row].tolist(), self.defect[row].tolist(), strict=True
                )
            )
        )

    def by_defect(self, rows: Rows) -> dict[str, int]:
        """How many of these rows have each defect, in the order of ``DEFECTS``."""
        found = self.defect[rows]
        count = np.bincount(found[found >= 0], minlength=len(DEFECTS)).tolist()
        return dict(zip(DEFECTS, count, strict=True))


def build(table: PlaceTable, sources: Collection[int], today: date) -> QualityTable:
    """Two queries."""
    rows = np.arange(len(table.pk))
    places = places_read(table, rows)
    known = list(known_of(table, rows, places, sources, today))
    there = [row for row, one in enumerate(known) if one is not None]
    there.sort(key=lambda row: _place_in_list(table, row, places))
    order = np.array(there, np.intp)
    found = [quality_of(one) if (one := known[row]) is not None else _EMPTY for row in there]
    shape = (len(there), len(RULES))
    rows_read = [places[int(table.pk[row])] for row in there]
    return QualityTable(
        pk=table.pk[order],
        points=np.array([[p.points for p in one.parts] for one in found], np.uint8).reshape(shape),
        defect=np.array(
            [[_RANK.get(p.defect, NO_DEFECT) for p in one.parts] for one in found], np.int8
        ).reshape(shape),
        departement=_column(table.departement[order].tolist()),
        commune=_column(table.commune[order].tolist()),
        kind=_column(table.kind[order].tolist()),
        source=_column([place.source_id for place in rows_read]),
    )


def _place_in_list(
    table: PlaceTable, row: int, places: dict[int, Any]
) -> tuple[str, str, str, str]:
    place = places[int(table.pk[row])]
    return str(table.departement[row]), fold(place.commune), place.folded, place.ref


def _column(values: list[Any]) -> Column:
    known = tuple(sorted(set(values)))
    rank = {value: number for number, value in enumerate(known)}
    return Column(np.array([rank[value] for value in values], np.int32), known)


_lock = Lock()
_kept: tuple[PlaceTable, tuple[Any, ...], QualityTable] | None = None


def quality_table(
    table: PlaceTable, sources: Collection[int], said: int, today: date
) -> QualityTable:
    """The last one built, when it is of this table and of what was said since. One at a time."""
    global _kept  # noqa: PLW0603  one by process is the point
    key = (said, today)
    with _lock:
        if _kept is None or _kept[0] is not table or _kept[1] != key:
            _kept = (table, key, build(table, sources, today))
        return _kept[2]
