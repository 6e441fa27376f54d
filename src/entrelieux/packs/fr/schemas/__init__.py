"""The shapes of published data: the national schema of mediation places, and our own extension.

``mediation.csv`` holds the 32 columns of the schema, ``mediation_valeurs.csv`` its closed lists,
with the labels that files written before still bear. docs/reference/schemas.md says what was read
in an official text and what in data alone.

**Source:** « Lieux de médiation numérique », LaMednum/standard-mediation-num, Licence Ouverte 2.0
(text of 0.2.0, and its list of what 1.0.1 and 2.0.0 change); closed lists and expressions of the
reference library ``@gouvfr-anct/lieux-de-mediation-numerique`` 2.3.0.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    kind: texte, liste (values joined by ``|``), nombre, entier, booleen, date, horaires or
    adresse-web. pattern: what a value (each one of a list) matches whole; None when anything goes.
    values: its closed list, empty when open. former: label, present or older -> present one.
    least, most: bounds of a number, both allowed.
    """

    name: str
    title: str
    kind: str = "texte"
    required: bool = False
    max_length: int | None = None
    pattern: re.Pattern[str] | None = None
    values: tuple[str, ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None


@cache
def mediation() -> tuple[Column, ...]:
    """The columns of the national schema of mediation places 1.0.2, in their order."""
    labels: dict[str, list[str]] = {}
    former: dict[str, dict[str, str]] = {}
    for row in _rows("mediation_valeurs.csv"):
        labels.setdefault(row["colonne"], []).append(row["valeur"])
        known = former.setdefault(row["colonne"], {})
        for label in (row["valeur"], *filter(None, row["autrefois"].split("|"))):
            known[label] = row["valeur"]
    return tuple(
        Column(
            row["colonne"],
            row["titre"],
            row["nature"],
            required=row["obligatoire"] == "oui",
            max_length=int(row["longueur"]) if row["longueur"] else None,
            pattern=re.compile(row["motif"]) if row["motif"] else None,
            values=tuple(labels.get(row["colonne"], ())),
            former=former.get(row["colonne"], {}),
        )
        for row in _rows("mediation.csv")
    )


@cache
def mediation_column(name: str) -> Column:
    """One column of the national schema."""
    return next(column for column in mediation() if column.name == name)


@cache
def theme_of_service() -> dict[str, str]:
    """Mediation service -> the data·inclusion v1 theme that says it, where one does."""
    rows = _rows("services_thematiques.csv")
    return {row["service"]: row["thematique"] for row in rows if row["thematique"]}


@cache
def service_of_theme() -> dict[str, str]:
    """data·inclusion v1 theme -> the mediation service that says no more than it does."""
    rows = _rows("services_thematiques.csv")
    return {row["thematique"]: row["service"] for row in rows if row["retour"]}


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
