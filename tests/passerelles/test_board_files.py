"""The page, the files and the API tell the same figures, with what is needed to read them."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from entrelieux.passerelles.board.exports import FigureRow
from tests.factories import demo  # noqa: F401  fixture
from tests.passerelles.boarding import DIGITAL, PAGE, bridge, page, tables_of, unmet
from tests.passerelles.test_board import LOZERE, SUMMER, _late_november  # noqa: F401  fixture
from tests.signing import network_with

QUERY = f"?territoire={LOZERE}&famille=mon-projet"


@pytest.fixture
def counted():
    unmet(9)
    unmet(7, need=DIGITAL, reason="horaires")
    unmet(2, need="garder-ses-droits", reason="langue")
    for _ in range(7):
        bridge(SUMMER, (SUMMER, "envoi", "envoyee"))


def rows(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def said(row):
    if row["valeur"]:
        return row["valeur"]
    return f"au moins {row['au_moins']}" if row["au_moins"] else row["manque"]


def test_the_page_the_csv_and_the_api_say_the_same(counted, client):
    shown = tables_of(page(QUERY))
    filed = {
        (row["tableau"], row["ligne"], row["colonne"]): row
        for row in rows(page(f"tout.csv{QUERY}"))
    }
    told = {
        (table["code"], line["libelle"], column["libelle"]): one
        for table in client.get(f"/api/v1/unmet{QUERY}").json()["tableaux"]
        for line in table["lignes"]
        for column, one in zip(table["colonnes"], line["chiffres"], strict=True)
    }
    assert set(filed) == set(told)
    for key, row in filed.items():
        assert row["valeur"] == ("" if told[key]["valeur"] is None else str(told[key]["valeur"]))
        assert row["manque"] == told[key]["manque"]
    words = {"withheld": "masqué", "not_applicable": "", "not_kept": "effacé", "": ""}
    compared = 0
    for slug, lines in shown.items():
        for line, cells in lines.items():
            for column, text in cells.items():
                row = filed[slug, line, column]
                compared += 1
                if row["valeur"] and row["unite"] == "besoins sans réponse":
                    assert text == row["valeur"]
                elif not row["valeur"]:
                    assert row["au_moins"] in text
                    assert words[row["manque"]] in text
    assert compared > 60


def test_what_the_page_leaves_out_is_hidden_in_the_files_too(counted):
    shown = tables_of(page(QUERY))
    for row in rows(page(f"tout.csv{QUERY}")):
        if row["ligne"] not in shown[row["tableau"]]:
            assert not row["valeur"]
            assert row["manque"] == "withheld"


def test_every_figure_of_a_file_says_what_it_is(counted):
    for row in rows(page(f"tout.csv{QUERY}")):
        assert list(row) == list(FigureRow.__dataclass_fields__)
        for name in ("definition", "source", "unite", "periode", "territoire", "releve_le"):
            assert row[name], (name, row)
        assert bool(row["valeur"]) != bool(row["manque"])
        assert row["seuil"] == "5"
        assert row["fiction"] == "non"


def test_one_table_is_a_file_of_its_own(counted):
    response = page(f"mois.csv{QUERY}")
    assert {row["tableau"] for row in rows(response)} == {"mois"}
    assert "departement-48_2026-T3_2026-T3_mois.csv" in response["Content-Disposition"]
    table = json.loads(page(f"mois.json{QUERY}").content)["tableaux"]
    assert [one["code"] for one in table] == ["mois"]
    assert page("absente.csv").status_code == 404
    assert page("mois.pdf").status_code == 404


def test_the_workbook_opens_and_hides_as_much(counted):
    book = CalamineWorkbook.from_filelike(io.BytesIO(page(f"tout.xlsx{QUERY}").content))
    assert book.sheet_names[0] == "À lire"
    about = dict(book.get_sheet_by_name("À lire").to_python()[:3])
    assert about["Territoire"] == "Lozère"
    sheet = book.get_sheet_by_name("besoins-et-raisons").to_python()
    lines = {row[0]: row[1:] for row in sheet}
    shown = tables_of(page(QUERY))["besoins-et-raisons"]
    for line, cells in shown.items():
        for column, text in cells.items():
            found = lines[line][sheet[0].index(column) - 1]
            assert (str(int(found)) if isinstance(found, float) else found) == text


def test_no_file_holds_a_formula():
    row = network_with(name="=cmd|' /C calc'!A1", zone="departement", zone_code="48")
    other = network_with(zone="departement", zone_code="48")
    unmet(6, network=row)
    unmet(6, network=other)
    unmet(6)
    text = page("reseaux.csv").content.decode()
    assert "'=cmd" in text
    assert ";=cmd" not in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(page("reseaux.xlsx").content))
    cells = [cell for line in book.get_sheet_by_name("reseaux").to_python() for cell in line]
    assert "=cmd|' /C calc'!A1" in cells


def test_fiction_says_so_in_each_file(demo):  # noqa: F811
    unmet(6, is_fiction=True)
    query = f"?territoire={LOZERE}&du=2026-T3&au=2026-T3"
    assert "inventés" in page(query).content.decode()
    assert {row["fiction"] for row in rows(page(f"tout.csv{query}"))} == {"oui"}
    assert json.loads(page(f"tout.json{query}").content)["fiction"] is True


def test_the_page_is_read_without_writing(counted, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        assert page(QUERY).status_code == 200
    assert page(QUERY).request["PATH_INFO"] == PAGE
