"""Which known things does somebody say that they do, in their own words?

A thing is known by its forms, of one word or several. Words are compared by their stem, so that
« je répare » and « réparer » are one, and small words count for nothing; a form that begins with
« = » is looked for word for word, accents and capitals aside. The longest form wins. What is
refused (« je ne fais pas… ») is not taken for something done.
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
    next idea, is not done. but: just behind a refusal, they undo it (« pas seulement »). breaks:
    begin another idea.
    """

    weak: frozenset[str]
    refusals: frozenset[str]
    but: frozenset[str]
    breaks: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Word:
    """key: its stem, "" for a word without meaning of its own."""

    token: Token
    key: str
    refused: bool


class Sayings:
    """Built once, asked often; it keeps nothing of what it reads."""

    def __init__(
        self, forms: Sequence[Sequence[str]], manners: Manners, stem: Callable[[str], str]
    ) -> None:
        """forms: for each thing, the ways it is said.

        Raises:
            ValueError: a form has no word, or none that is not weak.
        """
        self._manners, self._stem = manners, stem
        self._stems: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._literal: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for rank, ways in enumerate(forms):
            for way in ways:
                exact = way.startswith(EXACT)
                words = [token.word for token in tokens_of(way)]
                parts = tuple(words if exact else filter(None, map(self._key, words)))
                if not parts:
                    raise ValueError(f"no word of its own in « {way} »")
                table = self._literal if exact else self._stems
                table.setdefault(parts[0], []).append((parts, rank))

    def find(self, text: str) -> tuple[Occurrence, ...]:
        """Each thing said, in the order of the text; beyond 400 words nothing is read.

        Two things of one form are both found, at the same place.
        """
        words = self._words(text)
        found: list[Occurrence] = []
        at = 0
        while at < len(words):
            end, ranks = self._here(words, at)
            if not words[at].refused:
                place = words[at].token.start, words[end - 1].token.end
                found += [Occurrence(rank, *place) for rank in ranks]
            at = end
        return tuple(found)

    def _here(self, words: Sequence[_Word], at: int) -> tuple[int, list[int]]:
        """Where the longest form that begins here ends, and the things it says."""
        ends: dict[int, set[int]] = {at + 1: set()}
        for parts, rank in self._literal.get(words[at].token.word, ()):
            ends.setdefault(_end(words, at, parts, literal=True), set()).add(rank)
        for parts, rank in self._stems.get(words[at].key, ()):
            ends.setdefault(_end(words, at, parts, literal=False), set()).add(rank)
        ends.pop(0, None)
        end = max(ends)
        return end, sorted(ends[end])

    def _key(self, word: str) -> str:
        manners = self._manners
        return "" if word in manners.weak or word in manners.breaks else self._stem(word)

    def _words(self, text: str) -> list[_Word]:
        manners, refused, before = self._manners, False, ""
        found = []
        for token in tokens_of(text)[:MOST_WORDS]:
            if token.first or token.word in manners.breaks:
                refused = False
            if before in manners.refusals and token.word in manners.but:
                refused = False
            elif token.word in manners.refusals:
                refused = True
            found.append(_Word(token, self._key(token.word), refused))
            before = token.word
        return found


def _end(words: Sequence[_Word], at: int, parts: tuple[str, ...], *, literal: bool) -> int:
    """Where a form that begins here ends, 0 when it is not here; a comma parts it."""
    met = 0
    for rank in range(at, len(words)):
        word = words[rank]
        if rank > at and word.token.first:
            return 0
        part = word.token.word if literal else word.key
        if part != parts[met]:
            if literal or part:
                return 0
            continue
        met += 1
        if met == len(parts):
            return rank + 1
    return 0
