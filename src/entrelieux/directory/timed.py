"""What is offered at hours of its own, whatever those of the doors: who comes on a Tuesday only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.listing import NOT_ANSWERED, answer_bits

Words = NDArray[np.uint64]
Week = tuple[Words, Words, bool]
"""Quarters when it is open, or may be, and whether it is closed the rest of the week."""


@dataclass(frozen=True, slots=True, eq=False)
class Timed:
    """at_doors, needs_at_doors: what a place offers whenever its doors are open, by row of the
    table, bits as ``Facts.functions`` and ``PlaceTable.answers``. The rest, one line for each offer
    that has hours of its own: row of its place, functions, needs, and rank of its hours in the
    others, which are as in ``UsualWeek``.
    """

    at_doors: Words
    needs_at_doors: Words
    row: NDArray[np.intp]
    functions: Words
    needs: Words
    of_row: NDArray[np.intp]
    sure: Words
    possible: Words
    settled: NDArray[np.bool_]


class Said(NamedTuple):
    row: int
    functions: int
    quality: NDArray[np.uint8]
    osm: str


class Offered:
    """Hears every offer, while the table is built."""

    def __init__(self, functions: Sequence[int], needs: int) -> None:
        self.functions = list(functions)
        self.quality = np.full((len(self.functions), needs), NOT_ANSWERED, np.uint8)
        self.said: list[Said] = []

    def hear(self, row: int, functions: int, quality: NDArray[np.uint8], osm: str) -> None:
        """functions: of the offer alone when it has hours of its own (``osm``)."""
        if osm:
            self.said.append(Said(row, functions, quality, osm))
            return
        self.functions[row] |= functions
        np.minimum(self.quality[row], quality, out=self.quality[row])

    def hours(self) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys(one.osm for one in self.said))

    def timed(
        self, functions: NDArray[np.uint32], weeks: Sequence[tuple[Words, Words, bool]]
    ) -> Timed:
        """functions: of each row, the place once heard. weeks: of ``hours()``, in order."""
        rank = {osm: at for at, osm in enumerate(self.hours())}
        row = np.array([one.row for one in self.said], np.intp)
        told = np.array([one.functions for one in self.said], np.uint64)
        profiles = np.array([one.quality for one in self.said], np.uint8)
        blank = np.zeros((0, 11), np.uint64)
        return Timed(
            at_doors=np.array(self.functions, np.uint64) & functions.astype(np.uint64),
            needs_at_doors=answer_bits(self.quality),
            row=row,
            functions=told & functions[row].astype(np.uint64),
            needs=answer_bits(profiles.reshape(len(row), self.quality.shape[1])),
            of_row=np.array([rank[one.osm] for one in self.said], np.intp),
            sure=np.array([sure for sure, _, _ in weeks], np.uint64) if rank else blank,
            possible=np.array([may for _, may, _ in weeks], np.uint64) if rank else blank,
            settled=np.array([settled for _, _, settled in weeks], np.bool_),
        )
