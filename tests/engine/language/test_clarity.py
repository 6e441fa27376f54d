"""Plain text: worked figures by hand, one rule at a time, and laws on any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.language.clarity import (
    HARDEST,
    HardWord,
    Kind,
    Lexicon,
    Panel,
    check_clarity,
    kandel_moles,
    level_of,
    sentences_of,
)
from entrelieux.engine.language.occurrences import Occurrences
from entrelieux.engine.language.syllables import syllables_in

LEXICON = Lexicon(
    hard=(
        HardWord(("CAF", "caisse d’allocations familiales"), "L’organisme des aides."),
        HardWord(("trésorerie",), "L’argent disponible.", "argent disponible"),
    ),
    foreign={"deadline": "date limite", "open space": "grand bureau partagé"},
    familiar=frozenset({"SMS"}),
)


def found(text, **more):
    return [(one.kind, one.found) for one in check_clarity(text, LEXICON, **more).findings]


@pytest.mark.parametrize(
    ("words", "syllables", "score"),
    [(12, 1.5, 84), (20, 1.7, 62), (30, 1.9, 37)],
)
def test_the_score_is_that_of_the_formula(words, syllables, score):
    assert round(kandel_moles(words=words, sentences=1, syllables=words * syllables)) == score


def test_the_easiest_score_is_one_word_of_one_syllable():
    assert kandel_moles(words=1, sentences=1, syllables=1) == pytest.approx(132.385)


def test_a_score_needs_a_word():
    with pytest.raises(ValueError, match="at least one word"):
        kandel_moles(words=0, sentences=0, syllables=0)
    assert check_clarity("", LEXICON).score is None
    assert check_clarity("… !", LEXICON).label() == ""


@pytest.mark.parametrize(
    ("score", "level"),
    [(90, "très facile"), (89.9, "facile"), (60, "moyen"), (30, "difficile"), (-5, HARDEST)],
)
def test_levels_begin_where_they_say(score, level):
    assert level_of(score) == level


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        *(("eau", 1), ("idée", 2), ("table", 1), ("création", 3), ("client", 2), ("payer", 2)),
        *(("nuage", 2), ("oui", 1), ("ouest", 1), ("parlent", 1), ("argent", 2), ("moment", 2)),
        *(("peuvent", 1), ("réunion", 3), ("naïf", 2), ("quelque", 1), ("mangeons", 2)),
        *(("guerre", 1), ("société", 3), ("pays", 2), ("vie", 1), ("accueil", 2), ("yeux", 1)),
        *(("ordinateur", 4), ("numérique", 3), ("accompagnement", 5), ("le", 1), ("RSA", 3)),
        *(("l’idée", 2), ("tiers-lieu", 2), ("2026", 4), ("", 0), ("«", 0), ("coopérative", 5)),
    ],
)
def test_syllables_are_those_of_the_ear(word, syllables):
    assert syllables_in(word) == syllables


def test_sentences_end_at_stops_titles_lists_and_blank_lines():
    text = "# Un titre\nUne phrase\nsur deux lignes. Une autre !\n\n1. Premier point\n- second\n"
    assert [text[one.start : one.end] for one in sentences_of(text)] == [
        "Un titre",
        "Une phrase\nsur deux lignes.",
        "Une autre !",
        "Premier point",
        "second",
    ]


@pytest.mark.parametrize(
    "text", ["Voir M. Durand ici", "Papiers, etc. sont là", "Il a 1.5 an", "p. ex. ici"]
)
def test_a_short_form_or_a_number_ends_no_sentence(text):
    assert len(sentences_of(text)) == 1


def test_a_long_sentence_is_found_and_cut_near_its_middle():
    text = (
        "Vous venez au guichet le lundi matin mais vous prenez un rendez-vous avant "
        "par ce site simple."
    )
    (one,) = check_clarity(text, LEXICON).findings
    assert one.kind is Kind.LONG
    assert "17 mots, 15 au plus" in one.suggestion
    assert "« mais »" in one.suggestion
    assert found(text, most_words=17) == []


def test_fifteen_words_are_not_too_many_and_thirteen_are_when_strict():
    fifteen = " ".join(["mot"] * 15) + "."
    assert found(fifteen) == []
    assert found(fifteen, most_words=12) == [(Kind.LONG, fifteen)]


@pytest.mark.parametrize(
    "text",
    ["la CAF (caisse d’allocations familiales)", "caisse locale (CAF)", "CAF : des aides", "un SMS",
     "la CAF, c’est-à-dire les aides"],
)  # fmt: skip
def test_an_acronym_that_is_explained_or_familiar_is_left_alone(text):
    assert [one for one in found(text) if one[0] is Kind.ACRONYM] == []


def test_an_acronym_is_found_once_and_its_words_are_given():
    (one,) = check_clarity("La CAF verse. La CAF répond.", LEXICON).findings
    assert (one.kind, one.found, one.line, one.column) == (Kind.ACRONYM, "CAF", 1, 4)
    assert "L’organisme des aides." in one.suggestion
    assert found("Le XYZ vient.") == [(Kind.ACRONYM, "XYZ")]


def test_hard_and_foreign_words_have_plain_ones():
    text = "La trésorerie est basse.\nLa deadline approche dans l’Open space."
    one, two, three = check_clarity(text, LEXICON).findings
    assert (one.kind, one.found) == (Kind.TERM, "trésorerie")
    assert "« argent disponible »" in one.suggestion
    assert (two.kind, two.line, two.column) == (Kind.FOREIGN, 2, 4)
    assert "date limite" in two.suggestion
    assert three.found == "Open space"


def test_a_word_of_the_glossary_is_not_also_found_as_a_foreign_one():
    lexicon = Lexicon(
        hard=(HardWord(("business plan",), "Un dossier."),), foreign={"business": "activité"}
    )
    kinds = [one.kind for one in check_clarity("Mon business plan.", lexicon).findings]
    assert kinds == [Kind.TERM]


@pytest.mark.parametrize(
    "text",
    ["L’aide est versée.", "Les dossiers ont été rapidement transmis.", "Elle sera donc prise."],
)
def test_a_passive_is_found(text):
    assert [kind for kind, _found in found(text)] == [Kind.PASSIVE]


@pytest.mark.parametrize(
    "text",
    ["Elle est allée au guichet.", "Il s’est trompé.", "Le lieu est situé ici.", "C’est gratuit.",
     "Nous nous sommes trompés.", "La place est grande."],
)  # fmt: skip
def test_what_only_looks_like_a_passive_is_not(text):
    assert found(text) == []


def test_a_clean_text_is_plain_text_and_never_easy_to_read_and_understand_by_itself():
    clean = check_clarity("Venez nous voir. On vous aide.", LEXICON)
    assert clean.label() == "texte clair"
    assert not clean.is_reliable
    assert check_clarity("La CAF.", LEXICON).label() == ""
    said = clean.label([Panel("ESAT Les Genêts", "2026-11-12")])
    assert said == "FALC, relu par : ESAT Les Genêts, 2026-11-12"


@given(st.text(max_size=300))
def test_any_text_is_measured_and_each_finding_is_where_it_says(text):
    report = check_clarity(text, LEXICON)
    assert report.sentences <= report.words
    assert report.longest <= report.words
    assert (report.score is None) == (report.words == 0)
    for one in report.findings:
        assert text[one.start : one.end] == one.found
        line = text.split("\n")[one.line - 1]
        assert line[one.column - 1 :].startswith(one.found.split("\n")[0])


@given(st.text(max_size=40))
def test_a_word_never_has_more_syllables_than_signs(word):
    assert 0 <= syllables_in(word) <= 2 * len(word)


@given(st.lists(st.sampled_from(["CAF", "caf", "nom", "de", "domaine", ".", "-"]), max_size=12))
def test_occurrences_never_overlap_and_are_in_order(parts):
    text = " ".join(parts)
    found_there = Occurrences([["CAF"], ["nom de domaine"], ["nom"]]).find(text)
    ends = [one.end for one in found_there]
    starts = [one.start for one in found_there]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert "caf" not in {text[one.start : one.end] for one in found_there}
