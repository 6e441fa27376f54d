"""The best outing of each place is the best of all pairs of a departure and a return."""

from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.reach.transit import (
    END_S,
    NEVER,
    Asked,
    Openings,
    Walks,
    Way,
    best_outings,
    earliest,
    latest,
    outing,
    service_day,
    trips,
)
from tests.engine.reach.transit.test_transit_laws import WINDOWS, laws
from tests.engine.reach.transit.worlds import DATES, DAYS, FIRST, NEAR, STOPS, Call, one_point
from tests.engine.reach.transit.worlds import Trip as Vehicle
from tests.engine.reach.transit.worlds import worlds as any_worlds

DAILY = frozenset(FIRST + timedelta(d) for d in range(DAYS))
MINUTES = st.integers(6 * 6, 20 * 6).map(lambda n: n * 600)
FREE = st.one_of(st.just((0, END_S)), st.just((7 * 3_600, 19 * 3_600)), WINDOWS)
LIMITS = st.sampled_from([900, 3_600, 14_400, 108_000])
STAYS = st.sampled_from([0, 600, 3_600])
A_WHOLE_DAY = 108_000


@st.composite
def worlds(draw):
    """Any world, and shuttles that run every day: somebody can often go and come back."""
    world = draw(any_worlds())
    for _ in range(draw(st.integers(2, 6))):
        stops, at = draw(st.permutations(range(STOPS))), draw(MINUTES)
        ride = draw(st.sampled_from([600, 1_800]))
        calls = [Call(stop, at + n * ride, at + n * ride) for n, stop in enumerate(stops[:3])]
        world.trips.append(Vehicle(calls, DAILY))
    return world


def asked_of(window, stay=0):
    return Asked(min(window), max(window), stay)


def as_points(nears):
    rows = [(i, stop, s) for i, near in enumerate(nears) for stop, s in near.items()]
    return Walks.of(len(nears), *np.array(rows or np.zeros((0, 3)), np.int64).reshape(-1, 3).T)


def spans(many):
    some = [sorted(one) for one in many]
    first = np.cumsum([0, *map(len, some)], dtype=np.int32)
    flat = np.array([pair for one in some for pair in one], np.int32).reshape(-1, 2)
    return Openings(first, flat[:, 0].copy(), flat[:, 1].copy())


def every_pair(today, start, end, open_at, asked, most):
    """(away, travel) of the best outing, from the journeys of each moment of the timetable."""
    way, moments = Way(one_point(start), one_point(end)), range(len(today.forwards.departure))
    leaves = {int(today.forwards.departure[c]) - w for c in moments for w in start.values()}
    homes = {int(today.forwards.arrival[c]) + w for c in moments for w in start.values()}
    best = None
    for at in leaves:
        there = earliest(today, way, at, asked.before) if at >= asked.after else None
        if there is None or there.arrives - at > most:
            continue
        for home in homes:
            back = latest(today, way.back(), home, asked.after) if home <= asked.before else None
            if back is None or home - back.leaves > most:
                continue
            for opens, closes in open_at:
                done = max(opens, there.arrives) + asked.stay
                if done <= min(closes, back.leaves):
                    found = (home - at, there.arrives - at + home - back.leaves)
                    best = min(found, best or found)
    return best


@laws
@given(worlds(), DATES, NEAR, st.lists(NEAR, min_size=1, max_size=2), FREE, STAYS, LIMITS,
       st.lists(FREE.filter(lambda w: w[0] < w[1]), min_size=1, max_size=2))  # fmt: skip
def test_the_best_outing_is_the_best_of_every_pair(
    world, day, start, ends, window, stay, most, open_at
):
    asked, today = asked_of(window, stay), service_day(world.table(), day)
    found = trips(today, one_point(start), as_points(ends), asked, most)
    hours = spans([open_at] * len(ends))
    best = best_outings(found, np.arange(len(ends)), hours, stay)
    for place, end in enumerate(ends):
        exact = every_pair(today, start, end, open_at, asked, most)
        assert bool(best.possible[place]) == (exact is not None)
        if exact:
            assert (int(best.away_s[place]), int(best.travel_s[place])) == exact


@laws
@given(worlds(), DATES, NEAR, NEAR, FREE, STAYS, st.lists(FREE, min_size=1, max_size=2))
def test_an_outing_keeps_to_free_time_opening_hours_and_order(
    world, day, start, end, window, stay, open_at
):
    asked, today = asked_of(window, stay), service_day(world.table(), day)
    found = trips(today, one_point(start), one_point(end), asked, A_WHOLE_DAY)
    best = best_outings(found, np.zeros(1, np.intp), spans([open_at]), stay)
    way = Way(one_point(start), one_point(end))
    assert bool(best.possible[0]) == (outing(today, way, sorted(open_at), asked) is not None)
    if best.possible[0]:
        leaves, arrives, begin = int(best.leaves[0]), int(best.arrives[0]), int(best.begin[0])
        returns, home = int(best.returns[0]), int(best.home[0])
        assert asked.after <= leaves <= arrives <= begin
        assert begin + stay <= returns <= home <= asked.before
        assert any(a <= begin and begin + stay <= b for a, b in open_at)


@laws
@given(worlds(), DATES, NEAR, NEAR, WINDOWS)
def test_without_the_trip_there_is_no_outing(world, day, start, end, window):
    world.trips.clear()
    asked, today = asked_of(window), service_day(world.table(), day)
    found = trips(today, one_point(start), one_point(end), asked, A_WHOLE_DAY)
    best = best_outings(found, np.zeros(1, np.intp), Openings.always(1), 0)
    assert best.leaves.tolist() == [NEVER]
