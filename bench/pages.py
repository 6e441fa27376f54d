"""How soon do pages answer with the whole country loaded, and how soon is a first list usable?

    python -m bench.pages [--seconds 300] [--rate 50] [--only charge|premiere]

First, under load: the site with every real file of the data folder, two workers, and locust that
sends ``bench.load.scenario`` at a constant rate of 50 requests a second. Beside it, the same rate
against a plain Django list page (25 rows of the same table, same server, nothing else), before
and in the same run. Locust shares the two cores with what it measures: times are a little worse
than they would be with a machine of its own. No limit of the site brakes these pages. Memory is
that of every process, what they share counted once; CPU is that of the server alone.

Then, a first visit: Chromium with an empty cache behind a throttled line, until the first line of
the list is painted and its link can be followed. Beside it, the same text in a page without
style. The database is kept in ``var`` from one run to the next.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.load.trees import Tree, free_port, seconds_of_machine, served

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
VAR = ROOT / "var" / "pages"
LOCUST = ROOT / ".venv-bench" / "bin" / "locust"
SECONDS, RATE, WORKERS = 300, 50.0, 2
WARM_UP_S, YARDSTICK_S = 20, 60
DRAWN = 6_000
SEED = 20_261_123
AT = (0.0, 0.5, 1.0)
PERCENTILES = (50, 95, 99)
TARGET_MS = {"parcours": 120.0, "liste de lieux": 150.0}
USABLE_S = 2.0
PLAIN = "page Django nue"


def main(
    data: Path = DATA, seconds: int = SECONDS, rate: float = RATE, only: str = ""
) -> Iterator[Row]:
    if not data.is_dir():
        yield {"name": f"pages : {data} absent, rien à mesurer", "value": "", "unit": ""}
        return
    _prepare(data)
    if only != "premiere":
        yield from _under_load(data, seconds, rate)
    if only != "charge":
        yield from _first_visit(data)


def environment() -> dict[str, str]:
    """Of every process of this question: a database and files of its own."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{VAR / 'pages.sqlite3'}",
        "ENTRELIEUX_VAR_DIR": str(VAR),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }


def _prepare(data: Path) -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    os.environ |= environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    command = [str(Path(sys.executable).parent / "entrelieux"), "setup", "--data", str(data)]
    subprocess.run(command, check=True, env=environment(), stdout=sys.stderr)
    import django

    django.setup()


def _site(port: int, data: Path) -> list[str]:
    command = str(Path(sys.executable).parent / "entrelieux")
    return [
        *(command, "serve", "--data", str(data)),
        *("--port", str(port), "--workers", str(WORKERS)),
    ]


def _under_load(data: Path, seconds: int, rate: float) -> Iterator[Row]:
    if not LOCUST.exists():
        name = "charge : locust absent, lancez « make bench » qui l'installe"
        yield {"name": name, "value": "", "unit": ""}
        return
    from bench.load.scenario import scenario

    requests = [astuple(one) for one in scenario(DRAWN, seed=SEED)]
    short = min(seconds, YARDSTICK_S)
    port = free_port()
    plain = [sys.executable, "-m", "bench.load.serve_plain", str(port), str(WORKERS)]
    with served(plain, port, environment()) as tree:
        pages = [(PLAIN, f"/?page={n}", "") for n in range(1, 400)]
        yardstick = _loaded(tree, pages, short, rate)
    port = free_port()
    with served(_site(port, data), port, environment()) as tree:
        ours = _loaded(tree, requests, seconds, rate)
    yield from _rows(yardstick, yardstick)
    yield from _rows(ours, yardstick)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What locust saw after the warm-up, and what it cost meanwhile.

    lines: (second, kind, ms, status, length, fault). memory: megabytes at each moment of ``AT``.
    cpu: milliseconds of processor of the server for each request. others: processors taken, on
    average, by what is neither the server nor locust.
    """

    lines: list[list[Any]]
    memory: list[float]
    cpu: float
    others: float

    def times(self, kind: str) -> list[float]:
        return [line[2] for line in self.lines if line[1] == kind]

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(line[1] for line in self.lines))

    @property
    def errors(self) -> list[list[Any]]:
        return [line for line in self.lines if line[3] != 200 or not line[4]]

    @property
    def rate(self) -> float:
        begun = [line[0] for line in self.lines]
        return (len(begun) - 1) / (max(begun) - min(begun))


def _loaded(tree: Tree, requests: list[Any], seconds: int, rate: float) -> _Seen:
    """Load for the warm-up then ``seconds``; memory at the start, the middle and the end."""
    with TemporaryDirectory() as folder:
        load, output = Path(folder) / "load.json", Path(folder) / "seen.json"
        said = {"requests": requests, "rate": rate, "output": str(output)}
        load.write_text(json.dumps(said), encoding="utf-8")
        users = str(round(2 * rate))
        command = [
            *(str(LOCUST), "--headless", "--only-summary", "--host", tree.origin),
            *("--locustfile", str(ROOT / "bench" / "load" / "locustfile.py")),
            *("--users", users, "--spawn-rate", users, "--stop-timeout", "30"),
            *("--run-time", f"{WARM_UP_S + seconds}s", "--loglevel", "WARNING"),
        ]
        memory: list[float] = []
        server, locust, machine = [], [], []
        with subprocess.Popen(
            command, env=os.environ | {"LOAD": str(load)}, stdout=subprocess.DEVNULL
        ) as process:
            begun = time.monotonic()
            for share in AT:
                time.sleep(max(0, begun + WARM_UP_S + share * (seconds - 1) - time.monotonic()))
                memory.append(tree.megabytes())
                server.append(tree.seconds())
                locust.append(Tree(process.pid, "").seconds())
                machine.append(seconds_of_machine())
        if process.returncode:
            raise RuntimeError(f"locust stopped with code {process.returncode}")
        seen = json.loads(output.read_text(encoding="utf-8"))
    kept = [line for line in seen if line[0] >= WARM_UP_S]
    span = max(line[0] for line in kept) - min(line[0] for line in kept)
    spent, sent, all_of_it = (last - first for first, *_, last in (server, locust, machine))
    return _Seen(
        lines=kept,
        memory=memory,
        cpu=1000 * spent * span / (seconds - 1) / len(kept),
        others=max(0.0, all_of_it - spent - sent) / (seconds - 1),
    )


def _rows(seen: _Seen, yardstick: _Seen) -> Iterator[Row]:
    beside = {p: float(np.percentile(yardstick.times(PLAIN), p)) for p in PERCENTILES}
    for kind in sorted(seen.kinds, key=lambda k: -len(seen.times(k))):
        times = seen.times(kind)
        for p in PERCENTILES:
            value = float(np.percentile(times, p))
            row: Row = {"name": f"{kind}, p{p} ({len(times)} demandes)", "value": value}
            row["unit"] = "ms"
            if seen is not yardstick:
                row |= {"peer": f"{PLAIN} {beside[p]:.1f} ms", "ratio": value / beside[p]}
            if p == 95 and kind in TARGET_MS:
                row["unit"] = f"ms, cible {TARGET_MS[kind]:.0f}"
            yield row
    name = PLAIN if seen is yardstick else "le site"
    yield {"name": f"{name} : erreurs", "value": len(seen.errors), "unit": _faults(seen)}
    yield {"name": f"{name} : demandes par seconde", "value": seen.rate, "unit": "/s"}
    yield {
        "name": f"{name} : calcul du serveur par demande",
        "value": seen.cpu,
        "unit": "ms",
        **({} if seen is yardstick else {"peer": yardstick.cpu, "ratio": seen.cpu / yardstick.cpu}),
    }
    yield {
        "name": f"{name} : processeurs pris par d'autres pendant la mesure",
        "value": seen.others,
        "unit": f"sur {os.cpu_count()}, ni serveur ni locust",
    }
    for when, value in zip(("au début", "au milieu", "à la fin"), seen.memory, strict=True):
        ratio = value / seen.memory[1] if when == "à la fin" else None
        peer = "au milieu" if ratio else ""
        yield {
            "name": f"{name} : mémoire {when}",
            "value": value,
            "unit": "Mo",
            "peer": peer,
            "ratio": ratio,
        }


def _faults(seen: _Seen) -> str:
    said = sorted({f"{line[1]} {line[3]} {line[5]}".strip() for line in seen.errors})
    return f"sur {len(seen.lines)}" + "".join(f" ; {one}" for one in said[:3])


def _first_visit(data: Path) -> Iterator[Row]:
    from bench.load.first import first_visits

    port = free_port()
    with served(_site(port, data), port, environment()) as tree:
        yield from first_visits(tree.origin)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--only", choices=("charge", "premiere"), default="")
    options = parser.parse_args()
    for shown in main(options.data, options.seconds, options.rate, options.only):
        value = shown["value"]
        value = f"{value:.4g}" if isinstance(value, float) else value
        peer = shown.get("peer", "")
        peer = f"à côté {peer:.4g}" if isinstance(peer, float) else peer
        ratio = f" ×{shown['ratio']:.3g}" if shown.get("ratio") else ""
        print(f"{shown['name']:60} {value} {shown['unit']} {peer}{ratio}")
