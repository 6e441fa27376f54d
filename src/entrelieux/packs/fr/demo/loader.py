"""Reads and checks the files of the demonstration network; standard library only."""

import csv
import math
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from entrelieux.packs.fr.demo.model import (
    DemoBourg,
    DemoDataError,
    DemoFunction,
    DemoLimit,
    DemoNetwork,
    DemoOrganisation,
    DemoPeriod,
    DemoPermanence,
    DemoPlace,
    DemoService,
    DemoSource,
    DemoSpace,
)

FOLDER = Path(__file__).parent
HEAD_FILE = "reseau.toml"
SECTIONS = (
    *("structures", "lieux", "services", "permanences"),
    *("fonctions", "limites", "espaces", "periodes"),
)
METRES_PER_DEGREE = 111_320.0

Keyed = TypeVar("Keyed", DemoBourg, DemoOrganisation, DemoPlace, DemoService)


def load_demo(folder: Path = FOLDER) -> DemoNetwork:
    """The network written in a folder: ``reseau.toml``, ``bourgs.csv`` and one file per bassin.

    Raises:
        DemoDataError: a file is not TOML, a column is missing, unknown or of another type, a key
            is used twice, or names nothing.
    """
    bourgs = {bourg.key: bourg for bourg in _bourgs(folder)}
    tables = [_toml(path) for path in sorted(folder.glob("*.toml")) if path.name != HEAD_FILE]
    network = DemoNetwork(
        source=_source(_toml(folder / HEAD_FILE)),
        organisations=_unique(_rows(tables, "structures", _organisation)),
        places=_unique(_rows(tables, "lieux", lambda row: _place(row, bourgs))),
        services=_unique(_rows(tables, "services", _service)),
        permanences=tuple(_rows(tables, "permanences", _permanence)),
        functions=tuple(_rows(tables, "fonctions", _function)),
        limits=tuple(_rows(tables, "limites", _limit)),
        spaces=tuple(_rows(tables, "espaces", _space)),
        periods=tuple(_rows(tables, "periodes", _period)),
    )
    _check_links(network)
    return network


@dataclass(slots=True)
class _Row:
    """One table of a file, taken column by column so that a misspelt column is noticed."""

    where: str
    original: dict[str, Any]
    left: dict[str, Any]

    def text(self, name: str, *, required: bool = False) -> str:
        value = self._take(name, str, "", required=required)
        if required and not value:
            raise DemoDataError(f"{self.where} : « {name} » est vide.")
        return str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._take(name, list, [])
        if not all(isinstance(value, str) for value in values):
            raise DemoDataError(f"{self.where} : « {name} » doit être une liste de textes.")
        return tuple(values)

    def whole_numbers(self, name: str) -> tuple[int, ...]:
        values = self._take(name, list, [])
        if not all(type(value) is int for value in values):
            raise DemoDataError(f"{self.where} : « {name} » attend une liste de nombres entiers.")
        return tuple(values)

    def whole_number(self, name: str) -> int | None:
        value: int | None = self._take(name, int, None)
        return value

    def day(self, name: str) -> date | None:
        value: date | None = self._take(name, date, None)
        return value

    def required_day(self, name: str) -> date:
        value: date = self._take(name, date, None, required=True)
        return value

    def fact(self, name: str) -> bool | None:
        value: bool | None = self._take(name, bool, None)
        return value

    def done(self) -> None:
        if self.left:
            names = ", ".join(sorted(self.left))
            raise DemoDataError(f"{self.where} : colonnes inconnues ({names}).")

    def _take(self, name: str, kind: type, default: Any, *, required: bool = False) -> Any:
        if name not in self.left:
            if required:
                raise DemoDataError(f"{self.where} : « {name} » manque.")
            return default
        value = self.left.pop(name)
        if type(value) is not kind:
            raise DemoDataError(f"{self.where} : « {name} » doit être {kind.__name__}.")
        return value


def _toml(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        return path.name, tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DemoDataError(f"{path.name} : fichier illisible.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DemoDataError(f"{path.name} : TOML incorrect ({error}).") from error


def _rows(
    tables: Iterable[tuple[str, dict[str, Any]]],
    section: str,
    read: Callable[[_Row], Any],
) -> Iterator[Any]:
    for name, table in tables:
        if unknown := table.keys() - set(SECTIONS):
            raise DemoDataError(f"{name} : sections inconnues ({', '.join(sorted(unknown))}).")
        for number, values in enumerate(table.get(section, ()), start=1):
            label = values.get("cle", values.get("service", number))
            row = _Row(f"{name}, {section}, {label}", _as_json(values), dict(values))
            found = read(row)
            row.done()
            yield found


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _source(head: tuple[str, dict[str, Any]]) -> DemoSource:
    name, table = head
    values = table.get("source", {})
    row = _Row(f"{name}, source", _as_json(values), dict(values))
    source = DemoSource(
        slug=row.text("slug", required=True),
        titre=row.text("titre", required=True),
        producteur=row.text("producteur"),
        licence=row.text("licence"),
        preuve=row.text("preuve", required=True),
        publie_le=row.required_day("publie_le"),
    )
    row.done()
    return source


def _bourgs(folder: Path) -> Iterator[DemoBourg]:
    path = folder / "bourgs.csv"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield DemoBourg(
                    key=row["cle"],
                    name=row["bourg"],
                    code_insee=row["code_insee"],
                    commune=row["commune"],
                    code_postal=row["code_postal"],
                    lon=float(row["lon"]),
                    lat=float(row["lat"]),
                )
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise DemoDataError(f"{path.name} : fichier incorrect ({error}).") from error


def _organisation(row: _Row) -> DemoOrganisation:
    return DemoOrganisation(
        key=row.text("cle", required=True),
        nom=row.text("nom", required=True),
        nature=row.text("nature", required=True),
        confirme_le=row.day("confirme_le"),
        original=row.original,
    )


def _place(row: _Row, bourgs: dict[str, DemoBourg]) -> DemoPlace:
    name = row.text("bourg", required=True)
    if name not in bourgs:
        raise DemoDataError(f"{row.where} : le bourg « {name} » n'est pas dans bourgs.csv.")
    metres = row.whole_numbers("metres")
    if len(metres) not in (0, 2):
        raise DemoDataError(f"{row.where} : « metres » attend l'est puis le nord.")
    lon, lat = _moved(bourgs[name], metres or (0, 0))
    return DemoPlace(
        key=row.text("cle", required=True),
        nom=row.text("nom", required=True),
        nature=row.text("nature"),
        typologies=row.texts("typologies"),
        bourg=bourgs[name],
        lon=lon,
        lat=lat,
        is_point=bool(metres),
        adresse=row.text("adresse"),
        complement=row.text("complement"),
        horaires=row.text("horaires"),
        horaires_origine=row.text("horaires_origine"),
        telephone=row.text("telephone"),
        courriel=row.text("courriel"),
        site_web=row.text("site_web"),
        prise_rdv=row.text("prise_rdv"),
        presentation=row.text("presentation"),
        accessibilite=row.text("accessibilite"),
        fauteuil=row.fact("fauteuil"),
        itinerant=row.fact("itinerant"),
        confirme_le=row.day("confirme_le"),
        original=row.original,
    )


def _moved(bourg: DemoBourg, metres: tuple[int, ...]) -> tuple[float, float]:
    """The point so many metres east, then north, of the bourg; degrees, to a decimetre."""
    east, north = metres
    lon = bourg.lon + east / (METRES_PER_DEGREE * math.cos(math.radians(bourg.lat)))
    return round(lon, 6), round(bourg.lat + north / METRES_PER_DEGREE, 6)


def _service(row: _Row) -> DemoService:
    return DemoService(
        key=row.text("cle", required=True),
        structure=row.text("structure", required=True),
        lieu=row.text("lieu") or None,
        nom=row.text("nom", required=True),
        presentation=row.text("presentation"),
        mediation=row.texts("mediation"),
        thematiques=row.texts("thematiques"),
        types=row.texts("types"),
        publics=row.texts("publics"),
        frais=row.texts("frais"),
        frais_precisions=row.text("frais_precisions"),
        modes_accueil=row.texts("modes_accueil"),
        conditions=row.text("conditions"),
        zone=row.text("zone"),
        zone_code=row.text("zone_code"),
        horaires=row.text("horaires"),
        confirme_le=row.day("confirme_le"),
        original=row.original,
    )


def _permanence(row: _Row) -> DemoPermanence:
    return DemoPermanence(
        service=row.text("service", required=True),
        lieu=row.text("lieu", required=True),
        horaires=row.text("horaires", required=True),
        du=row.day("du"),
        au=row.day("au"),
        precision=row.text("precision"),
    )


def _function(row: _Row) -> DemoFunction:
    return DemoFunction(
        lieu=row.text("lieu", required=True),
        fonction=row.text("fonction", required=True),
        heures=row.whole_number("heures"),
        origine=row.text("origine"),
        demande=row.text("demande"),
        du=row.day("du"),
        au=row.day("au"),
        precision=row.text("precision"),
    )


def _limit(row: _Row) -> DemoLimit:
    return DemoLimit(
        lieu=row.text("lieu", required=True),
        fonction=row.text("fonction"),
        mots=row.text("mots", required=True),
        dit_le=row.required_day("dit_le"),
    )


def _space(row: _Row) -> DemoSpace:
    return DemoSpace(
        lieu=row.text("lieu", required=True),
        nom=row.text("nom", required=True),
        nature=row.text("nature"),
        places=row.whole_number("places"),
        surface=row.whole_number("surface"),
        materiel=row.texts("materiel"),
        conditions=row.text("conditions"),
        fauteuil=row.fact("fauteuil"),
        du=row.day("du"),
    )


def _period(row: _Row) -> DemoPeriod:
    return DemoPeriod(
        lieu=row.text("lieu", required=True),
        service=row.text("service"),
        du=row.day("du"),
        au=row.day("au"),
    )


def _unique(items: Iterable[Keyed]) -> tuple[Keyed, ...]:
    found: dict[str, Keyed] = {}
    for item in items:
        if item.key in found:
            raise DemoDataError(f"La clé « {item.key} » sert deux fois.")
        found[item.key] = item
    return tuple(found.values())


def _check_links(network: DemoNetwork) -> None:
    organisations = {organisation.key for organisation in network.organisations}
    places = {place.key for place in network.places}
    services = {service.key for service in network.services}
    named = [
        *((s.key, s.structure, organisations) for s in network.services),
        *((s.key, s.lieu, places) for s in network.services if s.lieu),
        *((p.service, p.service, services) for p in network.permanences),
        *((p.service, p.lieu, places) for p in network.permanences),
        *((one.lieu, one.lieu, places) for one in network.functions),
        *((one.lieu, one.lieu, places) for one in network.limits),
        *((one.nom, one.lieu, places) for one in network.spaces),
        *((one.service, one.lieu, places) for one in network.periods),
        *((one.lieu, one.service, services) for one in network.periods if one.service),
    ]
    for where, key, known in named:
        if key not in known:
            raise DemoDataError(f"« {where} » nomme « {key} », qui n'existe pas.")
