"""Can the places of a plan be visited in one go, in which order, on which day, in how long?

Exhaustive over orders (at most 8 places): for a given order and day, leaving early and waiting is
never worse, so one simulation decides whether opening hours allow it.
"""

from dataclasses import dataclass
from functools import cache
from itertools import permutations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from entrelieux.engine.orientation.model import OrientationError

MOST_PLACES = 8
VISIT_MIN = 30
"""Minutes spent at each place: an assumption, said on the page."""
EARLIEST_QUARTER = 28
"""Nobody leaves home before 7 h."""


@dataclass(frozen=True, slots=True)
class Tour:
    """minutes: whole travel, from home and back. weekday: 0 is Monday. order: rows of places.

    leaves_at, returns_at: minutes of the day.
    """

    minutes: int
    weekday: int
    order: tuple[int, ...]
    leaves_at: int
    returns_at: int


def best_tour(
    travel: NDArray[np.int16],
    open_week: NDArray[np.uint64],
    *,
    visit_min: int = VISIT_MIN,
) -> Tour | None:
    """The shortest round that opening hours allow on some day of the week; None when none does.

    Args:
        travel: one-way minutes, shape (n + 1, n + 1), row 0 is home; -1 where no road leads.
        open_week: quarters when each place can be visited (already met with the person's own
            free time), shape (n, 11), uint64; a place of unknown hours is given as all ones.
        visit_min: minutes spent at each place, without a break in its opening.

    Ties go to the earliest weekday, then to the first order in lexicographic order.
    """
    places = len(open_week)
    if travel.shape != (places + 1, places + 1):
        raise OrientationError(f"travel is {travel.shape}; expected {(places + 1, places + 1)}")
    if not 1 <= places <= MOST_PLACES:
        raise OrientationError(f"{places} places; expected 1 to {MOST_PLACES}")
    if (travel < 0).any():
        return None
    orders = _orders(places)
    legs = np.zeros((len(orders), places + 2), np.int32)
    legs[:, 1:-1] = orders + 1
    totals = travel[legs[:, :-1], legs[:, 1:]].sum(axis=1, dtype=np.int32)
    ranked = np.argsort(totals, kind="stable")
    row, weekday, leave, back = _first_possible(
        ranked, orders, travel.astype(np.int32), _open_quarters(open_week), visit_min
    )
    if row < 0:
        return None
    order = tuple(int(place) for place in orders[row])
    return Tour(int(totals[row]), int(weekday), order, int(leave), int(back))


@cache
def _orders(places: int) -> NDArray[np.int32]:
    return np.array(list(permutations(range(places))), np.int32)


def _open_quarters(open_week: NDArray[np.uint64]) -> NDArray[np.bool_]:
    shifts = np.arange(64, dtype=np.uint64)
    bits = (open_week[:, :, None] >> shifts & np.uint64(1)).astype(bool)
    return bits.reshape(len(open_week), -1)[:, :672].reshape(len(open_week), 7, 96)


@njit(cache=True)
def _first_possible(ranked, orders, travel, is_open, visit_min):
    """First order by travel that some day allows: (row, weekday, leave, back), row -1 if none."""
    quarters = (visit_min + 14) // 15
    for rank in range(ranked.shape[0]):
        row = ranked[rank]
        for weekday in range(7):
            clock, here, leave, possible = 15 * EARLIEST_QUARTER, 0, -1, True
            for step in range(orders.shape[1]):
                place = orders[row, step]
                clock += travel[here, place + 1]
                start = _next_stretch(is_open[place, weekday], (clock + 14) // 15, quarters)
                if start < 0:
                    possible = False
                    break
                if leave < 0:
                    leave = 15 * start - travel[0, place + 1]
                clock = max(clock, 15 * start) + visit_min
                here = place + 1
            if possible:
                return row, weekday, leave, clock + travel[here, 0]
    return -1, 0, 0, 0


@njit(cache=True)
def _next_stretch(day, first, quarters):
    """First quarter from ``first`` that opens an unbroken stretch of ``quarters``; -1 if none."""
    run = 0
    for quarter in range(first, 96):
        run = run + 1 if day[quarter] else 0
        if run == quarters:
            return quarter - quarters + 1
    return -1
