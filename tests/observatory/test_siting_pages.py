"""« /observatoire/ouvrir/ »: an answer in words, a try that says who loses first, kept studies."""

import csv
import io
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.kernel.models import Run
from entrelieux.kernel.runs import do_runs_asked
from entrelieux.kernel.viewer import Role
from entrelieux.site.cli import main
from tests.signing import mandated, network_with, operator

pytestmark = pytest.mark.django_db
PAGE = "/observatoire/ouvrir/"
TUESDAY = {"quand": "mar-matin", "minutes": "20"}


def read(address=PAGE, **asked):
    answer = Client().get(address, asked)
    return answer.status_code, answer.content.decode()


def words(html):
    """The text of the main part, signs kept apart from words by plain spaces."""
    main = html.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main).replace("\u202f", " "))


def places(html):
    """References that a try may close."""
    return re.findall(r'name="moins" value="([^"]+)"', html)


def test_a_tuesday_morning_is_answered_in_words_with_its_proof(demo):
    status, html = read(**TUESDAY)
    said = words(html)
    assert status == 200
    assert "Lozère : où ouvrir" in said.replace("\xa0", " ")
    assert "le mardi matin" in said
    assert "habitants auraient un lieu à 20 min au plus en voiture" in said
    assert "Aucun autre choix ne fait mieux" in said
    assert "horaires inconnus à ce moment" in said
    assert "C'est un essai" not in said
    assert said.index("Aucun autre choix") < said.index("Ce que cela changerait")


def test_a_try_says_first_who_would_lose_and_that_nothing_is_decided(demo):
    _status, html = read(**TUESDAY)
    closed = places(html)[0]
    status, tried = read(**TUESDAY, plus="Langogne", moins=closed)
    said = words(tried)
    assert status == 200
    assert "C'est un essai" in said
    assert "reste ouvert dans la vie" in said
    assert said.index("y perd") < said.index("Langogne :".replace(" :", " "))
    assert f'value="{closed}" checked' in tried
    assert 'value="48080" checked' in tried
    assert "Revenir au meilleur choix" in said
    assert "Aucun autre choix" not in said


def test_boxes_and_a_name_typed_make_one_try(demo):
    answer = Client().get(PAGE + "?plus=48080&plus=Mende&plus=")
    said = words(answer.content.decode())
    assert "Langogne" in said
    assert 'name="plus" value="48095" checked' in answer.content.decode()


def test_a_choice_as_good_is_said_and_can_be_tried(demo):
    _status, html = read(minutes="20")
    assert "D'autres choix valent autant" in html
    others = re.findall(r'href="([^"]+plus=[^"]+)#reponse"', html)
    assert others
    answer = Client().get(others[0].replace("&amp;", "&"))
    assert answer.status_code == 200
    assert "C'est un essai" in answer.content.decode()


WRONG = [
    ("territoire", "dep-99"),
    ("territoire", "pays"),
    ("quoi", "fonctions"),
    ("quoi", "besoin:rien"),
    ("quand", "hier"),
    ("mode", "fusee"),
    ("minutes", "31"),
    ("combien", "13"),
    ("combien", "-1"),
    ("combien", "٣"),
    ("but", "gagner"),
    ("ou", "partout"),
    ("horaires", "x"),
    ("plus", "<script>alert(1)</script>"),
    ("plus", "Marseille"),
    ("plus", ",".join(["48080"] + [f"48{n:03}" for n in range(1, 20)])),
    ("moins", "inconnu"),
    ("moins", "a," * 10_000),
    ("sauf", "\x00"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_means_nothing_is_said_beside_the_form(demo, name, value):
    status, html = read(**{name: value})
    assert status == 422, (name, value)
    assert 'role="alert"' in html
    assert "<script>alert" not in html
    assert 'name="territoire"' in html
    assert "Ce que cela changerait" not in words(html)


@pytest.mark.parametrize("path", ["/observatoire/ouvrir.csv", "/observatoire/ouvrir/feuille/"])
def test_a_file_of_what_means_nothing_is_refused_in_words(demo, path):
    status, said = read(path, plus="Marseille")
    assert status == 422
    assert "Marseille" in said


def test_ten_thousand_values_break_nothing(demo):
    answer = Client().get(PAGE + "?" + "&".join(["plus=48080"] * 10_000))
    assert answer.status_code in (200, 400)
    answer = Client().get(PAGE + "?plus=" + "48080," * 9_000)
    assert answer.status_code in (200, 422)


def test_rounds_have_a_leaflet_to_print(demo):
    asked = {"but": "tournee", "base": "Mende", "combien": "2", "minutes": "20"}
    status, html = read(**asked)
    assert status == 200
    assert "Feuille de route" in words(html)
    status, leaflet = read("/observatoire/ouvrir/feuille/", **asked)
    assert status == 200
    assert "8 h 30" in words(leaflet).replace("\xa0", " ")
    assert read("/observatoire/ouvrir/feuille/")[0] == 404
    assert read(but="tournee")[0] == 422


def test_rows_are_those_of_the_page(demo):
    _status, rows = read("/observatoire/ouvrir.csv", **TUESDAY)
    found = list(csv.DictReader(io.StringIO(rows)))
    assert found
    assert all(one["minutes_avant"] != one["minutes_apres"] for one in found)
    _status, html = read(**TUESDAY)
    assert all(one["commune"].replace("'", "&#x27;") in html for one in found)


def test_a_long_search_is_worked_out_beside_the_site_then_shown_here(demo):
    asked = {"but": "equitable", "territoire": "dep-48", "combien": "4"}
    status, html = read(**asked)
    assert status == 200
    assert "calculée à part" in words(html)
    assert "Demander cette étude" not in words(html)
    assert read("/observatoire/ouvrir.csv", **asked)[0] == 422
    client = mandated(Role.ANIMATOR, network=network_with()).client
    assert "Demander cette étude" in words(client.get(PAGE, asked).content.decode())
    run = Run.objects.create(
        ref="attend", kind="ouvrir",
        asked={"territoire": "dep-48", "combien": "4", "but": "equitable"},
        asked_at=timezone.now(),
    )  # fmt: skip
    assert "en cours, à part" in words(read(**asked)[1])
    run.delete()


def test_an_animator_keeps_a_study_that_anybody_reads_again(demo):
    client = mandated(Role.ANIMATOR, network=network_with()).client
    sent = client.post("/observatoire/ouvrir/demander/", TUESDAY)
    assert sent.status_code == 303
    ref = Run.objects.get().ref
    assert sent.headers["Location"] == f"{PAGE}?etude={ref}"
    assert "en cours, à part" in words(read(etude=ref)[1])
    assert do_runs_asked(timezone.now()) == 1
    status, html = read(etude=ref)
    assert status == 200
    assert "Aucun autre choix ne fait mieux" in words(html)
    assert Run.objects.get().digest in html
    assert f"/observatoire/etudes/{ref}.csv" in html
    wrong = client.post("/observatoire/ouvrir/demander/", {"plus": "Marseille"})
    assert wrong.status_code == 422
    assert Run.objects.count() == 1


@pytest.mark.parametrize("ref", ["absente", "../../etc", "0" * 300])
def test_a_study_that_is_not_there_is_not_found(demo, ref):
    assert read(etude=ref)[0] == 404


def test_only_who_animates_or_runs_the_site_asks_for_a_study(demo):
    assert Client().post("/observatoire/ouvrir/demander/", TUESDAY).status_code == 404
    assert operator().client.post("/observatoire/ouvrir/demander/", TUESDAY).status_code == 303


def test_the_command_asks_what_the_page_asks(demo, capsys):
    said = ["siting", "--quoi", "besoin:creer-entreprise", "--quand", "mar-matin"]
    assert main([*said, "--but", "couvrir", "--minutes", "20", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    operator().client.post("/observatoire/ouvrir/demander/", TUESDAY)
    do_runs_asked(timezone.now())
    assert {run.digest for run in Run.objects.all()} == {told["empreinte"]}
    assert len({json.dumps(run.figures) for run in Run.objects.all()}) == 1
    assert main([*said, "--but", "tournee", "--base", "Mende"]) == 0
    assert "retour" in capsys.readouterr().out
    assert main(["siting", "--plus", "Marseille"]) != 0
    assert "Marseille" in capsys.readouterr().err
