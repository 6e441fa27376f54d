"""Names as they are shown: nothing but case and spaces may differ from what was written."""

from hypothesis import given
from hypothesis import strategies as st

from entrelieux.directory.naming import shown_name


def test_guillemets_stay_with_the_word_they_hold():
    assert shown_name("Médiathèque « Les Sources »") == "Médiathèque «\u00a0Les Sources\u00a0»"


@given(st.text())
def test_showing_twice_changes_nothing_more(name):
    assert shown_name(shown_name(name)) == shown_name(name)


@given(st.text(alphabet="aé «»\u00a0"))
def test_only_spaces_beside_guillemets_change(name):
    assert shown_name(name).replace("\u00a0", " ") == name.replace("\u00a0", " ")
