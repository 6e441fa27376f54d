"""``entrelieux reach``: roads from a file, into a folder that the site follows."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrelieux.interchange.roads.report import Progress, RoadsReport
    from entrelieux.interchange.transit.report import TransitReport

_EPILOG = """\
codes de sortie : 0 fait ; 2 fichier, tableau ou dossier inutilisable.

exemples :
  entrelieux reach build languedoc.osm.pbf --output var/routes
  entrelieux reach build --nodes points.csv --edges troncons.csv --output var/routes
  entrelieux reach about var/routes
  entrelieux reach about var/horaires"""


def add_command(subparsers: Any) -> None:
    """Declare ``reach`` and its actions on the site's command line."""
    from entrelieux.interchange.transit.cli import add_actions

    parser = subparsers.add_parser(
        "reach",
        help="préparer les vraies routes, pour des minutes de trajet qui les suivent",
        description=(
            "Fait d'un extrait OpenStreetMap un réseau de routes compact, à pied, à vélo et en "
            "voiture. ENTRELIEUX_REACH_NETWORK nomme ensuite ce dossier."
        ),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="ACTION")
    build = commands.add_parser("build", help="lire un fichier et écrire le réseau")
    build.add_argument(
        "file", nargs="?", type=Path, metavar="FICHIER", help=".osm.pbf, .osm, .osm.bz2, .osm.gz"
    )
    build.add_argument("--nodes", type=Path, metavar="N.csv", help="points : node_id, lon, lat")
    build.add_argument(
        "--edges", type=Path, metavar="E.csv",
        help="tronçons : node_id1, node_id2, speed, type, length",
    )  # fmt: skip
    build.add_argument("--output", type=Path, required=True, metavar="DOSSIER", help="où l'écrire")
    build.add_argument("--source", default="", metavar="NOM", help="d'où viennent ces routes")
    build.add_argument("--licence", default="", metavar="NOM", help="leur licence")
    build.add_argument("--date", type=_day, metavar="AAAA-MM-JJ", help="leur date")
    build.add_argument("--json", action="store_true", help="compte rendu en JSON")
    build.set_defaults(func=run_build)
    about = commands.add_parser("about", help="dire ce que contient un dossier, et le vérifier")
    about.add_argument("folder", type=Path, metavar="DOSSIER")
    about.add_argument("--json", action="store_true", help="compte rendu en JSON")
    about.set_defaults(func=run_about)
    add_actions(commands)


def run_build(args: argparse.Namespace) -> int:
    from entrelieux.interchange.roads.services import Files, build_roads

    files = Files(args.file, args.nodes, args.edges, args.source, args.licence, args.date or "")
    try:
        report = build_roads(files, args.output, watch())
    finally:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)
    return _say(report, args)


def run_about(args: argparse.Namespace) -> int:
    from entrelieux.interchange.roads.services import about
    from entrelieux.interchange.transit.services import about as about_timetables
    from entrelieux.interchange.transit.services import holds_timetables

    of = about_timetables if holds_timetables(args.folder) else about
    return _say(of(args.folder), args)


def _say(report: "RoadsReport | TransitReport", args: argparse.Namespace) -> int:
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        print(report.as_text())
    return 0


def watch() -> "Progress":
    """Stages on the error stream when a person is watching; else nothing."""
    if not sys.stderr.isatty():
        return lambda _stage, _done, _total: None

    def show(stage: str, done: int, _total: int | None) -> None:
        count = f" {done}" if done else ""
        print(f"\r\033[K{stage}…{count}", end="", file=sys.stderr, flush=True)

    return show


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas une date AAAA-MM-JJ") from None
