"""How people offer and ask: kinds, ways to meet, conditions, and the states of an introduction.

**Source:** kinds, conditions and states are those of the project's requirements (C2: Offre, Besoin,
SHA5); the kinds of ideas are the four questions of Share Lozère, 2016. Labels are ours.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

MENTOR = "parrainage"


@dataclass(frozen=True, slots=True)
class Word:
    """A code, its label, what it means in a plain sentence and an example, "" for none."""

    code: str
    label: str
    english: str
    meaning: str = ""
    english_meaning: str = ""
    example: str = ""
    english_example: str = ""


@cache
def offers() -> Mapping[str, Word]:
    """Kinds of what is proposed."""
    return _read("genres_offre.csv")


@cache
def requests() -> Mapping[str, Word]:
    """Kinds of what is looked for."""
    return _read("genres_demande.csv")


@cache
def states() -> Mapping[str, Word]:
    return _read("etats.csv")


@cache
def conditions() -> Mapping[str, Word]:
    return _read("conditions.csv")


@cache
def ways() -> Mapping[str, Word]:
    """Ways to meet; « rencontre » is the one for which people travel."""
    return _read("facons.csv")


@cache
def urgencies() -> Mapping[str, Word]:
    return _read("urgences.csv")


@cache
def audiences() -> Mapping[str, Word]:
    """Who may read an offer."""
    return _read("visibilite.csv")


@cache
def kinds_that_meet() -> tuple[tuple[str, str, str], ...]:
    """(kind looked for, kind proposed, « exact », « proche » or « voisin »)."""
    rows = _rows("rapprochements.csv")
    return tuple((row["demande"], row["offre"], row["degre"]) for row in rows)


def _read(name: str) -> Mapping[str, Word]:
    rows = _rows(name)
    return MappingProxyType(
        {
            row["code"]: Word(
                row["code"],
                row["libelle"],
                row["english"],
                row["explication"],
                row["english_explication"],
                row.get("exemple", ""),
                row.get("english_exemple", ""),
            )
            for row in rows
        }
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
