"""``entrelieux reach build-transit`` and ``entrelieux reach bus``."""

import argparse
import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrelieux.interchange.transit.asking import Answer, Trip
    from entrelieux.interchange.transit.places import PlacesFound

_HOUR = re.compile(r"(\d{1,2})\s*[h:]\s*([0-5]\d)?")
_EPILOG = """\
codes de sortie : 0 trouvé ; 1 rien ne convient ce jour-là ; 2 question ou dossier inutilisable.

exemples :
  entrelieux reach bus --timetable var/horaires --from 3.855,44.727 --to 3.499,44.518 \\
    --date 2026-11-24 --depart 8:00 --back-before 12:00 --stay 60
  entrelieux reach bus --timetable var/horaires --from 3.855,44.727 --to 3.499,44.518 \\
    --date 2026-11-24 --depart 8:00 --arrive-before 9:30"""


def add_actions(commands: Any) -> None:
    """Declare both beside the other actions of ``reach``."""
    _add_build(commands)
    _add_bus(commands)


def _add_build(commands: Any) -> None:
    build = commands.add_parser(
        "build-transit", help="lire des horaires GTFS (cars, bus, trains) et les garder"
    )
    build.add_argument("file", type=Path, metavar="HORAIRE.zip", help="une archive GTFS")
    build.add_argument("--output", type=Path, required=True, metavar="DOSSIER", help="où l'écrire")
    build.add_argument("--roads", type=Path, metavar="DOSSIER", help="réseau de rues, pour marcher")
    build.add_argument("--source", default="", metavar="NOM", help="d'où viennent ces horaires")
    build.add_argument("--licence", default="", metavar="NOM", help="leur licence")
    build.add_argument("--date", type=_day, metavar="AAAA-MM-JJ", help="leur date")
    build.add_argument("--fiction", action="store_true", help="ces horaires sont inventés")
    build.add_argument("--json", action="store_true", help="compte rendu en JSON")
    build.set_defaults(func=run_build)


def _add_bus(commands: Any) -> None:
    bus = commands.add_parser(
        "bus",
        help="aller et revenir en car, en bus ou en train, un jour donné",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bus.add_argument("--timetable", type=Path, required=True, metavar="DOSSIER", help="horaires")
    bus.add_argument("--roads", type=Path, metavar="DOSSIER", help="réseau de rues, pour marcher")
    bus.add_argument("--from", dest="start", type=_point, required=True, metavar="LON,LAT")
    bus.add_argument(
        "--to",
        dest="end",
        type=_point,
        metavar="LON,LAT",
        help="un lieu en détail ; sinon tous ceux de la base",
    )
    bus.add_argument("--date", dest="day", type=_day, required=True, metavar="AAAA-MM-JJ")
    bus.add_argument("--depart", type=_hour, required=True, metavar="H:MM", help="pas avant")
    until = bus.add_mutually_exclusive_group()
    until.add_argument("--arrive-before", type=_hour, metavar="H:MM", help="tous les allers")
    until.add_argument("--back-before", type=_hour, metavar="H:MM", help="aller et retour")
    bus.add_argument("--stay", type=int, default=30, metavar="MIN", help="rester au moins (30)")
    bus.add_argument(
        "--open", type=_hours, default=None, metavar="H:MM-H:MM", help="heures d'ouverture du lieu"
    )
    bus.add_argument("--walk", type=int, default=1000, metavar="M", help="jusqu'à un arrêt (1000)")
    bus.add_argument("--by-phone", action="store_true", help="aussi ce qu'il faut réserver")
    bus.add_argument("--wheelchair", action="store_true", help="rien qui se dit inaccessible")
    bus.add_argument(
        "--besoin", default="", metavar="CODE", help="sans --to : lieux qui y répondent"
    )
    bus.add_argument("--departement", default="", metavar="CODE", help="sans --to : 48, 2A, 974…")
    bus.add_argument("--limit", type=int, default=20, metavar="N", help="sans --to : au plus (20)")
    bus.add_argument("--json", action="store_true", help="la réponse en JSON")
    bus.set_defaults(func=run_bus)


def run_build(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from entrelieux.interchange.roads.cli import watch
    from entrelieux.interchange.transit.feed import Told
    from entrelieux.interchange.transit.services import build_transit

    report = build_transit(
        args.file,
        args.output,
        Told(args.source, args.licence, args.date.isoformat() if args.date else "", args.fiction),
        today=timezone.localdate(),
        progress=watch(),
        streets=args.roads,
    )
    _print(report.as_json() if args.json else report.as_text())
    return 0


def run_bus(args: argparse.Namespace) -> int:
    if args.end is None:
        return _run_places(args)
    from entrelieux.engine.reach.transit import END_S, OnFoot
    from entrelieux.interchange.transit.asking import Question, answer
    from entrelieux.interchange.transit.services import opened, opened_streets

    asked = Question(
        start=args.start,
        end=args.end,
        day=args.day,
        after=args.depart,
        by=END_S if args.arrive_before is None else args.arrive_before,
        before=args.back_before,
        stay=60 * max(0, args.stay),
        open_at=args.open or ((0, END_S),),
        by_phone=args.by_phone,
        wheelchair=args.wheelchair,
        on_foot=OnFoot(most_m=_metres(args.walk)),
    )
    found = answer(opened(args.timetable), asked, opened_streets(args.roads))
    _print(asdict(found) if args.json else "\n".join(_lines(found, asked.day)))
    return 0 if found.there else 1


def _run_places(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from entrelieux.directory.asking import DirectoryParams
    from entrelieux.engine.reach.transit import OnFoot
    from entrelieux.interchange.transit.asking import BusQuestionError
    from entrelieux.interchange.transit.places import PlacesQuestion, places_by_bus, places_notes
    from entrelieux.interchange.transit.services import opened, opened_streets
    from entrelieux.kernel.viewer import ANYONE

    if args.back_before is None:
        raise BusQuestionError("Sans --to, dites quand rentrer : --back-before.", field="to")
    timetable = opened(args.timetable)
    asked = PlacesQuestion(
        start=args.start,
        day=args.day,
        after=args.depart,
        before=args.back_before,
        stay=60 * max(0, args.stay),
        by_phone=args.by_phone,
        wheelchair=args.wheelchair,
        on_foot=OnFoot(most_m=_metres(args.walk)),
    )
    found = places_by_bus(
        ANYONE,
        timetable,
        asked,
        DirectoryParams(besoin=args.besoin, departement=args.departement),
        most=max(1, args.limit),
        today=timezone.localdate(),
        streets=opened_streets(args.roads),
    )
    about, notes = asdict(timetable.about), places_notes(asked)
    _print(
        asdict(found) | {"notes": notes, "horaires": about}
        if args.json
        else "\n".join(_place_lines(found, about, notes))
    )
    return 0 if found.total else 1


def _place_lines(found: "PlacesFound", about: dict[str, Any], notes: tuple[str, ...]) -> list[str]:
    lines = ["HORAIRES INVENTÉS : personne n'y roule."] if about["is_fiction"] else []
    lines.append(f"{found.total} lieux où aller et d'où revenir à l'heure")
    for one in found.places:
        open_then = "" if one.hours_known else ", horaires à vérifier"
        lines.append(
            f"  {one.name}, {one.commune} : sur place à {one.arrives}, repartir avant {one.last}, "
            f"jusqu'à {one.longest_min} min{open_then}"
        )
    lines += notes
    lines.append(
        f"{about['source']}, licence {about['licence'] or 'inconnue'}, "
        f"du {about['first_day']} au {about['last_day']}."
    )
    return lines


def _metres(told: int) -> float:
    return min(max(told, 0), 5000)


def _lines(found: "Answer", day: date) -> list[str]:
    lines = ["HORAIRES INVENTÉS : personne n'y roule."] if found.is_fiction else []
    if not found.there:
        lines.append(f"Rien ne convient le {day:%d/%m/%Y}, pas même en réservant.")
    if found.must_book:
        lines.append("Seulement en réservant par téléphone :")
    for trip in found.there:
        lines += _trip_lines("Aller", trip)
    if found.back and found.last:
        lines.append(f"Sur place à partir de {found.begins}")
        lines += _trip_lines("Retour", found.back)
        lines.append(f"Dernier retour possible : départ du lieu à {found.last.leaves}")
        if found.last != found.back:
            lines += _trip_lines("Dernier retour", found.last)
    lines += found.notes
    lines.append(
        f"{found.source}, licence {found.licence or 'inconnue'}, "
        f"du {found.first_day} au {found.last_day}."
    )
    return lines


def _trip_lines(what: str, trip: "Trip") -> list[str]:
    how = (
        "à pied"
        if not trip.steps
        else f"{trip.changes} changement{'s' if trip.changes > 1 else ''}"
    )
    lines = [f"{what} : {trip.leaves} → {trip.arrives}, {trip.minutes} min, {how}"]
    for step in trip.steps:
        towards = f" vers {step.towards}" if step.towards else ""
        lines.append(
            f"  {step.line}{towards} : "
            f"{step.from_stop} {step.leaves} → {step.to_stop} {step.arrives}"
        )
        if step.must_book:
            call = f" au {step.phone}" if step.phone else f" auprès de {step.agency}"
            lines.append(f"    à réserver par téléphone{call}")
        if step.wheelchair != "oui":
            lines.append(f"    en fauteuil : {step.wheelchair}")
    return lines


def _print(value: Any) -> None:
    print(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas une date AAAA-MM-JJ") from None


def _hour(text: str) -> int:
    found = _HOUR.fullmatch(text.strip())
    seconds = (int(found[1]) * 60 + int(found[2] or 0)) * 60 if found else -1
    if not 0 <= seconds <= 30 * 3600:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas une heure, comme 8:00 ou 8h05")
    return seconds


def _hours(text: str) -> tuple[tuple[int, int], ...]:
    spans = tuple(tuple(_hour(end) for end in span.split("-")) for span in text.split(","))
    if any(len(span) != 2 or span[0] >= span[1] for span in spans):
        raise argparse.ArgumentTypeError(f"« {text} » : attendu 9:00-12:00,14:00-17:00")
    return tuple(sorted((span[0], span[1]) for span in spans))


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        lon = lat = float("nan")
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise argparse.ArgumentTypeError(f"« {text} » : attendu longitude,latitude en degrés")
    return lon, lat
