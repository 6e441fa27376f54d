"""The offer as an importer or the demonstration network describes it, before any row is written.

One way in: ``directory.services.publish_offer`` takes a whole ``OfferDraft`` and makes it visible
in one step. References are stable: the same producer's row always gives the same ``ref``.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


def stable_ref(*parts: str) -> str:
    """A public reference of 20 characters drawn from what identifies the thing at its producer."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class SourceDraft:
    slug: str
    title: str
    producer: str = ""
    url: str = ""
    licence: str = ""
    evidence: str = "fichier du producteur"
    published_on: date | None = None
    is_fiction: bool = False


@dataclass(frozen=True, slots=True)
class Mend:
    """What was changed in a value, so that nothing is mended in silence."""

    field: str
    found: str
    kept: str
    why: str


@dataclass(frozen=True, slots=True)
class RecordDraft:
    source: str
    external_key: str
    original: dict[str, Any]
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    ref: str
    name: str
    source: str
    siret: str = ""
    kind: str = ""
    reseaux_porteurs: tuple[str, ...] = ()
    site_web: str = ""
    producer_id: str = ""
    lien_source: str = ""
    confirmed_on: date | None = None
    record_key: str = ""


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """lon, lat: WGS84 degrees, None when unknown. ``position`` as in ``Place.Position``."""

    ref: str
    name: str
    source: str
    kind: str = ""
    typologies: tuple[str, ...] = ()
    adresse: str = ""
    complement_adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    code_insee: str = ""
    lon: float | None = None
    lat: float | None = None
    position: str = "inconnue"
    horaires: str = ""
    horaires_original: str = ""
    horaires_problem: str = ""
    telephone: str = ""
    courriel: str = ""
    site_web: str = ""
    prise_rdv: str = ""
    presentation: str = ""
    itinerant: bool | None = None
    accessibilite: str = ""
    wheelchair: bool | None = None
    producer_id: str = ""
    pivot: str = ""
    structure_parente: str = ""
    autres_courriels: tuple[str, ...] = ()
    autres_sites: tuple[str, ...] = ()
    presentation_resume: str = ""
    presentation_detail: str = ""
    fixe: bool | None = None
    prise_en_charge_specifique: tuple[str, ...] = ()
    modalites_acces: tuple[str, ...] = ()
    modalites_accompagnement: tuple[str, ...] = ()
    dispositif_programmes_nationaux: tuple[str, ...] = ()
    formations_labels: tuple[str, ...] = ()
    autres_formations_labels: tuple[str, ...] = ()
    confirmed_on: date | None = None
    record_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """``place_ref`` None: the service is remote, or held only through permanences.

    localisation: {column of the schema: value} of the address that the service's own row gives.
    """

    ref: str
    organisation_ref: str
    place_ref: str | None
    name: str
    source: str
    presentation: str = ""
    services_mediation: tuple[str, ...] = ()
    thematiques: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    frais: tuple[str, ...] = ()
    frais_precisions: str = ""
    modes_accueil: tuple[str, ...] = ()
    conditions: str = ""
    zone: str = ""
    zone_code: str = ""
    horaires: str = ""
    telephone: str = ""
    courriel: str = ""
    localisation: dict[str, str | float] = field(default_factory=dict)
    producer_id: str = ""
    lien_source: str = ""
    publics_precisions: str = ""
    conditions_acces: str = ""
    zone_eligibilite: tuple[str, ...] = ()
    lien_mobilisation: str = ""
    modes_mobilisation: tuple[str, ...] = ()
    mobilisable_par: tuple[str, ...] = ()
    mobilisation_precisions: str = ""
    volume_horaire_hebdomadaire: float | None = None
    nombre_semaines: int | None = None
    confirmed_on: date | None = None
    record_key: str = ""


@dataclass(frozen=True, slots=True)
class PermanenceDraft:
    service_ref: str
    place_ref: str
    horaires: str
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FunctionDraft:
    """As ``PlaceFunction``: what is unknown is None or ""."""

    ref: str
    place_ref: str
    code: str
    source: str
    hours_week: Decimal | None = None
    origin: str = ""
    asked_by: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""
    confirmed_on: date | None = None
    record_key: str = ""


@dataclass(frozen=True, slots=True)
class LimitDraft:
    ref: str
    place_ref: str
    words: str
    said_on: date
    source: str
    code: str = ""
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class SpaceDraft:
    """As ``Space``: what is unknown is None, "" or an empty list."""

    ref: str
    place_ref: str
    name: str
    source: str
    kind: str = ""
    seats: int | None = None
    surface_m2: int | None = None
    equipment: tuple[str, ...] = ()
    conditions: str = ""
    wheelchair: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    confirmed_on: date | None = None
    record_key: str = ""


@dataclass(frozen=True, slots=True)
class ValidityDraft:
    """As ``Validity``: one day at least is known. service_ref: "" for the place itself."""

    ref: str
    place_ref: str
    source: str
    service_ref: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    confirmed_on: date | None = None
    record_key: str = ""


@dataclass(frozen=True, slots=True)
class CensusDraft:
    """Says that ``source`` is one dated vintage, given entire, of the list ``family``.

    The slugs of all its vintages start with ``family`` and a hyphen. What the latest vintage known
    no longer names has left the list: it is withdrawn on that vintage's date, and comes back when
    a newer vintage names it again.
    """

    family: str
    source: str


@dataclass(frozen=True, slots=True)
class OfferDraft:
    sources: tuple[SourceDraft, ...]
    records: tuple[RecordDraft, ...] = ()
    organisations: tuple[OrganisationDraft, ...] = ()
    places: tuple[PlaceDraft, ...] = ()
    services: tuple[ServiceDraft, ...] = ()
    permanences: tuple[PermanenceDraft, ...] = ()
    census: tuple[CensusDraft, ...] = ()
    functions: tuple[FunctionDraft, ...] = ()
    limits: tuple[LimitDraft, ...] = ()
    spaces: tuple[SpaceDraft, ...] = ()
    periods: tuple[ValidityDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedCounts:
    """Rows of the offer written by one publication (all kinds together), and records likewise.

    by_kind: (created, updated, unchanged) for ``record``, ``organisation``, ``place``, ``service``,
    ``permanence``, ``function``, ``limit``, ``space`` and ``period``; a record is updated when it,
    or anything it describes, changed.
    older: rows left as they were because what is known is more recent than the draft.
    withdrawn: places that left a whole list, or that no record describes any more.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    by_kind: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    older: int = 0
    withdrawn: int = 0
