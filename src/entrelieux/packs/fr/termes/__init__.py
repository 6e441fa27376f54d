"""Which words may somebody not know, and how are they said plainly?

The terms are ``termes.csv``; ``etrangers.csv`` has borrowed foreign words and plain ones,
``sigles_familiers.txt`` acronyms that need no help, and ``sigles.csv`` what others stand for.
Anyone may edit them, in a spreadsheet too. Reading checks them; a mistake raises `PackError` with
the file and the line.

**Source:** each row says its own. « rédaction Entrelieux, à relire » means that the definition is
ours and that nobody outside has read it over; ``relecteurs`` then stays empty, and pages say so.
The lists of foreign words and of acronyms are ours, from common knowledge.
"""

from functools import cache
from pathlib import Path

from entrelieux.packs.fr.needs.model import PackError
from entrelieux.packs.fr.termes.reading import (
    MOST_WORDS,
    Term,
    read_acronyms,
    read_familiar,
    read_foreign,
    read_terms,
    words_in,
)

__all__ = [
    "FOLDER",
    "MOST_WORDS",
    "PackError",
    "Term",
    "load_acronyms",
    "load_familiar",
    "load_foreign",
    "load_terms",
    "read_acronyms",
    "read_familiar",
    "read_foreign",
    "read_terms",
    "words_in",
]

FOLDER = Path(__file__).parent


@cache
def load_terms() -> tuple[Term, ...]:
    """Every term, in the order of the file."""
    return read_terms(FOLDER)


@cache
def load_foreign() -> dict[str, str]:
    """Borrowed foreign words → plain French."""
    return read_foreign(FOLDER)


@cache
def load_acronyms() -> dict[str, str]:
    """Acronyms out of the glossary → the words that they stand for."""
    return read_acronyms(FOLDER)


@cache
def load_familiar() -> frozenset[str]:
    """Acronyms that need no explanation."""
    return read_familiar(FOLDER)
