"""Where are the words of a request, and where may one idea end and the next begin?"""

import re
from dataclasses import dataclass

from entrelieux.engine.language.fold import fold

_PIECE = re.compile(r"[^\W_]+|[^\w\s]+|_+", re.UNICODE)
_STOPS = frozenset(".;:!?…,()[]/•|+&=>")


@dataclass(frozen=True, slots=True)
class Token:
    """One word. start, end: its slice of the text as given. word: folded, never empty.

    first: whether a sign that parts ideas (comma, full stop, slash, line break…) stands just
    before it, or nothing does.
    """

    start: int
    end: int
    word: str
    first: bool


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a text in their order; ``text[token.start:token.end]`` gives each back.

    Apostrophes and hyphens part words but not ideas. Signs alone make no word.
    """
    found: list[Token] = []
    stop = True
    at = 0
    for piece in _PIECE.finditer(text):
        stop = stop or "\n" in text[at : piece.start()]
        at = piece.end()
        word = "".join(sign for sign in fold(piece.group()) if sign.isalnum())
        if word:
            found.append(Token(piece.start(), piece.end(), word, stop))
            stop = False
        else:
            stop = stop or not _STOPS.isdisjoint(piece.group())
    return tuple(found)
