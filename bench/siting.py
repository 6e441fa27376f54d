"""Where to open next: are known optima found and proved, how far may others be, and how fast?

    python -m bench.siting

pmed1–20 (Beasley 1985) have known p-median and p-centre optima. San Francisco is answered beside
spopt 0.7, which runs in ``.venv-bench`` on the same arrays. The whole country has no known answer:
every commune by its population, every commune a candidate, minutes by car by the crow-fly estimate;
there a proved gap is told. Seconds are of computing (this process and those it starts), compiled
kernels loaded: other people work on this machine.
"""

import csv
import json
import resource
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from entrelieux.engine.reach import EstimateModel, EstimateParameters, Mode, Origin, Targets
from entrelieux.engine.siting import (
    Answer,
    Instance,
    Pairs,
    maximal_cover,
    p_centre,
    p_median,
    set_cover,
)
from entrelieux.engine.siting.warming import compile_kernels
from entrelieux.packs.fr import reach as reach_pack
from entrelieux.packs.fr import territories

Row = dict[str, Any]
Floats = NDArray[np.float64]
ROOT = Path(__file__).resolve().parent.parent
SPOPT = ROOT / ".venv-bench" / "bin" / "python"
SF_PLACES, SF_LIMITS = (1, 4, 8), (3_000.0, 5_000.0)
PLACES, LIMITS, GOOD_ENOUGH = (100, 500, 800, 2_000), (20, 30), 0.005


def _row(
    name: str, value: float | str, unit: str, peer: str = "", ratio: float | None = None
) -> Row:
    return {"name": name, "value": value, "unit": unit, "peer": peer, "ratio": ratio}


def _spent(question: Callable[[], Answer]) -> tuple[Answer, float]:
    start = process_time()
    return question(), process_time() - start


def pmed(path: Path) -> tuple[Floats, int]:
    """Shortest paths between all nodes, (n, n), and p. A repeated edge: the last one wins."""
    numbers = path.read_text(encoding="utf-8").split()
    n, edges, p = map(int, numbers[:3])
    lengths = np.zeros((n, n))
    for a, b, length in np.array(numbers[3 : 3 + 3 * edges], int).reshape(-1, 3):
        lengths[a - 1, b - 1] = lengths[b - 1, a - 1] = length
    return shortest_path(csr_array(lengths), directed=False), p


def _pmed_rows(folder: Path) -> list[Row]:
    with (folder / "optima.csv").open(encoding="utf-8") as file:
        known = [
            (r["instance"], float(r["p_median"]), float(r["p_center"]))
            for r in csv.DictReader(file)
        ]
    known = [line for line in known if (folder / f"{line[0]}.txt").exists()]
    rows = []
    for told, question, column in (("p-médiane", p_median, 1), ("p-centre", p_centre, 2)):
        times, right, proved = [], 0, 0
        for line in known:
            costs, p = pmed(folder / f"{line[0]}.txt")
            answer, seconds = _spent(
                lambda q=question, c=costs, p=p: q(Instance(np.ones(len(c)), c), p)
            )
            times.append(seconds)
            right += answer.objective == line[column]
            proved += answer.proved
        which = f"{told}, {known[0][0]} à {known[-1][0]}"
        rows += [
            _row(f"{which}, à l'optimum connu", right, f"sur {len(known)}"),
            _row(f"{which}, prouvées", proved, f"sur {len(known)}"),
            _row(f"{which}, en tout", round(sum(times), 2), "s", "au plus 60 s"),
            _row(f"{which}, la plus longue", round(max(times), 2), "s"),
        ]
    return rows


def _san_francisco(folder: Path) -> Instance:
    name = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with (folder / name).open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    stores = sorted({line["name"] for line in lines}, key=lambda s: int(s.split("_")[1]))
    tracts = sorted({line["DestinationName"] for line in lines})
    costs, weights = np.full((len(tracts), len(stores)), np.inf), np.zeros(len(tracts))
    for line in lines:
        tract = tracts.index(line["DestinationName"])
        costs[tract, stores.index(line["name"])] = float(line["distance"])
        weights[tract] = float(line["demand"])
    return Instance(weights, costs)


def _spopt(instance: Instance) -> dict[str, list[float]]:
    if not SPOPT.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.npz", Path(folder) / "out.json"
        np.savez(
            source,
            costs=instance.costs,
            weights=instance.weights,
            places=SF_PLACES,
            limits=SF_LIMITS,
        )
        command = [str(SPOPT), "-m", "bench.siting_spopt", str(source), str(target)]
        subprocess.run(command, check=True, cwd=ROOT)
        told: dict[str, list[float]] = json.loads(target.read_text(encoding="utf-8"))
    return told


def _sf_rows(folder: Path) -> list[Row]:
    instance = _san_francisco(folder)
    peer = _spopt(instance)
    questions: dict[str, Callable[[], Answer]] = {}
    for p in SF_PLACES:
        questions[f"p_median {p}"] = lambda p=p: p_median(instance, p)
        questions[f"p_centre {p}"] = lambda p=p: p_centre(instance, p)
    for limit in SF_LIMITS:
        questions[f"set_cover {limit:g}"] = lambda limit=limit: set_cover(instance, limit)
        for p in SF_PLACES:
            questions[f"maximal_cover {p} {limit:g}"] = lambda p=p, limit=limit: maximal_cover(
                instance, p, limit
            )
    rows = []
    for name, question in questions.items():
        answer, seconds = _spent(question)
        assert answer.proved
        value, other = peer.get(name, (np.nan, np.nan))
        same = "spopt absent" if np.isnan(value) else f"spopt : {value:.10g}"
        if value < 0:
            same = "spopt : sans réponse (des gens hors de portée de tout lieu)"
        elif not np.isnan(value):
            assert abs(answer.objective - value) <= 1e-6 * abs(value), (name, answer.objective)
        ratio = None if np.isnan(other) else round(other / seconds, 1)
        rows.append(_row(f"San Francisco, {name}", f"{answer.objective:.10g}", "", same))
        told = "" if ratio is None else f"spopt : {other:.3g} s"
        rows.append(_row(f"San Francisco, {name}, durée", round(seconds, 4), "s", told, ratio))
    return rows


def country(limit: int) -> Instance:
    """Every commune by its population, every commune a site, minutes by car up to ``limit``."""
    towns = territories.communes()
    model = EstimateModel(EstimateParameters.from_mapping(reach_pack.load()))
    targets = Targets.build(
        [t.lon for t in towns],
        [t.lat for t in towns],
        [t.density for t in towns],
        [t.landmass for t in towns],
    )
    found = [
        model.reachable(Origin(t.lon, t.lat, t.density, t.landmass), targets, Mode.VOITURE, limit)
        for t in towns
    ]
    start = np.concatenate([[0], np.cumsum([index.size for index, _ in found])])
    pairs = Pairs(
        start.astype(np.int64),
        np.concatenate([index for index, _ in found]),
        np.concatenate([minutes for _, minutes in found]).astype(np.float64),
        len(towns),
    )
    return Instance(np.array([float(t.population) for t in towns]), pairs)


def _country_rows() -> list[Row]:
    rows = []
    for limit in LIMITS:
        start = process_time()
        instance = country(limit)
        pairs, people = instance.pairs.site.size, instance.weights.sum()
        where = f"France, {limit} min en voiture"
        rows.append(_row(f"{where}, {pairs} paires", round(process_time() - start, 2), "s"))
        for p in PLACES:
            answer, seconds = _spent(
                lambda p=p: maximal_cover(instance, p, limit, gap=GOOD_ENOUGH)  # noqa: B023
            )
            name = f"{where}, couverture maximale par {p} lieux"
            rows += [
                _row(name, round(100 * answer.objective / people, 3), "% des habitants"),
                _row(f"{name}, écart prouvé", round(100 * answer.gap, 3), "%", "au plus 0,5 %"),
                _row(f"{name}, durée", round(seconds, 2), "s", "au plus 2 s"),
            ]
    instance = country(LIMITS[0])
    where = f"France, {LIMITS[0]} min en voiture"
    median, seconds = _spent(lambda: p_median(instance, 500, beyond=60, gap=GOOD_ENOUGH))
    cover, spent = _spent(lambda: set_cover(instance, LIMITS[0]))
    return [
        *rows,
        _row(f"{where}, p-médiane, 500 lieux, écart prouvé", round(100 * median.gap, 3), "%"),
        _row(f"{where}, p-médiane, 500 lieux, durée", round(seconds, 2), "s"),
        _row(f"{where}, couvrir chacun", cover.objective, "lieux", f"au moins {cover.bound:g}"),
        _row(f"{where}, couvrir chacun, durée", round(spent, 2), "s"),
    ]


def main(data: Path) -> list[Row]:
    """Every figure, in the order they are told. Without the shared instances, the country alone."""
    start = process_time()
    compile_kernels()
    rows = [_row("préparer les noyaux (déjà compilés)", round(process_time() - start, 2), "s")]
    folder = data.parent / "bench"
    if (folder / "pmed").is_dir():
        rows += _pmed_rows(folder / "pmed")
        rows += _sf_rows(folder / "siting")
    else:
        print(f"bench.siting: {folder} is absent, reference instances are not asked")
    rows += _country_rows()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*rows, _row("mémoire au plus", round(peak), "Mo")]


if __name__ == "__main__":
    for line in main(ROOT.parent / "shared" / "data"):
        print(json.dumps(line, ensure_ascii=False))
