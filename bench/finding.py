"""How well and how soon are places found by words, in the whole country?

    python -m bench.finding [--database postgres://…]

Time: the words alone, every place in order with its filters, the whole page (Django's own client)
and the API, each question asked once, after others warmed the process. Questions: those of
``bench/finding_queries.csv``, the same with a letter lost, and with filters, hours and travel
times. Beside them: ``LIKE`` on the folded name, as the list once did, and the full-text search of
the database over the same texts with the same weights (SQLite FTS5 with ``bm25``, PostgreSQL
``tsvector`` in French with ``ts_rank_cd``).

Relevance: ``attendu`` was written by hand on real data: ``id=`` a place (or one that the rule of
twins says is the same), found when it is among the first five; else properties (``;`` and, ``|``
or), found when each of the first five has them. No weight was chosen on these questions.
"""

import argparse
import csv
import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any, NamedTuple

import numpy as np

Row = dict[str, Any]
Search = Callable[[str], list[int]]
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
VAR = ROOT / "var" / "pages"
QUERIES = Path(__file__).with_name("finding_queries.csv")
TARGET_MS = 50
FIRST = 5
SEED = 20_261_123
FIELDS = ("name", "kind", "commune", "structures", "address", "departement", "services", "answers",
          "conditions", "written")  # fmt: skip
COMMUNES = (
    *("Mende", "Langogne", "Rennes (35)", "Strasbourg (67)", "Marseille (13)", "Ajaccio"),
    *("Saint-Denis (974)", "Lille (59)", "Lodève", "Guéret"),
)
FILTERS = (
    "minutes=30&mode=voiture", "minutes=20&mode=velo&ouvert=mer&heure=14:00", "rayon_km=50",
    "minutes=45&frais=gratuit", "ouvert=maintenant", "ouvert=sam&public=jeunes",
    "besoin=faire-demarches-en-ligne&minutes=60", "fonction=aide_demarches&equipement=fauteuil",
)  # fmt: skip


class Query(NamedTuple):
    text: str
    expected: str


def main(data: Path = DATA, database: str = "") -> Iterator[Row]:
    if not data.is_dir():
        yield {"name": f"recherche : {data} absent, rien à mesurer", "value": "", "unit": ""}
        return
    _prepare(data, database)
    from django.db import connection

    from entrelieux.directory.selectors import table_of
    from entrelieux.kernel.viewer import ANYONE

    queries = list(_queries())
    begun = perf_counter()
    texts = _texts_read()
    yield _row("table et index, faits une fois par version", perf_counter() - begun, "s")
    _version, _sources, table, _fiction = table_of(ANYONE)
    yield from _size(table)
    peers = {"LIKE sur le nom": _like(), _full_text_name(): _full_text(texts, connection)}
    ours = _ours()
    for name, search in {"": ours, **peers}.items():
        yield from _relevance(queries, search, table, name)
    questions = _questions(queries)
    yield from _times(questions, peers)


def _prepare(data: Path, database: str) -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("ENTRELIEUX_VAR_DIR", str(VAR))
    os.environ["DATABASE_URL"] = (
        database or os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'pages.sqlite3'}"
    )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    command = [sys.executable, "-m", "entrelieux.site.cli", "setup", "--data", str(data)]
    if "ALREADY_SET_UP" not in os.environ:
        subprocess.run(command, check=True, stdout=sys.stderr)
    import django

    django.setup()


def _queries() -> Iterator[Query]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Query(row["demande"], row["attendu"])


def _texts_read() -> Any:
    """The texts of every row, as the site reads them, kept on their way to the index."""
    from entrelieux.directory import tabling
    from entrelieux.directory.selectors import table_of
    from entrelieux.kernel.viewer import ANYONE

    read: list[Any] = []
    made = tabling.index_of
    tabling.index_of = lambda texts: (read.append(texts), made(texts))[1]
    table_of(ANYONE)
    tabling.index_of = made
    return read[0]


def _size(table: Any) -> Iterator[Row]:
    arrays = table.words.to_arrays().values()
    yield _row("fiches", len(table.pk), "")
    yield _row("mots différents", len(table.words.words), "")
    yield _row("index de mots en mémoire", sum(one.nbytes for one in arrays) / 1e6, "Mo")


def _ours() -> Search:
    from entrelieux.directory.selectors import DirectoryParams, place_list
    from entrelieux.kernel.viewer import ANYONE

    pages: Callable[[str], Any] = lambda text: place_list(ANYONE, DirectoryParams(q=text))  # noqa: E731
    refs = _pk_by_ref()
    return lambda text: [refs[one.ref] for one in pages(text).cards[:FIRST]]


def _pk_by_ref() -> dict[str, int]:
    from entrelieux.directory.models import Place

    return dict(Place.objects.values_list("ref", "pk"))


def _like() -> Search:
    from entrelieux.directory.finding.words import words_of
    from entrelieux.directory.models import Place

    def search(text: str) -> list[int]:
        rows = Place.objects.filter(withdrawn_on=None)
        for word in words_of(text):
            rows = rows.filter(folded__contains=word)
        return list(rows.order_by("folded").values_list("pk", flat=True)[:FIRST])

    return search


def _full_text_name() -> str:
    from django.db import connection

    return {"sqlite": "SQLite FTS5", "postgresql": "PostgreSQL tsvector"}[connection.vendor]


def _full_text(texts: Any, connection: Any) -> Search:
    from entrelieux.directory.finding.words import words_in
    from entrelieux.directory.selectors import table_of
    from entrelieux.kernel.viewer import ANYONE

    keys = table_of(ANYONE)[2].pk.tolist()
    rows = [
        (key, *(" ".join(words_in(texts.said(field, row))) for field in FIELDS))
        for row, key in enumerate(keys)
    ]
    return _fts5(rows) if connection.vendor == "sqlite" else _tsvector(rows, connection)


def _fts5(rows: Sequence[tuple[Any, ...]]) -> Search:
    from entrelieux.directory.finding.texts import FIELDS as WEIGHTS
    from entrelieux.directory.finding.words import words_in

    found = sqlite3.connect(":memory:")
    columns = ", ".join(FIELDS)
    found.execute(f"CREATE VIRTUAL TABLE t USING fts5({columns}, prefix='3 4 5')")
    marks = ",".join("?" * (len(FIELDS) + 1))
    found.executemany(f"INSERT INTO t (rowid, {columns}) VALUES ({marks})", rows)
    weights = ", ".join(str(WEIGHTS[name].weight) for name in FIELDS)
    query = f"SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, {weights}) LIMIT {FIRST}"

    def search(text: str) -> list[int]:
        asked = " ".join(f'"{word}"' for word in words_in(text)) + "*"
        return [pk for (pk,) in found.execute(query, (asked,))]

    return search


def _tsvector(rows: Sequence[tuple[Any, ...]], connection: Any) -> Search:
    from entrelieux.directory.finding.words import words_in

    letters = dict(zip(FIELDS, "ABBCCDDDDD", strict=True))
    vector = " || ".join(f"setweight(to_tsvector('french', %s), '{x}')" for x in letters.values())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE peer (pk bigint, vector tsvector)")
        cursor.executemany(f"INSERT INTO peer VALUES (%s, {vector})", rows)
        cursor.execute("CREATE INDEX ON peer USING gin (vector)")
        cursor.execute("ANALYZE peer")

    def search(text: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pk FROM peer, plainto_tsquery('french', %s) asked WHERE vector @@ asked "
                f"ORDER BY ts_rank_cd('{{0.12,0.3,0.6,1}}', vector, asked) DESC LIMIT {FIRST}",
                [" ".join(words_in(text))],
            )
            return [pk for (pk,) in cursor.fetchall()]

    return search


def _relevance(queries: Sequence[Query], search: Search, table: Any, peer: str) -> Iterator[Row]:
    hits = {query: _is_right(query.expected, search(query.text), table) for query in queries}
    missed = [query.text for query, hit in hits.items() if not hit]
    name = f"justes parmi les {FIRST} premiers" + (f", {peer} à côté" if peer else "")
    yield _row(name, sum(hits.values()), f"sur {len(queries)}")
    print(peer or "nous", "manqués :", " / ".join(missed), file=sys.stderr)


def _is_right(expected: str, found: Sequence[int], table: Any) -> bool:
    from entrelieux.directory.models import Place

    rows = {key: row for row, key in enumerate(table.pk.tolist())}
    if expected.startswith("id="):
        place = Place.objects.get(ref=expected[3:])
        if place.pk not in rows:
            return False
        twin = table.twin[rows[place.pk]]
        return any(table.twin[rows[pk]] == twin for pk in found if pk in rows)
    return bool(found) and all(_has(expected, table, rows[pk]) for pk in found if pk in rows)


def _has(expected: str, table: Any, row: int) -> bool:
    from entrelieux.packs.fr import needs as needs_pack
    from entrelieux.packs.fr import offer as offer_pack

    def says(field: str, value: str) -> bool:
        if field == "besoin":
            return bool(table.quality[row, needs_pack.need_for_code(value).rank] <= 1)
        if field == "public":
            return bool(table.facts.publics[row] >> offer_pack.publics()[value].bit & 1)
        columns = {"code_insee": table.commune, "departement": table.departement}
        return bool(columns.get(field, table.kind)[row] == value)

    pairs = (one.split("=") for one in expected.split(";"))
    return all(any(says(field, value) for value in values.split("|")) for field, values in pairs)


def _questions(queries: Sequence[Query]) -> dict[str, list[str]]:
    """Query strings by kind, none twice."""
    from django.utils.http import urlencode

    draw = random.Random(SEED)
    words = [query.text for query in queries]
    slips = [_with_a_slip(text, draw) for text in words]
    filtered = [
        f"{urlencode({'q': draw.choice(words).split()[0], 'commune': draw.choice(COMMUNES)})}&{one}"
        for one in FILTERS
        for _ in range(8)
    ]
    bare = [
        f"{urlencode({'commune': commune})}&{one}" for commune in COMMUNES[:5] for one in FILTERS
    ]
    return {
        "mots": [urlencode({"q": text}) for text in words],
        "mots mal écrits": [urlencode({"q": text}) for text in slips],
        "mots et filtres": list(dict.fromkeys(filtered)),
        "filtres sans mot": bare,
    }


def _with_a_slip(text: str, draw: random.Random) -> str:
    longest = max(re.findall(r"\w+", text), key=len)
    at = draw.randrange(1, len(longest))
    return text.replace(longest, longest[:at] + longest[at + 1 :])


def _times(questions: dict[str, list[str]], peers: dict[str, Search]) -> Iterator[Row]:
    from django.conf import settings
    from django.http import QueryDict
    from django.test import Client

    from entrelieux.directory.finding.search import matched
    from entrelieux.directory.forms import params_of
    from entrelieux.directory.selectors import results_for, table_of
    from entrelieux.kernel.viewer import ANYONE

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    index = table_of(ANYONE)[2].words
    for warm in ("", "q=mairie", "commune=48140&minutes=30&ouvert=maintenant", "q=zzzzzz"):
        client.get(f"/lieux/?{warm}")
        client.get(f"/api/v1/places?{warm}")
    texts = [QueryDict(one)["q"] for kind in ("mots", "mots mal écrits") for one in questions[kind]]
    alone = _ms(lambda text: matched(index, text), texts)
    yield from _percentiles("les mots seuls", alone)
    for name, search in peers.items():
        peer = _ms(search, texts)
        for p in (50, 95):
            value = float(np.percentile(peer, p))
            yield _row(f"{name}, p{p}", value, "ms") | {
                "peer": "les mots seuls", "ratio": value / float(np.percentile(alone, p))
            }  # fmt: skip
    every: list[float] = []
    computed: list[float] = []
    for kind, asked in questions.items():
        ordered = _ms(lambda one: results_for(ANYONE, params_of(QueryDict(one))), asked)
        page = _ms(lambda one: client.get(f"/lieux/?{one}"), asked, computed)
        api = _ms(lambda one: client.get(f"/api/v1/places?{one}"), asked)
        every += page
        yield from _percentiles(f"{kind} : tous les lieux dans l'ordre", ordered)
        yield from _percentiles(f"{kind} : page entière", page)
        yield from _percentiles(f"{kind} : API", api)
    yield from _percentiles(f"page entière, toutes, cible {TARGET_MS} ms au p95", every)
    yield from _percentiles("page entière, toutes, calcul seul", computed)


def _ms(
    work: Callable[[str], object], asked: Sequence[str], computed: list[float] | None = None
) -> list[float]:
    """Milliseconds of each, by the clock; ``computed``: of processor, where others share it."""
    found = []
    for one in asked:
        begun, spent = perf_counter(), thread_time()
        work(one)
        found.append(1000 * (perf_counter() - begun))
        if computed is not None:
            computed.append(1000 * (thread_time() - spent))
    return found


def _percentiles(name: str, times: Sequence[float]) -> Iterator[Row]:
    for p in (50, 95):
        yield _row(f"{name}, p{p} ({len(times)})", float(np.percentile(times, p)), "ms")


def _row(name: str, value: float, unit: str) -> Row:
    return {"name": name, "value": value, "unit": unit}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.finding", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    for shown in main(options.data, options.database):
        value = f"{shown['value']:.4g}" if isinstance(shown["value"], float) else shown["value"]
        ratio = f"  ×{shown['ratio']:.3g} {shown['peer']}" if "ratio" in shown else ""
        print(f"{shown['name']:75} {value} {shown['unit']}{ratio}")
