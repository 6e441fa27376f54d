"""Steps changed with the person, « pourquoi pas X ? », and the sheet they take away."""

import re

import pytest

from entrelieux.counter.adapters import token_of
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.reception.services import erase_intake
from tests.counter.visiting import arrived, page_of, plain, steps_of, text


def shown(agent, ref):
    return steps_of(agent.client.get(page_of(ref)))


def test_somebody_else_is_met_at_a_step_and_the_page_shows_them(agent):
    ref = arrived(agent)
    step = shown(agent, ref)[0]
    page = agent.client.get(f"{page_of(ref)}etape/{step}/")
    assert f'action="{page_of(ref)}etape/{step}/"' in text(page)
    assert "/parcours/" not in text(page).split("<main")[1].split("</main")[0]
    other = re.search(r'name="avec" value="([0-9a-f]{16})"', text(page))[1]
    answer = agent.client.post(f"{page_of(ref)}etape/{step}/", {"avec": other})
    assert answer.status_code == 303
    assert other in shown(agent, ref)


@pytest.mark.parametrize(("method", "status"), [("get", 404), ("post", 409)])
def test_a_step_that_is_no_longer_there_says_so(agent, method, status):
    ref = arrived(agent)
    answer = getattr(agent.client, method)(f"{page_of(ref)}etape/{'0' * 16}/")
    assert answer.status_code == status
    assert "Rien n'a été perdu" in plain(answer)


def test_one_is_told_why_somebody_named_is_not_in_the_plan(agent):
    ref = arrived(agent)
    answer = agent.client.get(f"{page_of(ref)}pourquoi/", {"qui": "maison"})
    assert answer.status_code == 200
    keys = re.findall(r"\?cle=([0-9a-f]{16})", text(answer))
    assert keys
    answer = agent.client.get(f"{page_of(ref)}pourquoi/", {"cle": keys[-1]})
    assert "Pourquoi pas" in plain(answer)
    assert '<ul class="why"><li>' in text(answer)


@pytest.mark.parametrize("typed", ["", "xyzzy", "<script>", "\x00", "é" * 300])
def test_a_name_of_nobody_is_met_with_a_way_to_try_again(agent, typed):
    answer = agent.client.get(f"{page_of(arrived(agent))}pourquoi/", {"qui": typed})
    assert answer.status_code == 200
    assert "<script>" not in text(answer).split("<main")[1]


def test_the_sheet_has_the_steps_in_the_order_that_was_chosen(agent):
    ref = arrived(agent)
    first = shown(agent, ref)
    agent.client.post(f"{page_of(ref)}travailler/", {"descendre": first[0]})
    agent.client.post(f"{page_of(ref)}travailler/", {"retirer": first[-1]})
    order = re.findall(r"<h3><span[^>]*>[^<]*</span>([^<]+)", text(agent.client.get(page_of(ref))))
    sheet = text(agent.client.get(f"{page_of(ref)}feuille/"))
    assert re.findall(r'class="step__who"><span class="sr">[^<]*</span>([^<]+)', sheet) == order


def test_the_sheet_gives_no_address_that_erasing_would_close(agent):
    sheet = text(agent.client.get(f"{page_of(arrived(agent))}feuille/"))
    assert 'class="qr"' not in sheet
    assert "/parcours/" not in sheet.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("page", ["", "feuille/", "pourquoi/", "pourquoi/?qui=maison"])
def test_every_page_says_so_when_what_was_said_has_expired(agent, page):
    ref = arrived(agent)
    erase_intake(actor=OPERATOR, token=token_of(ref))
    answer = agent.client.get(page_of(ref) + page)
    assert answer.status_code == 404
    assert "est effacé" in plain(answer)


@pytest.mark.parametrize("page", ["", "feuille/", "pourquoi/"])
def test_every_page_lets_one_erase_and_pass_to_the_next_person(agent, page):
    ref = arrived(agent)
    answer = text(agent.client.get(page_of(ref) + page))
    assert f'action="{page_of(ref)}effacer/"' in answer
