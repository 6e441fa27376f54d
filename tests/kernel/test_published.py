"""What is published is measured; that of the fictional network is plain, by our own checker."""

import pytest

from entrelieux.engine.language.clarity import kandel_moles
from entrelieux.kernel import published
from entrelieux.kernel.clear_text import clarity_of
from entrelieux.kernel.published import published_texts, readability
from entrelieux.kernel.viewer import ANYONE
from tests.factories import demo, demonstration, network

__all__ = ["demo", "demonstration", "network"]

pytestmark = pytest.mark.django_db


def test_every_text_that_the_demonstration_publishes_is_plain(demonstration):
    texts = [(str(sort.label), text) for sort, said in published_texts(ANYONE) for text in said]
    assert len(texts) > 200
    hard = {
        (sort, text): [one.found for one in clarity_of(text).findings]
        for sort, text in texts
        if not clarity_of(text).label()
    }
    assert hard == {}


def test_what_is_measured_is_what_is_shown(network):
    network.place(presentation="Venez. On vous aide.")
    network.place(presentation="Un tiers-lieu (un lieu partagé) et la CAF.")
    network.place(presentation="Parti.", withdrawn_on="2026-01-01")
    network.publish()
    (places,) = (one for one in readability(ANYONE) if one.label == "présentations des lieux")
    assert (places.texts, places.read) == (2, 2)
    assert (places.clear, places.easy) == (1, 2)
    assert (places.hard, places.explained) == (2, 1)


def test_what_people_say_of_themselves_is_given_no_mark(demonstration):
    assert {str(sort.label) for sort, said in published_texts(ANYONE) if sort.by_people and said}
    marked = {one.label for one in readability(ANYONE)}
    assert "invitations aux rencontres" in marked
    assert marked & {"propositions d'entraide", "noms des projets", "projets en quelques mots"} == (
        set()
    )


def test_many_texts_are_read_here_and_there(network, monkeypatch):
    monkeypatch.setattr(published, "MOST_READ", 3)
    for number in range(7):
        network.place(presentation=f"Texte {number}.")
    network.publish()
    (places,) = (one for one in readability(ANYONE) if one.label == "présentations des lieux")
    assert places.texts == 7
    assert places.read <= 3


def test_the_page_of_words_to_explain_says_the_measure_and_its_formula(client, demo):
    page = client.get("/mots/a-expliquer/").content.decode()
    assert "présentations des lieux" in page
    assert "Kandel et Moles" in page


def test_twenty_common_words_are_easy_enough():
    assert kandel_moles(words=20, sentences=1, syllables=34) > published.EASY
