"""Compiled search of the road point nearest to a place."""

import math

import numpy as np
from numba import njit

EARTH_M = 6_371_008.8
ROW_DEGREES = 0.005
ROWS = round(180 / ROW_DEGREES)


@njit(cache=True, nogil=True)
def nearest_points(row_start, order, lon, lat, usable, at_lon, at_lat, most_m):
    """For each place, the nearest usable point within ``most_m`` and the metres to it; -1, inf.

    Of two points as near, the lowest. Longitudes are looked up on both sides of the antimeridian.
    """
    found = np.full(at_lon.size, -1, np.int32)
    metres = np.full(at_lon.size, np.inf)
    for p in range(at_lon.size):
        radius = min(100.0, most_m)
        while True:
            found[p], metres[p] = _around(
                row_start, order, lon, lat, usable, at_lon[p], at_lat[p], radius
            )
            if found[p] >= 0 or radius >= most_m:
                break
            radius = min(4 * radius, most_m)
    return found, metres


@njit(cache=True, nogil=True)
def _around(row_start, order, lon, lat, usable, x, y, radius):
    angle = radius / EARTH_M
    reach = math.degrees(angle) * (1 + 1e-9) + 1e-12
    half = 180.0
    if abs(y) + reach < 90:
        half = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(y)))))
        half = half * (1 + 1e-9) + 1e-12
    best, least = -1, (2 * math.sin(0.5 * angle)) ** 2 * (1 + 1e-12)
    low = max(0, int((y - reach + 90) / ROW_DEGREES) - 1)
    high = min(ROWS, int((y + reach + 90) / ROW_DEGREES) + 1)
    for row in range(low, high + 1):
        for turn in range(-1, 2):
            west, east = x - half + 360.0 * turn, x + half + 360.0 * turn
            if east < -180 or west > 180:
                continue
            i = _first_at_least(order, lon, row_start[row], row_start[row + 1], west)
            while i < row_start[row + 1] and lon[order[i]] <= east:
                v = order[i]
                if usable[v]:
                    chord2 = _chord2(x, y, lon[v], lat[v])
                    if chord2 < least or (chord2 == least and (best < 0 or v < best)):
                        best, least = v, chord2
                i += 1
    return best, (
        2 * EARTH_M * math.asin(min(1.0, 0.5 * math.sqrt(least))) if best >= 0 else np.inf
    )


@njit(cache=True, nogil=True)
def _chord2(x1, y1, x2, y2):
    a, b = math.radians(y1), math.radians(y2)
    across = math.sin(0.5 * math.radians(x2 - x1)) ** 2 * math.cos(a) * math.cos(b)
    return 4 * (math.sin(0.5 * (b - a)) ** 2 + across)


@njit(cache=True, nogil=True)
def _first_at_least(order, lon, start, stop, west):
    while start < stop:
        middle = (start + stop) >> 1
        if lon[order[middle]] < west:
            start = middle + 1
        else:
            stop = middle
    return start
