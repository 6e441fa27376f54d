"""The pages of meetings, as somebody uses them without scripts."""

import re

import pytest

from entrelieux.exchanges.models import Heard, Meeting, Promise, Seat
from tests import signing

pytestmark = pytest.mark.django_db
GOOD = {
    "cle": "k" * 20,
    "genre": "soiree",
    "titre": "Soirée à Langogne",
    "jour": "2026-12-03",
    "debut": "18:00",
    "fin": "20h",
    "salle": "Salle des fêtes",
    "commune": "Langogne",
    "places": "12",
}


def follow(client, response):
    assert response.status_code == 303, response.content.decode()[:3000]
    return client.get(response["Location"])


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_from_the_announcement_to_the_record(village):
    agent, visitor = village.agent.client, signing.visitor().client
    said = {**GOOD, "structure": village.world.france.ref, "avec": [village.world.agency.ref]}
    page = follow(agent, agent.post("/rencontres/preparer/", said))
    assert "pas encore annoncée" in text(page)
    ref = Meeting.objects.get().ref
    assert visitor.get(f"/rencontres/{ref}/").status_code == 404
    assert "Annulée" not in text(
        follow(agent, agent.post(f"/rencontres/{ref}/faire/", {"faire": "annoncer"}))
    )
    assert "Soirée à Langogne" in text(visitor.get("/rencontres/"))
    own = follow(visitor, visitor.post(f"/rencontres/{ref}/", {"nom": "Marie", "cle": "m" * 20}))
    assert "Votre place est notée" in text(own)
    assert b"no-store" in own["Cache-Control"].encode()
    called = {"nom": "Paul", "moyen": "telephone", "contact": "04 66 00 00 00", "cle": "p" * 20}
    assert "a une place" in text(follow(agent, agent.post(f"/rencontres/{ref}/inscrire/", called)))
    assert "Paul" in text(agent.get(f"/rencontres/{ref}/personnes/"))
    village.already_begun(ref)
    assert "est là" in text(agent.get(f"/rencontres/{ref}/compte-rendu/"))
    record = {
        "cle": "r" * 20,
        "vient": [one.ref for one in Seat.objects.all()],
        "p1-nom": "Awa",
        "p1-commune": "Langogne",
        "l1-genre": "promesse",
        "l1-qui": "Paul",
        "l1-mots": "montrer la cuisine de la salle",
        "l1-avec": "Awa",
        "l2-genre": "besoin",
        "l2-mots": "une cuisine",
        "personnes": "6",
        "lignes": "8",
    }
    address = f"/rencontres/{ref}/compte-rendu/"
    assert "C'est enregistré" in text(follow(agent, agent.post(address, record)))
    assert agent.post(address, record).status_code == 303
    assert (Seat.objects.filter(came=True).count(), Heard.objects.count()) == (3, 2)
    assert Promise.objects.get().to_name == "Awa"
    assert "3 personnes venues" in text(agent.get(f"/rencontres/{ref}/"))
    public = text(visitor.get(f"/rencontres/{ref}/"))
    assert "a eu lieu" in public
    assert "personnes venues" not in public


def test_nothing_typed_is_lost_when_a_line_is_wrong_or_more_lines_are_asked(village):
    ref = village.open()
    village.already_begun(ref)
    agent, address = village.agent.client, f"/rencontres/{ref}/compte-rendu/"
    typed = {"p1-nom": "Awa", "l1-genre": "besoin", "l1-mots": "un four <b>", "l2-mots": "quoi ?"}
    wrong = agent.post(address, {**typed, "compte": "douze"})
    more = agent.post(address, {**typed, "plus": "1"})
    assert (wrong.status_code, more.status_code) == (422, 200)
    for page in (wrong, more):
        assert 'value="Awa"' in text(page)
        assert "un four &lt;b&gt;" in text(page)
    assert 'name="l16-qui"' in text(more)
    assert not Heard.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"titre": ""},
        {"jour": "31/02/2026"},
        {"jour": "2020-01-01"},
        {"debut": "midi"},
        {"fin": "17:00"},
        {"places": "100000"},
        {"salle": "", "lieu": ""},
        {"commune": "Nullepart"},
        {"lieu": "\x00"},
        {"genre": "\x00"},
    ],
)
def test_what_cannot_be_prepared_comes_back_filled(village, change):
    agent = village.agent.client
    response = agent.post("/rencontres/preparer/", {**GOOD, **change})
    assert response.status_code == 422
    assert "Il reste" in text(response)
    assert "Salle des fêtes" in text(response) or "salle" in change
    assert not Meeting.objects.exists()


def test_the_calendar_says_when_and_that_it_is_cancelled(village):
    ref = village.open()
    body = signing.visitor().client.get(f"/rencontres/{ref}/rencontre.ics").content.decode()
    assert "DTSTART;TZID=Europe/Paris:20261203T180000" in body
    assert "STATUS:CONFIRMED" in body
    village.agent.client.post(f"/rencontres/{ref}/faire/", {"faire": "annuler"})
    body = signing.visitor().client.get(f"/rencontres/{ref}/rencontre.ics").content.decode()
    assert "STATUS:CANCELLED" in body


def test_the_shared_agenda_names_a_meeting_of_the_week_near_there_and_no_other(village):
    ref = village.open()
    village.prepare(title="Encore en préparation")
    client = signing.visitor().client
    near = text(client.get("/agenda/?commune=48080&semaine=2026-12-03"))
    assert f'href="/rencontres/{ref}/"' in near
    assert "Encore en préparation" not in near
    for elsewhere in ("commune=13055&semaine=2026-12-03", "commune=48080&semaine=2026-12-10"):
        assert "Soirée des idées" not in text(client.get(f"/agenda/?{elsewhere}"))


def test_whoever_agreed_is_given_their_address_from_the_record(village):
    """By the structure that opened their file, and by no other that held the evening."""
    agent, other = village.agent.client, village.world.adviser.client
    ref = village.open()
    village.already_begun(ref)
    address = f"/rencontres/{ref}/compte-rendu/"
    said = {
        "structure": village.world.france.ref,
        "cle": "r" * 20,
        "p1-nom": "Awa",
        "p1-accord": "1",
        "p1-moyen": "papier",
    }
    saved = follow(agent, agent.post(address, said))
    file = re.search(r"/passerelles/suivis/(\w+)/", text(saved))
    assert "son adresse à remettre" in text(saved)
    assert "Gardez cette adresse" in text(follow(agent, agent.post(file[0], {"faire": "adresse"})))
    assert "Awa" in text(other.get(address))
    assert "/passerelles/suivis/" not in text(other.get(address))


def test_who_animates_reads_beforehand_that_they_keep_no_contact(village):
    ref = village.open()
    village.already_begun(ref)
    address = f"/rencontres/{ref}/compte-rendu/"
    said = "demandez à une structure qui organise"
    assert said in text(village.world.animator.client.get(address))
    assert said not in text(village.agent.client.get(address))
