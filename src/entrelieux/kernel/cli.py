"""``entrelieux text check``: is it easy to read? ``entrelieux mots``: what people do not grasp."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entrelieux.engine.language.clarity import Clarity, Panel

CLEAR, TO_MEND = 0, 1
MOST_BYTES = 1_000_000


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = subparsers.add_parser(
        "text",
        help="dire si un texte est facile à lire, et quoi changer",
        description="Ce qui se fait d'un texte que l'on va publier.",
    )
    clarity = text.add_subparsers(dest="action", metavar="ACTION", required=True).add_parser(
        "check",
        help="mesurer un texte et dire quoi changer",
        description="Mesure un texte français et relève ce qui le rend difficile : phrases "
        "longues, sigles, mots difficiles ou étrangers, passif. Le texte n'est ni gardé ni envoyé.",
        epilog="Code de sortie : 0 rien à changer, 1 quelque chose à changer, 2 demande "
        "incorrecte. « Texte clair » ne veut pas dire FALC : seules des personnes concernées "
        "peuvent le dire, par --relecteurs.",
    )
    clarity.add_argument(
        "file", nargs="?", default="-", metavar="FICHIER", help="fichier en UTF-8 ; - : l'entrée"
    )
    clarity.add_argument("--strict", action="store_true", help="12 mots par phrase au lieu de 15")
    clarity.add_argument("--mots", type=int, metavar="N", help="mots par phrase, de 5 à 60 (15)")
    clarity.add_argument(
        "--relecteurs",
        action="append",
        default=[],
        metavar="QUI,JOUR",
        help="qui a relu, et quand : « ESAT Les Genêts, 2026-11-12 »",
    )
    clarity.add_argument("--json", action="store_true", help="réponse en JSON")
    clarity.set_defaults(func=check_text)
    words = subparsers.add_parser(
        "mots",
        help="les mots signalés comme pas compris",
        description="Les mots signalés comme pas compris depuis un an, puis les mots écrits par "
        "les personnes et absents du glossaire, à relire avant d'en faire quoi que ce soit.",
    )
    words.add_argument("--json", action="store_true", help="réponse en JSON")
    words.set_defaults(func=show_words)


def check_text(options: argparse.Namespace) -> int:
    from entrelieux.engine.language.clarity import PLAIN_WORDS, STRICT_WORDS
    from entrelieux.kernel.clear_text import clarity_of, panel_of

    usual = STRICT_WORDS if options.strict else PLAIN_WORDS
    most = usual if options.mots is None else options.mots
    panels = [panel_of(said) for said in options.relecteurs]
    report = clarity_of(_read(options.file), most_words=most)
    if options.json:
        print(json.dumps(_as_json(report, panels), ensure_ascii=False, indent=2))
    else:
        _tell(report, panels)
    return TO_MEND if report.findings else CLEAR


def _read(name: str) -> str:
    from entrelieux.kernel.clear_text import TextRefused

    where = "L'entrée" if name == "-" else f"« {name} »"
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else _bytes(Path(name))
        if len(raw) > MOST_BYTES:
            raise TextRefused(f"{where} dépasse {MOST_BYTES} octets. Donnez le texte en morceaux.")
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise TextRefused(f"{where} ne peut pas être lu ({error.strerror}).") from None
    except UnicodeDecodeError as error:
        raise TextRefused(
            f"{where} n'est pas un texte en UTF-8 (octet {error.start}). Enregistrez-le en UTF-8."
        ) from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _as_json(report: "Clarity", panels: "list[Panel]") -> dict[str, object]:
    return {
        "mots": report.words,
        "phrases": report.sentences,
        "syllabes": report.syllables,
        "kandel_moles": None if report.score is None else round(report.score, 1),
        "niveau": report.level,
        "fiable": report.is_reliable,
        "phrase_la_plus_longue": report.longest,
        "mots_par_phrase_au_plus": report.most_words,
        "mention": report.label(panels),
        "a_changer": [
            {
                "genre": str(one.kind),
                "ligne": one.line,
                "colonne": one.column,
                "trouve": one.found,
                "suggestion": one.suggestion,
            }
            for one in report.findings
        ],
    }


def _tell(report: "Clarity", panels: "list[Panel]") -> None:
    for one in report.findings:
        said = " ".join(one.found.split())
        print(f"{one.line}:{one.column}  {one.kind}  « {said} »\n    {one.suggestion}")
    if report.score is None:
        print("Aucun mot à lire.")
        return
    short = "" if report.is_reliable else " ; texte court, à prendre avec prudence"
    print(
        f"{report.words} mots, {report.sentences} phrases, la plus longue de {report.longest}. "
        f"Kandel-Moles {report.score:.0f} ({report.level}{short})."
    )
    label = report.label(panels)
    print(f"Mention possible : {label}." if label else f"{len(report.findings)} points à revoir.")


def show_words(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from entrelieux.kernel.unknown_words import typed_words, words_to_explain
    from entrelieux.kernel.viewer import OPERATOR

    found = words_to_explain(OPERATOR, today=timezone.localdate())
    typed = typed_words(OPERATOR)
    if options.json:
        told = {
            "signalements": found.reports,
            "fiction": found.is_fiction,
            "mots": [{"mot": one.word, "signalements": one.reports} for one in found.words],
            "ecrits": [
                {"mot": one.word, "signalements": one.reports, "dernier": str(one.last_day)}
                for one in typed
            ],
        }
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    print(f"{found.reports} signalements depuis un an.")
    for word in found.words:
        print(f"  {word.reports:5}  {word.word}")
    print(f"Mots écrits, absents du glossaire : {len(typed)}.")
    for one in typed:
        print(f"  {one.reports:5}  {one.word}  (dernier : {one.last_day})")
    return 0
