"""How a project is said: parts of its file, questions that help, other paths, small firms.

**Source:** stages, maturity and trusted third parties are those of the project's requirements (C5:
MED5, MED6); subjects are the codes of Conseillers-Entreprises named there, and no other; what each
row of ``chemins`` and ``risques`` rests on is in its own column. Labels are ours.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from entrelieux.packs.fr import needs
from entrelieux.packs.fr.passerelles import Word

EXISTS = frozenset({"demarrage", "developpement", "transmission"})
"""Stages by which the person says that a company exists: before, no number is asked for."""
RESULTS = frozenset({"pause", "abandon_choisi", "pas_pour_moi"})
"""Stages that stop: results as good as the others, with what was learnt."""
W = TypeVar("W", bound=Word)
FAMILIES = ("mon-projet", "mon-entreprise", "le-numerique", "apprendre", "travailler")
"""Families of needs that a project speaks of."""


@dataclass(frozen=True, slots=True)
class Part(Word):
    """has_words: written by the holder; the others are made of what is there."""

    has_words: bool = False


@dataclass(frozen=True, slots=True)
class Path(Word):
    """Another way to do it. source: what it rests on."""

    source: str = ""


@cache
def parts() -> Mapping[str, Part]:
    return _by_code(
        Part(*_word(row, "explication"), row["texte"] == "oui") for row in _rows("parties.csv")
    )


@cache
def questions() -> Mapping[str, Word]:
    """Four short questions that help to say a project. meaning: an example."""
    return _by_code(Word(*_word(row, "exemple")) for row in _rows("questions.csv"))


@cache
def paths() -> Mapping[str, Path]:
    return _by_code(Path(*_word(row, "explication"), row["source"]) for row in _rows("chemins.csv"))


@cache
def risks() -> Mapping[str, Path]:
    return _by_code(Path(*_word(row, ""), row["source"]) for row in _rows("risques.csv"))


@cache
def maturities() -> Mapping[str, Word]:
    """How at ease a small firm is with digital tools, in its own words."""
    return _by_code(Word(*_word(row, "explication")) for row in _rows("maturites.csv"))


@cache
def trusted() -> Mapping[str, Word]:
    return _by_code(Word(*_word(row, "")) for row in _rows("proches.csv"))


@cache
def subjects() -> Mapping[str, Word]:
    """Subjects of Conseillers-Entreprises."""
    return _by_code(Word(*_word(row, "")) for row in _rows("sujets.csv"))


@cache
def needs_of_subject(code: str) -> tuple[str, ...]:
    """Needs that the crosswalk puts in front of a subject, best first; a way in is not one."""
    answers = needs.answers_for(needs.Scheme.SUJET_ENTREPRISES, code)
    return tuple(need for need, quality in answers if quality is not needs.Quality.VOISIN)


@cache
def needs_offered() -> tuple[str, ...]:
    """Needs that a project may have, in the order of the families."""
    return tuple(
        need.code for family in FAMILIES for need in needs.load_needs() if need.family == family
    )


def _word(row: dict[str, str], meaning: str) -> tuple[str, str, str, str, str]:
    said = (row[meaning], row[f"english_{meaning}"]) if meaning else ("", "")
    return row["code"], row["libelle"], row["english"], *said


def _by_code(words: Iterable[W]) -> Mapping[str, W]:
    return MappingProxyType({word.code: word for word in words})


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
