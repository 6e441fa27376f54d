"""The command line and the API give the same communes, and say what is wrong in plain words."""

import argparse
import json

import pytest
from ninja.testing import TestClient

from entrelieux.territories.api import router
from entrelieux.territories.cli import add_commands
from entrelieux.territories.selectors import search_communes

pytestmark = pytest.mark.usefixtures("communes")
FIELDS = [
    *("code", "nom", "departement", "region", "epci", "population", "codes_postaux"),
    *("lon", "lat", "label"),
]


def run(*arguments):
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    options = parser.parse_args(["communes", *arguments])
    return options.func(options)


@pytest.fixture(scope="module")
def client():
    return TestClient(router)


def test_a_commune_found_is_written_and_the_code_is_0(capsys):
    assert run("langogne") == 0
    assert capsys.readouterr().out == "48080  Langogne (Lozère, 48)  2 836 habitants\n"


def test_a_former_commune_says_where_it_is_today(capsys):
    assert run("le bleymard") == 0
    assert "(aujourd'hui Mont Lozère et Goulet)" in capsys.readouterr().out


def test_nothing_found_is_1_and_said(capsys):
    assert run("xyzzyx") == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "Aucune commune trouvée.\n")
    assert run("xyzzyx", "--json") == 1
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("arguments", [("",), ("  ",), ("mende", "--limit", "0")])
def test_a_wrong_demand_is_2_and_says_what_was_expected(capsys, arguments):
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert "attendu" in captured.err
    assert captured.out == ""


def test_json_holds_the_fields_of_the_api(capsys, client):
    assert run("saint-denis", "--json", "--limit", "3") == 0
    rows = json.loads(capsys.readouterr().out)
    assert list(rows[0]) == FIELDS
    assert rows == client.get("/communes?q=saint-denis&limit=3").json()


def test_the_api_answers_what_the_selector_finds(client):
    rows = client.get("/communes?q=st%20etienne").json()
    assert [row["label"] for row in rows] == [card.label for card in search_communes("st etienne")]
    assert client.get("/communes?q=zzzzzz").json() == []


@pytest.mark.parametrize(
    "query", ["", "q=a&limit=0", "q=a&limit=51", "q=a&limit=x", "q=" + "a" * 201]
)
def test_the_api_refuses_what_it_cannot_read(client, query):
    assert client.get(f"/communes?{query}").status_code == 422
