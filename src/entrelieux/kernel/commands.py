"""``entrelieux work``: the process beside the site. ``entrelieux privacy``: everybody's rights."""

import argparse
import json
import signal
import sys
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entrelieux.kernel.rights import Identifiers, Line
    from entrelieux.kernel.work import Round

DONE, FAULTY = 0, 1
ACTS = "export, erase ou retain"


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    work = subparsers.add_parser(
        "work",
        help="envoyer les messages et faire les tâches régulières",
        description="Envoie les courriels et SMS à partir, relance, efface ce qui est à terme. "
        "Un processus suffit, à garder allumé à côté du site ; deux ne font rien deux fois en "
        "même temps. L'arrêter d'un coup ne perd rien : ce qui était en cours est repris.",
        epilog="Code de sortie : 0 arrêt demandé ou tout fait, 1 (avec --once) une tâche a échoué.",
    )
    work.add_argument("--once", action="store_true", help="un seul tour, puis s'arrêter")
    work.add_argument("--json", action="store_true", help="une ligne de JSON par tour utile")
    work.set_defaults(func=do_work)
    privacy = subparsers.add_parser(
        "privacy",
        help="donner, effacer ou limiter ce qui est gardé de quelqu'un",
        description="export : tout ce qui est gardé d'une personne, en JSON. erase : l'effacer. "
        "retain : effacer ce qui est à terme. erase et retain disent seulement ce qu'ils feraient, "
        "sauf avec --apply. Tout se déduit de ce que chaque modèle déclare.",
        epilog="Vérifiez qui demande avant de donner ou d'effacer : la commande ne le sait pas.",
    )
    privacy.add_argument("act", choices=("export", "erase", "retain"), metavar="ACTE", help=ACTS)
    whose = privacy.add_mutually_exclusive_group()
    whose.add_argument("--suivi", metavar="REF", default="", help="référence d'un suivi")
    whose.add_argument("--compte", metavar="COURRIEL", default="", help="courriel d'un compte")
    privacy.add_argument("--apply", action="store_true", help="le faire vraiment")
    privacy.add_argument("--json", action="store_true", help="compte rendu en JSON")
    privacy.set_defaults(func=do_privacy)


def do_work(options: argparse.Namespace) -> int:
    from entrelieux.kernel.work import work, work_once

    _load_addresses()
    if options.once:
        found = work_once()
        _tell(found, options, always=True)
        return FAULTY if found.faults else DONE
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if not options.json:
        print("Travail en cours (Ctrl-C pour arrêter)", file=sys.stderr, flush=True)
    work(stop, told=lambda found: _tell(found, options))
    return DONE


def _load_addresses() -> None:
    """Messages hold addresses: every page is imported for the first one, which takes seconds. In
    the middle of a transaction, the whole site would wait for them to write."""
    from django.urls import get_resolver

    assert get_resolver().reverse_dict


def _tell(found: "Round", options: argparse.Namespace, *, always: bool = False) -> None:
    sent = found.sent
    is_useful = found.done or found.faults or sent.sent or sent.put_off or sent.given_up
    if not (is_useful or always):
        return
    if options.json:
        said = {
            "sent": sent.sent,
            "put_off": sent.put_off,
            "given_up": sent.given_up,
            "duties": found.done,
            "faults": found.faults,
        }
        print(json.dumps(said, ensure_ascii=False), flush=True)
        return
    parts = [f"{sent.sent} message(s) envoyé(s)"]
    if sent.put_off:
        parts.append(f"{sent.put_off} à réessayer")
    if sent.given_up:
        parts.append(f"{sent.given_up} abandonné(s)")
    if found.done:
        parts.append(f"fait : {', '.join(found.done)}")
    if found.faults:
        parts.append(f"en échec : {', '.join(found.faults)}")
    print(" ; ".join(parts), flush=True)


def do_privacy(options: argparse.Namespace) -> int:
    from django.core.serializers.json import DjangoJSONEncoder
    from django.utils import timezone

    from entrelieux.kernel import journal, rights
    from entrelieux.kernel.viewer import OPERATOR

    now = timezone.now()
    if options.act == "retain":
        _refuse_somebody(options)
        if options.apply:
            journal.seal(actor=OPERATOR, now=now)
        _report(rights.retain(actor=OPERATOR, now=now, apply=options.apply), options)
        return DONE
    ids = _asked_for(options)
    if options.act == "erase":
        _report(rights.erase(ids, actor=OPERATOR, apply=options.apply), options)
        return DONE
    told = {"suivi": options.suivi, "compte": options.compte, "fait_le": now, **rights.export(ids)}
    print(json.dumps(told, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder))
    journal.record(OPERATOR, "personne.exportée", rights.named(ids))
    return DONE


def _refuse_somebody(options: argparse.Namespace) -> None:
    from entrelieux.kernel.errors import UserError

    if options.suivi or options.compte:
        raise UserError(
            "« retain » vaut pour tout le monde. Pour une personne : "
            "entrelieux privacy erase --suivi REF"
        )


def _asked_for(options: argparse.Namespace) -> "Identifiers":
    from entrelieux.kernel import rights
    from entrelieux.kernel.errors import UserError

    if options.suivi:
        return rights.subject(suivi=options.suivi.strip())
    if options.compte:
        return rights.subject(compte=rights.account_of(options.compte.strip()))
    raise UserError("Dites de qui : --suivi REF ou --compte COURRIEL.", code="personne-non-dite")


def _report(lines: "list[Line]", options: argparse.Namespace) -> None:
    if options.json:
        rows = [{"what": x.what, "rows": x.rows, "then": x.then, "code": x.code} for x in lines]
        print(json.dumps({"applied": options.apply, "lines": rows}, ensure_ascii=False))
        return
    for line in lines:
        print(f"{line.rows:>6}  {line.what} : {line.then}{f' ({line.code})' * bool(line.code)}")
    if not lines:
        print("Rien à effacer.")
    elif not options.apply:
        print("Rien n'est fait : ajoutez --apply pour le faire.")
