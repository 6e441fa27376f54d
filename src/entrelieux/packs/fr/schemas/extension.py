"""Our own extension: what neither national schema can say of a place, as six small tables.

Functions with dates and hours, limits, spaces and what is in them, dates of places and services,
permanences, and support for those who create or run a business. One definition,
``extension.csv``, gives the JSON Schema (2020-12) and the Table Schema of each;
``scripts/build_schemas.py`` writes them in ``published/``.

**Source:** requirements SOF1 to SOF3 (functions, limits); vocabularies of ``packs.fr.functions``,
``needs`` and ``offer``, each with its own sources. Licence Ouverte 2.0.
"""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from entrelieux.packs.fr import functions, needs, offer
from entrelieux.packs.fr.schemas import SEPARATOR, Column

VERSION = "1.0.0"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
_TITLES = {
    "fonctions": "Ce qu’un lieu permet, quand, et d’où cela vient",
    "limites": "Ce qu’un lieu dit ne pas faire",
    "espaces": "Les espaces d’un lieu et ce qui s’y trouve",
    "periodes": "De quand à quand un lieu ou un service existe",
    "permanences": "Les services présents dans un lieu qui n’est pas le leur",
    "accompagnements": "L’aide à créer, développer ou transmettre une activité",
}
_THEMES = tuple(
    f"creer-une-entreprise--{end}"
    for end in (
        "definir-son-projet-de-creation-dentreprise",
        "structurer-son-projet-de-creation-dentreprise",
        "developper-son-entreprise",
    )
)
_BUSINESS = ("mon-projet", "mon-entreprise")


@dataclass(frozen=True, slots=True)
class Table:
    """name: as in the name of its files, ``entrelieux-fonctions``."""

    name: str
    title: str
    columns: tuple[Column, ...]

    @property
    def identifier(self) -> str:
        return f"entrelieux-{self.name}"


@cache
def tables() -> dict[str, Table]:
    """The six tables, by name."""
    found: dict[str, list[Column]] = {name: [] for name in _TITLES}
    text = files(__package__).joinpath("extension.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found[row["table"]].append(_column(row))
    return {name: Table(name, _TITLES[name], tuple(columns)) for name, columns in found.items()}


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        row["colonne"],
        row["titre"],
        row["nature"],
        required=row["obligatoire"] == "oui",
        max_length=int(row["longueur"]) if row["longueur"] else None,
        pattern=re.compile(row["motif"]) if row["motif"] else None,
        values=_vocabularies()[row["vocabulaire"]] if row["vocabulaire"] else (),
        least=float(row["minimum"]) if row["minimum"] else None,
        most=float(row["maximum"]) if row["maximum"] else None,
    )


@cache
def _vocabularies() -> dict[str, tuple[str, ...]]:
    return {
        "fonctions": tuple(functions.functions()),
        "espaces": tuple(functions.spaces()),
        "materiels": tuple(functions.belongings()),
        "origines": ("prevue", "emergente"),
        "besoins": tuple(one.code for one in needs.load_needs() if one.family in _BUSINESS),
        "thematiques": _THEMES,
        "publics": tuple(offer.publics()),
        "frais": tuple(offer.fees()),
    }


def published() -> dict[str, str]:
    """Every file of ``published/``: its name and its text."""
    made: dict[str, dict[str, Any]] = {}
    for table in tables().values():
        made[f"{table.identifier}.json"] = json_schema(table)
        made[f"{table.identifier}.table.json"] = table_schema(table)
    return {
        name: json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        for name, content in made.items()
    }


def json_schema(table: Table) -> dict[str, Any]:
    """A list of rows, as JSON Schema 2020-12. An unknown value is left out, never empty."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:entrelieux:schemas:{table.name}:{VERSION}",
        "title": table.title,
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": [column.name for column in table.columns if column.required],
            "properties": {column.name: _property(column) for column in table.columns},
        },
    }


def _property(column: Column) -> dict[str, Any]:
    if column.kind == "liste":
        return {
            "title": column.title,
            "type": "array",
            "uniqueItems": True,
            "minItems": 1,
            "items": {"enum": list(column.values)},
        }
    shape: dict[str, Any] = {"title": column.title, "type": _TYPES.get(column.kind, "string")}
    if column.kind == "date":
        shape["format"] = "date"
    elif column.values:
        shape["enum"] = list(column.values)
    elif shape["type"] == "string":
        shape["minLength"] = 1
    if column.max_length:
        shape["maxLength"] = column.max_length
    bounds = {"minimum": column.least, "maximum": column.most}
    return shape | {name: bound for name, bound in bounds.items() if bound is not None}


_TYPES = {"nombre": "number", "entier": "integer", "booleen": "boolean"}


def table_schema(table: Table) -> dict[str, Any]:
    """A table with one cell for each value, as Table Schema; lists are joined by « | »."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": table.identifier,
        "title": table.title,
        "version": VERSION,
        "licenses": [LICENCE],
        "missingValues": [""],
        "fields": [_field(column) for column in table.columns],
    }


def _field(column: Column) -> dict[str, Any]:
    kind = _TYPES.get(column.kind, "date" if column.kind == "date" else "string")
    rules: dict[str, Any] = {"required": True} if column.required else {}
    if column.kind == "liste":
        one = "|".join(map(re.escape, column.values))
        rules["pattern"] = rf"^({one})(\{SEPARATOR}({one}))*$"
    elif column.values:
        rules["enum"] = list(column.values)
    if column.max_length:
        rules["maxLength"] = column.max_length
    bounds = {"minimum": column.least, "maximum": column.most}
    rules |= {name: bound for name, bound in bounds.items() if bound is not None}
    found: dict[str, Any] = {"name": column.name, "title": column.title, "type": kind}
    return found | ({"constraints": rules} if rules else {})


def published_file(name: str) -> bytes | None:
    """A file of ``published/``; None when no table bears that name."""
    if name not in {f"{one.identifier}{end}" for one in tables().values() for end in _ENDS}:
        return None
    return files(__package__).joinpath("published", name).read_bytes()


_ENDS = (".json", ".table.json")
