"""What a reader of files hands over: a directed graph of roads, as plain arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.model import Mode, ReachError

# Times are whole tenths of a second, so that sums are exact in any order. Inside, what is not
# reached is ``NEVER``: two of them still fit in 32 bits. Callers see ``UNREACHED``.
NEVER = 2**31 - 1
UNREACHED = 2**32 - 1

Ints = NDArray[np.int32]
Times = NDArray[np.uint32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class About:
    """Where a network comes from. date: ISO day of the data. is_fiction: drawn, not surveyed."""

    source: str
    licence: str
    date: str
    is_fiction: bool


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """n points and m directed arcs, as read; ``build`` makes a network of them.

    lon, lat: WGS 84 degrees, shape (n,) float64. elevation: metres, NaN unknown, shape (n,)
    float32. tail, head: points of each arc, shape (m,) int32; parallel arcs and loops may be
    there. length_m: metres, shape (m,) float32. seconds: for each mode, the time along each arc,
    shape (m,) float32, inf where the mode may not go. source, licence, date (ISO day),
    is_fiction: said wherever the network is used.
    """

    lon: Floats
    lat: Floats
    elevation: NDArray[np.float32]
    tail: Ints
    head: Ints
    length_m: NDArray[np.float32]
    seconds: Mapping[Mode, NDArray[np.float32]]
    source: str
    licence: str
    date: str
    is_fiction: bool

    @property
    def about(self) -> About:
        return About(self.source, self.licence, self.date, self.is_fiction)


def checked(graph: RoadGraph) -> RoadGraph:
    """``graph`` when it can be a network.

    Raises:
        ReachError: sizes differ, a point is missing or out of range, an arc leads outside, a time
            is negative or not a number. The message names the first wrong value.
    """
    n, m = graph.lon.size, graph.tail.size
    if n == 0:
        raise ReachError("road graph: no point, expected at least one")
    if not graph.seconds:
        raise ReachError("road graph: no mode, expected the seconds of one mode at least")
    _same_size("points", n, {"lon": graph.lon, "lat": graph.lat, "elevation": graph.elevation})
    by_arc = {"tail": graph.tail, "head": graph.head, "length_m": graph.length_m}
    by_arc |= {f"seconds of {mode}": values for mode, values in graph.seconds.items()}
    _same_size("arcs", m, by_arc)
    _in_range("lon", graph.lon, -180, 180)
    _in_range("lat", graph.lat, -90, 90)
    _in_range("tail", graph.tail, 0, n - 1)
    _in_range("head", graph.head, 0, n - 1)
    for mode, values in graph.seconds.items():
        _in_range(f"seconds of {mode}", values, 0, np.inf)
    return graph


def _same_size(what: str, size: int, columns: Mapping[str, NDArray[np.generic]]) -> None:
    for name, values in columns.items():
        if values.shape != (size,):
            raise ReachError(f"road graph: {name} has shape {values.shape}, {what} are {size}")


def _in_range(name: str, values: NDArray[np.generic], low: float, high: float) -> None:
    good = (values >= low) & (values <= high)  # type: ignore[operator]
    if not good.all():
        at = int(np.argmin(good))
        raise ReachError(f"road graph: {name}[{at}] is {values[at]}, expected from {low} to {high}")
