"""``entrelieux access``: what the people of a territory can reach, kept as a study."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrelieux.kernel.runs import RunCard

OK = 0
_EPILOG = """\
exemples :
  entrelieux access
  entrelieux access --territoire dep-48 --quoi besoins --minutes 20
  entrelieux access --territoire dep-48 --quoi fonction:mediation_numerique --quand mer-apres-midi
  entrelieux access --json --table communes.csv"""


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "access",
        help="étudier ce que les habitants peuvent atteindre, commune par commune",
        description=(
            "Compte, pour chaque fonction ou besoin, les habitants qui trouvent un lieu à portée, "
            "et dit comment c'est partagé. L'étude est gardée avec ce qui l'identifie : les mêmes "
            "données redonnent les mêmes chiffres."
        ),
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--territoire", default="pays", help="pays, region-76, dep-48, epci-…")
    parser.add_argument(
        "--quoi", default="fonctions", help="fonctions, besoins, fonction:CODE ou besoin:CODE"
    )
    parser.add_argument("--mode", default="voiture", help="voiture, velo ou pied")
    parser.add_argument(
        "--minutes", default="30", help="un aller, au plus : 10, 15, 20, 30, 45, 60"
    )
    parser.add_argument("--quand", default="", help="un moment d'une semaine : mer-apres-midi")
    parser.add_argument("--table", type=Path, metavar="SORTIE.csv", help="une ligne par commune")
    parser.add_argument("--json", action="store_true", help="l'étude entière en JSON")
    parser.set_defaults(func=do_access)


def do_access(options: argparse.Namespace) -> int:
    from entrelieux.observatory.access.running import KIND

    asked = {name: getattr(options, name) for name in ("territoire", "quoi", "mode", "minutes")}
    run = _run(KIND, asked | ({"quand": options.quand} if options.quand else {}), options)
    if not options.json:
        for line in run.figures["lignes"]:
            print(_line(line))
        print(f"{run.figures['methode']} · étude {run.ref} en {run.seconds:.1f} s")
    return OK


def _line(line: dict[str, Any]) -> str:
    perhaps = line["a_verifier"] / line["habitants"] if line["habitants"] else 0
    told = f" (+ {perhaps:.1%} à vérifier)" if perhaps else ""
    return f"{line['part_a_portee']:7.1%}{told}  {line['libelle']} ({line['lieux']} lieux)"


def _run(kind: str, asked: dict[str, str], options: argparse.Namespace) -> "RunCard":
    from entrelieux.kernel.errors import UserError
    from entrelieux.kernel.runs import ask_run, do_run, table_of_run
    from entrelieux.kernel.viewer import OPERATOR

    run = do_run(ask_run(actor=OPERATOR, kind=kind, asked=asked).ref)
    if options.table:
        try:
            options.table.write_text(table_of_run(run.ref), encoding="utf-8")
        except OSError as error:
            raise UserError(f"{options.table} : impossible d'écrire ({error.strerror}).") from None
    if options.json:
        print(json.dumps(_said(run), ensure_ascii=False, indent=1))
    return run


def _said(run: "RunCard") -> dict[str, Any]:
    return {
        "etude": run.ref,
        "sorte": run.kind,
        "demande": run.asked,
        "faite_le": run.done_at.isoformat() if run.done_at else None,
        "secondes": run.seconds,
        "donnees": run.inputs,
        "empreinte": run.digest,
        "versions": run.versions,
        "fiction": run.is_fiction,
        "chiffres": run.figures,
    }
