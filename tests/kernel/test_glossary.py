"""Words that need explaining are found whole, once, in their order, in the reader's language."""

import time

import pytest
from django.utils import translation

from entrelieux.kernel.glossary import all_terms, term_card, terms_in


def codes(*texts):
    return [card.code for card in terms_in(texts)]


def test_each_word_is_given_once_in_order_of_first_occurrence():
    assert codes("La CAF verse le RSA.", "Le RSA, la MSA.") == ["caf", "rsa", "msa"]


def test_the_longest_form_wins_and_is_not_cut():
    assert codes("un nom de domaine") == ["nom-de-domaine"]
    assert codes("sur les réseaux sociaux") == ["reseaux-sociaux"]
    assert codes("zone de revitalisation rurale") == ["frr"]


@pytest.mark.parametrize("text", ["pour les deux", "Elles are ici", "ass", "capes", "fêtes", ""])
def test_a_part_of_a_word_or_an_acronym_in_small_letters_is_not_the_word(text):
    assert codes(text) == []


def test_an_acronym_keeps_its_capitals_and_other_words_do_not_mind():
    assert codes("Son ARE et son ASS") == ["are", "ass"]
    assert codes("TIERS-LIEU, Coworking") == ["tiers-lieu", "coworking"]


def test_accents_count_and_apostrophes_and_hyphens_do_not():
    assert codes("prevision") == []
    assert codes("un prêt d'honneur", "un prêt d’honneur") == ["pret-d-honneur"]
    assert codes("tiers lieu") == codes("tiers‑lieu") == ["tiers-lieu"]


def test_words_parted_by_a_full_stop_or_by_two_texts_are_two():
    assert codes("Voici mon nom. De domaine, point.") == []
    assert codes("nom de", "domaine") == []


def test_a_reader_in_english_gets_english_words():
    with translation.override("en"):
        (card,) = terms_in(["Le RSA"])
    assert card.word == "RSA"
    assert card.definition.startswith("A payment")
    (card,) = terms_in(["Le RSA"])
    assert card.definition.startswith("Revenu de solidarité active")
    assert card.example


def test_every_term_finds_itself_in_its_own_word():
    assert len(all_terms()) >= 110
    for card in all_terms():
        assert card.code in codes(card.word), card
        assert term_card(card.code) == card


def test_an_unknown_code_has_no_card():
    assert term_card("rien-de-tel") is None


def test_a_page_is_read_within_two_milliseconds():
    """The best of several: what the machine does beside is not what is measured."""
    page = "Le conseiller de la mission locale parle du RSA et du prêt d’honneur à Langogne. " * 60
    best = 1.0
    for turn in range(20):
        start = time.perf_counter()
        terms_in([f"{page} {turn}"])
        best = min(best, time.perf_counter() - start)
    assert best < 0.002
