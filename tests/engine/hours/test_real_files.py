"""Shares of real files that are read; figures of the day in ``bench.hours``."""

import csv
from pathlib import Path

import pytest

from bench import hours_conformance, hours_truth
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
    assert read / len(texts) >= 0.995


@pytest.mark.parametrize("year", ["2024-08-01", "2022-12-01"])
def test_every_france_services_week_is_read(year):
    weeks = [{day: row[f"h_{day}"] for day in DAYS} for row in rows(f"france-services-{year}.csv")]
    said = [week for week in weeks if any(cell.strip(" -") for cell in week.values())]
    assert len(said) > 2_500
    assert all(from_french_week(week).osm for week in said)


def counts(rows, start):
    return next(row for row in rows if row["name"].startswith(start))


@pytest.mark.skipif(not hours_conformance.REFERENCE.is_file(), reason="../shared is absent")
def test_the_cases_of_the_reference_are_read_as_it_reads_them():
    found = list(hours_conformance.rows())
    assert counts(found, "conformité : justes sur 358")["value"] >= 320
    assert counts(found, "conformité : lus autrement")["value"] <= 10


def test_free_writing_is_read_as_a_hand_reads_it_and_hardly_ever_wrong():
    found = list(hours_truth.rows())
    assert counts(found, "écriture libre, justes")["value"] >= 90
    assert counts(found, "écriture libre, fausses")["value"] <= 1
