"""Every question beside the answer found by trying all choices."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.engine.siting import (
    Answer,
    Instance,
    fair,
    fairest,
    maximal_cover,
    p_centre,
    p_median,
    set_cover,
)
from tests.engine.siting import worlds

places = st.integers(0, 4)
limits = st.sampled_from([0.0, 1.0, 3.0, 5.0, 30.0])
near = pytest.approx
laws = settings(deadline=None, max_examples=200)


def right(instance: Instance, answer: Answer, p: int | None = None) -> None:
    """What holds of any answer."""
    assert answer.proved
    assert answer.gap == 0
    assert answer.bound == answer.objective
    assert answer.by != "bound"
    assert set(answer.chosen) <= set(instance.candidates)
    assert list(answer.chosen) == sorted(answer.chosen)
    assert p is None or answer.chosen.size <= p
    everybody = instance.weights.sum()
    assert answer.reached + answer.unreached == near(everybody)


@laws
@given(worlds.instances(), places)
def test_p_median_reaches_the_most_people_then_asks_the_fewest_minutes(instance, p) -> None:
    answer = p_median(instance, p)
    right(instance, answer, p)
    left = worlds.least_left(instance, p)
    best = min(
        worlds.minutes_sum(instance, chosen)
        for chosen in worlds.choices(instance, p)
        if worlds.unreached(instance, chosen) <= left + worlds.SLACK
    )
    assert answer.unreached == near(left)
    assert answer.objective == near(best, abs=1e-6)
    assert worlds.minutes_sum(instance, tuple(answer.chosen)) == near(answer.objective, abs=1e-6)


@laws
@given(worlds.instances(), places)
def test_p_median_counts_the_minutes_that_it_was_told_for_who_is_left(instance, p) -> None:
    answer = p_median(instance, p, beyond=90)
    right(instance, answer, p)
    best = min(worlds.minutes_sum(instance, c, 90) for c in worlds.choices(instance, p))
    assert answer.objective == near(best, abs=1e-6)


@laws
@given(worlds.instances(), places, limits)
def test_maximal_cover_covers_the_most_people(instance, p, limit) -> None:
    answer = maximal_cover(instance, p, limit)
    right(instance, answer, p)
    best = min(worlds.unreached(instance, c, limit) for c in worlds.choices(instance, p))
    assert answer.unreached == near(best)
    assert answer.objective == near(instance.weights.sum() - best)


@laws
@given(worlds.instances(), limits)
def test_set_cover_opens_the_fewest_that_leave_nobody_who_could_be_served(instance, limit) -> None:
    answer = set_cover(instance, limit)
    right(instance, answer)
    everything = tuple(instance.candidates.tolist())
    least = worlds.unreached(instance, everything, limit)
    fewest = min(
        len(chosen)
        for chosen in worlds.choices(instance, instance.candidates.size)
        if worlds.unreached(instance, chosen, limit) <= least + worlds.SLACK
    )
    assert answer.unreached == near(least)
    assert answer.objective == answer.chosen.size == fewest


@laws
@given(worlds.instances(), places)
def test_p_centre_brings_the_worst_served_as_near_as_can_be(instance, p) -> None:
    answer = p_centre(instance, p)
    right(instance, answer, p)
    left = worlds.least_left(instance, p)
    best = min(
        worlds.worst(instance, chosen)
        for chosen in worlds.choices(instance, p)
        if worlds.unreached(instance, chosen) <= left + worlds.SLACK
    )
    assert answer.unreached == near(left)
    assert answer.objective == best


@pytest.fixture(params=["tried", "searched"])
def way(request, monkeypatch) -> None:
    """All choices tried, or rungs searched one after another."""
    if request.param == "searched":
        monkeypatch.setattr(fair, "MOST_TRIED", -1)


@settings(laws, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds.instances(), places, st.sampled_from([1.0, 5.0]))
def test_fairest_looks_at_the_worst_served_then_at_the_next_worst(way, instance, p, step) -> None:
    answer = fairest(instance, p, step=step)
    right(instance, answer, p)

    def ladder(chosen):
        minutes = np.ceil(worlds.minutes_with(instance, chosen) / step - 1e-9) * step
        rungs = np.unique(np.append(np.ceil(worlds.dense(instance) / step - 1e-9), 0) * step)[::-1]
        return [round(float(instance.weights[minutes >= rung].sum()), 6) for rung in rungs]

    best = min(ladder(chosen) for chosen in worlds.choices(instance, p))
    assert ladder(tuple(answer.chosen)) == best


def test_a_rung_that_is_too_large_to_search_is_not_said_to_be_proved(monkeypatch) -> None:
    monkeypatch.setattr(fair, "MOST_TRIED", -1)
    costs = np.random.default_rng(6).integers(1, 60, (30, 12)).astype(float)
    proved = fairest(Instance(np.ones(30), costs), 3)
    monkeypatch.setattr(fair, "MOST_HELD", 0)
    answer = fairest(Instance(np.ones(30), costs), 3)
    assert proved.proved
    assert not answer.proved
    assert answer.by == "bound"
    assert answer.bound <= proved.objective <= answer.objective


@laws
@given(worlds.instances(), places)
def test_each_goes_to_the_nearest_open_site_the_smallest_index_first(instance, p) -> None:
    answer = p_median(instance, p)
    open_sites = sorted([*instance.existing, *answer.chosen])
    costs = worlds.dense(instance)
    for i, site in enumerate(answer.assignment):
        minutes = costs[i, open_sites]
        expected = -1
        if minutes.size and np.isfinite(minutes.min()):
            expected = open_sites[int(minutes.argmin())]
        assert site == expected


@laws
@given(worlds.instances(), places)
def test_an_answer_is_the_same_twice(instance, p) -> None:
    one, other = p_median(instance, p), p_median(instance, p)
    assert one.chosen.tolist() == other.chosen.tolist()
    assert one.objective == other.objective


@laws
@given(worlds.instances(whole=True), places)
def test_alternatives_are_other_choices_that_are_worth_what_they_say(instance, p) -> None:
    answer = p_median(instance, p, beyond=90)
    for other in answer.alternatives:
        assert other.chosen.tolist() != answer.chosen.tolist()
        assert other.objective >= answer.objective - 1e-9
        assert worlds.minutes_sum(instance, tuple(other.chosen), 90) == near(other.objective)
