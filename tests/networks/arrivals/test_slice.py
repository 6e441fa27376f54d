"""From the short form to the outcome, as people use the pages without scripts."""

import re
from datetime import date

import pytest

from entrelieux.kernel.looks import looks_at
from entrelieux.networks.models import Arrival
from entrelieux.passerelles.following import subject_of
from entrelieux.passerelles.models import FollowUp
from tests import signing

pytestmark = pytest.mark.django_db
GOOD = {
    "cle": "k" * 20,
    "genre": "sans-solution",
    "commune": "Mende",
    "moyen": "telephone",
    "contact": "06 11 22 33 44",
    "nom": "Camille",
    "quand": ["matin"],
    "mots": "Appelez-moi au 06 99 88 77 66, je suis bloquée.",
}


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def follow(client, response):
    assert response.status_code == 303, response.content.decode()[:3000]
    return client.get(response["Location"])


def test_from_the_form_to_what_the_call_gave(desk):
    visitor, agent = signing.visitor().client, desk.agent.client
    before = text(visitor.get(f"{desk.path}/rappel/"))
    assert "au plus tard le 30 novembre" in before, "five worked days from a Monday"
    own = follow(visitor, visitor.post(f"{desk.path}/rappel/", GOOD))
    assert "30 novembre" in text(own)
    assert "no-store" in own["Cache-Control"]
    row = Arrival.objects.get()
    assert (row.due_on, row.is_fiction) == (date(2026, 11, 30), False)

    line = text(agent.get(f"{desk.path}/file/"))
    assert "à rappeler d'ici le" in line
    assert "Mende" in line
    for hidden in ("Camille", "06 11 22 33 44", "06 99 88 77 66"):
        assert hidden not in line
    subject = subject_of(FollowUp.objects.get().ref)
    assert looks_at(subject) == ()

    taken = follow(agent, agent.post(f"{desk.path}/file/", {"demande": row.ref}))
    assert "Camille" in text(taken)
    assert "06 11 22 33 44" in text(taken)
    assert [one.user_id for one in looks_at(subject)] == [desk.agent.user.pk]

    row.refresh_from_db()
    said = {"faire": "fini", "suite": "oriente", "version": row.version}
    follow(agent, agent.post(f"{desk.path}/file/{row.ref}/", said))
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("reglee", "oriente")
    assert row.answered_at is not None
    assert "06 11 22 33 44" not in text(agent.get(f"{desk.path}/file/{row.ref}/"))
    assert "Une personne ou un lieu a été donné" in text(visitor.get(own.request["PATH_INFO"]))


def test_what_is_missing_is_said_and_nothing_typed_is_lost(desk):
    page = signing.visitor().client.post(
        f"{desk.path}/rappel/", {**GOOD, "genre": "", "contact": "06"}
    )
    assert page.status_code == 422
    assert "je suis bloquée" in text(page)
    assert "Choisissez ce qui ressemble" in text(page)
    assert "Ce numéro semble incomplet" in text(page)
    assert not Arrival.objects.exists()
    assert not FollowUp.objects.exists()


def test_the_same_form_sent_twice_asks_once(desk):
    visitor = signing.visitor().client
    first, second = (visitor.post(f"{desk.path}/rappel/", GOOD) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Arrival.objects.count() == 1


def test_an_agent_types_it_for_somebody_on_the_phone(desk):
    said = {**GOOD, "structure": desk.world.france.ref}
    page = follow(desk.agent.client, desk.agent.client.post(f"{desk.path}/rappel/", said))
    assert page.status_code == 200
    row = Arrival.objects.get()
    assert (row.organisation_ref, row.manner) == (desk.world.france.ref, "guichet")
