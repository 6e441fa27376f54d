"""An index of words: it finds what a plain reading finds, and what people meant to write."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.directory.finding.index import Field, Held, WordIndex
from entrelieux.directory.finding.search import Mended, matched
from entrelieux.directory.finding.words import both_ways, form_of, words_in
from entrelieux.packs.fr.finding import FindingError, load_short_forms, read_short_forms

NAME = Field(5.0, 0.5, names=True)
TOLD = Field(1.0, 0.5, names=False)
WORDS = ["halle", "gare", "bourg", "moulin", "lavoir", "fontaine"]
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=4), min_size=1, max_size=8)


def index_of(names, told=None):
    """Of texts, one for each row."""
    columns = [(NAME, names), (TOLD, told or [""] * len(names))]
    held = [
        Held(field, range(len(said)), [both_ways(words_in(text)) for text in said])
        for field, said in columns
    ]
    every = {word for one in held for text in one.texts for word in text}
    return WordIndex.build(len(names), held, {word: form_of(word) for word in every})


def rows(index, text):
    found = matched(index, text)
    return np.flatnonzero(found.keep).tolist()


def best_first(index, text):
    found = matched(index, text)
    kept = np.flatnonzero(found.keep)
    return sorted(kept.tolist(), key=lambda row: -found.score[row])


@settings(deadline=None)
@given(texts, texts, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
def test_rows_that_hold_every_word_are_kept_and_no_other(names, told, asked):
    count = min(len(names), len(told))
    index = index_of([" ".join(x) for x in names[:count]], [" ".join(x) for x in told[:count]])
    held = [{*names[row], *told[row]} for row in range(count)]
    whole = [row for row in range(count) if held[row] >= set(asked)]
    found = matched(index, " ".join(asked))
    assert found.is_partial == (not whole)
    if whole:
        assert np.flatnonzero(found.keep).tolist() == whole
    elif not found.missing:
        most = max(len(held[row] & set(asked)) for row in range(count))
        assert all(held[row] & set(asked) for row in np.flatnonzero(found.keep))
        assert found.keep.any() == bool(most)
    named = [row for row in range(count) if set(names[row]) >= set(asked)]
    assert np.flatnonzero(found.named).tolist() == named or found.missing


@settings(deadline=None)
@given(texts, texts)
def test_an_index_comes_back_from_its_arrays(names, told):
    index = index_of([" ".join(one) for one in names])
    again = WordIndex.from_arrays(index.to_arrays())
    for word in WORDS:
        one, other = matched(index, word), matched(again, word)
        assert one.score.tolist() == other.score.tolist()
        assert one.keep.tolist() == other.keep.tolist()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("atelier", [0, 1]),
        ("ATELIERS", [0, 1]),
        ("st chely", [2]),
        ("Saint-Chély", [2]),
        ("bd voltaire", [3]),
        ("boulevard Voltaire", [3]),
        ("mjc", [4, 5]),
        ("maison des jeunes et de la culture", [4, 5]),
        ("médiath", [6]),
        ("l'atelier du bourg", [0]),
        ("", None),
        (" '\x00%;-- ", None),
    ],
)
def test_words_are_found_however_they_are_written(typed, found):
    index = index_of(
        [
            "Atelier du bourg",
            "Les ateliers",
            "Mairie de Saint-Chély-d'Apcher",
            "12 Bd Voltaire",
            "MJC",
            "Maison des jeunes et de la culture",
            "Médiathèque",
        ]
    )
    assert (matched(index, typed) and rows(index, typed)) == found


def test_a_slip_is_mended_and_said_and_a_known_word_is_left_alone():
    index = index_of(["Mairie de Langogne", "Mairie de Langon", "Bibliothèque"])
    found = matched(index, "lagogne")
    assert np.flatnonzero(found.keep).tolist() == [0]
    assert found.mended == (Mended("lagogne", "langogne"),)
    assert matched(index, "langon").mended == ()
    assert matched(index, "biblioteque").mended == (Mended("biblioteque", "bibliotheque"),)


def test_a_short_stem_joins_plurals_only():
    index = index_of(["Rennes", "René", "Tiers-lieu", "Les lieux", "Jeunes"])
    assert rows(index, "rennes mairie") == rows(index, "rennes") == [0]
    assert rows(index, "lieux ouvert") == [2, 3]
    assert rows(index, "jeune public") == [4]


def test_two_words_written_as_one_are_parted():
    index = index_of(["Mairie de Saint-Chély", "Saint-Flour", "Chely"])
    found = matched(index, "stchely mairie")
    assert np.flatnonzero(found.keep).tolist() == [0]
    assert found.mended == (Mended("stchely", "saint chely"),)


def test_a_word_hardly_ever_met_is_also_read_as_the_common_one_it_resembles():
    index = index_of(["Mediateque"] + ["Médiathèque"] * 60)
    assert len(rows(index, "mediateque")) == 61
    assert best_first(index, "mediateque")[0] == 0
    assert matched(index, "mediateque").mended == (Mended("mediateque", "mediatheque"),)


def test_when_no_row_holds_every_word_the_rarest_words_choose_and_it_is_said():
    index = index_of(["Mairie d'Alès", "Mairie de Mende", "Mairie d'Uzès", "Gare de Langogne"])
    found = matched(index, "mairie langogne")
    assert (found.is_partial, found.missing) == (True, ())
    assert np.flatnonzero(found.keep).tolist() == [3]
    found = matched(index, "mairie zorglub")
    assert (found.is_partial, found.missing) == (True, ("zorglub",))
    assert np.flatnonzero(found.keep).tolist() == [0, 1, 2]
    assert not matched(index, "zorglub").keep.any()


def test_small_words_are_not_required_but_stand_when_they_are_alone():
    index = index_of(["La Halle", "Notre-Dame", "Gare"])
    assert rows(index, "une halle pour nous") == [0]
    assert rows(index, "notre dame") == [1]


def test_a_name_outranks_what_is_told_and_a_short_one_outranks_a_long_one():
    index = index_of(
        ["Gare", "Halle de la gare du bourg et du moulin", "Lavoir", "Fontaine"],
        ["", "", "gare", ""],
    )
    assert best_first(index, "gare") == [0, 1, 2]


def test_short_forms_are_one_word_given_once():
    shorts = [one.short for one in load_short_forms()]
    assert len(shorts) == len(set(shorts))
    for text in ("court,long\na b,c", "court,long\na,", "court,long\na,b\na,c", "x,y\na,b"):
        with pytest.raises(FindingError, match=r"ttendu|déjà"):
            read_short_forms(text)
