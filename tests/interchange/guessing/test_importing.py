"""``entrelieux import --guess``: any file of places, through its own columns."""

import argparse
import csv
import json
from pathlib import Path

import pytest

from entrelieux.directory.models import Place, Record, Service
from entrelieux.interchange import cli
from entrelieux.interchange.models import ColumnMapping

ROWS = [
    {
        "Intitulé du lieu": "Mairie de Mende",
        "Mél": "mairie@example.org",
        "Standard tél": "04.66.49.40.00",
        "Localisation": {"gps": "44.5181, 3.4991", "adresse": "Place de Gaulle, 48000 Mende"},
        "Lundi": "9h-12h",
        "Wifi": "Oui",
        "Remarques internes": "à rappeler",
    },
    {
        "Intitulé du lieu": "Médiathèque de Langogne",
        "Mél": "",
        "Standard tél": "04 66 46 70 19",
        "Localisation": {"gps": "44.7265, 3.8560", "adresse": "5 bd des Capucins, 48300 Langogne"},
        "Lundi": "Fermé",
        "Wifi": "Non",
        "Remarques internes": "",
    },
]


@pytest.fixture
def command(db, capsys):
    def running(*words):
        parser = argparse.ArgumentParser()
        cli.add_commands(parser.add_subparsers())
        args = parser.parse_args(["import", *map(str, words)])
        code = args.func(args)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return running


def test_an_unknown_file_is_published_through_its_own_columns(command, write):
    code, _, err = command("--guess", write(ROWS, "ma-source.json"))
    assert (code, err) == (0, "")
    mende = Place.objects.get(name="Mairie de Mende")
    assert (mende.code_insee, mende.telephone, mende.courriel) == (
        *("48095", "04 66 49 40 00", "mairie@example.org"),
    )
    assert (mende.adresse, mende.horaires) == ("Place de Gaulle", "Mo 09:00-12:00")
    assert (round(mende.lat, 4), round(mende.lon, 4)) == (44.5181, 3.4991)
    assert mende.source.producer == "ma-source"
    services = Service.objects.get(place=mende).services_mediation
    assert services == ["Accès internet et matériel informatique"]


def test_a_licence_that_nobody_stated_is_none(command, write):
    command("--guess", write(ROWS, "ma-source.json"))
    assert Place.objects.get(name="Mairie de Mende").source.licence == ""


def test_the_row_is_kept_with_its_own_columns(command, write):
    command("--guess", write(ROWS, "a.json"))
    originals = [record.original for record in Record.objects.all()]
    assert any(one.get("Remarques internes") == "à rappeler" for one in originals)


def test_every_column_left_aside_is_reported(command, write, tmp_path):
    target = tmp_path / "remarques.csv"
    path = write(ROWS, "a.json")
    code, out, _ = command("--guess", "--dry-run", "--json", "--report", target, path)
    report = json.loads(out)
    aside = [issue["field"] for issue in report["issues"] if "laissée de côté" in issue["expected"]]
    assert (code, "Remarques internes" in aside, Place.objects.count()) == (0, True, 0)
    assert {"accepted", "mended", "refused", "notes"} <= report.keys()
    with target.open(encoding="utf-8-sig") as lines:
        fields = [line["champ"] for line in csv.DictReader(lines, delimiter=";")]
    assert "Remarques internes" in fields


def test_a_second_import_changes_nothing(command, write):
    path = write(ROWS, "a.json")
    command("--guess", path)
    _, out, _ = command("--guess", "--json", path)
    report = json.loads(out)
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 2)


def test_two_files_without_a_producer_do_not_share_one(command, write):
    command("--guess", write(ROWS[:1], "a.json"))
    command("--guess", "--producer", "Réseau B", write(ROWS[1:], "b.json"))
    producers = set(Place.objects.values_list("source__producer", flat=True))
    assert producers == {"a", "Réseau B"}


def test_a_mapping_is_kept_and_used_again(command, write):
    path = write(ROWS, "a.json")
    command("--save-mapping", "Lozère", path)
    saved = ColumnMapping.objects.get()
    assert (saved.name, saved.saved_by) == ("Lozère", None)
    code, _, err = command("--mapping", "Lozère", path)
    assert (code, err) == (0, "")
    code, _, err = command("--mapping", "Cantal", path)
    assert code == cli.UNUSABLE
    assert "« Lozère »" in err


def test_a_mapping_for_other_columns_is_refused_in_words(command, write):
    command("--save-mapping", "Lozère", write(ROWS, "a.json"))
    code, _, err = command("--mapping", "Lozère", write([{"nom": "A", "ville": "Mende"}], "b.json"))
    assert code == cli.UNUSABLE
    assert "absente de ce fichier" in err


def test_a_trial_keeps_no_mapping(command, write):
    command("--dry-run", "--save-mapping", "Lozère", write(ROWS, "a.json"))
    assert not ColumnMapping.objects.exists()


def test_a_file_without_names_is_refused_with_what_was_found(command, write):
    code, _, err = command("--guess", write([{"a": 1, "b": 2}], "x.json"))
    assert code == cli.UNUSABLE
    assert "Colonnes trouvées : a, b" in err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.4",
        b"[1, 2]",
        b'{"type": "FeatureCollection", "features": [1]}',
        b'[{"nom": {"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}}]',
        json.dumps(
            [{f"nom{rank}.{part}": "x" for part in range(50)} for rank in range(9)]
        ).encode(),
        b'nom;x\n"=cmd()";\xff\n',
    ],
)
def test_hostile_files_never_end_in_a_trace(command, write, content):
    code, _, _ = command("--guess", "--dry-run", write(content, "x.json"))
    assert code in {cli.OK, cli.UNUSABLE}


def test_geojson_is_taken_in(command, write):
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [3.4991, 44.5181]},
            "properties": {"name": "Fablab de Mende", "ville": "Mende", "cp": "48000"},
        }
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features})
    assert command("--guess", write(content, "x.geojson"))[0] == 0
    spot = Place.objects.get()
    assert (spot.name, spot.lon, spot.code_insee) == ("Fablab de Mende", 3.4991, "48095")


SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "places" / "producers"


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared absent : aucun vrai fichier à lire")
@pytest.mark.parametrize("name", ["la-creuse", "nouvelle-caledonie", "conumm"])
def test_real_files_lose_no_row(command, name):
    path = SHARED / f"{name}.json"
    _, out, _ = command("--guess", "--dry-run", "--json", path)
    report = json.loads(out)
    rows = len(json.loads(path.read_text(encoding="utf-8")))
    assert report["accepted"] + report["mended"] + report["refused"] == rows
    assert report["refused"] == 0
