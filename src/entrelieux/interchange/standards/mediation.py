"""Rows of the national schema of mediation places 1.0.2.

An error breaks the schema. A warning is let through by it, and misleads or is refused further on:
a fake SIRET, signs that the reference library refuses, hours that an evaluator reads otherwise.

**Source:** ``packs.fr.schemas``; the expressions of ``@gouvfr-anct/lieux-de-mediation-numerique``
2.3.0 for addresses and communes.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from entrelieux.interchange.mending import as_text, is_siret, parse_date
from entrelieux.interchange.standards.model import Fault, Standard, warning
from entrelieux.interchange.standards.values import check_value
from entrelieux.interchange.standards.where import check_where
from entrelieux.packs.fr.schemas import mediation

NAME = "mediation"
ZEROS = "00000000000000"
NO_PUBLIC = "Ce lieu n'accueille pas de public"
_SIGNS = {
    "adresse": re.compile(r"[^0-9A-Za-zÀ-ÖØ-öø-ÿœŸŒ\-,()°.&:+–|;'’/\s]"),
    "commune": re.compile(r"[^0-9A-Za-zÀ-ÖØ-öø-ÿœŸŒ\-'’\s]"),
}


def check(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of one row, in the order of the columns; then where columns disagree."""
    for column in mediation():
        yield from check_value(column, values.get(column.name))
    yield from _check_pivot(as_text(values.get("pivot")).strip())
    yield from check_where(values)
    for name, sign in _SIGNS.items():
        if found := sign.search(as_text(values.get(name))):
            text = as_text(values[name])
            said = f"sans « {found[0]} » : la bibliothèque de référence refuse ce signe"
            yield warning(name, text, said, without_signs(name, text))
    yield from _check_day(as_text(values.get("date_maj")).strip())
    ways = as_text(values.get("modalites_acces"))
    if NO_PUBLIC in ways and ways != NO_PUBLIC:
        yield warning("modalites_acces", ways, f"« {NO_PUBLIC} » seul, ou les façons de venir")


def without_signs(name: str, text: str) -> str:
    """An address or a commune without the signs that the reference library refuses."""
    return " ".join(_SIGNS[name].sub(" ", text).split())


def _check_day(text: str) -> Iterator[Fault]:
    day, is_exact = parse_date(text) if len(text) == 10 else (None, True)
    if day is None or not is_exact:
        return  # said already: it is no date
    if day > date.today():  # noqa: DTZ011  the producer's day, not an instant
        yield warning("date_maj", text, "une date qui n'est pas à venir")
    if day < date(2000, 1, 1):
        yield warning("date_maj", text, "la date à laquelle la fiche a été revue")


def _check_pivot(pivot: str) -> Iterator[Fault]:
    if pivot == ZEROS:
        yield warning("pivot", pivot, "le vrai numéro : des zéros disent qu'il est inconnu")
    elif re.fullmatch(r"\d{14}", pivot) and not is_siret(pivot):
        yield warning("pivot", pivot, "un SIRET dont la clé de contrôle est juste")


MEDIATION = Standard(
    NAME,
    "lieux de médiation numérique 1.0.2",
    tuple(column.name for column in mediation()),
    frozenset({"nom", "services"}),
    frozenset(
        {
            *("pivot", "typologie", "frais_a_charge", "publics_specifiquement_adresses"),
            *("dispositif_programmes_nationaux", "modalites_accompagnement", "courriels"),
        }
    ),
    check,
)
