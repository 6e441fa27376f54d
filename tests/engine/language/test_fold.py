"""Two spellings of one name fold to one text, and folding is done once for all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.language import fold

LAWFUL = settings(deadline=None, derandomize=True, max_examples=400)


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (("Saint-Étienne", "SAINT ETIENNE", "st etienne", "St.  Étienne "), "saint etienne"),
        (("Sainte-Énimie", "ste enimie", "STE. ÉNIMIE"), "sainte enimie"),
        (("Stes-Maries-de-la-Mer", "Saintes Maries de la Mer"), "saintes maries de la mer"),
        (("L'Île-d'Yeu", "l’ile d’yeu", "L`ÎLE D´YEU"), "l ile d yeu"),
        (("Œuilly", "OEUILLY", "œuilly"), "oeuilly"),
        (("Hœdic", "hoedic"), "hoedic"),
        (("Ex æquo", "EX AEQUO"), "ex aequo"),
        (("a\u00adb\u200bc", "abc"), "abc"),
        (("a\x00b", "a\tb", "a\u00a0b", "a–b", "a\u2011b"), "a b"),
        (("", "   ", "\x00", "'", "-"), ""),
    ],
)
def test_spellings_of_one_name_fold_together(spellings, folded):
    assert {fold(one) for one in spellings} == {folded}


@pytest.mark.parametrize("word", ["est", "si est", "son reste", "stage", "stef", "best-of", "1st"])
def test_a_saint_inside_a_word_stays(word):
    assert "saint" not in fold(word)


def test_other_signs_stay():
    assert (
        fold("Besoin d'aide : 48 000 (RSA), s/ place ?")
        == "besoin d aide : 48 000 (rsa), s/ place ?"
    )


@LAWFUL
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@LAWFUL
@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=30))
def test_any_string_even_broken_can_be_stored(text):
    fold(text).encode("utf-8")


@LAWFUL
@given(st.text(max_size=60))
def test_spaces_are_single_and_inside(text):
    folded = fold(text)
    assert folded == " ".join(folded.split(" ")) == folded.strip()
    assert "  " not in folded


@LAWFUL
@given(st.text(max_size=40))
def test_case_never_matters(text):
    plain = text.encode("ascii", "ignore").decode()
    assert fold(plain.upper()) == fold(plain.lower()) == fold(plain)


def test_every_character_folds_once_for_all():
    for start in range(0, 0x110000, 7):
        sign = chr(start)
        once = fold(f"s{sign}t {sign}st")
        assert fold(once) == once, hex(start)
