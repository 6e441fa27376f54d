"""pandana and igraph over the same roads: ``.venv-bench/bin/python -m bench.roads_peers FOLDER``.

FOLDER holds tail, head, tenths (arcs), function_0…, places and origins (numbers of points) as
.npy files, and asked.json: which questions, ``most`` tenths for the nearest place, ``limit`` for
what is within. Answers are written beside, and processor seconds, all threads together, in
said.json. pandana works on as many threads as there are cores.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np


def main(folder: Path) -> None:
    asked = json.loads((folder / "asked.json").read_text())
    said: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = process_time()
        answer = work()
        said[name] = process_time() - start
        return answer

    if asked["pandana"]:
        pandana(folder, asked, timed)
    if asked["igraph"]:
        igraph(folder, asked, timed)
    (folder / "said.json").write_text(json.dumps(said))


def pandana(folder: Path, asked: dict[str, Any], timed: Callable[..., Any]) -> None:
    import pandana as pdna
    import pandas as pd

    tail, head, tenths = (np.load(folder / f"{name}.npy") for name in ("tail", "head", "tenths"))
    # Places are given to pandana by coordinates: these name each point, and nothing else.
    lat, lon = np.divmod(np.arange(asked["points"], dtype=np.float64), 1000)
    network = timed(
        "pandana_built",
        lambda: pdna.Network(
            pd.Series(lon),
            pd.Series(lat),
            pd.Series(tail),
            pd.Series(head),
            pd.DataFrame({"tenths": tenths.astype(np.float64)}),
            twoway=False,
        ),
    )

    def nearest(i: int) -> np.ndarray:
        node = np.load(folder / f"function_{i}.npy")
        network.set_pois(f"f{i}", asked["most"], 1, pd.Series(lon[node]), pd.Series(lat[node]))
        found = network.nearest_pois(asked["most"], f"f{i}", num_pois=1)
        return found[1].to_numpy()

    for i in range(asked["functions"]):
        np.save(folder / f"pandana_{i}.npy", timed(f"pandana_nearest_{i}", lambda i=i: nearest(i)))
    if asked["within"]:
        places = np.load(folder / "places.npy")

        def within() -> np.ndarray:
            network.set(pd.Series(places), variable=pd.Series(np.ones(places.size)), name="places")
            found = network.aggregate(asked["limit"], type="sum", decay="flat", name="places")
            return found.to_numpy()

        np.save(folder / "pandana_within.npy", timed("pandana_within", within))


def igraph(folder: Path, asked: dict[str, Any], timed: Callable[..., Any]) -> None:
    import igraph as ig

    tail, head, tenths = (np.load(folder / f"{name}.npy") for name in ("tail", "head", "tenths"))
    places, origins = np.load(folder / "places.npy"), np.load(folder / "origins.npy")
    graph = ig.Graph(n=asked["points"], edges=np.column_stack([tail, head]), directed=True)
    weights = tenths.tolist()
    # igraph refuses the same target twice.
    target, back = np.unique(places, return_inverse=True)
    found = timed(
        "igraph_one_to",
        lambda: [graph.distances([o], target.tolist(), weights=weights)[0] for o in origins],
    )
    np.save(folder / "igraph_one_to.npy", np.array(found)[:, back])


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    main(Path(sys.argv[1]))
