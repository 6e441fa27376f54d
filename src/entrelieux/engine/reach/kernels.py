"""The compiled part of the estimate. Imported at the first question, not before.

Source: chords of the unit sphere give great-circle kilometres on a sphere of the Earth's mean
radius (6 371.0088 km, IUGG); against the WGS 84 ellipsoid lengths are within 0.6 %.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from entrelieux.engine.reach.targets import ROW_DEGREES, ROWS

EARTH_KM = 6371.0088
# Under a centimetre two points are one: nobody travels.
SAME_POINT_KM = 1e-5
# Sums of floats may land a hair over a whole minute.
SLACK_MINUTES = 1e-9
UNKNOWN = -1
TOP_MINUTES = 32767.0


@njit(cache=True, nogil=True)
def _class_minutes(row: NDArray[np.float64], crow_km: float) -> float:
    km = crow_km * (row[0] + row[1] / (1.0 + crow_km / row[2]))
    return float(row[6] + km * (row[4] + (row[3] - row[4]) / (1.0 + km / row[5])))


@njit(cache=True, nogil=True)
def _pair_minutes(table: NDArray[np.float64], a: int, b: int, crow_km: float) -> float:
    return 0.5 * (_class_minutes(table[a], crow_km) + _class_minutes(table[b], crow_km))


@njit(cache=True, nogil=True)
def _crow_km(chord2: float) -> float:
    return 2.0 * EARTH_KM * math.asin(min(1.0, 0.5 * math.sqrt(chord2)))


@njit(cache=True, nogil=True)
def _whole(minutes: float) -> float:
    return float(math.ceil(minutes - SLACK_MINUTES))


@njit(cache=True, nogil=True)
def _furthest_km(table: NDArray[np.float64], a: int, b: int, max_minutes: float) -> float:
    """The crow-fly distance beyond which a pair of classes takes more than ``max_minutes``."""
    low, high = 0.0, math.pi * EARTH_KM
    if _pair_minutes(table, a, b, high) <= max_minutes + SLACK_MINUTES:
        return high
    while high - low > 1e-6:
        middle = 0.5 * (low + high)
        if _pair_minutes(table, a, b, middle) <= max_minutes + SLACK_MINUTES:
            low = middle
        else:
            high = middle
    return high


@njit(cache=True, nogil=True)
def _first_at_least(points: NDArray[np.float64], start: int, stop: int, lon: float) -> int:
    while start < stop:
        middle = (start + stop) >> 1
        if points[middle, 0] < lon:
            start = middle + 1
        else:
            stop = middle
    return start


@njit(cache=True, nogil=True)
def reachable(
    order: NDArray[np.int32],
    row_start: NDArray[np.int32],
    points: NDArray[np.float64],
    density: NDArray[np.uint8],
    landmass: NDArray[np.int16],
    table: NDArray[np.float64],
    origin: NDArray[np.float64],
    max_minutes: int,
) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Indices (ascending) and minutes of the targets within reach.

    points: lon, x, y, z by row. origin: lon, lat, x, y, z, density class, landmass.
    """
    origin_density, origin_landmass = int(origin[5]), int(origin[6])
    chord2_limit = np.empty(table.shape[0])
    radius = 0.0
    for c in range(table.shape[0]):
        km = max(_furthest_km(table, origin_density, c, max_minutes), 2 * SAME_POINT_KM)
        radius = max(radius, km)
        chord2_limit[c] = (2.0 * math.sin(0.5 * km / EARTH_KM)) ** 2 * (1.0 + 1e-9)
    angle = radius / EARTH_KM * (1.0 + 1e-9)
    reach_lat = math.degrees(angle)
    half_lon = 180.0
    if abs(origin[1]) + reach_lat < 90.0:
        half_lon = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(origin[1]))))
    first_row = max(0, int((origin[1] - reach_lat + 90.0) / ROW_DEGREES) - 1)
    last_row = min(ROWS, int((origin[1] + reach_lat + 90.0) / ROW_DEGREES) + 1)

    n = order.size
    found = np.zeros((n + 7) // 8 * 8, np.uint8)
    minutes = np.empty(n, np.int16)
    count = 0
    for row in range(first_row, last_row + 1):
        start, stop = row_start[row], row_start[row + 1]
        if start == stop:
            continue
        # A window may cross the antimeridian: it is looked up at its two images as well.
        for turn in range(-1, 2):
            west = origin[0] - half_lon - 1e-9 + 360.0 * turn
            east = origin[0] + half_lon + 1e-9 + 360.0 * turn
            if east < -180.0 or west > 180.0:
                continue
            i = _first_at_least(points, start, stop, west)
            while i < stop and points[i, 0] <= east:
                chord2 = (
                    (points[i, 1] - origin[2]) ** 2
                    + (points[i, 2] - origin[3]) ** 2
                    + (points[i, 3] - origin[4]) ** 2
                )
                if landmass[i] == origin_landmass and chord2 <= chord2_limit[density[i]]:
                    km = _crow_km(chord2)
                    whole = TOP_MINUTES
                    if km < SAME_POINT_KM:
                        whole = 0.0
                    elif origin_landmass >= 0:
                        whole = _whole(_pair_minutes(table, origin_density, density[i], km))
                    if whole <= max_minutes and found[order[i]] == 0:
                        found[order[i]] = 1
                        minutes[order[i]] = np.int16(whole)
                        count += 1
                i += 1
    return _ascending(found, minutes, count)


@njit(cache=True, nogil=True)
def _ascending(
    found: NDArray[np.uint8], minutes: NDArray[np.int16], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Read the marks in order, eight at a time: cheaper than sorting what was found."""
    index = np.empty(count, np.int32)
    kept = np.empty(count, np.int16)
    words = found.view(np.uint64)
    k = 0
    for word in range(words.size):
        if words[word] == 0:
            continue
        for i in range(8 * word, 8 * word + 8):
            if found[i] == 1:
                index[k] = i
                kept[k] = minutes[i]
                k += 1
    return index, kept


@njit(cache=True, nogil=True)
def matrix(
    xyz: NDArray[np.float64],
    density: NDArray[np.uint8],
    landmass: NDArray[np.int16],
    table: NDArray[np.float64],
) -> NDArray[np.int16]:
    """Whole minutes between all pairs, −1 where no road is known to lead."""
    n = xyz.shape[0]
    out = np.full((n, n), UNKNOWN, np.int16)
    for i in range(n):
        out[i, i] = 0
        for j in range(i + 1, n):
            if landmass[i] != landmass[j]:
                continue
            km = _crow_km(
                (xyz[i, 0] - xyz[j, 0]) ** 2
                + (xyz[i, 1] - xyz[j, 1]) ** 2
                + (xyz[i, 2] - xyz[j, 2]) ** 2
            )
            if km < SAME_POINT_KM:
                out[i, j] = out[j, i] = 0
            elif landmass[i] >= 0:
                whole = _whole(_pair_minutes(table, density[i], density[j], km))
                if whole <= TOP_MINUTES:
                    out[i, j] = out[j, i] = np.int16(whole)
    return out
