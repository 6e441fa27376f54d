"""What the files of the demonstration network say, as frozen values.

Fields bear the French names of the columns they come from, except ``key`` and the like.
``original`` is the row exactly as written, dates as ISO 8601 text.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any


class DemoDataError(ValueError):
    """A file of the network is wrong; the message says the file, the row and what to mend."""


@dataclass(frozen=True, slots=True)
class DemoSource:
    slug: str
    titre: str
    producteur: str
    licence: str
    preuve: str
    publie_le: date


@dataclass(frozen=True, slots=True)
class DemoBourg:
    """A real village or town. lon, lat: WGS84 degrees of its town hall or main square."""

    key: str
    name: str
    code_insee: str
    commune: str
    code_postal: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    key: str
    nom: str
    nature: str
    confirme_le: date | None
    original: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """lon, lat: WGS84 degrees. is_point False: nothing better than the bourg is known.

    nature: empty for a house shared by several organisations and for a stop of the round.
    horaires: OSM syntax. horaires_origine: the place's own words instead, as files give them.
    """

    key: str
    nom: str
    nature: str
    typologies: tuple[str, ...]
    bourg: DemoBourg
    lon: float
    lat: float
    is_point: bool
    adresse: str
    complement: str
    horaires: str
    horaires_origine: str
    telephone: str
    courriel: str
    site_web: str
    prise_rdv: str
    presentation: str
    accessibilite: str
    fauteuil: bool | None
    itinerant: bool | None
    confirme_le: date | None
    original: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoService:
    """``lieu`` is None for a service given remotely, or only through permanences."""

    key: str
    structure: str
    lieu: str | None
    nom: str
    presentation: str
    mediation: tuple[str, ...]
    thematiques: tuple[str, ...]
    types: tuple[str, ...]
    publics: tuple[str, ...]
    frais: tuple[str, ...]
    frais_precisions: str
    modes_accueil: tuple[str, ...]
    conditions: str
    zone: str
    zone_code: str
    horaires: str
    confirme_le: date | None
    original: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoPermanence:
    service: str
    lieu: str
    horaires: str
    du: date | None
    au: date | None
    precision: str


@dataclass(frozen=True, slots=True)
class DemoFunction:
    """heures: a week; None unknown."""

    lieu: str
    fonction: str
    heures: int | None
    origine: str
    demande: str
    du: date | None
    au: date | None
    precision: str


@dataclass(frozen=True, slots=True)
class DemoLimit:
    lieu: str
    fonction: str
    mots: str
    dit_le: date


@dataclass(frozen=True, slots=True)
class DemoPeriod:
    """service: "" for the place itself. du, au: None unknown, one at least is."""

    lieu: str
    service: str
    du: date | None
    au: date | None


@dataclass(frozen=True, slots=True)
class DemoSpace:
    lieu: str
    nom: str
    nature: str
    places: int | None
    surface: int | None
    materiel: tuple[str, ...]
    conditions: str
    fauteuil: bool | None
    du: date | None


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    """The whole network, in the order of the files; every key named exists."""

    source: DemoSource
    organisations: tuple[DemoOrganisation, ...]
    places: tuple[DemoPlace, ...]
    services: tuple[DemoService, ...]
    permanences: tuple[DemoPermanence, ...]
    functions: tuple[DemoFunction, ...]
    limits: tuple[DemoLimit, ...]
    spaces: tuple[DemoSpace, ...]
    periods: tuple[DemoPeriod, ...]
