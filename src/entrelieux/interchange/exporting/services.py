"""What an export is: rows that the schema accepts, and what had to be left out, with reasons."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from entrelieux.directory.reading_back import Offered
from entrelieux.interchange.exporting import data_inclusion, extension, mediation
from entrelieux.interchange.exporting.offered import Walk, walk
from entrelieux.interchange.exporting.writing import written
from entrelieux.interchange.standards.data_inclusion import (
    DATA_INCLUSION_SERVICES,
    DATA_INCLUSION_STRUCTURES,
)
from entrelieux.interchange.standards.extension import STANDARDS as EXTENSION
from entrelieux.interchange.standards.mediation import MEDIATION
from entrelieux.interchange.standards.model import Fault, Level, Standard
from entrelieux.packs.fr.schemas.extension import tables

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One schema that the offer goes out in. is_joined: its JSON gives lists as one text.

    says_dates: it tells what exists when; otherwise only what exists today goes out.
    refuses: why something is not what the file is a list of, whatever its row says.
    """

    standard: Standard
    rows: Callable[[Walk], Iterator[tuple[Any, Row]]]
    is_joined: bool = False
    says_dates: bool = False
    refuses: Callable[[Walk, Any], Fault | None] = lambda _walk, _thing: None


SCHEMAS: dict[str, Outgoing] = {
    one.standard.name: one
    for one in (
        Outgoing(MEDIATION, mediation.rows, is_joined=True, refuses=mediation.not_of_mediation),
        Outgoing(DATA_INCLUSION_STRUCTURES, data_inclusion.structures),
        Outgoing(DATA_INCLUSION_SERVICES, data_inclusion.services),
        *(
            Outgoing(standard, extension.rows_of(table), says_dates=True)
            for table, standard in zip(tables().values(), EXTENSION, strict=True)
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Export:
    """rows: those that the schema accepts, or all that there are when asked so.

    sources: slug of the source of each row. united: of each row of a place, the identifiers of the
    other sheets that somebody said to be that place. left_out: rows that the schema refuses, by
    the first column at fault and what it wants.
    """

    outgoing: Outgoing
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    united: tuple[tuple[str, ...], ...]
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)

    def as_bytes(self, shape: str) -> bytes:
        columns = self.outgoing.standard.columns
        return written(shape, columns, self.rows, is_joined=self.outgoing.is_joined)


def exported(offered: Offered, schema: str, *, incomplete: bool = False) -> Export:
    """The offer in one schema.

    Args:
        schema: a name of ``SCHEMAS``.
        incomplete: keep the rows that the schema refuses, too.
    """
    outgoing = SCHEMAS[schema]
    rows: list[Row] = []
    sources: list[str] = []
    held: list[tuple[str, ...]] = []
    left_out: Counter[tuple[str, str]] = Counter()
    walked = walk(offered, None if outgoing.says_dates else timezone.localdate())
    for thing, row in outgoing.rows(walked):
        fault = _fault(outgoing, walked, thing, row)
        if fault is None or incomplete:
            rows.append(row)
            sources.append(thing.source)
            held.append(walked.held(thing))
        if fault is not None:
            left_out[fault.column, fault.expected] += 1
    return Export(outgoing, tuple(rows), tuple(sources), tuple(held), left_out)


def _fault(outgoing: Outgoing, walked: Walk, thing: Any, row: Row) -> Fault | None:
    faults = outgoing.standard.check(row)
    broken = (one for one in faults if one.level is Level.ERROR)
    return next(broken, None) or outgoing.refuses(walked, thing)
