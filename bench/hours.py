"""What do opening hours cost, how many are read, and how faithful is the reading?

Peer: opening-hours-py alone, called one place at a time, which is what is left when nothing is
mended nor compiled. Conformance: half of the cases of opening_hours.js (``hours_conformance``), and
texts of producers with a truth written by hand (``hours_truth``); what is not right is listed.

    python -m bench.hours
"""

import csv
import json
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from opening_hours import OpeningHours, State, validate

from bench import hours_conformance, hours_truth
from entrelieux.engine.hours import (
    compile_week,
    free_time,
    from_french_week,
    normalise,
    open_at,
    open_when_free,
    unpack,
)
from entrelieux.engine.hours.compile import _compile, _one_week
from entrelieux.engine.hours.osm.syntax import _rules, parse

SHARED = Path(__file__).resolve().parents[2] / "shared"
PLACES = SHARED / "data" / "places"
REFERENCE = SHARED / "bench" / "hours" / "opening_hours_reference.json"
FIRST = date(2026, 1, 1)
MONDAY_TEN = datetime(2026, 3, 2, 10, 7)  # noqa: DTZ001  # wall-clock time, without a zone
OFFERS = 100_000
LONGEST_WINDOW = 4_000
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PRODUCERS = (
    ("conumm.json", "HORAIRE"),
    ("haute-vienne.json", "horaires"),
    ("la-creuse.json", "horaires"),
    ("le-havre.json", "horaires"),
    ("aix-en-provence.json", "horaires"),
    ("paca.json", "horaires_ouverture_brut"),
    ("paca.json", "horaires_grand_public"),
)
Row = dict[str, Any]


def main() -> list[Row]:
    """Every figure, as rows of name, value, unit, peer and ratio (peer / value, or ours / peer)."""
    if not PLACES.is_dir():
        return [_row("horaires : ../shared absent, rien de mesuré", None, "")]
    truth = hours_truth.rows()
    return [*_shares(), *_speed(), *hours_conformance.rows(), *truth]


def _row(name: str, value: Any, unit: str, peer: Any = None, ratio: Any = None) -> Row:
    return {"name": name, "value": value, "unit": unit, "peer": peer, "ratio": ratio}


def _csv(name: str) -> list[dict[str, str]]:
    with (PLACES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _json(path: str) -> list[dict[str, Any]]:
    found = json.loads((PLACES / path).read_text("utf-8"))
    return [row.get("fields") or row for row in found]


def _town_halls() -> list[str]:
    import pyarrow.parquet as pq

    table = pq.read_table(SHARED / "data" / "territories" / "mairies.parquet")
    return [text for text in table["mairie_opening_hours"].to_pylist() if text]


def _mediation() -> list[str]:
    return [
        row["horaires"] for row in _csv("lieux-mediation-numerique.csv") if row["horaires"].strip()
    ]


def _shares() -> Iterable[Row]:
    yield _share("lieux de médiation", _mediation())
    inclusion = [
        str(row.get("horaires") or "") for row in _json("data-inclusion/data-inclusion.json")
    ]
    yield _share("structures data·inclusion", inclusion)
    for name, column in PRODUCERS:
        texts = [str(row.get(column) or "") for row in _json(f"producers/{name}")]
        yield _share(f"producteur {name}, {column}", texts)
    yield _share("mairies", _town_halls())
    for year in ("2024-08-01", "2022-12-01"):
        weeks = [
            {day: row.get(f"h_{day}", "") for day in DAYS}
            for row in _csv(f"france-services-{year}.csv")
        ]
        yield _week_share(f"France services {year}", weeks)
    hinaura = [
        {day: str(row.get(day.capitalize()) or "") for day in DAYS}
        for row in _json("producers/hinaura.json")
    ]
    yield _week_share("producteur hinaura.json, une colonne par jour", hinaura)


def _share(name: str, texts: list[str]) -> Row:
    texts = [text for text in texts if text.strip()]
    raw = sum(validate(text) for text in texts) / len(texts)
    ours = sum(normalise(text).osm is not None for text in texts) / len(texts)
    return _row(
        f"horaires lus, {name} ({len(texts)} lignes ; à côté : sans remise en ordre)",
        round(100 * ours, 2),
        "%",
        round(100 * raw, 2),
    )


def _week_share(name: str, weeks: list[dict[str, str]]) -> Row:
    said = [week for week in weeks if any(cell.strip(" -") for cell in week.values())]
    read = [from_french_week(week) for week in said]
    doubtful = sum("à vérifier" in (week.osm or "") for week in read)
    share = sum(week.osm is not None for week in read) / len(said)
    name = f"horaires lus, {name} ({len(said)} semaines, dont {doubtful} avec un jour à vérifier)"
    return _row(name, round(100 * share, 2), "%")


def _speed() -> Iterable[Row]:
    texts = list(dict.fromkeys([*_mediation(), *_town_halls()]))
    for cache in (normalise, _compile, _one_week, parse, _rules):
        cache.cache_clear()
    read, seconds = _timed(lambda: [normalise(text).osm for text in texts])
    yield _row(f"remettre en ordre {len(texts)} textes différents", round(seconds, 2), "s")
    rules = [osm for osm in read if osm]
    holidays = frozenset({date(2026, 5, 1), date(2026, 12, 25)})
    weeks, seconds = _timed(lambda: [_week(osm, holidays) for osm in rules])
    yield _row(f"compiler {len(rules)} règles différentes", round(seconds, 2), "s")
    varying = [f"{osm}; SH off" for osm in rules[:500]]
    _found, seconds = _timed(lambda: [_week(osm, holidays) for osm in varying])
    yield _row("compiler une règle qui varie (53 semaines)", round(seconds * 2, 3), "ms")

    draw = np.random.default_rng(7).integers(0, len(rules), OFFERS)
    matrix = np.stack([week.bits for week in weeks])[draw]
    parsed = [OpeningHours(osm) for osm in rules]
    offers = [parsed[index] for index in draw]
    quarter = MONDAY_TEN.weekday() * 96 + (MONDAY_TEN.hour * 60 + MONDAY_TEN.minute) // 15
    ours, seconds = _best(partial(open_at, matrix, quarter))
    peer, slow = _timed(lambda: np.array([offer.is_open(MONDAY_TEN) for offer in offers]))
    agree = float((ours == peer).mean())
    name = f"ouvert à cette heure, {OFFERS} offres (à côté : une par une, déjà lues"
    name += f" ; mêmes réponses {100 * agree:.2f} %)"
    yield _row(name, round(1e3 * seconds, 3), "ms", round(1e3 * slow, 1), round(slow / seconds))
    free = free_time("mardi matin, jeudi, samedi 9h-12h")
    _found, seconds = _best(partial(open_when_free, matrix, free))
    sample = offers[:2_000]
    _found, slow = _timed(lambda: [_shared_by_peer(offer, free) for offer in sample])
    slow *= OFFERS / len(sample)
    name = f"ouvert quand je suis libre, {OFFERS} offres (à côté : 2 000, une par une, ×50)"
    yield _row(name, round(1e3 * seconds, 2), "ms", round(1e3 * slow), round(slow / seconds))


def _week(osm: str, holidays: frozenset[date]) -> Any:
    return compile_week(
        osm,
        first_day=FIRST,
        public_holidays=holidays,
        school_holidays=[(date(2026, 2, 7), date(2026, 2, 22))],
    )


def _shared_by_peer(offer: Any, free: Any) -> int:
    start = datetime(2026, 3, 2)  # noqa: DTZ001
    flags = np.zeros(672, dtype=np.bool_)
    for begins, ends, state, _comment in offer.intervals(start, start + timedelta(days=7)):
        if state == State.OPEN:
            first, last = (int((t - start).total_seconds()) // 900 for t in (begins, ends))
            flags[first:last] = True
    return int((flags & unpack(free)).sum())


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return call(), time.perf_counter() - start


def _best(call: Callable[[], Any], rounds: int = 15) -> tuple[Any, float]:
    times = [_timed(call) for _ in range(rounds)]
    return times[0][0], min(seconds for _result, seconds in times)


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
