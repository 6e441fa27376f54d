"""Which words may somebody not know, and how are they said plainly?

The terms are the file ``termes.csv`` of this folder; anyone may edit it, in a spreadsheet too.
Reading checks it; a mistake raises `PackError` with the line.

**Source:** each row says its own. « rédaction Entrelieux, à relire » means that the definition is
ours and that nobody outside has read it over; ``relecteurs`` then stays empty, and pages say so.
"""

from functools import cache
from pathlib import Path

from entrelieux.packs.fr.needs.model import PackError
from entrelieux.packs.fr.termes.reading import MOST_WORDS, Term, read_terms, words_in

__all__ = ["FOLDER", "MOST_WORDS", "PackError", "Term", "load_terms", "read_terms", "words_in"]

FOLDER = Path(__file__).parent


@cache
def load_terms() -> tuple[Term, ...]:
    """Every term, in the order of the file."""
    return read_terms(FOLDER)
