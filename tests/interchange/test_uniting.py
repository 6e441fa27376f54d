"""Sheets that somebody said to be one place go out as one row, and come apart again."""

import json

import pytest

from entrelieux.directory.doubles.services import say_same, take_back
from entrelieux.directory.models import Place
from entrelieux.directory.reading_back import offer_read_back
from entrelieux.interchange.exporting.services import SCHEMAS, exported
from entrelieux.interchange.opening import services as opening
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from tests.directory.doubles_world import (
    HALL,
    LIBRARY,
    SAME_HALL,
    SAME_LIBRARY,
    SCHOOL,
    SHEETS,
    put,
)
from tests.interchange.conftest import place
from tests.interchange.test_opening import NOW

ONE = place(source="Hinaura", telephone="", typologie="EPN", pivot="")
OTHER = place(
    id="lieu-2",
    source="Les Assembleurs",
    nom="Espace numérique",
    telephone="+33466467019",
    typologie="BIB",
    date_maj="2025-03-04",
    services="Insertion professionnelle via le numérique",
)


@pytest.fixture
def two(take):
    """(reference of the sheet kept, of the other): of two producers, in one street."""
    take([ONE, OTHER])
    refs = dict(Place.objects.values_list("producer_id", "ref"))
    return refs["lieu-1"], refs["lieu-2"]


def rows(schema="mediation", **options):
    return exported(offer_read_back(ANYONE, **options), schema).rows


def everything():
    return {name: rows(name) for name in SCHEMAS}


def test_two_sheets_of_one_place_are_one_row_with_what_both_said(two):
    kept, other = two
    say_same(actor=OPERATOR, kept_ref=kept, other_ref=other, chosen={"nom": True})
    (row,) = rows()
    assert (row["id"], row["nom"], row["source"]) == ("lieu-1", "Espace numérique", "Hinaura")
    assert (row["telephone"], row["pivot"]) == ("+33466467019", "77556026100015")
    assert (row["typologie"], row["date_maj"]) == (["EPN", "BIB"], "2025-03-04")
    assert len(row["services"]) == 3
    (structure,) = rows("data-inclusion-structures")
    assert structure["date_maj"] == "2025-03-04"
    assert {one["structure_id"] for one in rows("data-inclusion-services")} == {structure["id"]}
    assert len(rows("data-inclusion-services")) == 2


def test_parted_again_they_go_out_as_before(two):
    before = everything()
    said = say_same(actor=OPERATOR, kept_ref=two[0], other_ref=two[1])
    assert everything() != before
    take_back(actor=OPERATOR, ref=said.ref)
    assert everything() == before


def test_a_sheet_whose_kept_one_does_not_go_out_goes_out_itself(two):
    kept, other = two
    say_same(actor=OPERATOR, kept_ref=kept, other_ref=other)
    slug = Source.objects.get(place__ref=other).slug
    assert [row["id"] for row in rows(source=slug)] == ["lieu-2"]


def test_the_open_data_say_which_identifiers_a_row_stands_for(two, tmp_path):
    say_same(actor=OPERATOR, kept_ref=two[0], other_ref=two[1])
    opening.dump_to(tmp_path, now=NOW)
    (row,) = json.loads((tmp_path / "tous-les-lieux.geojson").read_text())["features"]
    assert (row["properties"]["id"], row["properties"]["fiches_reunies"]) == ("lieu-1", "lieu-2")


@pytest.mark.django_db
def test_what_hangs_from_a_sheet_goes_out_with_the_one_that_shows_it():
    put()
    say_same(actor=OPERATOR, kept_ref=HALL.ref, other_ref=SAME_HALL.ref)
    say_same(actor=OPERATOR, kept_ref=LIBRARY.ref, other_ref=SAME_LIBRARY.ref)
    every = {
        name: exported(offer_read_back(ANYONE), name, incomplete=True).rows
        for name in ("mediation", *(name for name in SCHEMAS if name.startswith("entrelieux-")))
    }
    ids = {row["id"] for row in every["mediation"]}
    assert ids == {HALL.ref, LIBRARY.ref, SCHOOL.ref}
    for name, hung in every.items():
        assert {row.get("lieu_id", HALL.ref) for row in hung} <= ids, name
    for name in ("fonctions", "limites", "espaces"):
        assert len(every[f"entrelieux-{name}"]) == len(SHEETS)
    assert len(every["entrelieux-permanences"]) == 3
