"""The cards of first appointments: complete, in two languages, and plain by our own checker."""

import pytest

from entrelieux.kernel.clear_text import clarity_of
from entrelieux.packs.fr.needs.model import PackError
from entrelieux.packs.fr.rendezvous import FOLDER, load_first_meetings, read_first_meetings


def test_those_whom_one_meets_first_are_there():
    assert [one.code for one in load_first_meetings()] == [
        *("banque", "chambre", "espace-partage", "conseil", "guichet", "marraine-parrain"),
    ]


@pytest.mark.parametrize("one", load_first_meetings(), ids=lambda one: one.code)
def test_a_card_is_a_plain_text_in_which_nothing_is_to_change(one):
    text = "\n\n".join(said.french for said in one.lines)
    clarity = clarity_of(text)
    assert [(found.found, found.suggestion) for found in clarity.findings] == []
    assert clarity.score > 70


@pytest.mark.parametrize("one", load_first_meetings(), ids=lambda one: one.code)
def test_a_card_says_what_one_may_refuse_and_that_one_may_not_come_alone(one):
    assert len(one.refuse) >= 2
    assert len(one.ask) >= 3
    assert one.company
    assert not any("vous devez" in said.french.lower() for said in one.lines)
    assert all(said.french != said.english for said in one.lines)


def test_nobody_is_said_to_have_read_a_card_over_before_they_have():
    assert {one.reviewers for one in load_first_meetings()} == {()}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda text: text.replace('en = "', 'de = "', 1), "texte en"),
        (lambda text: text.replace("ordre = 1", ""), "ordre"),
        (lambda text: text.replace("[[apres]]", "[[puis]]"), "apres"),
        (lambda _text: "titre = ", "TOML"),
    ],
)
def test_a_mistake_says_the_file_and_what_was_expected(tmp_path, broken, said):
    text = (FOLDER / "banque.toml").read_text(encoding="utf-8")
    (tmp_path / "banque.toml").write_text(broken(text), encoding="utf-8")
    with pytest.raises(PackError, match=said) as fault:
        read_first_meetings(tmp_path)
    assert fault.value.file == "banque.toml"
