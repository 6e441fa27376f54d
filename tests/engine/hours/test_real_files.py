"""Shares of real files that are read; figures of the day in ``bench.hours``."""

import csv
from pathlib import Path

import pytest

from entrelieux.engine.hours import from_french_week, normalise

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "places"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")


def rows(name):
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_nearly_all_mediation_places_that_say_hours_are_read():
    texts = [row["horaires"] for row in rows("lieux-mediation-numerique.csv") if row["horaires"]]
    read = sum(normalise(text).osm is not None for text in texts)
    assert len(texts) > 12_000
    assert read / len(texts) >= 0.99


@pytest.mark.parametrize("year", ["2024-08-01", "2022-12-01"])
def test_every_france_services_week_is_read(year):
    weeks = [{day: row[f"h_{day}"] for day in DAYS} for row in rows(f"france-services-{year}.csv")]
    said = [week for week in weeks if any(cell.strip(" -") for cell in week.values())]
    assert len(said) > 2_500
    assert all(from_french_week(week).osm for week in said)
