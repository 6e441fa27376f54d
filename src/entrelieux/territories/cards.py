"""What the rest of the house knows of a commune."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommuneCard:
    """A commune of today, found by its code, its name, a postcode or a former name.

    epci_code, epci_name: empty on the four islands that belong to none. population: municipale.
    lon, lat: WGS 84 degrees of the point where trips start: the town hall, or the centre of the
    outline (``centre`` says which: ``mairie`` or ``centroide``); those of the arrondissement or
    of the former commune when that is what was found. density: 0 dense to 3 very sparse.
    landmass: communes joined by road share it, 0 is the mainland. matched: the arrondissement or
    former commune that was found, otherwise empty. label: a text no other result bears, which
    finds this card again: « Saint-Denis (Seine-Saint-Denis, 93) ». ref: a code that finds it
    again with ``commune_for``, its own point included: keep it rather than ``code`` when the
    person chose ``Paris 11e Arrondissement``.
    """

    code: str
    name: str
    departement_code: str
    departement_name: str
    region_code: str
    region_name: str
    epci_code: str
    epci_name: str
    population: int
    postcodes: tuple[str, ...]
    lon: float
    lat: float
    centre: str
    density: int
    landmass: int
    label: str
    matched: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class NearestCommune:
    """The commune that most likely holds a point. approximate: always, no outline is looked at.

    distance_km: as the crow flies, from the point to the card's point.
    """

    card: CommuneCard
    distance_km: float
    approximate: bool = True
