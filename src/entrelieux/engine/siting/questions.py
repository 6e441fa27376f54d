"""p-median and maximal cover, asked of an instance."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from entrelieux.engine.siting.asked import Asked
from entrelieux.engine.siting.model import (
    NOBODY,
    Alternative,
    Answer,
    Instance,
    SitingError,
    budget,
    limit_of,
    nearest_open,
)
from entrelieux.engine.siting.problem import ROUNDING, Longs, Search
from entrelieux.engine.siting.sums import least, neighbours


def p_median(
    instance: Instance, p: int, *, beyond: float | None = None, gap: float = 0.0
) -> Answer:
    """Where to open p places so that people travel the fewest minutes in all.

    Who has no open site within reach enters no sum of minutes. By default the largest number of
    people is reached first, and only then are minutes made few. With ``beyond``, each person left
    without counts that many minutes while choosing (a judgement, to be said beside the result).

    Args:
        instance: people, sites, minutes. Existing sites stay and are not counted in p.
        p: places to open at most.
        beyond: minutes, no less than any known travel time.
        gap: a relative gap at which to stop; 0 asks for a proof.

    Returns:
        objective and bound: minutes × people one way among those reached (with ``beyond``: and
        ``beyond`` for each of the others whom some site could reach).

    Raises:
        SitingError: p or ``beyond`` makes no sense.
    """
    began, p = perf_counter(), budget(p)
    asked = Asked.of(instance)
    if beyond is not None:
        furthest = float(asked.minutes.max(initial=0))
        if not furthest <= beyond < np.inf:
            raise SitingError(f"beyond: {beyond!r}, expected at least {furthest} minutes, as known")
        problem = asked.minutes_sum(beyond)
        found = least(problem, p, gap=gap)
        close = neighbours(problem, found.chosen, found.value)
        return _answer(instance, asked, found, found.settled(problem.step), began, close)
    return _covering_first(instance, asked, p, gap, began)


def _covering_first(instance: Instance, asked: Asked, p: int, gap: float, began: float) -> Answer:
    known = np.append(asked.minutes, asked.already[np.isfinite(asked.already)])
    longest = float(known.max(initial=0.0))
    left, sure, tried = 0.0, True, 0
    if not (asked.full.all() and p):
        cover = asked.cover()
        first = least(cover, p, gap=gap)
        left, sure, tried = first.value, first.settled(cover.step), first.iterations
    charge = 1.0 + longest
    for _ in range(12):
        problem = asked.minutes_sum(charge)
        found = least(problem, p, gap=gap)
        found.iterations, tried = found.iterations + tried, found.iterations + tried
        without = _without(asked, found.chosen)
        if without <= left + ROUNDING * max(1.0, left):
            break
        charge *= 8
    sure = sure and without <= left + ROUNDING * max(1.0, left)
    proved = sure and found.settled(problem.step)
    close = neighbours(problem, found.chosen, found.value)
    found.value -= charge * without
    found.bound = max(0.0, found.bound - charge * without)
    shifted = tuple(
        Alternative(a.chosen, a.objective - charge * without)
        for a in close
        if _without(asked, a.chosen) <= without
    )
    return _answer(instance, asked, found, proved, began, shifted)


def _without(asked: Asked, chosen: Longs) -> float:
    is_open = np.zeros(asked.candidates.size, bool)
    is_open[chosen] = True
    helped = np.isfinite(asked.already)
    helped[asked.row[is_open[asked.site]]] = True
    return float(asked.people[~helped].sum())


def maximal_cover(instance: Instance, p: int, limit: float, *, gap: float = 0.0) -> Answer:
    """Where to open p places so that the most people have one within ``limit`` minutes.

    Args:
        instance: people, sites, minutes. What existing sites cover counts.
        p: places to open at most.
        limit: minutes one way, included.
        gap: a relative gap at which to stop; 0 asks for a proof.

    Returns:
        objective: people within the limit of an open site; bound: nobody can do better.

    Raises:
        SitingError: p or the limit makes no sense.
    """
    began, p, limit = perf_counter(), budget(p), limit_of(limit)
    asked = Asked.of(instance, limit)
    problem = asked.cover()
    all_of_them = float(asked.people.sum())
    found = least(problem, p, gap=gap, whole=all_of_them)
    proved = found.settled(problem.step)
    close = neighbours(problem, found.chosen, found.value, scale=all_of_them)
    close = tuple(Alternative(a.chosen, all_of_them - a.objective) for a in close)
    found.value, found.bound = all_of_them - found.value, all_of_them - found.bound
    return _answer(instance, asked, found, proved, began, close, limit)


def _answer(
    instance: Instance,
    asked: Asked,
    found: Search,
    proved: bool,
    began: float,
    close: tuple[Alternative, ...] = (),
    limit: float = np.inf,
) -> Answer:
    """In the indices of the instance, with who goes where."""
    verdict = Verdict(found.value, found.bound, proved, found.by, found.iterations)
    alternatives = tuple(Alternative(asked.candidates[a.chosen], a.objective) for a in close)
    return answer(instance, asked.candidates[found.chosen], verdict, began, limit, alternatives)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth; the bound of a proved one is its objective."""

    objective: float
    bound: float
    proved: bool
    by: str
    iterations: int


def answer(
    instance: Instance,
    chosen: Longs,
    verdict: Verdict,
    began: float,
    limit: float = np.inf,
    alternatives: tuple[Alternative, ...] = (),
) -> Answer:
    """An ``Answer`` with the assignment that follows from what is open."""
    is_open = np.zeros(instance.pairs.sites, bool)
    is_open[chosen] = True
    is_open[instance.existing] = True
    near, minutes = nearest_open(instance, is_open)
    near[minutes > limit] = NOBODY
    reached = float(instance.weights[near >= 0].sum())
    return Answer(
        chosen=chosen,
        objective=float(verdict.objective),
        bound=float(verdict.objective if verdict.proved else verdict.bound),
        proved=verdict.proved,
        by=verdict.by if verdict.proved else "bound",
        assignment=near,
        reached=reached,
        unreached=float(instance.weights[near < 0].sum()),
        seconds=perf_counter() - began,
        iterations=verdict.iterations,
        alternatives=alternatives,
    )
