"""Rows of data·inclusion v1, told by the package of the schema, in French.

**Source:** ``data-inclusion-schema`` 1.0.10, Licence Ouverte 2.0.
"""

import typing
from collections.abc import Iterator, Mapping
from typing import Any

import pydantic
from data_inclusion.schema import v1

from entrelieux.engine.hours.compile import is_valid
from entrelieux.interchange.adapters.data_inclusion_v1 import LISTS, expected_of
from entrelieux.interchange.mending import as_text, is_siret
from entrelieux.interchange.standards.model import Fault, Standard, error, warning
from entrelieux.interchange.standards.where import check_where
from entrelieux.packs.fr.schemas import SEPARATOR

STRUCTURES = "data-inclusion-structures"
SERVICES = "data-inclusion-services"
_PERSON = "contact_nom_prenom"
_IDEAL = (200, 2000)


def as_fields(model: type[pydantic.BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the schema takes them: lists from joined texts, nothing for an empty cell."""
    fields: dict[str, Any] = {}
    for name, value in values.items():
        if name not in model.model_fields or value in (None, "", []):
            continue
        is_joined = name in LISTS and isinstance(value, str)
        fields[name] = _parts(value) if is_joined else value
    return fields


def _parts(text: str) -> list[str]:
    """« a|b », « [a, b] » or « {a,b} »."""
    is_bracketed = text[:1] in "[{"
    inner = text.strip("[]{}") if is_bracketed else text
    sign = "," if is_bracketed and SEPARATOR not in inner else SEPARATOR
    return [part.strip(" \"'") for part in inner.split(sign) if part.strip(" \"'")]


def faults_of(model: type[pydantic.BaseModel], values: Mapping[str, Any]) -> Iterator[Fault]:
    fields = as_fields(model, values)
    try:
        model.model_validate(fields, context={"ignore_warnings": False})
    except pydantic.ValidationError as problem:
        for one in problem.errors(include_url=False):
            name = str(one["loc"][0])
            value = fields.get(name)
            if len(one["loc"]) > 1 and isinstance(value, list) and isinstance(one["loc"][1], int):
                value = value[one["loc"][1]]
            if one["type"] == "avertissement":
                yield warning(name, value, "un nom qui ne se termine pas par un point")
            else:
                yield error(name, as_text(value), expected_of(name, one))
    yield from check_where(values)
    yield from _doubts(fields)


def _doubts(fields: Mapping[str, Any]) -> Iterator[Fault]:
    hours = fields.get("horaires_accueil")
    if isinstance(hours, str) and not is_valid(hours):
        yield warning("horaires_accueil", hours, "des horaires en écriture d'OpenStreetMap")
    siret = fields.get("siret")
    if isinstance(siret, str) and siret.isdigit() and len(siret) == 14 and not is_siret(siret):
        yield warning("siret", siret, "un SIRET dont la clé de contrôle est juste")
    if fields.get(_PERSON):
        yield warning(_PERSON, "…", "aucun nom de personne dans un fichier publié")
    source = as_text(fields.get("source"))
    if source and not as_text(fields.get("id")).startswith(f"{source}--"):
        yield warning("id", fields.get("id"), f"un identifiant qui commence par « {source}-- »")
    text = as_text(fields.get("description"))
    if "structure_id" in fields and text and not _IDEAL[0] <= len(text) <= _IDEAL[1]:
        said = f"de 200 à 2 000 signes, comme le schéma le conseille (ici {len(text)})"
        yield warning("description", text, said)


def check_structure(values: Mapping[str, Any]) -> Iterator[Fault]:
    return faults_of(v1.Structure, values)


def check_service(values: Mapping[str, Any]) -> Iterator[Fault]:
    return faults_of(v1.Service, values)


def _columns(model: type[pydantic.BaseModel]) -> tuple[str, ...]:
    return tuple(typing.cast(dict[str, Any], model.model_fields))


DATA_INCLUSION_STRUCTURES = Standard(
    STRUCTURES,
    "structures data·inclusion v1",
    _columns(v1.Structure),
    frozenset({"id", "source", "nom"}),
    frozenset({"reseaux_porteurs", "horaires_accueil", "accessibilite_lieu"}),
    check_structure,
)
DATA_INCLUSION_SERVICES = Standard(
    SERVICES,
    "services data·inclusion v1",
    _columns(v1.Service),
    frozenset({"id", "structure_id", "source", "nom"}),
    frozenset({"type", "publics", "mobilisable_par", "modes_mobilisation", "zone_eligibilite"}),
    check_service,
)
