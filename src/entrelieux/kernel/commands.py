"""``entrelieux work``: the process that sends and does what comes back, beside the site."""

import argparse
import json
import signal
import sys
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entrelieux.kernel.work import Round

DONE, FAULTY = 0, 1


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


def do_work(options: argparse.Namespace) -> int:
    from entrelieux.kernel.work import work, work_once

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
