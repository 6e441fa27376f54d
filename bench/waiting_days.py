"""Days of calls and of answers, invented: who calls when, who may answer, and by which rule.

Each person answers at the times of a Poisson process of their own capacity; a rule says whom. With
one list and everybody able, it is the queue M/M/1 of all capacities together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.waiting import in_order, shared_out

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
WEEK = 7


@dataclass(frozen=True, slots=True)
class Calls:
    """By arrival. arrived, days: shape (n,). fits: who may answer, shape (n, m)."""

    arrived: Floats
    days: Floats
    fits: Bools

    def order(self) -> Ints:
        """The place of each call in the published order."""
        refs = [f"appel-{at}" for at in range(self.arrived.size)]
        return np.argsort(in_order(refs, self.arrived, self.days, seed="appels"))


class Rule(Protocol):
    def arrive(self, call: int) -> None: ...
    def morning(self) -> None: ...
    def answer(self, person: int) -> int | None: ...


class OneList:
    """Whoever is free takes the first of the list that they may answer."""

    def __init__(self, calls: Calls, place: Sequence[float] | Floats | Ints) -> None:
        self.calls, self.place = calls, np.asarray(place)
        self.waiting: list[int] = []

    def arrive(self, call: int) -> None:
        self.waiting.append(call)

    def morning(self) -> None: ...

    def answer(self, person: int) -> int | None:
        line = np.array(self.waiting, np.int64)
        able = line[self.calls.fits[line, person]]
        if not able.size:
            return None
        call = int(able[np.argmin(self.place[able])])
        self.waiting.remove(call)
        return call


class WhoeverPicksUp:
    """Somebody who may answer, drawn for each call, keeps it; each answers by arrival."""

    def __init__(self, calls: Calls, draw: np.random.Generator) -> None:
        self.calls, self.draw = calls, draw
        self.kept: list[list[int]] = [[] for _ in range(calls.fits.shape[1])]

    def arrive(self, call: int) -> None:
        self.kept[int(self.draw.choice(np.flatnonzero(self.calls.fits[call])))].append(call)

    def morning(self) -> None: ...

    def answer(self, person: int) -> int | None:
        return self.kept[person].pop(0) if self.kept[person] else None


class Shared:
    """Ours: each morning, and when somebody has nothing left, ``weeks`` at most are shared out."""

    def __init__(self, calls: Calls, capacity: Floats, weeks: float) -> None:
        self.calls, self.capacity, self.place = calls, capacity, calls.order()
        self.at_once = np.ceil(capacity * weeks).astype(np.int64)
        self.waiting = np.zeros(calls.arrived.size, bool)
        self.whose = np.full(calls.arrived.size, -1)

    def arrive(self, call: int) -> None:
        self.waiting[call] = True

    def morning(self) -> None:
        line = np.flatnonzero(self.waiting & (self.whose < 0))
        line = line[np.argsort(self.place[line])]
        held = self.whose[self.waiting & (self.whose >= 0)]
        loads = np.bincount(held, minlength=self.capacity.size)
        self.whose[line] = shared_out(self.calls.fits[line], self.capacity, loads, self.at_once)

    def answer(self, person: int) -> int | None:
        if not (mine := np.flatnonzero(self.waiting & (self.whose == person))).size:
            self.morning()
            mine = np.flatnonzero(self.waiting & (self.whose == person))
        if not mine.size:
            return None
        call = int(mine[np.argmin(self.place[mine])])
        self.waiting[call] = False
        return call


@dataclass(frozen=True, slots=True)
class Played:
    """at: day of the answer, NaN when there was none. by: who answered, −1."""

    at: Floats
    by: Ints


def played(
    calls: Calls, capacity: Floats, rule: Rule, until: float, draw: np.random.Generator
) -> Played:
    """What the rule makes of the calls until that day; capacity: answers a week, shape (m,)."""
    at, by = np.full(calls.arrived.size, np.nan), np.full(calls.arrived.size, -1)
    for day, kind, who in _events(calls, capacity, until, draw):
        if kind == ARRIVAL:
            rule.arrive(who)
        elif kind == MORNING:
            rule.morning()
        elif (call := rule.answer(who)) is not None:
            at[call], by[call] = day, who
    return Played(at, by)


ARRIVAL, MORNING, ANSWER = range(3)


def _events(
    calls: Calls, capacity: Floats, until: float, draw: np.random.Generator
) -> list[tuple[float, int, int]]:
    answers = draw.poisson(capacity.sum() / WEEK * until)
    who = draw.choice(capacity.size, answers, p=capacity / capacity.sum()).tolist()
    arrived = calls.arrived.tolist()
    events = [(day, ARRIVAL, at) for at, day in enumerate(arrived) if day < until]
    events += [(float(day), MORNING, 0) for day in range(int(until))]
    times = draw.uniform(0, until, answers).tolist()
    return sorted(events + list(zip(times, [ANSWER] * answers, who, strict=True)))
