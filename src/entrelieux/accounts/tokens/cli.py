"""``entrelieux accounts token``: make, read and take back tokens, from the machine itself."""

import argparse
import json
from datetime import date
from typing import Any

DONE = 0


def add_acts(acts: Any) -> None:
    token = acts.add_parser(
        "token",
        help="jetons : faire, lire, retirer",
        description="Un jeton laisse un programme agir pour un compte, par l'API seulement.",
    )
    what = token.add_subparsers(required=True, metavar="ACTE")
    create = _act(what, "create", create_token, "faire un jeton ; il est dit une fois")
    create.add_argument("account", metavar="COMPTE", help="identifiant ou courriel")
    create.add_argument("--nom", required=True, help="à quoi il sert")
    create.add_argument(
        "--portee",
        dest="scopes",
        action="append",
        required=True,
        metavar="PORTÉE",
        help="ce qu'il ouvre, par exemple imports:ecrire ; se répète",
    )
    create.add_argument(
        "--jusqu-au", dest="ends_on", type=date.fromisoformat, metavar="AAAA-MM-JJ", default=None
    )
    listed = _act(what, "list", list_tokens, "lire les jetons d'un compte")
    listed.add_argument("account", metavar="COMPTE", help="identifiant ou courriel")
    revoke = _act(what, "revoke", revoke_token, "retirer un jeton")
    revoke.add_argument("ref", metavar="REF", help="telle que la donne « accounts token list »")


def _act(acts: Any, name: str, func: object, help_text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(name, help=help_text, description=help_text)
    parser.add_argument("--json", action="store_true", help="compte rendu en JSON")
    parser.set_defaults(func=func)
    return parser


def create_token(options: argparse.Namespace) -> int:
    from entrelieux.accounts.command_services import account_named
    from entrelieux.accounts.tokens.services import Wanted, create_token_for
    from entrelieux.kernel.viewer import OPERATOR

    made = create_token_for(
        actor=OPERATOR,
        user=account_named(options.account),
        wanted=Wanted(options.nom, options.scopes, options.ends_on),
    )
    said = {"ref": made.ref, "token": made.secret}
    told = f"{made.secret}\n\nÀ noter maintenant : il ne sera pas redit. Référence : {made.ref}"
    print(json.dumps(said) if options.json else told)
    return DONE


def list_tokens(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from entrelieux.accounts.command_services import account_named
    from entrelieux.accounts.tokens.selectors import tokens_of

    cards = tokens_of(account_named(options.account).pk)
    if options.json:
        print(json.dumps([asdict(card) for card in cards], ensure_ascii=False, default=str))
        return DONE
    for card in cards:
        state = f"fini le {card.ended_on}" if card.ended_on else f"jusqu'au {card.expires_on}"
        served = f"a servi le {card.last_used_on}" if card.last_used_on else "n'a jamais servi"
        print(f"{card.ref}  {card.prefix}…  {card.name} · {state} · {served}")
        print(f"    {', '.join(card.scopes)}")
    return DONE


def revoke_token(options: argparse.Namespace) -> int:
    from entrelieux.accounts.tokens import services
    from entrelieux.kernel.viewer import OPERATOR

    services.revoke_token(actor=OPERATOR, ref=options.ref)
    told = "Jeton retiré : il ne vaut plus rien dès la demande suivante."
    print(json.dumps({"done": True}) if options.json else told)
    return DONE
