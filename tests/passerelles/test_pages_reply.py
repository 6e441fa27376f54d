"""A structure without account answers at its address, once, and reads what was agreed to alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services
from tests.passerelles.conftest import IDEA, RIGHTS, key
from tests.passerelles.pages import plain, reply_link_of, text


@pytest.fixture
def asked(world):
    handed = world.row(world.hand(world.open(), IDEA, RIGHTS))
    return handed, f"/repondre/{reply_link_of(handed)}/"


def test_it_reads_what_was_agreed_to_and_nothing_else(client, asked):
    page = plain(client.get(asked[1]))
    assert "Une demande pour Agence d'Essai" in page
    assert "Camille" in page
    assert "RSA" not in page
    assert "pizzas" not in page
    assert "seniors" not in page.lower()


def test_reading_it_answers_nothing(client, asked, world):
    client.get(asked[1])
    assert world.row(asked[0].ref).state == "envoyee"


@pytest.mark.parametrize(
    ("said", "state", "read"),
    [
        ({"reponse": "accepter"}, "acceptee", "Vous avez accepté"),
        (
            {"reponse": "decliner", "motif": "complet", "plutot": "Voyez la chambre."},
            "declinee",
            "Vous avez refusé : nous n'avons pas de place en ce moment",
        ),
    ],
)
def test_an_answer_is_kept_and_a_replay_shows_it(client, asked, world, said, state, read):
    answer = client.post(asked[1], said)
    assert answer.status_code == 303
    assert world.row(asked[0].ref).state == state
    for page in (client.get(answer["Location"]), client.get(asked[1])):
        assert page.status_code == 200
        assert read in plain(page)
        assert 'name="reponse"' not in text(page)
    again = client.post(asked[1], said)
    assert again.status_code == 303
    assert world.row(asked[0].ref).moves.filter(by="recoit").count() == 1


def test_another_answer_at_a_used_address_changes_nothing_and_shows_the_first(client, asked, world):
    client.post(asked[1], {"reponse": "accepter"})
    other = client.post(asked[1], {"reponse": "decliner", "motif": "complet"})
    assert other.status_code == 409
    assert "Une réponse a déjà été donnée" in plain(other)
    assert "Vous avez accepté" in plain(other)
    assert world.row(asked[0].ref).state == "acceptee"


def test_another_day_keeps_the_address_good_to_answer(client, asked, world):
    day = timezone.localdate() + timedelta(days=10)
    client.post(asked[1], {"reponse": "autre_jour", "jour": day.isoformat()})
    assert world.row(asked[0].ref).announced_on == day
    page = client.get(asked[1])
    assert "Vous avez annoncé une réponse" in plain(page)
    assert 'name="reponse"' in text(page)
    client.post(asked[1], {"reponse": "accepter"})
    assert world.row(asked[0].ref).state == "acceptee"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "Choisissez une réponse"),
        ({"reponse": "autre_jour"}, "Dites quel jour"),
        ({"reponse": "autre_jour", "jour": "2020-01-01"}, "Ce jour est passé"),
        ({"reponse": "autre_jour", "jour": "hier"}, "date"),
        ({"reponse": "decliner"}, "Dites pourquoi"),
        ({"reponse": "decliner", "motif": "caprice"}, "Sélectionnez un choix"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(client, asked, world, said, message):
    answer = client.post(asked[1], {**said, "plutot": "Voyez la chambre."})
    assert answer.status_code == 422
    assert message in plain(answer)
    assert "Voyez la chambre." in plain(answer)
    assert world.row(asked[0].ref).state == "envoyee"


def test_a_word_with_a_yes_comes_back_to_who_handed_over(client, asked, world):
    client.post(asked[1], {"reponse": "accepter", "plutot": "Venez mardi à 10 h."})
    assert world.row(asked[0].ref).came_back == "Venez mardi à 10 h."
    assert "Venez mardi" in plain(client.get(asked[1]))


def test_who_said_yes_still_reads_what_was_asked_and_who_to_call(client, asked):
    client.post(asked[1], {"reponse": "accepter"})
    page = plain(client.get(asked[1]))
    assert "Camille" in page
    assert "Pour changer quelque chose, appelez France services d'Essai." in page
    assert "RSA" not in page


def test_who_said_no_reads_nothing_of_the_person_any_more(client, asked):
    client.post(asked[1], {"reponse": "decliner", "motif": "complet"})
    assert "Camille" not in plain(client.get(asked[1]))


def test_a_request_of_somebody_alone_names_no_structure_to_call(client, world):
    opened = world.open_alone(name="Camille")
    services.hand_over(
        actor=ANYONE, token=opened.token, proposal=world.proposal(),
        agreement=services.Agreement(("nom",), "personne", "en_ligne"), request_key=key(),
    )  # fmt: skip
    address = f"/repondre/{reply_link_of(world.last())}/"
    client.post(address, {"reponse": "accepter"})
    page = plain(client.get(address))
    assert "dites-le à la personne" in page
    assert "appelez" not in page


def test_an_address_found_later_says_nothing_else_and_writes_to_nobody(client, asked, world):
    said = {"reponse": "accepter", "plutot": "Venez mardi à 10 h."}
    client.post(asked[1], said)
    written = Message.objects.count()
    assert client.post(asked[1], said).status_code == 303
    other = client.post(asked[1], {"reponse": "accepter", "plutot": "Appelez le 01."})
    assert other.status_code == 409
    assert "Une réponse a déjà été donnée" in plain(other)
    assert world.row(asked[0].ref).came_back == "Venez mardi à 10 h."
    assert Message.objects.count() == written


def test_once_agreement_is_withdrawn_nothing_of_the_person_is_read_there(client, asked, world):
    services.withdraw(actor=world.agent.viewer, ref=asked[0].ref)
    page = client.get(asked[1])
    assert "Camille" not in plain(page)
    assert "terminée" in plain(page)
    late = client.post(asked[1], {"reponse": "accepter"})
    assert late.status_code == 409
    assert world.row(asked[0].ref).state == "retiree"
