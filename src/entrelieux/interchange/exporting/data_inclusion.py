"""Structures and services as rows of data·inclusion v1.

A structure stands at one place there: one that has several gives one row for each. What a service
says in another schema's words (three manners of paying, especially welcome publics) becomes the
nearest code, and the rest goes to the texts that explain it.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from data_inclusion.schema import v1

from entrelieux.directory.drafts import OrganisationDraft, PlaceDraft, ServiceDraft
from entrelieux.interchange.exporting.offered import Walk, identifiers
from entrelieux.interchange.mending import international_phone
from entrelieux.packs.fr import needs, offer, territories
from entrelieux.packs.fr.schemas import theme_of_service

Row = dict[str, Any]
_LONGEST = 10_000
_NAME = 150
_EVERYBODY = "tous-publics"
_ADDRESS = ("commune", "code_postal", "code_insee", "adresse", "complement_adresse")
_THEMES = frozenset(str(one) for one in v1.Thematique)
_TYPES = frozenset(str(one) for one in v1.TypeService)
_NETWORKS = frozenset(str(one) for one in v1.ReseauPorteur)
_PUBLICS = frozenset(str(one) for one in v1.Public)
_WAYS = {
    "Se présenter": "se-presenter",
    "Téléphoner": "telephoner",
    "Contacter par mail": "envoyer-un-courriel",
    "Prendre un RDV en ligne": "utiliser-lien-mobilisation",
}


def structures(walk: Walk) -> Iterator[tuple[OrganisationDraft, Row]]:
    """Each structure at each of its places, or once without any, with its row."""
    for (organisation_ref, place_ref), identifier in _structure_ids(walk).items():
        organisation = walk.organisations[organisation_ref]
        place = walk.places.get(place_ref)
        yield organisation, _filled(_structure(walk, organisation, place, identifier))


def services(walk: Walk) -> Iterator[tuple[ServiceDraft, Row]]:
    """Each service that says something, with its row."""
    owners = _structure_ids(walk)
    first: dict[str, str] = {}
    for (organisation_ref, _), identifier in owners.items():
        first.setdefault(organisation_ref, identifier)
    said = [service for service in walk.services if _says_something(service)]
    ids = identifiers((one.ref, one.producer_id, one.source) for one in said)
    for service in said:
        own = ids[service.ref]
        key = (service.organisation_ref, service.place_ref or "")
        producer = _producer(walk, service.source)
        row = {
            "source": producer,
            "structure_id": owners.get(key) or first[service.organisation_ref],
            "id": own if service.producer_id == own else f"{producer}--{own}",
            **_service(walk, service),
        }
        yield service, _filled(row)


def _says_something(service: ServiceDraft) -> bool:
    """Not the bare welcome that stands for a structure without any known service."""
    said = (service.services_mediation, service.thematiques, service.types, service.presentation)
    return bool(service.producer_id) or any(said)


def _structure_ids(walk: Walk) -> dict[tuple[str, str], str]:
    """(organisation, place or "") -> identifier, no two alike."""
    found: dict[tuple[str, str], str] = {}
    wanted: dict[str, tuple[tuple[str, str], OrganisationDraft, str]] = {}
    for organisation in walk.organisations.values():
        for place in walk.home_of[organisation.ref] or (None,):
            key = (organisation.ref, place.ref if place else "")
            alone = place and len(walk.organisations_at(place)) == 1
            own = organisation.producer_id or (place.producer_id if place and alone else "")
            wanted["/".join(filter(None, key))] = key, organisation, own
    ids = identifiers((ref, own, one.source) for ref, (_, one, own) in wanted.items())
    for ref, (key, organisation, own) in wanted.items():
        if organisation.producer_id and ids[ref] == own:
            found[key] = own
        else:
            name = ids[ref].replace("/", "--")
            found[key] = f"{_producer(walk, organisation.source)}--{name}"
    return found


def _producer(walk: Walk, source: str) -> str:
    return walk.producer(source) or source


def _structure(
    walk: Walk, organisation: OrganisationDraft, place: PlaceDraft | None, identifier: str
) -> Row:
    source = {"source": _producer(walk, organisation.source), "id": identifier}
    siret = {
        "siret": organisation.siret,
        "reseaux_porteurs": [one for one in organisation.reseaux_porteurs if one in _NETWORKS],
        "lien_source": organisation.lien_source,
    }
    if place is None:
        day = organisation.confirmed_on or walk.sources[organisation.source].published_on
        return {
            **source,
            **siret,
            "nom": _cut(organisation.name, _NAME),
            "date_maj": day.isoformat() if day else "",
            "site_web": organisation.site_web,
        }
    updated = walk.updated_on(place)
    return {
        **source,
        "nom": _cut(place.name, _NAME),
        "date_maj": updated.isoformat() if updated else "",
        "description": _cut(place.presentation, _LONGEST) if len(place.presentation) > 4 else "",
        **siret,
        **_address(place),
        "telephone": international_phone(place.telephone) or place.telephone,
        "courriel": place.courriel,
        "site_web": place.site_web,
        "horaires_accueil": place.horaires,
        "accessibilite_lieu": place.accessibilite,
    }


def _address(place: PlaceDraft) -> Row:
    is_point = place.position == "point"
    return {name: getattr(place, name) for name in _ADDRESS} | {
        "longitude": place.lon if is_point else None,
        "latitude": place.lat if is_point else None,
    }


def _service(walk: Walk, service: ServiceDraft) -> Row:
    place = walk.places.get(service.place_ref or "")
    publics = [code for code in service.publics if code in _PUBLICS]
    is_for_all = _EVERYBODY in publics
    return {
        "nom": _cut(service.name, _NAME),
        "description": _cut(_description(service, place), _LONGEST),
        "lien_source": service.lien_source,
        "date_maj": _reviewed(walk, service, place),
        "type": next((one for one in service.types if one in _TYPES), ""),
        "thematiques": _themes(service),
        "frais": _frais(service),
        "frais_precisions": _frais_words(service),
        "publics": [_EVERYBODY] if is_for_all else publics,
        "publics_precisions": service.publics_precisions or _welcome(publics, is_for_all),
        "conditions_acces": _conditions(service),
        **_where(walk, service, place),
        "telephone": international_phone(service.telephone) or service.telephone,
        "courriel": service.courriel,
        "modes_accueil": list(service.modes_accueil),
        "zone_eligibilite": list(service.zone_eligibilite) or _zone(service),
        "lien_mobilisation": service.lien_mobilisation or _booking(service, place),
        "modes_mobilisation": list(service.modes_mobilisation) or _ways(service, place),
        "mobilisable_par": list(service.mobilisable_par),
        "mobilisation_precisions": service.mobilisation_precisions,
        "volume_horaire_hebdomadaire": service.volume_horaire_hebdomadaire,
        "nombre_semaines": service.nombre_semaines,
        "horaires_accueil": service.horaires,
    }


def _description(service: ServiceDraft, place: PlaceDraft | None) -> str:
    """Its own words, else the services of the national schema, else what the place says."""
    if len(service.presentation) > 4:
        return service.presentation
    if service.services_mediation:
        return f"Services proposés : {', '.join(service.services_mediation)}."
    return place.presentation if place and len(place.presentation) > 4 else f"{service.name}."


def _reviewed(walk: Walk, service: ServiceDraft, place: PlaceDraft | None) -> str:
    said = walk.said_on.get(place.ref) if place else None
    days = [day for day in (service.confirmed_on, said) if day]
    day = max(days, default=walk.sources[service.source].published_on)
    return day.isoformat() if day else ""


def _themes(service: ServiceDraft) -> list[str]:
    """v1 themes as they are, the successors of v0 ones, and those of mediation services."""
    old = _successors()
    codes = [
        code
        for theme in service.thematiques
        for code in ((theme,) if theme in _THEMES else old.get(theme, ()))
    ]
    codes += [theme_of_service().get(label, "") for label in service.services_mediation]
    return list(dict.fromkeys(code for code in codes if code in _THEMES))


@cache
def _successors() -> dict[str, tuple[str, ...]]:
    return {theme.code: theme.v1 for theme in needs.load_old_themes()}


def _frais(service: ServiceDraft) -> str:
    """The one code that all it says amounts to; empty when it says both."""
    costs = {"payant" if code == "adhesion" else code for code in service.frais}
    return costs.pop() if len(costs) == 1 and costs <= {"gratuit", "payant"} else ""


def _frais_words(service: ServiceDraft) -> str:
    if set(service.frais) <= {"gratuit", "payant"} and len(service.frais) < 2:
        return service.frais_precisions
    fees = offer.fees()
    said = ", ".join(fees[code].label if code in fees else code for code in service.frais)
    return "\n".join(filter(None, (f"{said}.", service.frais_precisions)))


def _welcome(publics: Iterable[str], is_for_all: bool) -> str:
    labels = offer.publics()
    others = [labels[code].label for code in publics if code != _EVERYBODY]
    return f"Particulièrement accueillis : {', '.join(others)}." if is_for_all and others else ""


def _conditions(service: ServiceDraft) -> str:
    """The producer's own column; else the text that gathers what another schema says."""
    apart = (
        *(service.publics_precisions, service.mobilisation_precisions, service.lien_mobilisation),
        *(service.zone_eligibilite, service.mobilisable_par),
    )
    return service.conditions_acces or ("" if any(apart) else service.conditions)


def _where(walk: Walk, service: ServiceDraft, place: PlaceDraft | None) -> Row:
    """The address of the service's row, unless somebody here has put that place right."""
    if place is None:
        return dict(service.localisation)
    is_put_right = walk.stated.get(place.ref, set()) & {*_ADDRESS, "lon", "lat"}
    if service.localisation and not is_put_right:
        return dict(service.localisation)
    homes = walk.home_of[service.organisation_ref]
    return {} if service.producer_id and place in homes else _address(place)


def _zone(service: ServiceDraft) -> list[str]:
    if service.zone == "pays":
        return ["france"]
    if service.zone == "region":
        return [one.code for one in territories.departements() if one.region == service.zone_code]
    return [service.zone_code] if service.zone and service.zone_code else []


def _booking(service: ServiceDraft, place: PlaceDraft | None) -> str:
    return place.prise_rdv if place and not service.producer_id else ""


def _ways(service: ServiceDraft, place: PlaceDraft | None) -> list[str]:
    if place is None or service.producer_id:
        return []
    return [_WAYS[label] for label in place.modalites_acces if label in _WAYS]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _filled(row: Row) -> Row:
    """The row without its empty values, as the schema wants them: absent."""
    return {name: value for name, value in row.items() if value not in (None, "", [])}
