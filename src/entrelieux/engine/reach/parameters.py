"""What the estimate knows of roads: detours and speeds by mode and density class."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.model import DENSITY_CLASSES, Method, Mode, ReachError


@dataclass(frozen=True, slots=True)
class Curve:
    """Minutes against crow-fly kilometres ``d``, in places of one density class.

    network km = d × (circuity_far + circuity_gap / (1 + d / circuity_half_km))
    minutes = fixed_minutes + traffic × km × pace(km), where pace falls from 60 / near_kmh
    towards 60 / far_kmh as 1 / (1 + km / rise_km).

    The bounds below make both steps increasing and concave, hence minutes that grow with distance
    and, within one class, obey the triangle inequality.
    """

    circuity_far: float
    circuity_gap: float
    circuity_half_km: float
    near_kmh: float
    far_kmh: float
    rise_km: float
    traffic: float
    fixed_minutes: float

    def __post_init__(self) -> None:
        for field in fields(self):
            if not math.isfinite(getattr(self, field.name)):
                raise ReachError(f"curve: {field.name} is {getattr(self, field.name)!r}")
        rules = {
            "circuity_far at least 1": self.circuity_far >= 1,
            "circuity_gap at least 0": self.circuity_gap >= 0,
            "circuity_half_km and rise_km above 0": min(self.circuity_half_km, self.rise_km) > 0,
            "0 < near_kmh <= far_kmh": 0 < self.near_kmh <= self.far_kmh,
            "traffic at least 1": self.traffic >= 1,
            "fixed_minutes at least 0": self.fixed_minutes >= 0,
        }
        for rule, holds in rules.items():
            if not holds:
                raise ReachError(f"curve: expected {rule}, found {self}")


@dataclass(frozen=True, slots=True)
class EstimateParameters:
    """The method to be shown, and a curve by mode and density class (four each)."""

    method: Method
    curves: Mapping[Mode, Sequence[Curve]]

    def __post_init__(self) -> None:
        for mode in Mode:
            if len(self.curves.get(mode, ())) != DENSITY_CLASSES:
                raise ReachError(f"parameters: mode {mode} needs {DENSITY_CLASSES} curves")

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Read ``{"method": {...}, "curves": {mode: [four mappings]}}``, as packs give it.

        Raises:
            ReachError: something is missing, unknown or out of range.
        """
        try:
            method = Method(is_estimate=True, **data["method"])
            curves = {mode: tuple(Curve(**c) for c in data["curves"][mode]) for mode in Mode}
        except (KeyError, TypeError) as error:
            raise ReachError(f"parameters: {error}") from None
        return cls(method, curves)

    def table(self, mode: Mode) -> NDArray[np.float64]:
        """Curves as the kernel reads them, shape (4, 7): far, gap, half, near and far minutes
        per km with traffic, rise, fixed minutes.
        """
        rows = np.array([astuple(curve) for curve in self.curves[mode]])
        paces = 60 / rows[:, 3:5] * rows[:, 6:7]
        return np.ascontiguousarray(np.column_stack([rows[:, :3], paces, rows[:, 5], rows[:, 7]]))
