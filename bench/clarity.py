"""How often does the checker of texts find a passive, or a foreign word, that is there?

    python -m bench.clarity

``bench/clarity_sentences.csv`` has 204 sentences that we wrote and labelled ourselves, before
measuring: whether somebody is acted upon without a subject who acts (`passif`), and which borrowed
words have a usual French one (`etrangers`; those of the glossary are counted there, not here).
Half of them (``mise-au-point``) were looked at to mend the checker, the others were not. One
author labelled them: another would sometimes say otherwise of « est fermé » or « est composé ».

Precision: share of what is found that is there. Recall: share of what is there that is found.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from entrelieux.engine.language.clarity import Kind
from entrelieux.kernel.clear_text import clarity_of

SENTENCES = Path(__file__).parent / "clarity_sentences.csv"
PARTS = {"jamais-vue": "jamais vues", "mise-au-point": "mise au point"}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """foreign: the borrowed words that it holds, as they are written."""

    part: str
    text: str
    is_passive: bool
    foreign: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """right: found and there; found: all that was found; there: all that was to be found."""

    right: int
    found: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.there


def main() -> Iterator[Row]:
    for part, name in PARTS.items():
        some = sentences(part)
        for kind, judge in (("passif", passives), ("mots étrangers", foreign_words)):
            judged = judge(some)
            yield _row(f"{kind}, {name} : précision ({judged.found} relevés)", judged.precision)
            yield _row(f"{kind}, {name} : rappel ({judged.there} à relever)", judged.recall)
    yield from _speed()


def sentences(part: str) -> list[Sentence]:
    with SENTENCES.open(encoding="utf-8", newline="") as lines:
        return [
            Sentence(
                row["jeu"],
                row["phrase"],
                row["passif"] == "1",
                frozenset(filter(None, row["etrangers"].split("|"))),
            )
            for row in csv.DictReader(lines)
            if row["jeu"] == part
        ]


def passives(some: Sequence[Sentence]) -> Judged:
    return _judged([(_found(one, Kind.PASSIVE) > set(), one.is_passive) for one in some])


def foreign_words(some: Sequence[Sentence]) -> Judged:
    pairs = []
    for one in some:
        found = _found(one, Kind.FOREIGN)
        pairs += [(word in found, word in one.foreign) for word in found | one.foreign]
    return _judged(pairs)


def _judged(pairs: Sequence[tuple[bool, bool]]) -> Judged:
    return Judged(
        right=sum(found and there for found, there in pairs),
        found=sum(found for found, _there in pairs),
        there=sum(there for _found, there in pairs),
    )


def _found(sentence: Sentence, kind: Kind) -> set[str]:
    return {one.found.lower() for one in clarity_of(sentence.text).findings if one.kind is kind}


def _speed() -> Iterator[Row]:
    page = " ".join(one.text for part in PARTS for one in sentences(part))
    text = (page * (200_000 // len(page) + 1))[:200_000]
    for name, said in (("page de 10 000 signes", text[:10_000]), ("texte de 200 000 signes", text)):
        yield {"mesure": name, "valeur": _took(lambda said=said: clarity_of(said)), "unité": "ms"}


def _took(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return round((perf_counter() - start) * 1_000, 1)


def _row(name: str, value: float) -> Row:
    return {"mesure": name, "valeur": round(value, 3), "unité": "part"}


if __name__ == "__main__":
    for line in main():
        print(line)
