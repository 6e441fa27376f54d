"""Functions, equipment and time zones: every row names something that exists."""

import csv
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from entrelieux.packs.fr import calendar, clocks, functions, needs

PACK = "entrelieux.packs.fr.functions"


def rows(name):
    text = files(PACK).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_each_derivation_names_a_function_a_source_and_something_that_exists():
    kinds = {kind.code for kind in needs.load_place_kinds()} | {"bibliotheque-departementale"}
    known = {
        "nature": kinds,
        "mediation": set(needs.load_services_mediation()),
        "besoin": set(needs.needs_by_code()),
        "espace": set(functions.spaces()),
    }
    for row in rows("derivation.csv"):
        assert row["fonction"] in functions.functions(), row
        assert row["code"] in known[row["scheme"]], row
        assert row["source"], row


def test_what_a_space_holds_and_its_kind_have_two_languages_and_a_source():
    assert functions.spaces()
    for name in ("espaces.csv", "materiels.csv"):
        for row in rows(name):
            assert all(row[column] for column in ("code", "libelle", "english", "source")), row
    held = {row["valeur"] for row in rows("equipements.csv") if row["scheme"] == "materiel"}
    assert held <= functions.belongings().keys()


def test_a_space_allows_and_holds_what_its_rows_say():
    allowed, held = functions.spaces_words(["fablab", "inconnu"], ["wifi", "scanner", "tablettes"])
    assert allowed == 1 << functions.functions()["fabrication_numerique"].bit
    codes = {code for code, one in functions.equipment().items() if held >> one.bit & 1}
    assert codes == {"wifi", "impression"}


def test_vocabularies_hold_in_the_words_of_the_table():
    assert len(functions.functions()) <= 32
    assert len(functions.equipment()) <= 8
    for one in (*functions.functions().values(), *functions.equipment().values()):
        assert one.label
        assert one.english


def test_what_nothing_says_has_no_function():
    assert functions.functions_word("", (), ()) == 0
    assert functions.equipment_word("", (), (), ()) == 0


def test_a_kind_and_a_service_add_up():
    word = functions.functions_word("bibliotheque", ["Aide aux démarches administratives"], ())
    named = {code for code, one in functions.functions().items() if word >> one.bit & 1}
    assert named == {"culture", "aide_demarches"}


@pytest.mark.parametrize("departement", ["48", "2A", "974", "975", "988", "", "inconnu"])
def test_every_zone_is_a_real_one(departement):
    assert ZoneInfo(clocks.time_zone(departement))


def test_every_territory_overseas_has_its_own_time():
    with files("entrelieux.packs.fr.calendar").joinpath("school_zones.csv").open() as file:
        overseas = [r["departement"] for r in csv.DictReader(file) if len(r["departement"]) == 3]
    assert calendar.school_zone("974")
    assert all(clocks.time_zone(code) != clocks.HOME for code in overseas)
