"""``entrelieux export``: the offer out, in a published schema."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrelieux.directory.reading_back import Offered
    from entrelieux.interchange.exporting.services import Export

NATIONAL = ("mediation", "data-inclusion-structures", "data-inclusion-services")
FORMATS = (
    *NATIONAL,
    *("entrelieux-fonctions", "entrelieux-limites", "entrelieux-espaces"),
    *("entrelieux-periodes", "entrelieux-permanences", "entrelieux-accompagnements"),
)
SHAPES = ("csv", "xlsx", "json", "geojson")
OK, UNUSABLE = 0, 2
_EPILOG = """\
codes de sortie : 0 écrit ; 2 demande ou fichier de sortie inutilisable.

exemples :
  entrelieux export --format mediation lieux.csv
  entrelieux export --format data-inclusion-services --departement 48 services.json
  entrelieux export --format mediation --losses"""


def add_command(subparsers: Any) -> None:
    """Declare ``export`` on the parser of the site's command line."""
    parser = subparsers.add_parser(
        "export",
        help="écrire l'offre dans un schéma publié",
        description=(
            "Écrit l'offre telle qu'elle est montrée, corrections dites ici comprises, dans un "
            "schéma publié. Une ligne que le schéma refuse est laissée de côté, et c'est dit. "
            "Sans fichier, le CSV va à l'écran."
        ),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="SORTIE", help="fichier à écrire")
    parser.add_argument("--format", choices=FORMATS, required=True, help="schéma")
    parser.add_argument(
        "--as", dest="shape", choices=SHAPES, help="forme (défaut : l'extension de SORTIE, ou csv)"
    )
    parser.add_argument("--departement", default="", metavar="CODE", help="ce département seul")
    parser.add_argument("--source", default="", metavar="SOURCE", help="cette source seule")
    parser.add_argument(
        "--incomplete", action="store_true", help="garder aussi les lignes que le schéma refuse"
    )
    parser.add_argument(
        "--losses", action="store_true", help="dire, champ par champ, ce que le schéma ne dit pas"
    )
    parser.add_argument("--json", action="store_true", help="compte rendu en JSON")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    from entrelieux.directory.reading_back import offer_read_back
    from entrelieux.interchange.exporting import services
    from entrelieux.kernel.viewer import ANYONE

    shape = args.shape or (args.file.suffix.lstrip(".").lower() if args.file else "csv")
    if shape not in SHAPES:
        return _refuse(
            f"trouvé « {args.file.name} », attendu un nom en .{', .'.join(SHAPES)}, ou --as.", args
        )
    if shape == "xlsx" and args.file is None:
        return _refuse("un classeur s'écrit dans un fichier : nommez-le.", args)
    offered = offer_read_back(ANYONE, departement=args.departement, source=args.source)
    if args.losses:
        return _tell_losses(offered, args)
    export = services.exported(offered, args.format, incomplete=args.incomplete)
    content = export.as_bytes(shape)
    if args.file is None:
        sys.stdout.write(content.decode())
    else:
        try:
            args.file.write_bytes(content)
        except OSError as error:
            return _refuse(f"« {args.file} » n'a pas pu être écrit : {error.strerror}.", args)
    if args.file is not None or not args.json:
        _tell(export, args)
    return OK


def _tell(export: "Export", args: argparse.Namespace) -> None:
    """What went out and what did not; on the error stream when the file goes to the screen."""
    from entrelieux.interchange.report import numbered

    target = sys.stdout if args.file else sys.stderr
    if args.json:
        left = [
            {"column": column, "expected": expected, "rows": count}
            for (column, expected), count in export.left_out.most_common()
        ]
        said = {"rows": len(export.rows), "incomplete": args.incomplete, "refused": left}
        print(json.dumps(said, ensure_ascii=False, indent=1), file=target)
        return
    count = numbered(len(export.rows), "ligne")
    print(f"{count}, {export.outgoing.standard.label}.", file=target)
    if export.left_out:
        fate = "gardées quand même" if args.incomplete else "laissées de côté"
        print(f"{export.left_out.total()} que le schéma refuse, {fate} :", file=target)
        for (column, expected), count in export.left_out.most_common():
            print(f"  {count:>6} × {column} : {expected}", file=target)


def _tell_losses(offered: "Offered", args: argparse.Namespace) -> int:
    """Each field that the schema does not say, or not whole, with how many rows hold one."""
    from entrelieux.interchange.exporting.losses import losses

    if args.format not in NATIONAL:
        return _refuse("--losses ne vaut que pour les schémas nationaux.", args)
    found = losses(offered, args.format)
    if args.json:
        rows = [
            {
                "thing": one.field.thing,
                "field": one.field.name,
                "rows": one.rows,
                "column": one.column,
                "extension": one.field.goes["extension"],
                "lost": one.why,
            }
            for one in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return OK
    for one in found:
        goes = f"en partie dans {one.column}" if one.column else "nulle part"
        ours = one.field.goes["extension"]
        kept = f" ; dans notre extension : {ours}" if ours else ""
        why = f" ({one.why})" if one.why else ""
        print(f"{one.rows:>6} × {one.field.thing}.{one.field.name} : {goes}{kept}{why}")
    return OK


def _refuse(message: str, args: argparse.Namespace) -> int:
    if args.json:
        error = {"error": {"code": "demande-incorrecte", "field": "", "message": message}}
        print(json.dumps(error, ensure_ascii=False))
    print(f"entrelieux : {message}", file=sys.stderr)
    return UNUSABLE
