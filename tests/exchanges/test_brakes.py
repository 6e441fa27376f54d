"""One visitor who fills the doors is stopped alone; whoever receives people is not stopped at all.

Counts are of the address a visitor comes from, kept as a digest, or of the account.
"""

import pytest
from django.test import Client

from entrelieux.exchanges import introducing, saying
from entrelieux.exchanges.meetings.views import public
from entrelieux.exchanges.models import Introduction, Offer, Request
from entrelieux.exchanges.saying import OfferSaid, Whose
from entrelieux.exchanges.views import doors, own
from entrelieux.kernel.limits import Brake, VisitorBrake
from tests.exchanges.lending import asking, offering, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_each(monkeypatch):
    for room in (doors, own, public):
        monkeypatch.setattr(room, "VISITOR", VisitorBrake(room.__name__, most=2, seconds=3_600))


def asks_by_the_door(client, words="Je cherche un local"):
    said = {"mots": words, "commune": "Mende (48000)", "genre": "lieu"}
    form = client.post("/entraide/demander/", said).context["form"]
    return client.post("/entraide/demander/", said | {"lu": form.reading})


def test_one_visitor_closes_the_door_to_nobody_else(world):
    flood, neighbour = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="198.51.100.9")
    answers = [asks_by_the_door(flood).status_code for _time in range(3)]
    assert answers == [303, 303, 429]
    assert asks_by_the_door(neighbour).status_code == 303
    assert Request.objects.count() == 3


def test_what_was_typed_comes_back_with_the_refusal(world):
    client = Client()
    for _time in range(2):
        asks_by_the_door(client)
    assert "Un mot à garder" in asks_by_the_door(client, "Un mot à garder").content.decode()


def test_reading_what_was_understood_is_not_counted(world):
    client = Client()
    for _time in range(5):
        client.post("/entraide/demander/", {"mots": "Je cherche", "genre": "lieu"})
    assert asks_by_the_door(client).status_code == 303


def test_an_agent_writes_down_what_somebody_says_while_strangers_flood(world, monkeypatch):
    monkeypatch.setattr(saying, "BRAKE", Brake(most=0, seconds=60))
    who = somebody(actor=world.agent.viewer, organisation=world.france.ref)
    saying.say_offer(
        actor=world.agent.viewer,
        said=OfferSaid(kind="competence", words="Elle sait coudre"),
        whose=Whose(follow_up=who.ref, manner="guichet"),
    )
    assert Offer.objects.count() == 1


def test_one_visitor_who_asks_everybody_is_stopped_alone(world):
    asker, offers = asking(), [offering(f"Aide {number}") for number in range(3)]
    said = [
        Client().post(
            asker.page(f"recherche/{asker.thing}/"), {"faire": "demander", "a": one.thing}
        )
        for one in offers
    ]
    assert [one.status_code for one in said] == [303, 303, 429]
    assert Introduction.objects.count() == 2


def test_the_last_resort_stands_behind(world, monkeypatch):
    asker, offerer = asking(), offering()
    monkeypatch.setattr(introducing, "BRAKE", Brake(most=0, seconds=60))
    page = Client().post(
        asker.page(f"recherche/{asker.thing}/"), {"faire": "demander", "a": offerer.thing}
    )
    assert page.status_code == 429
