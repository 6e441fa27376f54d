"""What a published schema can say comes back as it was said."""

import csv
import io
import json
from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from entrelieux.directory.reading_back import Offered
from entrelieux.directory.services import WhereKnown
from entrelieux.engine.language import fold
from entrelieux.interchange import attaching, formats, gathering
from entrelieux.interchange.adapters.common import Context
from entrelieux.interchange.exporting import services as exporting
from entrelieux.interchange.gathering import Refusal
from entrelieux.interchange.reading import Row
from entrelieux.interchange.services import _communes
from entrelieux.interchange.standards.data_inclusion import (
    DATA_INCLUSION_SERVICES,
    DATA_INCLUSION_STRUCTURES,
)
from entrelieux.interchange.standards.mediation import MEDIATION
from entrelieux.interchange.standards.model import Level
from tests.interchange.conftest import TODAY
from tests.interchange.schema_rows import mediation_rows, structures_with_services

# A row has thirty columns: shrinking one takes minutes, and its difference is read at once.
LAW = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=40,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
)


def entries_of(name, rows):
    chosen = formats.named(name, rows[0].keys())
    context = Context(communes=_communes(), today=TODAY)
    entries = [chosen.adapt(Row(n, row), context) for n, row in enumerate(rows, 2)]
    assert not [one for one in entries if isinstance(one, Refusal)]
    return entries


def as_cells(export):
    text = export.as_bytes("csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def cells(row):
    return {name: "" if value is None else str(value) for name, value in row.items()}


def errors(standard, row):
    return [fault for fault in standard.check(row) if fault.level is Level.ERROR]


def many(rows):
    """Several rows that no two of which are the same place or bear the same identifier."""
    return st.lists(
        rows,
        min_size=1,
        max_size=4,
        unique_by=(lambda row: row["id"], lambda row: fold(row["nom"])),
    )


@LAW
@given(many(mediation_rows()))
def test_a_valid_place_of_the_national_schema_comes_back_identical(rows):
    assert not [fault for row in rows for fault in errors(MEDIATION, row)]
    offer = gathering.gather(entries_of("mediation", rows)).offer
    export = exporting.exported(Offered(offer), "mediation")
    assert not export.left_out
    back = {row["id"]: row for row in as_cells(export)}
    assert back == {row["id"]: cells(row) for row in rows}


def published(structures, services):
    """The draft of structures, then of their services, as two imports would make them."""
    first = gathering.gather(entries_of("data-inclusion-v1-structures", structures)).offer
    if not services:
        return first
    entries = entries_of("data-inclusion-v1-services", services)
    known = attaching.Structures(
        {one.ref: one.name for one in first.organisations},
        {
            one.ref: WhereKnown(one.adresse, one.code_insee, one.lon, one.lat, one.position)
            for one in first.places
        },
    )
    gathered, refusals = attaching.attach(entries, known)
    assert not refusals
    then = gathered.offer
    return replace(
        first, places=first.places + then.places, services=first.services + then.services
    )


@LAW
@given(structures_with_services())
def test_valid_structures_and_services_of_data_inclusion_come_back_identical(rows):
    structures, services = rows
    assert not [one for row in structures for one in errors(DATA_INCLUSION_STRUCTURES, row)]
    assert not [one for row in services for one in errors(DATA_INCLUSION_SERVICES, row)]
    offered = Offered(published(structures, services))
    for name, given_rows in (
        ("data-inclusion-structures", structures),
        ("data-inclusion-services", services),
    ):
        export = exporting.exported(offered, name)
        assert not export.left_out
        back = {row["id"]: row for row in json.loads(export.as_bytes("json"))}
        assert back == {row["id"]: row for row in given_rows}
