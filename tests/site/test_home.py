"""The home page: where one says what one wants, two doors, and what happens around."""

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from entrelieux.reception.models import Intake

pytestmark = pytest.mark.django_db
MONDAY_AT_TEN = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Paris"))


def text(response):
    return response.content.decode()


def plain(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text(response))))


@pytest.fixture
def at_ten(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_AT_TEN)


def test_words_said_at_home_go_by_post_with_a_token_against_forgery(client, communes):
    html = text(client.get("/"))
    form = re.search(r'<form action="/parcours/" method="post".*?</form>', html, re.S)[0]
    assert "csrfmiddlewaretoken" in form
    assert '<label for="mots">' in form
    assert 'name="mots"' in form
    assert "maxlength" not in form, "a text that is pasted is never cut in silence"


def test_words_in_an_address_are_not_taken(client, communes):
    html = text(client.get("/", {"mots": "monsecret"}))
    assert re.search(r"<textarea[^>]*></textarea>", html)


def test_both_doors_lead_somewhere(client, communes):
    html = text(client.get("/"))
    assert 'href="/parcours/"' in html
    assert 'href="/proposer/"' in html
    page = client.get("/proposer/")
    assert "Pas encore possible" in plain(page)
    assert "entrelieux import" in plain(page)
    assert "<form" not in text(page).split("<main")[1].split("</main>")[0]


def test_nothing_known_is_said_kindly(client, db):
    page = plain(client.get("/"))
    assert "Aucun lieu n'est encore connu ici" in page
    assert "Ouverts maintenant" not in page


def test_the_life_around_is_that_of_the_commune_asked(client, demo, at_ten):
    everywhere, around = client.get("/"), client.get("/", {"commune": "Langogne"})
    assert "autour de" not in plain(everywhere)
    assert "autour de Langogne" in plain(around)
    assert "autour du Malzieu-Ville" in plain(client.get("/", {"commune": "Le Malzieu-Ville"}))
    html = text(around)
    assert len(re.findall(r'<li><a href="/lieux/[\w-]+/">', html)) >= 2
    assert '<input type="hidden" name="commune" value="Langogne (Lozère, 48)">' in html
    assert re.search(r"\d+ lieux ouverts, parmi \d+", plain(around))


def test_far_from_everything_one_is_sent_to_the_town_hall(client, demo):
    page = plain(client.get("/", {"commune": "Brest (Finistère, 29)"}))
    assert "Nous ne connaissons encore aucun lieu" in page
    assert "mairie" in page


def test_homonyms_are_links_that_name_one_commune_each(client, demo):
    html = text(client.get("/", {"commune": "Saint-Denis"}))
    assert "De quelle commune" in html
    links = re.findall(r'href="(/\?commune=[^"#]+)#vie"', html)
    assert len(links) > 2
    for link in links:
        assert "De quelle commune" not in text(client.get(unescape(link)))


@pytest.mark.parametrize("hostile", ["<script>x</script>", "\x00", "zzzzqq", "é" * 5000, "\u202e"])
def test_a_hostile_commune_is_a_text(client, demo, hostile):
    response = client.get("/", {"commune": hostile})
    assert response.status_code == 200
    assert "<script>x" not in text(response)


def test_reading_the_home_page_keeps_nothing(client, demo):
    client.get("/", {"commune": "Langogne"})
    assert not Intake.objects.exists()


@pytest.mark.parametrize("path", ["/guichet/un-secret/", "/suivi/un-secret/rien/", "/un-secret/"])
def test_an_address_that_may_be_secret_is_given_to_no_other_page(client, path):
    page = client.get(path)
    assert page.status_code == 404
    links = re.findall(r'href="([^"]*)"', page.content.decode())
    assert "/compte/entrer/" in links
    assert not [link for link in links if "un-secret" in link]
