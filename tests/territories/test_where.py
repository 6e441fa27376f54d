"""Points lead to communes, and the table gives each its own row."""

import csv
from pathlib import Path

import numpy as np
import pytest

from entrelieux.packs.fr import territories as pack
from entrelieux.territories.selectors import commune_at, communes_table, towns_within

pytestmark = pytest.mark.usefixtures("communes")

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "places"


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (3.8546, 44.7269, "Langogne"),
        (2.2945, 48.8584, "Paris"),
        (-5.0966, 48.4568, "Ouessant"),
        (55.4504, -20.8789, "Saint-Denis"),
        (-54.033, 3.644, "Maripasoula"),
    ],
)
def test_a_point_of_a_town_is_in_that_town(lon, lat, name):
    found = commune_at(lon, lat)
    assert found.card.name == name
    assert found.approximate
    assert found.distance_km < 5


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(-30.0, 40.0), (0.0, 0.0), (float("nan"), 45.0), (float("inf"), 1.0), (500.0, 45.0), (2, 91)],
)
def test_no_commune_at_sea_abroad_or_nowhere(lon, lat):
    assert commune_at(lon, lat) is None


def test_real_places_are_mostly_put_in_their_commune():
    control, places = SHARED / "lieux-controle.parquet", SHARED / "lieux-mediation-numerique.csv"
    if not control.exists():
        pytest.skip("../shared is absent: real places cannot be put in their commune")
    rows = pytest.importorskip("pyarrow.parquet").read_table(control).to_pylist()
    told = {row["id"]: row["insee_geo"] for row in rows}
    tried = right = 0
    with places.open(encoding="utf-8") as lines:
        for row in list(csv.DictReader(lines))[::40]:
            today = pack.current_code(told.get(row["id"]) or "")
            if today and row["longitude"]:
                found = commune_at(float(row["longitude"]), float(row["latitude"]))
                tried += 1
                right += found is not None and found.card.code == today
    assert tried > 300
    assert right / tried > 0.9


def test_the_table_has_one_row_for_each_commune():
    table = communes_table()
    communes = pack.communes()
    assert list(table.codes) == [one.code for one in communes]
    assert np.array_equal(table.density, [one.density for one in communes])
    assert np.array_equal(table.landmass, [one.landmass for one in communes])
    assert np.array_equal(table.population, [one.population for one in communes])
    assert np.array_equal(table.lon, [one.lon for one in communes])
    rank = table.codes.index("48080")
    assert table.departements[table.departement[rank]] == "48"


def test_towns_in_a_box_come_the_most_peopled_first():
    towns = towns_within(3.0, 44.2, 4.0, 45.0, 5)
    assert towns[0].name == "Mende"
    assert [town.population for town in towns] == sorted(
        (town.population for town in towns), reverse=True
    )
    assert towns_within(3.0, 44.2, 4.0, 45.0, 0) == []
    assert towns_within(-40.0, 10.0, -39.0, 11.0, 5) == []
