"""Small instances, and every question answered by trying all choices."""

from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from entrelieux.engine.siting import Instance

SLACK = 1e-9


@st.composite
def instances(draw: st.DrawFn, whole: bool | None = None) -> Instance:
    """Up to 7 demand points and 6 sites: ties, weights of zero, gaps, existing and forbidden."""
    d, c = draw(st.integers(0, 7)), draw(st.integers(0, 6))
    whole = draw(st.booleans()) if whole is None else whole
    number = st.integers(0, 6).map(float) if whole else st.floats(0, 60, allow_subnormal=False)
    minutes = st.one_of(number, number, number, st.just(np.inf))
    costs = np.array(draw(st.lists(minutes, min_size=d * c, max_size=d * c))).reshape(d, c)
    people = st.one_of(st.just(0.0), number.map(lambda n: round(n, 3)))
    weights = np.array(draw(st.lists(people, min_size=d, max_size=d)), float)
    roles = draw(st.lists(st.sampled_from("oooxf"), min_size=c, max_size=c))
    existing = [j for j in range(c) if roles[j] == "x"]
    return Instance(weights, costs, existing, [j for j in range(c) if roles[j] == "f"])


def dense(instance: Instance) -> np.ndarray:
    pairs = instance.pairs
    costs = np.full((instance.weights.size, pairs.sites), np.inf)
    costs[pairs.rows, pairs.site] = pairs.minutes
    return costs


def minutes_with(instance: Instance, chosen: tuple[int, ...]) -> np.ndarray:
    sites = [*instance.existing, *chosen]
    return dense(instance)[:, sites].min(axis=1, initial=np.inf)


def choices(instance: Instance, p: int) -> list[tuple[int, ...]]:
    free = instance.candidates.tolist()
    return [chosen for n in range(min(p, len(free)) + 1) for chosen in combinations(free, n)]


def asks(instance: Instance) -> np.ndarray:
    """Demand points with people whom some site could reach."""
    everything = minutes_with(instance, tuple(instance.candidates.tolist()))
    return (instance.weights > 0) & np.isfinite(everything)


def unreached(instance: Instance, chosen: tuple[int, ...], limit: float = np.inf) -> float:
    left = ~(minutes_with(instance, chosen) <= limit) | np.isinf(minutes_with(instance, chosen))
    return float(instance.weights[left].sum())


def minutes_sum(instance: Instance, chosen: tuple[int, ...], beyond: float = 0.0) -> float:
    minutes = minutes_with(instance, chosen)
    told = np.where(np.isfinite(minutes), minutes, np.where(asks(instance), beyond, 0.0))
    return float((instance.weights * told).sum())


def worst(instance: Instance, chosen: tuple[int, ...]) -> float:
    minutes = minutes_with(instance, chosen)
    return float(minutes[(instance.weights > 0) & np.isfinite(minutes)].max(initial=0.0))


def least_left(instance: Instance, p: int) -> float:
    return min(unreached(instance, chosen) for chosen in choices(instance, p))
