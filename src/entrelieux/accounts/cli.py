"""``entrelieux accounts``: who signs in, and what for, from the machine itself."""

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING

from entrelieux.accounts.tokens.cli import add_acts as add_token_acts

if TYPE_CHECKING:
    from entrelieux.accounts.demo import Access

DONE = 0
COLUMNS = 4


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    accounts = subparsers.add_parser(
        "accounts",
        help="comptes, autorisations et réseaux",
        description="Ouvre des comptes, donne et retire des autorisations, crée des réseaux.",
    )
    acts = accounts.add_subparsers(required=True, metavar="ACTE")
    _add_people(acts)
    _add_mandates(acts)
    _add_networks(acts)
    add_token_acts(acts)


def _add_people(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    create = _act(acts, "create", create_account, "ouvrir un compte ; dit le mot de passe une fois")
    create.add_argument("--prenom", required=True)
    create.add_argument("--nom", required=True)
    create.add_argument("--courriel", default="")
    create.add_argument("--fonction", default="", help="ce que la personne aidée lira")
    create.add_argument(
        "--exploitation", action="store_true", help="peut ouvrir une session d'exploitation"
    )
    renew = _act(acts, "renew", renew_account, "nouveau mot de passe et nouvelle liste de codes")
    renew.add_argument("account", metavar="COMPTE", help="identifiant ou courriel")
    close = _act(acts, "close", close_account, "fermer un compte")
    close.add_argument("account", metavar="COMPTE", help="identifiant ou courriel")
    _act(acts, "list", list_accounts, "lire les comptes et leurs autorisations")
    _act(acts, "demo", demo_accounts, "inventer des comptes pour essayer le réseau fictif")


def _add_mandates(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from entrelieux.kernel.viewer import Role

    give = _act(acts, "give", give_mandate, "donner une autorisation d'agir")
    give.add_argument("account", metavar="COMPTE", help="identifiant ou courriel")
    roles = tuple(role.value for role in Role)
    give.add_argument("role", choices=roles, metavar="RÔLE", help=" ou ".join(roles))
    target = give.add_mutually_exclusive_group(required=True)
    target.add_argument("--structure", metavar="REF", default="")
    target.add_argument("--reseau", metavar="REF", default="")
    _add_zone(give)
    give.add_argument(
        "--jusqu-au", dest="ends_on", type=date.fromisoformat, metavar="AAAA-MM-JJ", default=None
    )
    revoke = _act(acts, "revoke", revoke_mandate, "retirer une autorisation d'agir")
    revoke.add_argument("ref", metavar="REF", help="telle que la donne « accounts list »")
    find = _act(acts, "structures", find_structures, "chercher la référence d'une structure")
    find.add_argument("words", metavar="MOTS", nargs="+")


def _add_networks(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    network = _act(acts, "network", make_network, "créer un réseau")
    network.add_argument("ref", metavar="REF", help="en minuscules et tirets")
    network.add_argument("name", metavar="NOM")
    _add_zone(network)
    members = _act(acts, "members", join_network, "faire entrer des structures dans un réseau")
    members.add_argument("ref", metavar="REF")
    members.add_argument("organisations", metavar="STRUCTURE", nargs="+")


def _add_zone(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--zone", metavar="GENRE:CODE", default="", help="par exemple departement:48, epci:…"
    )


def _act(acts: object, name: str, func: object, help_text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(name, help=help_text, description=help_text)  # type: ignore[attr-defined]
    parser.add_argument("--json", action="store_true", help="compte rendu en JSON")
    parser.set_defaults(func=func)
    return parser


def create_account(options: argparse.Namespace) -> int:
    from entrelieux.accounts import command_services as services
    from entrelieux.accounts.opening import Newcomer
    from entrelieux.kernel.viewer import OPERATOR

    newcomer = Newcomer(options.prenom, options.nom, options.fonction, options.courriel, "")
    made = services.create_account(actor=OPERATOR, newcomer=newcomer, operator=options.exploitation)
    return _tell((made,), options)


def renew_account(options: argparse.Namespace) -> int:
    from entrelieux.accounts.command_services import renew_factors
    from entrelieux.kernel.viewer import OPERATOR

    return _tell((renew_factors(actor=OPERATOR, login=options.account),), options)


def close_account(options: argparse.Namespace) -> int:
    from entrelieux.accounts import command_services as services
    from entrelieux.kernel.viewer import OPERATOR

    services.close_account(actor=OPERATOR, login=options.account)
    return _done(options, "Compte fermé.")


def demo_accounts(options: argparse.Namespace) -> int:
    from entrelieux.accounts.demo import make_demo_accounts
    from entrelieux.kernel.viewer import OPERATOR

    return _tell(make_demo_accounts(actor=OPERATOR), options)


def list_accounts(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from entrelieux.accounts.command_services import accounts

    lines = accounts()
    if options.json:
        print(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
        return DONE
    for line in lines:
        marks = [word for word, said in (("exploitation", line.is_operator),) if said]
        marks += [] if line.is_active else ["fermé"]
        print(" · ".join(part for part in (line.login, line.name, line.email, *marks) if part))
        for ref, power in line.powers:
            print(f"    {ref}  {power}")
    return DONE


def give_mandate(options: argparse.Namespace) -> int:
    from entrelieux.accounts import services
    from entrelieux.accounts.command_services import account_named
    from entrelieux.kernel.viewer import OPERATOR

    zone, zone_code = _zone(options)
    ref = services.give_mandate(
        actor=OPERATOR,
        user_id=account_named(options.account).pk,
        power=services.Power(
            role=options.role,
            organisation=options.structure,
            network=options.reseau,
            zone=zone,
            zone_code=zone_code,
            ends_on=options.ends_on,
        ),
    )
    return _done(options, f"Autorisation donnée : {ref}", ref=ref)


def revoke_mandate(options: argparse.Namespace) -> int:
    from entrelieux.accounts import services
    from entrelieux.kernel.viewer import OPERATOR

    services.revoke_mandate(actor=OPERATOR, ref=options.ref)
    return _done(options, "Autorisation retirée : elle ne vaut plus rien dès la page suivante.")


def find_structures(options: argparse.Namespace) -> int:
    from entrelieux.accounts.naming import structures_named

    found = structures_named(" ".join(options.words))
    if options.json:
        print(json.dumps([{"ref": ref, "name": name} for ref, name in found], ensure_ascii=False))
        return DONE
    for ref, name in found:
        print(f"{ref}  {name}")
    return DONE


def make_network(options: argparse.Namespace) -> int:
    from entrelieux.accounts.services import create_network
    from entrelieux.kernel.viewer import OPERATOR

    zone, zone_code = _zone(options)
    ref = create_network(
        actor=OPERATOR, ref=options.ref, name=options.name, zone=zone, zone_code=zone_code
    )
    return _done(options, f"Réseau : {ref}", ref=ref)


def join_network(options: argparse.Namespace) -> int:
    from entrelieux.accounts.services import add_members
    from entrelieux.kernel.viewer import OPERATOR

    joined = add_members(
        actor=OPERATOR, network=options.ref, organisations=frozenset(options.organisations)
    )
    return _done(options, f"Structures entrées : {joined}", joined=joined)


def _zone(options: argparse.Namespace) -> tuple[str, str]:
    kind, _colon, code = options.zone.partition(":")
    return kind, code


def _done(options: argparse.Namespace, text: str, **facts: object) -> int:
    print(json.dumps({"done": True, **facts}, ensure_ascii=False) if options.json else text)
    return DONE


def _tell(made: "tuple[Access, ...]", options: argparse.Namespace) -> int:
    """Said once: the terminal is the paper they are copied from."""
    from dataclasses import asdict

    if options.json:
        print(json.dumps([asdict(one) for one in made], ensure_ascii=False))
        return DONE
    for one in made:
        print(f"\n{one.name}" + (f", {one.role} : {one.structure}" if one.role else ""))
        print(f"  identifiant   {one.login}\n  mot de passe  {one.password}")
        print("  codes, chacun sert une fois :")
        for start in range(0, len(one.codes), COLUMNS):
            print("    " + "   ".join(one.codes[start : start + COLUMNS]))
    print("\nÀ noter maintenant : rien de cela ne sera redit. Adresse : /compte/entrer/")
    return DONE
