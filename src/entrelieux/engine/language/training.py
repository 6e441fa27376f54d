"""What do example phrases teach, and how is it kept?"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.language.linear import Rows, fit, softmax
from entrelieux.engine.language.spelling import Speller
from entrelieux.engine.language.tokens import tokens_of
from entrelieux.engine.language.understanding import (
    Linear,
    Model,
    Stem,
    Turns,
    features_of,
    turns_of,
    worth,
)

Floats = NDArray[np.float32]
RIDGE = 3e-6
SOLVED_RIDGE = 1e-4
RAREST = 3
WITH_NOISE, WITH_ANOTHER = 0.5, 0.3
NONE_COUNTS_FOR = 6.0
MISTAKEN, MISTAKEN_COUNTS_FOR = 0.45, 3.0
MOST_STEPS = 127


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase and the needs it speaks of, by rank; () for « none of them ».

    weight: how much it counts beside a whole phrase.
    """

    text: str
    needs: tuple[int, ...]
    weight: float = 1.0


def counted_words(texts: Iterable[str]) -> Counter[str]:
    """Folded words and how often they are met."""
    return Counter(token.word for text in texts for token in tokens_of(text))


def learn(
    examples: Sequence[Example],
    solved: Sequence[str],
    *,
    bare: Sequence[str] = (),
    codes: tuple[str, ...],
    speller: Speller,
    turns: Turns,
    stem: Stem,
) -> Model:
    """The model that these phrases teach; the same phrases always teach the same.

    Args:
        examples: phrases of the needs, by their rank among ``codes``, and of none.
        solved: phrases that say something is there already, or not wanted.
        bare: phrases that ask for something without saying which, or without a verb.
    """
    return Model(
        codes=codes,
        speller=speller,
        turns=turns,
        stem=stem,
        needs=_learn_needs(
            [*examples, *_mixed(examples)], len(codes), speller=speller, turns=turns, stem=stem
        ),
        solved=_learn_solved(
            [*(e.text for e in examples if e.weight >= 1.0), *bare], solved, speller
        ),
    )


def _mixed(examples: Sequence[Example]) -> list[Example]:
    """Every phrase once more among words that ask for nothing, and once beside another phrase.

    Thus « at the farm » or « my son », said in passing, come to mean no need by themselves.
    """
    draw = random.Random(20261123)  # noqa: S311  nothing is kept secret
    whole = [e for e in examples if e.needs and e.weight == 1.0]
    noise = [e.text for e in examples if not e.needs]
    found = []
    for example in whole if noise else ():
        pair = [draw.choice(noise), example.text]
        draw.shuffle(pair)
        found.append(Example(" ".join(pair), example.needs, WITH_NOISE))
    others = draw.sample(whole, len(whole))
    for one, other in zip(whole, others, strict=True):
        both = tuple(sorted({*one.needs, *other.needs}))
        found.append(Example(f"{one.text} {other.text}", both, WITH_ANOTHER))
    return found


def _learn_needs(
    examples: Sequence[Example], classes: int, *, speller: Speller, turns: Turns, stem: Stem
) -> Linear:
    lines = [_words(example.text, speller) for example in examples]
    rows = []
    for line in lines:
        size = max(sum(word not in turns.weak for word in line), 1) ** 0.5
        counted: dict[str, float] = defaultdict(float)
        for names in features_of(line, turns.weak, stem):
            for name in names:
                counted[name] += worth(name) / size
        rows.append(counted)
    return _fitted(rows, _shares(examples, classes), _weights(examples, classes), ridge=RIDGE)


def _learn_solved(asked: Sequence[str], solved: Sequence[str], speller: Speller) -> Linear:
    rows = []
    for text in (*asked, *solved):
        names = turns_of(_words(text, speller))
        rows.append(Counter({n: c / len(names) ** 0.5 for n, c in Counter(names).items()}))
    labels = np.zeros((len(rows), 2), np.float32)
    labels[: len(asked), 0] = labels[len(asked) :, 1] = 1.0
    weights = np.ones(len(rows), np.float32)
    weights[len(asked) :] = 0.3 * len(asked) / max(len(solved), 1)
    found = _fitted(rows, labels, weights, ridge=SOLVED_RIDGE)
    # « je ne veux pas perdre… » has the words of a refusal: what is mistaken for one counts more.
    for row in range(len(asked)):
        if _share_solved(found, rows[row]) > MISTAKEN:
            weights[row] = MISTAKEN_COUNTS_FOR
    return _fitted(rows, labels, weights, ridge=SOLVED_RIDGE)


def _share_solved(linear: Linear, row: Mapping[str, float]) -> float:
    heard = [(linear.column[name], value) for name, value in row.items() if name in linear.column]
    scores = linear.bias + sum(linear.weights[at] * np.float32(value) for at, value in heard)
    return float(softmax(scores)[1])


def _fitted(
    rows: Sequence[Mapping[str, float]], labels: Floats, weights: Floats, *, ridge: float
) -> Linear:
    met = Counter(name for row in rows for name in row)
    column = {name: i for i, name in enumerate(sorted(n for n, c in met.items() if c >= RAREST))}
    sparse = [sorted((column[n], v) for n, v in row.items() if n in column) for row in rows]
    found, bias = fit(Rows.of(sparse), labels, weights, features=len(column), ridge=ridge)
    return Linear(column, found, bias)


def _shares(examples: Sequence[Example], classes: int) -> Floats:
    labels = np.zeros((len(examples), classes + 1), np.float32)
    for row, example in enumerate(examples):
        for need in example.needs or (classes,):
            labels[row, need] = 1.0 / max(len(example.needs), 1)
    return labels


def _weights(examples: Sequence[Example], classes: int) -> Floats:
    """Every need counts the same, however many its phrases; « none » counts for several."""
    total = np.zeros(classes + 1)
    for example in examples:
        for need in example.needs or (classes,):
            total[need] += example.weight / max(len(example.needs), 1)
    factor = 1.0 / np.maximum(total, 1e-9)
    factor[classes] *= NONE_COUNTS_FOR
    return np.array(
        [e.weight * float(np.mean(factor[list(e.needs or (classes,))])) for e in examples],
        np.float32,
    )


def _words(text: str, speller: Speller) -> list[str]:
    tokens = tokens_of(text)
    return [w.text for w in speller.read([t.word for t in tokens], [t.first for t in tokens])]


# How it is kept: names one per line, weights as whole numbers from -127 to 127.


def packed(model: Model) -> dict[str, NDArray[np.generic]]:
    """Arrays that ``unpacked`` makes the model from, within half a step of each weight."""
    found: dict[str, NDArray[np.generic]] = {}
    for name, linear in (("needs", model.needs), ("solved", model.solved)):
        step = float(np.abs(linear.weights).max(initial=1e-6)) / MOST_STEPS
        whole = np.rint(linear.weights / step).astype(np.int8)
        heard = np.flatnonzero(whole.any(axis=1))
        names = sorted(linear.column, key=linear.column.__getitem__)
        found[f"{name}_features"] = np.array("\n".join(names[i] for i in heard.tolist()))
        found[f"{name}_weights"] = whole[heard]
        found[f"{name}_step"] = np.array(step)
        found[f"{name}_bias"] = linear.bias
    return found


def unpacked(
    kept: Mapping[str, NDArray[np.generic]],
    *,
    codes: tuple[str, ...],
    speller: Speller,
    turns: Turns,
    stem: Stem,
) -> Model:
    def linear(name: str) -> Linear:
        features = str(kept[f"{name}_features"]).split("\n")
        return Linear(
            {feature: i for i, feature in enumerate(features)},
            kept[f"{name}_weights"].astype(np.float32) * np.float32(kept[f"{name}_step"]),
            np.asarray(kept[f"{name}_bias"], np.float32),
        )

    return Model(codes, speller, turns, stem, linear("needs"), linear("solved"))
