"""Who accompanies somebody reads what they share, and does with them what they ask."""

import pytest
from django.test import Client

from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services
from entrelieux.passerelles.models import FollowUp
from tests.passerelles.conftest import DIGITAL
from tests.passerelles.pages import plain, text
from tests.signing import operator, person


@pytest.fixture
def opened(world):
    return world.open()


@pytest.fixture
def address(opened):
    return f"/passerelles/suivis/{opened.ref}/"


def test_what_the_person_hides_is_not_there(world, opened, address):
    assert "camion à pizzas" in plain(world.agent.client.get(address))
    for item in ("mots", "nom"):
        services.unshare(
            actor=world.agent.viewer,
            token=opened.token,
            item=item,
            organisation_ref=world.france.ref,
        )
    page = plain(world.agent.client.get(address))
    assert "pizzas" not in page
    assert "Camille" not in page
    assert "Elle ne montre pas tout" in page


def test_nobody_else_finds_it(world, opened, address):
    world.hand(opened)
    others = (world.adviser, world.animator, person(), operator())
    for one in (Client(), *(other.client for other in others)):
        assert one.get(address).status_code == 404
        assert one.post(address, {"faire": "adresse"}).status_code == 404
    assert Client().get(f"/suivi/{opened.token}/").status_code == 200


def test_the_person_sees_that_it_was_read(world, opened, address):
    world.agent.client.get(address)
    assert "France services d'Essai, agent" in plain(Client().get(f"/suivi/{opened.token}/"))


def test_a_lost_address_is_made_again_with_the_person(world, opened, address):
    answer = world.agent.client.post(address, {"faire": "adresse"})
    fresh = answer["Location"]
    assert "Gardez cette adresse" in plain(world.agent.client.get(fresh))
    assert Client().get(f"/suivi/{opened.token}/").status_code == 404
    assert Client().get(fresh.removesuffix("garder/")).status_code == 200


def test_an_address_that_shows_more_than_they_see_is_made_by_nobody_but_the_person(world, opened):
    """It opens everything: the words hidden from one, the needs never shown to the other."""
    services.accept(actor=world.adviser.viewer, ref=world.hand(opened).ref)
    agency = world.agency.ref
    services.choose_referent(actor=ANYONE, token=opened.token, organisation_ref=agency)
    services.unshare(
        actor=ANYONE, token=opened.token, item="mots", organisation_ref=world.france.ref
    )
    for one in (world.agent, world.adviser):
        address = f"/passerelles/suivis/{opened.ref}/"
        assert "Faire son adresse" not in plain(one.client.get(address))
        answer = one.client.post(address, {"faire": "adresse"})
        assert answer.status_code == 422
        assert "ne montre pas tout à votre structure" in plain(answer)
    assert Client().get(f"/suivi/{opened.token}/").status_code == 200
    services.new_link(actor=ANYONE, token=opened.token)


def test_needs_stages_and_the_referent_are_noted_with_the_person(world, opened, address):
    client = world.agent.client
    for state in ("en_pause", "repondu", "ouvert"):
        client.post(address, {"faire": "besoin", "besoin": DIGITAL, "etat": state})
        assert FollowUp.objects.get().needs.get(code=DIGITAL).state == state
    assert client.post(address, {"faire": "etape", "appris": "Gardé."}).status_code == 422
    assert client.post(address, {"faire": "etape", "etape": "test"}).status_code == 303
    assert client.post(address, {"faire": "etape", "etape": "idee"}).status_code == 303
    assert [one.stage for one in FollowUp.objects.get().stages.all()] == ["test", "idee"]
    assert client.post(address, {"faire": "repere"}).status_code == 303
    assert "J'ai une idée" in plain(client.get(address))


def test_the_request_leads_to_the_file_where_it_is_shared(world, opened, address):
    ref = world.hand(opened).ref
    assert address in text(world.agent.client.get(f"/passerelles/{ref}/"))
    assert "/passerelles/suivis/" not in text(world.adviser.client.get(f"/passerelles/{ref}/"))


def test_who_is_chosen_to_turn_to_finds_the_file_from_what_they_received(world, opened):
    """And who only received something does not."""
    handed = world.hand(opened)
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    received, file = f"/passerelles/{handed.ref}/", f"/passerelles/suivis/{opened.ref}/"
    client = world.adviser.client
    assert file not in client.get(received).content.decode()
    services.choose_referent(actor=ANYONE, token=opened.token, organisation_ref=world.agency.ref)
    assert file in client.get(received).content.decode()
    assert client.get(file).status_code == 200
    services.unshare(actor=ANYONE, token=opened.token, item="", organisation_ref=world.agency.ref)
    assert file not in client.get(received).content.decode()
