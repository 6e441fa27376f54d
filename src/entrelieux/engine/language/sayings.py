"""Which known things does somebody say that they do, in their own words?

A thing is known by its forms, of one word or several. Words are compared by their stem, so that
« je répare » and « réparer » are one; a form that begins with « = » is compared letter for letter,
accents and capitals aside. Small words count for nothing. The longest form wins. What is refused
(« je ne fais pas… ») is not taken for something done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from entrelieux.engine.language.occurrences import Occurrence
from entrelieux.engine.language.tokens import Token, tokens_of

MOST_WORDS = 400
EXACT = "="


@dataclass(frozen=True, slots=True)
class Manners:
    """Folded words. weak: without meaning of their own. refusals: what follows them, up to the
    next idea, is not done. but: after a refusal, they undo it (« pas seulement »). breaks: begin
    another idea.
    """

    weak: frozenset[str]
    refusals: frozenset[str]
    but: frozenset[str]
    breaks: frozenset[str]


Key = tuple[str, bool]


class Sayings:
    """Built once, asked often; it keeps nothing of what it reads."""

    def __init__(
        self, forms: Sequence[Sequence[str]], manners: Manners, stem: Callable[[str], str]
    ) -> None:
        """forms: for each thing, the ways it is said; each has a word that is not weak."""
        self._manners, self._stem = manners, stem
        self._by_first: dict[str, list[tuple[tuple[Key, ...], int]]] = {}
        for rank, ways in enumerate(forms):
            for way in ways:
                exact = way.startswith(EXACT)
                words = [t.word for t in tokens_of(way) if t.word not in manners.weak]
                keys = tuple((word if exact else stem(word), exact) for word in words)
                if not keys:
                    raise ValueError(f"no word of its own in « {way} »")
                self._by_first.setdefault(keys[0][0], []).append((keys, rank))
        for ways_of_one in self._by_first.values():
            ways_of_one.sort(key=lambda way: (-len(way[0]), way[1]))

    def find(self, text: str) -> tuple[Occurrence, ...]:
        """Each thing said, in the order of the text; beyond 400 words nothing is read.

        Two things of one form are both found, at the same place.
        """
        words = self._words(text)
        found: list[Occurrence] = []
        at = 0
        while at < len(words):
            size, ranks = self._here(words, at)
            if not words[at].refused:
                low, high = words[at].token.start, words[at + max(size, 1) - 1].token.end
                found += [Occurrence(rank, low, high) for rank in ranks]
            at += max(size, 1)
        return tuple(found)

    def _here(self, words: "Sequence[_Word]", at: int) -> tuple[int, list[int]]:
        """How many words the longest form takes from here, and the things it says."""
        size, ranks = 0, []
        ways = {
            way: None
            for first in (words[at].stem, words[at].token.word)
            for way in self._by_first.get(first, ())
        }
        for keys, rank in sorted(ways, key=lambda way: -len(way[0])):
            if len(keys) < size:
                break
            if all(_is(word, key) for word, key in zip(words[at:], keys, strict=False)) and (
                len(words) - at >= len(keys)
                and not any(word.breaks for word in words[at + 1 : at + len(keys)])
            ):
                size = len(keys)
                ranks.append(rank)
        return size, sorted(set(ranks))

    def _words(self, text: str) -> "list[_Word]":
        """Words with a meaning of their own, and whether what they say is refused."""
        manners, found = self._manners, []
        refused, broken = False, True
        tokens = tokens_of(text)[:MOST_WORDS]
        for at, token in enumerate(tokens):
            if token.first or token.word in manners.breaks:
                refused, broken = False, True
            if token.word in manners.refusals:
                after = tokens[at + 1].word if at + 1 < len(tokens) else ""
                refused = after not in manners.but
            elif token.word not in manners.weak:
                found.append(_Word(token, self._stem(token.word), refused, broken))
                broken = False
        return found


@dataclass(frozen=True, slots=True)
class _Word:
    """breaks: whether another idea begins with it."""

    token: Token
    stem: str
    refused: bool
    breaks: bool


def _is(word: _Word, key: Key) -> bool:
    text, exact = key
    return (word.token.word if exact else word.stem) == text
