"""Is the same place found twice, by whom, how surely and how fast?

    python -m bench.linkage

The pairs of ``linkage_pairs.csv`` were read twice (``docs/methods/doublons.md``). One half chose
weights and thresholds; every figure of quality here is of the other half, each pair counted for
what it stands for in its stratum. Beside ours: the first answer that the directory had
(``engine.records.roofs``) and Splink (Linacre et al. 2022, doi:10.23889/ijpds.v7i3.1794) in three
settings, at the threshold that gives each its best F1 on the half that chose ours.

FEBRL and ``fake_1000`` are people, not places: names and codes are put into the fields that
compare alike, with our weights for places, and only the truth of their own keys counts.
"""

import csv
import json
import resource
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import cos, radians
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from scipy.stats import beta

from bench.linkage_sheets import FILES, Labelled, labelled, marks, sheets_of
from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.linkage import CERTAIN, DOUBTFUL, Sheet, pairs
from entrelieux.engine.records.linkage.candidates import CELL_M
from entrelieux.engine.records.linkage.reading import facts_of, plain_of
from entrelieux.engine.records.roofs import METRES_PER_DEGREE, Spot, roofs_and_twins

ROOT = Path(__file__).resolve().parent.parent
SPLINK = ROOT / ".venv-bench" / "bin" / "python"
READ = {
    "mediation": "0ecbb1ff87c6f498",
    "services": "45accdbb10285b01",
    "libraries": "1acb4de41707fce7",
}
"""Marks of the files whose rows were read; other files make the labels worthless."""
DRAWS = 2_000
Row = dict[str, Any]
Scores = Mapping[tuple[int, int], float]
Measure = tuple[float, float, float]


def main(data: Path) -> Iterator[Row]:
    if not all((data / path).exists() for path in FILES.values()):
        yield _row("les fichiers de lieux sont absents", 0, "")
        return
    if marks(data) != READ:
        yield _row("les fichiers ne sont plus ceux qui ont été lus", 0, "")
        return
    records = sheets_of(data)
    read = labelled(records)
    yield from _agreement(read)
    start = process_time()
    found = pairs([sheet for _name, sheet in records], least=DOUBTFUL)
    ours_s = process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    certain = sum(pair.score >= CERTAIN for pair in found)
    yield _row(f"paires proposées parmi {len(records)} fiches, sûres", certain, "")
    yield _row("paires à demander à une personne", len(found) - certain, "")
    yield _row("temps de calcul, tous cœurs ensemble", ours_s, "s")
    yield _row("mémoire, au plus (données comprises)", peak, "Mo")
    scores = {(pair.one, pair.other): pair.score for pair in found}
    yield from _quality(read, scores)
    best = rates(half(read, tuning=False), scores, CERTAIN)
    for peer, others, seconds in _peers(records, read):
        yield from _beside(peer, others, read, best, seconds and seconds / ours_s)
    yield from _people(data.parent / "bench" / "linkage")


def _row(name: str, value: float, unit: str, peer: str = "", ratio: float | None = None) -> Row:
    rounded = value if isinstance(value, int) else round(float(value), 4 if unit == "part" else 2)
    return {"name": name, "value": rounded, "unit": unit, "peer": peer, "ratio": ratio}


def _agreement(read: list[Labelled]) -> Iterator[Row]:
    """Cohen 1960, doi:10.1177/001316446002000104."""
    both = Counter((pair.first, pair.second) for pair in read)
    words = {word for pair in both for word in pair}
    agreed = sum(both[word, word] for word in words) / len(read)
    chance = (
        sum(sum(both[a, b] for b in words) * sum(both[b, a] for b in words) for a in words)
        / len(read) ** 2
    )
    yield _row("paires lues deux fois", len(read), "")
    yield _row("accord des deux lectures (kappa)", (agreed - chance) / (1 - chance), "part")
    for said, label in ((True, "un même lieu"), (False, "deux lieux"), (None, "on ne peut dire")):
        yield _row(f"dont {label}", sum(pair.same is said for pair in read), "")


def half(read: list[Labelled], *, tuning: bool) -> list[Labelled]:
    return [pair for pair in read if pair.same is not None and pair.tuning is tuning]


def _quality(read: list[Labelled], scores: Scores) -> Iterator[Row]:
    test = half(read, tuning=False)
    yield _row("paires qui mesurent", len(test), "")
    for threshold, label in ((CERTAIN, "sûres"), (DOUBTFUL, "sûres ou douteuses")):
        precision, recall, f1 = rates(test, scores, threshold)
        low, high = _interval(test, scores, threshold)
        yield _row(f"{label} (≥ {threshold}) : précision", precision, "part")
        yield _row(f"{label} : précision, borne basse à 95 %", low[0], "part")
        yield _row(f"{label} : rappel", recall, "part")
        yield _row(f"{label} : rappel, bornes à 95 %", low[1], f"part, à {high[1]:.4f}")
        yield _row(f"{label} : F1", f1, "part")
        kept = [pair for pair in test if scores.get((pair.one, pair.other), 0) >= threshold]
        wrong = sum(not pair.same for pair in kept)
        exact = float(beta.ppf(0.05, len(kept) - wrong, wrong + 1))
        yield _row(f"{label} : {wrong} fausses sur {len(kept)} lues, borne exacte", exact, "part")


def rates(read: Iterable[Labelled], scores: Scores, threshold: float) -> Measure:
    """Precision, recall, F1, each pair counted for what it stands for."""
    right = wrong = missed = 0.0
    for pair in read:
        kept = scores.get((pair.one, pair.other), -np.inf) >= threshold
        right += pair.weight * bool(kept and pair.same)
        wrong += pair.weight * bool(kept and not pair.same)
        missed += pair.weight * bool(not kept and pair.same)
    precision = right / (right + wrong) if right else 0.0
    recall = right / (right + missed) if right else 0.0
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _interval(
    read: list[Labelled], scores: Scores, threshold: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """2.5 and 97.5 % of draws with replacement inside each stratum (Efron 1979)."""
    random = np.random.default_rng(20261123)
    strata: dict[str, list[Labelled]] = {}
    for pair in read:
        strata.setdefault(pair.stratum, []).append(pair)
    drawn = [
        rates(
            [
                some[i]
                for some in strata.values()
                for i in random.integers(len(some), size=len(some))
            ],
            scores,
            threshold,
        )
        for _ in range(DRAWS)
    ]
    low, high = np.percentile(np.array(drawn), (2.5, 97.5), axis=0)
    return tuple(low), tuple(high)


Peer = tuple[str, dict[tuple[int, int], float], float | None]


def _peers(records: list[tuple[str, Sheet]], read: list[Labelled]) -> Iterator[Peer]:
    start = process_time()
    twins = _first_answer(records, read)
    yield "roofs, la première réponse", twins, process_time() - start
    if not SPLINK.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        source, target, known = (Path(folder) / name for name in ("in.csv", "out.csv", "known.csv"))
        _write_columns(source, [sheet for _name, sheet in records])
        same = [pair for pair in half(read, tuning=True) if pair.same]
        lines = ["unique_id_l,unique_id_r", *(f"{pair.one},{pair.other}" for pair in same)]
        known.write_text("\n".join(lines), encoding="utf-8")
        command = [str(SPLINK), "-m", "bench.linkage_splink", *map(str, (source, target, known))]
        done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
        said = json.loads(done.stdout.splitlines()[-1])
        scores: dict[str, dict[tuple[int, int], float]] = {}
        with target.open(encoding="utf-8", newline="") as file:
            for variant, one, other, bits in csv.reader(file):
                key = (min(int(one), int(other)), max(int(one), int(other)))
                scores.setdefault(variant, {})[key] = float(bits)
    titles = {
        "columns": "Splink 5, noms et adresses",
        "readings": "Splink 5, nos lectures",
        "labels": "Splink 5, nos lectures et nos étiquettes",
    }
    for variant, title in titles.items():
        yield title, scores[variant], said[f"{variant}_s"]


def _first_answer(
    records: list[tuple[str, Sheet]], read: list[Labelled]
) -> dict[tuple[int, int], float]:
    spots = []
    for _name, sheet in records:
        facts = facts_of(sheet)
        lon, lat = facts.point or (0.0, 0.0)
        door = f"{sheet.code_postal} {fold(sheet.adresse)}" if facts.numbers else ""
        spots.append(Spot(fold(sheet.name), sheet.producer, lon, lat, door, bool(facts.point)))
    _roofs, twins = roofs_and_twins(spots)
    asked = ((pair.one, pair.other) for pair in read)
    return {(one, other): 1.0 for one, other in asked if twins[one] == twins[other]}


def _beside(
    peer: str, scores: Scores, read: list[Labelled], ours: Measure, slower: float | None
) -> Iterator[Row]:
    tuning = half(read, tuning=True)
    asked = {scores.get((pair.one, pair.other), -np.inf) for pair in tuning} - {-np.inf}
    threshold = max(sorted(asked), key=lambda least: rates(tuning, scores, least)[2])
    theirs = rates(half(read, tuning=False), scores, threshold)
    for name, mine, their in zip(("précision", "rappel", "F1"), ours, theirs, strict=True):
        yield _row(f"sûres : {name}", mine, "part", f"{peer} {their:.4f}", round(mine / their, 2))
    if slower:
        yield _row(f"temps de calcul : {peer}", slower, "fois le nôtre")


def _write_columns(target: Path, sheets: list[Sheet]) -> None:
    lines = [_columns(sheet) for sheet in sheets]
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, fieldnames=list(lines[0]))
        out.writeheader()
        out.writerows(lines)


def _columns(sheet: Sheet) -> dict[str, object]:
    """What producers wrote, folded, and what our engine reads of it."""
    facts = facts_of(sheet)
    lon, lat = facts.point or ("", "")
    return {
        "unique_id": sheet.key,
        "producer": sheet.producer,
        "name": plain_of(sheet.name),
        "address": plain_of(sheet.adresse),
        "town": f"{sheet.code_postal[:2]} {_joined(facts.town)}" if facts.town else "",
        "postcode": sheet.code_postal,
        "functions": _joined(facts.functions),
        "does": _joined(facts.functions),
        "proper": _joined(facts.proper),
        "proper_words": _joined(facts.proper),
        "street": _joined(facts.street),
        "number": _joined(facts.numbers),
        "lat": lat,
        "lon": lon,
        "siret": facts.siret,
        "siren": facts.siren,
        "telephone": min(facts.telephones, default=""),
        "page": facts.page,
        **dict(zip(("cell_a", "cell_b", "cell_c", "cell_d"), _cells(facts.point), strict=True)),
    }


def _joined(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _cells(point: tuple[float, float] | None) -> list[str]:
    """The cell of a point in four grids shifted by half a cell: two near points share one."""
    if point is None:
        return [""] * 4
    row = point[1] * METRES_PER_DEGREE / CELL_M
    column = point[0] * cos(radians(round(point[1], 1))) * METRES_PER_DEGREE / CELL_M
    return [f"{int(row + down)}:{int(column + right)}" for down in (0, 0.5) for right in (0, 0.5)]


def _people(folder: Path) -> Iterator[Row]:
    sets: tuple[tuple[str, Callable[[Path], list[tuple[str, Sheet]]]], ...] = (
        ("FEBRL 4a et 4b", _febrl),
        ("fake_1000", _fake),
    )
    for title, reader in sets:
        try:
            people = reader(folder)
        except FileNotFoundError:
            continue
        truth = Counter(who for who, _sheet in people)
        known = {sheet.key: who for who, sheet in people}
        asked = sum(n * (n - 1) // 2 for n in truth.values())
        start = process_time()
        found = pairs([sheet for _who, sheet in people], least=DOUBTFUL)
        seconds = process_time() - start
        for threshold, label in ((CERTAIN, "sûres"), (DOUBTFUL, "sûres ou douteuses")):
            kept = [pair for pair in found if pair.score >= threshold]
            right = sum(known[pair.one] == known[pair.other] for pair in kept)
            precision, recall = right / max(len(kept), 1), right / asked
            yield _row(f"{title}, {label} : précision", precision, "part")
            yield _row(f"{title}, {label} : rappel (sur {asked})", recall, "part")
        yield _row(f"{title} : temps", seconds, "s")


def _febrl(folder: Path) -> list[tuple[str, Sheet]]:
    people = []
    for producer, name in enumerate(("dataset4a.csv", "dataset4b.csv")):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                sheet = _person(
                    key=len(people),
                    producer=producer,
                    name=f"{row['given_name']} {row['surname']}",
                    adresse=f"{row['street_number']} {row['address_1']} {row['address_2']}",
                    commune=row["suburb"],
                    code_postal=row["postcode"],
                    code=row["soc_sec_id"],
                    born=row["date_of_birth"],
                )
                people.append((row["rec_id"].split("-")[1], sheet))
    return people


def _fake(folder: Path) -> list[tuple[str, Sheet]]:
    with (folder / "fake_1000.csv").open(encoding="utf-8", newline="") as file:
        return [
            (
                row["cluster"],
                _person(
                    key=i,
                    producer=i,
                    name=f"{row['first_name']} {row['surname']}",
                    commune=row["city"],
                    code=row["email"].removesuffix("@") and row["email"],
                    born=row["dob"],
                ),
            )
            for i, row in enumerate(csv.DictReader(file))
        ]


def _person(
    *,
    key: int,
    producer: int,
    name: str,
    commune: str,
    code: str,
    born: str,
    adresse: str = "",
    code_postal: str = "",
) -> Sheet:
    """A code that is nobody else's goes where an e-mail would, a birth where a page would."""
    return Sheet(
        key=key,
        name=name,
        adresse=adresse,
        code_postal=code_postal,
        code_insee="",
        lon=None,
        lat=None,
        siret="",
        telephone="",
        courriel=code if "@" in code else f"{code}@code" if code else "",
        site_web=f"born.example/{born.replace('-', '')}" if born else "",
        kind="",
        producer=producer,
        commune=commune,
    )


if __name__ == "__main__":
    from bench.__main__ import DATA

    for line in main(DATA):
        print(line)
