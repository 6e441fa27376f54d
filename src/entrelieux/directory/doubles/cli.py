"""``entrelieux doubles``: pairs of sheets that look like one place, without saying anything."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrelieux.engine.records.linkage import Pair

OK, UNUSABLE = 0, 2


def add_commands(subparsers: Any) -> None:
    """Declare ``doubles`` on the parser of the site's command line."""
    parser = subparsers.add_parser(
        "doubles",
        help="chercher les lieux décrits deux fois",
        description=(
            "Compare les fiches publiées, département par département, et liste les paires qui se "
            "ressemblent et dont personne n'a encore rien dit. Rien n'est réuni : cela se fait sur "
            "la page « Doublons », par quelqu'un. Les comparaisons sont gardées pour cette page."
        ),
    )
    parser.add_argument("--departement", metavar="CODE", help="un seul, par exemple 48")
    parser.add_argument("--json", action="store_true", help="une ligne JSON par paire")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """List pairs, the most likely first in each département."""
    from entrelieux.directory.asking import departements
    from entrelieux.engine.records.linkage import CERTAIN

    if args.departement is not None and args.departement not in departements():
        print(
            f"entrelieux : « {args.departement} » n'est pas un département. Attendu : un code, par "
            "exemple 48 ou 2A.",
            file=sys.stderr,
        )
        return UNUSABLE
    wanted = [args.departement] if args.departement else ["", *departements()]
    certain = doubtful = 0
    for code in wanted:
        for pair, one, other in _pairs(code):
            is_certain = pair.score >= CERTAIN
            certain, doubtful = certain + is_certain, doubtful + (not is_certain)
            print(_json(code, pair, one, other) if args.json else _line(pair, one, other))
    if not args.json:
        print(f"{certain} paires presque sûres, {doubtful} à comparer.")
    return OK


def _pairs(departement: str) -> "Iterator[tuple[Pair, dict[str, str], dict[str, str]]]":
    from entrelieux.directory.doubles.selectors import sheets_named, unspoken_pairs
    from entrelieux.directory.selectors import visible_source_ids
    from entrelieux.kernel.viewer import ANYONE

    found = unspoken_pairs(departement, visible_source_ids(ANYONE))
    names = sheets_named(key for pair in found for key in (pair.one, pair.other))
    for pair in found:
        if pair.one in names and pair.other in names:
            yield pair, names[pair.one], names[pair.other]


def _json(departement: str, pair: "Pair", one: dict[str, str], other: dict[str, str]) -> str:
    said = {
        "departement": departement,
        "score": round(pair.score, 4),
        "une": one,
        "autre": other,
        "termes": [
            {"code": term.code, "poids": round(term.weight, 2)}
            | {"une": term.one, "autre": term.other}
            for term in pair.terms
        ],
    }
    return json.dumps(said, ensure_ascii=False)


def _line(pair: "Pair", one: dict[str, str], other: dict[str, str]) -> str:
    names = (f"{side['nom']} ({side['source']}, {side['id']})" for side in (one, other))
    return f"{pair.score:.3f}  {' = '.join(names)}"
