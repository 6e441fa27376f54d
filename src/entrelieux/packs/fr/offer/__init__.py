"""The conditions of an offer in plain words: publics, fees.

**Source:** codes of the data·inclusion schema v1 (publics, frais), completed by two fees of the
national schema of mediation places (« adhésion », « gratuit sous conditions »); labels are ours.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Public:
    """bit: position in the words that the OfferIndex keeps; 0 is « tous publics »."""

    code: str
    label: str
    english: str
    bit: int


@dataclass(frozen=True, slots=True)
class Fee:
    """cost: ``gratuit``, ``payant`` or ``conditions``."""

    code: str
    label: str
    english: str
    cost: str


@cache
def publics() -> dict[str, Public]:
    return {
        row["code"]: Public(row["code"], row["libelle"], row["english"], bit)
        for bit, row in enumerate(_rows("publics.csv"))
    }


@cache
def fees() -> dict[str, Fee]:
    return {
        row["code"]: Fee(row["code"], row["libelle"], row["english"], row["cout"])
        for row in _rows("frais.csv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
