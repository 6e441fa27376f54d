"""Small invented timetables, and what Dijkstra answers about them, without any array.

A world is a list of trips, each with the dates it runs, and of walks between stops. The search
goes over (moment, stop, rides) and (moment, trip of a date, rank, rides), one event at a time.
"""

import heapq
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from hypothesis import strategies as st

from entrelieux.engine.reach.transit import (
    DAY_S,
    END_S,
    MOST_RIDES,
    NEVER,
    Stopping,
    Texts,
    Timetable,
    TransitAbout,
    Walks,
    checked,
)

FIRST = date(2026, 11, 23)
DAYS = 4
STOPS = 5
USABLE = {Stopping.USUAL, Stopping.ASK_DRIVER}


@dataclass
class Call:
    stop: int
    arrives: int
    leaves: int
    board: int = 0
    off: int = 0


@dataclass
class Trip:
    calls: list
    dates: frozenset
    wheelchair: int = 0


@dataclass
class World:
    trips: list
    feet: dict = field(default_factory=dict)  # (from, to): seconds
    stop_wheelchair: tuple = (0,) * STOPS

    def table(self):
        rows = (
            sorted(
                (one.leaves, number, rank, one, after)
                for number, trip in enumerate(self.trips)
                for rank, (one, after) in enumerate(zip(trip.calls, trip.calls[1:], strict=False))
            )
            if self.trips
            else []
        )
        feet = sorted((a, b, s) for (a, b), s in self.feet.items())
        walks = Walks.of(STOPS, *(np.array([f[i] for f in feet], np.int32) for i in range(3)))
        runs = np.array(
            [[FIRST + timedelta(d) in trip.dates for d in range(DAYS)] for trip in self.trips],
            np.bool_,
        ).reshape(len(self.trips), DAYS)

        def column(values, kind=np.int32):
            return np.array(list(values), kind)

        last = FIRST + timedelta(DAYS - 1)
        return checked(
            Timetable(
                about=TransitAbout("inventé", "", "", FIRST.isoformat(), last.isoformat(), True),
                lon=np.linspace(3, 3.5, STOPS),
                lat=np.full(STOPS, 44.5),
                stop_wheelchair=column(self.stop_wheelchair, np.int8),
                stop_name=Texts.of("ABCDE"),
                tail=column(r[3].stop for r in rows),
                head=column(r[4].stop for r in rows),
                departure=column(r[0] for r in rows),
                arrival=column(r[4].arrives for r in rows),
                trip=column(r[1] for r in rows),
                board=column((r[3].board for r in rows), np.int8),
                leave=column((r[4].off for r in rows), np.int8),
                line=column(0 for _ in self.trips),
                service=column(range(len(self.trips))),
                wheelchair=column((t.wheelchair for t in self.trips), np.int8),
                head_text=column(0 for _ in self.trips),
                heads=Texts.of([""]),
                runs=np.packbits(runs, axis=1, bitorder="little"),
                line_name=Texts.of(["1"]),
                line_agency=column([0]),
                agency_name=Texts.of(["Cars inventés"]),
                agency_phone=Texts.of([""]),
                foot_first=walks.first,
                foot_stop=walks.stop,
                foot_s=walks.seconds,
            )
        )

    def reach(self, day, start, at, until, *, usable=USABLE, wheelchair=False):
        """{(stop, rides): earliest moment one has got off there}. start: {stop: seconds}."""
        fine = [not wheelchair or w != 2 for w in self.stop_wheelchair]
        runs = [
            (trip, shift * DAY_S)
            for trip in self.trips
            for shift in range(-3, 2)
            if day + timedelta(shift) in trip.dates and not (wheelchair and trip.wheelchair == 2)
        ]
        heap = [(at + s, 0, stop, 0, 0) for stop, s in start.items()]
        seen, found = set(), {}
        while heap:
            moment, kind, a, b, rides = heapq.heappop(heap)
            if moment > until or (kind, a, b, rides) in seen:
                continue
            seen.add((kind, a, b, rides))
            if kind == 0:  # ready at stop a
                if rides == MOST_RIDES:
                    continue
                for number, (trip, shift) in enumerate(runs):
                    for rank, call in enumerate(trip.calls[:-1]):
                        leaves = call.leaves + shift
                        if (
                            call.stop == a and call.board in usable and fine[a]
                            and moment <= leaves and 0 <= leaves < END_S
                        ):  # fmt: skip
                            heapq.heappush(heap, (leaves, 1, number, rank, rides + 1))
            else:  # on board of run a, leaving call b
                trip, shift = runs[a]
                call = trip.calls[b + 1]
                arrives = call.arrives + shift
                if arrives > until:
                    continue
                if call.off in usable and fine[call.stop]:
                    key = (call.stop, rides)
                    found[key] = min(found.get(key, NEVER), arrives)
                    for (one, other), seconds in self.feet.items():
                        if one == call.stop:
                            heapq.heappush(heap, (arrives + seconds, 0, other, 0, rides))
                if b + 2 < len(trip.calls) and call.leaves + shift < END_S:
                    heapq.heappush(heap, (call.leaves + shift, 1, a, b + 1, rides))
        return found


MOMENTS = st.integers(0, 34 * 6).map(lambda n: n * 600)


@st.composite
def trips(draw):
    size = draw(st.integers(2, 5))
    moment = draw(MOMENTS)
    calls = []
    for _ in range(size):
        arrives = moment
        leaves = arrives + draw(st.sampled_from([0, 0, 600]))
        kinds = st.sampled_from([0, 0, 0, 0, 1, 2, 3])
        calls.append(
            Call(draw(st.integers(0, STOPS - 1)), arrives, leaves, draw(kinds), draw(kinds))
        )
        moment = leaves + draw(st.sampled_from([0, 600, 1200, 3600]))
    dates = draw(st.sets(st.integers(0, DAYS - 1), max_size=DAYS))
    return Trip(calls, frozenset(FIRST + timedelta(d) for d in dates), draw(st.integers(0, 2)))


@st.composite
def worlds(draw):
    pairs = st.tuples(st.integers(0, STOPS - 1), st.integers(0, STOPS - 1))
    return World(
        draw(st.lists(trips(), max_size=8)),
        draw(st.dictionaries(pairs, st.sampled_from([1, 599, 600, 1800]), max_size=10)),
        draw(st.tuples(*[st.integers(0, 2)] * STOPS)),
    )


DATES = st.integers(0, DAYS - 1).map(lambda d: FIRST + timedelta(d))
NEAR = st.dictionaries(
    st.integers(0, STOPS - 1), st.sampled_from([0, 1, 600, 1500]), min_size=1, max_size=3
)


def one_point(near):
    return Walks.of(1, [0] * len(near), list(near), list(near.values()))
