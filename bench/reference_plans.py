"""Slow, plain ways to the same front: brute force, integer programs, a dynamic programme.

Used by tests as judges and by the bench as peers. They share no code with the engine but the
candidates themselves.
"""

from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from entrelieux.engine.orientation.model import NOT_ANSWERED, REMOTE, Candidates, Vector


def penalties(candidates: Candidates) -> list[list[int]]:
    return [
        [int(word) >> 4 * need & 0xF for need in range(candidates.needs)]
        for word in candidates.packed
    ]


def non_dominated(vectors: set[Vector]) -> set[Vector]:
    return {
        v
        for v in vectors
        if not any(w != v and all(a <= b for a, b in zip(w, v, strict=True)) for w in vectors)
    }


def brute_force(candidates: Candidates) -> set[Vector]:
    """Every assignment of every need to an interlocutor or to nobody: (n + 1) ** k plans."""
    penalty = penalties(candidates)
    site, minutes = candidates.site.tolist(), candidates.minutes.tolist()
    vectors: set[Vector] = set()
    for chosen in product(range(-1, len(penalty)), repeat=candidates.needs):
        if any(who >= 0 and penalty[who][n] == NOT_ANSWERED for n, who in enumerate(chosen)):
            continue
        people = {who for who in chosen if who >= 0}
        trips = {site[who]: minutes[who] for who in people if site[who] != REMOTE}
        fit = sum(penalty[who][n] for n, who in enumerate(chosen) if who >= 0)
        vectors.add((chosen.count(-1), len(people), sum(trips.values()), fit))
    return non_dominated(vectors)


def integer_program_front(candidates: Candidates) -> tuple[set[Vector], int]:
    """The front by HiGHS: for each (uncovered, people), least minutes under a falling bound on fit.

    Returns the front and the number of programs solved.
    """
    if not any(p != NOT_ANSWERED for row in penalties(candidates) for p in row):
        return {(candidates.needs, 0, 0, 0)}, 0
    program = _Program(candidates)
    vectors: set[Vector] = {(candidates.needs, 0, 0, 0)}
    for uncovered in range(candidates.needs):
        for people in range(1, candidates.needs - uncovered + 1):
            bound = 3 * candidates.needs
            while bound >= 0:
                minutes = program.least("minutes", uncovered, people, bound)
                if minutes is None:
                    break
                fit = program.least("fit", uncovered, people, bound, minutes)
                assert fit is not None
                vectors.add((uncovered, people, minutes, fit))
                bound = fit - 1
    return non_dominated(vectors), program.solved


class _Program:
    """Columns: who is met, which site is visited, who answers which need."""

    def __init__(self, candidates: Candidates) -> None:
        penalty = np.array(penalties(candidates)).reshape(-1, candidates.needs)
        who, need = np.nonzero(penalty != NOT_ANSWERED)
        sites, self.site_of = np.unique(candidates.site, return_inverse=True)
        n, s, a = len(penalty), len(sites), len(who)
        travel = np.zeros(s)
        travel[self.site_of] = candidates.minutes
        travel[sites == REMOTE] = 0
        columns = n + s + a
        answers = n + s + np.arange(a)
        self.minutes = np.zeros(columns)
        self.minutes[n : n + s] = travel
        self.fit = np.zeros(columns)
        self.fit[answers] = penalty[who, need]
        self.people = np.zeros(columns)
        self.people[:n] = 1
        self.covered = np.zeros(columns)
        self.covered[answers] = 1
        rows = [coo_array((np.ones(a), (need, answers)), shape=(candidates.needs, columns))]
        each = np.arange(a)
        rows.append(
            coo_array(
                (np.r_[np.ones(a), -np.ones(a)], (np.r_[each, each], np.r_[answers, who])),
                shape=(a, columns),
            )
        )
        met = np.arange(n)
        rows.append(
            coo_array(
                (
                    np.r_[np.ones(n), -np.ones(n)],
                    (np.r_[met, met], np.r_[met, n + self.site_of]),
                ),
                shape=(n, columns),
            )
        )
        high = (1.0, 0.0, 0.0)
        self.constraints = [
            LinearConstraint(matrix.tocsr(), -np.inf, bound)
            for matrix, bound in zip(rows, high, strict=True)
        ]
        self.columns = columns
        self.needs = candidates.needs
        self.solved = 0

    def least(
        self, what: str, uncovered: int, people: int, fit: int, minutes: int | None = None
    ) -> int | None:
        bounds = [
            LinearConstraint(self.covered[None], self.needs - uncovered, np.inf),
            LinearConstraint(self.people[None], -np.inf, people),
            LinearConstraint(self.fit[None], -np.inf, fit),
        ]
        if minutes is not None:
            bounds.append(LinearConstraint(self.minutes[None], -np.inf, minutes))
        self.solved += 1
        found = milp(
            getattr(self, what),
            constraints=[*self.constraints, *bounds],
            integrality=np.ones(self.columns),
            bounds=Bounds(0, 1),
        )
        return None if found.x is None else round(found.fun)


def plain_dynamic_programme(candidates: Candidates) -> set[Vector]:
    """The recurrence of the engine in plain Python: dictionaries of labels, nothing compiled."""
    penalty = penalties(candidates)
    by_site: dict[int, list[int]] = {}
    for row, site in enumerate(candidates.site.tolist()):
        by_site.setdefault(site if site != REMOTE else -1 - row, []).append(row)
    full = 1 << candidates.needs
    options: list[set[tuple[int, int, int]]] = [set() for _ in range(full)]
    for rows in by_site.values():
        minutes = int(candidates.minutes[rows[0]])
        served: list[dict[int, int]] = [{} for _ in range(full)]  # mask -> people -> least fit
        served[0][0] = 0
        for row in rows:
            alone = _alone(penalty[row])
            after = [dict(labels) for labels in served]
            for mask, labels in enumerate(served):
                for people, fit in labels.items():
                    for block, cost in alone:
                        if block & mask:
                            continue
                        known = after[mask | block].get(people + 1)
                        if known is None or fit + cost < known:
                            after[mask | block][people + 1] = fit + cost
            served = after
        for mask in range(1, full):
            options[mask] |= {(people, minutes, fit) for people, fit in served[mask].items()}
    kept = [_best(labels) for labels in options]
    plans: list[set[tuple[int, int, int]]] = [{(0, 0, 0)}] + [set() for _ in range(full - 1)]
    for mask in range(1, full):
        lowest = mask & -mask
        block = mask
        found: set[tuple[int, int, int]] = set()
        while block:
            if block & lowest:
                found |= {
                    (p + q, m + n, f + g)
                    for p, m, f in kept[block]
                    for q, n, g in plans[mask ^ block]
                }
            block = (block - 1) & mask
        plans[mask] = _best(found)
    return non_dominated(
        {
            (candidates.needs - mask.bit_count(), people, minutes, fit)
            for mask in range(full)
            for people, minutes, fit in plans[mask]
        }
    )


def _alone(penalty: list[int]) -> list[tuple[int, int]]:
    """(needs served, fit) of each non-empty set of needs that one interlocutor can serve."""
    sets = [(0, 0)]
    for need, cost in enumerate(penalty):
        if cost != NOT_ANSWERED:
            sets += [(mask | 1 << need, fit + cost) for mask, fit in sets]
    return sets[1:]


def _best(labels: set[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
    kept: list[tuple[int, int, int]] = []
    for label in sorted(labels):
        if not any(all(a <= b for a, b in zip(k, label, strict=True)) for k in kept):
            kept.append(label)
    return set(kept)
