"""What a record of a place says, and what a comparison of two of them answers."""

from dataclasses import dataclass

CODES = ("nom", "adresse", "distance", "siret", "telephone", "courriel", "site_web", "nature")
"""Every code that a term may have."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One record of a place, as its producer wrote it; "" or None when unknown.

    key: identifies it among those compared. lon, lat: degrees, None when the point is only the
    centre of a commune. kind: any code of what the place is. producer: who says so. commune: its
    name, which then counts for little inside the names of places.
    """

    key: int
    name: str
    adresse: str
    code_postal: str
    code_insee: str
    lon: float | None
    lat: float | None
    siret: str
    telephone: str
    courriel: str
    site_web: str
    kind: str
    producer: int
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a score. code: one of ``CODES``. weight: in bits, positive for « same place ».

    one, other: what was compared, as each side wrote it; distances are in whole metres, in one.
    level: how far they agree, a key of ``weights.WEIGHTS[code]``.
    """

    code: str
    weight: float
    one: str
    other: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, ``one < other`` by key, and how likely they are one place.

    score: between 0 and 1, ``1 / (1 + 2 ** -bits)`` where bits is the sum of the terms' weights
    and of ``weights.START``. It orders pairs; only the two thresholds were measured.
    """

    one: int
    other: int
    score: float
    terms: tuple[Term, ...]
