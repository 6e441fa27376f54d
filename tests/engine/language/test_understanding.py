"""What the engine of language promises, on a small model learnt here and on the shipped one."""

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.language.spelling import Speller
from entrelieux.engine.language.training import Example, counted_words, learn, packed, unpacked
from entrelieux.engine.language.understanding import Turns, understand
from entrelieux.reception.learning import load_model

PLANE, OVEN = 0, 1
PHRASES = [
    Example("je veux piloter un avion", (PLANE,)),
    Example("voler au dessus des nuages", (PLANE,)),
    Example("un avion dans les nuages", (PLANE,)),
    Example("prendre les commandes et voler", (PLANE,)),
    Example("cuire du pain au four", (OVEN,)),
    Example("mon four chauffe le pain", (OVEN,)),
    Example("faire lever la pate du pain", (OVEN,)),
    Example("un four pour cuire", (OVEN,)),
    Example("bonjour madame", ()),
    Example("il fait beau aujourd hui", ()),
    Example("je vous remercie", ()),
]
SOLVED = ["j ai deja un four", "le pain est deja cuit", "j ai deja vole", "c est deja regle"]


def taught(*more, solved=SOLVED):
    examples = [*PHRASES, *PHRASES, *PHRASES, *more]  # thrice: rare words teach nothing
    known = counted_words(example.text for example in examples)
    turns = Turns(frozenset({"et", "mais"}), frozenset({"je", "un", "le", "du", "au", "j", "ai"}))
    return learn(
        examples,
        [*solved, *solved, *solved],
        codes=("avion", "four"),
        speller=Speller(known, (), ("j", "d"), {}),
        turns=turns,
        stem=lambda word: word,
    )


@pytest.fixture(scope="module")
def small():
    return taught()


def needs(text, model):
    return [p.need for p in understand(text, model, least=0.3).proposals]


def test_what_was_taught_is_understood(small):
    assert needs("voler dans un avion", small) == [PLANE]
    assert needs("cuire mon pain", small) == [OVEN]


def test_two_ideas_give_two_needs(small):
    assert sorted(needs("cuire du pain et piloter un avion", small)) == [PLANE, OVEN]


def test_nothing_is_proposed_for_words_that_ask_for_nothing(small):
    assert needs("bonjour madame", small) == []
    assert needs("", small) == needs("  ?! \n", small) == []


def test_what_is_there_already_is_set_aside(small):
    found = understand("j'ai déjà un four, mais je veux piloter un avion", small)
    assert [p.need for p in found.proposals if p.confidence > 0.3] == [PLANE]
    assert found.set_aside == (OVEN,)


def test_one_more_phrase_teaches_its_words():
    before = understand("une montgolfiere", taught()).proposals
    assert PLANE not in [p.need for p in before if p.confidence > 0.5]
    more = [Example("une montgolfiere dans le ciel", (PLANE,))] * 3
    after = understand("une montgolfiere", taught(*more)).proposals
    assert after[0].need == PLANE
    assert after[0].confidence > 0.5


def test_what_is_kept_gives_the_same_answers(small):
    again = unpacked(
        packed(small),
        codes=small.codes,
        speller=small.speller,
        turns=small.turns,
        stem=small.stem,
    )
    for example in PHRASES:
        one, other = understand(example.text, small), understand(example.text, again)
        assert [p.need for p in one.proposals[:1]] == [p.need for p in other.proposals[:1]]
        for p, q in zip(one.proposals[:1], other.proposals[:1], strict=True):
            assert p.confidence == pytest.approx(q.confidence, abs=0.05)


@given(st.text(max_size=300))
@hypothesis.example("MDP")
def test_answers_are_well_formed_whatever_is_typed(text):
    model = load_model()
    found = understand(text, model)
    confidences = [p.confidence for p in found.proposals]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 < c <= 1.0 for c in confidences)
    asked = [p.need for p in found.proposals]
    assert len(set(asked)) == len(asked)
    assert not set(asked) & set(found.set_aside)
    for proposal in found.proposals:
        assert proposal.because
        end = -1
        for start, stop in proposal.because:
            assert end < start < stop <= len(text)
            end = stop


WORDS = ["ordinateur", "j'ai", "pas", "de", "voiture", "peur", "RSA", "mais", ",", "et", "déjà"]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_case_and_spaces_change_nothing(words):
    model = load_model()
    text = " ".join(words)
    one, other = understand(text, model), understand(f"  {text.upper()} ", model)
    assert [(p.need, p.confidence) for p in one.proposals] == [
        (p.need, p.confidence) for p in other.proposals
    ]


def test_a_very_long_text_is_read_to_its_limit_only():
    model = load_model()
    start = "je cherche un logement. " + "bla " * 300
    assert understand(start, model) == understand(start + "piloter un avion " * 5000, model)
