"""How long and how much memory does importing the national file of mediation places take?

    python -m bench.imports

The whole command runs in a process of its own, on an empty SQLite database, then a second time on
the same one; wall time and peak resident memory are the operating system's. The targets are
20 s and 500 MB on two cores. Beside it, the plain way: the same drafts written one row at a time
with ``update_or_create``, in one transaction, timed on a sample and scaled to the whole file (its
memory is not measured). Last, how soon hostile files are refused, once Python is running.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
FILE = "places/lieux-mediation-numerique.csv"
SAMPLE = 1000
TARGET_S, TARGET_MB = 20.0, 500.0
_CHILD = """
import json, resource, sys, time
started = time.monotonic()
from entrelieux.site.cli import main
code = main(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([code, time.monotonic() - started, peak.ru_maxrss / 1000,
                  peak.ru_utime + peak.ru_stime]))
"""


def main(data: Path = DATA) -> list[Row]:
    path = data / FILE
    if not path.is_file():
        return [{"name": f"imports : {FILE} absent, rien à mesurer", "value": "", "unit": ""}]
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/mesure.sqlite3"
        environment = os.environ | {"DATABASE_URL": database}
        _child(environment, "setup")
        first = _child(environment, "import", str(path))
        second = _child(environment, "import", str(path))
        plain = _plain(environment, path, folder)
        return [
            _against("premier import", first[1], "s", TARGET_S),
            _against("premier import : mémoire au plus", first[2], "Mo", TARGET_MB),
            _against("second import, sans changement", second[1], "s", TARGET_S),
            _against("second import : mémoire au plus", second[2], "Mo", TARGET_MB),
            {"name": "premier import : temps de calcul", "value": first[3], "unit": "s"},
            {
                "name": "écriture une ligne à la fois (extrapolée) ; à côté : premier import",
                "value": plain,
                "unit": "s",
                "peer": first[1],
                "ratio": plain / first[1],
            },
            *_hostile(Path(folder)),
        ]


def _against(name: str, value: float, unit: str, target: float) -> Row:
    return {
        "name": f"{name} ; à côté : cible",
        "value": value,
        "unit": unit,
        "peer": target,
        "ratio": target / value,
    }


def _child(environment: dict[str, str], *words: str) -> tuple[int, float, float, float]:
    """Run the command apart: exit code, seconds, peak megabytes, seconds of processor."""
    import json

    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    code, seconds, peak, processor = json.loads(done.stdout.splitlines()[-1])
    if code:
        raise RuntimeError(done.stderr)
    return code, seconds, peak, processor


def _plain(environment: dict[str, str], path: Path, folder: str) -> float:
    """Seconds that the whole file would take, written one row at a time."""
    child = environment | {"DATABASE_URL": f"sqlite:///{folder}/une.sqlite3"}
    _child(child, "setup")
    script = f"from bench.imports import plain_sample; print(plain_sample({str(path)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=child,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, rows = (float(text) for text in done.stdout.split())
    return seconds * rows / SAMPLE


def plain_sample(name: str) -> str:
    """Write the first rows one at a time: « seconds, rows in the file »."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from entrelieux.directory.changing import column_values
    from entrelieux.directory.comparing import ORGANISATION, PLACE, SERVICE
    from entrelieux.directory.models import Organisation, Place, Record, Service
    from entrelieux.interchange import formats, gathering
    from entrelieux.interchange.adapters.common import Context
    from entrelieux.interchange.communes import Communes
    from entrelieux.interchange.limits import COMMAND_LINE
    from entrelieux.interchange.reading import open_table
    from entrelieux.kernel.models import Source

    table = open_table(Path(name), COMMAND_LINE)
    rows = list(table.rows)
    today = date(2026, 1, 1)
    context = Context(Communes(), today)
    adapt = formats.recognise(table.columns).adapt
    started = perf_counter()
    adapted = [adapt(row, context) for row in rows[:SAMPLE]]
    offer = gathering.gather([one for one in adapted if isinstance(one, gathering.Entry)]).offer
    with transaction.atomic():
        sources = {
            source.slug: Source.objects.create(slug=source.slug, title=source.title)
            for source in offer.sources
        }
        for record in offer.records:
            Record.objects.update_or_create(
                source=sources[record.source],
                external_key=record.external_key,
                defaults={
                    "digest": "",
                    "original": record.original,
                    "first_seen_at": timezone.now(),
                    "last_changed_at": timezone.now(),
                },
            )
        organisations = {}
        for one in offer.organisations:
            values = dict(zip(ORGANISATION, column_values(one, ORGANISATION), strict=True))
            values["source"] = sources[one.source]
            organisations[one.ref] = Organisation.objects.update_or_create(
                ref=one.ref, defaults=values
            )[0]
        places = {}
        for spot in offer.places:
            values = dict(zip(PLACE, column_values(spot, PLACE), strict=True))
            values |= {"source": sources[spot.source], "first_seen_on": today}
            places[spot.ref] = Place.objects.update_or_create(ref=spot.ref, defaults=values)[0]
            keys = Record.objects.filter(
                source=sources[spot.source], external_key__in=spot.record_keys
            )
            places[spot.ref].records.set(keys)
        for service in offer.services:
            values = dict(zip(SERVICE, column_values(service, SERVICE), strict=True))
            values |= {
                "source": sources[service.source],
                "organisation": organisations[service.organisation_ref],
                "place": places[service.place_ref or ""],
            }
            Service.objects.update_or_create(ref=service.ref, defaults=values)
    return f"{perf_counter() - started} {len(rows)}"


def _hostile(folder: Path) -> list[Row]:
    from entrelieux.interchange.limits import COMMAND_LINE, Limits, UnusableFileError
    from entrelieux.interchange.reading import open_table

    line, bomb, page = folder / "ligne.csv", folder / "bombe.xlsx", folder / "page.csv"
    with line.open("wb") as target:
        target.write(b"nom,commune\n" + b"a" * 3_000_000)
        target.truncate(1_000_000_000)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 150_000_000)
    page.write_bytes(b"<!doctype html><html>" + b" " * 1_000_000)
    rows = []
    for name, path, limits in (
        ("ligne d'un gigaoctet", line, Limits(file_bytes=2_000_000_000)),
        ("bombe de 150 Mo dans un classeur", bomb, COMMAND_LINE),
        ("page web", page, COMMAND_LINE),
    ):
        started = perf_counter()
        try:
            list(open_table(path, limits).rows)
        except UnusableFileError:
            seconds = perf_counter() - started
            rows.append(_against(f"refus : {name}", seconds, "s", 1.0))
        else:
            raise AssertionError(name)
    return rows


if __name__ == "__main__":
    for row in main():
        print(row)
