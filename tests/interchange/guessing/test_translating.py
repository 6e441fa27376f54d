"""A row with its producer's columns becomes a row of the national schema, with what was doubted."""

import pytest

from entrelieux.engine.records.columns.model import Use, Way
from entrelieux.interchange.guessing.knowledge import knowledge
from entrelieux.interchange.guessing.mapping import (
    Correspondence,
    MappingError,
    fingerprint,
    from_json,
)
from entrelieux.interchange.guessing.translating import Translator

ACCES = "Accès internet et matériel informatique"
DEMARCHES = "Aide aux démarches administratives"


def row(uses, values):
    return Translator(Correspondence(uses), knowledge(), "essai").row(values)


def test_an_address_in_one_text_gives_its_postcode_and_its_town():
    out = row({"a": Use("adresse")}, {"a": "3 Cours Gay Lussac, 87000 Limoges"})
    assert out.values["adresse"] == "3 Cours Gay Lussac"
    assert (out.values["code_postal"], out.values["commune"]) == ("87000", "Limoges")


def test_what_the_columns_say_of_the_town_is_not_overruled_by_the_address():
    uses = {"a": Use("adresse"), "cp": Use("code_postal"), "v": Use("commune")}
    out = row(uses, {"a": "1 rue X 42000 Blois", "cp": 41000, "v": "Blois"})
    assert (out.values["code_postal"], out.values["commune"]) == ("41000", "Blois")
    assert "42000" in out.mends[0].why


def test_the_number_comes_back_before_its_street():
    uses = {"n": Use("adresse", Way.NUMBER), "rue": Use("adresse")}
    assert row(uses, {"n": 930, "rue": "route des Colles"}).values["adresse"] == (
        "930 route des Colles"
    )


def test_lists_are_translated_and_what_no_word_says_is_told():
    out = row(
        {"s": Use("services", detail=",")},
        {"s": "Accès WIFI, Aide aux démarches administratives, Chant grégorien"},
    )
    assert out.values["services"] == f"{ACCES}|{DEMARCHES}"
    assert [(mend.found, mend.kept) for mend in out.mends[1:]] == [("Chant grégorien", "")]
    assert "à vérifier" in out.mends[0].why


@pytest.mark.parametrize(
    ("said", "kept"), [("Café", "Autre"), ("Caf", "CAF"), ("la CAF 48", "CAF")]
)
def test_an_acronym_is_a_whole_word(said, kept):
    assert row({"t": Use("typologie")}, {"t": said}).values["typologie"] == kept


def test_exact_labels_are_no_doubt():
    out = row({"s": Use("services")}, {"s": f"{ACCES}|{DEMARCHES}"})
    assert (out.values["services"], out.mends) == (f"{ACCES}|{DEMARCHES}", [])


def test_several_columns_make_one_list_without_twins():
    uses = {"a": Use("services"), "b": Use("services"), "wifi": Use("services", Way.YES, ACCES)}
    out = row(uses, {"a": DEMARCHES, "b": DEMARCHES, "wifi": "oui"})
    assert out.values["services"] == f"{DEMARCHES}|{ACCES}"


@pytest.mark.parametrize(("cell", "kept"), [("Non", ""), ("oui", ACCES), (True, ACCES), ("?", "")])
def test_only_yes_says_the_value(cell, kept):
    out = row({"wifi": Use("services", Way.YES, ACCES)}, {"wifi": cell})
    assert out.values.get("services", "") == kept
    assert bool(out.mends) == (cell == "?")


def test_a_spare_column_fills_only_what_is_empty():
    uses = {"fixe": Use("telephone"), "mobile": Use("telephone", Way.SPARE)}
    assert row(uses, {"fixe": "1", "mobile": "2"}).values["telephone"] == "1"
    assert row(uses, {"fixe": "", "mobile": "2"}).values["telephone"] == "2"


def test_hours_by_day_become_one_text():
    uses = {"Lundi": Use("horaires", Way.DAY, "Mo"), "Mardi": Use("horaires", Way.DAY, "Tu")}
    out = row(uses, {"Lundi": "9h-12h et 14h-17h", "Mardi": "Fermé"})
    assert out.values["horaires"].startswith("Mo 09:00-12:00,14:00-17:00")


def test_the_name_of_a_day_alone_is_no_hours():
    uses = {
        "L": Use("horaires", Way.DAY, "Mo"),
        "o": Use("horaires", Way.DAY, "Mo am open"),
        "f": Use("horaires", Way.DAY, "Mo am close"),
    }
    out = row(uses, {"L": "Mo", "o": "08:30", "f": "16:30"})
    assert out.values["horaires"] == "Mo 08:30-16:30"
    assert "horaires" not in row(uses, {"L": "Mo"}).values


def test_a_readable_text_is_preferred_to_one_that_is_not():
    uses = {"h": Use("horaires"), "osm": Use("horaires", Way.SPARE)}
    out = row(uses, {"h": "Se rapprocher de l'organisme", "osm": "Mo-Fr 09:00-12:00"})
    assert out.values["horaires"] == "Mo-Fr 09:00-12:00"


@pytest.mark.parametrize(
    ("detail", "x", "y"),
    [
        ("wgs84", "2,3488", "48,8534"),
        ("wgs84", "2° 20' 55.7\" E", "48° 51' 12.2\" N"),
        ("lambert-93", "652 216,626", "6 861 681,5"),
        ("lambert-2-etendu", 600902.721, 2428339.803),
        ("mercator", "261467.22", "6250022.951"),
        ("wgs84", "48.8534", "2.3488"),
    ],
)
def test_coordinates_of_any_system_become_degrees(detail, x, y):
    uses = {
        "x": Use("longitude", Way.AXIS, detail),
        "y": Use("latitude", Way.AXIS, detail),
        "cp": Use("code_postal"),
    }
    out = row(uses, {"x": x, "y": y, "cp": "75001"})
    assert float(out.values["longitude"]) == pytest.approx(2.3488, abs=1e-4)
    assert float(out.values["latitude"]) == pytest.approx(48.8534, abs=1e-4)


def test_nested_points_are_read():
    uses = {"geo": Use("latitude", Way.POINT, "lat-lon wgs84")}
    out = row(uses, {"geo": {"type": "Point", "coordinates": [3.85, 44.72]}})
    assert (out.values["longitude"], out.values["latitude"]) == ("3.8500000", "44.7200000")


def test_a_mapping_comes_back_from_json_as_it_was():
    mapping = Correspondence(
        {"a": Use("horaires", Way.DAY, "Mo am"), "b": Use("latitude", Way.POINT, "lat-lon wgs84")},
        "Mon réseau",
    )
    assert from_json(mapping.as_json()) == mapping


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {"version": 2},
        {"version": 1},
        {"version": 1, "columns": {"a": {"field": "mot_de_passe", "way": "valeur"}}},
        {"version": 1, "columns": {"a": {"field": "nom", "way": "exec"}}},
        {"version": 1, "columns": {"a": {"field": "latitude", "way": "axe", "detail": "lune"}}},
        {"version": 1, "columns": {"a": "nom"}},
    ],
)
def test_another_content_is_refused_in_words(content):
    with pytest.raises(MappingError):
        from_json(content)


def test_the_fingerprint_knows_columns_and_not_their_order():
    assert fingerprint(["a", "b"]) == fingerprint(["b", "a"]) != fingerprint(["a", "c"])
