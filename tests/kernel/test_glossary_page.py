"""The page of words: by letter, searched, honest about who read them over; and the same as data."""

import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from entrelieux.kernel.glossary import all_terms
from entrelieux.kernel.glossary_page import glossary_page

pytestmark = pytest.mark.django_db


def page_of(client, address="/mots/", **more):
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_word_is_on_the_page_once_under_its_letter(client):
    page = page_of(client)
    ids = re.findall(r'class="words-entry" id="([^"]+)"', page)
    assert sorted(ids) == sorted(card.code for card in all_terms())
    for letter in glossary_page().letters:
        assert f'href="#lettre-{letter.letter}"' in page
        assert f'id="lettre-{letter.letter}"' in page


@pytest.mark.parametrize("query", ["rsa", "RSA", "revenu solidarite", " Solidarité  ACTIVE "])
def test_a_word_is_found_by_any_of_its_ways(query):
    codes = [entry.code for letter in glossary_page(query).letters for entry in letter.entries]
    assert "rsa" in codes
    assert len(codes) < 5


def test_a_word_that_is_not_there_leads_to_saying_so(client):
    page = page_of(client, "/mots/?q=<script>zzz")
    assert "&lt;script&gt;zzz" in page
    assert "<script>zzz" not in page
    assert "/mots/pas-compris/?mot=%3Cscript%3Ezzz" in page


def test_a_definition_nobody_read_over_says_so(client):
    page = page_of(client, "/mots/?q=rsa")
    assert "Pas encore relu par un panel." in page
    assert "rédaction Entrelieux, à relire" in page


def test_the_page_never_promises_a_right(client):
    assert not re.search(r"avez droit|aurez droit|a droit à", page_of(client))


def test_a_reader_in_english_has_english_definitions(client):
    page = page_of(client, "/mots/?q=VAT", headers={"accept-language": "en"})
    assert "Value added tax" in page


def test_the_same_words_are_open_data(client):
    (found,) = client.get("/api/v1/termes?q=microcredit").json()
    assert found["code"] == "microcredit"
    assert found["relecteurs"] == []
    assert len(client.get("/api/v1/termes").json()) == len(all_terms())
    assert client.get("/api/v1/termes?q=" + "x" * 61).status_code == 422


def render(text, **context):
    request = RequestFactory().get("/")
    return Template("{% load ui %}" + text).render(Context({"request": request, **context}))


def test_a_word_in_a_sentence_links_to_its_plain_words():
    assert render('{% term "rsa" %}') == '<a class="term" href="/mots/#rsa">RSA</a>'
    assert ">le RSA<" in render('{% term "rsa" "le RSA" %}')
    assert render('{% term "nothing" label %}', label="<b>") == "&lt;b&gt;"


def test_the_foot_of_each_page_leads_to_the_form_and_never_gives_a_private_address(client):
    for address, kind in (
        *(("/", "accueil"), ("/parcours/", "demande"), ("/sources/", "autre")),
        *(("/agenda/", "agenda"), ("/observatoire/", "observatoire"), ("/lieux/", "lieux")),
    ):
        assert f'href="/mots/pas-compris/?depuis={kind}"' in page_of(client, address)
    with translation.override("fr"):
        lost = client.get("/nulle-part/").content.decode()
    assert 'href="/mots/pas-compris/?depuis=autre"' in lost
