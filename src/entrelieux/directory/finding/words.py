"""The words of a text, folded: « bd » is « boulevard », « MJC » what its letters say, and back."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from entrelieux.engine.language.fold import fold
from entrelieux.engine.language.stems import stem
from entrelieux.packs.fr.finding import load_short_forms

MOST_WORDS = 8
_NOT_LETTERS = re.compile(r"[\W_]+")


def words_of(text: str) -> tuple[str, ...]:
    """The first words of a search, folded, each once."""
    return tuple(dict.fromkeys(spaced(fold(text)).split()))[:MOST_WORDS]


def spaced(folded: str) -> str:
    """Only letters and figures, other signs turned to spaces."""
    return _NOT_LETTERS.sub(" ", folded)


class _Shorts(NamedTuple):
    """words: short → the one word it stands for. phrases: short → several. by_first: the shorts
    whose phrase begins so, in the singular."""

    words: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    by_first: dict[str, list[tuple[str, tuple[str, ...]]]]


def spelt(word: str) -> str:
    """The one word that a folded word stands for; itself when it is no abbreviation of one."""
    return _shorts().words.get(word, word)


def phrase_of(word: str) -> tuple[str, ...]:
    """The several words that a folded word stands for; none when it stands for itself."""
    return _shorts().phrases.get(word, ())


def both_ways(words: Sequence[str]) -> list[str]:
    """Folded words of a text, abbreviations written out, and what several of them are called."""
    shorts = _shorts()
    found = [shorts.words.get(word, word) for word in words]
    plain = [singular(word) for word in found]
    for at, first in enumerate(plain):
        for short, phrase in shorts.by_first.get(first, ()):
            if tuple(plain[at : at + len(phrase)]) == phrase:
                found.append(short)
    for word in words:
        found += shorts.phrases.get(word, ())
    return found


def words_in(text: str) -> list[str]:
    """Folded words of a text that is not folded yet."""
    return spaced(fold(text)).split()


def form_of(word: str) -> str:
    """What the forms of a folded word have in common; « lieux » is the plural of « lieu »."""
    return stem(word[:-1] if word.endswith("eux") else word)


def singular(word: str) -> str:
    return word.rstrip("sx") or word


@cache
def _shorts() -> _Shorts:
    found = _Shorts({}, {}, {})
    for short, long in load_short_forms():
        words = tuple(words_in(long))
        if len(words) == 1:
            found.words[short] = words[0]
            continue
        found.phrases[short] = words
        plain = tuple(map(singular, words))
        found.by_first.setdefault(plain[0], []).append((short, plain))
    return found
