"""How long does a plan take over the whole country, is it exact, and what is it worth?

Beside it: the same formulation enumerated with HiGHS, a plain Python dynamic programme, and what
every directory does today, the nearest offer for each need separately.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.country import Country, country
from bench.reference_plans import integer_program_front, plain_dynamic_programme
from entrelieux.directory.adapters import zone_words
from entrelieux.engine.orientation.front import Grouped, candidates_of, pareto_front, solve
from entrelieux.engine.orientation.model import NOT_ANSWERED, REMOTE, Candidates, pack
from entrelieux.engine.orientation.offers import Asked
from entrelieux.engine.reach import Mode, Origin
from entrelieux.packs.fr import territories

Row = dict[str, object]
SITUATIONS = 400
MOST_MINUTES = 45
WORLDS = 10_000
WORTH = 1_000
REPEATS = 3
"""Each situation is timed three times and its best kept: others share these cores."""


def main(data: Path) -> list[Row]:
    here = country(data)
    rows: list[Row] = [
        {
            "name": "offres indexées",
            "value": len(here.index.profile),
            "unit": f"dont {here.real_offers} réelles ; le reste est tiré au sort, et dit tel",
        },
        {"name": "interlocuteurs", "value": len(here.index.key)},
        {"name": "lieux", "value": len(here.targets)},
    ]
    rows += list(_speed(here))
    rows += list(_beside_peers(here))
    rows += list(_exactness())
    rows += list(_worth(here))
    return rows


Situation = tuple[Origin, Asked, int]


def situations(here: Country, needs: int, count: int, seed: int) -> Iterator[Situation]:
    """Half drawn by inhabitants (cities), half by communes (villages); needs drawn alike."""
    rng = np.random.default_rng(seed)
    columns = here.index.profiles.shape[1]
    regions = {d.code: d.region for d in territories.departements()}
    for i in range(count):
        weights = here.weights if i % 2 else None
        commune = here.communes[int(rng.choice(len(here.communes), p=weights))]
        asked = Asked(
            needs=tuple(int(n) for n in rng.choice(columns, needs, replace=False)),
            zone_codes=zone_words(
                commune.code, commune.epci, commune.departement, regions[commune.departement]
            ),
        )
        yield Origin(commune.lon, commune.lat, commune.density, commune.landmass), asked, i


def world_of(here: Country, situation: Situation, *, distinct: bool = True) -> Grouped:
    origin, asked, seed = situation
    sites, minutes = here.reach.reachable(origin, here.targets, Mode.VOITURE, MOST_MINUTES)
    return candidates_of(here.index, asked, sites, minutes, seed=seed, distinct=distinct)


def _speed(here: Country) -> Iterator[Row]:
    for needs in range(1, 9):
        drawn = list(situations(here, needs, SITUATIONS, seed=needs))
        for situation in drawn[:20]:
            solve(world_of(here, situation))
        times = [
            min(_timed(lambda s=s: solve(world_of(here, s))) for _ in range(REPEATS)) for s in drawn
        ]
        for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0)):
            yield {
                "name": f"du pays indexé au front, {needs} besoins, {name}",
                "value": float(np.quantile(times, share)),
                "unit": "ms",
            }


def _beside_peers(here: Country) -> Iterator[Row]:
    """The same worlds given to HiGHS and to plain Python; fronts compared as well as times."""
    for needs, count in ((3, 12), (4, 8), (5, 4)):
        ours, theirs, plain, programs, mismatches = [], [], [], 0, 0
        for situation in situations(here, needs, count, seed=100 + needs):
            world = world_of(here, situation)
            same = as_candidates(world_of(here, situation, distinct=False))
            front = {p.vector for p in solve(world)}
            ours.append(min(_timed(lambda w=world: solve(w)) for _ in range(5)))
            started = time.perf_counter()
            exact, solved = integer_program_front(same)
            theirs.append(1000 * (time.perf_counter() - started))
            programs += solved
            plain.append(_timed(lambda s=same: plain_dynamic_programme(s)))
            mismatches += front != exact or front != plain_dynamic_programme(same)
        mine = statistics.median(ours)
        yield {
            "name": f"front de {needs} besoins, HiGHS à côté ({programs} programmes)",
            "value": mine,
            "unit": "ms (médiane)",
            "peer": statistics.median(theirs),
            "ratio": statistics.median(theirs) / mine,
        }
        yield {
            "name": f"front de {needs} besoins, Python pur à côté",
            "value": mine,
            "unit": "ms (médiane)",
            "peer": statistics.median(plain),
            "ratio": statistics.median(plain) / mine,
        }
        yield {
            "name": f"fronts différents, {needs} besoins",
            "value": mismatches,
            "unit": f"sur {count}",
        }
    for needs in (6, 8):
        ours, plain, mismatches = [], [], 0
        for situation in situations(here, needs, 12, seed=200 + needs):
            world = world_of(here, situation)
            same = as_candidates(world_of(here, situation, distinct=False))
            ours.append(min(_timed(lambda w=world: solve(w)) for _ in range(5)))
            started = time.perf_counter()
            expected = plain_dynamic_programme(same)
            plain.append(1000 * (time.perf_counter() - started))
            mismatches += {p.vector for p in solve(world)} != expected
        yield {
            "name": f"front de {needs} besoins, Python pur à côté",
            "value": statistics.median(ours),
            "unit": "ms (médiane)",
            "peer": statistics.median(plain),
            "ratio": statistics.median(plain) / statistics.median(ours),
        }
        yield {"name": f"fronts différents, {needs} besoins", "value": mismatches, "unit": "sur 12"}


def _exactness() -> Iterator[Row]:
    """Seeded worlds of every kind; the hard ones have few sites, many equal offers, many roofs."""
    mismatches = 0
    for seed in range(WORLDS):
        candidates = drawn_world(seed)
        ours = {p.vector for p in pareto_front(candidates, seed=seed)}
        mismatches += ours != plain_dynamic_programme(candidates)
    yield {
        "name": "fronts différents du programme en Python pur",
        "value": mismatches,
        "unit": f"sur {WORLDS} mondes tirés",
    }


def drawn_world(seed: int) -> Candidates:
    rng = np.random.default_rng(seed)
    hard = seed % 4 == 0
    needs = int(rng.integers(1, 7 if seed % 8 else 9))
    rows = int(rng.integers(0, 40 if hard else 12))
    sites = int(rng.integers(1, 6 if hard else 10))
    trip = rng.integers(0, 4 if hard else 60, sites).astype(np.int32)
    site = rng.integers(REMOTE if rng.random() < 0.5 else 0, sites, rows).astype(np.int32)
    penalty = np.where(
        rng.random((rows, needs)) < rng.uniform(0.1, 0.9),
        rng.integers(0, 2 if hard else 4, (rows, needs)),
        NOT_ANSWERED,
    ).astype(np.uint8)
    return Candidates(
        site=site,
        minutes=np.where(site == REMOTE, 0, trip[site]).astype(np.int32),
        packed=pack(penalty),
        key=rng.integers(0, 2**63, rows).astype(np.uint64),
        needs=needs,
    )


def _worth(here: Country) -> Iterator[Row]:
    """One plan against the nearest offer for each need: who must one meet, how far must one go?"""
    people, minutes, alone_people, alone_minutes = [], [], [], []
    answered = 0
    for situation in situations(here, 4, WORTH, seed=999):
        world = world_of(here, situation, distinct=False)
        front = solve(world)
        least = min(p.uncovered for p in front)
        full = [p for p in front if p.uncovered == least and p.visits]
        if not full:
            continue
        answered += 1
        plan = min(full, key=lambda p: (p.interlocutors, p.minutes, p.fit))
        met, far = nearest_for_each(world)
        people.append(plan.interlocutors)
        minutes.append(plan.minutes)
        alone_people.append(met)
        alone_minutes.append(far)
    for name, ours, theirs in (
        ("interlocuteurs par personne", people, alone_people),
        ("minutes par personne", minutes, alone_minutes),
    ):
        yield {
            "name": f"{name}, 4 besoins : un parcours, et l'offre la plus proche par besoin",
            "value": float(np.mean(ours)),
            "unit": f"moyenne de {answered} situations",
            "peer": float(np.mean(theirs)),
            "ratio": float(np.mean(theirs)) / float(np.mean(ours)),
        }


def nearest_for_each(world: Grouped) -> tuple[int, int]:
    """(people met, minutes) when each need goes to the nearest place that answers it, by itself.

    At one distance, the better answer; a trip made twice to one place is counted once, which
    is kind to the directories.
    """
    site_of = np.repeat(np.arange(len(world.minutes)), np.diff(world.start))
    met, trips = set(), set()
    for need in range(world.needs):
        penalty = world.packed >> np.uint32(4 * need) & np.uint32(0xF)
        good = np.flatnonzero(penalty != NOT_ANSWERED)
        if len(good):
            row = min(good, key=lambda r: (world.minutes[site_of[r]], penalty[r], r))
            met.add(int(row))
            trips.add(int(site_of[row]))
    return len(met), int(sum(world.minutes[list(trips)])) if trips else 0


def as_candidates(world: Grouped) -> Candidates:
    site = np.repeat(np.arange(len(world.minutes), dtype=np.int32), np.diff(world.start))
    return Candidates(
        site=site,
        minutes=world.minutes[site],
        packed=world.packed,
        key=world.tie.astype(np.uint64),
        needs=world.needs,
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)
