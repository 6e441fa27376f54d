"""Places as rows of the national schema of mediation places 1.0.2.

A label that the schema has not is left out: ``losses`` says which. What it requires and nobody
said (a SIRET) is written as its users write it: fourteen zeros.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from entrelieux.directory.drafts import OrganisationDraft, PlaceDraft, ServiceDraft
from entrelieux.engine.language import fold
from entrelieux.interchange import vocabularies
from entrelieux.interchange.adapters.mediation import DATASET, presented
from entrelieux.interchange.exporting.offered import Walk
from entrelieux.interchange.mending import international_phone
from entrelieux.interchange.standards.mediation import ZEROS, without_signs
from entrelieux.interchange.standards.model import Fault, error
from entrelieux.packs.fr.schemas import (
    Column,
    mediation,
    mediation_column,
    service_of_theme,
)

Row = dict[str, Any]
_FRAIS = {
    "gratuit": "Gratuit",
    "gratuit-sous-conditions": "Gratuit sous condition",
    "adhesion": "Gratuit sous condition",
    "pass-numerique": "Gratuit sous condition",
    "payant": "Payant",
}
_NETWORKS = {
    "aidants-connect": "Aidants Connect",
    "conseillers-numeriques": "Conseillers numériques",
    "france-service": "France Services",
    "grandes-ecoles-du-numerique": "Grande école du numérique",
    "croix-rouge": "La Croix Rouge",
}
_TYPES = {"accompagnement": "Accompagnement individuel", "atelier": "Dans un atelier collectif"}
_WAYS = {
    "se-presenter": "Se présenter",
    "telephoner": "Téléphoner",
    "envoyer-un-courriel": "Contacter par mail",
}


def rows(walk: Walk) -> Iterator[tuple[PlaceDraft, Row]]:
    """Each place, in the order it was first written, with its row: lists are lists of labels."""
    for place in walk.places.values():
        given = {"id": walk.ids[place.ref], **_row(walk, place)}
        yield place, {column.name: _fitting(column, given) for column in mediation()}


def not_of_mediation(walk: Walk, place: PlaceDraft) -> Fault | None:
    """The schema asks for no service, but its file is one of mediation places: a place is one when
    it renders such a service, or when a list of them names it."""
    services = walk.services_at[place.ref]
    if _services(services) or any(one.source.startswith(f"{DATASET}-") for one in services):
        return None
    return error("services", "", "un service de médiation : rien ne dit que ce lieu en rend un")


def _fitting(column: Column, given: Row) -> Any:
    """The value of a column; what its pattern refuses is left out."""
    value = given[column.name]
    if column.pattern is None or not value:
        return value
    if isinstance(value, list):
        return [one for one in value if column.pattern.fullmatch(one)]
    return value if column.pattern.fullmatch(value) else ""


def _row(walk: Walk, place: PlaceDraft) -> Row:
    services = walk.services_at[place.ref]
    structures = walk.organisations_at(place)
    resume, detail = _presentation(place)
    is_point = place.position == "point"
    updated = walk.updated_on(place)
    return {
        "pivot": place.pivot or _siret(walk, structures) or ZEROS,
        "nom": place.name,
        "commune": without_signs("commune", place.commune),
        "code_postal": place.code_postal,
        "code_insee": place.code_insee,
        "adresse": without_signs("adresse", place.adresse),
        "complement_adresse": place.complement_adresse,
        "latitude": place.lat if is_point else None,
        "longitude": place.lon if is_point else None,
        "typologie": _labels("typologie", place.typologies),
        "telephone": international_phone(place.telephone),
        "courriels": list(dict.fromkeys(filter(None, (place.courriel, *place.autres_courriels)))),
        "site_web": list(dict.fromkeys(filter(None, (place.site_web, *place.autres_sites)))),
        "horaires": place.horaires,
        "presentation_resume": resume,
        "presentation_detail": detail,
        "source": walk.producer(place.source),
        "itinerance": _itinerance(place),
        "structure_parente": place.structure_parente or _parent(place, structures),
        "date_maj": updated.isoformat() if updated else "",
        "services": _services(services),
        "publics_specifiquement_adresses": _publics(services),
        "prise_en_charge_specifique": list(place.prise_en_charge_specifique),
        "frais_a_charge": _once(_FRAIS.get(code) for one in services for code in one.frais),
        "dispositif_programmes_nationaux": _programmes(walk, place, structures),
        "formations_labels": list(place.formations_labels),
        "autres_formations_labels": list(place.autres_formations_labels),
        "modalites_acces": _ways(place, services),
        "modalites_accompagnement": _manners(place, services),
        "fiche_acces_libre": place.accessibilite,
        "prise_rdv": place.prise_rdv,
    }


def _once(labels: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(label for label in labels if label))


def _labels(column: str, labels: Iterable[str]) -> list[str]:
    return _once(vocabularies.standard(column, label) for label in labels)


def _siret(walk: Walk, structures: tuple[OrganisationDraft, ...]) -> str:
    """That of the only structure there, when it has no other place."""
    if len(structures) != 1 or len(walk.home_of[structures[0].ref]) != 1:
        return ""
    return structures[0].siret


def _presentation(place: PlaceDraft) -> tuple[str, str]:
    """(short, long), as the producer parted them unless something else is said here."""
    short, long = place.presentation_resume, place.presentation_detail
    limit = mediation_column("presentation_resume").max_length or 0
    if presented(short, long) != place.presentation:
        short, long = "", place.presentation
    if len(short) > limit:
        return short[: limit - 1].rstrip() + "…", place.presentation
    return short, long


def _parent(place: PlaceDraft, structures: tuple[OrganisationDraft, ...]) -> str:
    others = {one.name for one in structures if fold(one.name) != fold(place.name)}
    return others.pop() if len(others) == 1 and len(structures) == 1 else ""


def _itinerance(place: PlaceDraft) -> list[str]:
    if place.itinerant is None:
        return []
    return ["Itinérant", *(("Fixe",) if place.fixe else ())] if place.itinerant else ["Fixe"]


def _services(services: tuple[ServiceDraft, ...]) -> list[str]:
    said = _once(label for one in services for label in one.services_mediation)
    if said:
        return said
    themes = (theme for one in services for theme in one.thematiques)
    return _once(service_of_theme().get(theme) for theme in themes)


def _publics(services: tuple[ServiceDraft, ...]) -> list[str]:
    labels = {
        vocabularies.public(label): label
        for label in mediation_column("publics_specifiquement_adresses").values
    }
    return _once(labels.get(code) for one in services for code in one.publics)


def _programmes(
    walk: Walk, place: PlaceDraft, structures: tuple[OrganisationDraft, ...]
) -> list[str]:
    """As the place says, else from the networks of a structure that has no other place."""
    if place.dispositif_programmes_nationaux or place.formations_labels or len(structures) != 1:
        return list(place.dispositif_programmes_nationaux)
    if len(walk.home_of[structures[0].ref]) != 1:
        return []
    return _once(_NETWORKS.get(code) for code in structures[0].reseaux_porteurs)


def _ways(place: PlaceDraft, services: tuple[ServiceDraft, ...]) -> list[str]:
    if place.modalites_acces:
        return list(place.modalites_acces)
    return _once(_WAYS.get(code) for one in services for code in one.modes_mobilisation)


def _manners(place: PlaceDraft, services: tuple[ServiceDraft, ...]) -> list[str]:
    if place.modalites_accompagnement:
        return list(place.modalites_accompagnement)
    said = [_TYPES.get(code) for one in services for code in one.types]
    is_remote = any("a-distance" in one.modes_accueil for one in services)
    return _once([*said, "À distance" if is_remote else None])
