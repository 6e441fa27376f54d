"""Stops, and the changes that one may make between them."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.network import RoadNetwork
from entrelieux.engine.reach.transit import (
    DAY_S,
    OnFoot,
    Walks,
    walks_by_crow,
    walks_by_roads,
)
from entrelieux.interchange.transit.archive import Archive

LONGEST_NAME = 200
NEAR = OnFoot(most_m=400)
CHANGE_S = 120
"""To get off one vehicle and on another at the same stop, where nobody says how long."""


@dataclass(frozen=True, slots=True)
class Stops:
    """number: row of each by its identifier. children: rows within each station."""

    number: dict[str, int]
    children: dict[str, list[int]]
    name: list[str]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    wheelchair: NDArray[np.int8]


def read_stops(archive: Archive, left_out: Counter[str]) -> Stops:
    """Where vehicles stop; stations, entrances and corridors are not such places."""
    number: dict[str, int] = {}
    parents: list[str] = []
    name: list[str] = []
    points: list[tuple[float, float]] = []
    told: list[int] = []
    station: dict[str, int] = {}
    needed = ("stop_id",)
    others = (
        "stop_name", "stop_lon", "stop_lat", "location_type", "parent_station",
        "wheelchair_boarding",
    )  # fmt: skip
    for key, label, east, north, kind, parent, wheels in archive.rows("stops", needed, others):
        says = int(wheels) if wheels in {"1", "2"} else 0
        if kind not in {"", "0"}:
            station[key] = says
            continue
        lon, lat = number_of(east), number_of(north)
        if not (abs(lon) <= 180 and abs(lat) <= 90) or (lon, lat) == (0, 0):
            left_out["arrets-sans-position"] += 1
        elif key not in number:
            number[key] = len(name)
            name.append(label[:LONGEST_NAME])
            points.append((lon, lat))
            parents.append(parent)
            told.append(says)
    children: dict[str, list[int]] = {}
    for row, parent in enumerate(parents):
        if parent:
            children.setdefault(parent, []).append(row)
            told[row] = told[row] or station.get(parent, 0)
    lon_lat = np.array(points).reshape(-1, 2)
    return Stops(
        number, children, name, lon_lat[:, 0].copy(), lon_lat[:, 1].copy(), np.array(told, np.int8)
    )


def on_foot(stops: Stops, streets: RoadNetwork | None) -> Walks:
    """From each stop to those near it, along the streets when they are given."""
    places = (stops.lon, stops.lat, stops.lon, stops.lat, NEAR)
    return walks_by_crow(*places) if streets is None else walks_by_roads(streets, *places)


def changes(archive: Archive, stops: Stops, near: Walks, left_out: Counter[str]) -> Walks:
    """Where one may change from each stop: what the feed says, and what is near enough on foot."""
    row = np.repeat(np.arange(len(near)), np.diff(near.first))
    seconds = np.where(row == near.stop, CHANGE_S, np.maximum(near.seconds, CHANGE_S))
    pairs = dict(
        zip(zip(row.tolist(), near.stop.tolist(), strict=True), seconds.tolist(), strict=True)
    )
    if "transfers" in archive:
        _as_told(archive, stops, pairs, left_out)
    ends = np.array(list(pairs), np.int32).reshape(-1, 2)
    return Walks.of(len(near), ends[:, 0], ends[:, 1], list(pairs.values()))


def _as_told(
    archive: Archive, stops: Stops, pairs: dict[tuple[int, int], int], left_out: Counter[str]
) -> None:
    """Times of the feed over ours. A pair it forbids is taken away."""
    others = ("min_transfer_time", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id")
    needed = ("from_stop_id", "to_stop_id", "transfer_type")
    for a, b, kind, told, *finer in archive.rows("transfers", needed[:2], (needed[2], *others)):
        if any(finer) or kind in {"4", "5"}:
            left_out["correspondances-fines"] += 1
            continue
        seconds = number_of(told) if told else float(CHANGE_S)
        ends = [(i, j) for i in _rows(stops, a) for j in _rows(stops, b)]
        if not ends or kind not in {"", "0", "1", "2", "3"} or not 0 <= seconds < DAY_S:
            left_out["correspondances"] += 1
            continue
        for pair in ends:
            if kind == "3":
                pairs.pop(pair, None)
            elif kind == "2":
                pairs[pair] = max(1, math.ceil(seconds))
            elif kind == "1":
                pairs[pair] = 1
            else:
                pairs.setdefault(pair, _between(stops, *pair))


def _rows(stops: Stops, key: str) -> list[int]:
    return [stops.number[key]] if key in stops.number else stops.children.get(key, [])


def _between(stops: Stops, a: int, b: int) -> int:
    far = OnFoot(most_m=20_000)
    some = slice(b, b + 1)
    walk = walks_by_crow(stops.lon[a], stops.lat[a], stops.lon[some], stops.lat[some], far)
    return max(CHANGE_S, int(walk.seconds[0])) if len(walk.seconds) else DAY_S


def number_of(text: str) -> float:
    """NaN when it is not a number."""
    try:
        return float(text)
    except ValueError:
        return math.nan
