"""The screens of the counter: one sentence in, one plan out, and nothing kept of the words."""

import pytest

from entrelieux.counter.adapters import token_of
from entrelieux.counter.models import Visit
from entrelieux.kernel.viewer import OPERATOR, Role
from entrelieux.reception.models import Intake
from entrelieux.reception.services import erase_intake
from tests import signing
from tests.counter.visiting import (
    DESK,
    NEEDS,
    WORDS,
    arrived,
    page_of,
    plain,
    steps_of,
    text,
    ticked,
)


def say(agent, words=WORDS, commune="Langogne", **more):
    return agent.client.post(DESK, {"mots": words, "commune": commune, "cle": "c" * 32, **more})


def test_the_desk_asks_one_sentence_and_knows_its_commune(agent):
    page = text(agent.client.get(DESK))
    assert "Que dit la personne" in page
    assert 'value="Langogne"' in page
    assert 'name="nom"' not in page


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR, Role.PLACE_HOLDER])
def test_the_desk_is_absent_for_who_receives_nobody(desk, role):
    who = signing.mandated(role, organisation=desk.ref) if role else signing.person()
    assert who.client.get(DESK).status_code == 404
    assert who.client.post(DESK, {"mots": WORDS}).status_code == 404


def test_one_sentence_leads_to_needs_ticked_and_one_plan_on_one_screen(agent):
    answer = say(agent)
    assert answer.status_code == 303
    page = agent.client.get(answer["Location"])
    assert {"creer-entreprise", "garder-ses-droits"} <= ticked(page)
    assert steps_of(page)
    assert "Voir d&#x27;autres solutions" in text(page) or "Voir d'autres solutions" in text(page)
    assert plain(page).count("Est-ce bien cela ?") == 1


def test_the_words_come_back_to_the_page_from_the_browser_alone(agent):
    answer = say(agent)
    page = agent.client.get(answer["Location"])
    assert "salon de thé" in plain(page)
    assert Intake.objects.get().words == ""
    cookie = agent.client.cookies["mots"]
    assert cookie["path"] == answer["Location"]
    assert cookie["httponly"]


def test_sent_twice_the_sentence_opens_one_visit(agent):
    assert say(agent)["Location"] == say(agent)["Location"]
    assert Visit.objects.count() == 1


def test_a_commune_that_is_not_found_keeps_the_sentence(agent):
    answer = say(agent, commune="Xyzzy")
    assert answer.status_code == 422
    assert "salon de thé" in plain(answer)
    assert not Visit.objects.exists()


def test_words_that_are_not_understood_open_the_list_and_lose_nothing(agent):
    page = agent.client.get(say(agent, words="blip blop")["Location"])
    assert "pas été compris" in plain(page)
    assert '<details class="shelves" open>' in text(page)
    assert not steps_of(page)


def test_a_visit_whose_words_are_elsewhere_begins_with_its_needs(agent):
    ref = arrived(agent)
    page = text(agent.client.get(page_of(ref)))
    known, _fold, shelves = page.partition('<details class="shelves">')
    assert "Ses besoins" in known
    assert all(f'id="besoin-{code}"' in known for code in NEEDS)
    assert 'name="besoins"' in shelves
    assert ticked(agent.client.get(page_of(ref))) == set(NEEDS)


def test_needs_added_and_removed_change_the_plan(agent):
    ref = arrived(agent)
    form = {"commune": "Langogne", "mode": "voiture", "max_minutes": "45", "a_distance": "on"}
    answer = agent.client.post(page_of(ref), {**form, "besoins": ["me-former"], "mots": ""})
    assert answer.status_code == 303
    assert ticked(agent.client.get(page_of(ref))) == {"me-former"}


def test_too_many_needs_are_refused_with_what_was_ticked_kept(agent):
    ref = arrived(agent)
    nine = [
        *("creer-entreprise", "avoir-ordinateur", "garder-ses-droits", "me-former"),
        *("chercher-emploi", "gerer-budget", "ma-sante", "passer-permis", "chercher-logement"),
        *("trouver-clients", "utiliser-email"),
    ]
    form = {"commune": "Langogne", "mode": "voiture", "max_minutes": "45", "besoins": nine}
    answer = agent.client.post(page_of(ref), form)
    assert answer.status_code == 422


@pytest.mark.parametrize("change", ["retirer", "monter", "descendre", "remettre", "retablir"])
def test_each_change_of_the_plan_leads_back_to_it(agent, change):
    ref = arrived(agent)
    step = steps_of(agent.client.get(page_of(ref)))[0]
    answer = agent.client.post(f"{page_of(ref)}travailler/", {change: step})
    assert answer.status_code == 303
    assert answer["Location"].startswith(page_of(ref))
    assert agent.client.get(answer["Location"]).status_code == 200


def test_erasing_forgets_the_words_and_leads_to_the_next_person(agent):
    address = say(agent)["Location"]
    for _ in range(2):
        answer = agent.client.post(f"{address}effacer/")
        assert answer["Location"] == f"{DESK}?efface=1"
    assert answer.cookies["mots"].value == ""
    assert answer.cookies["mots"]["path"] == address
    assert agent.client.get(address).status_code == 404
    assert "C'est effacé" in plain(agent.client.get(f"{DESK}?efface=1"))


def test_a_visit_whose_words_have_expired_says_so_and_can_be_closed(agent):
    ref = arrived(agent)
    erase_intake(actor=OPERATOR, token=token_of(ref))
    answer = agent.client.get(page_of(ref))
    assert answer.status_code == 404
    assert "est effacé" in plain(answer)


def test_pages_of_the_counter_are_kept_by_no_cache_and_found_by_no_engine(agent):
    for address in (DESK, page_of(arrived(agent))):
        answer = agent.client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert 'content="noindex"' in text(answer)


def test_the_desk_says_who_is_present_here_and_what_waits(agent, desk):
    page = plain(agent.client.get(DESK))
    assert "Présents ici" in page
    assert "Guide d'accueil" in page
    assert "Cela vous attend" not in page


def test_follow_ups_opened_here_are_named_by_their_day_alone(agent):
    ref = arrived(agent)
    agent.client.post(f"{page_of(ref)}suivi/", {"nom": "Dédé"})
    page = plain(agent.client.get(DESK))
    assert "Suivi du" in page
    assert "Dédé" not in page


def test_an_urgent_need_stays_urgent_when_the_page_is_sent_again(agent):
    ref = arrived(agent, "me-former", "garder-logement", urgents=("garder-logement",))
    for _ in range(2):
        page = agent.client.get(page_of(ref))
        form = {
            **{"commune": "Langogne", "mode": "voiture", "max_minutes": "45", "mots": ""},
            **{"besoins": list(ticked(page)), "urgents": list(ticked(page, "urgents"))},
        }
        assert agent.client.post(page_of(ref), form).status_code == 303
    assert ticked(agent.client.get(page_of(ref)), "urgents") == {"garder-logement"}
