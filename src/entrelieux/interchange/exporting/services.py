"""What an export is: rows that the schema accepts, and what had to be left out, with reasons."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from entrelieux.directory.reading_back import Offered
from entrelieux.interchange.exporting import data_inclusion, extension, mediation
from entrelieux.interchange.exporting.offered import Sourced, Walk, walk
from entrelieux.interchange.exporting.writing import written
from entrelieux.interchange.standards.data_inclusion import (
    DATA_INCLUSION_SERVICES,
    DATA_INCLUSION_STRUCTURES,
)
from entrelieux.interchange.standards.extension import STANDARDS as EXTENSION
from entrelieux.interchange.standards.mediation import MEDIATION
from entrelieux.interchange.standards.model import Level, Standard
from entrelieux.packs.fr.schemas.extension import tables

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One schema that the offer goes out in. is_joined: its JSON gives lists as one text."""

    standard: Standard
    rows: Callable[[Walk], Iterator[tuple[Sourced, Row]]]
    is_joined: bool = False


SCHEMAS: dict[str, Outgoing] = {
    one.standard.name: one
    for one in (
        Outgoing(MEDIATION, mediation.rows, is_joined=True),
        Outgoing(DATA_INCLUSION_STRUCTURES, data_inclusion.structures),
        Outgoing(DATA_INCLUSION_SERVICES, data_inclusion.services),
        *(
            Outgoing(standard, extension.rows_of(table))
            for table, standard in zip(tables().values(), EXTENSION, strict=True)
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Export:
    """rows: those that the schema accepts, or all that there are when asked so.

    sources: slug of the source of each row. left_out: rows that the schema refuses, by the first
    column at fault and what it wants.
    """

    outgoing: Outgoing
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
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
    left_out: Counter[tuple[str, str]] = Counter()
    for thing, row in outgoing.rows(walk(offered)):
        faults = outgoing.standard.check(row)
        fault = next((one for one in faults if one.level is Level.ERROR), None)
        if fault is None or incomplete:
            rows.append(row)
            sources.append(thing.source)
        if fault is not None:
            left_out[fault.column, fault.expected] += 1
    return Export(outgoing, tuple(rows), tuple(sources), left_out)
