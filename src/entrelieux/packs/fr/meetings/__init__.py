"""How a meeting is said: its kinds, who comes to it, what is heard there, and the trades that meet.

**Source:** kinds and what is heard are those of the project's requirements (C2: SHA6); the trades
are the worlds of C5 (MED1). Labels are ours. Twelve to twenty seats are those of the RéCréations
Share Lozère of October 2017 (lozere-developpement.com, ?p=1541).
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from entrelieux.packs.fr.passerelles import Word

LEAST_SEATS, USUAL_SEATS, MOST_SEATS = 12, 16, 20
"""What is advised; nothing forbids another number."""


@cache
def kinds() -> Mapping[str, Word]:
    return _words("genres.csv")


@cache
def roles() -> Mapping[str, Word]:
    return _words("roles.csv")


@cache
def sayings() -> Mapping[str, Word]:
    """What may be heard at a meeting."""
    return _words("paroles.csv")


@cache
def trades() -> Mapping[str, Word]:
    return _words("metiers.csv")


def _words(name: str) -> Mapping[str, Word]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    columns = ("code", "libelle", "english", "explication", "english_explication")
    rows = csv.DictReader(text.splitlines())
    words = (Word(*(row[column] for column in columns)) for row in rows)
    return MappingProxyType({word.code: word for word in words})
