"""The ``entrelieux`` command: one parser, commands that apps declare, no trace for a mistake."""

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

BAD_USAGE = 2
SAID_BY_ARGPARSE = (
    (r"argument (.*?): (.*)", r"\1 : \2"),
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"argument inconnu : \1"),
    (r"ambiguous option: (.*) could match (.*)", r"option ambiguë : \1 peut être \2"),
    (r"(.*: )?invalid int value: '(.*)'", r"\1trouvé « \2 », attendu un nombre entier"),
    (
        r"(.*: )?invalid choice: '?(.*?)'? \(choose from (.*)\)",
        r"\1trouvé « \2 », attendu : \3",
    ),
    (r"(.*: )?expected (at least )?one argument", r"\1une valeur est attendue"),
    (r"(.*: )?not allowed with argument (.*)", r"\1ne va pas avec \2"),
)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in French, and in JSON to a program that asked for it."""

    json_asked = False

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, **options)
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")
        self._positionals.title = "arguments"

    def error(self, message: str) -> NoReturn:
        for pattern, words in SAID_BY_ARGPARSE:
            message = re.sub(f"^{pattern}$", words, message, flags=re.DOTALL)
        asked = argparse.Namespace(json=self.json_asked)
        _refuse(f"{message}. Aide : {self.prog} --help", asked, code="demande-incorrecte")
        raise SystemExit(BAD_USAGE)


def main(argv: Sequence[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    Parser.json_asked = "--json" in (sys.argv[1:] if argv is None else argv)
    try:
        try:
            return _run(_parser().parse_args(argv))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    from entrelieux.accounts import cli as accounts
    from entrelieux.directory.confirming import cli as confirming
    from entrelieux.directory.doubles import cli as doubles
    from entrelieux.interchange import cli as interchange
    from entrelieux.kernel import cli as words
    from entrelieux.kernel import commands as running
    from entrelieux.observatory import cli as observatory
    from entrelieux.reception import cli as reception
    from entrelieux.site import commands
    from entrelieux.territories import cli as territories

    parser = Parser(
        prog="entrelieux",
        description="Le pont entre médiation numérique et développement économique.",
        epilog="DATABASE_URL nomme la base : sqlite:///chemin ou postgres://…",
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMANDE")
    rooms = (commands, running, accounts, confirming, doubles, interchange, reception, territories)
    for app in (*rooms, observatory, words):
        app.add_commands(subparsers)
    return parser


def _run(options: argparse.Namespace) -> int:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError
    from pydantic import ValidationError

    from entrelieux.kernel.errors import UserError
    from entrelieux.site.settings_model import SettingError, faults_of

    try:
        django.setup()
    except ValidationError as error:
        return _refuse(faults_of(error), options, code="reglage-inutilisable")
    except (SettingError, ImproperlyConfigured) as error:
        return _refuse(str(error), options, code="reglage-inutilisable")
    except OSError as error:
        return _refuse(_about_file(error), options, code="fichier-inutilisable")
    try:
        return int(options.func(options))
    except KeyboardInterrupt:
        return _refuse(
            "Interrompu. Ce qui était publié le reste ; rien ne l'est à moitié.",
            options,
            code="interrompu",
        )
    except UserError as error:
        return _refuse(error.message, options, code=error.code, field=error.field)
    except DatabaseError as error:
        return _refuse(_about_database(error), options, code="base-inutilisable")


def _about_file(error: OSError) -> str:
    return f"« {error.filename} » ne peut pas être lu ou écrit ({error.strerror})."


def _about_database(error: Exception) -> str:
    said = " ".join(str(error).split())[:200]
    if "FATAL" in said or "connection" in said:
        return f"Le serveur que nomme DATABASE_URL refuse ou ne répond pas ({said})."
    if "no such table" in said or "does not exist" in said:
        return "La base n'est pas prête. Lancez d'abord : entrelieux setup"
    if "locked" in said:
        return "La base est occupée par une autre écriture. Réessayez dans un instant."
    if "unable to open" in said or "not a database" in said or "readonly" in said:
        return f"Le fichier que nomme DATABASE_URL ne peut pas être ouvert ni écrit ({said})."
    return f"La base de données ne répond pas comme attendu : {said}"


def _refuse(message: str, options: argparse.Namespace, *, code: str = "", field: str = "") -> int:
    print(f"entrelieux : {message}", file=sys.stderr)
    if getattr(options, "json", False):
        error = {"code": code or "erreur", "field": field, "message": message}
        print(json.dumps({"error": error}, ensure_ascii=False))
    return BAD_USAGE
