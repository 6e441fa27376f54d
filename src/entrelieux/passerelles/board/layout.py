"""The counts of one département in one quarter as one system: what is shown, what adds up to what.

Every figure of every page is read in such a system, or is a sum of figures shown in several. So
nothing is told by comparing two pages, two territories or two periods that the system itself does
not tell; and what a system tells is what ``engine.handover.masking`` lets it tell.
"""

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings

from entrelieux.engine.handover.masking import Bools, Sum, mask

Cell = frozenset[tuple[str, str]]
"""One value for some of the dimensions; none for the total."""
Record = Mapping[str, str]
"""A value for each dimension that one counted thing has."""
TOTAL: Cell = frozenset()
FORMAT = "1"
MARGIN, WHOLE = 8.0, 60.0
"""What a margin and the total are worth, beside an inner cell: they are hidden last."""
logger = logging.getLogger(__name__)


def cell(**values: str) -> Cell:
    return frozenset(values.items())


@dataclass(slots=True)
class Layout:
    """Cells and sums, the same whatever was counted."""

    cells: dict[Cell, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)

    def add(self, one: Cell) -> int:
        return self.cells.setdefault(one, len(self.cells))

    def split(self, whole: Cell, dimension: str, values: Sequence[str]) -> None:
        """``whole`` is the sum of its parts by one dimension; nothing to say of a single part."""
        parts = [self.add(whole | {(dimension, value)}) for value in values]
        if parts:
            self.sums.append(Sum(self.add(whole), tuple(parts)))

    def total_of(self, whole: Cell, parts: Sequence[Cell]) -> None:
        self.sums.append(Sum(self.add(whole), tuple(self.add(one) for one in parts)))

    def cross(self, first: str, lines: Sequence[str], second: str, columns: Sequence[str]) -> None:
        """A table of two dimensions with its margins; the margins are split elsewhere."""
        for line in lines:
            self.split(cell(**{first: line}), second, columns)
        for column in columns:
            self.split(cell(**{second: column}), first, lines)


def counted(layout: Layout, records: Iterable[Record]) -> list[int]:
    """How many records each cell holds."""
    shapes = {tuple(sorted(name for name, _ in one)) for one in layout.cells}
    found: Counter[Cell] = Counter()
    for record in records:
        for shape in shapes:
            if all(name in record for name in shape):
                found[frozenset((name, record[name]) for name in shape)] += 1
    return [found[one] for one in layout.cells]


def shown(layout: Layout, records: Iterable[Record], threshold: int) -> dict[Cell, int | None]:
    """Each cell's count; None where it is hidden."""
    values = counted(layout, records)
    hidden = _hidden(layout, values, threshold)
    return {
        one: None if covered else value
        for one, value, covered in zip(layout.cells, values, hidden.tolist(), strict=True)
    }


def _hidden(layout: Layout, values: list[int], threshold: int) -> Bools:
    """Worked out once for the same counts: in memory, and on disk for the next process."""
    sums = tuple(layout.sums)
    key = hashlib.sha256(
        repr((FORMAT, threshold, values, [(s.total, s.parts) for s in sums])).encode()
    ).hexdigest()[:32]
    costs, alike = _costs(layout, values), _alike(layout, values)
    return _kept(_Question(key, tuple(values), sums, costs, alike, threshold))


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """Two questions of one key are the same."""

    key: str
    values: tuple[int, ...]
    sums: tuple[Sum, ...]
    costs: tuple[float, ...]
    alike: tuple[int, ...]
    threshold: int

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and other.key == self.key


@lru_cache(maxsize=256)
def _kept(asked: _Question) -> Bools:
    path = _path(asked.key)
    found = _read(path, len(asked.values)) if path else None
    if found is not None:
        return found
    done = mask(
        asked.values,
        asked.sums,
        threshold=asked.threshold,
        cost=asked.costs,
        alike=asked.alike,
    ).hidden
    if path:
        _write(path, done)
    return done


def _costs(layout: Layout, values: Sequence[int]) -> tuple[float, ...]:
    weight = {0: WHOLE, 1: MARGIN}
    return tuple(
        weight.get(len(one), 1.0) * float(1 + np.log1p(value))
        for one, value in zip(layout.cells, values, strict=True)
    )


def _alike(layout: Layout, values: Sequence[int]) -> tuple[int, ...]:
    """One number for cells that differ only by values which nobody has, of the same dimensions.

    Two families without anybody have the same cells, all 0 and all hidden: a table that gives four
    people to one proves as much of the other. Their needs may differ in number: what the table
    gives to several needs of the first, one need of the other may have.
    """
    had = {pair for one, value in zip(layout.cells, values, strict=True) if value for pair in one}
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    return tuple(
        seen.setdefault(tuple(sorted((d, v if (d, v) in had else "") for d, v in one)), len(seen))
        for one in layout.cells
    )


def _path(key: str) -> Path | None:
    return Path(settings.VAR_DIR) / "board" / f"{key}.npy" if settings.KEEP_INDEX_ON_DISK else None


def _read(path: Path, size: int) -> Bools | None:
    """None when it is absent or cannot be read: it is then worked out again."""
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found if found.dtype == np.bool_ and found.shape == (size,) else None


def _write(path: Path, hidden: Bools) -> None:
    """Written apart then renamed; a full disk costs time at the next start, never an answer."""
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            np.save(file, hidden)
        partial.replace(path)
    except OSError as error:
        logger.warning("hidden counts not kept: %s", error)
