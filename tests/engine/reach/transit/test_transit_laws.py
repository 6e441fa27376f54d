"""Every answer about buses equals Dijkstra's, one event at a time, on any timetable."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.reach.transit import (
    END_S,
    MOST_RIDES,
    NEVER,
    Asked,
    Openings,
    Stopping,
    Walks,
    Way,
    departures,
    earliest,
    latest,
    outing,
    outings,
    service_day,
)
from tests.engine.reach.transit.worlds import (
    DATES,
    MOMENTS,
    NEAR,
    STOPS,
    USABLE,
    one_point,
    worlds,
)

laws = settings(max_examples=100, deadline=None, derandomize=True)
WINDOWS = st.tuples(MOMENTS, MOMENTS).map(lambda two: tuple(min(t, END_S) for t in sorted(two)))
ON_FOOT = st.sampled_from([NEVER, NEVER, 300, 5000])


def arrival(found, near):
    times = [t + near[stop] for (stop, _rides), t in found.items() if stop in near]
    return min(times, default=NEVER)


def exact_arrival(world, day, start, end, after, until, on_foot=NEVER):
    """Earliest moment at the end, by bus or on foot, or None."""
    by_bus = arrival(world.reach(day, start, after, until), end)
    best = min(by_bus, after + on_foot)
    return best if best <= until else None


def exact_leaving(world, day, start, end, by, after, on_foot=NEVER):
    """Latest moment from which one arrives in time, trying every moment a bus could be met."""
    moments = {c.leaves + s - w for t in world.trips for c in t.calls
               for s in (-2 * 86400, -86400, 0, 86400) for w in start.values()}  # fmt: skip
    moments.add(by - on_foot)
    for moment in sorted((m for m in moments if after <= m <= by), reverse=True):
        if exact_arrival(world, day, start, end, moment, by, on_foot) is not None:
            return moment
    return None


@laws
@given(worlds(), DATES, NEAR, WINDOWS, st.booleans(), st.booleans())
def test_one_scan_reaches_every_stop_as_early_with_as_few_rides(
    world, day, start, window, by_phone, wheelchair
):
    after, until = window
    usable = USABLE | {Stopping.BY_PHONE} if by_phone else USABLE
    exact = world.reach(day, start, after, until, usable=usable, wheelchair=wheelchair)
    today = service_day(world.table(), day, by_phone=by_phone, wheelchair=wheelchair)
    reached = today.from_(one_point(start), after, until).reached
    least = np.minimum.accumulate(reached, axis=1)
    for stop in range(STOPS):
        known = NEVER
        for rides in range(MOST_RIDES):
            known = min(known, exact.get((stop, rides + 1), NEVER))
            assert least[stop, rides] == known


@laws
@given(worlds(), DATES, NEAR, NEAR, WINDOWS, ON_FOOT)
def test_a_journey_arrives_as_early_as_can_be_and_leaves_as_late(
    world, day, start, end, window, on_foot
):
    after, until = window
    today = service_day(world.table(), day)
    way = Way(one_point(start), one_point(end), on_foot)
    journey = earliest(today, way, after, until)
    arrives = exact_arrival(world, day, start, end, after, until, on_foot)
    assert (journey and journey.arrives) == arrives
    if journey is not None:
        may_run(world, today, journey, start, end)
    last = latest(today, way, until, after)
    leaves = exact_leaving(world, day, start, end, until, after, on_foot)
    assert (last and last.leaves) == leaves
    if last is not None:
        may_run(world, today, last, start, end)
        assert last.arrives == exact_arrival(world, day, start, end, leaves, until, on_foot)


def may_run(world, today, journey, start, end):
    """Each ride follows one trip that runs, and each change has the time it takes."""
    table, moment, at = today.table, journey.leaves, None
    for ride in journey.rides:
        assert table.trip[ride.first] == table.trip[ride.last]
        own = np.flatnonzero(table.trip == table.trip[ride.first])
        own = own[(own >= ride.first) & (own <= ride.last)]
        assert (table.head[own[:-1]] == table.tail[own[1:]]).all()
        stop = int(table.tail[ride.first])
        walk = start[stop] if at is None else world.feet[at, stop]
        assert moment + walk <= ride.leaves <= ride.arrives
        assert {table.board[ride.first], table.leave[ride.last]} <= USABLE
        moment, at = ride.arrives, int(table.head[ride.last])
    if at is not None:
        assert journey.arrives == moment + end[at]
        assert journey.leaves == journey.rides[0].leaves - start[table.tail[journey.rides[0].first]]


@laws
@given(worlds(), DATES, NEAR, NEAR, WINDOWS)
def test_the_departures_told_are_all_those_that_no_other_beats(world, day, start, end, window):
    after, by = window
    told = departures(
        service_day(world.table(), day), Way(one_point(start), one_point(end)), after, by
    )
    moment, expected = after, []
    while (arrives := exact_arrival(world, day, start, end, moment, by)) is not None:
        leaves = exact_leaving(world, day, start, end, arrives, moment)
        expected.append((leaves, arrives))
        moment = leaves + 1
    assert [(one.leaves, one.arrives) for one in told] == expected


@st.composite
def open_hours(draw):
    cuts = sorted(draw(st.sets(MOMENTS, max_size=4)))
    return list(zip(cuts[::2], cuts[1::2], strict=False))


@laws
@given(worlds(), DATES, NEAR, st.lists(st.tuples(NEAR, open_hours(), ON_FOOT), max_size=3),
       WINDOWS, st.sampled_from([0, 600, 3600]))  # fmt: skip
def test_there_and_back_of_all_places_at_once_is_what_each_says_alone(
    world, day, home, places, window, stay
):
    asked = Asked(*window, stay)
    today = service_day(world.table(), day)
    rows = [(p, s, t) for p, (near, _, _) in enumerate(places) for s, t in near.items()]
    walks = Walks.of(len(places), *([r[i] for r in rows] for i in range(3)))
    hours = [(p, a, b) for p, (_, opened, _) in enumerate(places) for a, b in opened]
    openings = Openings(
        np.searchsorted([h[0] for h in hours], np.arange(len(places) + 1)).astype(np.int32),
        np.array([h[1] for h in hours], np.int32), np.array([h[2] for h in hours], np.int32),
    )  # fmt: skip
    on_foot = np.array([p[2] for p in places], np.int32)
    found = outings(today, one_point(home), walks, on_foot, openings, asked)
    for row, (near, opened, walk) in enumerate(places):
        arrives = exact_arrival(world, day, home, near, asked.after, asked.before, walk)
        leaves = exact_leaving(world, day, near, home, asked.before, asked.after, walk)
        stays = [
            min(closes, leaves) - max(opens, arrives)
            for opens, closes in opened
            if arrives is not None and leaves is not None
        ]
        longest = max([*stays, -1])
        assert found.stay[row] == longest
        way = Way(one_point(home), one_point(near), walk)
        one = outing(today, way, opened, asked)
        assert (one is not None) == bool(found.feasible(asked)[row]) == (longest >= stay)
        if one is not None:
            assert asked.after <= one.there.leaves <= one.there.arrives <= one.begin
            assert one.begin + stay <= one.back.leaves <= one.back.arrives <= asked.before
            assert one.last.leaves == leaves
            assert any(a <= one.begin and one.begin + stay <= b for a, b in opened)
