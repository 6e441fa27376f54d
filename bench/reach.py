"""How wrong is the travel time estimate, and how fast?

    python -m bench.reach

Errors are told against the street graphs that calibrated it (held-out origins, whole graphs left
out), against Andorra, and beside the estimate of ``graphe-communes-adjacence.parquet``, which is
itself one (1.25 times the crow-fly distance at 58 km/h). Published figures stand beside ours.
Speed is told beside a NumPy scan of all targets and beside SciPy's k-d tree, answers compared.
"""

import csv
import json
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from bench.reach_calibration import (
    CLASS_OF,
    GRAPHS_OF,
    USUAL_KM,
    Pairs,
    errors,
    held_out,
    mountains,
    sample_pairs,
)
from bench.reach_networks import EARTH_RADIUS_KM, GRAPHS, SHARED, crow_km, read_graph
from entrelieux.engine.reach import EstimateModel, EstimateParameters, Mode, Origin, Targets
from entrelieux.packs.fr import reach as pack
from entrelieux.packs.fr import territories

Row = dict[str, Any]
Floats = NDArray[np.float64]
SEED = 20_26
TARGETS = 50_000
ROUNDS = 400
NEIGHBOUR_CIRCUITY, NEIGHBOUR_KMH = 1.25, 58.0
ORIGINS = {
    "Langogne": Origin(3.8556, 44.7275, 2, 0),
    "Chauvigny": Origin(0.6472, 46.5686, 2, 0),
    "Lyon": Origin(4.8351, 45.7676, 0, 0),
    "Paris": Origin(2.3522, 48.8566, 0, 0),
}


def _row(name: str, value: float, unit: str, peer: str = "", ratio: float | None = None) -> Row:
    return {
        "name": name,
        "value": round(float(value), 4),
        "unit": unit,
        "peer": peer,
        "ratio": None if ratio is None else round(float(ratio), 2),
    }


# --- errors --------------------------------------------------------------------------------


def _error_rows(pairs: dict[bool, dict[str, Pairs]]) -> list[Row]:
    rows: list[Row] = []
    for car in (False, True):
        what = "minutes libres en voiture" if car else "longueur du chemin"
        for name, _, own, own_bias, _, left, left_bias, _ in held_out(pairs[car], car=car):
            seen = pairs[car][str(name)]
            low, high = USUAL_KM[car]
            seen = seen.where((seen.crow >= low) & (seen.crow <= high))
            flat = seen.crow * NEIGHBOUR_CIRCUITY
            naive, naive_bias, _ = (
                errors(flat / NEIGHBOUR_KMH * 60, seen.minutes) if car else errors(flat, seen.km)
            )
            told = f"1,25 × vol d'oiseau{' à 58 km/h' if car else ''} : {naive:.1%}"
            rows += [
                _row(f"{what}, {name}, erreur médiane", own, "part", told, naive / own),
                _row(f"{what}, {name}, biais", own_bias, "part", f"{naive_bias:+.1%}"),
                _row(f"{what}, {name} jamais vu, erreur médiane", left, "part", told, naive / left),
                _row(f"{what}, {name} jamais vu, biais", left_bias, "part", f"{naive_bias:+.1%}"),
            ]
    for what, density, car, size, bias, _ in mountains(pairs)[1]:
        mode = "voiture" if car else "à pied"
        named = f"Andorre (montagne), classe {density}, {what}, {mode}"
        rows.append(_row(f"{named}, erreur médiane", size, "part"))
        rows.append(_row(f"{named}, biais", bias, "part"))
    return rows


def _minutes(model: EstimateModel, density: int, crow: float, mode: Mode) -> int:
    north = crow / (np.pi / 180 * EARTH_RADIUS_KM)
    return int(model.matrix([0, 0], [46, 46 + north], [density] * 2, [0, 0], mode)[0, 1])


def _published_rows(model: EstimateModel) -> list[Row]:
    """Our door-to-door minutes beside published ones, at the same length of path.

    TomTom times the wheels alone: our fixed minutes (parking) are taken off there.
    """
    rows = []
    for name, density, mode, km, published, peer in (
        ("Lyon, 10 km au volant", 0, Mode.VOITURE, 10.0, 23.7, "TomTom 2024 : 23,7 min"),
        ("Lyon, 10 km au volant", 0, Mode.VOITURE, 10.0, 20.8, "TomTom 2023 : 20,8 min"),
        ("Lyon, 2,49 km à vélo", 0, Mode.VELO, 2.49, 14.7, "Vélo'v 2005-2007 : 14,7 min"),
        ("15 km en voiture, dense", 0, Mode.VOITURE, 15.0, 25.0, "EMP 2019, France : 36 km/h"),
        ("15 km en voiture, intermédiaire", 1, Mode.VOITURE, 15.0, 25.0, "EMP 2019 : 36 km/h"),
        ("15 km en voiture, rural", 2, Mode.VOITURE, 15.0, 25.0, "EMP 2019 : 36 km/h"),
    ):
        curve = pack.load()["curves"][mode][density]
        crow = np.linspace(0.01, km, 5_000)
        path = crow * (
            curve["circuity_far"] + curve["circuity_gap"] / (1 + crow / curve["circuity_half_km"])
        )
        ours: float = _minutes(model, density, float(np.interp(km, path, crow)), mode)
        if "TomTom" in peer:
            ours -= curve["fixed_minutes"]
        rows.append(_row(name, ours, "min", peer, ours / published))
    return rows


def _neighbour_row(model: EstimateModel) -> Row:
    """Our minutes by car between neighbouring communes over those of the neighbour graph."""
    import pyarrow.parquet as pq

    edges = pq.read_table(SHARED / "graphe-communes-adjacence.parquet")
    communes = {c.code: c for c in territories.communes()}
    chosen = np.random.default_rng(SEED).choice(edges.num_rows, 5_000, replace=False)
    ratio = []
    for edge in edges.take(chosen).to_pylist():
        ends = communes.get(edge["code_a"]), communes.get(edge["code_b"])
        if None in ends or not edge["minutes_estime"]:
            continue
        columns = [[getattr(c, f) for c in ends] for f in ("density", "landmass")]
        centres = [[c.centroid_lon for c in ends], [c.centroid_lat for c in ends]]
        minutes = model.matrix(*centres, *columns, Mode.VOITURE)[0, 1]
        if minutes > 0:
            ratio.append(minutes / edge["minutes_estime"])
    return _row(
        f"communes voisines, {len(ratio)} paires : nos minutes sur celles du graphe",
        float(np.median(ratio)),
        "rapport médian",
        "estimation elle aussi, 1,25 × vol d'oiseau à 58 km/h, sans stationnement",
    )


# --- speed ---------------------------------------------------------------------------------


def real_targets() -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Communes and mediation places of the real file, ``TARGETS`` of them, drawn once."""
    communes = list(territories.communes())
    lon = [c.lon for c in communes]
    lat = [c.lat for c in communes]
    path = SHARED.parent / "places" / "lieux-mediation-numerique.csv"
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                x, y = float(row["longitude"]), float(row["latitude"])
            except ValueError:
                continue
            if abs(x) <= 180 and abs(y) <= 90:
                lon.append(x)
                lat.append(y)
    points = np.column_stack([lon, lat])
    _, nearest = cKDTree(points[: len(communes)]).query(points)
    density = np.array([c.density for c in communes])[nearest]
    landmass = np.array([c.landmass for c in communes])[nearest]
    size = min(TARGETS, len(points))
    chosen = np.random.default_rng(SEED).choice(len(points), size, replace=False)
    return points[chosen, 0], points[chosen, 1], density[chosen], landmass[chosen]


def _timed(question: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, warm."""
    for _ in range(5):
        question()
    spent = []
    for _ in range(ROUNDS):
        start = perf_counter()
        question()
        spent.append(perf_counter() - start)
    return float(np.median(spent)) * 1e3, float(np.quantile(spent, 0.95)) * 1e3


def _formula(table: Floats, origin: Origin, crow: Floats, density: NDArray[np.int64]) -> Floats:
    total = np.zeros_like(crow)
    for row in (table[[origin.density]], table[density]):
        far, gap, half, near, long, rise, fixed = row.T
        km = crow * (far + gap / (1 + crow / half))
        total += fixed + km * (long + (near - long) / (1 + km / rise))
    return np.where(crow < 1e-5, 0, np.ceil(total / 2 - 1e-9))


def _speed_rows(parameters: EstimateParameters, model: EstimateModel) -> list[Row]:
    lon, lat, density, landmass = real_targets()
    start = perf_counter()
    targets = Targets.build(lon, lat, density, landmass)
    rows = [_row(f"index de {len(targets)} lieux", (perf_counter() - start) * 1e3, "ms")]
    table = parameters.table(Mode.VOITURE)
    xyz = np.column_stack(
        [
            np.cos(np.radians(lat)) * np.cos(np.radians(lon)),
            np.cos(np.radians(lat)) * np.sin(np.radians(lon)),
            np.sin(np.radians(lat)),
        ]
    )
    tree = cKDTree(xyz)
    for name, origin in ORIGINS.items():

        def scan(origin: Origin = origin) -> tuple[NDArray[np.int64], Floats]:
            crow = crow_km(np.float64(origin.lon), np.float64(origin.lat), lon, lat)
            minutes = _formula(table, origin, crow, density)
            kept = np.flatnonzero((minutes <= 60) & (landmass == origin.landmass))
            return kept, minutes[kept]

        def by_tree(origin: Origin = origin) -> tuple[NDArray[np.int64], Floats]:
            lo, la = np.radians(origin.lon), np.radians(origin.lat)
            centre = [np.cos(la) * np.cos(lo), np.cos(la) * np.sin(lo), np.sin(la)]
            radius = 2 * np.sin(70 / EARTH_RADIUS_KM / 2)
            near = np.array(tree.query_ball_point(centre, radius, return_sorted=True))
            crow = crow_km(np.float64(origin.lon), np.float64(origin.lat), lon[near], lat[near])
            minutes = _formula(table, origin, crow, density[near])
            kept = (minutes <= 60) & (landmass[near] == origin.landmass)
            return near[kept], minutes[kept]

        def ours(origin: Origin = origin) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
            return model.reachable(origin, targets, Mode.VOITURE, 60)

        index, minutes = ours()
        for peer in (scan(), by_tree()):
            assert index.tolist() == peer[0].tolist()
            assert minutes.tolist() == peer[1].tolist()
        p50, p95 = _timed(ours)
        for told, peer_question in (("NumPy, tout", scan), ("SciPy cKDTree", by_tree)):
            other, _ = _timed(peer_question)
            what = f"{name}, 60 min en voiture, {index.size} lieux sur {len(targets)}"
            rows.append(_row(what, p50, "ms", f"{told} : {other:.3f} ms", other / p50))
        rows.append(_row(f"{name}, 60 min en voiture, p95", p95, "ms"))
    return rows


def main() -> list[Row]:
    """Every figure, in the order they are told. Empty, saying so, without the shared data."""
    if not (SHARED / "graphs").is_dir():
        print("bench.reach: ../shared is absent, nothing measured")
        return []
    parameters = EstimateParameters.from_mapping(pack.load())
    model = EstimateModel(parameters)
    nets = {name: read_graph(name) for name in GRAPHS}
    assert set(nets) == set(CLASS_OF)
    assert {name for names in GRAPHS_OF.values() for name in names} == set(nets)
    pairs = {
        car: {name: sample_pairs(net, car=car) for name, net in nets.items()}
        for car in (False, True)
    }
    return [
        *_error_rows(pairs),
        *_published_rows(model),
        _neighbour_row(model),
        *_speed_rows(parameters, model),
    ]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
