"""How does an act of support say itself in La Coop, and in the other tools agents must fill in?

Codes and labels of La Coop are kept; ours (three statuses, six redirections) name the code of
La Coop they go back to, and why. Needs say their themes in ``packs.fr.needs``.

**Source:** ``outils.toml`` names the files read, the day, and what was really tried: nothing on
the services themselves. Labels and codes only are taken, no code (La Coop is under AGPL-3.0).
"""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(__file__).resolve().parent
ADMINISTRATIVE = "aide_aux_demarches_administratives"
UNSAID = "non_communique"
NO_AUDIENCE = ("animation", "evenement", "partenariat")


class Vocabulary(StrEnum):
    ACTIVITY = "activity"
    PLACE_OF_ACT = "place_of_act"
    THEME = "theme"
    ADMINISTRATIVE_THEME = "administrative_theme"
    AUTONOMY = "autonomy"
    LEVEL = "level"
    AGE = "age"
    GENDER = "gender"
    STATUS = "status"
    REDIRECTION = "redirection"


@dataclass(frozen=True, slots=True)
class Code:
    """One value. rank: from 1, in the order of the file. label: as La Coop shows it.

    coop_code: itself, or for one of ours the code of La Coop it goes back to, and ``why``.
    """

    vocabulary: Vocabulary
    rank: int
    code: str
    label: str
    english: str
    coop_code: str
    why: str

    @property
    def is_ours(self) -> bool:
        return self.code != self.coop_code


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the table of both meanings of mediation, with its plain definition."""

    code: str
    label: str
    english: str
    definition: str
    english_definition: str
    icon: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of La Coop's export. content: what we write there, "" = left empty, ``note`` why.

    only: "" in every export; ``soi`` in one's own, ``autrui`` in another's, ``ancien`` when old
    data are in it.
    """

    name: str
    content: str
    note: str
    only: str


@dataclass(frozen=True, slots=True)
class Operator:
    code: str
    label: str
    administrative_themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A field of another tool's form. key: what of the record goes there."""

    key: str
    label: str
    english: str


@dataclass(frozen=True, slots=True)
class Tool:
    """individual, collective: its form, in its order. tried: what was really done with it.

    way_back: what is known of an import in it; "" when nothing is said.
    """

    code: str
    title: str
    english: str
    read_on: date
    tried: str
    english_tried: str
    way_back: str
    english_way_back: str
    source: str
    files: tuple[str, ...]
    individual: tuple[Block, ...]
    collective: tuple[Block, ...]


@cache
def codes(vocabulary: Vocabulary) -> dict[str, Code]:
    """Code to value, in the order they are shown."""
    rows = [row for row in _rows("codes.csv") if row["vocabulary"] == vocabulary]
    return {
        row["code"]: Code(
            vocabulary,
            rank,
            row["code"],
            row["label"],
            row["english"],
            row["coop_code"],
            row["why"],
        )
        for rank, row in enumerate(rows, 1)
    }


@cache
def in_coop(vocabulary: Vocabulary) -> dict[str, Code]:
    """The values that La Coop has, by its label."""
    return {one.label: one for one in codes(vocabulary).values() if not one.is_ours}


@cache
def in_older_coop(vocabulary: Vocabulary) -> dict[str, str]:
    """Labels of older exports, to our code; "" when they say nothing that we have a code for."""
    return {
        row["label"]: row["code"] for row in _rows("anciens.csv") if row["vocabulary"] == vocabulary
    }


def coop_of(vocabulary: Vocabulary, code: str) -> Code | None:
    """What a value becomes in La Coop; None when it is unknown."""
    one = codes(vocabulary).get(code)
    return codes(vocabulary)[one.coop_code] if one else None


@cache
def forms() -> dict[str, Side]:
    return _sides("forme")


@cache
def worlds() -> dict[str, Side]:
    return _sides("monde")


@cache
def columns() -> tuple[Column, ...]:
    """Every column of La Coop's export, in its order."""
    return tuple(
        Column(row["column"], row["content"], row["note"], row["only"])
        for row in _rows("colonnes.csv")
    )


@cache
def operators() -> tuple[Operator, ...]:
    return tuple(
        Operator(row["code"], row["label"], _several(row["administrative_themes"]))
        for row in _rows("france_services.csv")
    )


@cache
def tools() -> dict[str, Tool]:
    with (FOLDER / "outils.toml").open("rb") as source:
        return {
            code: Tool(
                code,
                said["titre"],
                said["english"],
                said["lu_le"],
                said["essaye"],
                said["essaye_english"],
                said.get("retour", ""),
                said.get("retour_english", ""),
                said["source"],
                tuple(said["fichiers"]),
                tuple(Block(*block) for block in said.get("individuel", ())),
                tuple(Block(*block) for block in said.get("collectif", said.get("individuel", ()))),
            )
            for code, said in tomllib.load(source).items()
        }


def booking_tool(address: str) -> str:
    """The name of the public booking tool behind an address; "" when it is another one's.

    The domain itself or one under it: an address that merely contains the name is not it.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return ""
    for domain, label in _booking_domains().items():
        if host == domain or host.endswith(f".{domain}"):
            return label
    return ""


@cache
def _booking_domains() -> dict[str, str]:
    return {row["domain"]: row["label"] for row in _rows("rendez_vous.csv")}


def _sides(axis: str) -> dict[str, Side]:
    return {
        row["code"]: Side(
            row["code"],
            row["label"],
            row["english"],
            row["definition"],
            row["english_definition"],
            row["icon"],
        )
        for row in _rows("deux_sens.csv")
        if row["axis"] == axis
    }


def _several(text: str) -> tuple[str, ...]:
    return tuple(one for one in text.split("|") if one)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
