"""Side by side: what is compared, who is best and in which words; what a sheet carries."""

import re
from html import unescape

import pytest

from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.reception.comparing import compared
from entrelieux.reception.schemas import PlansOut
from entrelieux.reception.selectors import plans_for
from entrelieux.reception.services import open_intake
from entrelieux.reception.situation import SituationParams
from tests.factories import TODAY
from tests.reception.test_plans_demo import THREE, plans, situations

pytestmark = pytest.mark.usefixtures("demo")


def opened(*besoins, **said):
    params = SituationParams(commune="48080", besoins=besoins or THREE, **said)
    return f"/parcours/{open_intake(actor=ANYONE, params=params)}/"


def plain(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def by_label(lines):
    return {line.label: line for line in lines}


def test_who_is_best_says_so_in_words_and_nobody_wins_a_draw():
    seen = 0
    for said in situations(25):
        card = plans(*said.pop("besoins"), **said)
        lines = by_label(compared(card.plans))
        for label, worth in (
            ("Personnes à rencontrer", lambda p: p.interlocutors),
            ("Trajet en tout", lambda p: p.minutes),
            ("Sans réponse", lambda p: len(p.uncovered)),
            ("Réponses", lambda p: (len(p.uncovered), p.fit)),
        ):
            values = [worth(plan) for plan in card.plans]
            praised = [bool(cell.best) for cell in lines[label].cells]
            if len(set(values)) > 1:
                assert praised == [value == min(values) for value in values]
                seen += 1
            else:
                assert not any(praised)
    assert seen > 20


def test_a_plan_that_no_single_day_allows_says_so_and_is_not_praised():
    for said in situations(25):
        card = plans(*said.pop("besoins"), **said)
        line = by_label(compared(card.plans))["En une seule tournée"]
        for plan, cell in zip(card.plans, line.cells, strict=True):
            if plan.tour_minutes is None:
                assert cell.lines == (plan.tour_note,)
                assert not cell.best


def test_dates_are_sure_and_what_must_be_agreed_is_counted():
    for said in situations(15):
        card = plans(*said.pop("besoins"), **said)
        for plan, cell in zip(
            card.plans, by_label(compared(card.plans))["Première date sûre"].cells, strict=True
        ):
            known = [step.soonest for step in plan.steps if step.soonest]
            assert all(day >= TODAY for day in known)
            assert any("dès le" in text for text in cell.lines) == bool(known)
            unknown = len(plan.steps) - len(known)
            assert any(text.startswith(f"{unknown} étape") for text in cell.lines) == bool(unknown)
            for step in plan.steps:
                assert bool(step.soonest) == bool(step.next_open)


def test_the_page_is_a_table_with_headers_and_leads_to_each_plan(client):
    address = opened()
    html = client.get(f"{address}comparer/").content.decode()
    count = len(re.findall(r'<li class="tab', client.get(address).content.decode()))
    assert html.count('scope="col"') == count + 1
    assert html.count('scope="row"') == html.count('role="rowheader"') == 9
    assert html.count("<caption") == 1
    for number in range(1, count + 1):
        assert f'href="{address}?plan={number}#parcours"' in html
    assert f'href="{address}comparer/"' in client.get(address).content.decode()


def test_nothing_to_compare_is_said(client):
    address = opened("travailler-etranger", mode="pied", max_minutes=5, a_distance=False)
    response = client.get(f"{address}comparer/")
    assert response.status_code == 200
    assert "rien à comparer" in plain(response)
    assert f'{address}comparer/"' not in client.get(address).content.decode()


def test_each_step_says_what_to_bring_and_what_to_ask_on_screen_and_on_paper(client):
    address = opened()
    for page in (plain(client.get(address)), plain(client.get(f"{address}imprimer/"))):
        assert "À demander" in page
        assert re.search(r"À apporter|À avoir sous la main", page)
        assert "à vérifier avec eux" in page
        assert "avez droit" not in page


def test_what_to_bring_is_that_of_the_needs_each_thing_once():
    known = needs_pack.preparations()
    for said in situations(15):
        for plan in plans(*said.pop("besoins"), **said).plans:
            for step in plan.steps:
                codes = [need.code for need in step.needs]
                things = {item for code in codes for item in known[code].bring}
                assert len(step.bring) == len(set(step.bring))
                assert set(step.bring) == things
                assert step.bring[0] == known[codes[0]].bring[0]
                assert step.ask == tuple(known[code].question for code in codes)


def test_the_interface_for_machines_says_it_too():
    out = PlansOut.from_card(plans())
    for plan in out.plans:
        for step in plan.steps:
            assert step.bring
            assert len(step.ask) == len(step.needs)


def test_in_english_it_is_said_in_english(client):
    address = opened()
    client.post("/i18n/", {"language": "en", "next": "/"})
    page = plain(client.get(address))
    assert needs_pack.preparations()[THREE[0]].english_question in page
    assert needs_pack.preparations()[THREE[0]].question not in page


def test_the_order_of_the_tour_is_said_and_is_that_of_the_map():
    seen = 0
    for said in situations(30):
        for plan in plans(*said.pop("besoins"), **said).plans:
            if plan.tour_minutes is None or plan.tour_minutes == 0:
                assert plan.tour == ()
                continue
            placed = {step.number for step in plan.steps if not step.is_remote}
            assert set(plan.tour) == placed
            if len(plan.tour) > 1:
                seen += 1
                told = [int(n) for n in re.findall(r"étape (\d+)", plan.tour_order)]
                assert told == list(plan.tour)
    assert seen > 8


def test_words_that_need_it_are_explained_where_they_are_met(client):
    address = opened("chercher-emploi", "faire-demarches-en-ligne", "connaitre-droits")
    html = client.get(address).content.decode()
    assert "Les mots de cette page" in html
    told = re.search(r"<details[^>]* data-explained>(.*?)</details>", html, re.DOTALL)[1]
    explained = re.findall(r"<dt>([^<]+)", told)
    paper = client.get(f"{address}imprimer/").content.decode()
    words = re.findall(r"<dt>([^<]+)", re.search(r'<dl class="words">(.*?)</dl>', paper)[1])
    assert 1 <= len(words) <= 6
    assert set(words) <= set(explained)


@pytest.mark.parametrize(
    ("commune", "said"),
    [("29083", "l’Île-de-Sein"), ("30007", "Alès"), ("48080", "Langogne")],
)
def test_the_commune_is_named_as_french_is_spoken(client, commune, said):
    params = SituationParams(commune=commune, besoins=THREE)
    token = open_intake(actor=ANYONE, params=params)
    page = plain(client.get(f"/parcours/{token}/"))
    assert f"depuis {said}" in page
    lines = " ".join(plans_for(ANYONE, params).situation_lines)
    assert re.search(r"Au départ (d’Alès|de l’Île-de-Sein|de Langogne)", lines)
