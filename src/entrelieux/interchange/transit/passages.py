"""The passages of each trip at its stops: put in order, completed, or left out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.transit import DAY_S
from entrelieux.interchange.transit.archive import Archive

LONGEST_S = 3 * DAY_S
UNKNOWN, UNREADABLE = -1, -2
_NEEDED = ("trip_id", "stop_sequence")
_OTHERS = ("stop_id", "arrival_time", "departure_time", "pickup_type", "drop_off_type")
_ZONES = ("location_group_id", "location_id")
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """p passages, in order of trip, then of the way it runs. arrival, departure: seconds."""

    trip: Ints
    stop: Ints
    arrival: Ints
    departure: Ints
    board: NDArray[np.int8]
    leave: NDArray[np.int8]

    def keep(self, kept: NDArray[np.bool_] | slice) -> "Passages":
        return Passages(
            self.trip[kept], self.stop[kept], self.arrival[kept], self.departure[kept],
            self.board[kept], self.leave[kept],
        )  # fmt: skip


def read_passages(
    archive: Archive,
    trips: Mapping[str, int],
    stops: Mapping[str, int],
    left_out: Counter[str],
) -> Passages:
    """Whole trips only: one that goes back in time, or whose ends have no hour, is left out."""
    told: list[tuple[int, ...]] = []
    blocks: list[NDArray[np.int32]] = []
    rows = archive.rows("stop_times", _NEEDED, (*_OTHERS, *_ZONES))
    for trip_id, rank, stop_id, arrives, leaves, board, off, *zone in rows:
        trip, stop = trips.get(trip_id), stops.get(stop_id)
        if any(zone) and not stop_id:
            left_out["passages-zones"] += 1
        elif trip is None or stop is None or not (rank.isascii() and rank.isdigit()):
            left_out["passages"] += 1
        else:
            a, b = _both(seconds_of(arrives), seconds_of(leaves))
            told.append(
                (
                    trip, min(int(rank[:9]), 2**30), stop, a, b,
                    _kind(board), _kind(off),
                )
            )  # fmt: skip
            if len(told) == 1 << 18:
                blocks.append(np.array(told, np.int32))
                told.clear()
    blocks.append(np.array(told, np.int32).reshape(-1, 7))
    table = np.concatenate(blocks)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    trip, _, stop, arrival, departure, board, leave = (column.copy() for column in table.T)
    return _sound(
        Passages(trip, stop, arrival, departure, board.astype(np.int8), leave.astype(np.int8)),
        left_out,
    )


def _sound(read: Passages, left_out: Counter[str]) -> Passages:
    if not len(read.trip):
        return read
    last = np.append(read.trip[1:] != read.trip[:-1], True)
    first = np.roll(last, 1)
    known = read.arrival != UNKNOWN
    left_out["heures-interpolees"] += int((~known).sum())
    arrival, departure = _filled(read.arrival, known), _filled(read.departure, known)
    wrong = ((first | last) & ~known) | (read.arrival == UNREADABLE)
    wrong |= (departure < arrival) | (departure > LONGEST_S)
    wrong[1:] |= ~first[1:] & (arrival[1:] < departure[:-1])
    bad = np.unique(read.trip[wrong])
    sizes = np.bincount(read.trip)
    short = np.flatnonzero(sizes == 1)
    left_out["courses-heures"] += len(bad)
    left_out["courses-courtes"] += len(np.setdiff1d(short, bad))
    completed = Passages(read.trip, read.stop, arrival, departure, read.board, read.leave)
    return completed.keep(~np.isin(read.trip, bad) & (sizes[read.trip] > 1))


def _filled(times: Ints, known: NDArray[np.bool_]) -> Ints:
    """Hours that are not told, spread evenly between those that are."""
    if known.all() or not known.any():
        return times
    at = np.arange(len(times))
    return np.interp(at, at[known], times[known]).astype(np.int32)


@lru_cache(100_000)
def seconds_of(text: str) -> int:
    """``25:10:00`` as seconds; ``UNKNOWN`` when absent, ``UNREADABLE`` when not an hour."""
    if not text:
        return UNKNOWN
    parts = text.split(":")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) < 4 for p in parts):
        return UNREADABLE
    hours, minutes, seconds = map(int, parts)
    return hours * 3600 + minutes * 60 + seconds if max(minutes, seconds) < 60 else UNREADABLE


def _both(arrives: int, leaves: int) -> tuple[int, int]:
    """One hour stands for the other when it alone is told."""
    if UNREADABLE in {arrives, leaves}:
        return UNREADABLE, UNREADABLE
    return (arrives if arrives >= 0 else leaves), (leaves if leaves >= 0 else arrives)


def _kind(text: str) -> int:
    return int(text) if text in {"1", "2", "3"} else 0
