"""What a file breaks, row by row: by the command, on the page, without a database."""

import csv
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from entrelieux.interchange.standards.checking import STANDARDS, check_file
from entrelieux.interchange.standards.model import Level
from entrelieux.packs.fr.schemas import extension, mediation, theme_of_service
from entrelieux.site.cli import main
from scripts import build_schemas
from tests.interchange.conftest import SERVICE_V1, STRUCTURE_V1, place

SOUND = place(telephone="+33466467019")


def faults(path, **options):
    verdict = check_file(path, **options)
    return [
        (one.row, one.fault.column, one.fault.level.value, one.fault.suggestion)
        for one in verdict.found
    ]


@pytest.mark.parametrize(
    ("rows", "name", "schema"),
    [
        ([SOUND], "lieux.csv", "mediation"),
        ([SOUND], "lieux.json", "mediation"),
        ([STRUCTURE_V1], "structures.json", "data-inclusion-structures"),
        ([SERVICE_V1], "services.json", "data-inclusion-services"),
        ([{"lieu_id": "a", "fonction": "culture"}], "fonctions.csv", "entrelieux-fonctions"),
        (
            [{"lieu_id": "a", "mots": "pas de café", "dite_le": "2025-01-01"}],
            "limites.csv",
            "entrelieux-limites",
        ),
    ],
)
def test_a_file_is_recognised_by_its_columns(write, rows, name, schema):
    verdict = check_file(write(rows, name))
    assert verdict.standard.name == schema
    assert (verdict.is_valid, verdict.rows, verdict.valid) == (True, 1, 1)


@pytest.mark.parametrize(
    ("changes", "column", "level", "suggestion"),
    [
        ({"code_postal": "4830"}, "code_postal", "erreur", ""),
        ({"code_insee": "480"}, "code_insee", "erreur", ""),
        ({"telephone": "04 66 46 70 19"}, "telephone", "erreur", ""),
        ({"nom": ""}, "nom", "erreur", ""),
        ({"date_maj": "02/05/2024"}, "date_maj", "erreur", ""),
        ({"horaires": "lundi 9h-12h"}, "horaires", "erreur", ""),
        ({"courriels": "contact@"}, "courriels", "erreur", ""),
        ({"latitude": "44,7"}, "latitude", "erreur", ""),
        ({"latitude": ""}, "latitude", "erreur", ""),
        ({"presentation_resume": "x" * 281}, "presentation_resume", "erreur", ""),
        ({"fiche_acces_libre": "acceslibre"}, "fiche_acces_libre", "erreur", ""),
        ({"services": "Voyance"}, "services", "erreur", ""),
        ({"itinerance": "itinérant"}, "itinerance", "erreur", "Itinérant"),
        (
            {"dispositif_programmes_nationaux": "CNFS"},
            *("dispositif_programmes_nationaux", "erreur", "Conseillers numériques"),
        ),
        (
            {"frais_a_charge": "Gratuit : Je peux accéder gratuitement au lieu"},
            *("frais_a_charge", "erreur", "Gratuit"),
        ),
        ({"latitude": "48.85", "longitude": "2.35"}, "latitude", "avertissement", "48080"),
        ({"pivot": "0" * 14}, "pivot", "avertissement", ""),
        ({"pivot": "77556026100016"}, "pivot", "avertissement", ""),
        ({"code_insee": "48999"}, "code_insee", "avertissement", ""),
        ({"adresse": "12 rue « A » @"}, "adresse", "avertissement", "12 rue A"),
        ({"nom": " Espace"}, "nom", "avertissement", "Espace"),
    ],
)
def test_each_fault_has_its_row_and_its_column(write, changes, column, level, suggestion):
    path = write([SOUND, SOUND | {"id": "lieu-2"} | changes])
    found = [one for one in faults(path) if one[1] == column]
    assert found == [(3, column, level, suggestion)]


def test_an_identifier_comes_once(write):
    assert (3, "id", "erreur", "") in faults(write([SOUND, SOUND | {"nom": "Autre"}]))


def test_data_inclusion_is_judged_by_its_own_package(write):
    broken = SERVICE_V1 | {"frais": "cher", "publics": ["tous-publics", "femmes"], "nom": "No."}
    found = faults(write([broken], "services.json"))
    assert {(column, level) for _, column, level, _ in found if column != "description"} == {
        ("frais", "erreur"),
        ("publics", "erreur"),
        ("nom", "avertissement"),
    }


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"fonction": "voyance"}, "fonction"),
        ({"heures_semaine": "200"}, "heures_semaine"),
        ({"debut": "2025-02-01", "fin": "2025-01-01"}, "fin"),
        ({"origine": "spontanée"}, "origine"),
        ({"lieu_id": ""}, "lieu_id"),
    ],
)
def test_our_extension_is_checked_too(write, row, column):
    sound = {
        **{"lieu_id": "a", "fonction": "culture", "heures_semaine": "3", "origine": "prevue"},
        **{"debut": "2024-01-01", "fin": ""},
    }
    assert [one[1] for one in faults(write([sound, sound | row]))] == [column]


def test_the_command_says_by_its_exit_code_whether_the_file_is_valid(write, capsys, tmp_path):
    assert main(["validate", str(write([SOUND]))]) == 0
    assert "dont 1 sans erreur" in capsys.readouterr().out
    report = tmp_path / "fautes.csv"
    broken = write([SOUND | {"code_postal": "=1+1"}], "faux.csv")
    assert main(["validate", str(broken), "--report", str(report), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["valid"], said["errors"], said["faults"][0]["row"]) == (False, 1, 2)
    with report.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    assert rows[0]["trouvé"] == "'=1+1"
    assert main(["validate", str(write("a,b\n1,2\n", "autre.csv"))]) == 2
    assert "Schéma non reconnu" in capsys.readouterr().err
    assert main(["validate", "--schema", "rien", str(broken)]) == 2
    assert "attendu : mediation" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_page_tells_the_faults_of_a_file_and_keeps_nothing(client):
    text = ",".join(SOUND) + "\n" + ",".join(f'"{v}"' for v in (SOUND | {"nom": ""}).values())
    sent = {"fichier": SimpleUploadedFile("lieux.csv", text.encode())}
    page = client.post("/valider/", sent)
    assert page.status_code == 200
    assert "Ce fichier a des erreurs" in page.content.decode()
    sent = {"fichier": SimpleUploadedFile("lieux.csv", text.encode()), "sortie": "csv"}
    assert ";nom;erreur;" in client.post("/valider/", sent).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"a,b\n1,2\n", b"x" * 5_000_001])
def test_a_file_that_cannot_be_checked_is_told_so(client, content):
    page = client.post("/valider/", {"fichier": SimpleUploadedFile("x.csv", content)})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", extension.published())
def test_published_files_are_those_of_the_definition_and_are_served(client, name):
    made = extension.published()[name]
    assert extension.published_file(name).decode() == made, "run scripts/build_schemas.py"
    answer = client.get(f"/schemas/{name}")
    assert answer.json() == json.loads(made)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_page_of_losses_is_that_of_the_fields():
    text = build_schemas.PAGE.read_text(encoding="utf-8")
    assert build_schemas.page(text) == text, "run scripts/build_schemas.py"


@pytest.mark.django_db
def test_no_other_file_is_served(client):
    for name in ("extension.csv", "..%2Fextension.csv", "entrelieux-rien.json"):
        assert client.get(f"/schemas/{name}").status_code == 404


def test_vocabularies_agree_with_the_package_of_data_inclusion():
    from data_inclusion.schema import v1

    themes = {str(theme) for theme in v1.Thematique}
    assert set(theme_of_service().values()) <= themes
    said = extension.tables()["accompagnements"].columns
    assert set(next(one for one in said if one.name == "thematiques").values) <= themes


def test_every_schema_names_each_of_its_columns_once():
    assert len(mediation()) == 32
    for standard in STANDARDS.values():
        assert len(set(standard.columns)) == len(standard.columns)
        assert standard.needed <= set(standard.columns)
    assert Level.ERROR.value == "erreur"
