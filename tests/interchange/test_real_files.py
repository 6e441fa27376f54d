"""The real files, by samples: every row is taken or refused, and twice is once."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from entrelieux.directory.models import Place, Service
from entrelieux.interchange.limits import COMMAND_LINE
from entrelieux.interchange.reading import open_table

PLACES = Path(__file__).resolve().parents[3] / "shared" / "data" / "places"
pytestmark = pytest.mark.skipif(
    not PLACES.is_dir(), reason="../shared/data/places is absent: the real files are not tried"
)
STEP = 24  # one row in so many: about a thousand rows of the national file


def sample(name, step):
    """One row in ``step`` of a real CSV, as bytes."""
    from tests.interchange.conftest import csv_bytes

    with (PLACES / name).open(encoding="utf-8-sig", newline="") as source:
        head = source.readline()
        delimiter = ";" if head.count(";") > head.count(",") else ","
        source.seek(0)
        return csv_bytes(list(csv.DictReader(source, delimiter=delimiter))[::step])


@pytest.mark.parametrize(
    ("name", "step", "refused_at_most"),
    [
        ("lieux-mediation-numerique.csv", STEP, 5),
        ("france-services-2024-08-01.csv", 8, 0),
        ("france-services-2022-12-01.csv", 8, 0),
        ("adresses-des-bibliotheques-publiques.csv", 40, 1),
    ],
)
def test_a_sample_is_taken_nearly_whole_and_once(take, name, step, refused_at_most):
    content = sample(name, step)
    report = take(content, name, today=date(2026, 1, 1))
    assert report.refused <= refused_at_most
    assert report.created > 200
    again = take(content, name, today=date(2026, 1, 2))
    assert (again.created, again.updated) == (0, 0)
    assert again.unchanged == again.accepted + again.mended
    assert Place.objects.filter(position="inconnue").count() < 0.03 * report.created


def test_services_of_data_inclusion_find_their_structures(take):
    folder = PLACES / "data-inclusion"
    structures = json.loads((folder / "data-inclusion.json").read_text("utf-8"))
    services = json.loads((folder / "data-inclusion-services.json").read_text("utf-8"))
    dora = [row for row in structures if row["source"] == "dora"]
    known = {row["id"] for row in dora}
    theirs = [row for row in services if row["structure_id"] in known]
    orphans = [row for row in services if row["structure_id"] not in known][:50]
    take(dora, "s.json", today=date(2026, 1, 1))
    report = take([*theirs, *orphans], "v.json", today=date(2026, 1, 1))
    assert (report.created, report.refused) == (len(theirs), 50)
    assert Service.objects.filter(place=None).count() == 0


@pytest.mark.parametrize("name", ["conumm", "la-creuse", "le-havre", "paca", "ultra-num"])
def test_a_file_of_a_producers_own_opens_even_if_its_columns_are_its_own(name):
    assert len(list(open_table(PLACES / "producers" / f"{name}.json", COMMAND_LINE).rows)) >= 38
