"""However a word is written, the known one is found; what is not known stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.language.spelling import FREQUENT, Speller
from entrelieux.engine.language.tokens import tokens_of
from entrelieux.reception.learning import load_model


@pytest.fixture(scope="module")
def speller() -> Speller:
    return load_model().speller


def read(speller, text):
    tokens = tokens_of(text)
    words = speller.read([t.word for t in tokens], [t.first for t in tokens])
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("déclaration", "declaration"),
        ("declarassion", "declaration"),
        ("jai un pb dordi", "j ai un probleme d ordi"),
        ("rdv", "rendez vous"),
        ("internett", "internet"),
        ("voitture", "voiture"),
        ("je sais", "je sais"),
        ("OUIIIII", "oui"),
        ("zzzqqqkx 48000", "zqkx 48000"),
    ],
)
def test_a_word_is_read_as_it_was_meant(speller, written, meant):
    assert read(speller, written) == meant


def test_a_usual_word_is_never_mended(speller):
    for word in [word for word, met in speller.known.items() if met >= FREQUENT][::17]:
        assert speller.meant(word) == (word,)


@given(st.text(max_size=80))
def test_every_token_is_read_in_order_whatever_is_typed(text):
    tokens = tokens_of(text)
    words = load_model().speller.read([t.word for t in tokens], [t.first for t in tokens])
    assert sorted({i for word in words for i in range(word.low, word.high)}) == list(
        range(len(tokens))
    )
    assert [word.low for word in words] == sorted(word.low for word in words)


@given(st.text(max_size=200))
def test_tokens_are_slices_of_the_text(text):
    end = 0
    for token in tokens_of(text):
        assert end <= token.start < token.end <= len(text)
        assert token.word.isalnum()
        end = token.end


def test_signs_and_line_breaks_part_ideas_and_apostrophes_do_not():
    firsts = [(t.word, t.first) for t in tokens_of("J'ai l'idée, pas\nd'argent")]
    assert firsts == [
        ("j", True), ("ai", False), ("l", False), ("idee", False),
        ("pas", True), ("d", True), ("argent", False),
    ]  # fmt: skip


def test_what_a_person_types_is_not_retained(speller):
    before = dict(speller._read)
    assert read(speller, "madame zbrouwinski veut declarassion") != ""
    assert set(speller._read) - set(before) <= set(speller.known)
