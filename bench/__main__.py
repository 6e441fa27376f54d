"""``make bench``: every question of this folder, each beside a peer or an exact answer.

Figures are printed and written to ``var/mesures.md`` with the machine and the date. Machines are
noisy: read the ratios, measured in one run, before the absolute times.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

QUESTIONS = (
    "communes",
    "words",
    "clarity",
    "hours",
    "imports",
    "mapping",
    "roundtrip",
    "producers",
    "reach",
    "transit",
    "roads",
    "attaching",
    "access",
    "plans",
    "linkage",
    "finding",
    "siting",
    "rotation",
    "offers",
    "waiting",
    "pages",
)
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help=", ".join(QUESTIONS))
    parser.add_argument("--data", type=Path, default=DATA, help="dossier des vraies données")
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "mesures.md")
    options = parser.parse_args()
    unknown = set(options.questions) - set(QUESTIONS)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))} : attendu {', '.join(QUESTIONS)}")
    lines = [*_heading(), ""]
    for question in options.questions or QUESTIONS:
        print(f"… {question}", file=sys.stderr, flush=True)
        title, rows = _asked(question, options.data)
        lines += [f"## {question} : {title}", "", *_table(rows), ""]
    text = "\n".join(lines)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text, encoding="utf-8")
    print(text)
    return 0


CHILD = """
import importlib, inspect, json, pathlib, sys
module = importlib.import_module(f"bench.{sys.argv[1]}")
wants_data = "data" in inspect.signature(module.main).parameters
rows = list(module.main(data=pathlib.Path(sys.argv[2])) if wants_data else module.main())
title = (module.__doc__ or sys.argv[1]).strip().splitlines()[0]
pathlib.Path(sys.argv[3]).write_text(json.dumps([title, rows], default=float))
"""


def _asked(question: str, data: Path) -> tuple[str, list[dict[str, object]]]:
    """Each question has a process of its own: its settings, its database, its warm-up."""
    with tempfile.NamedTemporaryFile(suffix=".json") as answer:
        command = [sys.executable, "-c", CHILD, question, str(data), answer.name]
        subprocess.run(command, check=True, cwd=ROOT, stdout=sys.stderr)
        title, rows = json.loads(Path(answer.name).read_text(encoding="utf-8"))
    return title, rows


def _heading() -> list[str]:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in _read("/proc/cpuinfo").splitlines()
            if line.startswith("model name")
        ),
        platform.processor() or "processeur inconnu",
    )
    return [
        "# Mesures",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} cœurs, {model} · "
        f"Python {platform.python_version()} · {platform.system()}.",
        "Machine partagée : les rapports, pris en une exécution, comptent plus que les temps.",
    ]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def _table(rows: list[dict[str, object]]) -> list[str]:
    head = ("mesure", "valeur", "unité", "à côté", "rapport")
    body = [
        [
            str(row["name"]),
            _figure(row["value"]),
            str(row.get("unit") or ""),
            _figure(row.get("peer")),
            _ratio(row.get("ratio")),
        ]
        for row in rows
    ]
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in body),
    ]


def _figure(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _ratio(value: object) -> str:
    return f"×{value:.3g}" if isinstance(value, int | float) else str(value or "")


if __name__ == "__main__":
    sys.exit(main())
