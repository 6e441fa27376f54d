"""Does the national file come back as it was? Column by column, after import and export.

    python -m bench.roundtrip

Every row is read, gathered and given back in the national schema, complete or not. The exact
answer is the row itself. A value that differs was either refused by the schema (then it is mended,
or left out) or accepted by it (then it is changed, or lost): the schema's own validator says which.
Lists are compared as sets and numbers as numbers. Peer: the reference library of the schema, which
judges the exported file where it is installed (``bench.judging``).
"""

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bench import judging

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
FILE = "places/lieux-mediation-numerique.csv"
TODAY = date(2025, 1, 1)
CLASSES = ("identique", "complétée", "corrigée", "laissée", "réunie", "changée", "perdue")


def main(data: Path = DATA) -> list[Row]:
    path = data / FILE
    if not path.is_file():
        return [
            {"name": f"aller-retour : {path.name} absent, rien à mesurer", "value": "", "unit": ""}
        ]
    counts, offered = measured(path)
    cells = Counter[str]()
    for column in counts.values():
        cells += column
    total = cells.total()
    rows = [
        {
            "name": f"aller-retour : cellules {name}s",
            "value": 100 * cells[name] / total,
            "unit": "%",
        }
        for name in CLASSES
    ]
    return rows + list(_judged(offered))


def measured(path: Path) -> tuple[dict[str, Counter[str]], Any]:
    """({column: {class: cells}}, the offer that the file makes)."""
    _set_up()
    from entrelieux.directory.reading_back import Offered
    from entrelieux.interchange import formats, gathering
    from entrelieux.interchange.adapters.common import Context
    from entrelieux.interchange.communes import Communes
    from entrelieux.interchange.exporting import mediation
    from entrelieux.interchange.exporting.offered import walk
    from entrelieux.interchange.gathering import Refusal
    from entrelieux.interchange.reading import Row as Line
    from entrelieux.packs.fr.schemas import mediation as columns_of

    with path.open(encoding="utf-8-sig", newline="") as lines:
        given = dict(enumerate(csv.DictReader(lines), 2))
    chosen = formats.named("mediation", next(iter(given.values())))
    context = Context(communes=Communes(), today=TODAY)
    read = [chosen.adapt(Line(number, dict(row)), context) for number, row in given.items()]
    entries = [one for one in read if not isinstance(one, Refusal)]
    gathered = gathering.gather(entries)
    offered = Offered(gathered.offer)
    back: dict[tuple[str, str], tuple[Row, bool]] = {}
    for place, row in mediation.rows(walk(offered)):
        for key in place.record_keys:
            back[place.source, key] = row, len(place.record_keys) > 1
    counts = {column.name: Counter[str]() for column in columns_of()}
    for number, key in gathered.keys.items():
        row, is_joined = back[key]
        for column in columns_of():
            named = _class(
                column, given[number][column.name], row[column.name], is_joined=is_joined
            )
            counts[column.name][named] += 1
    return counts, offered


def _class(column: Any, given: str, back: Any, *, is_joined: bool) -> str:
    from entrelieux.interchange.standards.model import Level
    from entrelieux.interchange.standards.values import check_value

    if _same(column, given, back):
        return "identique"
    if not given.strip():
        return "complétée"
    if is_joined:
        return "réunie"
    was_valid = all(one.level is not Level.ERROR for one in check_value(column, given))
    if back in ("", [], None) or (column.name == "pivot" and set(back) == {"0"}):
        return "perdue" if was_valid else "laissée"
    return "changée" if was_valid else "corrigée"


def _same(column: Any, given: str, back: Any) -> bool:
    if isinstance(back, list):
        return set(filter(None, given.split("|"))) == set(back)
    if column.kind == "nombre" and back is not None:
        try:
            return float(given) == back
        except ValueError:
            return False
    return given == ("" if back is None else str(back))


def _judged(offered: Any) -> Iterator[Row]:
    from entrelieux.interchange.exporting.services import exported

    export = exported(offered, "mediation")
    yield {
        "name": "aller-retour : lignes que le schéma accepte",
        "value": len(export.rows),
        "unit": "",
    }
    if not judging.is_installed():
        return
    same = judging.faults(json.loads(export.as_bytes("json"))).count("")
    yield {
        "name": "aller-retour : lignes relues sans différence par la bibliothèque de référence",
        "value": same,
        "unit": "",
        "peer": len(export.rows),
        "ratio": same / len(export.rows),
    }


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    django.setup()


if __name__ == "__main__":
    found, offer = measured(DATA / FILE)
    print("| colonne |", " | ".join(CLASSES), "|")
    print("|---" * (len(CLASSES) + 1) + "|")
    for name, classes in found.items():
        print(f"| `{name}` |", " | ".join(str(classes[one]) for one in CLASSES), "|")
    for row in _judged(offer):
        print(row)
