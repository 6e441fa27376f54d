"""Who comes first in a year of requests, and what does it cost not to be always the same?

    python -m bench.rotation

A thousand invented offers and 3 000 requests, drawn once (seed 2016): sixty villages of unequal
size, competences of the pack, some asked and held far more often than others, minutes by the crow
flies. Each request shows its first five; first places and presentations count for 90 days. Every
rule ranks the same requests with the same scores; beside it, the score alone in the order of
arrival. Deciles are of the offers that answer at least one request, by how often they come first.
« As good »: within the band of the best.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.hours import bits_from_intervals
from entrelieux.engine.matching import BAND, Ask, Bid, Held, Proof, Wanted, need_key, reasons
from entrelieux.engine.matching.ranking import Scored, rotated
from entrelieux.engine.matching.terms import score_of, terms_of
from entrelieux.kernel.competences import nearness
from entrelieux.packs.fr import competences as pack

Row = dict[str, Any]
Floats = NDArray[np.float64]
Rule = Callable[[Sequence[Scored], int], list[Scored]]
SEED, OFFERS, REQUESTS, DAYS = 2016, 1_000, 3_000, 365
SHOWN, LATELY = 5, 90
SPEED_KM_MIN, DETOUR = 0.8, 1.35
PARTS = 10
PUBLISHED, PURE = "rotation publiée", "score seul, ordre d’arrivée"


@dataclass(frozen=True, slots=True)
class Request:
    day: int
    able: list[Scored]


def main() -> Iterator[Row]:
    requests = _year(np.random.default_rng(SEED))
    draws = np.random.default_rng(SEED + 1)
    rules: dict[str, Rule] = {
        PUBLISHED: lambda able, at: rotated(able, seed=f"{at}"),
        PURE: lambda able, _at: _by_score(able),
        "score seul, égalités tirées": lambda able, at: rotated(_never(able), seed=f"{at}", band=0),
        "bande sans mémoire": lambda able, at: rotated(_never(able), seed=f"{at}"),
        "présentations seules": lambda able, at: rotated(_unled(able), seed=f"{at}"),
        "bande de 0,02": lambda able, at: rotated(able, seed=f"{at}", band=0.02),
        "bande de 0,10": lambda able, at: rotated(able, seed=f"{at}", band=0.10),
        "tour de rôle, sans score": lambda able, at: rotated(able, seed=f"{at}", band=1.0),
        "tirage au sort": lambda able, _at: [able[i] for i in draws.permutation(len(able))],
    }
    sizes = np.array([len(one.able) for one in requests])
    yield _row("demandes qui ont au moins une offre", int((sizes > 0).sum()), f"sur {REQUESTS}")
    yield _row("offres possibles par demande, médiane", float(np.median(sizes)), "offres")
    pure = _measures(requests, rules[PURE])
    for name, rule in rules.items():
        found = _measures(requests, rule)
        for what, (value, unit) in found.items():
            yield _row(f"{name} : {what}", value, unit, peer=pure[what][0])


def _row(name: str, value: float, unit: str, peer: float | None = None) -> Row:
    return {"name": name, "value": value, "unit": unit, "peer": peer}


def _never(able: Sequence[Scored]) -> list[Scored]:
    return [replace(one, bid=replace(one.bid, first=0, shown=0)) for one in able]


def _unled(able: Sequence[Scored]) -> list[Scored]:
    return [replace(one, bid=replace(one.bid, first=0)) for one in able]


def _by_score(able: Sequence[Scored]) -> list[Scored]:
    return sorted(able, key=lambda one: (-one.score, one.bid.ref))


@dataclass(slots=True)
class Year:
    """What a rule makes of the year, by ref; days of what it did."""

    firsts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    could: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    waits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    worst: int = 0
    scores: list[tuple[float, float]] = field(default_factory=list)

    def lately(self, one: Scored, day: int) -> Scored:
        ref = one.bid.ref
        first = sum(past > day - LATELY for past in self.firsts[ref])
        shown = sum(past > day - LATELY for past in self.shown[ref])
        return replace(one, bid=replace(one.bid, first=first, shown=shown))

    def count(self, order: Sequence[Scored], day: int) -> None:
        first, best = order[0].bid.ref, max(one.score for one in order)
        self.firsts[first].append(day)
        for one in order[:SHOWN]:
            self.shown[one.bid.ref].append(day)
        for ref in (one.bid.ref for one in order if one.score >= best - BAND):
            self.could[ref] += 1
            self.waits[ref] = 0 if ref == first else self.waits[ref] + 1
            self.worst = max(self.worst, self.waits[ref])
        self.scores.append((order[0].score, fmean(one.score for one in order[:SHOWN])))


def _measures(requests: Sequence[Request], rule: Rule) -> dict[str, tuple[float, str]]:
    year = Year()
    for at, request in enumerate(requests):
        if request.able:
            order = rule([year.lately(one, request.day) for one in request.able], at)
            year.count(order, request.day)
    everyone = sorted({one.bid.ref for request in requests for one in request.able})
    counts = np.sort([len(year.firsts[ref]) for ref in everyone])[::-1].astype(np.float64)
    seen = np.array([len(year.shown[ref]) for ref in everyone], np.float64)
    deciles = [part.sum() / counts.sum() for part in np.array_split(counts, PARTS)]
    often = [ref for ref in everyone if year.could[ref] >= PARTS]
    first, five = np.mean(year.scores, axis=0)
    return {
        "premières places du premier décile": (
            float(deciles[0]),
            "part ; puis " + " · ".join(f"{share:.3f}" for share in deciles[1:]),
        ),
        "Gini des premières places": (_gini(counts), ""),
        "Gini des présentations": (_gini(seen), ""),
        "jamais présentées": (int((seen == 0).sum()), f"sur {len(everyone)}"),
        "jamais premières bien qu’aussi bonnes 10 fois": (
            sum(not year.firsts[ref] for ref in often),
            f"sur {len(often)}",
        ),
        "plus longue attente d’une offre aussi bonne": (year.worst, "tours"),
        "score moyen de la première": (float(first), ""),
        "score moyen des cinq premières": (float(five), ""),
    }


def _gini(counts: Floats) -> float:
    """0: all alike, 1: one has everything."""
    ordered = np.sort(counts)
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * ordered.sum()))


def _year(draw: np.random.Generator) -> list[Request]:
    villages = np.column_stack([draw.uniform(0, 95, 60), draw.uniform(0, 75, 60)])
    size = draw.pareto(1.2, 60) + 0.2
    size /= size.sum()
    codes = draw.permutation(list(pack.competences()))
    often = 1 / np.arange(1, len(codes) + 1) ** 0.8
    often /= often.sum()
    homes = draw.choice(60, OFFERS, p=size)
    bids = [_bid(f"o{at:04}", draw, codes, often) for at in range(OFFERS)]
    needs = sorted({line.need for line in pack.load_map().lines})
    asked = draw.permutation([*map(need_key, needs), *codes])
    weight = 1 / np.arange(1, len(asked) + 1) ** 0.8
    weight /= weight.sum()
    requests = []
    for at in range(REQUESTS):
        ask = _ask(f"d{at}", draw, asked, weight)
        away = np.hypot(*(villages[homes] - villages[draw.choice(60, p=size)]).T)
        minutes = 4 + away * DETOUR / SPEED_KM_MIN
        requests.append(Request(at * DAYS // REQUESTS, _able(ask, bids, minutes)))
    return requests


def _able(ask: Ask, bids: Sequence[Bid], minutes: Floats) -> list[Scored]:
    near = nearness()
    return [
        Scored(bid, score_of(terms_of(ask, bid, float(minutes[at]), near)))
        for at, bid in enumerate(bids)
        if not reasons(ask, bid, near)
    ]


def _bid(ref: str, draw: np.random.Generator, codes: Any, often: Floats) -> Bid:
    held = draw.choice(codes, draw.integers(1, 4), replace=False, p=often)
    proofs = draw.choice(list(Proof), len(held), p=[0.7, 0.15, 0.1, 0.05])
    return Bid(
        ref,
        ref,
        tuple(Held(str(code), proof) for code, proof in zip(held, proofs, strict=True)),
        free=_hours(draw) if draw.random() < 0.6 else None,
        is_free=_maybe(draw, 0.7),
    )


def _ask(ref: str, draw: np.random.Generator, asked: Any, weight: Floats) -> Ask:
    wanted = draw.choice(asked, draw.integers(1, 3), replace=False, p=weight)
    return Ask(
        ref,
        tuple(Wanted(str(code)) for code in wanted),
        free=_hours(draw) if draw.random() < 0.6 else None,
        budget_free=bool(draw.random() < 0.5) or None,
    )


def _hours(draw: np.random.Generator) -> Any:
    """Two or three half-days a week."""
    days = draw.choice(14, draw.integers(2, 4), replace=False)
    return bits_from_intervals(
        [(int(d) // 2, 36 + 20 * (int(d) % 2), 50 + 22 * (int(d) % 2)) for d in days]
    )


def _maybe(draw: np.random.Generator, chance: float) -> bool | None:
    return None if draw.random() < 0.2 else bool(draw.random() < chance)


if __name__ == "__main__":
    for row in main():
        print(row["name"], row["value"], row["unit"], row["peer"])
