"""Tiers-lieux of regions: functions, rooms and equipment where a row says so, nothing else."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from entrelieux.directory.models import Place, PlaceFunction, Service, Space
from entrelieux.kernel.models import Source

PLACES = Path(__file__).resolve().parents[3] / "shared" / "data" / "places"
needs_real_files = pytest.mark.skipif(
    not PLACES.is_dir(), reason="../shared/data/places is absent: the real files are not tried"
)
ROW = {
    "source": "Réseau régional 2022",
    "nom": "Le Lab de Langogne",
    "type": "Fablab / Hackerspace,Espace de coworking,Tiers-Lieux,Autres",
    "adresse": "15 boulevard des Capucins",
    "code_postal": "48300",
    "commune": "LANGOGNE",
    "lat": "44.7265",
    "lon": "3.8560",
    "porteur": "Association du Lab",
    "statut": "Association",
    "horaires": "Mo-Fr 09:00-12:00",
    "services": "formations,conférences,karaoké",
    "materiels": 'Réseau Wifi","Imprimante (service payant)","imprimante 3D, salle de réunion',
    "labels": "",
    "site": "https://lab.example.org",
    "code_insee": "48080",
    "departement": "48",
    "region": "76",
    "epci": "",
}
FEATURE = {
    "type": "Feature",
    "properties": {
        "id": "7",
        "name": "La Cantine",
        "organisation": "",
        "structure": "cantine",
        "adresse": "Maison des projets<br />6 cours des Capucins",
        "cp": "48300",
        "ville": "Langogne",
        "web": "https://cantine.example.org",
        "tel": "02 98 00 00 00",
    },
    "geometry": {"type": "Point", "coordinates": [3.8560, 44.7265]},
}


def row(**changes):
    return ROW | changes


def said():
    return set(PlaceFunction.objects.values_list("code", flat=True))


def held():
    return {code for space in Space.objects.all() for code in space.equipment}


def test_what_a_row_names_is_stated_and_what_it_does_not_stays_unknown(take):
    report = take([row()])
    assert (report.format, report.refused) == ("tiers-lieux", 0)
    assert said() == {"fabrication_numerique", "bureau_coworking", "formation", "evenementiel"}
    assert held() == {"wifi", "imprimante", "imprimante-3d"}
    assert set(Space.objects.values_list("kind", flat=True)) == {"", "salle-reunion"}
    one = PlaceFunction.objects.first()
    assert (one.hours_week, one.starts_on, one.origin) == (None, None, "")
    assert one.record is not None
    assert Space.objects.filter(seats=None, surface_m2=None, wheelchair=None).count() == 2


def source():
    """That of the places: communes, when another test loaded them, have their own."""
    return Source.objects.exclude(place=None).distinct().get()


def test_the_place_keeps_its_words_its_kind_and_whose_list_it_is(take):
    take([row()])
    place = Place.objects.get()
    assert (place.kind, place.horaires) == ("fablab", "Mo-Fr 09:00-12:00")
    assert "karaoké" in place.presentation
    assert source().title == "Tiers-lieux : Réseau régional 2022"
    assert Service.objects.get().organisation.name == "Association du Lab"


@pytest.mark.parametrize(
    ("types", "kind", "functions"),
    [
        ("Tiers-lieu / Coworking / FabLab / Hackerspace", "tiers-lieu", set()),
        ("Lieux de médiation et de fabrication", "", set()),
        ("tiers lieu", "tiers-lieu", set()),
        ("ressourcerie", "ressourcerie", {"reemploi_ressourcerie"}),
        ("Autres", "", set()),
        ("", "", set()),
    ],
)
def test_a_label_is_no_function_unless_it_names_one(take, types, kind, functions):
    take([row(type=types, services="", materiels="")])
    assert Place.objects.get().kind == kind
    assert said() == functions
    assert not Space.objects.exists()


def test_services_of_the_national_schema_are_services_and_not_functions(take):
    label = "Maîtrise des outils numériques du quotidien|Compréhension du monde numérique"
    take([row(type="coworking", services=label, materiels="")])
    assert said() == {"bureau_coworking"}
    assert Service.objects.get().services_mediation == label.split("|")
    assert Place.objects.get().presentation == ""


def test_how_one_is_helped_says_nothing_of_what_is_done(take):
    take([row(type="", services="Accompagnement individuel sur rendez-vous", materiels="")])
    assert said() == set()


def test_taken_twice_it_is_taken_once(take):
    take([row()])
    again = take([row()])
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)


def test_the_same_place_on_two_rows_holds_what_both_say(take):
    take([row(), row(materiels="scanner", services="télétravail")])
    assert Place.objects.count() == 1
    assert {"scanner", "wifi"} <= held()
    assert "teletravail" in said()
    assert Space.objects.filter(kind="").count() == 1


def test_a_breton_feature_says_where_and_of_what_kind(take):
    content = {"type": "FeatureCollection", "features": [FEATURE]}
    report = take(json.dumps(content).encode(), "fablabs.geojson")
    place = Place.objects.get()
    assert (report.format, report.refused) == ("fablabs-bretagne", 0)
    assert (place.kind, place.code_insee, place.lon) == ("tiers-lieu", "48080", 3.856)
    assert "<br" not in place.adresse
    assert said() == {"bureau_coworking"}
    assert source().licence == "CC BY"


def measured(**shown):
    return {
        "name": "La Halle",
        "iris_code": 480800101,
        "address": {"city": "Langogne", "address": "15 bd des Capucins", "postalcode": "48300"},
        "badges": ["France"],
        "blocs": {
            "presentation": {"donnees": {"idee_fondatrice": "Un lieu à nous", **shown}},
            "accessibilite": {"donnees": {"accessibilite": {"Handicapés": 0}}},
            "data_territoire": {"donnees": {"geo": {"lat": 44.7265, "lon": 3.856}}},
        },
    }


def test_a_measured_place_gives_its_surface_and_since_when(take):
    report = take(json.dumps(measured(surface=500, date_ouverture="2013-09-01")).encode(), "l.json")
    assert (report.format, report.refused) == ("commune-mesure", 0)
    space, place = Space.objects.get(), Place.objects.get()
    assert (space.surface_m2, space.starts_on) == (500, date(2013, 9, 1))
    assert (place.kind, place.presentation) == ("tiers-lieu", "Un lieu à nous")
    assert place.wheelchair is None
    assert said() == set()


@pytest.mark.parametrize("broken", [{"blocs": None}, {"blocs": {"presentation": 3}}, {"blocs": []}])
def test_a_measured_place_without_its_blocks_says_only_where_it_is(take, broken):
    take(json.dumps(measured() | broken).encode(), "l.json")
    assert Place.objects.get().commune == "Langogne"
    assert not Space.objects.exists()


@needs_real_files
def test_the_real_measured_places_are_taken(take):
    files = sorted((PLACES / "commune-mesure").glob("*.json"))
    taken = [take(file, today=date(2026, 1, 1)) for file in files]
    assert sum(report.created for report in taken) == len(files)
    assert Space.objects.filter(surface_m2__gt=0).count() >= len(files) - 3


@needs_real_files
def test_the_real_tables_are_taken_whole_and_once(take):
    for name, least in (
        ("tiers-lieux-fusionnes.csv", 700),
        ("bretagne-fablabs-tiers-lieux.geojson", 120),
    ):
        report = take(PLACES / name, today=date(2026, 1, 1))
        assert report.refused == 0
        assert report.created >= least
        again = take(PLACES / name, today=date(2026, 1, 2))
        assert (again.created, again.updated) == (0, 0)
    with (PLACES / "tiers-lieux-fusionnes.csv").open(encoding="utf-8") as source:
        filled = sum(bool(line["materiels"]) for line in csv.DictReader(source))
    assert Space.objects.exclude(equipment=[]).count() >= 0.9 * filled
    assert not PlaceFunction.objects.exclude(hours_week=None).exists()
