"""What a study of access says: figures with what they are worth, and why they are missing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.access import Spread
from entrelieux.engine.reach import Method
from entrelieux.observatory.access.asking import AccessAsked


@dataclass(frozen=True, slots=True)
class Coverage:
    """One function or need over the territory; figures weight each commune by its people.

    people: inhabitants of the territory. within: of communes with one place at least within the
    limit, surely. perhaps: besides, of those that only a place of unknown hours answers.
    places: of this kind in reach of the territory. median: minutes that half of the people do not
    exceed, None when more than half find nothing. shared: places for 10 000 inhabitants once each
    place is shared between all who may come (E2SFCA). by_density: share of people within, by
    class 0 to 3, None where nobody lives.
    """

    code: str
    label: str
    people: float
    within: float
    perhaps: float
    places: int
    median: int | None
    shared: Spread
    by_density: tuple[float | None, ...]

    @property
    def share(self) -> float:
        return self.within / self.people if self.people else 0.0

    @property
    def beyond(self) -> float:
        return self.people - self.within - self.perhaps


@dataclass(frozen=True, slots=True, eq=False)
class ByCommune:
    """minutes: to the nearest surely there, ``NOBODY`` when none; perhaps: counting those of
    unknown hours. site: the nearest, by rank in the sites, −1. reached: how many within the limit.
    shared: as ``Coverage.shared``. All of shape (communes of the territory,).
    """

    minutes: NDArray[np.int16]
    perhaps: NDArray[np.int16]
    site: NDArray[np.int32]
    reached: NDArray[np.int32]
    shared: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class AccessStudy:
    """lines: one by function or need, in the order of the vocabulary. minutes: to the nearest of
    each, ``NOBODY`` when none, shape (communes of the territory, lines). by_commune: when one
    alone is asked. ground: what identifies the data (offer, communes, method).
    """

    asked: AccessAsked
    method: Method
    lines: tuple[Coverage, ...]
    minutes: NDArray[np.int16]
    by_commune: ByCommune | None
    sites: int
    is_fiction: bool
    ground: tuple[str, str, str]
