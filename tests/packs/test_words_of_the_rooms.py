"""The words of mutual help, meetings and projects: plain by our own checker, room after room."""

import pytest

from entrelieux.engine.language.clarity import Kind
from entrelieux.kernel.clear_text import clarity_of
from entrelieux.packs.fr import exchanges, meetings, projects

HELP = (
    *(exchanges.offers, exchanges.requests, exchanges.states, exchanges.conditions),
    *(exchanges.ways, exchanges.urgencies, exchanges.audiences),
)
MEETINGS = (meetings.kinds, meetings.roles, meetings.sayings, meetings.trades)
PROJECTS = (
    *(projects.parts, projects.questions, projects.paths, projects.risks, projects.maturities),
    *(projects.trusted, projects.subjects),
)


def found_in(text):
    return {(one.kind, one.found) for one in clarity_of(text).findings}


@pytest.mark.parametrize("words", [*HELP, *MEETINGS, *PROJECTS], ids=lambda one: one.__name__)
def test_a_label_has_no_hard_word_but_those_that_its_page_explains(words):
    said = set().union(*(found_in(word.label) for word in words().values()))
    assert {one for one in said if one[0] is not Kind.TERM} == set()


@pytest.mark.parametrize("words", [*HELP, *MEETINGS, *PROJECTS], ids=lambda one: one.__name__)
def test_what_explains_a_label_is_a_plain_text(words):
    texts = (
        text for word in words().values() for text in (word.meaning, getattr(word, "example", ""))
    )
    assert set().union(*map(found_in, texts)) == set()
