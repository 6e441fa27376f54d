"""Compile the scan, so that no request waits for a compiler."""

from datetime import date

import numpy as np

from entrelieux.engine.reach.transit.day import service_day
from entrelieux.engine.reach.transit.timetable import Texts, Timetable, TransitAbout
from entrelieux.engine.reach.transit.walks import Walks


def compile_kernels() -> None:
    """Follow one bus between two stops, there and back; kept on disk by numba."""
    day = date(2026, 1, 1)
    one, two = np.zeros(1, np.int32), np.zeros(2, np.int32)
    kind = np.zeros(1, np.int8)
    table = Timetable(
        about=TransitAbout("", "", "", day.isoformat(), day.isoformat(), is_fiction=True),
        lon=np.array([3.0, 3.1]),
        lat=np.full(2, 44.5),
        stop_wheelchair=np.zeros(2, np.int8),
        stop_name=Texts.of(["", ""]),
        tail=one,
        head=one + 1,
        departure=one,
        arrival=one,
        trip=one,
        board=kind,
        leave=kind,
        line=one,
        service=one,
        wheelchair=kind,
        head_text=one,
        heads=Texts.of([""]),
        runs=np.ones((1, 1), np.uint8),
        line_name=Texts.of([""]),
        line_agency=one,
        agency_name=Texts.of([""]),
        agency_phone=Texts.of([""]),
        foot_first=np.append(two, np.int32(0)),
        foot_stop=one[:0],
        foot_s=one[:0],
    )
    today = service_day(table, day)
    here = Walks.of(1, [0], [0], [0])
    today.from_(here, 0)
    today.to(here, 10)
