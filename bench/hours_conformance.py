"""Half of the cases of opening_hours.js: do our reader and the peer say the same of each minute?

States (open, unknown, closed) are compared minute by minute over the window of the case. Tables of
holidays are never ours: they are those of the peer, completed for one German Land, or taken from
the cases that do nothing but print a table. Those cases
are counted apart.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from dateutil.easter import easter
from opening_hours import OpeningHours, validate
from opening_hours import State as PeerState

from entrelieux.engine.hours import normalise
from entrelieux.engine.hours.osm import Evaluator, Holidays, OsmError, State, sun_at

REFERENCE = (
    Path(__file__).parents[2] / "shared" / "bench" / "hours" / "opening_hours_reference.json"
)
ZONE = ZoneInfo("Europe/Berlin")  # the reference runs its cases there
DAY = 24 * 60
_LAND = "Baden-Württemberg"
Minutes = np.ndarray[Any, np.dtype[np.int8]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """number: rank in the file, from 1. start, end: the window, local time."""

    number: int
    text: str
    start: datetime
    end: datetime
    spans: tuple[tuple[datetime, datetime, bool], ...]
    place: dict[str, str]
    points: bool
    unfinished: bool

    @property
    def table(self) -> bool:
        """Whether it only prints a table of holidays."""
        return self.text in ("PH", "SH")

    @property
    def first(self) -> date:
        return self.start.date()

    @property
    def days(self) -> int:
        return (self.end - datetime.combine(self.first, time())).days + 1

    @cached_property
    def expected(self) -> Minutes:
        minutes = np.zeros(self.days * DAY, dtype=np.int8)
        for begins, ends, unknown in self.spans:
            low, high = self.minute(begins), self.minute(ends)
            minutes[max(low, 0) : max(high, 0)] = State.UNKNOWN if unknown else State.OPEN
        return minutes

    def minute(self, when: datetime) -> int:
        return int((when - datetime.combine(self.first, time())).total_seconds()) // 60

    def agrees(self, minutes: Minutes) -> bool:
        low, high = self.minute(self.start), self.minute(self.end)
        return bool(np.array_equal(minutes[low:high], self.expected[low:high]))


def rows() -> Iterator[Row]:
    """Right, wrong and refused, ours and the peer's; then each case that is not right."""
    file = json.loads(REFERENCE.read_text("utf-8"))
    cases, undated = _cases(file["tests"])
    tables = _tables(cases)
    ours = {case.number: _verdict(case, lambda c: _ours(c, tables)) for case in cases}
    peer = {case.number: _verdict(case, _peer) for case in cases}
    plain = [case.number for case in cases if not case.table]
    total = len(file["tests"])
    yield _counted(f"conformité : justes sur {total} cas, tableaux donnés", ours, peer)
    name = f"conformité : justes sur {len(plain)} cas, sans ceux qui n'impriment qu'un tableau"
    yield _counted(name, *({n: v[n] for n in plain} for v in (ours, peer)))
    name = "conformité : lus autrement que la référence, sans les tableaux"
    yield _counted(name, *({n: v[n] for n in plain} for v in (ours, peer)), verdict="autrement")
    bad = [str(_value(case)) for case in file["should_fail"]]
    refused = sum(normalise(text).osm is None for text in bad)
    name = f"conformité : refusés parmi {len(bad)} que la référence refuse"
    yield _row(name, refused, sum(not validate(text) for text in bad))
    doubtful = [str(_value(case)) for case in file["should_warn"]]
    read = sum(normalise(text).osm is not None for text in doubtful)
    name = f"conformité : lus parmi {len(doubtful)} qu'elle lit en avertissant"
    yield _row(name, read, sum(validate(text) for text in doubtful))
    for number in undated:
        yield _row(f"reste : cas n° {number}, dates impossibles dans le fichier", 0)
    for case in cases:
        if not case.table and ours[case.number] != "juste":
            verdict = ours[case.number]
            yield _row(f"reste : cas n° {case.number}, {verdict} ({_reason(case, verdict)})", 0)


def _row(name: str, value: Any, peer: Any = None) -> Row:
    ratio = round(value / peer, 2) if peer and value else None
    return {"name": name, "value": value, "unit": "cas", "peer": peer, "ratio": ratio}


def _counted(name: str, ours: dict[int, str], peer: dict[int, str], verdict: str = "juste") -> Row:
    counts = (sum(found == verdict for found in side.values()) for side in (ours, peer))
    return _row(name, *counts)


def _reason(case: Case, verdict: str) -> str:
    if case.points:
        return "heures sans fin, d'une autre clé : levées de boîte aux lettres"
    if case.unfinished:
        return "la référence dit elle-même « pas encore fait »"
    if verdict == "refusé":
        return normalise(case.text).problem or ""
    if "sun" in case.text:
        return "une minute d'écart au lever du soleil"
    if re.search(r"\b[PS]H\b", case.text):
        return "tableau d'un autre pays"
    return "mot qui change de sens d'une langue à l'autre"


def _value(case: Row) -> Any:
    value = case["value"]
    return value[0] if isinstance(value, list) else value


def _cases(tests: list[Row]) -> tuple[list[Case], list[int]]:
    found, undated = [], []
    for number, test in enumerate(tests, start=1):
        try:
            window = _instant(test["from"]), _instant(test["to"])
            spans = tuple((_instant(a), _instant(b), bool(u)) for a, b, u, *_ in test["intervals"])
        except ValueError:
            undated.append(number)
            continue
        mode = test["mode"]
        points = mode.get("mode", 0) != 0 or mode.get("tag_key") == "collection_times"
        unfinished = isinstance(test["value"], list) and "not implemented" in test["value"][1]
        place = test["nominatim"] or {}
        found.append(Case(number, str(_value(test)), *window, spans, place, points, unfinished))
    return found, undated


def _instant(text: str) -> datetime:
    numbers = [int(number) for number in re.findall(r"\d+", text)][:5]
    if len(numbers) < 3 or "T" in text:
        message = f"not a local date: {text!r}"
        raise ValueError(message)
    hours, minutes = (*numbers[3:], 0, 0)[:2]
    return datetime(*numbers[:3]) + timedelta(hours=hours, minutes=minutes)  # noqa: DTZ001


Tables = dict[tuple[str, str, str], list[tuple[date, date]]]


def _tables(cases: list[Case]) -> Tables:
    """Spans of holidays by country, state and kind, from the cases that print them."""
    tables: Tables = {}
    for case in cases:
        if case.table:
            key = (case.place.get("country_code", ""), case.place.get("state", ""), case.text)
            tables.setdefault(key, []).extend(
                (begins.date(), ends.date() - timedelta(days=1)) for begins, ends, _ in case.spans
            )
    return tables


def _holidays(case: Case, tables: Tables) -> Holidays:
    where = (case.place.get("country_code", ""), case.place.get("state", ""))
    days = {
        first + timedelta(days=step)
        for first, last in tables.get((*where, "PH"), ())
        for step in range((last - first).days + 1)
    }
    days |= _peer_holidays(where[0].upper(), case)
    if where[1] == _LAND:
        for year in range(case.first.year - 1, case.end.year + 2):
            days |= {date(year, 1, 6), date(year, 11, 1), easter(year) + timedelta(days=60)}
    return Holidays(frozenset(days), tuple(tables.get((*where, "SH"), ())))


def _peer_holidays(country: str, case: Case) -> set[date]:
    if not country or case.table:
        return set()
    window = (case.start - timedelta(days=10), case.end + timedelta(days=10))
    try:
        found = list(OpeningHours("PH", country=country).intervals(*window))
    except Exception:
        return set()
    return {
        begins.date() + timedelta(days=step)
        for begins, ends, state, _comment in found
        if state == PeerState.OPEN
        for step in range(max(1, (ends - begins).days))
    }


def _verdict(case: Case, read: Callable[[Case], Minutes | None]) -> str:
    minutes = read(case)
    if minutes is None:
        return "refusé"
    return "juste" if case.agrees(minutes) else "autrement"


def _ours(case: Case, tables: Tables) -> Minutes | None:
    osm = normalise(case.text).osm
    if osm is None:
        return None
    place = case.place
    sun = sun_at(float(place["lat"]), float(place["lon"]), ZONE) if "lat" in place else None
    try:
        evaluator = Evaluator(osm, _holidays(case, tables), sun)
    except OsmError:
        return None
    days = [evaluator.minutes(case.first + timedelta(days=step)) for step in range(case.days)]
    return np.concatenate(days)


def _peer(case: Case) -> Minutes | None:
    start = datetime.combine(case.first, time())
    country = case.place.get("country_code", "").upper() or None
    coords = (float(case.place["lat"]), float(case.place["lon"])) if "lat" in case.place else None
    end = start + timedelta(days=case.days)
    try:
        rule = OpeningHours(case.text, timezone=ZONE, country=country, coords=coords)
        found = list(rule.intervals(start.replace(tzinfo=ZONE), end.replace(tzinfo=ZONE)))
    except Exception:
        return None
    minutes = np.zeros(case.days * DAY, dtype=np.int8)
    for begins, ends, state, _comment in found:
        low, high = (case.minute(t.replace(tzinfo=None)) for t in (begins, ends))
        value = {PeerState.OPEN: State.OPEN, PeerState.UNKNOWN: State.UNKNOWN}.get(state, 0)
        minutes[low:high] = value
    return minutes
