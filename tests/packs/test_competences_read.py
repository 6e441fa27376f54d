"""Which competences are proposed from somebody's own words?

Sentences are ours, written before they were read for the first time. Those of « a-part » were
looked at only for their total: no form was added for them.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from entrelieux.kernel.competences import competences_in
from entrelieux.packs.fr import competences as pack

FLOORS = {"mise-au-point": (0.99, 0.99), "a-part": (0.98, 0.94)}


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    expected: frozenset[str]
    possible: frozenset[str]
    part: str


def codes(cell):
    return frozenset(filter(None, cell.split("|")))


def sentences():
    path = Path(__file__).with_name("phrases_competences.csv")
    with path.open(encoding="utf-8") as file:
        return [
            Sentence(row["phrase"], codes(row["attendues"]), codes(row["possibles"]), row["part"])
            for row in csv.DictReader(file)
        ]


def proposed(text):
    return {one.competence for one in competences_in(text)}


def test_there_are_enough_sentences_and_their_codes_exist():
    found = sentences()
    assert len(found) >= 120
    assert {code for one in found for code in one.expected | one.possible} <= {*pack.competences()}


@pytest.mark.parametrize(("part", "floors"), FLOORS.items())
def test_precision_and_recall_never_go_below_what_was_measured(part, floors):
    right = wrong = missed = 0
    for one in (one for one in sentences() if one.part == part):
        found = proposed(one.text)
        right += len(found & one.expected)
        wrong += len(found - one.expected - one.possible)
        missed += len(one.expected - found)
    assert right / (right + wrong) >= floors[0]
    assert right / (right + missed) >= floors[1]


def test_the_words_that_say_it_are_given_back():
    text = "Je sais faire des sites et je parle anglais."
    found = {one.competence: [text[a:b] for a, b in one.because] for one in competences_in(text)}
    assert found == {"site-web": ["sites"], "anglais": ["parle anglais"]}


@pytest.mark.parametrize("text", ["", "…", "Une grange à prêter", "n'hésitez pas"])
def test_nothing_is_invented_when_nothing_is_said(text):
    assert competences_in(text) == ()


@pytest.mark.parametrize("code", pack.competences())
def test_each_competence_is_recognised_by_its_own_name(code):
    assert code in proposed(pack.competences()[code].label)
