"""The fairest choice: the worst served first, then the next worst, and so on."""

from dataclasses import dataclass
from math import comb
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.siting.asked import Asked
from entrelieux.engine.siting.cover import p_centre
from entrelieux.engine.siting.exact import MOST_NODES
from entrelieux.engine.siting.model import Answer, Instance, Pairs, SitingError, budget
from entrelieux.engine.siting.problem import Floats, Longs, choices
from entrelieux.engine.siting.questions import Verdict, answer
from entrelieux.engine.siting.sums import least

# Beyond so many pairs under the worst time, rungs are not searched.
MOST_PAIRS = 40_000
# A rung is not searched when it and those that hold it have more pairs than this.
MOST_HELD = 100_000
# Every choice is tried when they are so few, counted with the people who go somewhere.
MOST_TRIED = 4_000_000_000


def fairest(instance: Instance, p: int, *, step: float = 1.0) -> Answer:
    """Where to open p places so that the worst served are as few and as near as can be.

    The largest number of people is reached first. Then, minutes being rounded up to a multiple of
    ``step``: the longest time is made least, then the people who travel that long, then those who
    travel as long as the next step or longer, and so on down to zero (weighted lexicographic
    centre: Ogryczak 1997). Few choices are all tried; otherwise each rung is searched. Where that
    is too large, only the worst has a bound, and ``proved`` is False.

    Args:
        instance: people, sites, minutes; a point of weight 0 asks nothing.
        p: places to open at most.
        step: minutes that make no difference; 1 when they are whole: nothing is rounded.

    Returns:
        objective: minutes of the worst served, rounded up; bound: nobody can make it less.

    Raises:
        SitingError: p or ``step`` makes no sense.
    """
    began, p = perf_counter(), budget(p)
    if not 0 < step < np.inf:
        raise SitingError(f"step: {step!r}, expected minutes above 0")
    rounded = _rounded(instance, step)
    asked = Asked.of(rounded)
    ladder = _Ladder(asked, p)
    count = comb(asked.candidates.size, min(p, asked.candidates.size))
    if count * max(1, asked.people.size) <= MOST_TRIED:
        chosen = ladder.tried()
        worst = ladder.worst(chosen)
        verdict = Verdict(worst, worst, True, "enumeration" if count > 1 else "trivial", 0)
        return answer(instance, asked.candidates[chosen], verdict, began)
    first = p_centre(rounded, p)
    chosen = np.searchsorted(asked.candidates, first.chosen)
    under = np.count_nonzero(asked.minutes <= first.objective)
    proved = False
    if first.proved and under <= MOST_PAIRS:
        chosen, proved = ladder.descend(chosen)
    else:
        chosen = _gentler(asked, p, first.objective, chosen, ladder)
    verdict = Verdict(first.objective, first.bound, proved, "search", first.iterations)
    return answer(instance, asked.candidates[chosen], verdict, began)


def _rounded(instance: Instance, step: float) -> Instance:
    pairs = instance.pairs
    minutes = np.ceil(pairs.minutes / step - 1e-9) * step
    return Instance(
        instance.weights,
        Pairs(pairs.start, pairs.site, minutes, pairs.sites),
        instance.existing,
        instance.forbidden,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Ladder:
    """People beyond each threshold of minutes, from the longest down."""

    asked: Asked
    p: int

    @property
    def thresholds(self) -> Floats:
        known = [self.asked.minutes, self.asked.already[np.isfinite(self.asked.already)]]
        return np.unique(np.concatenate(known))[::-1]

    def profile(self, chosen: Longs) -> Floats:
        """People who travel longer than each threshold, the unreached included."""
        best = self._minutes(chosen)
        return np.array([self.asked.people[best > t].sum() for t in self.thresholds])

    def _minutes(self, chosen: Longs) -> Floats:
        is_open = np.zeros(self.asked.candidates.size, bool)
        is_open[chosen] = True
        best = self.asked.already.copy()
        kept = is_open[self.asked.site]
        np.minimum.at(best, self.asked.row[kept], self.asked.minutes[kept])
        return best

    def worst(self, chosen: Longs) -> float:
        """Minutes of the worst served among those reached; 0 when nobody is."""
        minutes = self._minutes(chosen)
        return float(minutes[np.isfinite(minutes)].max(initial=0.0))

    def tried(self) -> Longs:
        """The best of all choices (ties: the first in the order of their indices)."""
        asked, c = self.asked, self.asked.candidates.size
        costs = np.full((c, asked.people.size), np.inf)
        costs[asked.site, asked.row] = asked.minutes
        rungs = np.append(self.thresholds[::-1], np.inf)
        ranks, already = (
            np.searchsorted(rungs, minutes).astype(np.int32) for minutes in (costs, asked.already)
        )
        return choices().fairest(ranks, already, asked.people, rungs.size, min(self.p, c))

    def descend(self, chosen: Longs) -> tuple[Longs, bool]:
        """The best choice, each rung proved from the top; False when one could not be."""
        everything = self.profile(np.arange(self.asked.candidates.size))
        caps: list[tuple[float, float]] = []
        for rung, threshold in enumerate(self.thresholds):
            beyond = self.profile(chosen)
            if beyond[rung] > everything[rung] + 1e-9 * max(1.0, everything[rung]):
                found = self._fewest_beyond(threshold, caps)
                if found is None:
                    return chosen, False
                other = self.profile(found)
                if any(o > b * (1 + 1e-9) for o, b in zip(other[:rung], beyond, strict=False)):
                    return chosen, False
                if other[rung] < beyond[rung]:
                    chosen, beyond = found, other
            caps.append((float(threshold), float(beyond[rung])))
            if beyond[rung] == 0:
                caps = caps[-1:]
        return chosen, True

    def _fewest_beyond(self, threshold: float, caps: list[tuple[float, float]]) -> Longs | None:
        """The choice with the fewest people beyond ``threshold``, no more than ``caps`` above."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import block_array, csr_array, eye_array, vstack

        c = self.asked.candidates.size
        levels = [*caps, (threshold, np.inf)]
        sets, weights, offsets = [], [], []
        for minutes, _ in levels:
            near, people, beyond = self._within(minutes)
            sets.append(near)
            weights.append(people)
            offsets.append(beyond)
        if sum(near.nnz for near in sets) > MOST_HELD:
            return None
        sizes = [people.size for people in weights]
        total = sum(sizes)
        spared = vstack(sets) if total else csr_array((0, c))
        matrix = block_array(
            [
                [spared, eye_array(total) if total else None],
                [csr_array(np.ones((1, c))), csr_array((1, total))],
            ]
        )
        edges = np.concatenate([[0], np.cumsum(sizes)])
        # HiGHS tells one from another to a millionth: a tenth of the fewest people at most.
        unit = min(self.asked.people.max(), 100_000 * self.asked.people.min())
        rows, highs = [], []
        for number, (_, cap) in enumerate(caps):
            row = np.zeros(c + total)
            row[c + edges[number] : c + edges[number + 1]] = weights[number] / unit
            rows.append(row)
            highs.append(max(0.0, cap - offsets[number]) / unit * (1 + 1e-9))
        low = np.concatenate([np.ones(total), [0.0], np.full(len(rows), -np.inf)])
        high = np.concatenate([np.full(total, np.inf), [self.p], highs])
        full = vstack([matrix, csr_array(np.array(rows))]) if rows else matrix
        cost = np.zeros(c + total)
        cost[c + edges[-2] :] = weights[-1] / unit
        said: Any = milp(
            cost,
            integrality=np.append(np.ones(c), np.zeros(total)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(full.tocsr(), low, high),
            options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
        )
        if said.status != 0:
            return None
        found: NDArray[Any] = np.flatnonzero(said.x[:c] > 0.5)
        return found

    def _within(self, minutes: float) -> tuple[Any, Floats, float]:
        """Sets of candidates within ``minutes`` (alike ones once), the people who need one of them,
        and the people that none can bring under it.
        """
        from scipy.sparse import csr_array

        asked = self.asked
        needs = asked.already > minutes
        kept = (asked.minutes <= minutes) & needs[asked.row]
        row, site = asked.row[kept], asked.site[kept]
        mark = np.random.default_rng(20_26).integers(0, 2**63, asked.candidates.size, np.int64)
        marks = np.zeros(asked.people.size, np.int64)
        np.add.at(marks, row, mark[site])
        some = np.unique(row)
        _, first, name = np.unique(marks[some], return_index=True, return_inverse=True)
        people = np.bincount(name, weights=asked.people[some]).astype(np.float64)
        number = np.full(asked.people.size, -1, np.int64)
        number[some[first]] = np.arange(first.size)
        once = number[row] >= 0
        shape = (first.size, asked.candidates.size)
        near = csr_array((np.ones(int(once.sum())), (number[row[once]], site[once])), shape=shape)
        return near, people, float(asked.people[needs].sum() - people.sum())


def _gentler(asked: Asked, p: int, worst: float, chosen: Longs, ladder: _Ladder) -> Longs:
    """Without a proof: a sum in which long times weigh far more, kept when the ladder is better."""
    if not asked.row.size or worst <= 0:
        return chosen
    steep = Asked(
        asked.people,
        (asked.already / worst) ** 8,
        asked.row,
        asked.site,
        (asked.minutes / worst) ** 8,
        asked.candidates,
        asked.everybody,
        asked.helpless,
    )
    found = least(steep.minutes_sum(1e6), p, gap=np.inf).chosen
    better = tuple(ladder.profile(found)) < tuple(ladder.profile(chosen))
    return found if better else chosen
