"""Each page explains the hard words that it shows: once, without scripts, without remembering."""

import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from entrelieux.kernel import glossary
from entrelieux.kernel.glossary import words_met

pytestmark = pytest.mark.django_db


def met(html):
    return [(word.card.code, word.said) for word in words_met(html)]


def test_words_are_met_in_the_order_of_the_page_each_once_in_all_its_ways():
    html = "<p>Un <b>tiers-lieu</b> et la CAF</p><p>Les tiers-lieux, la CAF</p>"
    assert met(html) == [("tiers-lieu", ("tiers-lieu", "tiers-lieux")), ("caf", ("CAF",))]


@pytest.mark.parametrize(
    "html",
    [
        "<textarea>la CAF</textarea>",
        '<input value="la CAF">',
        "<script>CAF</script>",
        "<!-- CAF -->",
        "<svg><title>CAF</title></svg>",
        "<select><option>CAF</option></select>",
        "<i>nom de</i><i>domaine</i>",
    ],
)
def test_what_is_typed_chosen_or_drawn_is_not_read_nor_words_parted_by_a_tag(html):
    assert met(html) == []


def test_what_a_page_writes_as_entities_is_read():
    assert met("<p>un pr&ecirc;t d&#x27;honneur</p>") == [("pret-d-honneur", ("prêt d'honneur",))]


def test_nothing_of_a_page_is_remembered():
    before = glossary._found_in.cache_info().currsize, glossary._ranks.cache_info().currsize
    words_met("<p>Je suis Zoé et je perds mon RSA.</p>")
    after = glossary._found_in.cache_info().currsize, glossary._ranks.cache_info().currsize
    assert after == before


def render(text):
    context = Context({"request": RequestFactory().get("/agenda/")})
    return Template("{% load ui %}{% explained %}" + text + "{% endexplained %}").render(context)


def test_a_page_is_left_as_it_is_and_its_words_come_after_it():
    page = render("<p>La CAF.</p>")
    assert page.startswith("<p>La CAF.</p>")
    assert 'data-forms="CAF"' in page
    assert "/mots/#caf" in page
    assert "/mots/pas-compris/?mot=caf&amp;depuis=agenda" in page


def test_a_page_without_a_hard_word_loads_nothing_more():
    assert render("<p>Venez.</p>") == "<p>Venez.</p>"


def test_what_a_page_shows_cannot_write_in_the_list():
    assert "<b>CAF" not in render("&lt;b&gt;CAF").partition("data-explained")[2]


def test_a_reader_in_english_has_english_words():
    with translation.override("en"):
        page = render("<p>The RSA.</p>")
    assert "A payment" in page
    assert '<dt lang="fr">RSA' in page


@pytest.mark.parametrize("address", ["/sources/", "/lieux/", "/observatoire/", "/a-propos/"])
def test_any_page_explains_its_words_once(client, address):
    page = client.get(address).content.decode()
    assert page.count("data-explained>") == (1 if words_met(main(page)) else 0)
    forms = re.findall(r'data-forms="([^"]+)"', page)
    assert len(set(forms)) == len(forms)


def main(page):
    return re.search(r"<main.*?(?=<details[^>]* data-explained|</main>)", page, re.DOTALL)[0]


def test_the_page_of_words_explains_them_already(client):
    assert "data-explained" not in client.get("/mots/").content.decode()
