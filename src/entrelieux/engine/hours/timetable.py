"""From clauses read in a text to days with hours, and from those to OSM syntax.

Two timetables are kept, for term time and for school holidays, because a text may speak of either;
conditions that hold in some weeks only (parity, « 2e samedi du mois ») stay apart.
"""

from dataclasses import dataclass, field

from entrelieux.engine.hours.describe import LONG_DAYS
from entrelieux.engine.hours.holidays import MONTHS
from entrelieux.engine.hours.runs import NOON
from entrelieux.engine.hours.sentence import Clause, Sentence, Span, spans_of
from entrelieux.engine.hours.words import ALL_DAYS, MIDNIGHT, OSM_DAYS, PUBLIC_HOLIDAY

APPOINTMENT = "sur rendez-vous"
UNREADABLE = "horaires à vérifier"
EARLIEST = 5 * 60  # an earlier start among ranges that overlap is a slip of the pen
UNSAID = "heures non précisées"
_PARITIES = {"odd": "week 01-53/2", "even": "week 02-52/2"}
Day = list[tuple[int, int, bool]]


class UnreadableError(ValueError):
    """The text as a whole cannot be trusted; the message is for the reader of the report."""


@dataclass(slots=True)
class Timetable:
    """(start, end, by appointment) in minutes for each weekday and, at 7, public holidays.

    weight: how many days the clause that filled each day spoke of; the more precise one wins.
    """

    days: list[Day] = field(default_factory=lambda: [[] for _ in range(8)])
    weight: list[int] = field(default_factory=lambda: [9] * 8)

    def copy(self) -> "Timetable":
        return Timetable([list(day) for day in self.days], list(self.weight))


@dataclass(slots=True)
class Reading:
    """Everything understood from one text."""

    term: Timetable = field(default_factory=Timetable)
    holiday: Timetable = field(default_factory=Timetable)
    own_holiday: bool = False
    extra: list[str] = field(default_factory=list)
    doubtful: dict[int, str] = field(default_factory=dict)
    closed_holidays: bool = False
    said: bool = False
    strange: bool = False
    mends: list[str] = field(default_factory=list)


def build(sentence: Sentence, default_days: frozenset[int] = frozenset()) -> Reading:
    """Lay the clauses of a text out over the week.

    Args:
        default_days: the days meant when a clause names none (a file with a column per day).

    Raises:
        UnreadableError: some words or times could change the meaning of the whole.
    """
    reading = Reading(mends=list(sentence.mends))
    inherited: frozenset[int] = frozenset()
    for clause in sentence.clauses:
        if sentence.appointment and clause.times and not clause.promised:
            clause.appointment = True
        if not clause.days:
            clause.days = inherited if clause.inherits and inherited else default_days
        if not clause.days and clause.times == [0, MIDNIGHT]:
            clause.days = ALL_DAYS  # « 24h/24 »
        _lay(clause, reading, sentence.osm_style, unite=bool(default_days))
        inherited = clause.days or inherited
    for aside in sentence.asides:
        reading.mends.append(f"Précision laissée de côté : « {aside} ».")
    if sentence.appointment and not reading.said and not reading.doubtful:
        doubtful = default_days or ALL_DAYS
        reading.doubtful = dict.fromkeys(sorted(doubtful), APPOINTMENT)
    return reading


def _lay(clause: Clause, reading: Reading, osm_style: bool, unite: bool) -> None:
    if clause.closing:
        _lay_closing(clause, reading)
    elif clause.times:
        _lay_times(clause, reading, osm_style, unite)
    else:
        _lay_without_times(clause, reading)


def _lay_times(clause: Clause, reading: Reading, osm_style: bool, unite: bool) -> None:
    if clause.others:
        message = f"Mots qui peuvent changer le sens des heures : « {' '.join(clause.others)} »."
        raise UnreadableError(message)
    if not clause.days:
        message = f"Les jours ne sont pas dits pour « {clause.text} »."
        raise UnreadableError(message)
    if len(clause.times) == 1 and (clause.until or clause.since):
        _move_edge(clause, reading)
        return
    spans = None if clause.broken else spans_of(clause.times)
    if unite and len(set(clause.times)) == 1 and len(clause.times) > 1:
        reading.mends.append(f"« {clause.text} » : plage vide lue comme une fermeture.")
        reading.said = True
        return
    if spans is None and unite and not clause.broken and min(clause.times) >= EARLIEST:
        spans = spans_of(clause.times, unite=True)
        if spans is not None:
            reading.mends.append(f"« {clause.text} » : plages qui se recouvrent, réunies.")
    if spans is None:
        for day in clause.days:
            reading.doubtful[day] = UNREADABLE
            reading.term.days[day] = []
            reading.holiday.days[day] = []
        reading.mends.append(f"{_names(clause.days)} : « {clause.text} » illisible, à vérifier.")
        return
    reading.said = True
    table = Timetable()
    marked = _marked(clause, spans)
    for day in clause.days:
        table.days[day] = list(marked)
    for amendment in clause.amendments:
        _amend(table, amendment, clause, reading)
    if clause.conditional:
        reading.extra += _conditional_rules(clause, table)
        return
    for target in _targets(clause, reading):
        _merge(target, table, clause, reading, osm_style)


def _marked(clause: Clause, spans: list[Span]) -> Day:
    promised = {minute for first, last in clause.promised for minute in clause.times[first:last:2]}
    return [(a, b, clause.appointment or a in promised) for a, b in spans]


def _targets(clause: Clause, reading: Reading) -> list[Timetable]:
    if clause.period == "school":
        if not reading.own_holiday:
            reading.own_holiday = True
        return [reading.holiday]
    if clause.period == "not_school":
        return [reading.term]
    return [reading.term, reading.holiday]


def _merge(
    target: Timetable, table: Timetable, clause: Clause, reading: Reading, osm_style: bool
) -> None:
    """Add the hours of a clause, or let it replace what a broader clause said of the same day."""
    weight = len(clause.days)
    replaced: set[int] = set()
    for day in sorted(clause.days):
        old, new = target.days[day], table.days[day]
        reading.doubtful.pop(day, None)
        replaces = osm_style and clause.after_stop
        if old and not replaces and not (clause.period == "school" and target.weight[day] != -1):
            if not _overlap(old, new):
                target.days[day] = sorted(old + new)
                continue
            if weight > target.weight[day]:
                continue
            if old != new:
                replaced.add(day)
        target.days[day] = list(new)
        target.weight[day] = weight
    if replaced and target is reading.term:
        names = _names(frozenset(replaced))
        reading.mends.append(f"{names} : « {clause.text} » remplace l'indication précédente.")


def _overlap(a: Day, b: Day) -> bool:
    return any(x[0] < y[1] and y[0] < x[1] for x in a for y in b)


def _lay_closing(clause: Clause, reading: Reading) -> None:
    if clause.others:
        message = f"Fermeture que l'on ne sait pas lire : « {clause.text} »."
        raise UnreadableError(message)
    days = clause.days
    if clause.times:
        if clause.excepting and len(clause.times) == 1 and days:
            _set_edge((reading.term, reading.holiday), days, clause.times[0], since=False)
            return
        message = f"Fermeture que l'on ne sait pas lire : « {clause.text} »."
        raise UnreadableError(message)
    if any(amendment.times for amendment in clause.amendments):
        # « sauf le vendredi (16h30) »
        amendment = clause.amendments[0]
        if clause.excepting and len(clause.amendments) == 1 and len(amendment.times) == 1 and days:
            _set_edge((reading.term, reading.holiday), days, amendment.times[0], since=False)
            return
        message = f"Fermeture que l'on ne sait pas lire : « {clause.text} »."
        raise UnreadableError(message)
    if PUBLIC_HOLIDAY in days:
        reading.closed_holidays = True
    tables = _targets(clause, reading)
    reading.own_holiday |= clause.period == "school"
    reading.said |= not clause.excepting
    for table in tables:
        for day in days or ALL_DAYS:
            table.days[day] = _without(table.days[day], clause.parts)


def _without(day: Day, parts: list[str]) -> Day:
    """What is left of a day closed in the morning or the afternoon, or all day."""
    morning, afternoon = "morning" in parts, "afternoon" in parts
    if morning == afternoon:
        return []
    kept: Day = []
    for start, end, promised in day:
        before = (start, min(end, NOON), promised)
        after = (max(start, NOON), end, promised)
        # A morning that ends at 12:30 is a morning: only longer stretches are cut at noon.
        if (start + end) / 2 < 13 * 60 and end <= 14 * 60:
            kept += [(start, end, promised)] if afternoon else []
        elif start >= NOON:
            kept += [(start, end, promised)] if morning else []
        else:
            kept += [before] if afternoon else [after]
    return kept


def _move_edge(clause: Clause, reading: Reading) -> None:
    tables = tuple(_targets(clause, reading))
    _set_edge(tables, clause.days, clause.times[0], since=clause.since and not clause.until)


def _set_edge(
    tables: tuple[Timetable, ...], days: frozenset[int], minute: int, *, since: bool
) -> None:
    """« (vendredi 16h30) », « vendredi jusqu'à 15h30 », « à partir de 11h le jeudi »."""
    for table in tables:
        for day in days:
            hours = table.days[day]
            place = 0 if since else -1
            if not hours or (
                not hours[place][0] < minute < MIDNIGHT
                if not since
                else not minute < hours[place][1]
            ):
                message = f"Heure isolée que l'on ne sait pas placer : {_clock(minute)}."
                raise UnreadableError(message)
            start, end, promised = hours[place]
            hours[place] = (minute, end, promised) if since else (start, minute, promised)


def _amend(table: Timetable, amendment: Clause, clause: Clause, reading: Reading) -> None:
    """Apply one bracket to the hours of its clause."""
    if amendment.others:
        message = f"Parenthèse que l'on ne sait pas lire : « {amendment.text} »."
        raise UnreadableError(message)
    days = (amendment.days or clause.days) & clause.days
    if amendment.closing and not amendment.times and days:
        for day in days:
            table.days[day] = _without(table.days[day], amendment.parts)
    elif len(amendment.times) == 1 and amendment.period == "school":
        other = table.copy()
        _set_edge((other,), days, amendment.times[0], since=amendment.since)
        reading.own_holiday = True
        _merge(reading.holiday, other, clause, reading, osm_style=True)
        clause.period = clause.period or "not_school"
    elif len(amendment.times) == 1 and days:
        _set_edge((table,), days, amendment.times[0], since=amendment.since)
    elif amendment.nth and not amendment.times:
        clause.nth = amendment.nth
    else:
        message = f"Parenthèse que l'on ne sait pas lire : « {amendment.text} »."
        raise UnreadableError(message)


def _lay_without_times(clause: Clause, reading: Reading) -> None:
    """Days without hours are doubtful, never closed: unknown is not no."""
    reading.strange |= bool(clause.others) or clause.days == {PUBLIC_HOLIDAY}
    why = APPOINTMENT if clause.appointment else UNREADABLE if clause.others else UNSAID
    for day in clause.days:
        if not reading.term.days[day] and day != PUBLIC_HOLIDAY:
            reading.doubtful.setdefault(day, why)
    if clause.others or clause.parts or not clause.appointment:
        reading.mends.append(f"Laissé de côté, faute d'heures : « {clause.text} ».")


def _conditional_rules(clause: Clause, table: Timetable) -> list[str]:
    prefix = _PARITIES.get(clause.parity, "")
    if clause.months:
        first, last = (MONTHS[number - 1] for number in clause.months)
        prefix = " ".join(filter(None, (f"{first}-{last}", prefix)))
    nth = f"[{','.join(str(number) for number in clause.nth)}]" if clause.nth else ""
    state = f'unknown "{clause.sometimes}"' if clause.sometimes else ""
    return rules_of(table, prefix=prefix, nth=nth, state=state.replace('""', '"'))


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
    for rule in reading.extra:
        rules += rule if rule.startswith(", ") and rules else ", " * bool(rules) + rule.lstrip(", ")
    if not rules:
        return "off" if reading.said else ""
    if reading.own_holiday or reading.term.days != reading.holiday.days:
        rules = _joined(rules, *_holiday_rules(reading))
    return _joined(rules, "PH off") if reading.closed_holidays else rules


def _holiday_rules(reading: Reading) -> list[str]:
    changed = [d for d in range(7) if reading.term.days[d] != reading.holiday.days[d]]
    if not any(reading.holiday.days[:7]):
        return ["SH off"]
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
            times = ",".join(f"{_clock(a)}-{_clock(b)}" for a, b in spans)
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


def _names(days: frozenset[int]) -> str:
    names = (*LONG_DAYS, "jours fériés")
    return ", ".join(names[day] for day in sorted(days)).capitalize()


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
