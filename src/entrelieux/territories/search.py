"""Which communes does somebody mean by what they typed? Best first, never an error.

The order: the very name, then names that begin so, then names with a word that begins so, then
names that hold every word, then names one typing error away; among equals communes of today
before former ones, then the most peopled.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from entrelieux.territories.index import INSIDE, Index, clean

LONGEST_QUERY = 200
TYPO_LENGTHS = range(4, 41)
LITTLE_WORDS = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur")
)
AFTER_A_POSTCODE = frozenset({"cedex", "france"})
_LABEL = re.compile(r"(.+?)\(([^()]*)\)\s*")
_DEPARTEMENT = re.compile(r"(?:2[ab]|97[1-8]|98\d|\d\d)")
_POSTCODE = re.compile(r"\d{5}")
_NUMBER = re.compile(r"(?:\d{1,5}|2[ab]\d{0,3})")

Entries = NDArray[np.int32]
Mask = NDArray[np.bool_]


class Kind(IntEnum):
    """How an entry answers a query; smaller is better."""

    CODE = 0
    NAME = 1
    NAME_WITHOUT_ARTICLE = 2
    BEGINNING = 3
    WORD = 4
    WORDS = 5
    TYPO = 6
    TYPO_IN_BEGINNING = 7


EXACT = frozenset({Kind.CODE, Kind.NAME, Kind.NAME_WITHOUT_ARTICLE})


@dataclass(frozen=True, slots=True)
class Match:
    entry: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way of understanding a query: a name, among the entries that ``mask`` leaves (or all)."""

    name: str
    mask: Mask | None


_Way = Callable[[Index, _Reading, int], list[Match]]


def search(index: Index, text: str, limit: int) -> list[Match]:
    """At most ``limit`` matches of ``text``, best first, each commune once.

    Any text is accepted; what follows its 200th character is not read.
    """
    text = text[:LONGEST_QUERY]
    number = clean(text).replace(" ", "")
    if limit < 1:
        return []
    if _NUMBER.fullmatch(number):
        return _by_number(index, number, limit)
    readings = [one for one in _readings(index, text) if one.name]
    found = _first_found(_by_name, index, readings, limit)
    # « Lion » is a beginning of « Le Lion-d'Angers », but somebody may well have meant « Lyon ».
    if not found:
        found = _first_found(_by_words, index, readings, limit)
    if len(found) < limit and not any(match.kind in EXACT for match in found):
        found = _joined(index, found, _first_found(_by_typo, index, readings, limit))
    return (found or _by_postcode_alone(index, text, limit))[:limit]


def _first_found(way: _Way, index: Index, readings: Iterable[_Reading], limit: int) -> list[Match]:
    return next((found for one in readings if (found := way(index, one, limit))), [])


def _joined(index: Index, matches: list[Match], more: list[Match]) -> list[Match]:
    known = {_identity(index, match.entry) for match in matches}
    return matches + [match for match in more if _identity(index, match.entry) not in known]


def _by_postcode_alone(index: Index, text: str, limit: int) -> list[Match]:
    """Communes of a postcode in the text, whose name could not be read."""
    postcodes = [word for word in clean(text).split() if _POSTCODE.fullmatch(word)]
    if not postcodes:
        return []
    entries = _entries_of_postcode(index, postcodes[0])
    return [Match(entry, Kind.WORDS) for entry in _first(index, entries, limit)]


def _identity(index: Index, entry: int) -> int:
    """Two entries with one identity are one result: a commune, or an arrondissement of one."""
    return -1 - entry if index.is_arrondissement[entry] else int(index.commune[entry])


# Readings


def _readings(index: Index, text: str) -> Iterator[_Reading]:
    """The ways of reading a query, the plainest first: the whole as a name, then a name and where.

    « langogne 48 », « 48300 Langogne », « Langogne (Lozère, 48) », « Langogne Lozère ».
    """
    label = _LABEL.fullmatch(text)
    if label:
        codes = [word for word in clean(label[2]).split() if _DEPARTEMENT.fullmatch(word)]
        if codes:
            yield _Reading(clean(label[1]), _in_departements(index, (codes[-1].upper(),)))
            return
        text = f"{label[1]} {label[2]}"
    words = clean(text).split()
    yield _Reading(" ".join(words), None)
    yield from _with_numbers(index, words)
    for cut in range(len(words) - 1, max(len(words) - 7, 0), -1):
        codes_of = index.territories.get(" ".join(words[cut:]))
        if codes_of:
            yield _Reading(" ".join(words[:cut]), _in_departements(index, codes_of))


def _with_numbers(index: Index, words: list[str]) -> Iterator[_Reading]:
    numbers = [word for word in words if _POSTCODE.fullmatch(word) or _DEPARTEMENT.fullmatch(word)]
    if not numbers:
        return
    name = " ".join(word for word in words if word not in {*numbers, *AFTER_A_POSTCODE})
    number = numbers[0].upper()
    if len(number) == 5:
        entries = _entries_of_postcode(index, number)
        if entries.size:
            mask = np.zeros(len(index.codes), np.bool_)
            mask[entries] = True
            # Former communes have no postcode of their own: their commune's may do.
            communes = np.zeros(len(index.table.codes), np.bool_)
            communes[index.commune[entries]] = True
            mask |= communes[index.commune] & index.is_former & ~index.is_arrondissement
            yield _Reading(name, mask)
        number = number[:3] if number.startswith(("97", "98")) else number[:2]
    yield _Reading(name, _in_departements(index, _departements_of_postcode(number)))


def _departements_of_postcode(number: str) -> tuple[str, ...]:
    return ("2A", "2B") if number == "20" else (number,)


def _in_departements(index: Index, codes: Iterable[str]) -> Mask:
    ranks = [n for n, code in enumerate(index.table.departements) if code in set(codes)]
    return np.isin(index.table.departement, ranks)[index.commune]


# Ways of finding


def _by_number(index: Index, number: str, limit: int) -> list[Match]:
    """Communes of a postcode (whole or begun), of a code INSEE or of a département.

    A code INSEE of before is only read when nobody has it as a postcode: Bonneuil-sur-Marne was
    75011 until 1968.
    """
    code = number.upper()
    found = [
        Match(entry, Kind.CODE)
        for entry in _first(index, _entries_of_postcode(index, number), limit)
    ]
    entry = index.entry_of.get(code)
    if entry is not None and not (found and index.is_former[entry]):
        found = _joined(index, found[: limit - 1], [Match(entry, Kind.CODE)])
    if _DEPARTEMENT.fullmatch(number):
        inside = _in_departements(index, _departements_of_postcode(code)) & ~index.is_former
        peopled = np.flatnonzero(inside).astype(np.int32)
        more = [Match(entry, Kind.WORDS) for entry in _first(index, peopled, limit)]
        found = _joined(index, found, more)
    return found[:limit]


def _entries_of_postcode(index: Index, start: str) -> Entries:
    """Entries of the postcodes that begin so, from three figures on.

    An arrondissement stands for its own postcodes, where its commune has them all.
    """
    if len(start) < 3:
        return np.empty(0, np.int32)
    low, high = bisect_left(index.post, start), bisect_right(index.post, start + "~")
    entries = np.unique(index.post_entry[low:high])
    apart = index.commune[entries[index.is_arrondissement[entries]]]
    whole = ~index.is_former[entries] & np.isin(index.commune[entries], apart)
    return entries[~whole]


def _by_name(index: Index, reading: _Reading, limit: int) -> list[Match]:
    low, high = _range(index.texts, reading.name)
    entries, kinds = index.text_entry[low:high], index.text_kind[low:high]
    equal = bisect_right(index.texts, reading.name, low, high) - low
    grade = np.where(kinds > INSIDE, Kind.BEGINNING, Kind.WORD)
    grade[:equal] = np.choose(
        kinds[:equal], (Kind.WORD, Kind.NAME_WITHOUT_ARTICLE, Kind.NAME), mode="clip"
    )
    return _graded(index, entries, grade, reading.mask, limit)


def _by_words(index: Index, reading: _Reading, limit: int) -> list[Match]:
    """Entries that hold every word of the query, whole or begun, in any order."""
    words = reading.name.split()
    telling = [word for word in words if word not in LITTLE_WORDS and len(word) > 1]
    if not telling or len(telling) == len(words) == 1:
        return []
    kept = np.ones(len(index.codes), np.bool_)
    for word in sorted(telling, key=len, reverse=True):
        low, high = _range(index.texts, word)
        holds = np.zeros(len(index.codes), np.bool_)
        holds[index.text_entry[low:high]] = True
        kept &= holds
        if not kept.any():
            return []
    entries = np.flatnonzero(kept).astype(np.int32)
    return _graded(index, entries, np.full(entries.size, Kind.WORDS), reading.mask, limit)


def _by_typo(index: Index, reading: _Reading, limit: int) -> list[Match]:
    """Entries whose name, or its beginning, is one letter away (missing, added, wrong, swapped)."""
    if len(reading.name) not in TYPO_LENGTHS:
        return []
    spans = []
    for low, equal, high in _one_edit_away(index.texts, reading.name):
        spans.append((low, equal, Kind.TYPO))
        spans.append((equal, high, Kind.TYPO_IN_BEGINNING))
    if not spans:
        return []
    positions = np.concatenate([np.arange(low, high) for low, high, _ in spans])
    grade = np.concatenate([np.full(high - low, kind) for low, high, kind in spans])
    inside = index.text_kind[positions] == INSIDE
    grade = np.where(inside, Kind.TYPO_IN_BEGINNING, grade)
    return _graded(index, index.text_entry[positions], grade, reading.mask, limit)


def _one_edit_away(texts: list[str], name: str) -> Iterator[tuple[int, int, int]]:
    """(low, equal, high): texts[low:equal] are one edit away, texts[low:high] begin by such a name.

    Follows ``name`` letter by letter in the sorted texts, as in a tree of their letters, and
    leaves it once: only letters that some text has there are tried.
    """
    low, high = 0, len(texts)
    for at in range(len(name)):
        head, rest = name[:at], name[at:]
        others = [head + rest[1:]]
        if len(rest) > 1:
            others.append(head + rest[1] + rest[0] + rest[2:])
        for letter in _next_letters(texts, at, low, high):
            others.append(head + letter + rest)
            if letter != rest[0]:
                others.append(head + letter + rest[1:])
        for other in others:
            first = bisect_left(texts, other, low, high)
            if other != name and first < high and texts[first].startswith(other):
                equal = bisect_right(texts, other, first, high)
                yield first, equal, bisect_right(texts, other + "~", equal, high)
        low, high = _range(texts, name[: at + 1], low, high)
        if low == high:
            return


def _next_letters(texts: list[str], at: int, low: int, high: int) -> Iterator[str]:
    """The letters found at a position of texts[low:high], which agree before it."""
    while low < high:
        if len(texts[low]) == at:
            low = bisect_right(texts, texts[low], low, high)
        else:
            letter = texts[low][at]
            yield letter
            low = bisect_right(texts, texts[low][: at + 1] + "~", low, high)


def _range(texts: list[str], start: str, low: int = 0, high: int | None = None) -> tuple[int, int]:
    """Where the texts that begin so are; no letter of a text comes after « ~ »."""
    low = bisect_left(texts, start, low, high)
    return low, bisect_right(texts, start + "~", low, high)


def _graded(
    index: Index, entries: Entries, grade: NDArray[np.int64], mask: Mask | None, limit: int
) -> list[Match]:
    """The best entries by grade then place, each result once; ``mask`` says which may be kept."""
    if mask is not None:
        kept = mask[entries]
        entries, grade = entries[kept], grade[kept]
    key = grade.astype(np.int64) * len(index.codes) + index.place[entries]
    # An entry has at most some twenty texts, a commune some thirty former names: room for both.
    room = 60 * (limit + 1)
    order = np.argsort(key) if key.size <= room else np.argpartition(key, room)[:room]
    order = order[np.argsort(key[order], kind="stable")]
    matches: dict[int, Match] = {}
    for at in order.tolist():
        entry = int(entries[at])
        matches.setdefault(_identity(index, entry), Match(entry, Kind(int(grade[at]))))
        if len(matches) >= limit:
            break
    return list(matches.values())


def _first(index: Index, entries: Entries, limit: int) -> list[int]:
    return sorted(entries.tolist(), key=lambda entry: int(index.place[entry]))[:limit]
