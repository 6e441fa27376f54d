"""Which short forms stand for which words when somebody looks for a place?

``abreviations.csv``: ``court``, one word; ``long``, what it stands for, one word or several. A text
that holds one of the two is found by the other. « st » and « ste » are not here: every text is
folded, and folding writes them out (``engine.language.fold``).

**Source:** ours; abbreviations of streets follow those of French postal addresses (AFNOR XP Z
10-011), acronyms those that the structures bear themselves.
"""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

COLUMNS = ("court", "long")


class FindingError(ValueError):
    """The file of short forms cannot be used: which line, what was found and what is expected."""


class ShortForm(NamedTuple):
    short: str
    long: str


@cache
def load_short_forms() -> tuple[ShortForm, ...]:
    """In the order of the file.

    Raises:
        FindingError: a cell is empty, a short form has several words or is given twice.
    """
    text = files(__name__).joinpath("abreviations.csv").read_text(encoding="utf-8")
    return read_short_forms(text)


def read_short_forms(text: str) -> tuple[ShortForm, ...]:
    """The same, of a text given; see ``load_short_forms``."""
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        found = ", ".join(reader.fieldnames or ())
        raise FindingError(f"colonnes « {found} ». Attendu : {', '.join(COLUMNS)}.")
    known: dict[str, ShortForm] = {}
    for row in reader:
        where = f"abreviations.csv, ligne {reader.line_num}"
        short, long = (row["court"] or "").strip(), (row["long"] or "").strip()
        if not (short.isalnum() and long):
            raise FindingError(
                f"{where} : « {short} », « {long} ». Attendu : un mot, puis ce qu’il remplace."
            )
        if short in known:
            raise FindingError(f"{where} : « {short} » est déjà donné.")
        known[short] = ShortForm(short, long)
    return tuple(known.values())
