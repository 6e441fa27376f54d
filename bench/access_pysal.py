"""PySAL access over the same pairs: ``.venv-bench/bin/python -m bench.access_pysal IN OUT``.

Median of three calls by method, tables already built; scores by zone, NaN where it tells none.
"""

import json
import sys
import warnings
from time import perf_counter

import numpy as np
import pandas as pd
from access import weights
from access.fca import three_stage_fca, two_stage_fca

ROUNDS = 3
BANDS = {10: 1.0, 20: 0.68, 30: 0.22}


def _enhanced(people: pd.DataFrame, supply: pd.DataFrame, cost: pd.DataFrame) -> pd.Series:
    return two_stage_fca(
        people, supply, cost, max_cost=max(BANDS), demand_index="geoid", demand_name="demand",
        supply_index="geoid", supply_name="supply", cost_origin="origin", cost_dest="dest",
        cost_name="cost", weight_fn=weights.step_fn(BANDS),
    )  # fmt: skip


def _three(people: pd.DataFrame, supply: pd.DataFrame, cost: pd.DataFrame) -> pd.Series:
    return three_stage_fca(
        people, supply, cost, max(BANDS), demand_index="geoid", demand_name="demand",
        supply_index="geoid", supply_name="supply", cost_origin="origin", cost_dest="dest",
        cost_name="cost", weight_fn=weights.step_fn(BANDS),
    )  # fmt: skip


def main(source: str, target: str) -> None:
    warnings.simplefilter("ignore")
    with np.load(source) as given:
        zones = given["people"].size
        people = pd.DataFrame({"demand": given["people"]}, index=np.arange(zones))
        supply = pd.DataFrame({"supply": given["supply"]}, index=np.arange(given["supply"].size))
        cost = pd.DataFrame(
            {"origin": given["zone"], "dest": given["site"], "cost": given["minutes"].astype(float)}
        )
    people.index.name = supply.index.name = "geoid"
    seconds, scores = {}, {}
    for name, method in (("E2SFCA", _enhanced), ("3SFCA", _three)):
        spent = []
        for _ in range(ROUNDS):
            begun = perf_counter()
            found = method(people.copy(), supply.copy(), cost.copy())
            spent.append(perf_counter() - begun)
        seconds[name] = float(np.median(spent))
        scores[name] = found.reindex(np.arange(zones)).to_numpy(float)
    np.savez(target, **scores)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:3])
