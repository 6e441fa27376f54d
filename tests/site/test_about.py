"""What the site says of itself: who answers for it, what is invented, and nothing made up."""

import pytest
from django.utils.html import escape

from entrelieux.packs.fr.phrases import load_phrases
from entrelieux.site.settings_model import Environment

pytestmark = pytest.mark.django_db

SAID = {
    "site_publisher": "Réseau des Essais, 1 place Haute",
    "site_director": "Une Personne d'Essai",
    "site_host": "Hébergeur d'Essai, 2 place Basse",
    "site_contact": "bonjour@example.org",
    "site_source_url": "https://code.example.org/entrelieux",
}
MISSING = (
    "Cette installation ne dit pas encore qui la publie.",
    "Cette installation ne dit pas encore qui l'héberge.",
    "Cette installation ne donne pas encore d'adresse où écrire.",
    "Cette installation ne dit pas encore où lire son code.",
)
OF_ITSELF = (
    "/a-propos/",
    "/comment-ce-parcours-est-il-choisi/",
    "/sources/",
    "/confidentialite/",
    "/accessibilite/",
    "/mentions-legales/",
    "/reseau-fictif/",
)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_legal_notices_say_what_the_operator_filled_in(client, settings):
    settings.SITE = Environment(**SAID).site()
    page = read(client, "/mentions-legales/")
    assert [text for text in SAID.values() if escape(text) not in page] == []
    assert 'href="mailto:bonjour@example.org"' in page
    assert [text for text in MISSING if escape(text) in page] == []


def test_legal_notices_say_what_is_missing_and_make_up_nothing(client, settings):
    settings.SITE = Environment(**dict.fromkeys(SAID, "")).site()
    page = read(client, "/mentions-legales/")
    assert [text for text in MISSING if text not in page] == []
    assert "Cette page n'est pas complète" in page
    assert "Responsable de la publication" not in page


def test_a_half_filled_notice_is_said_to_be_incomplete(client, settings):
    settings.SITE = Environment(**{**SAID, "site_host": "  "}).site()
    page = read(client, "/mentions-legales/")
    assert MISSING[1] in page
    assert "Cette page n'est pas complète" in page


@pytest.mark.parametrize("address", ["/accessibilite/", "/confidentialite/"])
def test_the_place_to_write_to_is_where_one_looks_for_it(client, settings, address):
    settings.SITE = Environment(**SAID).site()
    assert "bonjour@example.org" in read(client, address)
    settings.SITE = Environment().site()
    assert "Cette installation ne donne pas encore d'adresse" in read(client, address)


def test_what_an_operator_writes_is_text_and_never_markup(client, settings):
    settings.SITE = Environment(site_publisher="<b>moi</b>", site_contact="<i>ici</i>").site()
    for address in ("/mentions-legales/", "/a-propos/", "/accessibilite/"):
        page = read(client, address)
        assert "<b>moi" not in page
        assert "<i>ici" not in page


@pytest.mark.parametrize("address", OF_ITSELF)
def test_the_foot_of_every_page_leads_to_all_that_the_site_says_of_itself(client, address):
    foot = read(client, address).split("<footer", 1)[1]
    assert [other for other in OF_ITSELF if f'href="{other}"' not in foot] == []


def test_the_page_on_fiction_says_whether_fiction_is_shown_here(client, demo):
    assert "N'appelez personne" in read(client, "/reseau-fictif/")


def test_without_fiction_the_page_on_it_says_so(client):
    page = read(client, "/reseau-fictif/")
    assert "ne montre en ce moment aucun lieu inventé" in page
    assert "N'appelez personne" not in page


def test_the_page_on_method_does_not_boast_of_phrases_it_lacks():
    assert len(load_phrases()) > 2000
