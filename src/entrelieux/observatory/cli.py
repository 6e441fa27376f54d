"""``entrelieux access|siting|indicators``: what is within reach, where to open, kept as studies."""

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

_SITING = """\
exemples :
  entrelieux siting --territoire dep-48 --quoi besoin:creer-entreprise --quand mar-matin
  entrelieux siting --quoi fonction:mediation_numerique --combien 2 --but rapprocher --json
  entrelieux siting --quoi besoin:creer-entreprise --plus Langogne
  entrelieux siting --but tournee --base Mende --combien 3"""
_INDICATORS = """\
exemple :
  entrelieux indicators import communes.csv --column TX_NSCOL15P --label "Sans diplôme" \\
    --unit % --source INSEE --licence "Licence Ouverte 2.0" --year 2020"""
INDICATOR = {
    "column": "titre de la colonne à garder",
    "label": "comment l'appeler à l'écran",
    "source": "qui produit la donnée",
    "licence": "à quelles conditions elle se réutilise",
}
SITING = {
    "territoire": "dep-48, epci-…",
    "quoi": "fonction:CODE ou besoin:CODE",
    "quand": "la demi-journée de la permanence : mar-matin",
    "indicateur": "indicateur avec lequel croiser",
    "horaires": "surs, ou tous pour compter les lieux aux horaires inconnus",
    "mode": "voiture, velo ou pied",
    "minutes": "un aller, au plus : 10, 15, 20, 30, 45, 60",
    "combien": "lieux à ouvrir, ou demi-journées de tournée",
    "but": "couvrir, rapprocher, equitable, tous ou tournee",
    "ou": "communes, lieux ou salles : là où l'on peut ouvrir",
    "sauf": "communes où l'on ne peut pas ouvrir",
    "plus": "communes où l'on essaie d'ouvrir",
    "moins": "références des lieux que l'on essaie de fermer",
    "base": "commune d'où part la tournée",
    "arrets": "arrêts par demi-journée, au plus",
    "arret": "minutes à chaque arrêt",
    "duree": "minutes de la demi-journée, route comprise",
}


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
    parser.add_argument("--partage", default="2", help="partage des lieux en 2 ou 3 étapes")
    parser.add_argument("--indicateur", default="", help="indicateur avec lequel croiser")
    parser.add_argument("--table", type=Path, metavar="SORTIE.csv", help="une ligne par commune")
    parser.add_argument("--json", action="store_true", help="l'étude entière en JSON")
    parser.set_defaults(func=do_access)
    _add_siting(subparsers)
    _add_indicators(subparsers)


def _add_siting(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "siting",
        help="chercher où ouvrir un lieu ou une permanence, et ce que cela changerait",
        description=(
            "Cherche les communes où ouvrir, dit si un autre choix ferait mieux, et qui y gagne ou "
            "y perd. Avec --plus ou --moins, ne cherche rien : dit ce que changerait cet essai."
        ),
        epilog=_SITING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, said in SITING.items():
        parser.add_argument(f"--{name}", default="", help=said)
    parser.add_argument("--table", type=Path, metavar="SORTIE.csv", help="une ligne par commune")
    parser.add_argument("--json", action="store_true", help="l'étude entière en JSON")
    parser.set_defaults(func=do_siting)


def _add_indicators(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "indicators",
        help="apporter un indicateur des communes, avec lequel croiser l'accès",
        description=(
            "Garde une colonne d'un fichier de communes (CSV, JSON ou XLSX) avec sa source, pour "
            "comparer ce que les habitants ont à portée. Une valeur illisible, une colonne vide ou "
            "la même partout : rien n'est gardé, et la ligne est dite."
        ),
        epilog=_INDICATORS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    doing = parser.add_subparsers(required=True, metavar="action")
    bring = doing.add_parser("import", help="garder une colonne d'un fichier")
    bring.add_argument("file", type=Path, metavar="FICHIER")
    for name, said in INDICATOR.items():
        bring.add_argument(f"--{name}", required=True, help=said)
    bring.add_argument("--year", required=True, type=int, help="année de la donnée")
    bring.add_argument("--unit", default="", help="unité des valeurs : %%")
    bring.set_defaults(func=do_import)
    doing.add_parser("list", help="ceux qui sont gardés").set_defaults(func=do_list)
    away = doing.add_parser("remove", help="ne plus le garder")
    away.add_argument("code", metavar="CODE")
    away.set_defaults(func=do_remove)


def do_import(options: argparse.Namespace) -> int:
    from entrelieux.kernel.viewer import OPERATOR
    from entrelieux.observatory.indicators.services import Told, import_indicator

    told = Told(options.label, options.source, options.licence, options.year, options.unit)
    card, read = import_indicator(
        actor=OPERATOR, path=options.file, column=options.column, told=told
    )
    print(f"{card.code} : {card.communes} communes, {card.missing} sans valeur.")
    if read.unknown:
        print(f"{read.unknown} lignes d'aucune commune d'aujourd'hui, laissées de côté.")
    if read.merged:
        print(f"{read.merged} communes nées d'une fusion depuis : leurs valeurs ne s'ajoutent pas.")
    if card.communes < card.missing:
        print("Attention : plus de la moitié des communes n'ont pas de valeur.")
    return OK


def do_list(_options: argparse.Namespace) -> int:
    from entrelieux.observatory.indicators.selectors import indicators

    for one in indicators():
        print(f"{one.code}  {one.label} ({one.year}), {one.source}, {one.communes} communes")
    return OK


def do_remove(options: argparse.Namespace) -> int:
    from entrelieux.kernel.viewer import OPERATOR
    from entrelieux.observatory.indicators.services import remove_indicator

    remove_indicator(actor=OPERATOR, code=options.code)
    print(f"{options.code} : retiré. Les études gardées gardent leurs chiffres.")
    return OK


def do_siting(options: argparse.Namespace) -> int:
    from entrelieux.observatory.siting.asking import SitingParams, siting_understood
    from entrelieux.observatory.siting.running import KIND
    from entrelieux.observatory.siting.wording import lines_of

    given = SitingParams.from_values({name: getattr(options, name) for name in SITING})
    # Asked as the page asks: one question has one digest.
    run = _run(KIND, siting_understood(given).params.given(), options)
    if not options.json:
        for line in lines_of(run.asked, run.figures):
            print(line)
        print(f"{run.figures['methode']} · étude {run.ref} en {run.seconds:.1f} s")
    return OK


def do_access(options: argparse.Namespace) -> int:
    from entrelieux.observatory.access.asking import AccessParams
    from entrelieux.observatory.access.running import KIND

    # Asked as the page asks: one question has one digest.
    run = _run(KIND, AccessParams.from_values(vars(options)).values(), options)
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
    from entrelieux.observatory.studies.again import said_whole

    run = do_run(ask_run(actor=OPERATOR, kind=kind, asked=asked).ref)
    if options.table:
        try:
            options.table.write_text(table_of_run(run.ref), encoding="utf-8")
        except OSError as error:
            raise UserError(f"{options.table} : impossible d'écrire ({error.strerror}).") from None
    if options.json:
        print(json.dumps(said_whole(run), ensure_ascii=False, indent=1))
    return run
