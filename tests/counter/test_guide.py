"""The guide: questions, a safe next step and a name for every need, and a door when none fits."""

import pytest

from entrelieux.counter.guiding import guides_for, open_guide, situation_at
from entrelieux.kernel.viewer import Role
from entrelieux.packs.fr import needs
from entrelieux.passerelles.models import FollowUp, UnmetNeed
from tests import signing
from tests.counter.visiting import arrived, page_of, plain, text

GUIDE = "/guichet/guide/"
NOT_UNDERSTOOD = {"mots": "blip blop", "commune": "Langogne", "cle": "c" * 32}


@pytest.fixture
def here(demo):
    return situation_at("48080")


@pytest.mark.parametrize("need", [need.code for need in needs.load_needs()])
def test_every_need_has_questions_and_a_safe_next_step(need):
    (card,) = guides_for(signing.visitor().viewer, (need,), None)
    assert 3 <= len(card.questions) <= 5
    assert card.avoid
    assert card.instead
    assert card.next_step


def test_the_contact_is_whom_a_plan_for_this_need_alone_meets_first(agent, here):
    (card,) = guides_for(agent.viewer, ("creer-entreprise",), here)
    assert card.contact.organisation.name
    assert "creer-entreprise" in {need.code for need in card.contact.needs}


def test_a_need_answered_by_nobody_near_has_no_contact_and_says_so(agent, here, desk):
    near = {
        need.code: guides_for(agent.viewer, (need.code,), here)[0].contact
        for need in needs.load_needs()
    }
    nobody = [code for code, contact in near.items() if contact is None]
    assert nobody, "the fictional network answers everything: this test says nothing any more"
    page = agent.client.get(GUIDE, {"besoin": nobody[0]})
    assert "Personne de connu près d'ici" in plain(page)


def test_when_nothing_fits_there_is_a_door_near_and_somebody_to_ask(agent, here, desk):
    row = signing.network_with(desk.ref, name="Réseau d'essai")
    signing.mandated(Role.ANIMATOR, network=row, name="Rose")
    found = open_guide(agent.viewer, desk.ref, here)
    assert found.door is not None
    ((name, function),) = found.colleagues
    assert name.startswith("Rose")
    page = plain(agent.client.get(GUIDE))
    assert found.door.organisation.name.replace("\xa0", " ") in page
    assert f"{name} , {function}" in page


def test_words_that_are_not_understood_lead_to_the_guide(agent):
    visit = agent.client.post("/guichet/", NOT_UNDERSTOOD)["Location"]
    assert f'href="{visit}guide/"' in text(agent.client.get(visit))
    page = agent.client.get(f"{visit}guide/")
    assert "Quand on ne sait pas encore" in plain(page)
    assert "La porte ouverte à tous" in plain(page)


def test_a_request_that_fits_no_box_is_counted_under_the_nearest_need(agent):
    visit = agent.client.post("/guichet/", NOT_UNDERSTOOD)["Location"]
    for _ in range(2):
        answer = agent.client.post(
            f"{visit}sans-reponse/", {"besoin": "arriver-ici", "raison": "hors_offre"}
        )
        assert answer.status_code == 303
    row = UnmetNeed.objects.get()
    assert (row.need, row.reason, row.code_insee) == ("arriver-ici", "hors_offre", "48080")


def test_the_guide_of_a_visit_has_a_card_for_each_of_its_needs(agent):
    ref = arrived(agent, "creer-entreprise", "me-former")
    page = text(agent.client.get(f"{page_of(ref)}guide/"))
    assert 'id="guide-creer-entreprise"' in page
    assert 'id="guide-me-former"' in page
    page = text(agent.client.get(f"{page_of(ref)}guide/?besoin=aller-mieux"))
    assert 'id="guide-aller-mieux"' in page
    assert "tel:3114" in page


@pytest.mark.parametrize("asked", ["xyzzy", "\x00", "é" * 90])
def test_a_need_that_does_not_exist_is_absent(agent, asked):
    assert agent.client.get(GUIDE, {"besoin": asked}).status_code == 404


def test_the_guide_is_for_who_receives(desk):
    assert signing.person().client.get(GUIDE).status_code == 404


def test_a_follow_up_is_opened_from_a_visit_with_or_without_a_name(agent):
    for number, name in enumerate(("", "Dédé\x00")):
        ref = arrived(agent, key=f"{number:032}")
        answer = agent.client.post(f"{page_of(ref)}suivi/", {"nom": name})
        assert answer["Location"] == f"{page_of(ref)}#suivi"
        page = plain(agent.client.get(page_of(ref)))
        assert "Personne repère :" in page
    assert {file.name for file in FollowUp.objects.all()} == {"", "Dédé"}
