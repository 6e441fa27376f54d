"""What is read of each place to find it by words, field by field, and the index made of it.

Of a place: its name, kind, commune, address and département; the structures and services that are
there; the needs it answers, what it allows, for whom and at what price, in the words of the pages
(both languages); what is written about it. What is not said is found by no word.
"""

import hashlib
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import lru_cache

from entrelieux.directory.finding.index import Field, Held, WordIndex
from entrelieux.directory.finding.words import both_ways, form_of, words_in
from entrelieux.packs.fr.finding import load_short_forms

FORMAT = 2
FIELDS = {
    "name": Field(5.0, 0.5, names=True),
    "kind": Field(3.0, 0.0, names=True),
    "commune": Field(3.0, 0.0, names=True),
    "structures": Field(2.0, 0.6, names=True),
    "address": Field(1.5, 0.3, names=True),
    "departement": Field(0.7, 0.0, names=True),
    "services": Field(1.2, 0.6, names=False),
    "answers": Field(1.0, 0.6, names=False),
    "conditions": Field(0.6, 0.0, names=False),
    "written": Field(0.6, 0.6, names=False),
}
"""Weights said once, before anything was measured (``bench/finding.py``), and not tuned since."""


class Texts:
    """Texts of every row, each kept once; a row says nothing in a field until told."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._texts: dict[str, list[str]] = {name: [""] for name in FIELDS}
        self._known: dict[str, dict[Hashable, int]] = {name: {} for name in FIELDS}
        self._of_row: dict[str, list[int]] = {name: [0] * rows for name in FIELDS}

    def say(self, field: str, row: int, text: str) -> None:
        self.say_once(field, row, text, lambda: text)

    def say_once(self, field: str, row: int, key: Hashable, text: Callable[[], str]) -> None:
        """``text`` is asked for only when the key is new in this field."""
        known, texts = self._known[field], self._texts[field]
        rank = known.get(key)
        if rank is None:
            rank = known[key] = len(texts)
            texts.append(text())
        self._of_row[field][row] = rank

    def said(self, field: str, row: int) -> str:
        return self._texts[field][self._of_row[field][row]]

    def digest(self) -> str:
        """The same for the same texts of the same rows, read by the same rules."""
        found = hashlib.blake2b(digest_size=12)
        found.update(repr((FORMAT, FIELDS, load_short_forms())).encode())
        for name in FIELDS:
            found.update("\n".join(self._texts[name]).encode())
            found.update(repr(self._of_row[name]).encode())
        return found.hexdigest()

    def index(self) -> WordIndex:
        held = [
            Held(field, self._of_row[name], [both_ways(words_in(x)) for x in self._texts[name]])
            for name, field in FIELDS.items()
        ]
        words = {word for one in held for text in one.texts for word in text}
        return WordIndex.build(self.rows, held, {word: _form(word) for word in words})


def labels(pairs: Iterable[tuple[str, str]]) -> str:
    """(French, English) as one text."""
    return " ".join(f"{french} {english}" for french, english in pairs)


def chosen(bits: int, known: Sequence[tuple[str, str]]) -> Collection[tuple[str, str]]:
    """Those whose bit is set, by rank."""
    return [pair for rank, pair in enumerate(known) if bits >> rank & 1]


@lru_cache(maxsize=4096)
def _form(word: str) -> str:
    """Of words that are published, many of which come again at each publication."""
    return form_of(word)
