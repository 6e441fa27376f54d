"""What do the values of a list mean in the words of the schema, whatever separates them?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from entrelieux.engine.language import fold

_TAGS = re.compile(r"<[^<>]{0,300}>")
_HARD = re.compile(r'[|;\n•]|"\s*,\s*"|\s/\s|\s\+\s')
_COMMA = re.compile(r",(?![^()]*\))(?!\s*[a-zà-ÿ]{1,3}\b)|(?<=[a-zà-ÿ)])/(?=[A-ZÀ-Þ])")
_LONGEST = 120
_SIGNS = re.compile(r"[^\w+ ]+")
_ASIDE = re.compile(r"\((?:[^()]*,[^()]*|(?:[^()\s]+\s+){3,}[^()]*)\)?")  # a list, a sentence
_REMEMBERED = 20_000
YES = frozenset(["oui", "o", "yes", "y", "vrai", "true", "1", "x", "✓", "ok"])
NO = frozenset(("", "non", "no", "n", "faux", "false", "0", "aucun", "aucune", "neant", "nc", "-"))


@dataclass(frozen=True, slots=True)
class Word:
    """One of these texts, each a set of beginnings of words, says that label.

    « =caf » is a whole word: a « café » is none.
    """

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A value of a list. label: in the words of the schema, "" when nothing says it.

    exact: it is that label, not only words that mean it.
    """

    found: str
    label: str
    exact: bool


@dataclass(frozen=True)
class Vocabulary:
    """labels: the values that a field allows, by their folded form. words: what also says them."""

    labels: Mapping[str, str] = field(default_factory=dict)
    words: tuple[Word, ...] = ()

    @cached_property
    def _texts(self) -> tuple[tuple[str, tuple[str, ...], int], ...]:
        return tuple(
            (word.label, tuple(map(_spaced, text.split())), len(text))
            for word in self.words
            for text in word.texts
        )

    @cached_property
    def _read(self) -> dict[str, Item]:
        return {}

    def read(self, text: str) -> Item:
        """The label that a text says; of several, the one that more of its words say."""
        known = self._read.get(text)
        if known is None:
            if len(self._read) > _REMEMBERED:
                self._read.clear()
            known = self._read[text] = self._look(text)
        return known

    def _look(self, text: str) -> Item:
        spaced = " ".join(_SIGNS.sub(" ", fold(_ASIDE.sub(" ", text))).split())
        for form in (fold(text), spaced, fold(text.partition(":")[0])):
            if exact := self.labels.get(form):
                return Item(text, exact, exact=True)
        words = f" {spaced} "
        best = max(
            (
                (size, -rank, label)
                for rank, (label, parts, size) in enumerate(self._texts)
                if all(part in words for part in parts)
            ),
            default=None,
        )
        return Item(text, best[2] if best else "", exact=False)


def _spaced(part: str) -> str:
    return f" {part[1:]} " if part.startswith("=") else f" {part}"


def items_of(text: str, *, by_comma: bool) -> tuple[str, ...]:
    """The values of a cell, without tags nor stray quotes."""
    parts = _HARD.split(_TAGS.sub(" ", text))
    if by_comma:
        parts = [piece for part in parts for piece in _COMMA.split(part)]
    cleaned = (" ".join(part.split()).strip(" \"'.,") for part in parts)
    return tuple(part for part in cleaned if part)


def splits_by_comma(texts: Iterable[str], known: Vocabulary) -> bool:
    """Whether commas separate values in this column: then the pieces are known, or come back."""
    whole: set[str] = set()
    pieces: set[str] = set()
    counts = [0, 0, 0, 0]  # items and known items, without and with commas
    for text in texts:
        for at, by_comma, seen in ((0, False, whole), (2, True, pieces)):
            for item in items_of(text, by_comma=by_comma):
                seen.add(item)
                counts[at] += 1
                counts[at + 1] += bool(known.read(item).label) and len(item) <= _LONGEST
    if counts[2] == counts[0]:
        return False
    before, after = counts[1] / max(1, counts[0]), counts[3] / max(1, counts[2])
    exact = sum(known.read(item).exact for item in whole)
    if exact > sum(known.read(item).exact for item in pieces):
        return False
    return after >= before - 0.1 and (len(pieces) < len(whole) or after >= 0.5)


def yes_or_no(text: str) -> bool | None:
    """True, False, or None when the text is neither."""
    folded = fold(text)
    return True if folded in YES else False if folded in NO else None
