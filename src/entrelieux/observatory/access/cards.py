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
    class 0 to 3, None where nobody lives. alone: people of communes with one place only within the
    limit. itinerant, timed: places, among those in reach, that move, or where it is offered only at
    the hours of who comes. passing: people within who have no other kind of place.
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
    alone: float
    itinerant: int
    timed: int
    passing: float

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


@dataclass(frozen=True, slots=True)
class Nature:
    """code: of a kind of places, "" unknown. people: with one of them within the limit."""

    code: str
    places: int
    people: float


@dataclass(frozen=True, slots=True)
class Mesh:
    """How close together the places of one function stand.

    by_count: people with no place, one, two, three or more within the limit. nearest: minutes that
    half of the people do not exceed to the first, second and third place, None beyond the limit.
    natures: kinds of places. varied: people with two kinds within the limit. places: of the
    territory. same, other: minutes from a place of the territory to the nearest one of its kind,
    and of another, that half of the places do not exceed; None beyond. groups: places of the
    territory within 200 m of one another, by rank in the sites. leaning: for each place that is
    the only one of some communes: rank in the sites, communes, people.
    """

    by_count: tuple[float, float, float, float]
    nearest: tuple[int | None, ...]
    natures: tuple[Nature, ...]
    varied: float
    places: int
    same: int | None
    other: int | None
    groups: tuple[tuple[int, ...], ...]
    leaning: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Fifth:
    """About a fifth of the people, by an indicator. low, high: its values there. within: part."""

    communes: int
    people: float
    low: float
    high: float
    within: float
    shared: float


@dataclass(frozen=True, slots=True)
class Crossed:
    """One function or need along an indicator of communes.

    fifths: from the lowest values; empty when too few communes or people are in one of them.
    concentration: −1 to 1, above 0 when communes where it is high hold more than their part.
    missing: communes of the territory without a value, and their people.
    """

    indicator: str
    fifths: tuple[Fifth, ...]
    concentration: float | None
    missing: int
    people_missing: float


@dataclass(frozen=True, slots=True, eq=False)
class AccessStudy:
    """lines: one by function or need, in the order of the vocabulary. minutes: to the nearest of
    each, ``NOBODY`` when none, shape (communes of the territory, lines). by_commune: when one
    alone is asked. ground: what identifies the data (offer, communes, method, and the
    indicator if any). mesh, crossed: when one alone is asked.
    """

    asked: AccessAsked
    method: Method
    lines: tuple[Coverage, ...]
    minutes: NDArray[np.int16]
    by_commune: ByCommune | None
    sites: int
    is_fiction: bool
    ground: tuple[str, ...]
    mesh: Mesh | None = None
    crossed: Crossed | None = None
