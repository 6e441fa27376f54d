"""Which known word did somebody mean, however they wrote it?

The surest first: as it is; as an abbreviation of counters and messages; with its small first word
glued to it (« jai », « dordi »); by one letter, by its sound, by two letters.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

Rule = tuple[re.Pattern[str], str]
LONGEST_SHORTHAND = 3
FREQUENT = 4
LETTERS_FOR = {1: 5, 2: 9}
_REPEATED = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is understood. low, high: the tokens it comes from, half-open."""

    text: str
    low: int
    high: int
    first: bool


@dataclass(frozen=True, slots=True, eq=False)
class Speller:
    """known: folded words and how often they were met. A rare one may be mended by its sound, never
    by its letters, and no word is mended into it. sounds: rules in their order.

    glued: small words that are written without their apostrophe. shorthand: folded words → words.
    """

    known: Mapping[str, int]
    sounds: Sequence[Rule]
    glued: tuple[str, ...]
    shorthand: Mapping[tuple[str, ...], tuple[str, ...]]
    _by_sound: dict[str, str] = field(default_factory=dict)
    _by_length: dict[int, list[str]] = field(default_factory=dict)
    _read: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        frequent = [word for word, met in self.known.items() if met >= FREQUENT]
        for word in sorted(frequent, key=lambda w: (self.known[w], w)):
            self._by_sound[self.sound(word)] = word  # the most frequent stays
            self._by_length.setdefault(len(word), []).append(word)

    def sound(self, word: str) -> str:
        """What is heard of a word, roughly; words that sound alike give one result."""
        for pattern, heard in self.sounds:
            word = pattern.sub(heard, word)
        return word

    def read(self, words: Sequence[str], firsts: Sequence[bool]) -> tuple[Word, ...]:
        """Words as understood, each with the tokens it comes from; none is dropped."""
        found: list[Word] = []
        at = 0
        while at < len(words):
            for size in range(min(LONGEST_SHORTHAND, len(words) - at), 0, -1):
                parts = tuple(words[at : at + size])
                long = self.shorthand.get(parts)
                if long and not any(firsts[at + 1 : at + size]):
                    break
            else:
                size, long = 1, self.meant(words[at])
            found += [
                Word(text, at, at + size, firsts[at] and i == 0) for i, text in enumerate(long)
            ]
            at += size
        return tuple(found)

    def meant(self, word: str) -> tuple[str, ...]:
        """The known word or words that this one stands for; itself when none is near.

        Only the answers for known words are retained: others may be a person's name.
        """
        kept = self._read.get(word)
        if kept is None:
            kept = self._meant(word)
            if word in self.known:
                self._read[word] = kept
        return kept

    def _meant(self, word: str) -> tuple[str, ...]:
        met = self.known.get(word, 0)
        if met >= FREQUENT or len(word) < 3 or any(sign.isdigit() for sign in word):
            return (word,)
        calm = _REPEATED.sub(r"\1", word)
        if calm != word:
            return self.meant(calm)
        apart = self._unglued(word)
        if apart and self.known.get(apart[1], 0) >= FREQUENT:
            return apart
        heard = self._heard(word)
        if not heard and apart and (rest := self._heard(apart[1])):
            heard = (apart[0], *rest)
        # Met once or twice, it may be rare or a slip of the pen: sound may tell, letters may not.
        if met:
            return heard or (word,)
        return self._near(word, 1) or heard or self._near(word, 2) or (word,)

    def _heard(self, word: str) -> tuple[str, ...]:
        heard = self._by_sound.get(self.sound(word)) if len(word) > 3 else None
        return (heard,) if heard else ()

    def _unglued(self, word: str) -> tuple[str, str] | None:
        for small in self.glued:
            rest = word[len(small) :]
            if word.startswith(small) and len(rest) > 1 and rest[0] in "aeiouyh":
                return small, rest
        return None

    def _near(self, word: str, letters: int) -> tuple[str, ...]:
        """The word that so many letters turn this one into: the longer it is, the more may be."""
        if len(word) < LETTERS_FOR[letters]:
            return ()
        choices = [
            other
            for size in range(len(word) - letters, len(word) + letters + 1)
            for other in self._by_length.get(size, ())
            if other[0] == word[0] or other[1:2] == word[1:2]
        ]
        found = extractOne(word, choices, scorer=DamerauLevenshtein.distance, score_cutoff=letters)
        return (found[0],) if found else ()


def sound_rules(rows: Iterable[tuple[str, str]]) -> tuple[Rule, ...]:
    """(regular expression, what is heard) in their order, compiled."""
    return tuple((re.compile(pattern), heard) for pattern, heard in rows)
