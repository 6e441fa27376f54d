"""The shipped curves tell what was measured, and do not drift away from it."""

import csv
from importlib.resources import files
from statistics import median

import pytest

from entrelieux.packs.fr import reach as pack

FOLDER = files(pack.__name__)
MEASURES = list(csv.DictReader(FOLDER.joinpath("mesures.csv").read_text("utf-8").splitlines()))
CURVES = pack.load()["curves"]


def circuity(curve, crow):
    return curve["circuity_far"] + curve["circuity_gap"] / (1 + crow / curve["circuity_half_km"])


@pytest.mark.parametrize("row", MEASURES, ids=lambda r: "-".join(list(r.values())[:4]))
def test_the_curve_of_a_class_passes_near_the_medians_measured(row):
    mode = "voiture" if row["reseau"] == "voiture" else "pied"
    curve = CURVES[mode][int(row["densite"])]
    low, high = float(row["de_km"]), float(row["a_km"])
    found = circuity(curve, (low + high) / 2)
    assert float(row["circuite_p10"]) < found < float(row["circuite_p90"])
    assert found == pytest.approx(float(row["circuite_mediane"]), rel=0.21)


@pytest.mark.parametrize("mode", ["pied", "voiture"])
def test_a_class_measured_on_one_graph_is_within_a_tenth_of_its_medians(mode):
    network = "voiture" if mode == "voiture" else "cheminement"
    for graph, density in (("lyon", 0), ("auch", 1)):
        wrong = [
            circuity(CURVES[mode][density], (float(r["de_km"]) + float(r["a_km"])) / 2)
            / float(r["circuite_mediane"])
            - 1
            for r in MEASURES
            if r["graphe"] == graph and r["reseau"] == network
        ]
        assert median(abs(x) for x in wrong) < 0.1


def test_every_measure_says_how_many_pairs_and_its_spread():
    for row in MEASURES:
        assert int(row["couples"]) >= 1_000
        assert (
            1
            <= float(row["circuite_p10"])
            <= float(row["circuite_mediane"])
            <= float(row["circuite_p90"])
        )
