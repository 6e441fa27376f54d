"""Weekly bitsets in plain compact French, which ``normalise`` reads back, or in English."""

from collections.abc import Callable
from dataclasses import dataclass

from entrelieux.engine.hours.bits import DAY, Words, intervals_of

SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
LONG_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
LATE = 20  # an evening that ends by 05:00 reads better as « 20 h–2 h » than cut at midnight


def clock(quarter: int) -> str:
    """« 9 h », « 17 h 30 » for a quarter of an hour of a day, 0..96."""
    hours, quarters = divmod(quarter, 4)
    return f"{hours} h {quarters * 15}" if quarters else f"{hours} h"


def english_clock(quarter: int) -> str:
    """« 9:00 », « 17:30 » for a quarter of an hour of a day, 0..96."""
    hours, quarters = divmod(quarter, 4)
    return f"{hours}:{quarters * 15:02d}"


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a language says days and hours."""

    days: tuple[str, ...]
    closed: str
    always: str
    clock: Callable[[int], str]


FRENCH = Tongue(SHORT_DAYS, "fermé", "7 j/7, 24 h/24", clock)
ENGLISH = Tongue(
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "closed", "day and night", english_clock
)


def describe_day(intervals: list[tuple[int, int]], tongue: Tongue = FRENCH) -> str:
    """« 9 h–12 h, 14 h–17 h 30 » for the (start, end) quarters of one day."""
    return ", ".join(f"{tongue.clock(start)}–{tongue.clock(end)}" for start, end in intervals)


def describe(bits: Words, tongue: Tongue = FRENCH) -> str:
    """A week in compact French: « lun.–ven. 9 h–12 h, 14 h–17 h 30 · sam. 9 h–12 h ».

    Args:
        bits: shape (11,). An empty week is « fermé », a full one « 7 j/7, 24 h/24 ».
        tongue: the language; only French is read back.

    Days with the same hours are grouped. ``normalise(describe(bits))`` compiles back to ``bits``.
    """
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for weekday, start, end in intervals_of(bits):
        days[weekday].append((start, end))
    if not any(days):
        return tongue.closed
    if all(day == [(0, DAY)] for day in days):
        return tongue.always
    days = _join_late_evenings(days)
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for weekday, day in enumerate(days):
        if day:
            groups.setdefault(tuple(day), []).append(weekday)
    return " · ".join(
        f"{_day_names(weekdays, tongue.days)} {describe_day(list(day), tongue)}"
        for day, weekdays in groups.items()
    )


def _join_late_evenings(days: list[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    """Give the small hours of the next day back to the evening they prolong."""
    joined = [list(day) for day in days]
    for weekday in range(7):
        following = joined[(weekday + 1) % 7]
        evening = joined[weekday]
        if not (evening and following):
            continue
        start, end = evening[-1]
        if end == DAY and start >= DAY // 2 and following[0][0] == 0 and following[0][1] <= LATE:
            evening[-1] = (start, following.pop(0)[1])
    return joined


def _day_names(weekdays: list[int], said: tuple[str, ...]) -> str:
    """« lun.–ven. » for a run of three days or more, « lun., mer. » otherwise."""
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and runs[-1][-1] == weekday - 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    names: list[str] = []
    for run in runs:
        if len(run) >= 3:
            names.append(f"{said[run[0]]}–{said[run[-1]]}")
        else:
            names += [said[weekday] for weekday in run]
    return ", ".join(names)
