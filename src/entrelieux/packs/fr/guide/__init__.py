"""The front-desk guide: what to ask, what not to say, and a safe next step for each need.

**Source:** written for this project from requirement MSP1; nobody who trains agents has reviewed it
yet. It opens no right and gives no advice of law, money or health: it leads to somebody.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in both languages."""

    french: str
    english: str


@dataclass(frozen=True, slots=True)
class FamilyGuide:
    """questions: 3, whatever the need. avoid: not to be said. instead: what helps."""

    family: str
    questions: tuple[Said, ...]
    avoid: Said
    instead: Said


@dataclass(frozen=True, slots=True)
class NeedGuide:
    """question: of this need alone. next_step: safe for whoever is not a specialist."""

    need: str
    question: Said
    next_step: Said


@cache
def family_guides() -> Mapping[str, FamilyGuide]:
    return MappingProxyType(
        {
            row["famille"]: FamilyGuide(
                row["famille"],
                _questions(row["questions"], row["english_questions"]),
                Said(row["a_eviter"], row["english_a_eviter"]),
                Said(row["a_dire"], row["english_a_dire"]),
            )
            for row in _rows("familles.csv")
        }
    )


@cache
def need_guides() -> Mapping[str, NeedGuide]:
    return MappingProxyType(
        {
            row["besoin"]: NeedGuide(
                row["besoin"],
                Said(row["question"], row["english_question"]),
                Said(row["suite"], row["english_suite"]),
            )
            for row in _rows("besoins.csv")
        }
    )


@cache
def open_questions() -> tuple[Said, ...]:
    """What to ask when nothing is understood, or when it is « hors des cases »."""
    return tuple(Said(row["question"], row["english_question"]) for row in _rows("hors_cases.csv"))


GENERAL_DOORS = ("faire-demarches-en-ligne", "arriver-ici", "connaitre-droits")
"""Needs whose interlocutors receive everybody: the first of them found is the door nearby."""


def _questions(french: str, english: str) -> tuple[Said, ...]:
    pairs = zip(french.split("|"), english.split("|"), strict=True)
    return tuple(Said(one, other) for one, other in pairs)


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
