"""From where people are to the stops, and between stops, on foot."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from entrelieux.engine.reach.transit.timetable import NEVER, Floats, Ints

EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class OnFoot:
    """How far one walks to a stop. most_m: crow-fly metres. detour: way over crow-fly distance."""

    most_m: float = 1_000.0
    kmh: float = 4.5
    detour: float = 1.3

    def seconds(self, metres: Floats) -> Ints:
        """Whole seconds, rounded up."""
        return np.ceil(metres * self.detour / self.kmh * 3.6).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """Stops within a walk of n points. Row i: ``first[i]`` to ``first[i + 1]`` of the others.

    first (n + 1,), stop, seconds: int32.
    """

    first: Ints
    stop: Ints
    seconds: Ints

    def __len__(self) -> int:
        return int(self.first.size - 1)

    def row(self, point: int) -> Self:
        some = slice(self.first[point], self.first[point + 1])
        size = np.array([0, some.stop - some.start], np.int32)
        return type(self)(size, self.stop[some], self.seconds[some])

    def rows(self, points: NDArray[np.intp]) -> Self:
        """Some of the points, each once, in their order."""
        sizes = np.diff(self.first)[points]
        number = np.repeat(np.arange(len(points)), sizes)
        at = np.arange(number.size) + np.repeat(
            self.first[points] - np.cumsum(sizes) + sizes, sizes
        )
        return type(self).of(len(points), number, self.stop[at], self.seconds[at])

    @classmethod
    def of(cls, points: int, row: ArrayLike, stop: ArrayLike, seconds: ArrayLike) -> Self:
        """From triples, in any order: what a road network or anything else measured."""
        rows = np.asarray(row, np.int64)
        order = np.argsort(rows, kind="stable")
        first = np.zeros(points + 1, np.int32)
        np.cumsum(np.bincount(rows, minlength=points), out=first[1:])
        return cls(first, np.asarray(stop, np.int32)[order], np.asarray(seconds, np.int32)[order])

    def least(self, at_stop: Ints) -> Ints:
        """``at_stop`` + walk, the least of each point, shape (n,); ``NEVER`` without any."""
        out = np.full(len(self), NEVER, np.int32)
        some = np.diff(self.first) > 0
        if some.any():
            times = at_stop[self.stop].astype(np.int64) + self.seconds
            least = np.minimum.reduceat(times, self.first[:-1][some])
            out[some] = np.minimum(least, NEVER)
        return out


def walks_by_crow(
    lon: ArrayLike, lat: ArrayLike, stop_lon: Floats, stop_lat: Floats, how: OnFoot
) -> Walks:
    """Stops near each point, along crow-fly lines made longer by a usual detour. An estimate.

    Points without coordinates (NaN) have no stop.
    """
    places, stops = _on_sphere(lon, lat), _on_sphere(stop_lon, stop_lat)
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    chord = 2 * np.sin(min(how.most_m / EARTH_M, np.pi) / 2)
    near = cKDTree(stops).query_ball_point(places[known], chord, return_sorted=True)
    sizes = [len(some) for some in near]
    row = np.repeat(known, sizes)
    stop = np.array([one for some in near for one in some], np.int64)
    metres = _metres(places[row], stops[stop])
    return Walks.of(len(places), row, stop, how.seconds(metres))


def straight_s(lon: ArrayLike, lat: ArrayLike, to_lon: float, to_lat: float, how: OnFoot) -> Ints:
    """Seconds on foot all the way, shape (n,); ``NEVER`` beyond three times the way to a stop."""
    here, there = _on_sphere(lon, lat), _on_sphere([to_lon], [to_lat])
    metres = _metres(here, np.repeat(there, len(here), axis=0))
    close = metres <= 3 * how.most_m
    return np.where(close, how.seconds(np.where(close, metres, 0)), NEVER).astype(np.int32)


def _on_sphere(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    east, north = np.radians(np.atleast_1d(lon)), np.radians(np.atleast_1d(lat))
    flat = np.cos(north)
    return np.column_stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)])


def _metres(a: NDArray[np.float64], b: NDArray[np.float64]) -> Floats:
    half = np.linalg.norm(a - b, axis=1) / 2
    return 2 * EARTH_M * np.arcsin(np.minimum(1, half))
