"""Which known things are said, and not refused."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.language.sayings import Manners, Sayings
from entrelieux.engine.language.stems import stem

MANNERS = Manners(
    frozenset(["de", "des", "les", "mon", "le"]),
    frozenset({"ne", "pas"}),
    frozenset({"seulement"}),
    frozenset({"mais", "et"}),
)
FORMS = (
    ("réparer", "mettre en route"),
    ("bicyclette", "réparer bicyclette"),
    ("=CAF", "=prise de son"),
    ("photographe", "image"),
    ("image",),
)
SAYINGS = Sayings(FORMS, MANNERS, stem)


def said(text):
    return [(one.rank, text[one.start : one.end]) for one in SAYINGS.find(text)]


def test_forms_of_a_word_are_one_and_the_longest_form_wins():
    assert said("Je répare les bicyclettes") == [(1, "répare les bicyclettes")]
    assert said("Je répare, les bicyclettes aussi") == [(0, "répare"), (1, "bicyclettes")]


def test_what_is_marked_is_looked_for_word_for_word():
    assert said("un café") == []
    assert said("la caf") == [(2, "caf")]
    assert said("Prise de son") == [(2, "Prise de son")]
    assert said("prise, de son") == []


def test_two_things_of_one_form_are_both_said():
    assert said("des images") == [(3, "images"), (4, "images")]


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("je ne fais pas de bicyclette", []),
        ("pas de bicyclette mais des photographes", [3]),
        ("pas de bicyclette, des photographes", [3]),
        ("pas seulement le bicyclette", [1]),
    ],
)
def test_what_is_refused_is_not_said(text, ranks):
    assert [rank for rank, _words in said(text)] == ranks


def test_a_form_without_a_word_of_its_own_is_refused():
    with pytest.raises(ValueError, match="de le"):
        Sayings([["de le"]], MANNERS, stem)


@given(st.text(alphabet="vélorphte de,. îCAF-'’\n", max_size=80))
def test_any_text_is_read_in_order_without_overlap(text):
    found = SAYINGS.find(text)
    places = sorted({(one.start, one.end) for one in found})
    assert [(one.start, one.end) for one in found] == sorted((o.start, o.end) for o in found)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
