"""Which places hold the words that somebody typed, however they wrote them?

A word is looked for as it is, in its other forms, as the beginning of a longer one when it is the
last typed, and only when none of these exists with a slip of the pen mended. Every word that means
something must be found; small ones (« de », « pour ») only help to rank. When no place holds them
all, the best of the others are kept and it is said: those whose words are
together the rarest.

Score of a place: sum over words of rarity × impact × how surely the word is meant (``Way``). Rarity
is the idf of BM25, ``ln(1 + (N − n + ½) / (n + ½))``, n places of N.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from entrelieux.directory.finding.index import MOST, Flags, Floats, Ints, WordIndex
from entrelieux.directory.finding.words import form_of, phrase_of, singular, spelt, words_of
from entrelieux.engine.language.fold import fold
from entrelieux.packs.fr import phrases as phrases_pack

BEGINNING = 3
"""Letters of the last word from which longer words are looked for."""
LETTERS_FOR = ((1, 4), (2, 8))
"""Slips forgiven, and from how many letters: the longer a word, the more of it may be wrong."""
SHORTEST_PART = 3
LONG_STEM = 5
RARE, COMMONER = 4, 50
"""A word held by so few places may be a slip of one held by so many times more."""
TINY = 1e-3


class Way(IntEnum):
    """How surely a word of a place is the one meant, in hundredths."""

    EXACT = 100
    FORM = 80
    MENDED = 70
    BEGINNING = 50


class Mended(NamedTuple):
    """What was typed, and what was read instead."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What words give: by row of the table, one length.

    keep: rows to show. score: at least 0, in hundredths, more is better. named: rows whose name,
    kind, structures or address hold every word asked. missing: words that no place holds.
    is_partial: no place holds every word; the rows kept hold the most of them.
    """

    keep: Flags
    score: Ints
    named: Flags
    mended: tuple[Mended, ...] = ()
    missing: tuple[str, ...] = ()
    is_partial: bool = False


class _Asked(NamedTuple):
    """typed: folded. word: the same, written out when it is an abbreviation of one."""

    typed: str
    word: str
    is_last: bool
    is_needed: bool


class _Meant(NamedTuple):
    """A word to look for. also: a much commoner one, a slip away from a word hardly ever met."""

    text: str
    is_last: bool
    sure: Way
    also: str = ""


def matched(index: WordIndex, text: str) -> Matched | None:
    """None when the text holds no word."""
    asked = _asked(words_of(text))
    if not asked:
        return None
    read = [(one, _read(index, one)) for one in asked]
    rows = int(index.rows)
    score, held = np.zeros(rows, np.float32), np.zeros(rows, np.float32)
    every, named = np.ones(rows, np.bool_), np.ones(rows, np.bool_)
    for one, meant in read:
        for word in meant:
            impact, names = _impact(index, word)
            rarity = _rarity(impact)
            score += rarity * impact
            if one.is_needed:
                held += rarity * (impact > 0)
                every &= impact > 0
                named &= names
    missing = tuple(one.typed for one, meant in read if one.is_needed and not meant)
    is_partial = bool(missing) or not every.any()
    most = float(held.max(initial=0))
    return Matched(
        keep=(held > 0) & (held > most - TINY) if is_partial else every,
        score=np.rint(score * 100).astype(np.int32),
        named=named,
        mended=tuple(
            Mended(one.typed, " ".join(word.also or word.text for word in meant))
            for one, meant in read
            if any(word.also or word.sure is Way.MENDED for word in meant)
        ),
        missing=missing,
        is_partial=is_partial,
    )


def _asked(words: Sequence[str]) -> list[_Asked]:
    """Small words are needed only when there is nothing else."""
    weak = weak_words()
    any_strong = any(word not in weak for word in words)
    return [
        _Asked(
            typed=word,
            word=spelt(word),
            is_last=rank == len(words) - 1,
            is_needed=not any_strong or word not in weak,
        )
        for rank, word in enumerate(words)
    ]


def _read(index: WordIndex, one: _Asked) -> tuple[_Meant, ...]:
    """The same word when some place holds it, else what was meant; () when nobody can tell."""
    if any(True for _ in _ways(index, one.word, is_last=one.is_last)):
        return (_Meant(one.word, one.is_last, Way.EXACT, _much_commoner(index, one.word)),)
    words, sure = phrase_of(one.word), Way.EXACT
    if not words and one.is_needed:
        words, sure = _mended(index, one.word), Way.MENDED
    last = len(words) - 1
    return tuple(_Meant(x, one.is_last and at == last, sure) for at, x in enumerate(words))


def _much_commoner(index: WordIndex, word: str) -> str:
    """What a word hardly ever met may be a slip of, made by producers too; "" when it is not."""
    rank = index.rank_of(word)
    met = index.places_with(word)
    if rank is None or met > RARE or len(word) <= LETTERS_FOR[0][1]:
        return ""
    found = _nearest(index, word, most=1, least=COMMONER * met)
    return found.word if found else ""


def _mended(index: WordIndex, word: str) -> tuple[str, ...]:
    """A word one slip away, else two words written as one, else a word two slips away."""
    near = _nearest(index, word)
    if near is None or near.slips > 1:
        apart = _apart(index, word)
        if apart or near is None:
            return apart
    return (near.word,)


def _ways(index: WordIndex, word: str, *, is_last: bool) -> Iterator[tuple[slice, Way]]:
    """Postings of each word of the index that may be meant."""
    rank = index.rank_of(word)
    if is_last and len(word) >= BEGINNING:
        first, last = index.beginning(word)
        if last > first + (rank is not None):
            yield slice(index.start[first], index.start[last]), Way.BEGINNING
    if not word.isdigit():
        stem = form_of(word)
        for other in index.same_stem(stem):
            if other != rank and _is_a_form(index.words[other], word, stem):
                yield slice(index.start[other], index.start[other + 1]), Way.FORM
    if rank is not None:
        yield slice(index.start[rank], index.start[rank + 1]), Way.EXACT


def _is_a_form(word: str, other: str, stem: str) -> bool:
    """A short stem joins strangers, « Rennes » and « René »: of those, plurals only."""
    return len(stem) >= LONG_STEM or singular(word) == singular(other)


def _impact(index: WordIndex, meant: _Meant) -> tuple[Floats, Flags]:
    """By row: 0 to 1, 0 where the word is not held; and whether it is where the place is named."""
    best = np.zeros(int(index.rows), np.float32)
    named = np.zeros(int(index.rows), np.bool_)
    found = [
        (one, way * meant.sure) for one, way in _ways(index, meant.text, is_last=meant.is_last)
    ]
    if meant.also:
        also = _ways(index, meant.also, is_last=False)
        found += [(one, way * Way.MENDED) for one, way in also]
    for postings, sure in found:
        rows = index.row[postings]
        np.maximum.at(best, rows, index.impact[postings] * np.float32(sure / (MOST * 10_000)))
        named[rows[index.names[postings]]] = True
    return best, named


def _rarity(impact: Floats) -> float:
    rows, found = len(impact), int(np.count_nonzero(impact))
    return float(np.log1p((rows - found + 0.5) / (found + 0.5)))


def _apart(index: WordIndex, word: str) -> tuple[str, str] | tuple[()]:
    """Two known words written as one, « stchely »; the pair whose rarer word is the commonest."""
    cuts = ((word[:at], word[at:]) for at in range(2, len(word) - SHORTEST_PART + 1))
    pairs = ((spelt_saint(one), other) for one, other in cuts)
    known = [pair for pair in pairs if all(len(x) >= SHORTEST_PART for x in pair)]
    worth = {pair: min(map(index.places_with, pair)) for pair in known}
    best = max(worth, key=lambda pair: worth[pair], default=())
    return best if best and worth[best] else ()


def spelt_saint(word: str) -> str:
    """« st » alone is « saint »: folding says so of a word that stands alone."""
    return fold(spelt(word))


class _Near(NamedTuple):
    slips: int
    commonness: int
    word: str


def _nearest(index: WordIndex, word: str, *, most: int = 2, least: int = 1) -> _Near | None:
    """The known word that the fewest slips turn this one into; of several, the commonest.

    most: slips. least: places that must hold it.
    """
    slips = max((n for n, letters in LETTERS_FOR if len(word) >= letters and n <= most), default=0)
    if not slips or not word.isalpha():
        return None
    near = index.like(word, slips)
    found = extract(word, near, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=None)
    known = [
        _Near(distance, -index.places_with(other), other)
        for other, distance, _at in found
        if other != word and index.places_with(other) >= least
    ]
    return min(known, default=None)


@cache
def weak_words() -> frozenset[str]:
    """Words without a meaning of their own, folded."""
    return frozenset(fold(word) for word in phrases_pack.load_turns()["faible"])
