"""The words that the project began with are all explained, each by everybody's words."""

import pytest

from entrelieux.packs.fr.termes import MOST_WORDS, load_terms, words_in

START = (
    *("tiers-lieu", "coworking", "télécentre", "incubateur", "couveuse", "pépinière", "amorçage"),
    *("business plan", "prévisionnel", "étude de marché", "BFR", "trésorerie", "apport"),
    *("prêt d’honneur", "microcrédit", "garantie", "statut juridique", "micro-entreprise", "CAE"),
    *("CAPE", "entrepreneur salarié", "portage", "SIRET", "NAF", "Urssaf", "TVA", "ACRE", "ARCE"),
    *("pitch", "réseau", "mentor", "open innovation", "externalités", "EPN", "France services"),
    *("Pix", "e-mail professionnel", "hébergement de site", "nom de domaine", "référencement"),
    *("paiement en ligne", "facturation électronique", "RGPD"),
)
"""Requirement LAN1. « hébergement » alone is a roof, in services: the word says of what."""


@pytest.mark.parametrize("word", START)
def test_a_word_of_the_start_list_is_wholly_explained(word):
    (term,) = (term for term in load_terms() if word in term.forms)
    assert words_in(term.definition) <= MOST_WORDS == 25
    assert words_in(term.english_definition) <= MOST_WORDS
    for said in (term.example, term.otherwise, term.mediation, term.eco, term.public, term.source):
        assert said


def test_nobody_is_said_to_have_read_a_word_over_before_they_have():
    assert {term.reviewers for term in load_terms()} == {()}
