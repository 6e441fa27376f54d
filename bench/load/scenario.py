"""What a day of visits asks of the site: plans, lists, sheets, the home page, words understood.

Half the communes are drawn by inhabitants and half one by one, so that towns and villages both
count. Few addresses come twice: what a server keeps from one visit to the next helps less here
than on an ordinary day.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from numpy.random import Generator

from entrelieux.directory.asking import MODES, OPENINGS
from entrelieux.directory.selectors import DirectoryParams, place_list, places_visible_to
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from entrelieux.packs.fr import functions, offer, territories
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.reception.services import open_intake
from entrelieux.reception.situation import SituationParams
from entrelieux.territories.selectors import CommuneCard, commune_for

PLAN, LIST, SHEET, HOME, WORDS = "parcours", "liste de lieux", "fiche", "accueil", "comprendre"
MIX = {PLAN: 40, LIST: 40, SHEET: 10, HOME: 5, WORDS: 5}
"""Percent of the requests."""
INTAKES = 400
LANGOGNE = "48080"
SHEETS = 2_000
REQUESTS = Path(__file__).parent.parent / "requests"


@dataclass(frozen=True, slots=True)
class Request:
    """kind: of ``MIX``. words: sent as JSON to be understood; "" for a page that is read."""

    kind: str
    path: str
    words: str = ""


def scenario(count: int, *, seed: int, intakes: int = INTAKES) -> list[Request]:
    """``count`` requests in the proportions of ``MIX``; opens the intakes that they look at."""
    rng = np.random.default_rng(seed)
    communes = _Communes(rng)
    plans = _plans(rng, communes, intakes)
    sheets = _sheets(rng)
    said = _said()
    draw: dict[str, Callable[[], Request]] = {
        PLAN: lambda: Request(PLAN, plans[rng.integers(len(plans))] + _plan_asked(rng)),
        LIST: lambda: Request(LIST, _list(rng, communes)),
        SHEET: lambda: Request(SHEET, sheets[rng.integers(len(sheets))] + _start(rng, communes)),
        HOME: lambda: Request(HOME, "/"),
        WORDS: lambda: Request(WORDS, "/api/v1/understand", said[rng.integers(len(said))]),
    }
    kinds = rng.choice(list(MIX), count, p=np.array(list(MIX.values())) / 100)
    return [draw[str(kind)]() for kind in kinds]


class _Communes:
    def __init__(self, rng: Generator) -> None:
        self.rng = rng
        self.all = tuple(territories.communes())
        people = np.array([c.population for c in self.all], float)
        self.weights = people / people.sum()

    def drawn(self) -> CommuneCard:
        weights = self.weights if self.rng.random() < 0.5 else None
        card = commune_for(self.all[int(self.rng.choice(len(self.all), p=weights))].code)
        assert card is not None, "the bench loads the communes first"
        return card


def _plans(rng: Generator, communes: _Communes, count: int) -> list[str]:
    codes = [need.code for need in needs_pack.load_needs()]
    publics = [code for code in offer.publics() if code != "tous-publics"]
    found = []
    for _ in range(count):
        wanted = int(rng.choice([1, 2, 3, 4, 5, 6], p=[0.2, 0.25, 0.25, 0.15, 0.1, 0.05]))
        params = SituationParams(
            commune=communes.drawn().code,
            besoins=tuple(str(code) for code in rng.choice(codes, wanted, replace=False)),
            mode=str(rng.choice(MODES, p=[0.7, 0.1, 0.2])),
            max_minutes=int(rng.choice([20, 30, 45, 60, 90])),
            libre="mardi et jeudi après-midi" if rng.random() < 0.3 else "",
            publics=(str(rng.choice(publics)),) if rng.random() < 0.3 else (),
            gratuit=bool(rng.random() < 0.2),
            fauteuil=bool(rng.random() < 0.1),
        )
        found.append(f"/parcours/{open_intake(actor=OPERATOR, params=params)}/")
    return found


def _plan_asked(rng: Generator) -> str:
    return "?plan=2" if rng.random() < 0.2 else ""


def _list(rng: Generator, communes: _Communes) -> str:
    """A list as people narrow it: mostly around a commune, seldom more than two other filters."""
    asked: dict[str, object] = {}
    if rng.random() < 0.8:
        asked["commune"] = communes.drawn().label
        if rng.random() < 0.4:
            asked |= {"minutes": int(rng.choice([15, 30, 45])), "mode": str(rng.choice(MODES))}
        else:
            asked["rayon_km"] = int(rng.choice([0, 5, 15, 30]))
    options: tuple[tuple[str, float, Callable[[], object]], ...] = (
        ("besoin", 0.3, lambda: rng.choice([need.code for need in needs_pack.load_needs()])),
        ("fonction", 0.1, lambda: rng.choice(list(functions.functions()))),
        ("public", 0.1, lambda: rng.choice(list(offer.publics()))),
        ("frais", 0.1, lambda: rng.choice(list(offer.fees()))),
        ("equipement", 0.1, lambda: rng.choice(list(functions.equipment()))),
        ("ouvert", 0.2, lambda: rng.choice(OPENINGS)),
        ("q", 0.1, lambda: rng.choice(["bibliotheque", "mairie", "maison", "centre social"])),
        ("page", 0.25, lambda: rng.integers(2, 6)),
    )
    asked |= {name: str(value()) for name, share, value in options if rng.random() < share}
    return f"/lieux/?{urlencode(asked)}" if asked else "/lieux/"


def _sheets(rng: Generator) -> list[str]:
    refs = list(places_visible_to(ANYONE).order_by("pk").values_list("ref", flat=True))
    kept = rng.choice(refs, min(SHEETS, len(refs)), replace=False)
    return [f"/lieux/{ref}/" for ref in kept.tolist()]


def _start(rng: Generator, communes: _Communes) -> str:
    return f"?{urlencode({'depuis': communes.drawn().label})}" if rng.random() < 0.5 else ""


def _said() -> list[str]:
    return list(_phrases("jamais-vues")) + list(_phrases("mise-au-point"))


def _phrases(name: str) -> Iterator[str]:
    with (REQUESTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from (row["demande"] for row in csv.DictReader(file))


def first_pages() -> dict[str, str]:
    """Name → address of the pages that somebody sees first: two lists and a plan."""
    first = place_list(ANYONE, DirectoryParams()).cards[0].code_insee
    code = LANGOGNE if place_list(ANYONE, DirectoryParams(commune=LANGOGNE)).total else first
    card = commune_for(code)
    assert card is not None, "the bench loads the communes first"
    params = SituationParams(commune=code, besoins=("creer-entreprise", "avoir-ordinateur"))
    return {
        "liste, une commune": f"/lieux/?{urlencode({'commune': card.label})}",
        "liste, tout le pays": "/lieux/",
        "parcours": f"/parcours/{open_intake(actor=OPERATOR, params=params)}/",
    }
