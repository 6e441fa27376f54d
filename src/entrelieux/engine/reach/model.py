"""The interface of reach: what any source of travel times offers, estimate or road network."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from entrelieux.engine.reach.targets import Targets

DENSITY_CLASSES = 4
UNKNOWN_LANDMASS = -1
LONGEST_MINUTES = 1440


class ReachError(ValueError):
    """The points or the question make no sense; the message says which value and what is asked."""


class Mode(StrEnum):
    """How the person travels."""

    PIED = "pied"
    VELO = "velo"
    VOITURE = "voiture"


@dataclass(frozen=True, slots=True)
class Method:
    """Where minutes come from, to be shown beside them.

    id: stable name of the method and its version. is_estimate: no road was followed.
    label, source, not_validated: French sentences for the page. is_fiction: roads nobody drives on.
    """

    id: str
    is_estimate: bool
    label: str
    source: str
    not_validated: str
    is_fiction: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the person starts.

    lon, lat: WGS 84 degrees. density: 0 dense, 1 intermédiaire, 2 rural, 3 très peu dense.
    landmass: communes joined by road share it; −1 unknown.
    """

    lon: float
    lat: float
    density: int
    landmass: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lon) and -180 <= self.lon <= 180):
            raise ReachError(f"origin: longitude {self.lon!r}, expected degrees from -180 to 180")
        if not (math.isfinite(self.lat) and -90 <= self.lat <= 90):
            raise ReachError(f"origin: latitude {self.lat!r}, expected degrees from -90 to 90")
        if self.density not in range(DENSITY_CLASSES):
            raise ReachError(f"origin: density class {self.density!r}, expected 0, 1, 2 or 3")
        if not UNKNOWN_LANDMASS <= self.landmass <= np.iinfo(np.int16).max:
            raise ReachError(f"origin: landmass {self.landmass!r}, expected -1 or a small number")


class ReachModel(Protocol):
    """Minutes one way, whole, rounded up. Unknown is never replaced by a guess."""

    @property
    def method(self) -> Method:
        """Where these minutes come from."""

    def reachable(
        self, origin: Origin, targets: "Targets", mode: Mode, max_minutes: int
    ) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        """Targets within ``max_minutes`` one way: their indices, ascending, and their minutes."""

    def reachable_from_each(
        self, origins: "Sequence[Origin]", targets: "Targets", mode: Mode, max_minutes: int
    ) -> "Iterator[tuple[NDArray[np.int32], NDArray[np.int16]]]":
        """``reachable`` from each origin, in order."""

    def by_road(self, origin: Origin, targets: "Targets", mode: Mode) -> NDArray[np.bool_]:
        """For each target, whether its minutes from ``origin`` follow roads; else an estimate."""

    def matrix(
        self,
        lon: ArrayLike,
        lat: ArrayLike,
        density: ArrayLike,
        landmass: ArrayLike,
        mode: Mode,
    ) -> NDArray[np.int16]:
        """Minutes one way between all pairs of a few points, shape (n, n); −1 unknown."""


def checked_max_minutes(value: int) -> int:
    """``value`` when it is a whole number of minutes from 0 to a day.

    Raises:
        ReachError: anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ReachError(f"max_minutes: {value!r}, expected a whole number of minutes")
    if not 0 <= value <= LONGEST_MINUTES:
        raise ReachError(f"max_minutes: {value}, expected from 0 to {LONGEST_MINUTES}")
    return int(value)
