"""``entrelieux movements``: what opened, closed, moved between two vintages of a list."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from entrelieux.packs.fr.vintages import FAMILIES

OK = 0
NAMES = {
    "ouvert": "ouverts",
    "ferme": "partis de la liste",
    "deplace": "déplacés",
    "renomme": "renommés",
}


def add_commands(subparsers: Any) -> None:
    """Declare ``movements`` on the parser of the site's command line."""
    parser = subparsers.add_parser(
        "movements",
        help="ce qui a ouvert, fermé, déménagé entre deux millésimes",
        description="Compare deux millésimes d'une même liste, déjà importés, ligne à ligne.",
    )
    parser.add_argument("--family", choices=sorted(FAMILIES), required=True, help="la liste")
    parser.add_argument("--from", dest="before", default="", metavar="AAAA-MM-JJ", help="de")
    parser.add_argument("--to", dest="after", default="", metavar="AAAA-MM-JJ", help="à")
    parser.add_argument("--json", action="store_true", help="tout, en JSON")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    from entrelieux.directory.confirming.movements import movements
    from entrelieux.kernel.viewer import OPERATOR

    found = movements(OPERATOR, args.family, args.before, args.after)
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str))
        return OK
    print(f"{found.label} : du {found.before.published_on} au {found.after.published_on}")
    print(f"  {found.before.rows} puis {found.after.rows} lignes, {found.in_both} dans les deux")
    for kind, name in NAMES.items():
        moving = found.moving[kind]
        also = f" (et {moving} itinérants)" if moving else ""
        print(f"  {name} : {found.counts[kind]}{also}")
    if found.unplaced:
        print(f"  adresse changée, distance inconnue : {found.unplaced}")
    if found.is_partial:
        print("  la seconde liste est partielle : rien n'est dit fermé")
    return OK
