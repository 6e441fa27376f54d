"""A timetable as plain arrays: what a reader of files hands over, and what is kept on disk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.model import ReachError

Ints = NDArray[np.int32]
Small = NDArray[np.int8]
Floats = NDArray[np.float64]

NEVER = 2**30
"""Seconds after which nothing arrives: what is not reached. Two of them fit in 32 bits."""
DAY_S = 86_400


class Stopping(IntEnum):
    """May one get on (off) here? Numbers of GTFS ``pickup_type`` and ``drop_off_type``."""

    USUAL = 0
    NEVER = 1
    BY_PHONE = 2
    ASK_DRIVER = 3


class Wheelchair(IntEnum):
    """Can somebody in a wheelchair use it? Numbers of GTFS."""

    UNKNOWN = 0
    YES = 1
    NO = 2


@dataclass(frozen=True, slots=True)
class TransitAbout:
    """Where a timetable comes from.

    first_day, last_day: ISO days that its calendars cover, both included. date: ISO day of the
    file or "". is_fiction: no such bus runs.
    """

    source: str
    licence: str
    date: str
    first_day: str
    last_day: str
    is_fiction: bool


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """n texts end to end, as UTF-8. octets: (b,) uint8. ends: where each stops, (n,) int64."""

    octets: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        coded = [text.encode() for text in texts]
        octets = np.frombuffer(b"".join(coded), np.uint8).copy()
        return cls(octets, np.cumsum([len(one) for one in coded], dtype=np.int64))

    def __len__(self) -> int:
        return int(self.ends.size)

    def __getitem__(self, row: int) -> str:
        start = int(self.ends[row - 1]) if row else 0
        return self.octets[start : int(self.ends[row])].tobytes().decode()


@dataclass(frozen=True, eq=False)
class Timetable:
    """s stops, c connections (one trip from one stop to the next), t trips, v services, l lines,
    a agencies.

    lon, lat (s,): WGS 84 degrees. stop_wheelchair (s,): ``Wheelchair``. stop_name: (s,) texts.
    tail, head (c,): stops. departure, arrival (c,): seconds since the midnight that begins the
    day of service, beyond ``DAY_S`` for the small hours of the next. trip (c,). board, leave (c,):
    ``Stopping`` at the tail and at the head. Connections are in order of departure, those of one
    trip in the order it runs. line, service, wheelchair, head_text (t,): of each trip; head_text is
    a row of ``heads``. runs (v, ceil(days / 8)): bit d of a row, little end first, says whether the
    service runs ``d`` days after the first. line_name, line_agency (l,); agency_name,
    agency_phone (a,), "" unknown. foot_first (s + 1,), foot_stop, foot_s: from each stop, where one
    may change to and the seconds it takes, at least 1; the stop itself is there when one may
    change at it.
    """

    about: TransitAbout
    lon: Floats
    lat: Floats
    stop_wheelchair: Small
    stop_name: Texts
    tail: Ints
    head: Ints
    departure: Ints
    arrival: Ints
    trip: Ints
    board: Small
    leave: Small
    line: Ints
    service: Ints
    wheelchair: Small
    head_text: Ints
    heads: Texts
    runs: NDArray[np.uint8]
    line_name: Texts
    line_agency: Ints
    agency_name: Texts
    agency_phone: Texts
    foot_first: Ints
    foot_stop: Ints
    foot_s: Ints

    @cached_property
    def first_day(self) -> date:
        return date.fromisoformat(self.about.first_day)

    @cached_property
    def last_day(self) -> date:
        return date.fromisoformat(self.about.last_day)

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def covers(self, day: date) -> bool:
        """Whether the calendars speak of this day; if not, nobody knows what runs."""
        return self.first_day <= day <= self.last_day

    def running(self, day: date) -> NDArray[np.bool_]:
        """Services that run on a day, shape (v,); none outside the days covered."""
        at = (day - self.first_day) // timedelta(1)
        if not 0 <= at < self.days:
            return np.zeros(len(self.runs), np.bool_)
        return (self.runs[:, at // 8] >> (at % 8) & 1).astype(np.bool_)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Every array by name; a text is two of them."""
        out: dict[str, NDArray[Any]] = {}
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            if isinstance(value, Texts):
                out |= {f"{field.name}-octets": value.octets, f"{field.name}-ends": value.ends}
            else:
                out[field.name] = value
        return out

    @classmethod
    def from_arrays(cls, about: TransitAbout, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """What ``to_arrays`` gave.

        Raises:
            ReachError: an array is missing.
        """
        values: dict[str, Any] = {}
        for field in fields(cls)[1:]:
            try:
                values[field.name] = (
                    Texts(arrays[f"{field.name}-octets"], arrays[f"{field.name}-ends"])
                    if field.type is Texts
                    else arrays[field.name]
                )
            except KeyError as error:
                raise ReachError(f"timetable: {error} is missing") from None
        return cls(about, **values)


def checked(table: Timetable) -> Timetable:
    """``table`` when every question can be asked of it.

    Raises:
        ReachError: sizes differ, a number leads outside, connections are not in order, a trip goes
            back in time, a change takes no time. The message names the array.
    """
    stops, size, trips = len(table.lon), len(table.tail), len(table.line)
    for names, wanted in (
        ("lat stop_wheelchair stop_name", stops),
        ("head departure arrival trip board leave", size),
        ("service wheelchair head_text", trips),
        ("line_agency", len(table.line_name)),
        ("agency_phone", len(table.agency_name)),
        ("foot_first", stops + 1),
        ("foot_s", len(table.foot_stop)),
    ):
        for name in names.split():
            if len(getattr(table, name)) != wanted:
                raise _wrong(name, f"has {len(getattr(table, name))} rows, expected {wanted}")
    for name, below in (
        ("tail", stops),
        ("head", stops),
        ("foot_stop", stops),
        ("trip", trips),
        ("line", len(table.line_name)),
        ("service", len(table.runs)),
        ("head_text", len(table.heads)),
        ("line_agency", len(table.agency_name)),
    ):
        values = getattr(table, name)
        if len(values) and not (values.min() >= 0 and values.max() < below):
            raise _wrong(name, f"expected from 0 to {below - 1}")
    if not (np.isfinite(table.lon).all() and np.isfinite(table.lat).all()):
        raise _wrong("lon, lat", "expected degrees")
    if table.days < 1 or table.runs.shape[1:] != (-(-table.days // 8),):
        raise _wrong("runs", f"shape {table.runs.shape} for {table.days} days")
    if (np.diff(table.departure) < 0).any():
        raise _wrong("departure", "expected in order")
    if (table.arrival < table.departure).any() or (table.departure < 0).any():
        raise _wrong("arrival", "before departure")
    if len(table.foot_s) and table.foot_s.min() < 1:
        raise _wrong("foot_s", "a change takes a second at least")
    first = table.foot_first
    if first[0] != 0 or first[-1] != len(table.foot_stop) or (np.diff(first) < 0).any():
        raise _wrong("foot_first", "expected to go up from 0 to the number of changes")
    return table


def _wrong(name: str, what: str) -> ReachError:
    return ReachError(f"timetable: {name}: {what}")
