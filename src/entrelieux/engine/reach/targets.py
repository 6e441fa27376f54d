"""Points to be reached, sorted once so that a question looks only around its origin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.reach.model import DENSITY_CLASSES, UNKNOWN_LANDMASS, ReachError

ROW_DEGREES = 0.05
ROWS = round(180 / ROW_DEGREES)

Floats = NDArray[np.float64]


def unit_vectors(lon: Floats, lat: Floats) -> Floats:
    """Points of the unit sphere from degrees, shape (n, 3).

    Chords between them are exact for near points and know no antimeridian.
    """
    la, lo = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(la) * np.cos(lo), np.cos(la) * np.sin(lo), np.sin(la)])


def checked_points(
    lon: ArrayLike, lat: ArrayLike, density: ArrayLike, landmass: ArrayLike
) -> tuple[Floats, Floats, NDArray[np.uint8], NDArray[np.int16]]:
    """The four arrays as float64, float64, uint8 and int16, each a fresh copy of shape (n,).

    Raises:
        ReachError: shapes differ, a coordinate is missing or out of range, a class is not 0 to 3,
            or a landmass is not −1 or a small number. The message names the first wrong point.
    """
    columns = []
    for name, values, low, high, whole in (
        ("longitude", lon, -180, 180, False),
        ("latitude", lat, -90, 90, False),
        ("density class", density, 0, DENSITY_CLASSES - 1, True),
        ("landmass", landmass, UNKNOWN_LANDMASS, np.iinfo(np.int16).max, True),
    ):
        columns.append(_checked(name, values, low, high, whole=whole))
    if len({column.size for column in columns}) > 1:
        sizes = ", ".join(str(column.size) for column in columns)
        raise ReachError(f"points: arrays of sizes {sizes}, expected four of one size")
    return (
        columns[0],
        columns[1],
        columns[2].astype(np.uint8),
        columns[3].astype(np.int16),
    )


def _checked(name: str, values: ArrayLike, low: float, high: float, *, whole: bool) -> Floats:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ReachError(f"{name}: not numbers ({error})") from None
    if array.ndim != 1:
        raise ReachError(f"{name}: array of {array.ndim} dimensions, expected one")
    good = (array >= low) & (array <= high)
    if whole:
        good &= array == np.floor(array)
    if not good.all():
        at = int(np.argmin(good))
        kind = "a whole number" if whole else "degrees"
        raise ReachError(f"{name} of point {at}: {array[at]}, expected {kind} from {low} to {high}")
    return array


@dataclass(frozen=True, slots=True, eq=False)
class TargetIndex:
    """Points sorted by rows of latitude, then by longitude.

    order: place of each sorted point among the caller's, shape (n,). row_start: first sorted
    point of each row of ``ROW_DEGREES``, from the South Pole, shape (ROWS + 2,).
    points: longitude then x, y, z on the unit sphere, sorted, shape (n, 4).
    density, landmass: sorted alike, shape (n,).
    """

    order: NDArray[np.int32]
    row_start: NDArray[np.int32]
    points: Floats
    density: NDArray[np.uint8]
    landmass: NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Targets:
    """n points in the caller's order; ``build`` is the way to make one.

    lon, lat: WGS 84 degrees. density: 0 dense to 3 très peu dense. landmass: −1 unknown.
    """

    lon: Floats
    lat: Floats
    density: NDArray[np.uint8]
    landmass: NDArray[np.int16]
    index: TargetIndex

    def __len__(self) -> int:
        return int(self.lon.size)

    @classmethod
    def build(cls, lon: ArrayLike, lat: ArrayLike, density: ArrayLike, landmass: ArrayLike) -> Self:
        """Check and sort n points. The caller's arrays are copied, and may change afterwards.

        Raises:
            ReachError: as ``checked_points``. Places without coordinates are the caller's to keep
                aside: they are unknown, not far.
        """
        lons, lats, classes, lands = checked_points(lon, lat, density, landmass)
        row = np.minimum(((lats + 90) / ROW_DEGREES).astype(np.int64), ROWS)
        order = np.lexsort((lons, row)).astype(np.int32)
        start = np.searchsorted(row[order], np.arange(ROWS + 2)).astype(np.int32)
        index = TargetIndex(
            order,
            start,
            np.column_stack([lons, unit_vectors(lons, lats)])[order],
            classes[order],
            lands[order],
        )
        for array in (lons, lats, classes, lands, *(getattr(index, f) for f in index.__slots__)):
            array.setflags(write=False)
        return cls(lons, lats, classes, lands, index)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """What ``from_arrays`` needs, for ``numpy.savez``. The index is sorted anew on reading."""
        return {
            "lon": self.lon,
            "lat": self.lat,
            "density": self.density,
            "landmass": self.landmass,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, ArrayLike]) -> Self:
        """Targets from what ``to_arrays`` gave, as read back from a file.

        Raises:
            ReachError: an array is missing or wrong.
        """
        try:
            columns = [arrays[name] for name in ("lon", "lat", "density", "landmass")]
        except KeyError as error:
            raise ReachError(f"targets: array {error} is missing") from None
        return cls.build(*columns)
