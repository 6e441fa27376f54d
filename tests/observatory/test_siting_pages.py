"""« /observatoire/ouvrir/ »: an answer in words, a try that says who loses first, kept studies."""

import csv
import io
import json
import re
from dataclasses import replace
from html import escape, unescape

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.kernel.models import Run
from entrelieux.kernel.runs import ask_run, do_runs_asked
from entrelieux.kernel.viewer import OPERATOR, Role
from entrelieux.observatory.siting import selectors
from entrelieux.observatory.territory import names, territory
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


QUICK = {"minutes": "20"}


def drawn(html):
    """Links of the map, address by what it says."""
    found = re.findall(r'<a href="([^"]+)"><title>([^<]+)</title>', html)
    return {unescape(said): unescape(address) for address, said in found}


def listed(html):
    """Links of the lists of communes, address by name."""
    found = re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a>', html)
    return {unescape(said): unescape(address) for address, said in found}


def follow(address):
    assert address.endswith("#reponse")
    return Client().get(PAGE + address.removesuffix("#reponse")).content.decode()


def names_opened(html):
    return re.findall(r"<strong>([^<]+)</strong>\u00a0:", html)


def names_closed(html):
    return re.findall(r"Fermé pour l'essai\u00a0: ([^<]+)\.", unescape(html))


def test_every_commune_is_a_link_of_the_map_and_of_the_lists_to_one_address(demo):
    _status, html = read(**QUICK)
    opened = set(names_opened(html))
    assert len(opened) == 1
    by_list = listed(html)
    by_map = {
        re.match(r"Ouvrir à (.+) \(", said)[1]: address
        for said, address in drawn(html).items()
        if said.startswith("Ouvrir")
    }
    assert by_map == by_list
    here = territory("dep-48").communes.tolist()
    assert set(by_map) | opened == {names().commune[rank] for rank in here}
    tried = follow(by_map["Langogne"])
    assert set(names_opened(tried)) == opened | {"Langogne"}


def test_a_place_of_the_map_closes_then_moves_then_opens_again(demo):
    _status, html = read(**QUICK)
    label, address = next((k, v) for k, v in drawn(html).items() if k.startswith("Fermer "))
    closed = follow(address)
    (name,) = names_closed(closed)
    assert label == f"Fermer {name}"
    label_again, address_again = next(
        (k, v) for k, v in drawn(closed).items() if k.startswith("Rouvrir ")
    )
    assert label_again == f"Rouvrir {name}"
    opened = names_opened(closed)[0]
    alone = follow(drawn(closed)[f"Ne pas ouvrir à {opened}"])
    assert "Pour le déplacer" in alone
    moved = follow(next(v for k, v in drawn(alone).items() if k.startswith("Ouvrir à Langogne ")))
    assert (names_opened(moved), names_closed(moved)) == (["Langogne"], [name])
    assert names_closed(follow(address_again)) == []
    assert f'href="{escape(address_again)}">Le rouvrir' in closed


def test_today_and_after_are_said_side_by_side_and_drawn_over_the_outline(demo):
    _status, html = read(**TUESDAY)
    said = unescape(words(html)).replace("\xa0", " ")
    found = re.search(r"En tout, ([\d ]+) habitants sur .* au lieu de ([\d ]+) aujourd'hui", said)
    after, before = found[1].strip(), found[2].strip()
    assert f"Habitants qui ont un lieu à 20 min au plus en voiture {before} {after}" in said
    assert html.count('class="siting-edge"') == html.count('class="siting-limits"') == 2
    assert "IGN, Licence Ouverte 2.0" in said
    today, then = html.split('id="apres-title"')
    for look in ("siting-new", "siting-nearer", "map__pin"):
        assert look not in today.split("<svg")[-2]
    assert 'class="map__pin"' in then
    communes = len(territory("dep-48").communes)
    dots = re.findall(r'class="siting-(?:served|without)"', html.split('id="aujourdhui-title"')[1])
    assert len(dots) > communes


def test_a_try_that_is_full_offers_no_more_and_takes_back(demo):
    codes = ["48080", "48095", "48061", "48140", "48092", "48034",
             "48001", "48004", "48005", "48007", "48008", "48009"]  # fmt: skip
    _status, html = read(**QUICK, plus=",".join(codes))
    said = drawn(html)
    assert not [one for one in said if one.startswith("Ouvrir")]
    assert len([one for one in said if one.startswith("Ne pas ouvrir")]) == len(codes)
    assert listed(html) == {}


def test_a_study_kept_before_the_map_of_today_was_drawn_still_shows(demo):
    card = ask_run(actor=OPERATOR, kind="ouvrir", asked={"territoire": "dep-48", "minutes": "20"})
    do_runs_asked(timezone.now())
    run = Run.objects.get(ref=card.ref)
    run.figures = {k: v for k, v in run.figures.items() if k != "inchangees"}
    run.save()
    status, html = read(etude=card.ref)
    assert status == 200
    assert 'id="aujourdhui-title"' not in html
    assert 'id="apres-title"' in html


FAIREST = {"but": "equitable", "combien": "2"}


def test_the_fairest_choice_says_to_how_many_minutes_it_is_proved(demo, capsys):
    proved = "Aucun autre choix n'est plus juste, à la minute près\u00a0: c'est démontré."
    assert proved in unescape(read(**FAIREST)[1])
    assert main(["siting", "--but", "equitable", "--combien", "2"]) == 0
    assert proved in capsys.readouterr().out
    assert main(["siting", "--but", "equitable", "--combien", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    told = told.get("chiffres", told)["preuve"]
    assert (told["dit"], told["pas_en_minutes"]) == (proved, 1)


def test_what_is_not_proved_fair_to_the_minute_is_said_in_place(demo, monkeypatch):
    exact = selectors.fairest

    def unsure(instance, count, *, step):
        found = exact(instance, count, step=step)
        return found if step > 1 else replace(found, proved=False, by="bound")

    monkeypatch.setattr(selectors, "fairest", unsure)
    said = unescape(read(**FAIREST)[1])
    assert "les minutes étant comptées de 5 en 5" in said
    assert "à la minute près" not in said
    monkeypatch.setattr(selectors, "FINENESS", (1,))
    said = unescape(read(**FAIREST)[1])
    assert "Le trajet le plus long ne peut pas être plus court" in said
    assert "ce n'est pas démontré" in said
    monkeypatch.setattr(
        selectors, "fairest", lambda *a, step: replace(unsure(*a, step=step), bound=7.0)
    )
    assert "ne peut pas descendre sous 7" in unescape(read(**FAIREST)[1])


def test_a_search_that_is_long_still_lets_one_try(demo):
    _status, html = read(but="equitable", combien="4")
    assert 'name="plus"' in html
    assert "Aucun lieu connu" not in html


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
