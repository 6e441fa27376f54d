"""Weekly bitsets in plain compact French, which ``normalise`` reads back."""

from entrelieux.engine.hours.bits import DAY, Words, intervals_of

SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
LONG_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
LATE = 20  # an evening that ends by 05:00 reads better as « 20 h–2 h » than cut at midnight


def clock(quarter: int) -> str:
    """« 9 h », « 17 h 30 » for a quarter of an hour of a day, 0..96."""
    hours, quarters = divmod(quarter, 4)
    return f"{hours} h {quarters * 15}" if quarters else f"{hours} h"


def describe_day(intervals: list[tuple[int, int]]) -> str:
    """« 9 h–12 h, 14 h–17 h 30 » for the (start, end) quarters of one day."""
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in intervals)


def describe(bits: Words) -> str:
    """A week in compact French: « lun.–ven. 9 h–12 h, 14 h–17 h 30 · sam. 9 h–12 h ».

    Args:
        bits: shape (11,). An empty week is « fermé », a full one « 7 j/7, 24 h/24 ».

    Days with the same hours are grouped. ``normalise(describe(bits))`` compiles back to ``bits``.
    """
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for weekday, start, end in intervals_of(bits):
        days[weekday].append((start, end))
    if not any(days):
        return "fermé"
    if all(day == [(0, DAY)] for day in days):
        return "7 j/7, 24 h/24"
    days = _join_late_evenings(days)
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for weekday, day in enumerate(days):
        if day:
            groups.setdefault(tuple(day), []).append(weekday)
    return " · ".join(
        f"{_day_names(weekdays)} {describe_day(list(day))}" for day, weekdays in groups.items()
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


def _day_names(weekdays: list[int]) -> str:
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
            names.append(f"{SHORT_DAYS[run[0]]}–{SHORT_DAYS[run[-1]]}")
        else:
            names += [SHORT_DAYS[weekday] for weekday in run]
    return ", ".join(names)
