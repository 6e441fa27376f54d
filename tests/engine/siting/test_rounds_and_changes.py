"""Half-days, and who gains when sites change."""

from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.engine.siting import Day, Instance, SitingError, half_days, what_if
from entrelieux.engine.siting import rounds as rounds_module
from tests.engine.siting import worlds

laws = settings(deadline=None, max_examples=150)


@st.composite
def days(draw: st.DrawFn, sites: int) -> Day:
    minutes = st.integers(0, 40).map(float)

    def table(*shape: int) -> np.ndarray:
        size = int(np.prod(shape))
        return np.array(draw(st.lists(minutes, min_size=size, max_size=size))).reshape(shape)

    return Day(
        out=table(sites),
        back=table(sites),
        between=table(sites, sites),
        stop=draw(st.sampled_from([0.0, 30.0, 60.0])),
        length=draw(st.sampled_from([60.0, 150.0])),
        driving=draw(st.sampled_from([20.0, 60.0, 120.0])),
        stops=draw(st.integers(1, 3)),
    )


def road(day: Day, order: tuple[int, ...]) -> float:
    between = sum(day.between[a, b] for a, b in pairwise(order))
    return float(day.out[order[0]] + between + day.back[order[-1]])


def possible(day: Day, order: tuple[int, ...]) -> bool:
    driving = road(day, order)
    return driving <= day.driving and driving + len(order) * day.stop <= day.length


@pytest.fixture(params=[40_000, 2])
def kept(request, monkeypatch) -> bool:
    """Whether every set of stops may be chosen."""
    monkeypatch.setattr(rounds_module, "MOST_ROUNDS", request.param)
    return request.param > 2


@settings(laws, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), worlds.instances(), st.integers(0, 2))
def test_half_days_bring_a_stop_to_the_most_people(kept, data, instance, n) -> None:
    day = data.draw(days(instance.pairs.sites))
    found = half_days(instance, n, day, 5)
    free = instance.candidates.tolist()
    rounds = [
        stops
        for size in range(1, day.stops + 1)
        for stops in combinations(free, size)
        if any(possible(day, order) for order in permutations(stops))
    ]
    best = min(
        worlds.unreached(instance, tuple({s for r in chosen for s in r}), 5)
        for count in range(min(n, len(rounds)) + 1)
        for chosen in combinations(rounds, count)
    )
    assert found.answer.bound >= instance.weights.sum() - best - 1e-6
    assert found.answer.proved or not kept
    if found.answer.proved:
        assert found.answer.unreached == pytest.approx(best)
    assert len(found.rounds) <= n
    for one in found.rounds:
        assert possible(day, one.stops)
        assert one.driving == road(day, one.stops)
    assert set(found.answer.chosen) == {s for one in found.rounds for s in one.stops}


@laws
@given(st.data(), worlds.instances())
def test_what_changes_is_told_for_each_class_and_adds_up(data, instance) -> None:
    sites = st.sets(st.integers(0, max(0, instance.pairs.sites - 1)))
    if instance.pairs.sites == 0:
        sites = st.just(set())
    before, after = data.draw(sites), data.draw(sites)
    d = instance.weights.size
    classes = data.draw(st.lists(st.integers(0, 2), min_size=d, max_size=d))
    change = what_if(instance, sorted(before), sorted(after), np.array(classes, np.int64))
    costs = worlds.dense(instance)
    for label in range(max(classes, default=0) + 1):
        gains = loses = reached = left = 0.0
        for i in range(d):
            if classes[i] != label:
                continue
            a = costs[i, sorted(before)].min(initial=np.inf)
            b = costs[i, sorted(after)].min(initial=np.inf)
            person = instance.weights[i]
            if np.isfinite(a) and np.isfinite(b):
                gains += person * (b < a)
                loses += person * (b > a)
            reached += person * (np.isinf(a) and np.isfinite(b))
            left += person * (np.isfinite(a) and np.isinf(b))
        said = (change.gains, change.loses, change.newly_reached, change.newly_left)
        assert [s[label] for s in said] == pytest.approx([gains, loses, reached, left])
    moved = change.minutes_gained.sum() - change.minutes_lost.sum()
    both = np.isfinite(change.before) & np.isfinite(change.after)
    told = (instance.weights * np.where(both, change.before, 0)).sum()
    told -= (instance.weights * np.where(both, change.after, 0)).sum()
    assert moved == pytest.approx(told, abs=1e-6)


def test_nothing_changed_changes_nothing() -> None:
    change = what_if(Instance(np.ones(2), np.array([[1.0, 2.0], [2.0, np.inf]])), [0], [0])
    assert not np.any([change.gains, change.loses, change.newly_reached, change.newly_left])


def test_a_question_that_makes_no_sense_says_what_is_asked() -> None:
    instance = Instance(np.ones(1), np.ones((1, 2)))
    flat = Day(np.zeros(2), np.zeros(2), np.zeros((2, 2)), 30, 240, 60)
    with pytest.raises(SitingError, match="before: site 2"):
        what_if(instance, [2], [0])
    with pytest.raises(SitingError, match="classes"):
        what_if(instance, [0], [1], [-1])
    with pytest.raises(SitingError, match="out: expected minutes"):
        half_days(instance, 1, Day(np.zeros(1), np.zeros(2), np.zeros((2, 2)), 30, 240, 60), 5)
    with pytest.raises(SitingError, match="p: -1"):
        half_days(instance, -1, flat, 5)
