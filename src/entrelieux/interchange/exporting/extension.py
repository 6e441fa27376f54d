"""What neither national schema says, in our own six tables.

``lieu_id`` and ``service_id`` are those of the two national files of the same export.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from entrelieux.directory.drafts import ServiceDraft
from entrelieux.interchange.exporting import data_inclusion
from entrelieux.interchange.exporting.offered import Sourced, Walk
from entrelieux.packs.fr import needs
from entrelieux.packs.fr.schemas.extension import Table, tables

Row = dict[str, Any]


def rows_of(table: Table) -> Callable[[Walk], Iterator[tuple[Sourced, Row]]]:
    """What each row is of, and the rows of one table, without their empty values."""
    made = _TABLES[table.name]

    def rows(walk: Walk) -> Iterator[tuple[Sourced, Row]]:
        known = {column.name: column.values for column in table.columns}
        for thing, row in made(walk):
            kept = {name: _known(value, known[name]) for name, value in row.items()}
            yield thing, {name: one for name, one in kept.items() if one not in (None, "", [])}

    return rows


def _known(value: Any, values: tuple[str, ...]) -> Any:
    if values and isinstance(value, list):
        return [one for one in value if one in values]
    return "" if values and value not in values else value


def _functions(walk: Walk) -> Iterator[tuple[Sourced, Row]]:
    for one in walk.offer.functions:
        hours = one.hours_week
        yield (
            one,
            {
                "lieu_id": walk.ids[one.place_ref],
                "fonction": one.code,
                "heures_semaine": None if hours is None else float(hours),
                "origine": one.origin,
                "a_la_demande_de": one.asked_by,
                "debut": _day(one.starts_on),
                "fin": _day(one.ends_on),
                "precision": one.note,
                "confirmee_le": _day(one.confirmed_on),
            },
        )


def _limits(walk: Walk) -> Iterator[tuple[Sourced, Row]]:
    for one in walk.offer.limits:
        yield (
            one,
            {
                "lieu_id": walk.ids[one.place_ref],
                "fonction": one.code,
                "mots": one.words,
                "dite_le": _day(one.said_on),
                "fin": _day(one.ends_on),
            },
        )


def _spaces(walk: Walk) -> Iterator[tuple[Sourced, Row]]:
    for one in walk.offer.spaces:
        yield (
            one,
            {
                "lieu_id": walk.ids[one.place_ref],
                "nom": one.name,
                "nature": one.kind,
                "places": one.seats,
                "surface_m2": one.surface_m2,
                "equipements": list(one.equipment),
                "conditions": one.conditions,
                "accessible_fauteuil": one.wheelchair,
                "debut": _day(one.starts_on),
                "fin": _day(one.ends_on),
                "confirme_le": _day(one.confirmed_on),
            },
        )


def _periods(walk: Walk) -> Iterator[tuple[Sourced, Row]]:
    services = service_ids(walk)
    for one in walk.offer.periods:
        yield (
            one,
            {
                "lieu_id": walk.ids[one.place_ref],
                "service_id": services.get(one.service_ref, one.service_ref),
                "debut": _day(one.starts_on),
                "fin": _day(one.ends_on),
                "confirmee_le": _day(one.confirmed_on),
            },
        )


def _permanences(walk: Walk) -> Iterator[tuple[Sourced, Row]]:
    services = service_ids(walk)
    by_ref = {service.ref: service for service in walk.services}
    for one in walk.offer.permanences:
        service = by_ref[one.service_ref]
        yield (
            service,
            {
                "lieu_id": walk.ids[one.place_ref],
                "service_id": services.get(service.ref, service.ref),
                "service": service.name,
                "structure": walk.organisations[service.organisation_ref].name,
                "horaires": one.horaires,
                "debut": _day(one.starts_on),
                "fin": _day(one.ends_on),
                "precision": one.note,
            },
        )


def _business(walk: Walk) -> Iterator[tuple[Sourced, Row]]:
    """Services that answer a need of a project or of a business, exactly or closely."""
    services = service_ids(walk)
    named = next(one for one in tables()["accompagnements"].columns if one.name == "besoins")
    for service in walk.services:
        answered = [code for code in _needs(service) if code in named.values]
        if not answered:
            continue
        place = walk.places.get(service.place_ref or "")
        yield (
            service,
            {
                "service_id": services.get(service.ref, service.ref),
                "lieu_id": walk.ids[place.ref] if place else "",
                "structure": walk.organisations[service.organisation_ref].name,
                "nom": service.name,
                "besoins": answered,
                "thematiques": list(service.thematiques),
                "publics": list(service.publics),
                "frais": list(service.frais),
                "a_distance": "a-distance" in service.modes_accueil
                if service.modes_accueil
                else None,
                "presentation": service.presentation,
                "confirme_le": _day(service.confirmed_on),
            },
        )


def _needs(service: ServiceDraft) -> Iterator[str]:
    said = needs.profile_of(service.services_mediation, service.thematiques)
    return (code for code, quality in said.items() if quality <= needs.Quality.PROCHE)


def service_ids(walk: Walk) -> dict[str, str]:
    """Of each service that the file of services holds, its identifier there."""
    return {service.ref: row["id"] for service, row in data_inclusion.services(walk)}


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


_TABLES: Mapping[str, Callable[[Walk], Iterator[tuple[Sourced, Row]]]] = {
    "fonctions": _functions,
    "limites": _limits,
    "espaces": _spaces,
    "periodes": _periods,
    "permanences": _permanences,
    "accompagnements": _business,
}
