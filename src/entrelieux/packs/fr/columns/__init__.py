"""How do people title the columns of a file of places, and word what these hold?

``titres.csv``: field of the national schema (``rien``: none of them), a title as it is met, how
much it tells alone (1 = it is the field's own name), and where it was learnt: ``schéma`` for the
schema's present and earlier names, ``usage`` for words that any French file may use, or the name of
the one producer whose file taught it. ``libelles.csv``: the values that the schema allows.
``mots.csv``: words (their beginnings, all needed; « =caf » is a whole one) that a value holds when
it means one of these.

**Source:** national schema of mediation places 1.0.2 and its earlier versions; the rest is ours.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Title:
    """field: with « .point » or « .numero » when the column is a part of it or holds several."""

    field: str
    title: str
    weight: float
    origin: str


@cache
def titles() -> tuple[Title, ...]:
    """Every title, in the order of the file."""
    return tuple(
        Title(field, title, float(weight), origin)
        for field, title, weight, origin in _lines("titres.csv")
    )


@cache
def labels() -> tuple[tuple[str, str], ...]:
    """(field, a value that the schema allows in it)."""
    return tuple((field, label) for field, label in _lines("libelles.csv"))


@cache
def words() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """(field, value, beginnings of words: each text holds all that one value needs)."""
    return tuple(
        (field, label, tuple(said.split("|"))) for field, label, said in _lines("mots.csv")
    )


def _lines(name: str) -> list[list[str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]
