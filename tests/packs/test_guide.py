"""The guide speaks of every need, in both languages, and never decides what somebody may have."""

import re

import pytest

from entrelieux.packs.fr import guide, needs

LONGEST = 20
NEVER = re.compile(
    r"\bvous (?:avez|aurez|auriez) droit|\bvous y avez droit|\bgaranti", re.IGNORECASE
)


def said_to_people():
    """Every sentence that is to be said or done; what is to be avoided is quoted apart."""
    for one in guide.need_guides().values():
        yield from (one.question, one.next_step)
    for one in guide.family_guides().values():
        yield from (*one.questions, one.instead)
    yield from guide.open_questions()


def test_every_need_and_every_family_has_its_guide():
    assert set(guide.need_guides()) == {need.code for need in needs.load_needs()}
    assert set(guide.family_guides()) == {family.code for family in needs.load_families()}


def test_a_need_is_understood_in_three_to_five_questions():
    for need in needs.load_needs():
        asked = [*guide.family_guides()[need.family].questions, guide.need_guides()[need.code]]
        assert 3 <= len(asked) <= 5
    assert 3 <= len(guide.open_questions()) <= 5


@pytest.mark.parametrize("language", ["french", "english"])
def test_nothing_is_left_to_say(language):
    assert all(getattr(one, language).strip() for one in said_to_people())


def test_no_sentence_promises_a_right():
    assert [one.french for one in said_to_people() if NEVER.search(one.french)] == []


def test_questions_are_questions_and_short():
    questions = [one.question for one in guide.need_guides().values()]
    questions += [one for family in guide.family_guides().values() for one in family.questions]
    for one in (*questions, *guide.open_questions()):
        assert one.french.rstrip().endswith("?"), one.french
        assert one.english.rstrip().endswith("?"), one.english


def test_sentences_are_short():
    for one in said_to_people():
        for sentence in re.split(r"[.?!]", one.french):
            assert len(sentence.split()) <= LONGEST, sentence


def test_the_general_doors_are_needs():
    assert set(guide.GENERAL_DOORS) <= {need.code for need in needs.load_needs()}


def test_a_need_that_may_not_wait_is_answered_today():
    """Whoever may be in danger is never sent home with an address only."""
    numbers = {
        "trouver-hebergement": "115", "aller-mieux": "3114", "violences-separation": "3919",
        "me-soigner": "15", "parents-ecrans": "119",
    }  # fmt: skip
    for need, number in numbers.items():
        assert number in guide.need_guides()[need].next_step.french
