"""From stretches of road to the arcs of a graph: lengths, slopes, seconds."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.network import RoadGraph
from entrelieux.interchange.roads.report import Stretches
from entrelieux.packs.fr import roads

Floats = NDArray[np.float64]
EARTH_M = 6_371_008.8
# Two points drawn at one spot still take a tenth of a second.
LEAST_M = 0.1


class Told(NamedTuple):
    """What is said of the data wherever its minutes are shown."""

    source: str
    licence: str
    date: str
    is_fiction: bool = False


def graph_of(read: Stretches, told: Told) -> RoadGraph:
    """Every arc that a mode may follow, and the points they join.

    A way is followed as drawn and against it. A point that bars a mode can be reached by it, and
    not left: its road ends there. Times of foot and bicycle count the slope where the elevation
    of both ends is known (``slope_factor``).
    """
    metres = _metres(read) if read.metres is None else np.maximum(read.metres, LEAST_M)
    kmh = _with_ferries(read, metres)
    tail = np.concatenate([read.tail, read.head])
    head = np.concatenate([read.head, read.tail])
    length = np.tile(metres, 2)
    rise = np.clip(
        (read.elevation[head] - read.elevation[tail]) / length,
        -_slopes()["pente_au_plus"],
        _slopes()["pente_au_plus"],
    )
    seconds = {}
    for column, mode in enumerate(Mode):
        speed = np.concatenate([kmh[:, column, 0], kmh[:, column, 1]])
        speed = np.where(read.barred[tail, column], 0, speed)
        known = np.isfinite(rise) & (speed > 0)
        speed[known] = sloped(speed[known], rise[known], mode)
        with np.errstate(divide="ignore"):
            seconds[mode] = np.where(speed > 0, length / speed * 3.6, np.inf)
    some = np.isfinite(np.array(list(seconds.values()))).any(axis=0)
    used, number = np.unique(np.concatenate([tail[some], head[some]]), return_inverse=True)
    return RoadGraph(
        lon=read.lon[used],
        lat=read.lat[used],
        elevation=read.elevation[used],
        tail=number[: some.sum()].astype(np.int32),
        head=number[some.sum() :].astype(np.int32),
        length_m=length[some].astype(np.float32),
        seconds={m: values[some].astype(np.float32) for m, values in seconds.items()},
        source=told.source,
        licence=told.licence,
        date=told.date,
        is_fiction=told.is_fiction,
    )


def sloped(kmh: Floats, rise: Floats, mode: Mode) -> Floats:
    """Speed on a slope (rise over run), from the speed on the flat. Cars do not mind.

    **Source:** Tobler 1993 on foot, Parkin and Rotheram 2010 by bicycle; figures in the pack.
    """
    figures = _slopes()
    if mode == Mode.PIED:
        shift = figures["tobler_decalage"]
        return kmh * np.exp(-figures["tobler"] * (np.abs(rise + shift) - shift))
    if mode == Mode.VELO:
        up, down = figures["velo_montee"], figures["velo_descente"]
        factor = 1 - 100 * np.where(rise > 0, up * rise, down * rise)
        least = np.minimum(kmh, figures["velo_au_moins_kmh"])
        most = np.maximum(kmh, figures["velo_au_plus_kmh"])
        return np.clip(kmh * factor, least, most)
    return kmh


def great_circle_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Metres on a sphere of the Earth's mean radius, as the estimate measures them."""
    a, b = np.radians(lat_a), np.radians(lat_b)
    half = np.sin((b - a) / 2) ** 2
    half += np.cos(a) * np.cos(b) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_M * np.arcsin(np.minimum(1, np.sqrt(half)))


def _metres(read: Stretches) -> Floats:
    ends = read.lon[read.tail], read.lat[read.tail], read.lon[read.head], read.lat[read.head]
    return np.maximum(great_circle_m(*ends), LEAST_M)


def _with_ferries(read: Stretches, metres: Floats) -> Floats:
    """Speeds of each stretch, shape (s, 3, 2); a crossing takes the minutes that are told."""
    whole = np.bincount(read.way, metres, minlength=len(read.minutes))
    told = np.isfinite(read.minutes)
    kmh = read.kmh.astype(np.float64)
    pace = whole[told] / read.minutes[told] * 0.06
    kmh[told] = np.where(kmh[told] > 0, pace[:, None, None], 0)
    return kmh[read.way]


def _slopes() -> dict[str, float]:
    found: dict[str, float] = roads.load()["pente"]
    return found
