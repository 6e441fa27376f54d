"""The life of a network in words: sectors, what a member may show, who asks to be called back.

**Source:** sectors are a plain grouping of the 21 sections of the NAF (nomenclature d'activités
française, rév. 2, INSEE), named in ``sections``; the field of independents and teleworkers and the
goal of 100 are those of Solozère (requirements A2: about 30 registered, 100 wanted before
animating). Kinds of calls, their days and every label are ours, to be changed by each network.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from entrelieux.packs.fr.passerelles import Word

W = TypeVar("W", bound=Word)
ALL, MEMBERS = "tous", "membres"
"""To whom a member shows a line; nothing is shown to anybody as long as they chose neither."""
FIRST_GOAL = 100
STAYS_MONTHS = 12
"""After so long without a word, a member is asked whether they are still there."""
SILENT_DAYS = 60
"""And so long after that, they are not counted any more."""
SIGN_DAYS = 90
"""A new charter leaves so long to sign it; meanwhile the one before it holds."""


@dataclass(frozen=True, slots=True)
class Sector(Word):
    """sections: letters of the NAF, "" for what has none."""

    sections: str = ""


@dataclass(frozen=True, slots=True)
class Kind(Word):
    """days: worked days within which somebody calls back, unless the network says otherwise."""

    days: int = 10


@dataclass(frozen=True, slots=True)
class Outcome(Word):
    """was_spoken: the person was reached, so that the wait ends there."""

    was_spoken: bool = True


@cache
def sectors() -> Mapping[str, Sector]:
    return _by_code(Sector(*_word(row), row["sections"]) for row in _rows("secteurs.csv"))


@cache
def shown_lines() -> Mapping[str, Word]:
    """What a member may choose to show in the directory."""
    return _by_code(Word(*_word(row)) for row in _rows("annuaire.csv"))


@cache
def reasons() -> Mapping[str, Word]:
    """Why somebody leaves, or is not welcomed: said to them, counted without name."""
    return _by_code(Word(*_word(row)) for row in _rows("raisons.csv"))


@cache
def kinds() -> Mapping[str, Kind]:
    """Who asks to be called back, the most pressing first."""
    return _by_code(Kind(*_word(row), int(row["jours"])) for row in _rows("rappels.csv"))


@cache
def moments() -> Mapping[str, Word]:
    """When to call."""
    return _by_code(Word(*_word(row)) for row in _rows("moments.csv"))


@cache
def outcomes() -> Mapping[str, Outcome]:
    """What a call gave."""
    return _by_code(Outcome(*_word(row), row["joint"] == "oui") for row in _rows("suites.csv"))


def _word(row: dict[str, str]) -> tuple[str, str, str, str, str]:
    said = row["explication"], row["english_explication"]
    return row["code"], row["libelle"], row["english"], *said


def _by_code(words: Iterable[W]) -> Mapping[str, W]:
    return MappingProxyType({word.code: word for word in words})


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
