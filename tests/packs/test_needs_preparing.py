"""What helps to bring and to ask: said for every need, kindly, in both languages."""

import re
import shutil

import pytest

from entrelieux.packs.fr import needs as pack
from entrelieux.packs.fr.needs import FOLDER, PackError, read_pack

FILE = "a_apporter.csv"
FIRST = "creer-entreprise,"


@pytest.fixture
def folder(tmp_path):
    for file in FOLDER.glob("*.csv"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_every_need_says_what_to_bring_and_what_to_ask_in_both_languages():
    assert list(pack.preparations()) == [need.code for need in pack.load_needs()]
    for one in pack.preparations().values():
        assert 1 <= len(one.bring) == len(one.english_bring) <= 4
        assert one.question.endswith("\u202f?")
        assert one.english_question.endswith("?")


def test_nothing_to_bring_is_a_condition():
    """Somebody without papers must be able to read the sheet and still come."""
    for one in pack.preparations().values():
        for item in one.bring:
            assert item[0].islower(), item
            if re.search(r"identité, |Vitale|fiscal|allocataire|SIRET|permis|bail\b", item):
                assert re.search(r"\bsi vous|même périmé", item), item


def test_the_same_thing_is_said_with_the_same_words():
    """A thing said once is printed once for several needs of a step."""
    english = {}
    for one in pack.preparations().values():
        for french, other in zip(one.bring, one.english_bring, strict=True):
            assert english.setdefault(french, other) == other


def test_french_texts_are_set_as_french_is():
    for one in pack.preparations().values():
        for text in (*one.bring, one.question):
            assert "'" not in text
            assert not re.search(r" [?!;:]", text)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (FIRST, "creer-entreprize,", "needs.csv"),
        ("even as a draft|something to write with", "even as a draft", "comme en français"),
        ("|de quoi noter", "|vous devez noter", "ni droit ni obligation"),
        ("de commencer\u202f?", "de commencer.", "une question"),
        ("Where would you advise me to start?", "", "english_question"),
        ("|de quoi noter", "|a|b|c|d", "de 1 à 4"),
        ("need,bring", "besoin,bring", "les colonnes need, bring"),
    ],
)
def test_a_mistake_is_refused_with_its_line(folder, before, after, said):
    text = (folder / FILE).read_text(encoding="utf-8")
    assert before in text
    (folder / FILE).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    assert caught.value.file == FILE
    assert said in str(caught.value)


def test_a_need_without_a_line_is_named(folder):
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / FILE).write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(PackError, match="reprendre-confiance"):
        read_pack(folder)
