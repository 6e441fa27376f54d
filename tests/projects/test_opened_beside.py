"""Who accompanies somebody opens their project with them, and then reads what they ticked."""

import pytest
from django.test import Client

from entrelieux.projects.models import Project
from entrelieux.projects.selectors import project_behind
from tests.passerelles.pages import hidden, plain

SAID = {"nom": "Le fournil", "pitch": "du pain au village", "bloque": "pas de four"}


@pytest.fixture
def address(opened):
    return f"/projets/ouvrir/{opened.ref}/"


def test_the_file_leads_there(world, opened, address):
    page = world.agent.client.get(f"/passerelles/suivis/{opened.ref}/")
    assert address in page.content.decode()


def test_the_structure_reads_afterwards_what_was_ticked(world, opened, address):
    form = world.agent.client.get(address)
    data = {**SAID, "parties": ["bref"], "cle": hidden(form)}
    answer = world.agent.client.post(address, data)
    assert answer.status_code == 303
    said = plain(world.agent.client.get(answer["Location"]))
    assert "du pain au village" in said
    assert "pas de four" not in said
    assert "pas de four" in plain(Client().get(f"/suivi/{opened.token}/projet/dossier/"))


def test_without_any_tick_it_reads_nothing(world, opened, address):
    answer = world.agent.client.post(address, SAID)
    assert "du pain" not in plain(world.agent.client.get(answer["Location"]))
    assert [one.opened for one in project_behind(opened.token).companions] == [()]


def test_sent_twice_it_opens_one_and_changes_nothing_of_it(world, opened, address):
    world.agent.client.post(address, SAID)
    again = world.agent.client.post(address, {**SAID, "nom": "Autre", "parties": ["bref"]})
    assert again.status_code == 200
    assert "déjà ouvert" in plain(again)
    assert Project.objects.get().name == "Le fournil"
    assert [one.opened for one in project_behind(opened.token).companions] == [()]


def test_what_was_typed_is_kept_when_something_is_wrong(world, address):
    answer = world.agent.client.post(address, {**SAID, "commune": "Nullepart-les-Oies"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(words in page for words in SAID.values())
    assert "Nullepart-les-Oies" in page


def test_who_does_not_accompany_finds_nothing(world, opened, address):
    for one in (world.adviser, world.animator):
        assert one.client.get(address).status_code == 404
        assert one.client.post(address, SAID).status_code == 404
    assert not Project.objects.exists()
