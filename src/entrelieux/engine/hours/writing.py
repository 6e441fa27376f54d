"""From days with hours to OSM syntax, shortest first: a rule for each set of days alike."""

from entrelieux.engine.hours.sentence import Span
from entrelieux.engine.hours.timetable import (
    APPOINTMENT,
    UNREADABLE,
    Conditional,
    Day,
    Reading,
    Timetable,
    clock,
)
from entrelieux.engine.hours.words import MIDNIGHT, OSM_DAYS, PUBLIC_HOLIDAY


def write(reading: Reading) -> str:
    """The OSM expression of a reading; empty when it says nothing at all."""
    normal = rules_of(reading.term)
    rules = "; ".join(rule for rule in normal if not rule.startswith(", "))
    rules += "".join(rule for rule in normal if rule.startswith(", "))
    doubts: dict[str, list[int]] = {}
    for day, why in sorted(reading.doubtful.items()):
        if not reading.term.days[day]:
            doubts.setdefault(why, []).append(day)
    for why, days in doubts.items():
        prefix = "" if len(days) == 7 else f"{_day_list(days)} "
        rules = _joined(rules, f'{prefix}unknown "{why}"')
    for season in sorted(reading.seasons):
        rules = _joined(rules, *_season_rules(season, reading))
    for conditional in _gathered(reading.extra):
        for rule in _conditional_rules(conditional):
            rules += f", {rule}" if rules else rule
    if reading.own_holiday or reading.term.days != reading.holiday.days:
        rules = _joined(rules, *_holiday_rules(reading))
    if not rules:
        return "off" if reading.said else ""
    rules = _joined(rules, *(f"{months} off" for months in dict.fromkeys(reading.closed_months)))
    return _joined(rules, "PH off") if reading.closed_holidays else rules


def _season_rules(months: str, reading: Reading) -> list[str]:
    """Hours of some months; usual days that they do not name are then unknown, not as usual."""
    season = reading.seasons[months]
    rules = rules_of(season.table, prefix=months)
    usual = [day for day in range(7) if reading.term.days[day] and not season.table.days[day]]
    if season.whole and usual:
        rules.insert(0, f'{months} {_day_list(usual)} unknown "{UNREADABLE}"')
    return rules


def _gathered(extra: list[Conditional]) -> list[Conditional]:
    """Conditions that several days share, as cells of a week do, become one."""
    kept: dict[tuple[str, str, tuple[int, ...], str], Timetable] = {}
    for one in extra:
        table = kept.setdefault((one.months, one.parity, one.nth, one.sometimes), Timetable())
        pairs = list(zip(table.days, one.table.days, strict=True))
        if any(mine and theirs for mine, theirs in pairs):
            return extra
        table.days = [mine + theirs for mine, theirs in pairs]
    return [Conditional(table, *condition) for condition, table in kept.items()]


def _conditional_rules(conditional: Conditional) -> list[str]:
    prefix = " ".join(filter(None, (conditional.months, conditional.parity)))
    nth = f"[{','.join(str(number) for number in conditional.nth)}]" if conditional.nth else ""
    said = conditional.sometimes.replace('"', " ")
    state = f'unknown "{said}"' if said else ""
    rules = rules_of(conditional.table, prefix=prefix, nth=nth, state=state)
    return [rule.removeprefix(", ") for rule in rules]


def _holiday_rules(reading: Reading) -> list[str]:
    changed = [d for d in range(7) if reading.term.days[d] != reading.holiday.days[d]]
    if not any(reading.holiday.days[:7]):
        return ["SH off"] if any(reading.term.days[:7]) else []
    table = Timetable()
    for day in changed:
        table.days[day] = reading.holiday.days[day]
    closed = [day for day in changed if not reading.holiday.days[day]]
    rules = [f"SH {_day_list(closed)} off"] if closed else []
    return rules + rules_of(table, prefix="SH")


def _joined(rules: str, *more: str) -> str:
    for rule in more:
        rules = rules + rule if rule.startswith(", ") else f"{rules}; {rule}" if rules else rule
    return rules


def rules_of(table: Timetable, *, prefix: str = "", nth: str = "", state: str = "") -> list[str]:
    """OSM rules of a timetable; those that add to a day already given begin with a comma."""
    nights = _past_midnight(table)
    rules: list[str] = []
    for promised in (False, True):
        groups: dict[tuple[Span, ...], list[int]] = {}
        for day, hours in enumerate(nights):
            spans = tuple((a, b) for a, b, by_appointment in hours if by_appointment == promised)
            if spans:
                groups.setdefault(spans, []).append(day)
        ending = state or (f'open "{APPOINTMENT}"' if promised else "")
        for spans, days in groups.items():
            times = ",".join(f"{clock(a)}-{clock(b)}" for a, b in spans)
            plain = [day for day in days if day != PUBLIC_HOLIDAY]
            for chosen in (plain, [PUBLIC_HOLIDAY] if PUBLIC_HOLIDAY in days else []):
                if not chosen:
                    continue
                adds = promised and any(not p for d in chosen for *_x, p in nights[d])
                text = " ".join(filter(None, (prefix, _day_list(chosen, nth), times, ending)))
                rules.append(f", {text}" if adds else text)
    # Rules of public holidays come last: a later rule wins on the dates they share.
    return sorted(rules, key=lambda rule: (rule.startswith(", "), rule.startswith("PH")))


def _past_midnight(table: Timetable) -> list[Day]:
    """Give what passes midnight to the next day: a rule for that day would otherwise hide it."""
    days: list[Day] = [[] for _ in range(8)]
    for day, hours in enumerate(table.days):
        for start, end, promised in hours:
            days[day].append((start, min(end, MIDNIGHT), promised))
            if end > MIDNIGHT and day != PUBLIC_HOLIDAY:
                days[(day + 1) % 7].append((0, end - MIDNIGHT, promised))
    return [_fused(sorted(day)) for day in days]


def _fused(day: Day) -> Day:
    fused: Day = []
    for start, end, promised in day:
        if fused and fused[-1][2] == promised and start <= fused[-1][1]:
            fused[-1] = (fused[-1][0], max(end, fused[-1][1]), promised)
        else:
            fused.append((start, end, promised))
    return fused


def _day_list(days: list[int], nth: str = "") -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1 and day != PUBLIC_HOLIDAY and not nth:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [*OSM_DAYS, "PH"]
    return ",".join(
        f"{names[run[0]]}-{names[run[-1]]}"
        if len(run) > 2
        else ",".join(names[day] + nth for day in run)
        for run in runs
    )
