"""Do the files of ten producers go out valid in both national schemas, all validators agreeing?

    python -m bench.producers

Each file is imported with ``--guess`` into a database of its own, without a person, then exported
in the schema of mediation places (JSON and CSV) and in data·inclusion v1. Rows are judged by our
validator, by ``data-inclusion-schema``, and by the reference library of the national schema. The
places that a schema cannot take are counted with what is missing. With ``--incomplete`` they go out
as well: there the validators must refuse the same rows.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from bench import judging

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
MEDIATION, STRUCTURES, SERVICES = (
    "mediation",
    "data-inclusion-structures",
    "data-inclusion-services",
)
DAY = "2024-08-01"
"""Said to be the day of each list: what an animator who receives one knows. A row's own date, when
it has one, goes before it."""
_CHILD = "import sys; from bench.producers import child; child(*sys.argv[1:])"
_SETUP = "from entrelieux.site.cli import main; main(['setup'])"
_NUMBERS = {"latitude", "longitude"}


def main(data: Path = DATA) -> list[Row]:
    folder = data / "places" / "producers"
    if not folder.is_dir():
        return [_row("producteurs : ../shared absent, rien de mesuré", None)]
    if not judging.is_installed():
        return [_row(f"producteurs : {judging.ABSENT}", None)]
    found = measured(folder)
    return [line for name, one in found.items() for line in _lines(name, one)] + _whole(found)


def measured(folder: Path) -> dict[str, Row]:
    """What each producer's file gives; see ``child``."""
    found = {}
    with tempfile.TemporaryDirectory() as kept:
        ready = Path(kept, "prete.sqlite3")
        _apart(ready, "-c", _SETUP)
        for path in sorted(folder.glob("*.json")):
            own = Path(kept, f"{path.stem}.sqlite3")
            shutil.copy(ready, own)
            answer = Path(kept, f"{path.stem}.json")
            _apart(own, "-c", _CHILD, str(path), str(answer))
            found[path.stem] = json.loads(answer.read_text(encoding="utf-8"))
    return found


def _apart(database: Path, *words: str) -> None:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, check=True, stdout=sys.stderr
    )


def child(source: str, answer: str) -> None:
    """Import and export one file in this process' database, and write what was counted."""
    with tempfile.TemporaryDirectory() as kept:
        report = json.loads(_command("import", "--guess", "--json", "--date", DAY, source))
        said: Row = {"imported": _imported(report), "left_out": {}, "rows": {}, "valid": {}}
        rows: dict[str, list[Row]] = {}
        for schema in (MEDIATION, STRUCTURES, SERVICES):
            path = Path(kept, f"{schema}.json")
            told = json.loads(_command("export", "--json", "--format", schema, str(path)))
            rows[schema] = json.loads(path.read_text(encoding="utf-8"))
            said["rows"][schema] = len(rows[schema])
            said["left_out"][schema] = _reasons(told)
            said["valid"][schema] = _valid(path, schema, len(rows[schema]))
        table = Path(kept, "lieux.csv")
        _command("export", "--format", MEDIATION, str(table))
        said["valid"]["csv"] = _valid(table, MEDIATION, len(rows[MEDIATION]))
        said["library"] = _library(rows[MEDIATION])
        said["library_csv"] = _library(list(_as_items(table)))
        said["package"] = {
            schema: sum(map(is_valid_for_package, [schema] * len(rows[schema]), rows[schema]))
            for schema in (STRUCTURES, SERVICES)
        }
        every = Path(kept, "tous.json")
        _command("export", "--incomplete", "--format", MEDIATION, str(every))
        said["disagreements"] = _disagreements(every)
    Path(answer).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _command(*words: str) -> str:
    """What the site's command line prints; 3 and below: it ended as it says."""
    from entrelieux.site.cli import main as command

    with redirect_stdout(StringIO()) as said:
        code = command(list(words))
    if code:
        raise RuntimeError(said.getvalue())
    return said.getvalue()


def _imported(report: Row) -> Row:
    """Rows of the file; those refused, by the column at fault and what it wants."""
    told = [one for one in report["issues"] if one["row"] and one["kept"] is None]
    refused = Counter(f"{one['field']} : {one['expected']}" for one in told)
    rows = report["accepted"] + report["mended"] + report["refused"]
    return {"rows": rows, "refused": dict(refused.most_common())}


def _reasons(told: Row) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in told["refused"]:
        found[f"{one['column']} : {one['expected']}"] += one["rows"]
    return dict(found.most_common())


def _valid(path: Path, schema: str, rows: int) -> int:
    return rows - len(refused_by_us(path, schema)) if rows else 0


def refused_by_us(path: Path, schema: str) -> dict[int, str]:
    """{rank of a row, from 0: columns at fault} in a file that left, as ``validate`` says."""
    from entrelieux.interchange.standards.checking import check_file
    from entrelieux.interchange.standards.model import Level

    first = 2 if path.suffix == ".csv" else 1
    found: dict[int, set[str]] = {}
    for one in check_file(path, schema=schema).found:
        if one.fault.level is Level.ERROR and one.row:
            found.setdefault(one.row - first, set()).add(one.fault.column)
    return {rank: ", ".join(sorted(columns)) for rank, columns in found.items()}


def is_valid_for_package(schema: str, row: Row) -> bool:
    import pydantic
    from data_inclusion.schema import v1

    model = v1.Structure if schema == STRUCTURES else v1.Service
    try:
        model.model_validate(row)
    except pydantic.ValidationError:
        return False
    return True


def _as_items(table: Path) -> Iterator[Row]:
    """Rows of a CSV as the library takes them: numbers are numbers, nothing is absent."""
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            kept = {name: text for name, text in row.items() if text}
            yield {name: float(text) if name in _NUMBERS else text for name, text in kept.items()}


def _library(rows: list[Row]) -> dict[str, int]:
    """valid: rows that it reads. changed: of these, those that it gives back otherwise."""
    told = Counter(judging.faults(rows))
    changed = told[judging.CHANGED]
    return {"valid": told[""] + changed, "changed": changed}


def _disagreements(path: Path) -> dict[str, int]:
    """« who refuses: why » -> rows, among all of them, that the other accepts."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    ours = refused_by_us(path, MEDIATION)
    found: Counter[str] = Counter()
    for rank, theirs in enumerate(judging.faults(rows)):
        if rank in ours and theirs in {"", judging.CHANGED}:
            found[f"nous seuls : {ours[rank]}"] += 1
        elif theirs not in {"", judging.CHANGED} and rank not in ours:
            found[f"elle seule : {theirs}"] += 1
    return dict(found.most_common())


def _lines(name: str, one: Row) -> Iterator[Row]:
    out, valid = one["rows"], one["valid"]
    places = out[MEDIATION] + sum(one["left_out"][MEDIATION].values())
    why = " ; ".join(f"{rows} × {reason}" for reason, rows in one["left_out"][MEDIATION].items())
    refused = one["imported"]["refused"]
    why_not = " ; ".join(f"{rows} × {reason}" for reason, rows in refused.items())
    yield _row(f"{name} : lignes ; refusées : {why_not or 'aucune'}", one["imported"]["rows"])
    yield _row(f"{name} : lieux, dont {out[MEDIATION]} sortent ({why or 'tous'})", places)
    yield _row(
        f"{name} : lignes médiation justes pour nous (CSV {valid['csv']}) ; à côté : pour la "
        f"bibliothèque (CSV {one['library_csv']['valid']} ; relues autrement : "
        f"{one['library']['changed']})",
        valid[MEDIATION],
        one["library"]["valid"],
    )
    for schema in (STRUCTURES, SERVICES):
        left = one["left_out"][schema]
        why = " ; ".join(f"{rows} × {reason}" for reason, rows in left.items())
        yield _row(
            f"{name} : {schema}, {out[schema]} lignes justes pour nous ; à côté : pour le paquet "
            f"({sum(left.values())} laissées{' : ' if why else ''}{why})",
            valid[schema],
            one["package"][schema],
        )
    for said, rows in one["disagreements"].items():
        yield _row(f"{name} : désaccord, {said}", rows)


def _whole(found: dict[str, Row]) -> list[Row]:
    many = list(found.values())
    left = sum((Counter(one["left_out"][MEDIATION]) for one in many), Counter[str]())
    clash = sum((Counter(one["disagreements"]) for one in many), Counter[str]())
    rows = [
        _row("dix producteurs : lignes des fichiers", sum(one["imported"]["rows"] for one in many)),
        *(
            _row(
                f"dix producteurs : {schema}, lignes sorties ; à côté : justes pour tous",
                sum(one["rows"][schema] for one in many),
                sum(_agreed(one, schema) for one in many),
            )
            for schema in (MEDIATION, STRUCTURES, SERVICES)
        ),
        *(
            _row(f"dix producteurs : médiation, laissées, {why}", rows)
            for why, rows in left.items()
        ),
        *(_row(f"dix producteurs : désaccords, {why}", rows) for why, rows in clash.items()),
    ]
    return rows


def _agreed(one: Row, schema: str) -> int:
    """Rows that every validator of the schema accepts; in the CSV as well."""
    if schema != MEDIATION:
        return min(one["valid"][schema], one["package"][schema])
    ours = min(one["valid"][MEDIATION], one["valid"]["csv"])
    return min(ours, one["library"]["valid"], one["library_csv"]["valid"])


def _row(name: str, value: Any, peer: Any = None) -> Row:
    ratio = peer / value if value and peer is not None else None
    return {"name": name, "value": value, "unit": "", "peer": peer, "ratio": ratio}


if __name__ == "__main__":
    for row in main():
        print(row["value"], row["peer"] if row["peer"] is not None else "", row["name"])
