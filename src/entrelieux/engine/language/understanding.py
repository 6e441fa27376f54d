"""Which needs does a person speak of, in their own words, and which words say so?

The request is read word by word (``spelling``) and parted into ideas. Every idea, and every run
of two or three, is weighed by a linear model over its words (``linear``): a need is as likely as
the idea that speaks of it best. A second model tells the ideas that say something is there
already, or not wanted: these propose nothing, and set their needs aside.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.language.linear import softmax
from entrelieux.engine.language.spelling import Speller, Word
from entrelieux.engine.language.tokens import Token, tokens_of

Floats = NDArray[np.float32]
Stem = Callable[[str], str]
PIECES = (3, 4, 5)
MOST_TOGETHER = 3
MOST_WORDS = 240
SOLVED, VERDICT = 0.5, 0.7
LONG, PART, STRIDE = 6, 5, 2
ASKED_ELSEWHERE = 0.6


@dataclass(frozen=True, slots=True)
class Turns:
    """joints: words that begin another idea. weak: words that carry no meaning of their own.

    adding: joints after which a bare thing goes on with the idea before (« et la voiture »).
    articles: words that name a thing. contrasts: joints that undo the idea before (« mais »).
    """

    joints: frozenset[str]
    weak: frozenset[str]
    adding: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    contrasts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """column: row of ``weights`` for each feature. weights: shape (features, classes)."""

    column: Mapping[str, int]
    weights: Floats
    bias: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """codes: classes of ``needs`` but its last, which is « none of them ».

    solved: two classes, asked and solved.
    """

    codes: tuple[str, ...]
    speller: Speller
    turns: Turns
    stem: Stem
    needs: Linear
    solved: Linear


@dataclass(frozen=True, slots=True)
class Proposal:
    """need: position among the codes. confidence: 0 to 1. because: (start, end) in the text."""

    need: int
    confidence: float
    because: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """Best first; empty when nothing was understood. set_aside: needs said to be solved."""

    proposals: tuple[Proposal, ...]
    set_aside: tuple[int, ...] = ()


def understand(text: str, model: Model, *, least: float = 0.05) -> Understood:
    """The needs that a text speaks of.

    Args:
        text: any string; what goes beyond its first 240 words is not read.
        least: proposals under this confidence, from 0 to 1, are left out.

    The same text always gives the same answer; case, accents and spaces at the ends count for
    nothing.
    """
    tokens = tokens_of(text)[:MOST_WORDS]
    words = model.speller.read([t.word for t in tokens], [t.first for t in tokens])
    if not words:
        return Understood(())
    return _Reading(model, tokens, words).understood(least)


def features_of(words: Sequence[str], weak: frozenset[str], stem: Stem) -> list[list[str]]:
    """Beside each word, the features that end on it: its stem, its pieces, the pair it closes."""
    found: list[list[str]] = []
    before = ""
    for word in words:
        stems = stem(word)
        here = [stems]
        if word not in weak:
            here += _pieces(word)
            if before:
                here.append(f"{before} {stems}")
            before = stems
        found.append(here)
    return found


def turns_of(words: Sequence[str]) -> list[str]:
    """Features of a whole idea, its words in their order: runs of one to three, and its ends."""
    line = ["<", *words, ">"]
    return [
        " ".join(line[at : at + size]) for size in (1, 2, 3) for at in range(len(line) - size + 1)
    ]


def worth(feature: str) -> float:
    """How much a feature counts: pieces of words are many, and each says little."""
    return 0.55 if feature[0] == "~" else 1.0


def _pieces(word: str) -> list[str]:
    whole = f"<{word}>"
    return [
        f"~{whole[at : at + size]}"
        for size in PIECES
        for at in range(len(whole) - size + 1)
        if len(word) >= size
    ]


@dataclass(frozen=True, slots=True)
class _Idea:
    """low, high: words, half-open. solved: how likely it says something is there, or not wanted."""

    low: int
    high: int
    solved: float

    @property
    def is_solved(self) -> bool:
        return self.solved > SOLVED


@dataclass(slots=True)
class _Reading:
    """word_scores, pair_scores: shape (words + 1, classes), row i for word i - 1."""

    model: Model
    tokens: tuple[Token, ...]
    words: tuple[Word, ...]
    word_scores: Floats = field(init=False)
    pair_scores: Floats = field(init=False)
    counts: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        needs, weak = self.model.needs, self.model.turns.weak
        self.word_scores = np.zeros((len(self.words) + 1, len(needs.bias)), np.float32)
        self.pair_scores = np.zeros_like(self.word_scores)
        texts = [word.text for word in self.words]
        for at, features in enumerate(features_of(texts, weak, self.model.stem), 1):
            for name in features:
                row = needs.column.get(name)
                if row is not None:
                    scores = self.pair_scores if " " in name else self.word_scores
                    scores[at] += needs.weights[row] * np.float32(worth(name))
        self.counts = np.cumsum([0, *(text not in weak for text in texts)])

    def understood(self, least: float) -> Understood:
        ideas = self._ideas()
        asked, solved = [i for i in ideas if not i.is_solved], [i for i in ideas if i.is_solved]
        windows = self._windows(ideas)
        chances = self._chances([*windows, *((i.low, i.high) for i in solved)])[:, :-1]
        chances, of_solved = chances[: len(windows)], chances[len(windows) :]
        aside = self._set_aside(of_solved, asked, windows, chances)
        if not windows:
            return Understood((), aside)
        best, at = chances.max(axis=0), chances.argmax(axis=0)
        order = [
            int(need)
            for need in np.argsort(-best, kind="stable")
            if best[need] >= least and need not in aside
        ]
        proposals = tuple(
            Proposal(need, float(best[need]), self._because(windows[at[need]], need))
            for need in order
        )
        return Understood(proposals, aside)

    def _set_aside(
        self,
        of_solved: Floats,
        asked: Sequence[_Idea],
        windows: Sequence[tuple[int, int]],
        chances: Floats,
    ) -> tuple[int, ...]:
        """What solved ideas speak of, unless another idea asks for it plainly."""
        rows = [windows.index((i.low, i.high)) for i in asked if (i.low, i.high) in windows]
        elsewhere = chances[rows].max(axis=0) if rows else np.zeros(chances.shape[1])
        found = {
            int(need)
            for row in of_solved
            for need in np.flatnonzero(row >= max(0.15, 0.4 * float(row.max())))
            if elsewhere[need] < ASKED_ELSEWHERE
        }
        return tuple(sorted(found))

    def _ideas(self) -> list[_Idea]:
        joints = self.model.turns.joints
        starts = [
            i for i, word in enumerate(self.words) if i == 0 or word.first or word.text in joints
        ]
        found = [
            _Idea(low, high, self._solved(low, high))
            for low, high in zip(starts, [*starts[1:], len(self.words)], strict=True)
            if self.counts[high] > self.counts[low]
        ]
        for at in range(1, len(found)):
            before, idea = found[at - 1], found[at]
            if before.is_solved and self._goes_on(idea):
                found[at] = replace(idea, solved=before.solved)
            elif idea.solved > VERDICT and self.counts[idea.high] - self.counts[idea.low] == 1:
                found[at - 1] = replace(before, solved=idea.solved)  # « la box, ok »
            elif before.is_solved and self._undoes(before, idea):
                found[at - 1] = replace(before, solved=0.0)
        return found

    def _goes_on(self, idea: _Idea) -> bool:
        """« j'ai le permis et la voiture »: a bare thing, added to what was just said."""
        turns, words = self.model.turns, [word.text for word in self.words[idea.low : idea.high]]
        few = self.counts[idea.high] - self.counts[idea.low] <= 2
        return bool(
            few and len(words) > 1 and words[0] in turns.adding and words[1] in turns.articles
        )

    def _undoes(self, before: _Idea, idea: _Idea) -> bool:
        """« j'ai un ordi, mais il est cassé »: a few words, about what they follow."""
        few = self.counts[idea.high] - self.counts[idea.low] <= 2
        contrasts = self.words[idea.low].text in self.model.turns.contrasts
        return bool(few and contrasts and self._solved(before.low, idea.high) < SOLVED)

    def _solved(self, low: int, high: int) -> float:
        solved = self.model.solved
        names = turns_of([word.text for word in self.words[low:high]])
        rows = [solved.column[name] for name in names if name in solved.column]
        scores = solved.bias + solved.weights[rows].sum(axis=0) / np.sqrt(len(names))
        return float(softmax(scores)[1])

    def _windows(self, ideas: Sequence[_Idea]) -> list[tuple[int, int]]:
        """Runs of one to three ideas, of which one at least asks; then pieces of the long ones."""
        runs = [
            (run[0].low, run[-1].high)
            for size in range(1, MOST_TOGETHER + 1)
            for run in (ideas[at : at + size] for at in range(len(ideas) - size + 1))
            if not all(idea.is_solved for idea in run)
        ]
        parts = [part for idea in ideas if not idea.is_solved for part in self._parts(idea)]
        return list(dict.fromkeys([*runs, *parts]))

    def _parts(self, idea: _Idea) -> list[tuple[int, int]]:
        """Five meaningful words at a time, two by two: some people speak without a comma."""
        means = np.flatnonzero(np.diff(self.counts[idea.low : idea.high + 1])) + idea.low
        if len(means) <= LONG:
            return []
        return [
            (int(means[at]), int(means[min(at + PART, len(means)) - 1]) + 1)
            for at in range(0, len(means) - 1, STRIDE)
        ]

    def _chances(self, windows: Sequence[tuple[int, int]]) -> Floats:
        """Shares of each class, shape (windows, classes)."""
        low = np.array([a for a, _b in windows], np.int64)
        high = np.array([b for _a, b in windows], np.int64)
        words, pairs = self.word_scores.cumsum(axis=0), self.pair_scores.cumsum(axis=0)
        # A pair belongs to a window when both of its words do.
        first = np.searchsorted(self.counts, self.counts[low] + 1)
        total = words[high] - words[low] + pairs[high] - pairs[np.minimum(first, high)]
        size = np.maximum(self.counts[high] - self.counts[low], 1).astype(np.float32)
        return softmax(total / np.sqrt(size)[:, None] + self.model.needs.bias)

    def _because(self, window: tuple[int, int], need: int) -> tuple[tuple[int, int], ...]:
        """Slices of the text whose words speak most for a need, side by side ones together."""
        low, high = window
        weak = self.model.turns.weak
        scores = (self.word_scores + self.pair_scores)[low + 1 : high + 1]
        speaks = scores[:, need] - scores.mean(axis=1)
        carries = np.array([word.text not in weak for word in self.words[low:high]])
        speaks = np.where(carries, speaks, 0.0)
        enough = speaks >= max(0.35 * float(speaks.max(initial=0.0)), 1e-6)
        said = np.flatnonzero(enough if enough.any() else carries)
        return _slices([self.words[low + i] for i in said.tolist()], self.tokens)


def _slices(words: Iterable[Word], tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    found: list[list[int]] = []
    for word in words:
        again = found and word.low < found[-1][1]  # an acronym: several words in one
        if again or (found and word.low == found[-1][1] and not tokens[word.low].first):
            found[-1][1] = max(found[-1][1], word.high)
        else:
            found.append([word.low, word.high])
    return tuple((tokens[low].start, tokens[high - 1].end) for low, high in found)
