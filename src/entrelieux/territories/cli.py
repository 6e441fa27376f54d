"""``entrelieux communes``: find a commune from a terminal."""

import argparse
import json
import sys

FOUND, NOTHING_FOUND, BAD_USAGE = 0, 1, 2
MOST = 100


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``communes``; its ``func`` takes the parsed arguments and gives an exit code."""
    parser = subparsers.add_parser(
        "communes",
        help="chercher une commune par son nom, un code postal ou un code INSEE",
        description="Cherche une commune par son nom, un code postal ou un code INSEE. "
        "Accents, majuscules, traits d'union et une faute de frappe sont pardonnés.",
        epilog="Code de sortie : 0 trouvé, 1 rien trouvé, 2 demande incorrecte.",
    )
    parser.add_argument(
        "query", metavar="TEXTE", help="exemples : langogne, 48300, « st denis 93 »"
    )
    parser.add_argument("--json", action="store_true", help="réponse en JSON")
    parser.add_argument(
        "--limit", type=int, default=10, metavar="N", help=f"de 1 à {MOST} réponses (10)"
    )
    parser.set_defaults(func=show_communes)


def show_communes(options: argparse.Namespace) -> int:
    from entrelieux.kernel.errors import UserError
    from entrelieux.territories.selectors import search_communes

    if not 1 <= options.limit <= MOST:
        return _refuse(f"--limit : trouvé {options.limit}, attendu un nombre de 1 à {MOST}.")
    if not options.query.strip():
        return _refuse("TEXTE est vide : attendu un nom, un code postal ou un code INSEE.")
    try:
        cards = search_communes(options.query, options.limit)
    except UserError as error:
        return _refuse(error.message)
    if options.json:
        from entrelieux.territories.schemas import CommuneOut

        rows = [CommuneOut.from_card(card).model_dump() for card in cards]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for card in cards:
            print(f"{card.code}  {card.label}  {_people(card.population)}{_today(card)}")
    if not cards:
        print("Aucune commune trouvée.", file=sys.stderr)
    return FOUND if cards else NOTHING_FOUND


def _today(card: object) -> str:
    matched = getattr(card, "matched", "")
    return f"  (aujourd'hui {getattr(card, 'name', '')})" if matched else ""


def _people(population: int) -> str:
    figure = f"{population:,}".replace(",", " ")
    return f"{figure} habitant" + ("s" if population > 1 else "")


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_USAGE
