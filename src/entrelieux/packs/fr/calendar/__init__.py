"""Which days are public holidays, and when are schools closed, in each territory of France?

Plain tables, read from the files beside this module; nothing but the standard library.

**Source:** ``public_holidays.toml`` names the text of each day (Code du travail L3133-1, L3134-13,
L3422-2 and local codes); ``sources.toml`` names the arrêté of each school year. Easter: the
anonymous Gregorian algorithm (Meeus, *Astronomical Algorithms*, 1991, ch. 8).
"""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
Span = tuple[date, date]


class CalendarError(ValueError):
    """A département, a zone or a year that the tables do not know."""


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """One public holiday, with the text it rests on."""

    day: date
    name: str
    english: str
    law: str


@dataclass(frozen=True, slots=True)
class SchoolHolidays:
    """School holidays between two dates.

    spans: (first, last) days without school, both included, in order, cut to what was asked.
    unknown: the stretches asked about that no published calendar covers: neither holidays nor
        term, and to be said so.
    """

    spans: tuple[Span, ...]
    unknown: tuple[Span, ...] = ()

    @property
    def known(self) -> bool:
        """Whether every date asked about is covered."""
        return not self.unknown


def public_holidays(year: int, departement: str) -> frozenset[date]:
    """The public holidays of a year in a département or an overseas collectivity.

    Args:
        year: 1984 to 2099, under the texts in force when the table was written.
        departement: « 48 », « 2A », « 974 », « 987 »…

    Raises:
        CalendarError: unknown département or year.

    In Moselle and Alsace, Good Friday is counted everywhere, though the law limits it to communes
    with a Protestant temple or a shared church.
    """
    return frozenset(holiday.day for holiday in named_public_holidays(year, departement))


@lru_cache(maxsize=4_096)
def named_public_holidays(year: int, departement: str) -> tuple[PublicHoliday, ...]:
    """The same, in order, with name and text."""
    _known(departement)
    table = _table("public_holidays.toml")
    first, last = table["annees"]
    if not first <= year <= last:
        message = f"Année {year}. Attendu : de {first} à {last}."
        raise CalendarError(message)
    found = [
        PublicHoliday(_day(row, year), row["nom"], row["english"], row["texte"])
        for row in table["jour"]
        if (row["territoires"] == ["*"] or departement in row["territoires"])
        and row.get("depuis", first) <= year <= row.get("jusque", last)
    ]
    return tuple(sorted(found, key=lambda holiday: holiday.day))


def public_holidays_between(first: date, last: date, departement: str) -> frozenset[date]:
    """The public holidays from ``first`` to ``last``, both included."""
    return frozenset(
        day
        for year in range(first.year, last.year + 1)
        for day in public_holidays(year, departement)
        if first <= day <= last
    )


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, part = divmod(century, 4)
    shift = (century + 8) // 25
    epact = (19 * golden + century - leap - (century - shift + 1) // 3 + 15) % 30
    quarter, remainder = divmod(rest, 4)
    weekday = (32 + 2 * part + 2 * quarter - epact - remainder) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def school_zone(departement: str) -> str:
    """« A », « B » or « C »; elsewhere the name of the territory, whose calendar is set locally."""
    return _known(departement)


def school_holidays(zone: str, from_: date, to: date) -> SchoolHolidays:
    """School holidays of a zone from ``from_`` to ``to``, both included.

    Raises:
        CalendarError: unknown zone, or ``to`` before ``from_``.
    """
    if zone not in set(_zones().values()):
        message = f"Zone scolaire inconnue : « {zone} ». Attendu : A, B, C ou un territoire."
        raise CalendarError(message)
    if to < from_:
        message = f"Du {from_.isoformat()} au {to.isoformat()} : la fin vient avant le début."
        raise CalendarError(message)
    if len(zone) > 1:
        return SchoolHolidays((), ((from_, to),))
    spans = tuple(
        (max(first, from_), min(last, to))
        for zones, first, last in _school_rows()
        if zone in zones and first <= to and last >= from_
    )
    return SchoolHolidays(spans, tuple(_uncovered(from_, to)))


def school_years_covered() -> tuple[tuple[date, date, str, str], ...]:
    """(first day, last day, title, URL) of each calendar the tables come from."""
    return tuple(
        (row["premier_jour"], row["dernier_jour"], row["titre"], row["url"])
        for row in _table("sources.toml")["annees"]
    )


def _uncovered(from_: date, to: date) -> list[Span]:
    gaps: list[Span] = []
    cursor = from_
    for first, last, _title, _url in school_years_covered():
        if first > to:
            break
        if cursor < first:
            gaps.append((cursor, first - timedelta(days=1)))
        cursor = max(cursor, last + timedelta(days=1))
    if cursor <= to:
        gaps.append((cursor, to))
    return gaps


def _known(departement: str) -> str:
    zone = _zones().get(departement)
    if zone is None:
        message = f"Département inconnu : « {departement} ». Attendu : un code comme 48, 2A ou 974."
        raise CalendarError(message)
    return zone


def _day(row: dict[str, Any], year: int) -> date:
    if "paques" in row:
        return easter(year) + timedelta(days=row["paques"])
    month, day = row["date"].split("-")
    return date(year, int(month), int(day))


@lru_cache(maxsize=2)
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    with (FOLDER / "school_zones.csv").open(encoding="utf-8", newline="") as file:
        return {row["departement"]: row["zone"] for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _school_rows() -> tuple[tuple[str, date, date], ...]:
    with (FOLDER / "school_holidays.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            (
                row["zones"],
                date.fromisoformat(row["premier_jour"]),
                date.fromisoformat(row["dernier_jour"]),
            )
            for row in csv.DictReader(file)
        )
