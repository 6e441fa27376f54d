"""Weekly bitsets: which of the 672 quarters of an hour of a week are open?

Bit 0 is Monday 00:00–00:15 local time, bit 671 is Sunday 23:45–24:00. Bit ``i`` is bit ``i % 64``
of word ``i // 64`` of an array of 11 ``uint64``; the last 32 bits of word 10 are always 0. A day
alone is 96 quarters in 2 words, the last 32 bits of which are 0. Local wall-clock time throughout:
a night when clocks change still has 96 quarters.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Interval = tuple[int, int, int]

DAY = 96
WEEK = 7 * DAY
WEEK_WORDS = 11
DAY_WORDS = 2


class HoursError(ValueError):
    """Hours or free time that cannot be read; the message, in French, says what was expected."""


def pack(flags: Flags) -> Words:
    """Turn flags, shape (672,) or (96,), into words, shape (11,) or (2,)."""
    words = DAY_WORDS if flags.size == DAY else WEEK_WORDS
    padded = np.zeros(words * 64, dtype=np.bool_)
    padded[: flags.size] = flags
    # An explicit little-endian type keeps bit i in word i // 64 on any machine.
    return np.packbits(padded, bitorder="little").view("<u8").astype(np.uint64)


def unpack(words: Words) -> Flags:
    """Turn words, shape (11,) or (2,), into flags, shape (672,) or (96,)."""
    size = DAY if words.size == DAY_WORDS else WEEK
    raw = np.ascontiguousarray(words, dtype="<u8").view(np.uint8)
    return np.unpackbits(raw, bitorder="little")[:size].astype(np.bool_)


def bits_from_intervals(intervals: Iterable[Interval]) -> Words:
    """Build a week from intervals.

    Args:
        intervals: (weekday, start, end): weekday 0 (Monday) to 6; start in 0..95 and end in
            1..192 are quarters of an hour since that day's midnight, start < end; an end beyond 96
            runs into the next day, and Sunday night runs into Monday.

    Returns:
        Words, shape (11,).

    Raises:
        HoursError: a weekday or a quarter is out of range.
    """
    flags = np.zeros(WEEK, dtype=np.bool_)
    for weekday, start, end in intervals:
        if not (0 <= weekday <= 6 and 0 <= start < DAY and start < end <= 2 * DAY):
            message = (
                f"Plage impossible : jour {weekday}, quarts d'heure {start} à {end}. Attendu : "
                "jour de 0 à 6, début de 0 à 95, fin après le début et au plus 192."
            )
            raise HoursError(message)
        first = weekday * DAY + start
        last = weekday * DAY + end
        flags[first : min(last, WEEK)] = True
        if last > WEEK:
            flags[: last - WEEK] = True
    return pack(flags)


def intervals_of(bits: Words) -> list[Interval]:
    """List the open intervals of a week, or of a day (2 words, weekday 0), cut at midnight.

    Returns:
        (weekday, start, end) in order, 0 <= start < end <= 96 quarters; intervals of one day
        never touch. ``bits_from_intervals(intervals_of(week))`` gives ``week`` back.
    """
    found: list[Interval] = []
    for weekday, row in enumerate(unpack(bits).reshape(-1, DAY)):
        edges = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0))
        found += [(weekday, int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return found


def day_of(bits: Words, weekday: int) -> Words:
    """The 96 quarters of one weekday (0 = Monday) of a week, shape (2,)."""
    return pack(unpack(bits)[weekday * DAY : (weekday + 1) * DAY])


def overlap_quarters(a: Words, b: Words) -> int:
    """Number of quarters open in both ``a`` and ``b``, same shape. Symmetric."""
    return int(np.bitwise_count(a & b).sum())


def open_when_free(week_bits: Words, free: Words) -> NDArray[np.int16]:
    """Quarters a week during which each place is open and the person is free.

    Args:
        week_bits: one row per place, shape (n, 11).
        free: the person's free time, shape (11,).

    Returns:
        Shape (n,), 0..672. Zero means no common quarter in the *usual* week: for a place whose
        hours vary or are unknown it means « à vérifier », not « jamais ».
    """
    counts: NDArray[np.int16] = np.bitwise_count(week_bits & free).sum(axis=1, dtype=np.int16)
    return counts


def open_at(week_bits: Words, quarter: int) -> Flags:
    """Which places are open during one quarter (0..671) of the usual week, shape (n,)."""
    column = week_bits[:, quarter // 64]
    return (column >> np.uint64(quarter % 64)) & np.uint64(1) != 0
