"""From clauses read in a text to days with hours, and from those to OSM syntax.

Two timetables are kept, for term time and for school holidays, because a text may speak of either;
conditions that hold in some weeks only (parity, « 2e samedi du mois ») stay apart.
"""

from dataclasses import dataclass, field

from entrelieux.engine.hours.describe import LONG_DAYS
from entrelieux.engine.hours.runs import NOON
from entrelieux.engine.hours.sentence import Clause, Sentence, Span, spans_of
from entrelieux.engine.hours.words import ALL_DAYS, MIDNIGHT, PUBLIC_HOLIDAY

APPOINTMENT = "sur rendez-vous"
UNREADABLE = "horaires à vérifier"
EARLIEST = 5 * 60  # an earlier start among ranges that overlap is a slip
UNSAID = "heures non précisées"
PARITIES = {"odd": "week 01-53/2", "even": "week 02-52/2"}
_USUAL_PARTS = {"morning": (480, NOON), "afternoon": (840, 1080), "evening": (1080, 1200)}
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


@dataclass(frozen=True, slots=True)
class Conditional:
    """Hours of some weeks only: ``months`` and ``parity`` as in OSM syntax, ``nth`` in the month.

    sometimes: what was written of weeks that nothing settles, such as « un mardi sur deux ».
    """

    table: Timetable
    months: str = ""
    parity: str = ""
    nth: tuple[int, ...] = ()
    sometimes: str = ""


@dataclass(slots=True)
class Season:
    """Hours of some months. whole: they were given for the season, and not for one line of it."""

    table: Timetable = field(default_factory=Timetable)
    whole: bool = False


@dataclass(slots=True)
class Reading:
    """Everything understood from one text.

    seasons, closed_months: by months in OSM syntax, such as « Jul,Aug » or « Aug 01-15 ».
    """

    term: Timetable = field(default_factory=Timetable)
    holiday: Timetable = field(default_factory=Timetable)
    own_holiday: bool = False
    extra: list[Conditional] = field(default_factory=list)
    seasons: dict[str, Season] = field(default_factory=dict)
    closed_months: list[str] = field(default_factory=list)
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
    clauses = _with_exceptions_first(sentence.clauses, reading)
    if clauses and any(a.closing and a.period == "school" for a in clauses[-1].amendments):
        for clause in clauses:  # « (fermé pendant les vacances) » at the very end holds for all
            clause.period = clause.period or "not_school"
    for clause in clauses:
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


def _with_exceptions_first(clauses: list[Clause], reading: Reading) -> list[Clause]:
    """« tous les jours sauf le dimanche, 9h-18h »: the hours are those of the days that remain."""
    kept: list[Clause] = []
    for clause in clauses:
        before = kept[-1] if kept else Clause()
        hours = clause.excepting and clause.days and len(clause.times) > 1
        if hours and before.days and not (before.times or before.parts or before.closing):
            reading.closed_holidays |= PUBLIC_HOLIDAY in clause.days
            before.days -= clause.days
            before.times, before.words = clause.times, [*before.words, *clause.words]
            before.others += clause.others
        else:
            kept.append(clause)
    return kept


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
    if clause.months and not clause.days and not clause.inherits:
        clause.days = ALL_DAYS  # « juillet et août, 10h-18h »
        reading.mends.append(f"« {clause.text} » : aucun jour n'est dit, lu comme tous les jours.")
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
    _place(table, clause, reading, osm_style)


def _place(table: Timetable, clause: Clause, reading: Reading, osm_style: bool) -> None:
    """Put the hours of a clause where its conditions say."""
    if clause.conditional:
        parity = PARITIES.get(clause.parity, "")
        reading.extra.append(
            Conditional(table, clause.months, parity, clause.nth, clause.sometimes)
        )
        return
    if clause.months:
        season = reading.seasons.setdefault(clause.months, Season())
        season.whole |= clause.season
        _merge(season.table, table, clause, reading, osm_style)
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
        raise _unclear("Fermeture", clause)
    days = clause.days
    if clause.months and not clause.times and days in (frozenset(), ALL_DAYS):
        reading.closed_months.append(clause.months)
        return
    if clause.months or clause.conditional:
        raise _unclear("Fermeture", clause)
    if clause.times:
        if clause.excepting and len(clause.times) == 1 and days:
            _set_edge((reading.term, reading.holiday), days, clause.times[0], since=False)
            return
        raise _unclear("Fermeture", clause)
    if days and all(a.months and len(a.times) > 1 for a in clause.amendments):
        for amendment in clause.amendments:  # « fermé (juillet-août : 10h-12h) »
            _lay_season(amendment, days, reading)
    elif any(amendment.times for amendment in clause.amendments):
        # « sauf le vendredi (16h30) »
        amendment = clause.amendments[0]
        if clause.excepting and len(clause.amendments) == 1 and len(amendment.times) == 1 and days:
            _set_edge((reading.term, reading.holiday), days, amendment.times[0], since=False)
            return
        raise _unclear("Fermeture", clause)
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


def _lay_season(amendment: Clause, days: frozenset[int], reading: Reading) -> None:
    """« 9h-12h (juillet-août : 10h-12h) »: the bracket's own hours for those days and months."""
    spans = None if amendment.broken else spans_of(amendment.times)
    if spans is None or amendment.closing:
        raise _unclear("Parenthèse", amendment)
    table = reading.seasons.setdefault(amendment.months, Season()).table
    for day in days:
        table.days[day] = [(start, end, amendment.appointment) for start, end in spans]


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
                message = f"Heure isolée que l'on ne sait pas placer : {clock(minute)}."
                raise UnreadableError(message)
            start, end, promised = hours[place]
            hours[place] = (minute, end, promised) if since else (start, minute, promised)


def _amend(table: Timetable, amendment: Clause, clause: Clause, reading: Reading) -> None:
    """Apply one bracket to the hours of its clause."""
    if amendment.others:
        raise _unclear("Parenthèse", amendment)
    days = (amendment.days or clause.days) & clause.days
    if amendment.months and len(amendment.times) > 1 and days:
        _lay_season(amendment, days, reading)
    elif amendment.closing and amendment.months and not amendment.times:
        reading.closed_months.append(amendment.months)
    elif amendment.closing and amendment.period == "school" and not amendment.times:
        clause.period = "not_school"
    elif amendment.sometimes and not amendment.times:
        clause.sometimes = amendment.sometimes
    elif amendment.parity and not amendment.times:
        clause.parity = amendment.parity
    elif amendment.closing and not amendment.times and days:
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
        raise _unclear("Parenthèse", amendment)


def _lay_promise(clause: Clause, reading: Reading) -> None:
    """« 12h-19h, matin sur RDV »: a usual morning, unknown, on days that have other hours."""
    table = Timetable()
    usual = [(*_USUAL_PARTS[part], False) for part in clause.parts if part in _USUAL_PARTS]
    for day in clause.days:
        hours = reading.term.days[day]
        if hours and usual and not _overlap(hours, usual):
            table.days[day] = list(usual)
    if any(table.days):
        reading.extra.append(Conditional(table, sometimes=APPOINTMENT))


def _lay_without_times(clause: Clause, reading: Reading) -> None:
    """Days without hours are doubtful, never closed: unknown is not no."""
    if not clause.days and clause.limited:
        raise _unclear("Période", clause)
    reading.strange |= bool(clause.others) or clause.days == {PUBLIC_HOLIDAY}
    why = APPOINTMENT if clause.appointment else UNREADABLE if clause.others else UNSAID
    for day in clause.days:
        if not reading.term.days[day] and day != PUBLIC_HOLIDAY:
            reading.doubtful.setdefault(day, why)
    if clause.appointment and clause.parts and not clause.others:
        _lay_promise(clause, reading)
    if clause.others or clause.parts or not clause.appointment:
        reading.mends.append(f"Laissé de côté, faute d'heures : « {clause.text} ».")


def _unclear(what: str, clause: Clause) -> UnreadableError:
    return UnreadableError(f"{what} que l'on ne sait pas lire : « {clause.text} ».")


def _names(days: frozenset[int]) -> str:
    names = (*LONG_DAYS, "jours fériés")
    return ", ".join(names[day] for day in sorted(days)).capitalize()


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
