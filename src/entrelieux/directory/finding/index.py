"""Which places hold which words, how well: an inverted index in arrays, without the database.

One posting says that a place holds a word, with its impact: BM25F over the fields of the place,
less the rarity of the word, which depends on what is asked.

**Source:** Robertson, Zaragoza & Taylor 2004, « Simple BM25 extension to multiple weighted
fields », doi:10.1145/1031171.1031181.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

SATURATION = 1.2
"""k₁ of BM25: past it, holding a word again, or in one field more, adds little."""
MOST = 255
_AFTER_ANY_LETTER = "\U0010ffff"
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int32]


class Field(NamedTuple):
    """weight: beside other fields. length: b of BM25, how much a long text weakens its words.

    names: whether its words say which place it is, and not only what is done there.
    """

    weight: float
    length: float
    names: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Words of one field. text: of each row, rank in ``texts``, whose words are as folded."""

    field: Field
    text: Sequence[int]
    texts: Sequence[Sequence[str]]


@dataclass(frozen=True, eq=False)
class WordIndex:
    """Postings by word, words in alphabetical order.

    letters: words, in UTF-8, one a line. start: shape (words + 1,), where the postings of each
    begin in ``row``, ``impact`` (1 to 255, the best that can be) and ``names``. stems: as
    ``letters``; stem: of each word, its rank. rows: how many places there are.
    """

    letters: NDArray[np.uint8]
    start: NDArray[np.int64]
    row: Ints
    impact: NDArray[np.uint8]
    names: Flags
    stem: Ints
    stems: NDArray[np.uint8]
    rows: NDArray[np.int64]

    @classmethod
    def build(cls, rows: int, held: Sequence[Held], stems: Mapping[str, str]) -> Self:
        """``stems``: of every word of ``held``."""
        words = sorted({word for one in held for text in one.texts for word in text})
        rank = {word: at for at, word in enumerate(words)}
        known = sorted({stems[word] for word in words})
        stem_rank = {stem: at for at, stem in enumerate(known)}
        keys, weights, named = _postings(rows, held, rank)
        return cls(
            letters=_packed(words),
            start=np.searchsorted(keys, np.arange(len(words) + 1) * rows).astype(np.int64),
            row=(keys % max(rows, 1)).astype(np.int32),
            impact=np.ceil(MOST * weights / (SATURATION + weights)).astype(np.uint8),
            names=named,
            stem=np.array([stem_rank[stems[word]] for word in words], np.int32),
            stems=_packed(known),
            rows=np.array(rows, np.int64),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Raises KeyError when one is missing."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def words(self) -> tuple[str, ...]:
        return _unpacked(self.letters)

    def like(self, word: str, letters: int) -> list[str]:
        """Words of letters only that share the first or the second letter of this one, and are as
        long to within so many ``letters``.
        """
        found: dict[str, None] = {}
        for size in range(len(word) - letters, len(word) + letters + 1):
            for at, letter in enumerate(word[:2]):
                found |= dict.fromkeys(self._by_letter.get((size, at, letter), ()))
        return list(found)

    @cached_property
    def _by_letter(self) -> Mapping[tuple[int, int, str], list[str]]:
        """(how many letters, first or second, which) → words."""
        found: dict[tuple[int, int, str], list[str]] = {}
        for word in self.words:
            if word.isalpha():
                for at, letter in enumerate(word[:2]):
                    found.setdefault((len(word), at, letter), []).append(word)
        return found

    def rank_of(self, word: str) -> int | None:
        at = bisect_left(self.words, word)
        return at if at < len(self.words) and self.words[at] == word else None

    def places_with(self, word: str) -> int:
        rank = self.rank_of(word)
        return 0 if rank is None else int(self.start[rank + 1] - self.start[rank])

    def same_stem(self, stem: str) -> list[int]:
        """Ranks of the words of this stem."""
        at = bisect_left(self._stems, stem)
        if at == len(self._stems) or self._stems[at] != stem:
            return []
        first, last = self._stem_start[at : at + 2].tolist()
        return self._by_stem[first:last].tolist()

    def beginning(self, letters: str) -> tuple[int, int]:
        """Ranks, first and past the last, of the words that begin so."""
        first = bisect_left(self.words, letters)
        return first, bisect_left(self.words, letters + _AFTER_ANY_LETTER, lo=first)

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return _unpacked(self.stems)

    @cached_property
    def _by_stem(self) -> NDArray[np.intp]:
        return np.argsort(self.stem, kind="stable")

    @cached_property
    def _stem_start(self) -> NDArray[np.intp]:
        return np.searchsorted(self.stem[self._by_stem], np.arange(len(self._stems) + 1))


def _postings(
    rows: int, held: Sequence[Held], rank: Mapping[str, int]
) -> tuple[NDArray[np.int64], Floats, Flags]:
    """word × rows + row in order, their weight of BM25F, and whether a field that names holds it.

    A word counts once in a field of a place, however often it is written there.
    """
    parts = [_of_field(rows, one, rank) for one in held]
    keys = np.concatenate([np.zeros(0, np.int64), *(key for key, _weight, _names in parts)])
    weights = np.concatenate([np.zeros(0, np.float32), *(weight for _key, weight, _names in parts)])
    names = np.concatenate([np.zeros(0, np.bool_), *(name for _key, _weight, name in parts)])
    order = np.argsort(keys, kind="stable")
    distinct, first = np.unique(keys[order], return_index=True)
    if not distinct.size:
        return distinct, weights, names
    return (
        distinct,
        np.add.reduceat(weights[order], first),
        np.logical_or.reduceat(names[order], first),
    )


def _of_field(
    rows: int, held: Held, rank: Mapping[str, int]
) -> tuple[NDArray[np.int64], Floats, Flags]:
    ranks = [np.array(sorted({rank[word] for word in text}), np.int64) for text in held.texts]
    length = np.array([len(text) for text in held.texts], np.float32)
    of_row = np.array(held.text, np.intp)
    filled = length[of_row] > 0
    mean = float(length[of_row][filled].mean()) if filled.any() else 1.0
    keys = [ranks[text] * rows + row for row, text in enumerate(of_row.tolist())]
    count = np.array([len(ranks[text]) for text in of_row.tolist()], np.intp)
    b = held.field.length
    weight = held.field.weight / (1 - b + b * length[of_row] / mean)
    flat = np.concatenate([np.zeros(0, np.int64), *keys])
    return (
        flat,
        np.repeat(weight.astype(np.float32), count),
        np.full(len(flat), held.field.names),
    )


def _packed(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _unpacked(letters: NDArray[np.uint8]) -> tuple[str, ...]:
    text = letters.tobytes().decode()
    return tuple(text.split("\n")) if text else ()
