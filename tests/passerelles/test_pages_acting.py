"""Those who hold a mandate read what is theirs, answer, move on, and never overwrite each other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.kernel.viewer import Role
from entrelieux.passerelles import services
from entrelieux.passerelles.models import Passerelle, Telling
from tests.passerelles.conftest import IDEA
from tests.passerelles.pages import hidden, plain, text
from tests.signing import mandated


@pytest.fixture
def handed(world):
    return world.row(world.hand(world.open()))


@pytest.fixture
def address(handed):
    return f"/passerelles/{handed.ref}/"


def test_what_is_received_awaits_first_and_what_is_sent_is_followed(world, handed):
    page = plain(world.adviser.client.get("/passerelles/"))
    assert "À répondre 1" in page
    assert "Camille, par France services d'Essai" in page
    sent = plain(world.agent.client.get("/passerelles/?vue=envoyees"))
    assert "Camille, confiée à Agence d'Essai" in sent


def test_each_view_says_when_it_is_empty(world):
    client = world.agent.client
    for view in ("a-repondre", "en-cours", "envoyees", "a-prevenir", "nimporte"):
        response = client.get("/passerelles/", {"vue": view, "etat": "zzz"})
        assert response.status_code == 200
        assert 'class="note"' in text(response)


def test_states_filter_what_was_sent(world):
    first = world.hand(world.open())
    world.hand(world.open(), to=world.to_other)
    services.accept(actor=world.adviser.viewer, ref=first.ref)
    client = world.agent.client
    page = plain(client.get("/passerelles/?vue=envoyees&etat=acceptee"))
    assert "confiée à Agence d'Essai" in page
    assert "confiée à Autre Agence" not in page


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"reponse": "accepter"}, "acceptee"),
        ({"reponse": "decliner", "motif": "complet"}, "declinee"),
        ({"reponse": "autre_jour", "jour": str(timezone.localdate() + timedelta(9))}, "envoyee"),
    ],
)
def test_the_structure_that_receives_answers(world, handed, address, said, state):
    page = world.adviser.client.get(address)
    form = {"faire": "repondre", "version": hidden(page, "version"), **said}
    answer = world.adviser.client.post(address, form)
    assert answer.status_code == 303
    assert world.row(handed.ref).state == state
    assert world.adviser.client.post(address, form).status_code in {303, 409}
    assert world.row(handed.ref).moves.filter(by="recoit").count() == 1


def test_an_answer_given_is_folded_and_may_still_be_changed(world, handed, address):
    client = world.adviser.client
    assert "Changer ma réponse" not in plain(client.get(address))
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    page = client.get(address)
    folded = text(page).split("Changer ma réponse")[1].split("</details>")[0]
    assert 'value="decliner"' in folded
    assert 'value="accepter"' not in text(page)
    wrong = client.post(address, {"faire": "repondre", "reponse": "decliner"})
    assert wrong.status_code == 422
    assert '<details class="fold" open>' in text(wrong).split("Changer ma réponse")[0]
    client.post(address, {"faire": "repondre", "reponse": "decliner", "motif": "complet"})
    assert world.row(handed.ref).state == "declinee"


def test_two_colleagues_at_once_the_second_sees_what_the_first_did(world, handed, address):
    colleague = mandated(Role.AGENT, organisation=world.agency.ref, name="Cléa")
    page = colleague.client.get(address)
    services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet")
    late = colleague.client.post(
        address,
        {
            "faire": "repondre",
            "version": hidden(page, "version"),
            "reponse": "accepter",
            "plutot": "Je la reçois mardi.",
        },
    )
    assert late.status_code == 409
    assert "Refusée par Agence d'Essai" in plain(late)
    assert "Je la reçois mardi." in plain(late)
    assert world.row(handed.ref).state == "declinee"


def test_an_error_keeps_what_was_typed(world, address):
    client = world.adviser.client
    answer = client.post(address, {"faire": "repondre", "reponse": "decliner", "plutot": "Gardé."})
    assert answer.status_code == 422
    assert "Gardé." in plain(answer)
    assert client.post(address, {"faire": "retour", "retour": " "}).status_code == 422
    wrong = client.post(address, {"faire": "rencontre", "jour_rencontre": "2026-02-31"})
    assert wrong.status_code == 422


def test_they_met_news_come_back_and_it_is_closed_for_the_person(world, handed, address):
    world.adviser.client.post(address, {"faire": "repondre", "reponse": "accepter"})
    world.adviser.client.post(address, {"faire": "rencontre", "jour_rencontre": ""})
    world.adviser.client.post(address, {"faire": "retour", "retour": "Premier rendez-vous fait."})
    page = plain(world.agent.client.get(address))
    assert "Rencontre faite avec Agence d'Essai." in page
    assert "Premier rendez-vous fait." in page
    closed = {"faire": "cloture", "issue": "help_choice", "utile": "oui"}
    assert world.agent.client.post(address, closed).status_code == 303
    row = world.row(handed.ref)
    assert (row.state, row.outcome, row.useful) == ("close", "help_choice", True)


def test_without_news_is_an_ordinary_end(world, handed, address):
    assert world.agent.client.post(address, {"faire": "sans_nouvelles"}).status_code == 303
    assert "Terminée, sans nouvelles." in plain(world.agent.client.get(address))


def test_somebody_called_and_it_is_agreed(world, handed, address):
    page = world.agent.client.get(address)
    assert "J'ai appelé, c'est d'accord" in plain(page)
    form = {"faire": "telephone", "version": hidden(page, "version")}
    assert world.agent.client.post(address, form).status_code == 303
    assert world.row(handed.ref).state == "acceptee"


def test_declined_it_is_handed_to_somebody_else_with_a_fresh_agreement(world, handed, address):
    services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet")
    page = world.agent.client.get(f"{address}confier-ailleurs/")
    assert "Autre Agence" in plain(page)
    assert f'value="{world.agency.ref}' not in text(page)
    choice = {"a": f"{world.other.ref}|{world.other_place.ref}", "cle": hidden(page)}
    refused = world.agent.client.post(f"{address}confier-ailleurs/", choice)
    assert refused.status_code == 422
    assert "Demandez d'abord à la personne" in plain(refused)
    sent = world.agent.client.post(f"{address}confier-ailleurs/", {**choice, "accord": "on"})
    assert sent.status_code == 303
    fresh = Passerelle.objects.get(replaces=handed)
    assert fresh.to_organisation_ref == world.other.ref
    assert fresh.state == "envoyee"
    assert set(fresh.carried) == set(handed.carried)
    assert fresh.ref in sent["Location"]
    again = world.agent.client.post(f"{address}confier-ailleurs/", {**choice, "accord": "on"})
    assert again.status_code in {303, 404}
    assert Passerelle.objects.count() == 2


def test_news_are_told_by_whoever_has_to(world):
    opened = world.open(channel="telephone", contact="06 12 34 56 78")
    handed = world.hand(opened)
    page = plain(world.agent.client.get("/passerelles/?vue=a-prevenir"))
    assert "06 12 34 56 78" in page
    assert "à dire avant le" in page
    task = Telling.objects.get()
    done = {"faire": "prevenu", "tache": task.ref}
    assert world.agent.client.post(f"/passerelles/{handed.ref}/", done).status_code == 303
    assert world.agent.client.post(f"/passerelles/{handed.ref}/", done).status_code == 303
    task.refresh_from_db()
    assert task.told_at is not None


def test_the_animator_sees_requests_without_anybody_and_nothing_of_the_person(world):
    world.agency_place.courriel = ""
    world.agency_place.save()
    world.adviser.user.mandates.all().delete()
    handed = world.hand(world.open())
    assert not handed.is_sent
    page = plain(world.animator.client.get("/passerelles/sans-interlocuteur/"))
    assert handed.ref in page
    assert "Agence d'Essai" in page
    assert "Camille" not in page
    assert world.animator.client.get("/passerelles/").status_code == 303


def test_a_mandate_revoked_between_the_page_and_its_answer_is_worth_nothing(world, handed, address):
    page = world.adviser.client.get(address)
    world.adviser.user.mandates.all().delete()
    form = {"faire": "repondre", "version": hidden(page, "version"), "reponse": "accepter"}
    assert world.adviser.client.post(address, form).status_code == 404
    assert world.row(handed.ref).state == "envoyee"


def test_the_structure_that_receives_reads_no_more_than_what_was_agreed_to(world, address):
    page = plain(world.adviser.client.get(address))
    assert "Camille" in page
    for hidden_word in ("pizzas", "seniors", "Ne peut rien payer", "garder"):
        assert hidden_word not in page.lower()
    assert IDEA


def test_no_button_leads_to_a_refusal(world, handed, address):
    """Whatever a page offers as an act, the server does not call forbidden or absent."""
    import re

    for who in (world.agent, world.adviser):
        offered = re.findall(r'name="faire" value="(\w+)"', text(who.client.get(address)))
        assert offered
        for act in set(offered) - {"retrait", "sans_nouvelles"}:
            assert who.client.post(address, {"faire": act}).status_code in {303, 422}, act
