"""``entrelieux dump``: the open data, whole, in a folder."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

OK, UNUSABLE = 0, 2
_EPILOG = """\
codes de sortie : 0 écrit ; 2 dossier inutilisable.

exemple :
  entrelieux dump --output ../donnees-ouvertes"""


def add_command(subparsers: Any) -> None:
    """Declare ``dump`` on the parser of the site's command line."""
    parser = subparsers.add_parser(
        "dump",
        help="écrire toutes les données ouvertes dans un dossier",
        description=(
            "Écrit lieux, structures et services dans les schémas publiés, chaque ligne avec sa "
            "source et sa licence, sous un nom stable et sous un nom daté, avec leurs empreintes "
            "et un datapackage.json. Une ligne dont personne n'a dit la licence n'y est pas."
        ),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--output", type=Path, metavar="DOSSIER", help="défaut : celui que le site sert"
    )
    parser.add_argument("--json", action="store_true", help="compte rendu en JSON")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from entrelieux.interchange.opening.making import package
    from entrelieux.interchange.opening.services import dump_to, folder_served
    from entrelieux.interchange.report import numbered

    folder = args.output or folder_served()
    try:
        dump, paths = dump_to(folder, now=timezone.now())
    except OSError as error:
        return _refuse(f"« {folder} » n'a pas pu être écrit : {error.strerror}.", args)
    if args.json:
        print(json.dumps(json.loads(package(dump)), ensure_ascii=False, indent=1))
        return OK
    print(f"{numbered(len(paths), 'fichier')} dans « {folder} ».")
    for file in dump.files:
        refused = f", {file.left_out} que le schéma refuse" if file.left_out else ""
        print(f"  {file.name()} : {numbered(file.rows, 'ligne')}{refused}")
    if dump.reusable.kept_back:
        print(f"{numbered(dump.reusable.kept_back, 'lieu', 'lieux')} sans licence dite, à part.")
    return OK


def _refuse(message: str, args: argparse.Namespace) -> int:
    if args.json:
        error = {"error": {"code": "dossier-inutilisable", "field": "", "message": message}}
        print(json.dumps(error, ensure_ascii=False))
    print(f"entrelieux : {message}", file=sys.stderr)
    return UNUSABLE
