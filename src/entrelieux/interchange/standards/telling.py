"""A verdict for a person, for a machine and for a spreadsheet."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from entrelieux.interchange.report import defused, numbered
from entrelieux.interchange.standards.checking import Found, Verdict
from entrelieux.interchange.standards.model import Level

SHOWN = 20
TITLES = ("ligne", "colonne", "niveau", "trouvé", "attendu", "proposition")


def as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "file": verdict.file,
        "schema": verdict.standard.name,
        "valid": verdict.is_valid,
        "rows": verdict.rows,
        "valid_rows": verdict.valid,
        "errors": verdict.count(Level.ERROR),
        "warnings": verdict.count(Level.WARNING),
        "missing_columns": list(verdict.missing),
        "unknown_columns": list(verdict.unknown),
        "notes": list(verdict.notes),
        "faults": [one.as_json() for one in verdict.found],
    }


def as_text(verdict: Verdict) -> str:
    """How many rows are valid, then each kind of fault with how often and a first example."""
    told = [
        f"{verdict.file} : {verdict.standard.label} ({verdict.standard.name})",
        f"  {numbered(verdict.rows, 'ligne')}, dont {verdict.valid} sans erreur ; "
        f"{numbered(verdict.count(Level.ERROR), 'erreur')}, "
        f"{numbered(verdict.count(Level.WARNING), 'avertissement')}.",
    ]
    told += [f"  {note}" for note in verdict.notes]
    if verdict.missing:
        told.append(f"  Colonnes absentes du fichier : {', '.join(verdict.missing)}.")
    for level, title in ((Level.ERROR, "Erreurs"), (Level.WARNING, "Avertissements")):
        told += _kinds(title, [one for one in verdict.found if one.fault.level is level])
    return "\n".join(told)


def kinds(found: list[Found]) -> list[tuple[int, Found]]:
    """(how often, the first one) for each column and what is expected, the most frequent first."""
    count: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Found] = {}
    for one in found:
        key = (one.fault.column, _family(one.fault.expected))
        count[key] += 1
        first.setdefault(key, one)
    return [(often, first[key]) for key, often in count.most_common()]


def _family(expected: str) -> str:
    """What is expected, without what it quotes of the row between brackets."""
    return expected.partition(" (")[0]


def _kinds(title: str, found: list[Found]) -> list[str]:
    if not found:
        return []
    counted = kinds(found)
    told = [f"  {title} :"]
    for often, one in counted[:SHOWN]:
        fault = one.fault
        where = f"ligne {one.row}" if one.row else "titres"
        quoted = f", trouvé « {' '.join(fault.found.split())[:60]} »" if fault.found else ""
        hint = f" ; peut-être « {fault.suggestion[:60]} »" if fault.suggestion else ""
        said = f"attendu {fault.expected} ({where}{quoted}{hint})"
        told.append(f"    {often:>6} × {fault.column} : {said}")
    if len(counted) > SHOWN:
        told.append(f"    … et {len(counted) - SHOWN} autres sortes, dans --report ou --json")
    return told


def lines(verdict: Verdict) -> Iterator[tuple[str, ...]]:
    """Titles, then every fault. Cells that a spreadsheet would compute get an apostrophe."""
    yield TITLES
    for one in verdict.found:
        fault = one.fault
        texts = (fault.column, fault.level.value, fault.found, fault.expected, fault.suggestion)
        yield str(one.row), *map(defused, texts)


def write_csv(path: Path, verdict: Verdict) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, delimiter=";").writerows(lines(verdict))
