"""``entrelieux setup`` prepares the database that DATABASE_URL names; ``check`` looks it over."""

import argparse
import json
import sys
from pathlib import Path

DONE, FAULTY = 0, 1


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    setup = subparsers.add_parser(
        "setup",
        help="préparer la base : tables, communes, vocabulaire",
        description="Prépare la base que nomme DATABASE_URL. La relancer ne change rien.",
    )
    _add_offer(setup)
    setup.add_argument("--json", action="store_true", help="compte rendu en JSON")
    setup.set_defaults(func=prepare)
    serve = subparsers.add_parser(
        "serve",
        help="préparer la base puis servir le site",
        description="Prépare la base que nomme DATABASE_URL, puis sert le site.",
    )
    _add_offer(serve)
    serve.add_argument("--host", default="127.0.0.1", help="adresse servie (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port servi (8000)")
    serve.add_argument("--workers", type=int, default=2, help="processus (2)")
    serve.set_defaults(func=serve_site, json=False)
    check = subparsers.add_parser(
        "check",
        help="vérifier la base et le réglage",
        description="Vérifie tables, communes, offre et index. Code de sortie : 0 tout va bien, "
        "1 quelque chose manque.",
    )
    check.add_argument("--json", action="store_true", help="compte rendu en JSON")
    check.set_defaults(func=look_over)


def _add_offer(parser: argparse.ArgumentParser) -> None:
    offer = parser.add_mutually_exclusive_group()
    offer.add_argument(
        "--demo", action="store_true", help="avec le réseau fictif de démonstration de Lozère"
    )
    offer.add_argument(
        "--data", type=Path, metavar="DOSSIER", help="avec les vrais lieux d'un dossier de données"
    )


def serve_site(options: argparse.Namespace) -> int:
    from entrelieux.kernel.errors import UserError

    if not 1 <= options.port <= 65_535 or options.workers < 1:
        raise UserError(
            f"--port {options.port} --workers {options.workers} : attendu un port de 1 à 65535 "
            "et un processus au moins."
        )
    _refuse_taken_port(options.host, options.port)
    _open_messages_here(options.host, options.port)
    prepare(options)
    from entrelieux.site.serving import serve

    serve(host=options.host, port=options.port, workers=options.workers)
    return DONE


def _refuse_taken_port(host: str, port: int) -> None:
    """Say at once that the port is taken, rather than after the whole set-up."""
    import socket

    from entrelieux.kernel.errors import UserError

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UserError(
                f"{host}:{port} ne peut pas être ouvert ({error.strerror}). "
                "Choisissez un autre port, par exemple : make run PORT=8001"
            ) from None


def _open_messages_here(host: str, port: int) -> None:
    """Addresses in messages lead to what is served, unless the setting says where."""
    from django.conf import settings

    if "public_url" in settings.ENVIRONMENT.model_fields_set:
        return
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  no address to type
    name = everywhere.get(host, host)
    settings.PUBLIC_URL = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def prepare(options: argparse.Namespace) -> int:
    from django.core.management import call_command
    from django.utils import timezone

    from entrelieux.directory.catalogue import current_catalogue
    from entrelieux.kernel.unknown_words import forget_typed_words
    from entrelieux.kernel.viewer import OPERATOR
    from entrelieux.reception.services import erase_expired
    from entrelieux.site.health import refuse_faults
    from entrelieux.territories.services import load_territories

    refuse_faults()
    _say(options, "Tables…")
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    _say(options, "Communes…")
    load_territories()
    erase_expired(actor=OPERATOR)
    forget_typed_words(actor=OPERATOR, today=timezone.localdate())
    if options.demo:
        _publish_demo(options)
    if options.data is not None:
        _import_folder(options)
    _say(options, "Index de l'offre…")
    catalogue = current_catalogue(timezone.localdate())
    _warm()
    report = {
        "interlocutors": catalogue.interlocutors,
        "sites": len(catalogue.targets),
        "left_out": catalogue.left_out,
    }
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _say(options, f"Prêt : {report['interlocutors']} interlocuteurs, {report['sites']} lieux.")
    return DONE


def _publish_demo(options: argparse.Namespace) -> None:
    from django.utils import timezone

    from entrelieux.directory.selectors import offer_is_fiction, visible_source_ids
    from entrelieux.kernel.errors import UserError
    from entrelieux.kernel.viewer import OPERATOR
    from entrelieux.passerelles.board.tasks import get_ready
    from entrelieux.site.demonstration import publish_demonstration

    if visible_source_ids(OPERATOR) and not offer_is_fiction():
        raise UserError(
            "Cette base contient de vrais lieux : le réseau fictif n'y entre pas. "
            "Donnez une autre base par DATABASE_URL."
        )
    _say(options, "Réseau fictif de démonstration…")
    publish_demonstration(today=timezone.localdate())
    get_ready(timezone.now(), quarters=1)
    _draw_roads(options)


def _draw_roads(options: argparse.Namespace) -> None:
    """Roads and lines of the demonstration; without what orders roads, minutes are estimated."""
    from django.utils import timezone

    from entrelieux.directory.reaching import invented_roads
    from entrelieux.directory.riding.opened import invented_timetables
    from entrelieux.interchange.roads.services import draw_roads
    from entrelieux.interchange.transit.invented import draw_timetables
    from entrelieux.kernel.errors import UserError

    try:
        draw_roads("48", invented_roads())
    except UserError as error:
        _say(options, f"Routes inventées laissées de côté : {error.message}")
    try:
        draw_timetables(invented_timetables(), timezone.localdate())
    except UserError as error:
        _say(options, f"Lignes inventées laissées de côté : {error.message}")


def _import_folder(options: argparse.Namespace) -> None:
    from django.utils import timezone

    from entrelieux.interchange.cli import watch
    from entrelieux.interchange.services import import_known_folder
    from entrelieux.kernel.viewer import OPERATOR

    _say(options, f"Lieux de {options.data}…")
    reports = import_known_folder(
        options.data,
        actor=OPERATOR,
        today=timezone.localdate(),
        progress=watch,
        only_new=True,
    )
    for report in reports:
        counts = report.counts()
        _say(
            options,
            f"  {report.file} : {counts['accepted']} lignes prises, {counts['mended']} réparées, "
            f"{counts['refused']} refusées",
        )
    if not reports:
        _say(options, "  rien de nouveau depuis le dernier import")


def _warm() -> None:
    """Compile the kernels now, once, rather than at somebody's first plan."""
    import numpy as np

    from entrelieux.engine.orientation.front import pareto_front
    from entrelieux.engine.orientation.model import Candidates, pack
    from entrelieux.engine.orientation.tour import best_tour
    from entrelieux.engine.reach.network import warming as roads
    from entrelieux.engine.reach.transit import warming as timetables
    from entrelieux.engine.siting import warming as siting

    roads.compile_kernels()
    timetables.compile_kernels()
    siting.compile_kernels()
    pareto_front(
        Candidates(
            site=np.zeros(1, np.int32),
            minutes=np.ones(1, np.int32),
            packed=pack(np.zeros((1, 1), np.uint8)),
            key=np.ones(1, np.uint64),
            needs=1,
        )
    )
    best_tour(np.zeros((2, 2), np.int16), np.zeros((1, 11), np.uint64))
    _warm_plan()


def _warm_plan() -> None:
    from entrelieux.kernel.errors import UserError
    from entrelieux.kernel.viewer import ANYONE
    from entrelieux.packs.fr import needs
    from entrelieux.reception.selectors import plans_for
    from entrelieux.reception.situation import SituationParams

    first = needs.load_needs()[0].code
    try:
        plans_for(ANYONE, SituationParams(commune="48080", besoins=(first,)))
    except UserError:
        return


def look_over(options: argparse.Namespace) -> int:
    from entrelieux.site.health import findings

    found = findings()
    if options.json:
        rows = [{"name": f.name, "ok": f.ok, "detail": f.detail} for f in found]
        print(json.dumps({"ok": all(f.ok for f in found), "checks": rows}, ensure_ascii=False))
    else:
        for finding in found:
            print(f"{'ok ' if finding.ok else 'NON'}  {finding.name} : {finding.detail}")
    return DONE if all(f.ok for f in found) else FAULTY


def _say(options: argparse.Namespace, text: str) -> None:
    if not options.json:
        print(text, file=sys.stderr, flush=True)
