"""How a first appointment goes: a page each, in the reader's language, with nothing asked."""

import pytest

from entrelieux.kernel.first_meetings import first_meetings

pytestmark = pytest.mark.django_db


def test_the_list_leads_to_every_card(client):
    page = client.get("/mots/premier-rendez-vous/").content.decode()
    for card in first_meetings():
        assert f'href="/mots/premier-rendez-vous/{card.code}/"' in page


def test_a_card_says_what_to_ask_and_to_refuse_and_who_wrote_it(client):
    page = client.get("/mots/premier-rendez-vous/banque/").content.decode()
    for said in ("Ce que vous pouvez refuser", "je ne peux pas payer un mois", "Venir avec"):
        assert said in page
    assert "pas encore relu par des gens du métier" in page


def test_a_reader_in_english_has_the_card_in_english(client):
    address = "/mots/premier-rendez-vous/guichet/"
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "At the public services counter" in page


def test_another_card_is_not_there(client):
    assert client.get("/mots/premier-rendez-vous/notaire/").status_code == 404
