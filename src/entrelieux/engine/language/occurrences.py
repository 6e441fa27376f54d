"""Where do known words, of one or several parts, occur in a text?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_WORD = re.compile(r"\w+")
_WORDS_AND_BETWEEN = re.compile(r"(\w+)")
_JOINT = re.compile(r"[\s\u00a0\u202f'’‘\-‐‑·]{1,2}")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """rank: of the word among those given. ``text[start:end]`` is what was found."""

    rank: int
    start: int
    end: int


class Occurrences:
    """Finds words by any of their forms, whole, with their accents, the longest form first.

    A form with two capitals or more (« ARE », « CAF ») is found as it is written only, so that
    « are » inside a sentence is left alone; any other form is found whatever its capitals.
    Hyphens, spaces and apostrophes of any kind part the words of a form alike; a full stop does
    not join them.
    """

    def __init__(self, forms: Sequence[Sequence[str]]) -> None:
        """forms: for each word, the ways it is written; each has at least one letter or digit."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], bool, int]]] = {}
        for rank, ways in enumerate(forms):
            for form in ways:
                exact = sum(letter.isupper() for letter in form) > 1
                parts = tuple(_WORD.findall(form if exact else form.lower()))
                self._by_first.setdefault(parts[0].lower(), []).append((parts, exact, rank))
        for found in self._by_first.values():
            found.sort(key=lambda form: (-len(form[0]), not form[1], form[2]))

    def find(self, text: str) -> tuple[Occurrence, ...]:
        """Every occurrence, in the order of the text; none overlaps another."""
        pieces = _WORDS_AND_BETWEEN.split(text)
        said = pieces[1::2]
        small = [word.lower() for word in said]
        hits = [at for at, word in enumerate(small) if word in self._by_first]
        if not hits:
            return ()
        between = pieces[2::2]
        ends = list(accumulate(map(len, pieces)))
        found: list[Occurrence] = []
        after = 0
        for at in hits:
            if at < after:
                continue
            for parts, exact, rank in self._by_first[small[at]]:
                end = at + len(parts)
                here = (said if exact else small)[at:end]
                if tuple(here) == parts and all(map(_JOINT.fullmatch, between[at : end - 1])):
                    found.append(Occurrence(rank, ends[2 * at], ends[2 * end - 1]))
                    after = end
                    break
        return tuple(found)
