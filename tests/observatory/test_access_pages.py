"""Pages of access: in every state, whatever is asked, and the same figures as the command."""

import json
import re
import shlex

import pytest

from entrelieux.kernel.models import Run, Source
from entrelieux.kernel.runs import ask_run, do_run, run_for
from entrelieux.kernel.viewer import OPERATOR, Role
from entrelieux.observatory.indicators.reading import IndicatorRefused
from entrelieux.observatory.indicators.services import Told, import_indicator, remove_indicator
from entrelieux.observatory.models import Indicator
from entrelieux.observatory.outline import outline
from entrelieux.packs.fr import outlines
from entrelieux.site.cli import main
from entrelieux.territories.selectors import communes_table
from tests.signing import mandated, network_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "nothing_kept")]
ACCESS = "/observatoire/acces/"
ONE = f"{ACCESS}?quoi=fonction:mediation_numerique&quand=mer-apres-midi"
TOLD = Told("Sans diplôme", "INSEE", "Licence Ouverte 2.0", 2020, "%")


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def file_of(tmp_path, lines, head="CODE_INSEE,TAUX"):
    path = tmp_path / "communes.csv"
    path.write_text("\n".join((head, *lines)), encoding="utf-8")
    return path


def lozere():
    """A value for each commune of Lozère, all different."""
    codes = [code for code in communes_table().codes if code.startswith("48")]
    return [f"{code},{10 + rank / 10}" for rank, code in enumerate(codes)]


def bring(path, column="TAUX", told=TOLD):
    return import_indicator(actor=OPERATOR, path=path, column=column, told=told)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?quoi=besoins",
        "?quoi=besoin:creer-entreprise&partage=3",
        "?quoi=fonction:commerce",
        "?territoire=epci-200069151&quoi=fonction:service_public&mode=pied&minutes=10",
        "?territoire=pays",
        "?territoire=region-76&quoi=besoins",
    ],
)
def test_every_question_has_a_page(client, asked):
    assert "<h2" in text_of(client, ACCESS + asked)


@pytest.mark.parametrize(
    "wrong",
    [
        "territoire=dep-99", "territoire=<script>", "quoi=fonction:rien", "quoi=%00", "mode=fusee",
        "minutes=31", "minutes=²", "quand=mer", "quand=lun-nuit", "partage=4", "indicateur=absent",
        "indicateur=%00",
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_in_words_and_shows_no_figure(client, wrong):
    page = text_of(client, f"{ACCESS}?{wrong}", 422)
    assert 'role="alert"' in page
    assert "<h2" not in page
    assert "<script>" not in page.split("<main", 1)[1]
    assert client.get(f"/observatoire/acces.csv?{wrong}").status_code == 422


def test_the_drawing_is_a_view_of_the_list(client):
    page = text_of(client, ONE)
    listed = re.findall(r'<table class="board reach-rows">.*?</table>', page, re.DOTALL)
    rows = sum(table.count('<th scope="row">') for table in listed)
    drawn = re.search(r'<svg class="reach-map" .*?</svg>', page, re.DOTALL)[0]
    forms = re.findall(r'reach-map__(\w+)" d="([^"]*)"', drawn)
    assert {name for name, _steps in forms} >= {"edge", "near"}
    count = {name: steps.count("M") for name, steps in forms if name != "edge"}
    assert sum(count.values()) == rows == 152
    told = re.findall(r"(\d+) commune", page.split("reach-legend", 1)[1].split("</ul>", 1)[0])
    assert sorted(map(int, told)) == sorted(count.values())


def test_each_intercommunalite_has_its_own_study(client):
    page = text_of(client, ONE)
    (own,) = set(re.findall(r'href="([^"]*epci-200069151[^"]*)"', page))
    alone = text_of(client, own.replace("&amp;", "&"))
    assert 'option value="epci-200069151" selected' in alone
    assert 'value="mer-apres-midi" selected' in alone
    assert alone.count('<table class="board reach-rows">') == 1


def test_outlines_are_read_as_they_were_written():
    west, south, east, north, _bytes = outlines.index()["48"]
    points = [point for ring in outline("48").edge for point in ring]
    lon, lat = zip(*points, strict=True)
    assert (min(lon), min(lat)) == pytest.approx((west, south), abs=0.002)
    assert (max(lon), max(lat)) == pytest.approx((east, north), abs=0.002)
    assert outline("absent").edge == ()


def test_a_large_study_is_asked_by_who_animates_and_its_page_says_how_to_make_it_again(
    client, capsys
):
    asked = {"territoire": "region-76", "quoi": "besoins", "quand": "mar-matin"}
    assert "Demander cette étude" not in text_of(client, f"{ACCESS}?territoire=region-76")
    animator = mandated(Role.ANIMATOR, network=network_with()).client
    assert "Demander cette étude" in text_of(animator, f"{ACCESS}?territoire=region-76")
    answer = animator.post("/observatoire/etudes/", asked)
    assert answer.status_code == 303
    waiting = text_of(client, answer["Location"])
    assert "en cours de calcul" in waiting
    assert 'http-equiv="refresh"' in waiting
    ref = Run.objects.get().ref
    do_run(ref)
    page = text_of(client, answer["Location"])
    assert 'http-equiv="refresh"' not in page
    command = re.search(r"<code>entrelieux (.*?)</code>", page)[1]
    assert main(shlex.split(command)) == 0
    again = json.loads(capsys.readouterr().out)
    kept = json.loads(client.get(f"/observatoire/etudes/{ref}.json").content)
    assert (again["empreinte"], again["chiffres"]) == (kept["empreinte"], kept["chiffres"])
    assert client.get(f"/observatoire/etudes/{ref}.csv").content.count(b"\n") > 4_000
    assert "Occitanie" in text_of(client, "/observatoire/")
    assert f"/observatoire/etudes/{ref}/" in text_of(
        client, f"{ACCESS}?territoire=region-76&quoi=besoins&quand=mar-matin"
    )


def test_a_study_that_failed_says_why(client):
    ref = ask_run(actor=OPERATOR, kind="acces", asked={"territoire": "dep-48"}).ref
    Run.objects.filter(ref=ref).update(asked={"quoi": "fonction:disparue"}, state="failed")
    Run.objects.filter(ref=ref).update(problem="Cette fonction n'existe plus.")
    assert "Cette fonction n&#x27;existe plus." in text_of(client, f"/observatoire/etudes/{ref}/")
    assert "échouée" in text_of(client, "/observatoire/")
    assert client.get(f"/observatoire/etudes/{ref}.json").status_code == 404


def test_an_indicator_is_kept_with_its_source_and_crossed(client, tmp_path):
    card, read = bring(file_of(tmp_path, [*lozere(), "99999,12", "48999,"]))
    assert (card.communes, card.missing) == (152, len(communes_table().codes) - 152)
    assert read.unknown == 1
    source = Source.objects.get(slug="indicateur-taux-2020")
    assert (source.producer, source.licence) == ("INSEE", "Licence Ouverte 2.0")
    page = text_of(client, f"{ONE}&indicateur={card.code}")
    assert page.count("<tr>", page.index("Par cinquième")) >= 5
    assert "Sans diplôme" in text_of(client, "/observatoire/")
    assert "une seule fonction" in text_of(client, f"{ACCESS}?indicateur={card.code}")
    asked = {"territoire": "dep-48", "quoi": "fonction:service_public", "indicateur": card.code}
    run = do_run(ask_run(actor=OPERATOR, kind="acces", asked=asked).ref)
    fifths = run.figures["indicateur"]["fifths"]
    assert len(fifths) == 5
    assert sum(one["communes"] for one in fifths) == 152
    assert run.inputs["indicateur"] == card.digest
    remove_indicator(actor=OPERATOR, code=card.code)
    assert not Source.objects.filter(slug="indicateur-taux-2020").exists()
    assert "retiré depuis" in text_of(client, f"/observatoire/etudes/{run.ref}/")
    assert run_for(run.ref).figures["indicateur"]["fifths"] == list(fifths)


def test_a_fifth_of_few_communes_or_few_people_is_not_shown(client, tmp_path):
    card, _read = bring(file_of(tmp_path, lozere()))
    asked = f"territoire=epci-200069151&indicateur={card.code}&quoi=fonction:service_public"
    page = text_of(client, f"{ACCESS}?{asked}")
    assert "Par cinquième" not in page
    assert "moins de 5 communes" in page


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["48095,12", "48080,abc"], r"ligne 3 .* « abc » n'est pas un nombre"),
        (["48095,12", "48080,nan"], "ligne 3"),
        (["48095,12", "48080,1_0"], "ligne 3"),
        (["48095,12", "48080,1e400"], "ligne 3"),
        (["48095,12", "48080,5", "48095,7"], "ligne 4 : commune 48095 déjà dite ligne 2"),
        (["48095,", "48080,"], "est vide"),
        (["48095,3", "48080,3.0"], "vaut 3 dans toutes"),
        (["48000,3", "48300,4", "48095,5"], "code postal"),
        (["99999,3"], "Aucun code"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_whole_with_its_line(tmp_path, lines, said):
    with pytest.raises(IndicatorRefused, match=said):
        bring(file_of(tmp_path, lines))
    assert not Indicator.objects.exists()
    assert not Source.objects.filter(slug__startswith="indicateur-").exists()


def test_what_a_file_cannot_say_must_be_told(tmp_path):
    path = file_of(tmp_path, lozere())
    with pytest.raises(IndicatorRefused, match="Colonnes trouvées"):
        bring(path, column="ABSENTE")
    for told in (
        Told("", "INSEE", "LO", 2020),
        Told("x", "INSEE", " ", 2020),
        Told("x\n", "INSEE", "LO", 2020),
        Told("x", "INSEE", "LO", 20),
    ):
        with pytest.raises(IndicatorRefused):
            bring(path, told=told)
    with pytest.raises(IndicatorRefused, match="code_insee"):
        bring(file_of(tmp_path, ["1,2"], "ville,TAUX"))


def test_the_command_brings_lists_and_removes(tmp_path, capsys):
    path = file_of(tmp_path, lozere())
    bring_it = ["indicators", "import", str(path), "--column", "TAUX", "--label", "Taux"]
    assert main([*bring_it, "--source", "INSEE", "--licence", "LO", "--year", "2020"]) == 0
    assert "plus de la moitié" in capsys.readouterr().out
    assert main(["indicators", "list"]) == 0
    assert "taux-2020" in capsys.readouterr().out
    assert main(["indicators", "remove", "taux-2020"]) == 0
    assert main(["indicators", "remove", "taux-2020"]) != 0
    assert "taux-2020" in capsys.readouterr().err
