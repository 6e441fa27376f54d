"""What does a place allow, and what is there to use, as far as its records tell?

The national schema has no field for the functions of a place: they are derived from its kind, the
mediation services it states and the needs it answers, by ``derivation.csv``, each row with its
source, but for what a place states itself. A place may well do more: what no row says is unknown.
Equipment one may look for comes from ``equipements.csv``; printers, scanners and Wi-Fi are in no
published schema: they come from the spaces that a place describes (``espaces.csv``, what is in
them ``materiels.csv``).

**Source:** vocabulary of functions: requirement SOF1 (inventory by function, after the Mende
workshop, the Grand Est label and Commune Mesure); fields of the national schema of mediation
places 1.0.2 and of data·inclusion; « nature du lieu » rows are a judgement of ours. Spaces and
what is in them: labels of tiers-lieux of Grand Est and Occitanie, types of the 2023 census of
tiers-lieux, AccèsLibre, regional files; each row says which one names it, or that we chose it.
"""

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Label:
    """One code of a vocabulary in two languages. bit: its rank, and its bit in a word."""

    code: str
    label: str
    english: str
    bit: int


@cache
def functions() -> dict[str, Label]:
    return _labels("fonctions.csv")


@cache
def equipment() -> dict[str, Label]:
    """What a person may ask to find there; ``fauteuil`` may be known to be absent."""
    return _labels("equipements.csv")


@cache
def spaces() -> dict[str, Label]:
    """Kinds of spaces."""
    return _labels("espaces.csv")


@cache
def belongings() -> dict[str, Label]:
    """What a space may hold."""
    return _labels("materiels.csv")


def functions_word(kind: str, mediation: Collection[str], needs: Collection[str]) -> int:
    """Bits of the functions of a place.

    Args:
        kind: code of its kind, "" unknown.
        mediation: labels of the nine services that it states.
        needs: codes of the needs that its services answer exactly or closely.
    """
    said = {("nature", kind), *(("mediation", x) for x in mediation)}
    said |= {("besoin", x) for x in needs}
    return _word(said, _derivation())


def equipment_word(
    kind: str, mediation: Collection[str], themes: Collection[str], modes: Collection[str]
) -> int:
    """Bits of what is said to be there; the column of wheelchairs is the caller's."""
    said = {("nature", kind), *(("mediation", x) for x in mediation)}
    said |= {*(("thematique", x) for x in themes), *(("mode", x) for x in modes)}
    return _word(said, _equipment())


def spaces_words(kinds: Collection[str], held: Collection[str]) -> tuple[int, int]:
    """Bits of the functions that these kinds of spaces allow, and of the equipment held there.

    held: codes of ``belongings``.
    """
    allows = _word({("espace", kind) for kind in kinds}, _derivation())
    return allows, _word({("materiel", code) for code in held}, _equipment())


@cache
def words_said() -> Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """By sort of column (``type``, ``service``, ``materiel``, ``espace``): what files write, and
    the code it says. Patterns are of folded text; a type is matched whole, and may say a kind of
    place (``nature:…``), the others are found within."""
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for row in _rows("mots.csv"):
        is_whole = row["sorte"] == "type"
        text = "|".join(map(re.escape, row["mots"].split("|"))) if is_whole else row["mots"]
        found.setdefault(row["sorte"], []).append(
            (re.compile(rf"^(?:{text})$" if is_whole else rf"\b(?:{text})\b"), row["code"])
        )
    return {sort: tuple(rows) for sort, rows in found.items()}


def _word(said: set[tuple[str, str]], table: dict[tuple[str, str], int]) -> int:
    word = 0
    for one in said:
        word |= table.get(one, 0)
    return word


@cache
def _derivation() -> dict[tuple[str, str], int]:
    known = functions()
    found: dict[tuple[str, str], int] = {}
    for row in _rows("derivation.csv"):
        key = (row["scheme"], row["code"])
        found[key] = found.get(key, 0) | 1 << known[row["fonction"]].bit
    return found


@cache
def _equipment() -> dict[tuple[str, str], int]:
    known = equipment()
    return {
        (row["scheme"], row["valeur"]): 1 << known[row["code"]].bit
        for row in _rows("equipements.csv")
    }


def _labels(name: str) -> dict[str, Label]:
    rows = {row["code"]: row for row in _rows(name)}
    return {
        code: Label(code, row["libelle"], row["english"], bit)
        for bit, (code, row) in enumerate(rows.items())
    }


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
