"""Splink over the same records: ``.venv-bench/bin/python -m bench.linkage_splink IN OUT LABELS``.

IN: one record a line, as ``bench.linkage`` writes them. OUT: variant, one, other, bits (weight).
LABELS: pairs known to be one place, from the half that chose our weights.

Three settings, each the best of those we tried. « columns » knows what producers wrote, folded;
doors are parted in number and street, and one question asks where (door, else distance), because
with two EM looks for one roof. « readings » is given what our engine reads (functions, words of
their own). « labels » besides learns from the labelled half what matches look like. Seconds of
computing, all threads together, go to standard output as JSON.
"""

import json
import resource
import sys
import warnings
from pathlib import Path
from time import process_time
from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.blocking_rule_library import CustomRule

APART = "l.producer <> r.producer"
SHARED = ("town", "postcode", "cell_a", "cell_b", "cell_c", "cell_d", "siret", "telephone")
KM = (0.015, 0.06, 0.2, 0.6, 2.0)


def main(source: Path, target: Path, labels: Path) -> None:
    variants: dict[str, tuple[list[Any], Path | None]] = {
        "columns": (columns(), None),
        "readings": (readings(), None),
        "labels": (readings(), labels),
    }
    said: dict[str, float] = {}
    rows: list[tuple[str, int, int, float]] = []
    for name, (comparisons, known) in variants.items():
        start = process_time()
        rows += ((name, *row) for row in linked(source, comparisons, known))
        said[f"{name}_s"] = process_time() - start
        said["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    target.write_text(
        "".join(f"{v},{one},{other},{score:.6f}\n" for v, one, other, score in rows),
        encoding="utf-8",
    )
    print(json.dumps(said))


def columns() -> list[Any]:
    return [
        cl.CustomComparison(
            [
                cll.NullLevel("name"),
                cll.ExactMatchLevel("name", term_frequency_adjustments=True),
                cll.JaroWinklerLevel("name", 0.92),
                cll.JaroWinklerLevel("name", 0.8),
                cll.ElseLevel(),
            ],
            "name",
        ),
        cl.JaroWinklerAtThresholds("address", [0.97, 0.9, 0.8]),
        cl.CustomComparison(
            [
                cll.And(cll.NullLevel("street"), cll.NullLevel("lat")),
                cll.And(cll.JaroWinklerLevel("street", 0.88), cll.ExactMatchLevel("number")),
                cll.JaroWinklerLevel("street", 0.88),
                cll.DistanceInKMLevel("lat", "lon", 0.03),
                cll.DistanceInKMLevel("lat", "lon", 0.2),
                cll.DistanceInKMLevel("lat", "lon", 2.0),
                cll.ElseLevel(),
            ],
            "where",
        ),
        *_common(),
    ]


def readings() -> list[Any]:
    return [
        cl.CustomComparison(
            [
                cll.NullLevel("proper"),
                cll.ExactMatchLevel("proper", term_frequency_adjustments=True),
                cll.ArraySubsetLevel("proper_words"),
                cll.ArrayIntersectLevel("proper_words", 1),
                cll.ElseLevel(),
            ],
            "proper",
        ),
        cl.CustomComparison(
            [
                cll.NullLevel("does"),
                cll.ExactMatchLevel("does", term_frequency_adjustments=True),
                cll.ArrayIntersectLevel("functions", 1),
                cll.ElseLevel(),
            ],
            "does",
        ),
        cl.CustomComparison(
            [
                cll.NullLevel("street"),
                cll.And(cll.JaroWinklerLevel("street", 0.88), cll.ExactMatchLevel("number")),
                cll.JaroWinklerLevel("street", 0.88),
                cll.ElseLevel(),
            ],
            "door",
        ),
        cl.DistanceInKMAtThresholds("lat", "lon", KM),
        cl.ExactMatch("page"),
        cl.JaroWinklerAtThresholds("name", [0.97, 0.9, 0.8]),
        *_common(),
    ]


def _common() -> list[Any]:
    return [
        cl.CustomComparison(
            [
                cll.Or(cll.NullLevel("town"), cll.NullLevel("postcode")),
                cll.ExactMatchLevel("town"),
                cll.ExactMatchLevel("postcode"),
                cll.ElseLevel(),
            ],
            "town",
        ),
        cl.ExactMatch("telephone"),
        cl.CustomComparison(
            [
                cll.NullLevel("siren"),
                cll.ExactMatchLevel("siret"),
                cll.ExactMatchLevel("siren"),
                cll.ElseLevel(),
            ],
            "siret",
        ),
    ]


def linked(source: Path, comparisons: list[Any], labels: Path | None) -> list[Any]:
    warnings.filterwarnings("ignore")
    api = DuckDBAPI()
    connection = api._con
    connection.execute("set threads to 2")
    connection.execute(
        "create table places as select * replace ("
        "string_split(proper_words, ' ') as proper_words,"
        " string_split(functions, ' ') as functions)"
        f" from read_csv('{source}', header=true, nullstr='', all_varchar=true,"
        " types={'unique_id': 'BIGINT', 'producer': 'INTEGER', 'lat': 'DOUBLE', 'lon': 'DOUBLE'})"
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[_sharing(column) for column in SHARED],
        probability_two_random_records_match=17_000 / (42_825**2 / 2),
    )
    linker = Linker(api.register("places"), settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    if labels:
        connection.execute(
            "create table labels as select 'places' as source_dataset_l, unique_id_l,"
            f" 'places' as source_dataset_r, unique_id_r from read_csv('{labels}', header=true)"
        )
        linker.training.estimate_m_from_pairwise_labels("labels")
    else:
        for column in ("telephone", "town", "cell_a"):
            linker.training.estimate_parameters_using_expectation_maximisation(
                _sharing(column), record_sample_proportion=1.0
            )
    found = linker.inference.predict(threshold_match_weight=-20)
    return connection.execute(
        f"select unique_id_l, unique_id_r, match_weight from {found.physical_name}"
    ).fetchall()


def _sharing(column: str) -> CustomRule:
    return CustomRule(f"l.{column} = r.{column} and {APART}", sql_dialect="duckdb")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
