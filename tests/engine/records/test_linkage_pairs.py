"""The pairs that were read: nothing of a place is in the file, and linkage keeps its promise."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from bench.linkage import READ, half, rates
from bench.linkage_sheets import FILES, PAIRS, labelled, marks, sheets_of
from entrelieux.engine.records.linkage import CERTAIN, DOUBTFUL, pairs
from entrelieux.engine.records.linkage.candidates import candidates
from entrelieux.engine.records.linkage.reading import facts_of

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def test_the_file_holds_rows_and_labels_and_no_word_of_a_place():
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 600
    assert len({frozenset((row["one"], row["other"])) for row in rows}) == len(rows)
    for row in rows:
        assert all(
            re.fullmatch(rf"({'|'.join(FILES)}):\d+", row[side]) for side in ("one", "other")
        )
        assert {row["first"], row["second"]} <= {"same", "other", "unsure"}
        assert row["final"] == (row["first"] if row["first"] == row["second"] else "unsure")
        assert float(row["weight"]) >= 1
    sizes = Counter(row["stratum"] for row in rows)
    assert all(float(row["weight"]) * sizes[row["stratum"]] >= 1 for row in rows)


@pytest.mark.skipif(not (DATA / FILES["mediation"]).exists(), reason="../shared est absent")
def test_the_half_that_chose_nothing_finds_its_thresholds_kept():
    if marks(DATA) != READ:
        pytest.skip("les fichiers de ../shared ne sont plus ceux qui ont été lus")
    records = sheets_of(DATA)
    read = labelled(records)
    near = candidates([facts_of(sheet) for _name, sheet in records])
    assert {(pair.one, pair.other) for pair in read if pair.same} <= near
    found = pairs([sheet for _name, sheet in records], least=DOUBTFUL)
    scores = {(pair.one, pair.other): pair.score for pair in found}
    unseen = half(read, tuning=False)
    assert not {pair.one for pair in unseen} & {pair.one for pair in half(read, tuning=True)}
    assert rates(unseen, scores, CERTAIN)[0] >= 0.99
    assert rates(unseen, scores, DOUBTFUL)[1] >= 0.97
