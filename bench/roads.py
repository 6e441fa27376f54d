"""How fast are travel times over roads, and are they exact?

    python -m bench.roads

On drawn graphs of 1 and 4 million points around the real communes (``bench.roadlike``), and on
the five real street graphs. Peers answer the same questions on the same roads: pandana and igraph
in their own environment, SciPy's Dijkstra here. Every answer is compared, to the tenth of a second.

Times are **processor seconds, all threads together**, ours as theirs, because the machine is
shared; what « tous × tous » takes on two cores is by the clock.
"""

import json
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from bench import roadlike
from bench.reach_networks import GRAPHS, Network, read_graph
from entrelieux.engine.reach import Mode, storage
from entrelieux.engine.reach.network import (
    UNREACHED,
    Metric,
    RoadGraph,
    RoadNetwork,
    build,
)
from entrelieux.engine.reach.network.warming import compile_kernels
from entrelieux.packs.fr import territories

Row = dict[str, Any]
Nodes = NDArray[np.int32]

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-bench" / "bin" / "python"
FUNCTIONS = 8
PLACES = 43_000
WITHIN_PLACES = 25_000
# On the five graphs, as many points for a place as the country has in the graph of 1 million.
POINTS_PER_PLACE = 40
LIMIT = 6_000
# Under it, SciPy is timed as often as we are; beyond, once, which is seconds.
SMALL = 100_000
# Further than any nearest place: pandana answers nothing beyond.
MOST = 360_000
DEPARTEMENT, DEPARTEMENT_POINTS, DEPARTEMENT_PLACES = "35", 60_000, 1_500
CAR = Mode.VOITURE


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A network, its arcs as they were read, which is how peers get them, and eight functions.

    functions are in the network's numbers; ``read`` gives those of the graph.
    """

    name: str
    network: RoadNetwork
    metric: Metric
    built_s: float
    tail: Nodes
    head: Nodes
    tenths: NDArray[np.uint32]
    functions: list[Nodes]

    def read(self, nodes: Nodes) -> Nodes:
        return self.network.graph_node[nodes]


def _row(name: str, value: float, unit: str, peer: str = "", ratio: float | None = None) -> Row:
    return {
        "name": name,
        "value": float(f"{value:.4g}"),
        "unit": unit,
        "peer": peer,
        "ratio": None if ratio is None else float(f"{ratio:.3g}"),
    }


def _spent(work: Callable[[], Any]) -> tuple[float, Any]:
    start = process_time()
    answer = work()
    return process_time() - start, answer


def _median(work: Callable[[], Any], rounds: int = 7) -> tuple[float, Any]:
    spent = []
    for _ in range(rounds):
        seconds, answer = _spent(work)
        spent.append(seconds)
    return float(np.median(spent)), answer


def world(name: str, graph: RoadGraph, rng: np.random.Generator) -> World:
    spent, network = _spent(lambda: build(graph))
    component = network.component(CAR)
    main = np.flatnonzero(component == np.bincount(component[component >= 0]).argmax())
    sizes = np.geomspace(len(main) / 3000, len(main) / 60, FUNCTIONS).astype(int)
    return World(
        name,
        network,
        network.metric(CAR),
        spent,
        graph.tail,
        graph.head,
        np.rint(np.asarray(graph.seconds[CAR], np.float64) * 10).astype(np.uint32),
        [np.sort(rng.choice(main, max(1, n), replace=False)).astype(np.int32) for n in sizes],
    )


def scipy_graph(it: World) -> csr_array:
    """Least of parallel arcs; zeros are not there (``roadlike`` draws none)."""
    n = len(it.network)
    order = np.lexsort((it.tenths, it.head, it.tail))
    tail, head, tenths = it.tail[order], it.head[order], it.tenths[order]
    first = np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])] & (tail != head)
    return csr_array((tenths[first].astype(float), (tail[first], head[first])), shape=(n, n))


def peers(it: World, **asked: Any) -> tuple[dict[str, float], Callable[[str], NDArray[Any]]]:
    """Processor seconds of each question put to the peers, and their answers by name."""
    answers: dict[str, NDArray[Any]] = {}
    if not PEERS.exists():
        return {}, answers.__getitem__
    arrays = {"tail": it.tail, "head": it.head, "tenths": it.tenths}
    asked = {"points": len(it.network)} | asked
    arrays |= {f"function_{i}": it.read(nodes) for i, nodes in enumerate(it.functions)}
    arrays |= {name: it.read(asked.pop(name)) for name in ("places", "origins") if name in asked}
    usual = {"functions": 0, "within": False, "igraph": False, "pandana": True}
    usual |= {"most": MOST, "limit": LIMIT}
    with tempfile.TemporaryDirectory() as folder:
        for name, array in arrays.items():
            np.save(Path(folder) / f"{name}.npy", array)
        (Path(folder) / "asked.json").write_text(json.dumps(usual | asked))
        command = [str(PEERS), "-m", "bench.roads_peers", folder]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        said = json.loads((Path(folder) / "said.json").read_text())
        for path in Path(folder).glob("*_*.npy"):
            if path.name.startswith(("pandana", "igraph")):
                answers[path.stem] = np.load(path)
    return said, answers.__getitem__


def same(ours: NDArray[Any], theirs: NDArray[Any], name: str) -> None:
    """Refuse to tell a figure whose answers differ. pandana's are rounded to 24 bits."""
    wrong = int((np.abs(ours.astype(float) - theirs) >= 0.5).sum())
    if wrong:
        raise SystemExit(f"{name}: {wrong} answers of {ours.size} differ")


def nearest_rows(it: World, pandana_functions: int) -> Iterator[Row]:
    """The nearest place of eight functions from every point."""
    rerun, ours = _median(lambda: it.metric.nearest(it.functions))
    seconds = np.where(it.tenths == UNREACHED, np.inf, it.tenths / 10)
    change, _ = _median(lambda: it.network.customized(seconds).nearest(it.functions))
    towards = scipy_graph(it).T.tocsr()
    theirs_s, theirs = _median(
        lambda: [dijkstra(towards, indices=it.read(f), min_only=True) for f in it.functions],
        rounds=7 if len(it.network) < SMALL else 1,
    )
    for i, found in enumerate(f[it.network.graph_node] for f in theirs):
        same(ours[i], np.where(np.isfinite(found), found, UNREACHED), f"{it.name}, scipy")
    yield _row(f"{it.name} : construire le réseau, une fois", it.built_s, "s")
    title = f"{it.name} : le plus proche de {FUNCTIONS} fonctions, de partout"
    yield _row(title, rerun * 1e3, "ms", f"scipy {theirs_s:.3g} s", theirs_s / rerun)
    yield _row(
        f"{it.name} : le même après un changement de vitesses (tout est recalculé)",
        change * 1e3,
        "ms",
        f"scipy {theirs_s:.3g} s",
        theirs_s / change,
    )
    yield _row(
        f"{it.name} : le même une seule fois, construction comprise",
        it.built_s + rerun,
        "s",
        f"scipy {theirs_s:.3g} s",
        theirs_s / (it.built_s + rerun),
    )
    even = it.built_s / max(1e-9, theirs_s - rerun)
    yield _row(f"{it.name} : questions avant de devancer scipy", np.ceil(even), "questions")
    said, answer = peers(it, functions=pandana_functions)
    if not said:
        return
    for i in range(pandana_functions):
        found = answer(f"pandana_{i}")[it.network.graph_node]
        same(np.minimum(ours[i], MOST), found, f"{it.name}, pandana")
    spent = sum(said[f"pandana_nearest_{i}"] for i in range(pandana_functions))
    theirs_s = spent * FUNCTIONS / pandana_functions
    told = "" if pandana_functions == FUNCTIONS else f" ({pandana_functions} fonctions mesurées)"
    yield _row(title, rerun * 1e3, "ms", f"pandana {theirs_s:.4g} s{told}", theirs_s / rerun)
    yield _row(
        f"{it.name} : le même une seule fois, construction comprise",
        it.built_s + rerun,
        "s",
        f"pandana {said['pandana_built'] + theirs_s:.4g} s",
        (said["pandana_built"] + theirs_s) / (it.built_s + rerun),
    )


def within_rows(it: World, places: Nodes, *, beside: bool = True) -> Iterator[Row]:
    """Everything within ten minutes. beside: ask pandana, which takes an hour on 4 M points."""
    spent, ours = _median(lambda: it.metric.within(places, LIMIT), rounds=3)
    title = f"{it.name} : nombre de lieux à 10 min de chaque point, {len(places)} lieux"
    said, answer = peers(it, places=places, within=True) if beside else ({}, None)
    if not said:
        yield _row(title, spent * 1e3, "ms")
        return
    same(ours, answer("pandana_within")[it.network.graph_node], f"{it.name}, within")
    theirs = said["pandana_within"]
    yield _row(title, spent * 1e3, "ms", f"pandana {theirs:.4g} s", theirs / spent)


def one_rows(it: World, places: Nodes, rng: np.random.Generator) -> Iterator[Row]:
    """From one origin to all places."""
    origins = rng.choice(len(it.network), 200).astype(np.int32)
    chosen, selection = _spent(lambda: it.metric.select(places))
    runs = [_spent(lambda o=o: it.metric.one_to(int(o), selection)) for o in origins]
    times = np.array([seconds for seconds, _ in runs]) * 1e3
    matrix = scipy_graph(it)
    judged, theirs = _spent(lambda: dijkstra(matrix, indices=it.read(origins[:3])))
    theirs = theirs[:, it.read(places)]
    for (_, ours), found in zip(runs, theirs, strict=False):
        same(ours, np.where(np.isfinite(found), found, UNREACHED), f"{it.name}, one to")
    title = f"{it.name} : d'un départ à {len(places)} lieux"
    yield _row(f"{title}, choisir les lieux une fois", chosen * 1e3, "ms")
    yield _row(
        f"{title}, p50",
        float(np.median(times)),
        "ms",
        f"scipy {judged / 3 * 1e3:.4g} ms",
        judged / 3 * 1e3 / float(np.median(times)),
    )
    yield _row(f"{title}, p95", float(np.percentile(times, 95)), "ms")
    said, answer = peers(it, places=places, origins=origins[:3], igraph=True, pandana=False)
    if said:
        for (_, ours), found in zip(runs, answer("igraph_one_to"), strict=False):
            same(ours, np.where(np.isfinite(found), found, UNREACHED), f"{it.name}, igraph")
        spent = said["igraph_one_to"] / 3 * 1e3
        median = float(np.median(times))
        yield _row(f"{title}, p50", median, "ms", f"igraph {spent:.4g} ms", spent / median)


def all_rows(it: World, places: Nodes, rng: np.random.Generator) -> Iterator[Row]:
    """From every commune to every place, on two threads."""
    towns = [c for c in territories.communes() if c.landmass == territories.MAINLAND]
    sources = it.network.attach([c.lon for c in towns], [c.lat for c in towns], CAR, most_m=20_000)
    selection = it.metric.select(places)
    matrix, checked = scipy_graph(it), 0
    clock, start = perf_counter(), process_time()
    kept: dict[int, NDArray[np.uint32]] = {}
    watched = set(rng.choice(len(sources), 3, replace=False).tolist())
    pairs = reached = 0
    for block in it.metric.many_to_many(sources, selection, threads=2):
        pairs += block.tenths.size
        reached += int(np.count_nonzero(block.tenths[:, 0] != UNREACHED))
        for row in watched & set(range(block.start, block.start + len(block.tenths))):
            kept[row] = block.tenths[row - block.start].copy()
    clock, spent = perf_counter() - clock, process_time() - start
    for row, ours in kept.items():
        start = int(it.read(sources.node[row]))
        found = dijkstra(matrix, indices=start)[it.read(places)] + sources.tenths[row]
        same(ours, np.where(np.isfinite(found), found, UNREACHED), f"{it.name}, all")
        checked += 1
    title = f"{it.name} : {len(sources)} communes × {len(places)} lieux, {checked} lignes vérifiées"
    yield _row(f"{title}, à l'horloge", clock, "s")
    yield _row(f"{title}, calcul", spent, "s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield _row(f"{it.name} : mémoire du processus, au plus", peak, "Mo")


def folder_rows(it: World) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "routes"
        storage.save(it.network, folder)
        size = sum(path.stat().st_size for path in folder.iterdir())
        spent, _ = _median(lambda: storage.open_network(folder))
    yield _row(f"{it.name} : ouvrir le dossier ({size / 1e6:.0f} Mo)", spent * 1e3, "ms")


def street_graph(net: Network) -> RoadGraph:
    """One of the five real graphs, by car; a road of no length takes a tenth of a second."""
    seconds = np.maximum(net.km / net.drive_kmh * 3600, 0.1).astype(np.float32)
    return RoadGraph(
        lon=net.lon,
        lat=net.lat,
        elevation=np.full(net.lon.size, np.nan, np.float32),
        tail=net.tail.astype(np.int32),
        head=net.head.astype(np.int32),
        length_m=(net.km * 1000).astype(np.float32),
        seconds={CAR: seconds},
        source="OpenStreetMap",
        licence="ODbL-1.0",
        date="",
        is_fiction=False,
    )


def spread(it: World, count: int, rng: np.random.Generator) -> Nodes:
    return np.sort(
        rng.choice(len(it.network), min(count, len(it.network) // 3), replace=False)
    ).astype(np.int32)


def main() -> Iterator[Row]:
    compile_kernels()
    rng = np.random.default_rng(6)
    for name in GRAPHS:
        it = world(name, street_graph(read_graph(name)), rng)
        yield from nearest_rows(it, FUNCTIONS)
        yield from within_rows(it, spread(it, len(it.network) // POINTS_PER_PLACE, rng))
    towns = [c for c in territories.communes() if c.departement == DEPARTEMENT]
    graph = roadlike.draw_around(towns, DEPARTEMENT_POINTS)
    it = world(f"un département, {len(graph.lon)} points", graph, rng)
    yield from one_rows(it, spread(it, DEPARTEMENT_PLACES, rng), rng)
    for points, measured in ((1_000_000, FUNCTIONS), (4_000_000, 1)):
        it = world(f"{points // 1_000_000} M de points", roadlike.draw(points), rng)
        yield from nearest_rows(it, measured)
        yield from within_rows(it, spread(it, WITHIN_PLACES, rng), beside=measured == FUNCTIONS)
        yield from one_rows(it, spread(it, PLACES, rng), rng)
        yield from all_rows(it, spread(it, PLACES, rng), rng)
        yield from folder_rows(it)


if __name__ == "__main__":
    for row in main():
        print(row, flush=True)
