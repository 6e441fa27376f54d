"""Where the weights of ``engine.records.linkage`` come from: ``python -m bench.linkage_learning``.

Prints, for each level, the pairs that show it, what EM alone would give it, what we believed
beforehand and what the tuning half of the labelled pairs makes of that belief. The last column
is ``weights.py``; then the two thresholds. Nothing here sees the other half.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.__main__ import DATA
from bench.linkage_sheets import labelled, sheets_of
from entrelieux.engine.records.linkage.candidates import candidates
from entrelieux.engine.records.linkage.comparing import levels
from entrelieux.engine.records.linkage.reading import Facts, facts_of

Floats = NDArray[np.float64]
BELIEFS: dict[str, dict[str, float]] = {
    "nom": {
        "identique": 5, "rare": 5, "courant": 3, "contenu": 2, "partie": 1, "sigle": 2,
        "muet": -0.5, "etranger": -1.5, "autre": -3,
    },
    "nature": {"egale": 2, "commune": 2, "annexe": 0.1, "porteur": -1, "autre": -4, "bus": -4},
    "adresse": {
        "porte": 4, "rue": 3, "voisine": 1, "autre_numero": -1, "autre_rue": -3,
        "autre_commune": -4,
    },
    "distance": {
        "15": 2, "60": 1, "200": 0, "600": -1, "2000": -3, "ailleurs": -5, "15_rue": 1,
        "60_rue": 0.5, "200_rue": 0, "600_rue": 0, "2000_rue": -0.5, "ailleurs_rue": -1,
    },
    "siret": {"egal": 4, "public": 1, "siren": 2, "siren_public": 0.1, "autre": -1},
    "telephone": {"egal": 4, "egal_ailleurs": 0.1, "autre": -1},
    "courriel": {"egal": 4, "autre": -0.5},
    "site_web": {"page": 4, "page_commune": 0.1, "hote": 1, "autre": -1},
}  # fmt: skip
"""What we thought before any label, in bits; a level of 2 or -2 quadruples or quarters the odds."""
BELIEF_BITS = 2.0
"""How far labels may easily move a belief (standard deviation)."""
LEVELS = [(code, level) for code, some in BELIEFS.items() for level in some]
PLACE = {level: i for i, level in enumerate(LEVELS)}
BELIEVED = np.array([BELIEFS[code][level] for code, level in LEVELS])
RECALL, PRECISION = 0.99, 0.995
"""Asked of the tuning half, so that the other may keep 0.97 and 0.99."""
STEP = 0.05
"""Thresholds are chosen among multiples of this. What is left apart is seen by nobody, so one step
more is given to doubt."""


def main() -> None:
    records = sheets_of(DATA)
    facts = [facts_of(sheet) for _name, sheet in records]
    shown = _shown(facts, sorted(candidates(facts)))
    alone = em(shown)
    read = [pair for pair in labelled(records) if pair.tuning and pair.same is not None]
    same = np.array([bool(pair.same) for pair in read], float)
    stands_for = np.array([pair.weight for pair in read])
    table = _shown(facts, [(pair.one, pair.other) for pair in read])
    start, weights = (np.round(found, 1) for found in corrected(table, same, stands_for))
    for i, (code, level) in enumerate(LEVELS):
        print(
            f"{code:10} {level:14} {int(shown[:, i].sum()):6} pairs · EM alone {alone[i]:6.2f} · "
            f"believed {BELIEVED[i]:5.2f} · corrected {weights[i]:5.1f}"
        )
    print(f"START {start:.1f}")
    scores = 1 / (1 + 2.0 ** -(start + table @ weights))
    rates = {least: _rates(scores, same, stands_for, least) for least in _steps()}
    kept = max(least for least, (_precision, recall) in rates.items() if recall >= RECALL)
    print(f"DOUBTFUL {kept - STEP:.2f}")
    print("CERTAIN", min(least for least, (right, _recall) in rates.items() if right >= PRECISION))


def _steps() -> list[float]:
    return [round(STEP * step, 2) for step in range(1, round(1 / STEP))]


def _shown(facts: Sequence[Facts], some: Sequence[tuple[int, int]]) -> Floats:
    """One row a pair, one column a level: 1 where the pair shows it."""
    shown = np.zeros((len(some), len(LEVELS)))
    for row, (one, other) in enumerate(some):
        shown[row, [PLACE[level] for level in levels(facts[one], facts[other])]] = 1
    return shown


def em(shown: Floats, rounds: int = 100) -> Floats:
    """Weights that expectation and maximisation find by themselves, fields taken as independent.

    **Source:** Winkler 1988; Dempster, Laird, Rubin 1977, doi:10.1111/j.2517-6161.1977.tb01600.x.
    """
    fields = defaultdict(list)
    for i, (code, _level) in enumerate(LEVELS):
        fields[code].append(i)
    likely = 1 / (1 + 2.0 ** (2 - shown @ BELIEVED))
    weights = BELIEVED
    for _ in range(rounds):
        m, u = likely @ shown + 0.5, (1 - likely) @ shown + 0.5
        for columns in fields.values():
            m[columns] /= m[columns].sum()
            u[columns] /= u[columns].sum()
        weights = np.log2(m / u)
        odds = np.log2(likely.mean() / (1 - likely.mean()))
        likely = 1 / (1 + 2.0 ** -(odds + shown @ weights))
    return weights


def corrected(table: Floats, same: Floats, stands_for: Floats) -> tuple[float, Floats]:
    """The most likely weights given beliefs and labels; no sign of a belief is turned.

    Pairs count by the square root of what they stand for: between forgetting the strata, which
    bends the odds, and trusting a single pair that stands for hundreds.
    """
    counts = np.sqrt(stands_for)
    counts /= counts.mean()
    ln2 = np.log(2)

    def loss(point: Floats) -> tuple[float, Floats]:
        logit = (point[0] + table @ point[1:]) * ln2
        off = point[1:] - BELIEVED
        miss = counts * (1 / (1 + np.exp(-logit)) - same) * ln2
        value = (counts * (np.logaddexp(0, logit) - same * logit)).sum()
        slope = np.r_[miss.sum(), table.T @ miss + off / BELIEF_BITS**2]
        return float(value + (off**2).sum() / 2 / BELIEF_BITS**2), slope

    bounds: list[Any] = [(None, None)]
    bounds += [(0.1, 8) if b > 0 else (-8, -0.1) if b < 0 else (-8, 8) for b in BELIEVED]
    best = minimize(loss, np.r_[-2.0, BELIEVED], jac=True, bounds=bounds, method="L-BFGS-B").x
    return float(best[0]), best[1:]


def _rates(scores: Floats, same: Floats, stands_for: Floats, least: float) -> tuple[float, float]:
    """Precision and recall, each pair counted for what it stands for."""
    kept = scores >= least
    right = (stands_for * same * kept).sum()
    return right / max((stands_for * kept).sum(), 1e-9), right / (stands_for * same).sum()


if __name__ == "__main__":
    main()
