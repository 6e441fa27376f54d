"""Minutes without a road network: crow-fly distance, measured detours, published speeds.

Source: circuity and free car speed fitted on five OpenStreetMap graphs, see
``docs/methods/temps-de-trajet.md``; the figures themselves are in the country's pack.
"""

from collections.abc import Iterator, Sequence
from types import MappingProxyType, ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.reach.model import Method, Mode, Origin, ReachError, checked_max_minutes
from entrelieux.engine.reach.parameters import EstimateParameters
from entrelieux.engine.reach.targets import Targets, checked_points, unit_vectors

LARGEST_MATRIX = 2_000


def _kernels() -> ModuleType:
    """numba costs a third of a second to import: only those who ask for minutes pay it."""
    from entrelieux.engine.reach import kernels

    return kernels


class EstimateModel:
    """A ``ReachModel`` that follows no road.

    Laws: minutes are whole and rounded up; symmetric; 0 between one point and itself; for given
    density classes they never fall as the crow-fly distance grows; points of one class obey the
    triangle inequality (points of different classes may not). Two points are joined when they
    have one known landmass, at any distance; otherwise minutes are unknown, however near they
    are. The only exception: two points less than a centimetre apart with equal landmasses, −1
    included, are one point, and nobody travels.
    """

    __slots__ = ("_method", "_tables")

    def __init__(self, parameters: EstimateParameters) -> None:
        tables = {mode: parameters.table(mode) for mode in Mode}
        for table in tables.values():
            table.setflags(write=False)
        self._method = parameters.method
        self._tables = MappingProxyType(tables)

    @property
    def method(self) -> Method:
        """Always an estimate: pages must say so."""
        return self._method

    def reachable(
        self, origin: Origin, targets: Targets, mode: Mode, max_minutes: int
    ) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        """Targets within ``max_minutes`` one way.

        Args:
            origin: where the person starts.
            targets: n points.
            mode: on foot, by bicycle or by car.
            max_minutes: one way, whole, from 0 to 1 440.

        Returns:
            Indices among the targets, ascending, shape (k,), and their minutes, shape (k,), both
            writable and the caller's own. A target absent from them is too far or unknown.

        Raises:
            ReachError: the mode or the limit makes no sense.
        """
        limit = checked_max_minutes(max_minutes)
        table = self._table(mode)
        index = targets.index
        x, y, z = unit_vectors(np.array([origin.lon]), np.array([origin.lat]))[0]
        found: tuple[NDArray[np.int32], NDArray[np.int16]] = _kernels().reachable(
            index.order,
            index.row_start,
            index.points,
            index.density,
            index.landmass,
            table,
            np.array([origin.lon, origin.lat, x, y, z, origin.density, origin.landmass]),
            limit,
        )
        return found

    def reachable_from_each(
        self, origins: Sequence[Origin], targets: Targets, mode: Mode, max_minutes: int
    ) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int16]]]:
        """``reachable`` from each origin, in order."""
        return (self.reachable(origin, targets, mode, max_minutes) for origin in origins)

    def by_road(self, origin: Origin, targets: Targets, mode: Mode) -> NDArray[np.bool_]:  # noqa: ARG002  no road, ever
        """Never: shape (n,)."""
        return np.zeros(len(targets), np.bool_)

    def matrix(
        self,
        lon: ArrayLike,
        lat: ArrayLike,
        density: ArrayLike,
        landmass: ArrayLike,
        mode: Mode,
    ) -> NDArray[np.int16]:
        """Minutes one way between all pairs of a few points.

        Args:
            lon, lat, density, landmass: as ``Targets.build``, shape (n,), n at most 2 000.
            mode: on foot, by bicycle or by car.

        Returns:
            Shape (n, n), symmetric, 0 on the diagonal, −1 where no road is known to lead or where
            the trip would pass 32 767 minutes.

        Raises:
            ReachError: a point, the mode or n makes no sense.
        """
        table = self._table(mode)
        lons, lats, classes, lands = checked_points(lon, lat, density, landmass)
        if lons.size > LARGEST_MATRIX:
            raise ReachError(f"matrix: {lons.size} points, expected at most {LARGEST_MATRIX}")
        minutes: NDArray[np.int16] = _kernels().matrix(
            unit_vectors(lons, lats), classes, lands, table
        )
        return minutes

    def _table(self, mode: Mode) -> NDArray[np.float64]:
        try:
            return self._tables[Mode(mode)]
        except ValueError:
            known = ", ".join(Mode)
            raise ReachError(f"mode: {mode!r}, expected one of {known}") from None
