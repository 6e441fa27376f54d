"""After one report on television, 600 people call: who waits how long, and who carries the work?

    python -m bench.waiting

Invented weeks, drawn with published seeds: 12 people of unequal capacity (4 to 20 answers a week)
and territories, 60 calls a week in ordinary times; on day 28 come 800 more, 600 of them within the
week, half as many every three days and a half. Kinds of 2, 5, 10 and 20 days. Every rule has the
same calls, and the same moments at which each person can answer; seven months, 20 draws. Those not
answered by the end count for what they waited (Kaplan-Meier). Load: answers in the eight weeks
after the report, over those a person could give in a week. Told: what ``expected_wait`` says on
arrival to whoever some people may answer, from those before whom the published sharing would give
to these people, their capacities, and their part of the calls of the last seven days.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from bench.waiting_days import (
    WEEK,
    Bools,
    Calls,
    Floats,
    Ints,
    OneList,
    Played,
    Rule,
    Shared,
    WhoeverPicksUp,
    played,
)
from entrelieux.engine.access.equity import gini
from entrelieux.engine.waiting import expected_wait, reached, shared_out

Row = dict[str, Any]
SEED, DRAWS = 600, 20
PEOPLE, ZONES = 12, 10
CAPACITIES = (4, 6, 8, 10, 15, 20)
KINDS = np.array([2.0, 5.0, 10.0, 20.0])
PARTS = (0.1, 0.2, 0.4, 0.3)
A_WEEK, MORE, REPORT, HALVED, UNTIL = 60, 800, 28, 3.5, 210
LOADED = 8
EVERY = 35
OURS, ONE_LIST = "ordre publié, partagé à la semaine", "ordre publié, une liste"
ALONE = "qui décroche garde"
Make = Callable[["World"], Rule]


@dataclass(frozen=True, slots=True)
class World:
    calls: Calls
    capacity: Floats
    number: int


RULES: dict[str, Make] = {
    OURS: lambda world: Shared(world.calls, world.capacity, weeks=1),
    ONE_LIST: lambda world: OneList(world.calls, world.calls.order()),
    "ordre d’arrivée, une liste": lambda world: OneList(world.calls, world.calls.arrived),
    "priorités fixes, une liste": lambda world: OneList(world.calls, _fixed(world.calls)),
    ALONE: lambda world: WhoeverPicksUp(world.calls, np.random.default_rng(world.number)),
}


def main() -> Iterator[Row]:
    worlds = [_world(number) for number in range(DRAWS)]
    yield _row("appels par tirage", float(np.mean([w.calls.arrived.size for w in worlds])), "")
    yield _row("réponses possibles", float(np.mean([w.capacity.sum() for w in worlds])), "semaine")
    yield from _sharing(worlds)
    results = {name: [_played(world, make) for world in worlds] for name, make in RULES.items()}
    peers = _measures(worlds, results[ALONE])
    for name, result in results.items():
        for what, (value, unit) in _measures(worlds, result).items():
            yield _row(f"{name} : {what}", value, unit, peers[what][0])
    for name in (OURS, ONE_LIST):
        for row in _told(worlds, results[name]):
            yield row | {"name": f"{name}, annoncé, {row['name']}"}


def _row(name: str, value: float | None, unit: str, peer: float | None = None) -> Row:
    return {"name": name, "value": value, "unit": unit, "peer": peer}


def _world(number: int) -> World:
    draw = np.random.default_rng((SEED, number))
    capacity = draw.choice(CAPACITIES, PEOPLE).astype(float)
    covers = np.zeros((PEOPLE, ZONES), bool)
    for person in range(PEOPLE):
        first, wide = person * ZONES // PEOPLE, int(draw.integers(2, 5))
        covers[person, (first + np.arange(wide)) % ZONES] = True
    size = (capacity / covers.sum(axis=1)) @ covers * draw.uniform(0.6, 1.4, ZONES)
    usual = draw.uniform(0, UNTIL, draw.poisson(A_WEEK / WEEK * UNTIL))
    after = REPORT + draw.exponential(HALVED / np.log(2), MORE)
    arrived = np.sort(np.concatenate([usual, after]))
    arrived = arrived[arrived < UNTIL]
    zone = draw.choice(ZONES, arrived.size, p=size / size.sum())
    days = draw.choice(KINDS, arrived.size, p=PARTS)
    return World(Calls(arrived, days, covers[:, zone].T), capacity, number)


def _fixed(calls: Calls) -> Ints:
    return np.argsort(np.lexsort((calls.arrived, calls.days)))


def _played(world: World, make: Make) -> Played:
    draw = np.random.default_rng((SEED, world.number, 1))
    return played(world.calls, world.capacity, make(world), UNTIL, draw)


def _measures(worlds: list[World], results: list[Played]) -> dict[str, tuple[float | None, str]]:
    days = np.concatenate([world.calls.days for world in worlds])
    arrived = np.concatenate([world.calls.arrived for world in worlds])
    at = np.concatenate([result.at for result in results])
    came = ~np.isnan(at)
    waited = np.where(came, at, UNTIL) - arrived
    rush = (arrived >= REPORT) & (arrived < REPORT + 4 * WEEK)
    found: dict[str, tuple[float | None, str]] = {}
    for kind in KINDS:
        these = rush & (days == kind)
        for part, name in ((0.5, "médiane"), (0.9, "neuf sur dix")):
            wait = reached(waited[these], came[these], part)
            found[f"sorte de {kind:g} jours, {name}"] = wait, "jours"
    found["toutes les sortes, médiane"] = reached(waited[rush], came[rush], 0.5), "jours"
    found["toutes les sortes, neuf sur dix"] = reached(waited[rush], came[rush], 0.9), "jours"
    found["plus longue attente"] = float(waited.max()), "jours"
    late = np.where(rush, waited - days, 0.0)
    found["plus long retard sur la date"] = float(late.max()), "jours"
    found["répondues à la date"] = float((came & (waited <= days))[rush].mean()), "part"
    loads = [_loads(world, result) for world, result in zip(worlds, results, strict=True)]
    found["charge la plus lourde"] = float(np.mean([one.max() for one in loads])), "semaines"
    found["Gini des charges"] = float(np.mean([_gini(one) for one in loads])), ""
    return found


def _loads(world: World, result: Played) -> Floats:
    within = (result.at >= REPORT) & (result.at < REPORT + LOADED * WEEK)
    return np.bincount(result.by[within], minlength=PEOPLE) / world.capacity


def _gini(weeks: Floats) -> float:
    return gini(weeks, np.ones(weeks.size)) or 0.0


# Sharing out at once the 600 calls of the week.


def _sharing(worlds: list[World]) -> Iterator[Row]:
    ways: dict[str, Callable[[World, Bools], Ints]] = {
        "partage publié": lambda world, fits: shared_out(fits, world.capacity, _nobody()),
        "le moins chargé, un par un": lambda world, fits: _one_by_one(fits, world.capacity),
        "à tour de rôle": lambda _world, fits: _in_turn(fits),
        "qui décroche": partial(_drawn),
    }
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
    for world in worlds:
        these = (world.calls.arrived >= REPORT) & (world.calls.arrived < REPORT + WEEK)
        fits = world.calls.fits[these][:600]
        for name, way in ways.items():
            start = perf_counter()
            given = way(world, fits)
            taken = 1_000 * (perf_counter() - start)
            weeks = np.bincount(given, minlength=PEOPLE) / world.capacity
            found[name].append((float(weeks.max()), _gini(weeks), taken))
    random = np.mean(found["qui décroche"], axis=0)
    for name, figures in found.items():
        most, uneven, taken = np.mean(figures, axis=0)
        yield _row(f"600 d’un coup, {name} : charge la plus lourde", most, "semaines", random[0])
        yield _row(f"600 d’un coup, {name} : Gini des charges", uneven, "", random[1])
        yield _row(f"600 d’un coup, {name} : calcul", taken, "ms")


def _nobody() -> Ints:
    return np.zeros(PEOPLE, np.int64)


def _one_by_one(fits: Bools, capacity: Floats) -> Ints:
    loads = np.zeros(PEOPLE)
    given = np.empty(len(fits), np.int64)
    for at, able in enumerate(fits):
        given[at] = np.argmin(np.where(able, (loads + 1) / capacity, np.inf))
        loads[given[at]] += 1
    return given


def _in_turn(fits: Bools) -> Ints:
    last = np.zeros(PEOPLE)
    given = np.empty(len(fits), np.int64)
    for at, able in enumerate(fits):
        given[at] = np.argmin(np.where(able, last, np.inf))
        last[given[at]] = at + 1
    return given


def _drawn(world: World, fits: Bools) -> Ints:
    draw = np.random.default_rng((SEED, world.number, 2))
    return np.array([draw.choice(np.flatnonzero(able)) for able in fits])


# What is told on arrival, and what came of it.


def _told(worlds: list[World], results: list[Played]) -> Iterator[Row]:
    rows = [
        row
        for world, result in zip(worlds, results, strict=True)
        for row in _promises(world, result)
    ]
    day, kind, median, most, waited = np.array(rows).T
    rush = (day >= REPORT) & (day < REPORT + 4 * WEEK)
    groups = {"quatre semaines après le reportage": rush, "semaines ordinaires": day < REPORT}
    groups |= {f"après le reportage, sorte de {one:g} jours": rush & (kind == one) for one in KINDS}
    for name, these in groups.items():
        unit = f"part de {int(these.sum())}"
        half = float((waited <= median)[these].mean())
        nine = float((waited <= most)[these].mean())
        yield _row(f"{name} : répondues avant la médiane", half, unit, 0.5)
        yield _row(f"{name} : répondues avant « neuf sur dix »", nine, unit, 0.9)
    off = float(np.median(np.abs(waited - median)[rush]))
    yield _row("après le reportage : écart médian à la médiane", off, "jours")


def _promises(world: World, result: Played) -> Iterator[tuple[float, float, float, float, float]]:
    calls, place, capacity = world.calls, world.calls.order(), world.capacity
    for me in range(EVERY, calls.arrived.size, EVERY):
        now, mine = float(calls.arrived[me]), float(calls.days[me])
        if now < 2 * WEEK:
            continue
        able = calls.fits[me]
        waiting = ~(result.at[:me] <= now)
        line = np.flatnonzero(waiting & (place[:me] < place[me]))
        line = line[np.argsort(place[line])]
        ahead = int(able[shared_out(calls.fits[line], capacity, _nobody())].sum())
        lately = np.flatnonzero(calls.arrived[:me] > now - WEEK)
        theirs = able[shared_out(calls.fits[lately], capacity, _nobody())]
        rates = [float((theirs & (calls.days[lately] == kind)).sum()) / WEEK for kind in KINDS]
        served = float(capacity[able].sum()) / WEEK
        if told := expected_wait(ahead, KINDS, rates, mine, served):
            waited = (UNTIL if np.isnan(result.at[me]) else float(result.at[me])) - now
            yield now, mine, told.median or 0.0, told.nine_in_ten or 0.0, waited


if __name__ == "__main__":
    for row in main():
        print(row["name"], row["value"], row["unit"], row["peer"])
