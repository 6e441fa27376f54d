"""Meet somebody else at one step of a plan: what does it cost, and who could it be?

A person's choices are kept as « instead of this interlocutor of the plan, that one », and a changed
plan is always worked out again from the plan it started from. So choices commute, choosing the
first interlocutor again gives the first plan back, and steps that nobody touched keep their needs.

Whoever is chosen takes each need of the step that they answer. What they do not answer goes to the
interlocutor of the plan who answers it best, the first among equals, and so does a need that the
plan had left aside. When none does, it is left without answer.

Laws (property tests): the vectors found all at once are those of the plans worked out one by one;
nobody left out is better on every count than somebody proposed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.orientation.choice import FIT_MIN, PERSON_MIN
from entrelieux.engine.orientation.front import Grouped
from entrelieux.engine.orientation.model import NOT_ANSWERED, FrontPlan, OrientationError, Visit

MOST_ALTERNATIVES = 6
ANSWER_MIN = 10_000
"""A need left without answer outweighs any travel when alternatives are put in order."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Candidates as a table. ``grouped`` must hold everybody, those who answer alike included.

    person: ascending, shape (n,). penalties: shape (n, k), ``NOT_ANSWERED`` for none.
    minutes: round trip of each. site: rows of ``grouped.minutes``. tie: draws lots among equals.
    """

    person: NDArray[np.int32]
    penalties: NDArray[np.int64]
    minutes: NDArray[np.int64]
    site: NDArray[np.int64]
    tie: NDArray[np.int64]

    @classmethod
    def of(cls, grouped: Grouped) -> "World":
        order = np.argsort(grouped.person)
        site = np.repeat(np.arange(len(grouped.minutes)), np.diff(grouped.start))
        shifts = 4 * np.arange(grouped.needs, dtype=np.uint32)
        packed = grouped.packed[order]
        return cls(
            person=grouped.person[order],
            penalties=(packed[:, None] >> shifts & np.uint32(0xF)).astype(np.int64),
            minutes=grouped.minutes[site[order]].astype(np.int64),
            site=site[order],
            tie=grouped.tie[order],
        )

    def row(self, person: int) -> int:
        at = int(np.searchsorted(self.person, np.int32(person)))
        if at == len(self.person) or self.person[at] != person:
            raise OrientationError(f"interlocutor {person} is not within reach")
        return at


def with_choices(world: World, plan: FrontPlan, chosen: Mapping[int, int]) -> FrontPlan:
    """The plan again, each interlocutor named in ``chosen`` replaced by the one chosen instead.

    Visits come in the order of the plan, the needs of each ascending.

    Raises:
        OrientationError: a choice names somebody who is not in the plan or not within reach, or
            somebody chosen would have nothing to do.
    """
    strangers = set(chosen) - {visit.candidate for visit in plan.visits}
    if strangers:
        raise OrientationError(f"interlocutor {min(strangers)} is not in the plan")
    targets = [chosen.get(visit.candidate, visit.candidate) for visit in plan.visits]
    rows = {person: world.row(person) for person in dict.fromkeys(targets)}
    given: dict[int, list[int]] = {person: [] for person in rows}
    fit = 0
    for need, holder in _holders(world, plan, targets):
        best = world.penalties[[rows[person] for person in rows], need]
        taker = holder
        if taker is None or world.penalties[rows[taker], need] == NOT_ANSWERED:
            taker = list(rows)[int(best.argmin())]
        penalty = int(world.penalties[rows[taker], need])
        if penalty != NOT_ANSWERED:
            given[taker].append(need)
            fit += penalty
    idle = [person for person, needs in given.items() if not needs]
    if idle:
        raise OrientationError(f"interlocutor {idle[0]} would answer nothing")
    sites = {int(world.site[row]): int(world.minutes[row]) for row in rows.values()}
    return FrontPlan(
        uncovered=world.penalties.shape[1] - sum(map(len, given.values())),
        interlocutors=len(given),
        minutes=sum(sites.values()),
        fit=fit,
        visits=tuple(Visit(person, tuple(needs)) for person, needs in given.items()),
    )


def _holders(world: World, plan: FrontPlan, targets: list[int]) -> list[tuple[int, int | None]]:
    """(need, who is to take it first), needs ascending; None for one that the plan left aside."""
    holder = {
        need: target
        for visit, target in zip(plan.visits, targets, strict=True)
        for need in visit.needs
    }
    return [(need, holder.get(need)) for need in range(world.penalties.shape[1])]


def instead_of(
    plan: FrontPlan, chosen: Mapping[int, int], leaving: int, person: int
) -> dict[int, int]:
    """The choices again once ``person`` is met instead of ``leaving``, an interlocutor shown.

    Raises:
        OrientationError: ``leaving`` is not in the plan as it was changed.
    """
    changed = {**chosen, **dict.fromkeys(_standing_at(plan, chosen, leaving), person)}
    return {left: taken for left, taken in changed.items() if left != taken}


def _standing_at(plan: FrontPlan, chosen: Mapping[int, int], shown: int) -> list[int]:
    """Interlocutors of the plan itself whose step is now that of ``shown``."""
    found = [v.candidate for v in plan.visits if chosen.get(v.candidate, v.candidate) == shown]
    if not found:
        raise OrientationError(f"interlocutor {shown} is not in the plan")
    return found


def alternatives(
    world: World,
    plan: FrontPlan,
    chosen: Mapping[int, int],
    leaving: int,
    *,
    most: int = MOST_ALTERNATIVES,
) -> tuple[int, ...]:
    """Interlocutors that could be met instead of ``leaving``: at most ``most``, best first.

    Each answers one need of the step at least. Those whose plan no other beats on (needs without
    answer, interlocutors, minutes, fit) are taken first, one for each vector, then those that only
    these beat, and so on; equals are drawn by ``tie``.

    Raises:
        OrientationError: as ``instead_of``.
    """
    rows, vectors = vectors_of_all(world, plan, chosen, leaving)
    if not len(rows):
        return ()
    drawn = np.argsort(world.tie[rows], kind="stable")
    rows, vectors = rows[drawn], vectors[drawn]
    kinds, kind_of = np.unique(vectors, axis=0, return_inverse=True)
    waiting = [rows[kind_of.ravel() == kind].tolist() for kind in range(len(kinds))]
    no_worse = np.all(kinds[:, None, :] <= kinds[None, :, :], axis=2)
    beats = no_worse & ~no_worse.T
    effort = kinds @ np.array([ANSWER_MIN, PERSON_MIN, 1, FIT_MIN])
    found: list[tuple[int, int]] = []
    while len(found) < most and any(waiting):
        alive = np.array([bool(group) for group in waiting])
        layer = np.flatnonzero(alive & ~beats[alive].any(axis=0))
        ranked = layer[np.argsort(effort[layer], kind="stable")].tolist()
        found += [(int(effort[kind]), waiting[kind].pop(0)) for kind in ranked]
    kept = sorted(found[:most], key=lambda pair: pair[0])
    return tuple(int(world.person[row]) for _, row in kept)


def vectors_of_all(
    world: World, plan: FrontPlan, chosen: Mapping[int, int], leaving: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(rows of the world, vector of the plan with each), all those who answer a need of the step.

    ``leaving`` is left out.
    """
    ours = set(_standing_at(plan, chosen, leaving))
    freed = sorted(n for v in plan.visits if v.candidate in ours for n in v.needs)
    others = dict.fromkeys(
        chosen.get(v.candidate, v.candidate) for v in plan.visits if v.candidate not in ours
    )
    kept = {person: world.row(person) for person in others}
    table = world.penalties
    best_kept = (
        table[list(kept.values())].min(axis=0)
        if kept
        else np.full(table.shape[1], NOT_ANSWERED, np.int64)
    )
    result = np.minimum(table, best_kept)
    for visit in plan.visits:
        holder = chosen.get(visit.candidate, visit.candidate)
        for need in visit.needs:
            if need in freed:
                result[:, need] = np.where(
                    table[:, need] != NOT_ANSWERED, table[:, need], best_kept[need]
                )
            elif table[kept[holder], need] != NOT_ANSWERED:
                result[:, need] = table[kept[holder], need]
    answered = result != NOT_ANSWERED
    staying = np.isin(world.person, list(kept))
    sites = {int(world.site[row]): int(world.minutes[row]) for row in kept.values()}
    vectors = np.column_stack(
        [
            (~answered).sum(axis=1),
            len(kept) + ~staying,
            sum(sites.values()) + np.where(np.isin(world.site, list(sites)), 0, world.minutes),
            np.where(answered, result, 0).sum(axis=1),
        ]
    )
    fits = (table[:, freed] != NOT_ANSWERED).any(axis=1) & (world.person != leaving)
    rows = np.flatnonzero(fits)
    return rows, vectors[rows]
