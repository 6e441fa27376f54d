"""What does the title of a column tell, whatever its case, plural, prefix or cut-off ending?"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from entrelieux.engine.language import fold

_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_HUMPS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[a-zA-Z])(?=\d)")
_WORD = re.compile(r"[a-z0-9]+")
_SMALL = frozenset(
    (
        *("a", "au", "aux", "avec", "ce", "ces", "d", "de", "des", "dans", "du", "en", "et", "l"),
        *("la", "le", "les", "leur", "n", "ou", "par", "pour", "qu", "que", "s", "se", "si"),
        *("son", "sur", "un", "une", "vos", "votre", "vous"),
    )
)
PREFIX = 0.3
"""How much a first word counts that four columns or more begin with (« adresse_… »)."""
_SHARED_BY = 4
_SHORTEST_CUT = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to title a field. words: as ``words_of`` gives them. weight: 1 = the field's name."""

    field: str
    words: tuple[str, ...]
    weight: float


def words_of(title: str) -> tuple[str, ...]:
    """The telling words of a title, singular: « Horaires (d'été) » gives « horaire »."""
    head = _BRACKETS.sub(" ", title)
    spaced = _HUMPS.sub(" ", head if _WORD.search(fold(head)) else title)
    words = _WORD.findall(fold(spaced).replace("_", " "))
    kept = [word for word in words if word not in _SMALL]
    return tuple(_singular(word) for word in kept) or tuple(words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word


def phrase(field: str, text: str, weight: float = 1.0) -> Phrase:
    return Phrase(field, words_of(text), weight)


def prefixes(titles: Iterable[str]) -> frozenset[str]:
    """First words that several columns of several words begin with: they tell little."""
    firsts = Counter(words[0] for title in titles if len(words := words_of(title)) > 1)
    return frozenset(word for word, count in firsts.items() if count >= _SHARED_BY)


def likeness(title: Sequence[str], phrase: Phrase, common: frozenset[str] = frozenset()) -> float:
    """0 to ``weight``: how far this title is that phrase. common: words that count little."""
    weights = [
        min(8, max(4, len(word))) * (PREFIX if rank == 0 and word in common else 1.0)
        for rank, word in enumerate(title)
    ]
    free = list(range(len(title)))
    covered = 0.0
    for wanted in phrase.words:
        match = max(((_same(title[rank], wanted), -rank) for rank in free), default=(0.0, 0))
        if not match[0]:
            return 0.0
        rank = -match[1]
        free.remove(rank)
        covered += weights[rank] * match[0]
    total = sum(weights)
    if not total:
        return 0.0
    head = 1.0 if 0 not in free or title[0] in common else 0.92
    return phrase.weight * sqrt(min(1.0, covered / total)) * head


def _same(word: str, wanted: str) -> float:
    if word == wanted:
        return 1.0
    shorter, longer = sorted((word, wanted), key=len)
    cut = len(shorter) >= max(_SHORTEST_CUT, len(longer) / 2)
    if cut and longer.startswith(shorter):
        return 0.9
    return 0.0


def readings(
    title: str, phrases: Iterable[Phrase], common: frozenset[str] = frozenset()
) -> Mapping[str, float]:
    """Field -> how far the title says it, 0 to 1; fields that it does not say are absent."""
    words = words_of(title)
    best: dict[str, float] = {}
    for one in phrases:
        if (score := likeness(words, one, common)) > best.get(one.field, 0.0):
            best[one.field] = score
    return best
