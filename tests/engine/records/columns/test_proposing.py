"""What each column is: laws that hold for any file, and habits of files that were met."""

import json
import random
from pathlib import Path

import pytest

from entrelieux.engine.records.columns.days import day_of_title, week_of
from entrelieux.engine.records.columns.model import FIELDS, LISTS, Use, Way
from entrelieux.engine.records.columns.proposing import propose
from entrelieux.interchange.guessing.knowledge import knowledge
from tests.interchange.conftest import MEDIATION

TRUTH = Path(__file__).parents[4] / "bench" / "mapping_truth"
FILE = {
    "Dénomination": ["Mairie de Mende", "Médiathèque Lamartine", "Centre social Langogne", "EPN"],
    "Courriel de contact": ["a@example.org", "b@example.org", "", "c@example.org"],
    "Tél.": ["04 66 49 40 00", "0466654321", "+33466491234", "04.66.69.10.11"],
    "Code postal": ["48000", "48000", "48300", "48100"],
    "Ville": ["Mende", "Mende", "Langogne", "Marvejols"],
    "N° et rue": ["12 place du Foirail", "1 rue du Collège", "5 bd des Capucins", "3 rue Carnot"],
    "Y": ["44,5181", "44,5190", "44,7265", "44,5540"],
    "X": ["3,4991", "3,5001", "3,8560", "3,2910"],
    "Nombre de postes": ["3", "4", "2", "6"],
}


def uses(table, **known):
    return {title: one.use for title, one in propose(table, knowledge(**known)).items()}


def test_usual_french_titles_are_understood():
    found = {title: use and use.field for title, use in uses(FILE).items()}
    assert found == {
        "Dénomination": "nom",
        "Courriel de contact": "courriels",
        "Tél.": "telephone",
        "Code postal": "code_postal",
        "Ville": "commune",
        "N° et rue": "adresse",
        "Y": "latitude",
        "X": "longitude",
        "Nombre de postes": None,
    }


def test_the_order_of_columns_and_rows_changes_nothing():
    expected = propose(FILE, knowledge())
    shuffler = random.Random(5)
    for _ in range(5):
        rows = list(range(4))
        shuffler.shuffle(rows)
        titles = list(FILE)
        shuffler.shuffle(titles)
        table = {title: [FILE[title][row] for row in rows] for title in titles}
        assert propose(table, knowledge()) == expected


def test_titles_that_say_nothing_leave_what_values_say():
    """E-mails, telephones, coordinates, postcodes and towns are told by their values alone."""
    table = {f"zqx{rank}": texts for rank, texts in enumerate(FILE.values())}
    found = {use.field for use in uses(table).values() if use}
    wanted = {"courriels", "telephone", "code_postal", "commune", "latitude", "longitude"}
    assert wanted <= found


def test_a_file_of_the_schema_maps_each_column_to_itself_for_sure():
    rows = [MEDIATION, MEDIATION | {"id": "lieu-2", "nom": "Mairie de Mende"}]
    table = {field: [row.get(field, "") for row in rows] for field in FIELDS}
    for field, proposal in propose(table, knowledge()).items():
        assert proposal.use is not None, field
        assert (proposal.use.field, proposal.confidence) == (field, 1.0)


def test_no_two_columns_claim_a_field_of_one_value():
    table = FILE | {"Nom de la structure": FILE["Dénomination"], "Code Postal (2)": ["48000"] * 4}
    taken = [use for use in uses(table).values() if use and use.way is Way.VALUE]
    single = [use.field for use in taken if use.field not in LISTS]
    assert len(single) == len(set(single))


def test_titles_that_contradict_their_values_are_not_believed():
    table = {"Nom": ["Mairie", "Poste", "Relais"], "Courriel": ["48000", "48100", "48300"]}
    assert uses(table)["Courriel"] != Use("courriels")


def test_an_empty_column_never_wins_over_a_filled_one():
    table = FILE | {"Latitude": [""] * 4, "E-mail": [""] * 4}
    found = uses(table)
    assert found["Y"] == Use("latitude", Way.AXIS, "wgs84")
    assert found["Courriel de contact"] == Use("courriels")


def test_one_cell_may_hold_both_coordinates():
    points = ["44.5181, 3.4991", "44.5190, 3.5001", "44.7265, 3.8560", "44.5540, 3.2910"]
    table = {title: texts for title, texts in FILE.items() if title not in {"X", "Y"}}
    found = uses(table | {"gps": points})
    assert found["gps"] == Use("latitude", Way.POINT, "lat-lon wgs84")


@pytest.mark.parametrize(
    ("system", "east", "north"),
    [
        ("lambert-93", ["739550.25", "739630,1", "767900"], ["6381300", "6381400", "6404800"]),
        ("lambert-2-etendu", ["692400", "692500", "720500"], ["1946500", "1946600", "1970300"]),
        ("mercator", ["389518", "389629", "429248"], ["5545300", "5545450", "5577880"]),
    ],
)
def test_metres_are_told_from_degrees_and_from_other_metres(system, east, north):
    table = {
        "Nom": ["Mairie de Mende", "Médiathèque", "Centre social"],
        "Commune": ["Mende", "Mende", "Langogne"],
        "coord_x": east,
        "coord_y": north,
    }
    found = uses(table)
    assert found["coord_x"] == Use("longitude", Way.AXIS, system)
    assert found["coord_y"] == Use("latitude", Way.AXIS, system)


def test_axes_that_were_swapped_under_their_titles_are_put_right():
    table = FILE | {"X": FILE["Y"], "Y": FILE["X"]}
    found = uses(table)
    assert (found["X"].field, found["Y"].field) == ("latitude", "longitude")


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Lundi", "Mo"),
        ("horaires_mardi", "Tu"),
        ("h_mer", "We"),
        ("Jeudi matin", "Th am"),
        ("Vendredi après-midi", "Fr pm"),
        ("Ouverture matin (ou journée continue) samedi", "Sa am open"),
        ("Fermeture après-midi dimanche", "Su pm close"),
        ("lundi_debut", "Mo open"),
        ("Horaires", ""),
        ("Du lundi au vendredi", ""),
        ("mercredi ou jeudi", ""),
        ("Marseille", ""),
    ],
)
def test_a_title_may_name_one_day_and_its_part(title, day):
    assert day_of_title(title) == day


def test_parts_of_a_day_make_its_hours():
    cells = {
        "Mo am open": "09:00",
        "Mo am close": "12:00",
        "Mo pm open": "14:00",
        "Mo pm close": "17:00",
        "Tu am open": "09:00",
        "Tu pm close": "17:00",
        "We am": "9h-12h",
        "Th open": "10:00",
        "Fr open": "8h",
        "Fr close": "16h",
        "Sa": "Fermé",
    }
    assert week_of(cells) == {
        "lundi": "09:00-12:00 / 14:00-17:00",
        "mardi": "09:00-17:00",
        "mercredi": "9h-12h",
        "vendredi": "8h-16h",
        "samedi": "Fermé",
    }


def test_yes_under_a_word_of_the_vocabulary_is_a_value_of_its_list():
    table = FILE | {"Wifi": ["Oui", "Non", "oui", ""], "Conseiller numérique": ["x", "", "x", ""]}
    found = uses(table)
    assert found["Wifi"] == Use("services", Way.YES, "Accès internet et matériel informatique")
    assert found["Conseiller numérique"] == Use(
        "dispositif_programmes_nationaux", Way.YES, "Conseillers numériques"
    )


def test_numbered_columns_are_one_list():
    table = FILE | {
        "Mot 1": ["Aide aux démarches administratives", "", "", ""],
        "Mot 2": ["", "Accès internet et matériel informatique", "", ""],
        "Mot 3": ["", "", "", ""],
    }
    found = uses(table)
    assert {found[f"Mot {rank}"].field for rank in (1, 2, 3)} == {"services"}


def test_a_table_without_rows_or_columns_proposes_nothing():
    assert propose({}, knowledge()) == {}
    assert uses({"a": [], "b": []}) == {"a": None, "b": None}


def test_every_label_of_the_bench_names_a_field():
    for path in TRUTH.glob("*.json"):
        for wanted in json.loads(path.read_text(encoding="utf-8"))["columns"].values():
            for one in [wanted] if isinstance(wanted, str) else wanted:
                assert one.partition("/")[0] in {*FIELDS, ""}, (path.name, one)
