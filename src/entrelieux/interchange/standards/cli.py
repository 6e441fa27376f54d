"""``entrelieux validate``: is a file what a published schema says? Needs no database."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrelieux.interchange.standards.checking import Verdict

OK, INVALID, UNUSABLE = 0, 1, 2
_EPILOG = """\
codes de sortie : 0 valide (des avertissements peuvent rester) ; 1 au moins une erreur ;
2 fichier ou demande inutilisable.

exemples :
  entrelieux validate lieux.csv
  entrelieux validate --schema mediation --report fautes.csv lieux.xlsx
  entrelieux validate --json structures.json"""


def add_command(subparsers: Any) -> None:
    """Declare ``validate`` on the parser of the site's command line."""
    parser = subparsers.add_parser(
        "validate",
        help="vérifier qu'un fichier suit un schéma publié, sans base de données",
        description=(
            "Dit quel schéma un fichier CSV, XLSX, JSON ou GeoJSON suit, et, ligne par ligne et "
            "colonne par colonne, ce qui est faux (erreur) ou douteux (avertissement). Rien n'est "
            "gardé ; aucune base n'est nécessaire."
        ),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FICHIER", help="fichier à vérifier")
    parser.add_argument("--schema", metavar="NOM", default="", help="schéma (défaut : reconnu)")
    parser.add_argument("--json", action="store_true", help="toutes les fautes, en JSON")
    parser.add_argument(
        "--report", type=Path, metavar="SORTIE.csv", help="écrire toutes les fautes en CSV"
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    from entrelieux.interchange.limits import UnusableFileError
    from entrelieux.interchange.standards import checking, telling

    if args.schema and args.schema not in checking.STANDARDS:
        known = ", ".join(checking.STANDARDS)
        return _refuse("schema-inconnu", f"trouvé « {args.schema} », attendu : {known}.", args)
    try:
        verdict = checking.check_file(args.file, schema=args.schema)
    except UnusableFileError as error:
        return _refuse(error.code, error.message, args)
    if args.report and (unwritten := _report(args.report, verdict)):
        return _refuse("rapport-impossible", unwritten, args)
    if args.json:
        print(json.dumps(telling.as_json(verdict), ensure_ascii=False, indent=1))
    else:
        print(telling.as_text(verdict))
    return OK if verdict.is_valid else INVALID


def _report(path: Path, verdict: "Verdict") -> str:
    from entrelieux.interchange.standards import telling

    try:
        telling.write_csv(path, verdict)
    except OSError as error:
        return f"Le rapport n'a pas pu être écrit : {error.strerror}."
    return ""


def _refuse(code: str, message: str, args: argparse.Namespace) -> int:
    if args.json:
        error = {"error": {"code": code, "field": "", "message": message}}
        print(json.dumps(error, ensure_ascii=False))
    print(f"entrelieux : {message}", file=sys.stderr)
    return UNUSABLE
