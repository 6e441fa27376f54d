"""« GET /access » says what the page and the command say, in pages of communes."""

import csv
import io

import pytest
from django.test import Client

from entrelieux.kernel.viewer import ANYONE, OPERATOR
from entrelieux.observatory.access.asking import AccessParams
from entrelieux.observatory.access.running import figures_of, table_of
from entrelieux.observatory.access.selectors import access_study
from entrelieux.observatory.indicators.services import Told, import_indicator
from entrelieux.territories.selectors import communes_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "nothing_kept")]
ADDRESS = "/api/v1/access"
ONE = {"quoi": "fonction:mediation_numerique", "minutes": "20", "quand": "mer-apres-midi"}


def asked(status=200, **values):
    answer = Client().get(ADDRESS, values)
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.parametrize("values", [{}, {"quoi": "besoins", "mode": "velo"}, ONE])
def test_figures_are_those_of_the_page_and_of_the_command(values):
    told = asked(**values)
    study = access_study(ANYONE, AccessParams(**{"territoire": "dep-48"} | values))
    for line, figures in zip(told["lignes"], figures_of(study), strict=True):
        shared = figures.pop("lieux_pour_10000_en_partageant")
        assert line.pop("lieux_pour_10000_en_partageant").items() <= shared.items()
        assert line == figures | {"part_a_portee_par_densite": line["part_a_portee_par_densite"]}
    assert (told["maillage"] is not None) == ("fonction:" in values.get("quoi", ""))
    assert told["methode"]
    assert told["fiction"]
    assert told["sources"]
    assert {one["licence"] for one in told["sources"]}


def test_the_cursor_walks_every_commune_once_with_the_minutes_of_the_file():
    found, cursor, turns = [], "", 0
    while cursor is not None:
        told = asked(**ONE, limite=40, curseur=cursor)
        assert len(told["communes"]) <= 40
        found, cursor, turns = found + told["communes"], told["suivant"], turns + 1
    assert turns == 4
    study = access_study(ANYONE, AccessParams(**{"territoire": "dep-48"} | ONE))
    rows = list(csv.DictReader(io.StringIO(table_of(study))))
    assert [one["code"] for one in found] == [row["code_insee"] for row in rows]
    for one, row in zip(found, rows, strict=True):
        said = row["minutes_mediation_numerique"]
        assert one["minutes"] == {"mediation_numerique": int(said) if said else None}
    assert asked(limite=0)["communes"] == []
    assert asked(limite=0)["suivant"] is None
    assert asked(curseur="99999")["communes"] == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"territoire": "pays"}, "territoire"),
        ({"territoire": "region-76"}, "territoire"),
        ({"territoire": "dep-99"}, "territoire"),
        ({"quoi": "fonction:rien"}, "quoi"),
        ({"minutes": "31"}, "minutes"),
        ({"limite": "501"}, "limite"),
        ({"indicateur": "absent"}, "indicateur"),
    ],
)
def test_what_means_nothing_or_is_too_large_is_refused_with_its_field(values, field):
    told = asked(422, **values)
    assert told["errors"][0]["field"] == field
    assert "Traceback" not in told["detail"]


def test_a_fifth_that_is_too_small_is_hidden_and_said_to_be(tmp_path):
    path = tmp_path / "taux.csv"
    codes = [code for code in communes_table().codes if code.startswith("48")]
    path.write_text("CODE_INSEE,TAUX\n" + "".join(f"{c},{n}\n" for n, c in enumerate(codes)))
    told = Told("Taux", "INSEE", "Licence Ouverte 2.0", 2020, "%")
    card, _read = import_indicator(actor=OPERATOR, path=path, column="TAUX", told=told)
    whole = asked(**ONE, indicateur=card.code)["indicateur"]
    assert (whole["masque"], len(whole["cinquiemes"])) == (False, 5)
    assert (whole["source"], whole["licence"]) == ("INSEE", "Licence Ouverte 2.0")
    small = asked(**ONE, indicateur=card.code, territoire="epci-200069151")["indicateur"]
    assert (small["masque"], small["cinquiemes"], small["concentration"]) == (True, [], None)


def test_who_has_the_answer_already_is_not_sent_it_again():
    first = Client().get(ADDRESS, ONE)
    again = Client().get(ADDRESS, ONE, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = Client().get(ADDRESS, ONE | {"minutes": "30"})
    assert other.headers["ETag"] != first.headers["ETag"]
