"""How a hand-over is said: its modes, its states, why it is declined, what may leave with it.

**Source:** modes, outcomes, stages and reasons are those of the project's requirements (C5: MED2,
MED5; C3: MSP1), where the outcomes keep the codes of Conseillers-Entreprises; labels are ours.
What is sensitive is our reading of article 9 of the GDPR, widened to rights, money, residence and
protection measures: when in doubt, a need is sensitive.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Word:
    """A code, its label, and what it means in a plain sentence ("" where the label is enough)."""

    code: str
    label: str
    english: str
    meaning: str = ""
    english_meaning: str = ""


@dataclass(frozen=True, slots=True)
class Mode(Word):
    """contacts: the receiver is written to. chased: an answer is awaited, and asked for again."""

    contacts: bool = True
    chased: bool = True


@dataclass(frozen=True, slots=True)
class Refusal(Word):
    """unmet: the reason that it becomes once nobody else can answer either; "" for none."""

    unmet: str = "autre"


@dataclass(frozen=True, slots=True)
class Line(Word):
    """Something of a person that may leave, alone. sensitive: never ticked beforehand.

    useful_for: codes of the modes that need it; it is proposed for those, unless it is sensitive.
    """

    sensitive: bool = False
    useful_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel(Word):
    """by_message: a message reaches the person; otherwise somebody has to tell them."""

    by_message: bool = False


W = TypeVar("W", bound=Word)


@cache
def modes() -> Mapping[str, Mode]:
    return _read(
        Mode(*_word(row, "pour_la_personne"), row["contacte"] == "oui", row["relance"] == "oui")
        for row in _rows("modes.csv")
    )


@cache
def states() -> Mapping[str, Word]:
    return _read(Word(*_word(row, "pour_la_personne")) for row in _rows("etats.csv"))


@cache
def refusals() -> Mapping[str, Refusal]:
    """Why a structure declines."""
    return _read(Refusal(*_word(row), row["motif"]) for row in _rows("motifs_refus.csv"))


@cache
def reasons() -> Mapping[str, Word]:
    """Why nobody could answer a need."""
    return _read(Word(*_word(row, "explication")) for row in _rows("motifs.csv"))


@cache
def outcomes() -> Mapping[str, Word]:
    """What it was worth, as the person says."""
    return _read(Word(*_word(row, "explication")) for row in _rows("issues.csv"))


@cache
def stages() -> Mapping[str, Word]:
    """Where a project stands: a history, not a ladder."""
    return _read(Word(*_word(row, "explication")) for row in _rows("etapes.csv"))


@cache
def channels() -> Mapping[str, Channel]:
    return _read(
        Channel(*_word(row, "explication"), row["message"] == "oui") for row in _rows("canaux.csv")
    )


@cache
def lines() -> Mapping[str, Line]:
    """What may leave besides the needs, each line by itself."""
    return _read(
        Line(
            *_word(row),
            row["sensible"] == "oui",
            tuple(filter(None, row["utile_pour"].split("|"))),
        )
        for row in _rows("lignes.csv")
    )


@cache
def sensitive_needs() -> Mapping[str, str]:
    """Needs that speak of rights, health, money, residence or protection: code → subject."""
    return MappingProxyType({r["besoin"]: r["sujet"] for r in _rows("besoins_sensibles.csv")})


def _word(row: dict[str, str], meaning: str = "") -> tuple[str, str, str, str, str]:
    said = (row[meaning], row[f"english_{meaning}"]) if meaning else ("", "")
    return row["code"], row["libelle"], row["english"], *said


def _read(words: Iterable[W]) -> Mapping[str, W]:
    return MappingProxyType({word.code: word for word in words})


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
