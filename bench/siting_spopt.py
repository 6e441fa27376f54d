"""spopt over the same instance: ``.venv-bench/bin/python -m bench.siting_spopt IN OUT``.

IN: an npz with costs (d, c), weights (d,), places and limits. OUT: one JSON object, the objective
and the seconds of computing of each question: the model built, and solved by CBC as PuLP brings it.
"""

import json
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import numpy as np
import pulp
from spopt.locate import LSCP, MCLP, PCenter, PMedian


def main(source: Path, target: Path) -> None:
    given = np.load(source)
    costs, weights = given["costs"], given["weights"]
    said: dict[str, list[float]] = {}
    for p in given["places"].tolist():
        said[f"p_median {p}"] = _timed(
            lambda p=p: PMedian.from_cost_matrix(costs, weights, p_facilities=p)
        )
        said[f"p_centre {p}"] = _timed(lambda p=p: PCenter.from_cost_matrix(costs, p_facilities=p))
    for limit in given["limits"].tolist():
        said[f"set_cover {limit:g}"] = _timed(
            lambda limit=limit: LSCP.from_cost_matrix(costs, service_radius=limit)
        )
        for p in given["places"].tolist():
            said[f"maximal_cover {p} {limit:g}"] = _timed(
                lambda p=p, limit=limit: MCLP.from_cost_matrix(
                    costs, weights, service_radius=limit, p_facilities=p
                )
            )
    target.write_text(json.dumps(said), encoding="utf-8")


def _timed(build: Any) -> list[float]:
    """Objective, or −1 where it says that there is no answer; seconds."""
    start = _computed()
    try:
        model = build()
        model = model.solve(pulp.PULP_CBC_CMD(msg=False), results=False)
        value = float(model.problem.objective.value())
    except RuntimeError:
        value = -1.0
    return [value, _computed() - start]


def _computed() -> float:
    """Seconds of this process and of the solver that it started."""
    told = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in told)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
