"""Which circuities and speeds turn crow-fly kilometres into minutes?

Measures network over crow-fly distance and free-flow car speed on five OpenStreetMap graphs, fits
smooth curves, and says how wrong they are on origins and on whole graphs they were not fitted on.

    python -m bench.reach_calibration            # prints the tables
    python -m bench.reach_calibration --write    # also rewrites the pack's three CSV files

Everything is seeded: two runs write the same bytes.
"""

import argparse
import csv
import io
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from bench.reach_networks import (
    DEFAULT_BUILT_UP_KMH,
    DEFAULT_OPEN_ROAD_KMH,
    GRAPHS,
    SHARED,
    Network,
    crow_km,
    reach_matrix,
    read_graph,
    read_pbf,
)

Floats = NDArray[np.float64]

PACK = Path(__file__).resolve().parents[1] / "src/entrelieux/packs/fr/reach"
SEED = 20_26
ORIGINS = 240
PER_BAND = 25
BANDS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
EDGE_MARGIN = 0.08
# No graph is of the sparsest class (under 25 inhabitants per km²). Such communes are mostly in
# hills and mountains, so class 3 borrows the hilliest graph alone: a trip announced too long does
# less harm than one announced too short.
GRAPHS_OF = {
    0: ("lyon",),
    1: ("auch",),
    2: ("chauvigny", "alsace_vosges", "villages_ouest_amiens"),
    3: ("alsace_vosges",),
}
CLASS_OF = {name: density for density in (2, 1, 0) for name in GRAPHS_OF[density]}
# Distances at which people use each network; errors are reported there.
USUAL_KM = {False: (0.3, 10.0), True: (2.0, 20.0)}
# Not measured: no graph is wide enough. Asymptotic mean speed of a long trip, main roads included.
FAR_KMH = 75.0


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Sampled pairs of one graph: crow-fly km, network km, free minutes (0 on foot), origin."""

    name: str
    crow: Floats
    km: Floats
    minutes: Floats
    origin: NDArray[np.int64]

    def where(self, keep: NDArray[np.bool_]) -> "Pairs":
        return Pairs(
            self.name, self.crow[keep], self.km[keep], self.minutes[keep], self.origin[keep]
        )


def sample_pairs(net: Network, *, car: bool) -> Pairs:
    """Pairs spread over the distance bands, both ends in the main component and off the edges.

    Graphs are cut along a box: near its sides the true path may run outside, so both ends stay
    ``EDGE_MARGIN`` of the width and of the height away from them.
    """
    rng = np.random.default_rng(SEED)
    _, _, main = reach_matrix(net, np.empty(0, np.int64), car=car)
    inside = main.copy()
    for axis in (net.lon, net.lat):
        low, high = axis.min(), axis.max()
        margin = EDGE_MARGIN * (high - low)
        inside &= (axis >= low + margin) & (axis <= high - margin)
    nodes = np.flatnonzero(inside)
    origins = rng.choice(nodes, min(ORIGINS, nodes.size), replace=False)
    km, minutes, _ = reach_matrix(net, origins, car=car)
    columns: list[list[Floats]] = [[], [], [], []]
    for row, origin in enumerate(origins):
        crow = crow_km(net.lon[origin], net.lat[origin], net.lon[nodes], net.lat[nodes])
        for low, high in itertools.pairwise(BANDS):
            hits = np.flatnonzero((crow >= low) & (crow < high))
            chosen = rng.choice(hits, min(PER_BAND, hits.size), replace=False)
            node = nodes[chosen]
            for column, values in zip(
                columns,
                (crow[chosen], km[row, node], minutes[row, node], np.full(chosen.size, row)),
                strict=True,
            ):
                column.append(values)
    crow, length, free, start = (np.concatenate(column) for column in columns)
    return Pairs(net.name, crow, length, free, start.astype(np.int64))


# --- the two curves ------------------------------------------------------------------------


def circuity(crow: Floats, far: float, gap: float, half_km: float) -> Floats:
    """Network over crow-fly distance: ``far + gap`` at no distance, falling to ``far``."""
    return far + gap / (1 + crow / half_km)


def pace(km: Floats, near_kmh: float, rise_km: float) -> Floats:
    """Minutes per network km by car: slow first, towards ``FAR_KMH`` on long trips."""
    near, far = 60 / near_kmh, 60 / FAR_KMH
    return far + (near - far) / (1 + km / rise_km)


def _weights(pairs: Sequence[Pairs]) -> Floats:
    """Each distance band counts the same, whatever the number of its pairs."""
    crow = np.concatenate([p.crow for p in pairs])
    band = np.digitize(crow, BANDS)
    count = np.bincount(band)[band]
    return np.sqrt(1 / count)


def _fit(
    residual: Callable[[Floats], Floats],
    start: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
) -> list[float]:
    found = least_squares(
        residual, start, bounds=(low, high), loss="soft_l1", f_scale=0.1, x_scale=start
    )
    return [float(x) for x in found.x]


def fit_circuity(pairs: Sequence[Pairs], *, car: bool) -> tuple[float, float, float]:
    """far, gap, half_km by robust regression of the logarithm of the ratio.

    ``far`` holds beyond the graphs, so it may not fall under the least median seen at 10 km.
    """
    least = 1.2 if car else 1.15
    crow = np.concatenate([p.crow for p in pairs])
    ratio = np.log(np.concatenate([p.km for p in pairs]) / crow)
    weight = _weights(pairs)
    scale = np.sqrt(weight.size)
    far, gap, half = _fit(
        lambda x: scale * weight * (np.log(circuity(crow, x[0], x[1], x[2])) - ratio),
        [1.25, 0.4, 1.5],
        [least, 0.0, 0.3],
        [1.6, 2.0, 4.0],
    )
    return far, gap, half


def fit_pace(pairs: Sequence[Pairs]) -> tuple[float, float]:
    """near_kmh, rise_km by robust regression of the logarithm of the pace."""
    km = np.concatenate([p.km for p in pairs])
    seen = np.log(np.concatenate([p.minutes for p in pairs]) / km)
    weight = _weights(pairs)
    scale = np.sqrt(weight.size)
    near, rise = _fit(
        lambda x: scale * weight * (np.log(pace(km, x[0], x[1])) - seen),
        [30.0, 15.0],
        [10.0, 2.0],
        [70.0, 200.0],
    )
    return near, rise


# --- errors --------------------------------------------------------------------------------


def errors(estimate: Floats, truth: Floats) -> tuple[float, float, float]:
    """Median absolute relative error, median relative error (bias), p90 of the first."""
    relative = estimate / truth - 1
    size = np.abs(relative)
    return float(np.median(size)), float(np.median(relative)), float(np.quantile(size, 0.9))


def _estimate(fitted_on: Sequence[Pairs], seen: Pairs, *, car: bool) -> tuple[Floats, Floats]:
    """Estimated and true figures of ``seen``: kilometres, or minutes by car."""
    km = seen.crow * circuity(seen.crow, *fit_circuity(fitted_on, car=car))
    if not car:
        return km, seen.km
    return km * pace(km, *fit_pace(fitted_on)), seen.minutes


def held_out(all_pairs: dict[str, Pairs], *, car: bool) -> list[list[object]]:
    """Errors on every fifth origin (fitted on the class's others) and on whole graphs left out.

    A graph left out is estimated from the other graphs of its class, or from all when it is alone.
    """
    rows: list[list[object]] = []
    low, high = USUAL_KM[car]
    for name, pairs in all_pairs.items():
        usual = pairs.where((pairs.crow >= low) & (pairs.crow <= high))
        same = [all_pairs[n] for n in GRAPHS_OF[CLASS_OF[name]]]
        train = [p.where(p.origin % 5 != 0) for p in same]
        test = usual.where(usual.origin % 5 == 0)
        others = [p for p in same if p.name != name] or [
            p for p in all_pairs.values() if p.name != name
        ]
        rows.append(
            [
                name,
                test.crow.size,
                *errors(*_estimate(train, test, car=car)),
                *errors(*_estimate(others, usual, car=car)),
            ]
        )
    return rows


# --- tables --------------------------------------------------------------------------------


def measures(pairs: Pairs, *, car: bool) -> list[list[object]]:
    """Per distance band: pairs, circuity (median, p10, p90) and free network speed."""
    rows: list[list[object]] = []
    for low, high in itertools.pairwise(BANDS):
        keep = (pairs.crow >= low) & (pairs.crow < high)
        if keep.sum() < 30:
            continue
        ratio = pairs.km[keep] / pairs.crow[keep]
        p10, p50, p90 = np.quantile(ratio, [0.1, 0.5, 0.9])
        speed = f"{np.median(pairs.km[keep] / pairs.minutes[keep]) * 60:.1f}" if car else ""
        rows.append(
            [
                "voiture" if car else "cheminement",
                pairs.name,
                CLASS_OF.get(pairs.name, ""),
                f"{low:g}",
                f"{high:g}",
                int(keep.sum()),
                f"{p50:.3f}",
                f"{p10:.3f}",
                f"{p90:.3f}",
                speed,
            ]
        )
    return rows


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def calibrate() -> tuple[dict[str, str], dict[bool, dict[str, Pairs]]]:
    """The three CSV files of the pack as text, and the sampled pairs, on foot and by car."""
    nets = {name: read_graph(name) for name in GRAPHS}
    pairs = {
        car: {name: sample_pairs(net, car=car) for name, net in nets.items()}
        for car in (False, True)
    }
    curves: list[list[object]] = []
    speeds: list[list[object]] = []
    for car in (False, True):
        for density in range(4):
            own = [pairs[car][name] for name in GRAPHS_OF[density]]
            far, gap, half = fit_circuity(own, car=car)
            names = " + ".join(p.name for p in own)
            count = sum(p.crow.size for p in own)
            curves.append(
                [
                    "voiture" if car else "cheminement",
                    density,
                    f"{far:.4f}",
                    f"{gap:.4f}",
                    f"{half:.4f}",
                    names,
                    count,
                    f"{max(np.quantile(p.crow, 0.99) for p in own):.1f}",
                ]
            )
            if car:
                near, rise = fit_pace(own)
                speeds.append([density, f"{near:.2f}", f"{FAR_KMH:g}", f"{rise:.2f}", names, count])
    rows = [
        row for car in (False, True) for p in pairs[car].values() for row in measures(p, car=car)
    ]
    texts = {
        "circuite.csv": _table(
            ["reseau", "densite", "loin", "ecart", "demi_km", "graphes", "couples", "mesure_km"],
            curves,
        ),
        "allure_voiture.csv": _table(
            ["densite", "pres_kmh", "loin_kmh", "montee_km", "graphes", "couples"], speeds
        ),
        "mesures.csv": _table(
            [
                "reseau",
                "graphe",
                "densite",
                "de_km",
                "a_km",
                "couples",
                "circuite_mediane",
                "circuite_p10",
                "circuite_p90",
                "vitesse_libre_mediane_kmh",
            ],
            rows,
        ),
    }
    return texts, pairs


def mountains(pairs: dict[bool, dict[str, Pairs]]) -> tuple[list[list[object]], list[list[object]]]:
    """Andorra, where nothing was fitted: its measures, and the errors of classes 2 and 3 there.

    By car the judge is itself a model there (free speeds by road class of OSRM's profile).
    """
    net = read_pbf(SHARED / "osm" / "andorra.osm.pbf", "andorre")
    table: list[list[object]] = []
    wrong: list[list[object]] = []
    for car in (False, True):
        seen = sample_pairs(net, car=car)
        table += measures(seen, car=car)
        low, high = USUAL_KM[car]
        usual = seen.where((seen.crow >= low) & (seen.crow <= high))
        for density in (2, 3):
            own = [pairs[car][name] for name in GRAPHS_OF[density]]
            km = usual.crow * circuity(usual.crow, *fit_circuity(own, car=car))
            wrong.append(["km", density, car, *errors(km, usual.km)])
            if car:
                wrong.append(
                    ["minutes", density, car, *errors(km * pace(km, *fit_pace(own)), usual.minutes)]
                )
    return table, wrong


def sensitivity() -> list[list[object]]:
    """Median free minutes by car when the hypotheses on untagged edges move by a fifth."""
    rows: list[list[object]] = []
    for name in GRAPHS:
        base = sample_pairs(read_graph(name), car=True)
        figures = []
        for factor in (0.8, 1.2):
            net = read_graph(
                name,
                built_up_kmh=DEFAULT_BUILT_UP_KMH * factor,
                open_road_kmh=DEFAULT_OPEN_ROAD_KMH * factor,
            )
            figures.append(
                float(np.median(sample_pairs(net, car=True).minutes) / np.median(base.minutes) - 1)
            )
        rows.append([name, *figures])
    return rows


def main(argv: Sequence[str] | None = None) -> None:
    """Print every table; with ``--write`` replace the pack's files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="rewrite the pack's CSV files")
    arguments = parser.parse_args(argv)
    texts, pairs = calibrate()
    for name, text in texts.items():
        print(f"--- {name}\n{text}")
        if arguments.write:
            (PACK / name).write_text(text, encoding="utf-8")
    for car in (False, True):
        print("--- held out", "car minutes" if car else "path km", "(own class | graph left out)")
        for row in held_out(pairs[car], car=car):
            print(row[0], row[1], *(f"{x:+.3f}" for x in row[2:]))
    print("--- sensitivity of free car minutes to untagged speeds -20 % / +20 %")
    for row in sensitivity():
        print(row[0], *(f"{x:+.3f}" for x in row[1:]))
    print("--- mountains (Andorra), nothing fitted there")
    table, wrong = mountains(pairs)
    for row in table:
        print(*row)
    for row in wrong:
        print(*row[:3], *(f"{x:+.3f}" for x in row[3:]))
    for name in GRAPHS:
        print(name, f"kilometres with a posted limit: {read_graph(name).tagged_share:.2f}")


if __name__ == "__main__":
    main()
