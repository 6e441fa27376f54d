"""Files that go out: every shape, through the database, with what is said here."""

import csv
import io
import json
from dataclasses import fields
from datetime import date

import pytest

from entrelieux.directory import services, stating
from entrelieux.directory.demo import demo_offer
from entrelieux.directory.drafts import (
    FunctionDraft,
    LimitDraft,
    OrganisationDraft,
    PermanenceDraft,
    PlaceDraft,
    ServiceDraft,
    SpaceDraft,
    ValidityDraft,
)
from entrelieux.directory.models import Place, PlaceStatement
from entrelieux.directory.reading_back import offer_read_back
from entrelieux.interchange.exporting import losses
from entrelieux.interchange.exporting import services as exporting
from entrelieux.interchange.exporting.writing import safe
from entrelieux.interchange.mending import Reading
from entrelieux.interchange.standards.data_inclusion import (
    DATA_INCLUSION_SERVICES,
    DATA_INCLUSION_STRUCTURES,
)
from entrelieux.interchange.standards.mediation import MEDIATION
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from entrelieux.packs.fr.schemas import extension
from entrelieux.site.cli import main
from tests.interchange.conftest import SERVICE_V1, STRUCTURE_V1, TODAY, place

FULL = {
    "pivot": "77556026100015",
    "telephone": "+33466467019",
    "courriels": "contact@example.org|accueil@example.org",
    "site_web": "https://example.org|https://social.example.org/espace",
    "horaires": 'Mo-Fr 09:00-12:00; PH off; Sa "sur rendez-vous"',
    "presentation_resume": "Trois postes en accès libre.",
    "presentation_detail": "Un atelier par semaine.\nSur inscription.",
    "itinerance": "Itinérant|Fixe",
    "structure_parente": "Mairie de Langogne",
    "publics_specifiquement_adresses": "Seniors|Jeunes",
    "prise_en_charge_specifique": "Illettrisme|Surdité",
    "frais_a_charge": "Gratuit sous condition",
    "dispositif_programmes_nationaux": "Promeneurs du net|Aidants Connect",
    "formations_labels": "ORDI 3.0",
    "autres_formations_labels": "Case Numérique",
    "modalites_acces": "Téléphoner|Se présenter",
    "modalites_accompagnement": "À distance|En autonomie",
    "fiche_acces_libre": "https://acceslibre.beta.gouv.fr/app/48-langogne/",
    "prise_rdv": "https://www.rdv-aide-numerique.fr/org/536",
}

MEDIATION_SERVICE = "Aide aux démarches administratives"
DRAFTS = {
    "lieu": PlaceDraft,
    "structure": OrganisationDraft,
    "service": ServiceDraft,
    "permanence": PermanenceDraft,
    "fonction": FunctionDraft,
    "limite": LimitDraft,
    "espace": SpaceDraft,
    "période": ValidityDraft,
}
NOT_SAID = {  # how rows hold together here: other files have their own identifiers
    *("ref", "source", "record_key", "record_keys", "place_ref", "service_ref"),
    "organisation_ref",
}


def exported(name="mediation", **options):
    return exporting.exported(offer_read_back(ANYONE), name, **options)


def cells(export):
    return list(csv.DictReader(io.StringIO(export.as_bytes("csv").decode(), newline="")))


@pytest.mark.parametrize("shape", ["csv", "xlsx", "json", "geojson"])
def test_a_place_comes_back_from_the_database_in_every_shape(take, shape):
    row = place(**FULL)
    take(row)
    content = exported().as_bytes(shape)
    again = take(content, name=f"lieux.{shape}")
    assert (again.accepted, again.mended, again.refused, again.created) == (1, 0, 0, 0)
    (back,) = cells(exported())
    assert {name: value for name, value in back.items() if value} == {
        name: str(float(value)) if name in {"latitude", "longitude"} else value
        for name, value in row.items()
        if value
    }


def test_structures_and_services_come_back_from_the_database(take):
    take([STRUCTURE_V1], "structures.json")
    take([SERVICE_V1], "services.json")
    structures = json.loads(exported("data-inclusion-structures").as_bytes("json"))
    services = json.loads(exported("data-inclusion-services").as_bytes("json"))
    assert (structures, services) == ([STRUCTURE_V1], [SERVICE_V1])


def test_what_is_said_here_goes_out(take):
    take(place(**FULL))
    spot = Place.objects.get()
    said = {"telephone": "04 66 00 00 00", "presentation": "Fermé pour travaux."}
    stating.state(
        actor=OPERATOR,
        place_ref=spot.ref,
        said=said,
        manner=PlaceStatement.Manner.HOLDER,
        confirmed_on=TODAY,
    )
    (back,) = cells(exported())
    assert (back["telephone"], back["date_maj"]) == ("+33466000000", TODAY.isoformat())
    assert (back["presentation_resume"], back["presentation_detail"]) == ("", "Fermé pour travaux.")


def test_a_service_goes_where_somebody_here_put_its_place(take):
    take([STRUCTURE_V1], "structures.json")
    away = {"adresse": "2 place du Foirail", "commune": "Langogne", "code_postal": "48300"}
    take([SERVICE_V1 | away], "services.json")
    before = json.loads(exported("data-inclusion-services").as_bytes("json"))
    assert before == [SERVICE_V1 | away]
    stating.state(
        actor=OPERATOR,
        place_ref=Place.objects.get(adresse=away["adresse"]).ref,
        said={"adresse": "4 place du Foirail"},
        manner=PlaceStatement.Manner.ANIMATOR,
    )
    (after,) = json.loads(exported("data-inclusion-services").as_bytes("json"))
    assert after["adresse"] == "4 place du Foirail"


def test_two_producers_may_bear_one_identifier_and_the_file_has_two(take):
    take([place(source="Hinaura"), place(source="Les Assembleurs", nom="Autre lieu")])
    ids = [row["id"] for row in cells(exported())]
    assert ids == ["mediation-hinaura--lieu-1", "mediation-les-assembleurs--lieu-1"]


def test_a_row_that_the_schema_refuses_is_left_out_and_counted(take):
    take([place(), place(id="lieu-2", nom="Sans date", date_maj="")])
    export = exported()
    assert [row["id"] for row in export.rows] == ["lieu-1"]
    assert {column: count for (column, _), count in export.left_out.items()} == {"date_maj": 1}
    assert len(exported(incomplete=True).rows) == 2


def test_a_place_of_a_list_of_mediation_places_goes_out_though_it_says_no_service(take):
    take([place(services="")])
    assert [row["services"] for row in exported().rows] == [[]]


def test_a_place_that_renders_no_service_of_mediation_is_not_among_mediation_places(take):
    take([STRUCTURE_V1], "structures.json")
    take([SERVICE_V1], "services.json")
    export = exported()
    assert not export.rows
    assert {column: count for (column, _), count in export.left_out.items()} == {"services": 1}


def test_the_day_of_a_list_stands_for_what_its_rows_do_not_say(take):
    take([place(date_maj="")])
    assert not exported().rows
    Source.objects.update(published_on="2024-08-01")
    assert [row["date_maj"] for row in exported().rows] == ["2024-08-01"]
    (structure,) = exported("data-inclusion-structures").rows
    (service,) = exported("data-inclusion-services").rows
    assert (structure["date_maj"], service["date_maj"]) == ("2024-08-01", "2024-08-01")


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2+3", "@SUM(A1)", "=HYPERLINK(A1)"])
def test_no_cell_is_a_formula_and_the_text_comes_back(text):
    assert safe(text) == f"'{text}"
    assert Reading({"nom": safe(text)}, today=TODAY).text("nom") == text


@pytest.mark.parametrize("text", ["+33466467019", "-4.765", "Langogne", "'quoted"])
def test_numbers_and_plain_texts_are_left_as_they_are(text):
    assert safe(text) == text
    assert Reading({"nom": text}, today=TODAY).text("nom") == text


def test_the_command_writes_a_file_and_says_what_it_left_out(take, tmp_path, capsys):
    take([place(), place(id="lieu-2", nom="Sans date", date_maj="")])
    target = tmp_path / "lieux.geojson"
    assert main(["export", "--format", "mediation", str(target)]) == 0
    said = capsys.readouterr().out
    assert "1 ligne," in said
    assert "1 × date_maj" in said
    (feature,) = json.loads(target.read_text())["features"]
    assert feature["geometry"]["coordinates"] == [3.856, 44.7265]
    assert main(["export", "--format", "mediation", str(tmp_path / "lieux.odt")]) == 2
    assert "attendu un nom en .csv" in capsys.readouterr().err


def test_each_field_of_the_offer_is_said_to_go_somewhere_or_nowhere():
    told = [(one.thing, one.name) for one in losses.fields()]
    assert len(set(told)) == len(told)
    assert {one for one in told if one[0] in DRAFTS} == {
        (thing, one.name)
        for thing, draft in DRAFTS.items()
        for one in fields(draft)
        if one.name not in NOT_SAID
    }


def test_each_column_named_is_one_of_its_schema():
    known = {
        "mediation": set(MEDIATION.columns),
        "structures": set(DATA_INCLUSION_STRUCTURES.columns),
        "services": set(DATA_INCLUSION_SERVICES.columns),
        "extension": {
            f"{table.name}.{column.name}"
            for table in extension.tables().values()
            for column in table.columns
        },
    }
    for one in losses.fields():
        for schema, column in one.goes.items():
            assert not column or column in known[schema], (one, schema)
        nowhere = not any(one.goes.values())
        assert not nowhere or all(one.lost.values()), one


def test_what_a_schema_cannot_say_is_counted(take):
    take(place(**FULL | {"services": "Créer et développer mon entreprise|" + MEDIATION_SERVICE}))
    found = {(one.field.thing, one.field.name): one for one in losses.losses(
        offer_read_back(ANYONE), "mediation"
    )}  # fmt: skip
    assert found["service", "thematiques"].rows == 1
    assert "entreprendre" in found["service", "thematiques"].why
    assert ("lieu", "presentation_resume") not in found


def test_our_extension_goes_out_valid(db):
    services.publish_offer(
        actor=OPERATOR, offer=demo_offer(date(2026, 11, 1)), cause="essai", today=date(2026, 11, 1)
    )
    for name in extension.tables():
        export = exported(f"entrelieux-{name}")
        assert export.rows, name
        assert not export.left_out, name
        for row in cells(export):
            assert not list(export.outgoing.standard.check(row))
