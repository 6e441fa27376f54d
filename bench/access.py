"""How fast is what people can reach and share told, and is it what the published formulas say?

    python -m bench.access

Every commune against mediation places of the real file, minutes of the estimate. PySAL access
answers the same pairs in ``.venv-bench``, in the same run; largest relative gap beside the ratio.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench.reach import real_targets
from entrelieux.engine.access import (
    Catchment,
    Pairs,
    nearest,
    pairs_of,
    steps,
    three_step_catchment,
    two_step_catchment,
)
from entrelieux.engine.reach import EstimateModel, EstimateParameters, Mode, Origin, Targets
from entrelieux.packs.fr import reach as pack
from entrelieux.packs.fr import territories

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-bench" / "bin" / "python"
SITES, ROUNDS, KINDS, LIMIT = 25_000, 30, 20, 60
BANDS = {10: 1.0, 20: 0.68, 30: 0.22}


def _median(question: Callable[[], object]) -> float:
    question()
    spent = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        question()
        spent.append(perf_counter() - begun)
    return float(np.median(spent))


def _territory() -> tuple[list[Origin], Targets, np.ndarray, np.ndarray]:
    communes = list(territories.communes())
    lon, lat, density, landmass = real_targets()
    targets = Targets.build(lon[:SITES], lat[:SITES], density[:SITES], landmass[:SITES])
    origins = [Origin(c.lon, c.lat, c.density, c.landmass) for c in communes]
    people = np.array([c.population for c in communes], np.float64)
    return origins, targets, people, np.random.default_rng(2026).integers(1, 40, SITES) * 1.0


def _within(pairs: Pairs, limit: int) -> Pairs:
    kept = pairs.minutes <= limit
    before = np.concatenate([[0], np.cumsum(kept)])
    return Pairs(before[pairs.start], pairs.site[kept], pairs.minutes[kept], pairs.sites, limit)


def main() -> list[Row]:
    """Every figure, in the order they are told; those of the peer only where it is installed."""
    origins, targets, people, supply = _territory()
    model = EstimateModel(EstimateParameters.from_mapping(pack.load()))
    pairs_of(model, origins[:10], targets, Mode.VOITURE, LIMIT)
    begun = perf_counter()
    pairs = pairs_of(model, origins, targets, Mode.VOITURE, LIMIT)
    spent = perf_counter() - begun
    what = f"{len(origins)} communes × {SITES} lieux"
    rows: list[Row] = [
        {"name": f"{what}, {len(pairs)} paires à {LIMIT} min", "value": spent, "unit": "s"},
        _nearest_row(pairs, what),
    ]
    near = _within(pairs, max(BANDS))
    decay = steps(BANDS)
    ours: dict[str, Callable[[], Catchment]] = {
        "E2SFCA": lambda: two_step_catchment(people, supply, near, decay),
        "3SFCA": lambda: three_step_catchment(people, supply, near, decay),
    }
    peer = _peer(near, people, supply) if PEER.exists() else None
    for name, question in ours.items():
        value = _median(question)
        row: Row = {"name": f"{name}, {len(near)} paires", "value": value * 1e3, "unit": "ms"}
        if peer:
            seconds, scores = peer[name]
            gap = _gap(question().score, scores)
            row["peer"] = f"PySAL access {seconds * 1e3:.0f} ms, écart relatif {gap:.1e}"
            row["ratio"] = seconds / value
        rows.append(row)
    return rows


def _nearest_row(pairs: Pairs, what: str) -> Row:
    bits = np.random.default_rng(7).integers(0, 2**KINDS, pairs.sites).astype(np.uint64)
    value = _median(lambda: nearest(pairs, bits, KINDS))

    def scan() -> np.ndarray:
        zone = np.repeat(np.arange(pairs.zones), np.diff(pairs.start))
        found = np.full((pairs.zones, KINDS), -1, np.int16)
        for kind in range(KINDS):
            of_kind = (bits >> np.uint64(kind) & np.uint64(1))[pairs.site] == 1
            least = np.full(pairs.zones, 9_999, np.int16)
            np.minimum.at(least, zone[of_kind], pairs.minutes[of_kind])
            found[:, kind] = np.where(least == 9_999, -1, least)
        return found

    begun = perf_counter()
    again = scan()
    other = perf_counter() - begun
    assert np.array_equal(again, nearest(pairs, bits, KINDS))
    return {
        "name": f"le plus proche, {KINDS} fonctions, {what}",
        "value": value * 1e3,
        "unit": "ms",
        "peer": f"NumPy, fonction par fonction : {other * 1e3:.0f} ms",
        "ratio": other / value,
    }


def _gap(ours: np.ndarray, peer: np.ndarray) -> float:
    """The largest relative gap; a zone the peer leaves empty must have nothing with us."""
    told = ~np.isnan(peer)
    assert not ours[~told].any()
    return float((np.abs(ours[told] - peer[told]) / np.maximum(peer[told], 1e-300)).max())


def _peer(
    pairs: Pairs, people: np.ndarray, supply: np.ndarray
) -> dict[str, tuple[float, np.ndarray]]:
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "pairs.npz", Path(folder) / "scores.npz"
        np.savez(
            given,
            zone=np.repeat(np.arange(pairs.zones), np.diff(pairs.start)),
            site=pairs.site,
            minutes=pairs.minutes,
            people=people,
            supply=supply,
        )
        command = [str(PEER), "-m", "bench.access_pysal", str(given), str(answer)]
        done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
        seconds = json.loads(done.stdout.splitlines()[-1])
        with np.load(answer) as scores:
            return {name: (seconds[name], scores[name]) for name in seconds}


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
