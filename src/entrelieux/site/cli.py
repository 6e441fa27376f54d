"""The ``entrelieux`` command: one parser, commands that apps declare, no trace for a mistake."""

import argparse
import json
import os
import sys
from collections.abc import Sequence

BAD_USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    options = _parser().parse_args(argv)
    try:
        return _run(options)
    except KeyboardInterrupt:
        return _refuse("Interrompu : rien n'a été publié.", options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    from entrelieux.interchange import cli as interchange
    from entrelieux.reception import cli as reception
    from entrelieux.site import commands
    from entrelieux.territories import cli as territories

    parser = argparse.ArgumentParser(
        prog="entrelieux",
        description="Le pont entre médiation numérique et développement économique.",
        epilog="DATABASE_URL nomme la base : sqlite:///chemin ou postgres://…",
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMANDE")
    for app in (commands, interchange, reception, territories):
        app.add_commands(subparsers)
    return parser


def _run(options: argparse.Namespace) -> int:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError
    from pydantic import ValidationError

    from entrelieux.kernel.errors import UserError
    from entrelieux.site.settings_model import DatabaseUrlError

    try:
        django.setup()
    except ValidationError as error:
        return _refuse("; ".join(str(e["msg"]) for e in error.errors()), options)
    except (DatabaseUrlError, ImproperlyConfigured, OSError) as error:
        return _refuse(str(error), options)
    try:
        return int(options.func(options))
    except UserError as error:
        return _refuse(error.message, options, code=error.code, field=error.field)
    except DatabaseError as error:
        return _refuse(_about_database(error), options, code="base-inutilisable")


def _about_database(error: Exception) -> str:
    said = " ".join(str(error).split())[:200]
    if "no such table" in said or "does not exist" in said:
        return "La base n'est pas prête. Lancez d'abord : entrelieux setup"
    if "locked" in said:
        return "La base est occupée par une autre écriture. Réessayez dans un instant."
    return f"La base de données ne répond pas comme attendu : {said}"


def _refuse(message: str, options: argparse.Namespace, *, code: str = "", field: str = "") -> int:
    print(f"entrelieux : {message}", file=sys.stderr)
    if getattr(options, "json", False):
        error = {"code": code or "erreur", "field": field, "message": message}
        print(json.dumps({"error": error}, ensure_ascii=False))
    return BAD_USAGE
