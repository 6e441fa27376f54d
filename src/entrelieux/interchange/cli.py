"""``entrelieux import``: bring files in from the command line."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrelieux.interchange.report import Report
    from entrelieux.interchange.services import Options, Progress

FORMATS = (
    "auto",
    "mediation",
    "france-services",
    "bibliotheques",
    "tiers-lieux",
    "fablabs-bretagne",
    "commune-mesure",
    "data-inclusion-v0-structures",
    "data-inclusion-v0-services",
    "data-inclusion-v1-structures",
    "data-inclusion-v1-services",
    *("entrelieux-fonctions", "entrelieux-limites", "entrelieux-espaces"),
    *("entrelieux-periodes", "entrelieux-permanences", "entrelieux-accompagnements"),
)
OK, UNUSABLE, REFUSED = 0, 2, 3
_BAR = 24
_EPILOG = """\
codes de sortie : 0 publié (ou essai sans erreur) ; 2 fichier ou demande inutilisable ;
3 lignes refusées avec --strict (rien n'est publié).

exemples :
  entrelieux import lieux.csv
  entrelieux import --dry-run --report remarques.csv lieux.xlsx
  entrelieux import --guess --dry-run fichier-de-la-communaute.xlsx
  entrelieux import ../shared/data"""


def add_commands(subparsers: Any) -> None:
    """Declare ``import``, ``export``, ``dump``, ``validate`` and ``reach``."""
    from entrelieux.interchange.exporting import cli as exporting
    from entrelieux.interchange.opening import cli as opening
    from entrelieux.interchange.roads import cli as roads
    from entrelieux.interchange.standards import cli as standards

    roads.add_command(subparsers)
    exporting.add_command(subparsers)
    opening.add_command(subparsers)
    standards.add_command(subparsers)
    parser = subparsers.add_parser(
        "import",
        help="importer des fichiers de lieux, de structures ou de services",
        description=(
            "Importe des fichiers CSV, JSON ou XLSX, dont le format est reconnu aux colonnes. Un "
            "fichier est publié en une fois ; rien n'est perdu en silence ; l'importer deux fois "
            "ne change rien. Un dossier est parcouru à la recherche des fichiers connus."
        ),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FICHIER", help="fichier ou dossier")
    parser.add_argument(
        "--format", choices=FORMATS, default="auto", help="format attendu (défaut : reconnu)"
    )
    parser.add_argument(
        "--guess", action="store_true", help="deviner ce qu'est chaque colonne d'un autre fichier"
    )
    parser.add_argument("--mapping", metavar="NOM", help="reprendre une correspondance gardée")
    parser.add_argument("--save-mapping", metavar="NOM", help="garder la correspondance employée")
    parser.add_argument("--producer", metavar="NOM", help="producteur du fichier (avec --guess)")
    parser.add_argument("--date", type=_day, metavar="AAAA-MM-JJ", help="date de la donnée")
    parser.add_argument("--json", action="store_true", help="rapport complet en JSON")
    parser.add_argument("--dry-run", action="store_true", help="essayer sans rien écrire")
    parser.add_argument(
        "--strict", action="store_true", help="ne rien publier si une ligne est refusée"
    )
    parser.add_argument(
        "--report", type=Path, metavar="SORTIE.csv", help="écrire toutes les remarques en CSV"
    )
    parser.add_argument(
        "--limit-mb", type=int, default=200, metavar="N", help="taille maximale (200 Mo)"
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Import every file in order, then report. Stops at the first unusable one."""
    from entrelieux.interchange import report as reporting
    from entrelieux.kernel.errors import UserError

    reports: list[Report] = []
    problem: tuple[str, str] | None = None
    try:
        for path in args.files:
            reports += _import(path, args)
    except UserError as error:
        problem = (error.code, error.message)
    if args.report and reports and (unwritten := _write(args.report, reports)):
        problem = problem or unwritten
    if args.json:
        content = reporting.as_json(reports) if reports else {}
        if problem:
            content["error"] = {"code": problem[0], "field": "", "message": problem[1]}
        print(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            print(reporting.as_text(report))
    if problem:
        print(f"entrelieux : {problem[1]}", file=sys.stderr)
        return UNUSABLE
    return REFUSED if args.strict and any(report.refused for report in reports) else OK


def _import(path: Path, args: argparse.Namespace) -> "list[Report]":
    from dataclasses import replace

    from django.utils import timezone

    from entrelieux.interchange import services
    from entrelieux.interchange.limits import COMMAND_LINE, MEGA
    from entrelieux.kernel.viewer import OPERATOR

    options = services.Options(
        format_name=args.format,
        published_on=args.date,
        dry_run=args.dry_run,
        strict=args.strict,
        limits=replace(COMMAND_LINE, file_bytes=args.limit_mb * MEGA),
    )
    today = timezone.localdate()
    if args.guess or args.mapping or args.save_mapping:
        return [_guessed(path, args, options, today)]
    if path.is_dir():
        return services.import_known_folder(
            path, actor=OPERATOR, today=today, options=options, progress=watch
        )
    return [
        services.import_file(
            actor=OPERATOR, path=path, today=today, options=options, progress=watch(path)
        )
    ]


def _guessed(path: Path, args: argparse.Namespace, options: "Options", today: date) -> "Report":
    from entrelieux.interchange.guessing import services as guessing
    from entrelieux.kernel.viewer import OPERATOR

    wanted = guessing.Wanted(
        mapping=args.mapping or "", save_as=args.save_mapping or "", source=args.producer or ""
    )
    return guessing.import_guessed(
        actor=OPERATOR,
        path=path,
        today=today,
        options=options,
        wanted=wanted,
        progress=watch(path),
    )


def _write(path: Path, reports: "list[Report]") -> tuple[str, str] | None:
    from entrelieux.interchange import report as reporting

    try:
        reporting.write_csv(path, reports)
    except OSError as error:
        return "rapport-impossible", f"Le rapport n'a pas pu être écrit : {error.strerror}."
    return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas une date AAAA-MM-JJ") from None


def watch(path: Path) -> "Progress":
    """A progress bar on the error stream when a person is watching; else nothing."""
    if not sys.stderr.isatty():
        return _nothing
    return _Bar(path.name)


def _nothing(stage: str, done: int, total: int | None) -> None:
    """Nobody is watching."""


class _Bar:
    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name[:32]
        self.clock = clock
        self.shown_at = clock() - 1.0

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        over = stage == "publication"
        if not over and self.clock() - self.shown_at < 0.1:
            return
        self.shown_at = self.clock()
        if total:
            full = _BAR * done // total
            gauge = f"[{'#' * full}{'.' * (_BAR - full)}] {100 * done // total:>3} %"
        else:
            gauge = f"{done} lignes"
        end = "\n" if over else ""
        print(f"\r\033[K{self.name} · {stage} {gauge}", end=end, file=sys.stderr, flush=True)
