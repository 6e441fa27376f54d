"""Free French hours against a truth written by hand: right, wrong and unread, apart.

``hours_truth.csv`` keeps, for 318 distinct texts drawn across producers, the first sixteen figures
of the sha256 of the text, its producer, its shape (one text, or a week of seven cells joined by
« | ») and what it says: OSM syntax, or « unreadable » where nobody could say. Texts are not kept.
How it was drawn and labelled: docs/methods/horaires.md.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from opening_hours import validate

from entrelieux.engine.hours import from_french_week, normalise
from entrelieux.engine.hours.osm import Evaluator, Holidays, State

PLACES = Path(__file__).parents[2] / "shared" / "data" / "places"
TRUTH = Path(__file__).with_name("hours_truth.csv")
UNREADABLE = "unreadable"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
TEXTS = (
    ("conumm", "producers/conumm.json", ("HORAIRE",)),
    ("haute-vienne", "producers/haute-vienne.json", ("horaires",)),
    ("la-creuse", "producers/la-creuse.json", ("horaires",)),
    ("le-havre", "producers/le-havre.json", ("horaires",)),
    ("aix-en-provence", "producers/aix-en-provence.json", ("horaires",)),
    ("paca", "producers/paca.json", ("horaires_ouverture_brut", "horaires_grand_public")),
    ("data-inclusion", "data-inclusion/data-inclusion.json", ("horaires",)),
    ("tiers-lieux", "tiers-lieux-fusionnes.csv", ("horaires",)),
)
WEEKS = (
    ("hinaura", "producers/hinaura.json", "{Day}"),
    ("nouvelle-caledonie", "producers/nouvelle-caledonie.json", "horaires_{day}"),
    ("france-services", "france-services-2024-08-01.csv", "h_{day}"),
)
_MORNING = ("Ouverture matin (ou journée continue) {day}", "Fermeture matin {day}")
_AFTERNOON = (
    "Ouverture après-midi (sauf si une seule tranche horaire) {day}",
    "Fermeture après-midi {day}",
)
_FIRST = date(2026, 1, 1)
_HOLIDAYS = Holidays(
    frozenset((date(2026, 5, 1), date(2026, 12, 25))),
    ((date(2026, 2, 7), date(2026, 2, 22)), (date(2026, 7, 4), date(2026, 8, 31))),
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Label:
    key: str
    producer: str
    shape: str
    truth: str


def rows() -> Iterator[Row]:
    """Shares by verdict, all producers together then each; then each text not rightly read."""
    with TRUTH.open(encoding="utf-8", newline="") as file:
        labels = [Label(*row) for row in list(csv.reader(file))[1:]]
    texts = {key_of(text): text for _producer, _shape, text in drawable()}
    known = [label for label in labels if label.key in texts]
    read = {label.key: _read(label, texts[label.key]) for label in known}
    ours = {label.key: verdict(read[label.key], label.truth) for label in known}
    peer = {label.key: verdict(_peer(label, texts[label.key]), label.truth) for label in known}
    for name in ("right", "wrong", "unread"):
        yield _share(f"écriture libre, {_SAID[name]}", name, ours, peer)
    for producer in dict.fromkeys(label.producer for label in known):
        keys = [label.key for label in known if label.producer == producer]
        sides = ({key: side[key] for key in keys} for side in (ours, peer))
        yield _share(f"écriture libre, {producer}, {_SAID['right']}", "right", *sides)
    for label in known:
        if ours[label.key] != "right":
            said = _SAID[ours[label.key]]
            text = f"{texts[label.key]!r} ; attendu {label.truth} ; lu {read[label.key]}"
            yield _row(f"{said} : {label.producer} {label.key} {text}", "")


_SAID = {"right": "justes", "wrong": "fausses", "unread": "non lues"}


def _row(name: str, unit: str, value: Any = None, peer: Any = None) -> Row:
    return {"name": name, "value": value, "unit": unit, "peer": peer, "ratio": None}


def _share(name: str, wanted: str, ours: dict[str, str], peer: dict[str, str]) -> Row:
    counts = [sum(found == wanted for found in side.values()) for side in (ours, peer)]
    share, beside = (round(100 * count / max(1, len(ours)), 1) for count in counts)
    return _row(f"{name} ({counts[0]} sur {len(ours)})", "%", share, beside)


def key_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def verdict(read: str | None, truth: str) -> str:
    """Right, wrong or unread, minute by minute over 371 days.

    Wrong: something is promised that the text does not say, or denied that it says. Unread: nothing
    was read, or some of it is « à vérifier ». Nothing is promised of an unreadable text: right.
    """
    if truth == UNREADABLE:
        return "right" if read is None or not (_states(read) == State.OPEN).any() else "wrong"
    if read is None:
        return "unread"
    found, said = _states(read), _states(truth)
    promised = (found == State.OPEN) & (said != State.OPEN)
    denied = (found == State.CLOSED) & (said != State.CLOSED)
    if promised.any() or denied.any():
        return "wrong"
    return "right" if ((found == State.OPEN) == (said == State.OPEN)).all() else "unread"


def _states(osm: str) -> np.ndarray[Any, np.dtype[np.int8]]:
    evaluator = Evaluator(osm, _HOLIDAYS)
    return np.stack([evaluator.minutes(_FIRST + timedelta(days=step)) for step in range(371)])


def _read(label: Label, text: str) -> str | None:
    if label.shape == "texte":
        return normalise(text).osm
    return from_french_week(dict(zip(DAYS, text.split("|"), strict=True))).osm


def _peer(label: Label, text: str) -> str | None:
    """The library alone reads what is already OSM syntax."""
    return text if label.shape == "texte" and validate(text) else None


def drawable() -> Iterator[tuple[str, str, str]]:
    """(producer, shape, text) of each cell or week of hours of the files, empty ones included."""
    for producer, path, columns in TEXTS:
        for row in _rows(path):
            yield from ((producer, "texte", _cell(row, column)) for column in columns)
    for producer, path, pattern in WEEKS:
        for row in _rows(path):
            cells = (_cell(row, pattern.format(day=day, Day=day.capitalize())) for day in DAYS)
            yield producer, "semaine", "|".join(cells)
    for row in _rows("producers/ultra-num.json"):
        yield "ultra-num", "semaine", "|".join(_halves(row, day) for day in DAYS)


def _halves(row: Row, day: str) -> str:
    found = ([_cell(row, name.format(day=day)) for name in half] for half in (_MORNING, _AFTERNOON))
    return " / ".join("-".join(filter(None, half)) for half in found if any(half))


def _cell(row: Row, column: str) -> str:
    return str(row.get(column) or "").strip()


def _rows(path: str) -> list[Row]:
    file = PLACES / path
    if path.endswith(".csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))
    return [row.get("fields") or row for row in json.loads(file.read_text("utf-8"))]
