"""Our own texts are held to plain words: measured, and never worse than what is written here."""

import re

import pytest

from entrelieux.engine.language.clarity import Kind, sentences_of
from entrelieux.kernel.clear_text import clarity_of
from entrelieux.packs.fr.needs import load_needs
from entrelieux.packs.fr.termes import load_terms
from scripts import build_catalogue as build

NEED_WORDS = 20
SCREEN_WORDS = 25
LONG_HELP = {"chercher-logement", "defendre-droits", "garder-ses-droits", "lieu-travail"}
"""Needs whose help has a longer sentence today: to shorten, never to add to."""
LONG_ON_SCREEN = 5
"""Sentences of more than 25 words in the texts on screen: a ceiling to bring down."""


def longest(text):
    return max((sentence.words for sentence in sentences_of(text)), default=0)


def on_screen():
    """French texts of pages and commands, placeholders and tags taken out."""
    for where, msgid, _context in build.msgids():
        for form in [msgid] if isinstance(msgid, str) else msgid:
            yield where, re.sub(r"%\(\w+\)0?\d*[sdgf]", "X", re.sub(r"<[^>]+>", "", form))


@pytest.mark.parametrize("term", load_terms(), ids=lambda term: term.code)
def test_a_definition_is_short_sentences_without_foreign_words(term):
    findings = clarity_of(term.definition).findings
    assert [one.found for one in findings if one.kind in {Kind.LONG, Kind.FOREIGN}] == []


def test_the_help_of_a_need_has_no_sentence_of_more_than_twenty_words():
    long = {need.code for need in load_needs() if longest(need.help) > NEED_WORDS}
    assert long - LONG_HELP == set()


def test_the_label_of_a_need_is_one_short_sentence():
    assert [need.code for need in load_needs() if longest(need.label) > 15] == []


def test_texts_on_screen_are_easy_and_long_sentences_are_few():
    texts = [text for _where, text in on_screen()]
    long = [text for text in texts if longest(text) > SCREEN_WORDS]
    assert len(texts) > 400
    assert len(long) <= LONG_ON_SCREEN, "\n".join(long)
    measured = [clarity_of(text) for text in texts]
    words, sentences, syllables = (
        sum(getattr(one, name) for one in measured) for name in ("words", "sentences", "syllables")
    )
    assert 207 - 1.015 * words / sentences - 73.6 * syllables / words >= 80


def test_no_text_calls_itself_falc_or_states_a_right():
    faults = [
        (where, text)
        for where, text in on_screen()
        if re.search(r"(?<!pas en )\bFALC\b|est facile à lire et à comprendre", text)
        or re.search(r"(?<!«\u00a0)vous avez droit à", text)
    ]
    assert faults == []
