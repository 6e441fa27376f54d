"""How fast is a commune found, and how often despite a typing error?

    python -m bench.communes

Every seventh commune's name is typed right, then with one letter lost, doubled, swapped or wrong
(seeded), with the département where the name has homonyms. Ours is the whole selector, cards read
from the database included. Beside it a plain SQL scan, ``LIKE '%…%'`` on a folded column by
population, in an in-memory SQLite: what a quick search field usually does; it gets the same name
without the département, which it could not read, and gives codes only. « Found » means that the
commune is among the first ten.
"""

import os
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.packs.fr import territories as pack

Row = dict[str, Any]
Floats = NDArray[np.float64]
Search = Callable[["Asked"], list[str]]
SEED = 20_26
STRIDE = 7
LIMIT = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """departement: empty when the name has no homonym. code: what should be found."""

    name: str
    departement: str
    code: str


def main() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        loading = _prepare(Path(folder))
        from entrelieux.territories.selectors import search_communes

        start = perf_counter()
        search_communes("langogne", LIMIT)
        first = (perf_counter() - start) * 1e3

        def ours(asked: Asked) -> list[str]:
            query = f"{asked.name} {asked.departement}".strip()
            return [card.code for card in search_communes(query, LIMIT)]

        rows = [
            _row("communes : chargement (base vide)", loading, "s"),
            _row("communes : première recherche du processus", first, "ms"),
        ]
        peer = _like()
        for title, asked in (("nom exact", _right()), ("une faute", _wrong())):
            rows += _compare(title, asked, ours, peer)
    return rows


def _prepare(folder: Path) -> float:
    """A database with the communes: the one configured, or one of its own; seconds to load them."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    if not settings.configured:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
        django.setup()
        call_command("migrate", verbosity=0)
    from entrelieux.territories.services import load_territories

    start = perf_counter()
    load_territories()
    return perf_counter() - start


def _right() -> list[Asked]:
    names = Counter(one.nom for one in pack.communes())
    return [
        Asked(one.nom, "" if names[one.nom] == 1 else one.departement, one.code)
        for one in pack.communes()[::STRIDE]
    ]


def _wrong() -> list[Asked]:
    """The same with one typing error after the first letter; names under five letters left out."""
    rng = random.Random(SEED)
    asked = []
    for right in _right():
        name = right.name
        letters = [n for n, sign in enumerate(name) if n and sign.isalpha()]
        if len(letters) < 5:
            continue
        at = rng.choice(letters)
        edit = rng.randrange(4)
        if edit == 0:
            typed = name[:at] + name[at + 1 :]
        elif edit == 1:
            typed = name[:at] + name[at] + name[at:]
        elif edit == 2:
            typed = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
        else:
            typed = name[:at] + rng.choice("aeinrst") + name[at + 1 :]
        asked.append(replace(right, name=typed))
    return asked


def _like() -> Search:
    from entrelieux.territories.index import clean

    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE commune (code TEXT, name TEXT, population INTEGER)")
    base.executemany(
        "INSERT INTO commune VALUES (?, ?, ?)",
        [(one.code, clean(one.nom), one.population) for one in pack.communes()],
    )
    scan = "SELECT code FROM commune WHERE name LIKE ? ORDER BY population DESC LIMIT ?"

    def search(asked: Asked) -> list[str]:
        return [code for (code,) in base.execute(scan, (f"%{clean(asked.name)}%", LIMIT))]

    return search


def _compare(title: str, asked: list[Asked], ours: Search, peer: Search) -> list[Row]:
    times, found = _measure((ours, peer), asked)
    rows = []
    for name, share in (("p50", 50), ("p95", 95)):
        value, other = np.percentile(times, share, axis=0)
        told = f"LIKE '%…%' {other:.2f} ms"
        rows.append(_row(f"communes : {title}, {name}", value, "ms", told, other / value))
    mine, theirs = 100 * found
    told = f"LIKE '%…%' {theirs:.1f} %"
    ratio = mine / theirs if theirs else None
    rows.append(_row(f"communes : {title}, trouvée ({len(asked)})", mine, "%", told, ratio))
    return rows


def _measure(searches: Sequence[Search], asked: list[Asked]) -> tuple[Floats, Floats]:
    """Milliseconds, shape (asked, searches), each in turn; share of communes found by each."""
    times = np.empty((len(asked), len(searches)))
    found = np.zeros(len(searches))
    for row, one in enumerate(asked):
        for column, search in enumerate(searches):
            start = perf_counter()
            codes = search(one)
            times[row, column] = (perf_counter() - start) * 1e3
            found[column] += one.code in codes
    return times, found / len(asked)


def _row(name: str, value: float, unit: str, peer: str = "", ratio: float | None = None) -> Row:
    return {
        "name": name,
        "value": round(float(value), 3),
        "unit": unit,
        "peer": peer,
        "ratio": None if ratio is None else round(float(ratio), 2),
    }


if __name__ == "__main__":
    for row in main():
        print(row)
