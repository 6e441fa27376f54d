"""Write holidays out as dates, because the evaluator knows neither ours nor any school's.

``PH off`` becomes ``2026 Jan 01,2026 Apr 06,… off`` and ``SH Mo-Fr 10:00-12:00`` becomes
``2026 Feb 07-2026 Feb 22,… Mo-Fr 10:00-12:00``, so that one evaluator answers for every territory.

**Source:** the grammar of https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification:
a comma between weekdays and holidays means « or », a space means « and ».
"""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Span = tuple[date, date]

_SHIFT = r"(?:\s*[+-]\s?\d{1,3}\s*days?)?"
_WEEKDAY = rf"(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?(?:\[[-\d, ]*\])?{_SHIFT}"
_HOLIDAY = rf"(?:PH|SH){_SHIFT}"
_ITEM = rf"(?:{_HOLIDAY}|{_WEEKDAY})"
_SELECTOR = re.compile(rf"\b{_ITEM}(?:\s*,\s*{_ITEM}|\s+{_ITEM})*")
_PIECE = re.compile(rf"(?P<gap>^|\s*,\s*|\s+)(?P<item>{_ITEM})")
_RULE = re.compile(
    r"(\s*\|\|\s*|\s*;\s*|"
    r'(?:(?<=:\d\d)|(?<=off)|(?<=closed)|(?<=open)|(?<=unknown)|(?<=[+")]))\s*,\s*'
    r"(?=(?:PH|SH|Mo|Tu|We|Th|Fr|Sa|Su|week|easter|\d{4}|[JFMASOND][a-z]{2})\b))"
)
HOLIDAY_TOKEN = re.compile(r"\b(?:PH|SH)\b")
_QUOTED = re.compile(r'"[^"]*"')


def mentions(expression: str) -> frozenset[str]:
    """Which of PH and SH an expression uses, comments aside."""
    return frozenset(HOLIDAY_TOKEN.findall(_QUOTED.sub("", expression)))


def expand(
    expression: str,
    *,
    public_holidays: Collection[date],
    school_holidays: Iterable[Span],
    matches: Callable[[str, date], bool],
) -> str:
    """Replace every PH and SH of an expression by dates.

    Args:
        expression: valid OSM syntax.
        public_holidays: the dates meant by PH.
        school_holidays: the spans meant by SH, first and last day included.
        matches: says whether a selector such as ``Jan-Mar`` holds on a date; used when a rule
            limits its holidays to a season.

    Returns:
        An expression with the same meaning and no holiday; ``off`` when nothing is left.
    """
    comments: list[str] = []

    def hide(found: re.Match[str]) -> str:
        comments.append(found[0])
        return f'"{len(comments) - 1}"'

    spans = {
        "PH": [(day, day) for day in sorted(public_holidays)],
        "SH": sorted(school_holidays),
    }
    parts = _RULE.split(_QUOTED.sub(hide, expression))
    kept: list[str] = []
    for index in range(0, len(parts), 2):
        rules = _expand_rule(parts[index].strip(), spans, matches)
        separator = parts[index - 1].strip() if index else ""
        for rule in rules:
            join = {"": "; ", ",": ", ", ";": "; ", "||": " || "}[separator]
            kept.append(rule if not kept else join + rule)
    text = "".join(kept) or "off"
    return re.sub(r'"(\d+)"', lambda found: comments[int(found[1])], text)


def _expand_rule(
    rule: str, spans: dict[str, list[Span]], matches: Callable[[str, date], bool]
) -> list[str]:
    found = next((m for m in _SELECTOR.finditer(rule) if HOLIDAY_TOKEN.search(m[0])), None)
    if found is None:
        return [rule] if rule else []
    # The colon is an old readable form: « PH: Mo-Fr 10:00 ».
    before, after = rule[: found.start()].strip(" :"), rule[found.end() :].strip(" :")
    holidays: list[Span] = []
    weekdays: list[str] = []
    alternative = False
    for piece in _PIECE.finditer(found[0]):
        item = piece["item"]
        kind = item[:2]
        if kind in spans:
            holidays += [_shifted(span, item) for span in spans[kind]]
            joined = bool(weekdays)
        else:
            weekdays.append(item)
            joined = len(weekdays) == 1 and bool(piece["gap"])
        if joined:
            alternative = "," in piece["gap"]
    dates = _dates(_limited(holidays, before, matches))
    if weekdays and alternative:
        plain = " ".join(filter(None, (before, ",".join(weekdays), after)))
        return [plain] + ([f"{dates} {after}".strip()] if dates else [])
    return [" ".join(filter(None, (dates, ",".join(weekdays), after)))] if dates else []


def _shifted(span: Span, item: str) -> Span:
    number = re.search(r"([+-])\s?(\d+)", item)
    if number is None:
        return span
    days = timedelta(days=int(number[1] + number[2]))
    return (span[0] + days, span[1] + days)


def _limited(spans: list[Span], selector: str, matches: Callable[[str, date], bool]) -> list[Span]:
    if not selector:
        return spans
    days = {
        first + timedelta(days=step)
        for first, last in spans
        for step in range((last - first).days + 1)
    }
    return [(day, day) for day in sorted(days) if matches(selector, day)]


def _dates(spans: list[Span]) -> str:
    return ",".join(
        _date(first) if first == last else f"{_date(first)}-{_date(last)}"
        for first, last in sorted(set(spans))
    )


def _date(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"
