"""What the phrases of the pack teach the engine of language, learnt once or learnt again."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from entrelieux.engine.language.spelling import Speller, sound_rules
from entrelieux.engine.language.stems import stem
from entrelieux.engine.language.tokens import tokens_of
from entrelieux.engine.language.training import Example, counted_words, learn, packed, unpacked
from entrelieux.engine.language.understanding import Model, Stem, Turns, understand
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import phrases as phrases_pack

# Chosen on ``bench/requests/mise-au-point.csv``: worth ticking beforehand, worth speaking up,
# worth showing at all.
SURE, UNDERSTOOD, LEAST = 0.5, 0.4, 0.02


def _stem_among(known: Container[str]) -> Stem:
    """The same, found once for the words of the phrases: what a person types is not retained."""
    kept: dict[str, str] = {}

    def kept_stem(word: str) -> str:
        found = kept.get(word)
        if found is None:
            found = stem(word)
            if word in known:
                kept[word] = found
        return found

    return kept_stem


@cache
def load_model() -> Model:
    """What the shipped phrases taught, read from their weights: a fraction of a second."""
    with phrases_pack.weights_file().open("rb") as file, np.load(file) as kept:
        arrays = {name: kept[name] for name in kept.files}
    known = dict(zip(str(arrays["known"]).split("\n"), arrays["met"].tolist(), strict=True))
    return unpacked(
        arrays,
        codes=_codes(),
        speller=_speller(known),
        turns=_turns(),
        stem=_stem_among(known),
    )


def learnt(more: Sequence[Example] = ()) -> Model:
    """What the phrases of the pack teach, with others if any: a minute or so."""
    examples = [*(Example(p.text, p.needs, p.weight) for p in phrases_pack.load_phrases()), *more]
    known = counted_words(example.text for example in examples)
    return learn(
        examples,
        phrases_pack.load_solved(),
        bare=phrases_pack.load_bare(),
        codes=_codes(),
        speller=_speller(known),
        turns=_turns(),
        stem=_stem_among(known),
    )


def kept_weights(model: Model) -> dict[str, np.ndarray]:
    """What ``load_model`` reads: small, and the same for the same phrases on one machine."""
    known = sorted(model.speller.known)
    return {
        "fingerprint": np.array(phrases_pack.fingerprint()),
        "known": np.array("\n".join(known)),
        "met": np.array([model.speller.known[word] for word in known], np.int32),
        **packed(model),
    }


@dataclass(frozen=True, slots=True)
class Shift:
    """What one more phrase changes. Rows: (text, code of the first need before, after).

    tried: known phrases read again. changed: those whose first need is no longer the same.
    asked: the texts asked about, changed or not.
    """

    tried: int
    changed: tuple[tuple[str, str, str], ...]
    asked: tuple[tuple[str, str, str], ...]


def what_changes(phrase: str, code: str, asked: Sequence[str] = ()) -> Shift:
    """Learn again with one more phrase, and read every known phrase before and after.

    Raises:
        NeedUnknown: ``code`` names no need.
    """
    rank = needs_pack.need_for_code(code).rank
    texts = [p.text for p in phrases_pack.load_phrases() if p.weight == 1.0]
    before, after = learnt(), learnt([Example(phrase, (rank,))])
    rows = [(text, _first(text, before), _first(text, after)) for text in (*asked, *texts)]
    return Shift(
        tried=len(texts),
        changed=tuple(row for row in rows[len(asked) :] if row[1] != row[2]),
        asked=tuple(rows[: len(asked)]),
    )


def _first(text: str, model: Model) -> str:
    found = understand(text, model).proposals
    return model.codes[found[0].need] if found else ""


def _codes() -> tuple[str, ...]:
    return tuple(need.code for need in needs_pack.load_needs())


def _turns() -> Turns:
    kinds = phrases_pack.load_turns()
    return Turns(
        joints=kinds["lien"],
        weak=kinds["faible"],
        adding=kinds["ajout"],
        articles=kinds["article"],
        contrasts=kinds["contraste"],
    )


def _speller(known: dict[str, int]) -> Speller:
    shorthand = {
        tuple(token.word for token in tokens_of(short)): tuple(t.word for t in tokens_of(long))
        for short, long in phrases_pack.load_shorthand()
    }
    return Speller(known, sound_rules(phrases_pack.load_sounds()), phrases_pack.GLUED, shorthand)
