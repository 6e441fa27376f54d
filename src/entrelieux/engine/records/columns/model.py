"""What a column is used for, and what is known beforehand of titles, words and places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from entrelieux.engine.records.columns.labels import Vocabulary
from entrelieux.engine.records.columns.shapes import Places
from entrelieux.engine.records.columns.systems import Point
from entrelieux.engine.records.columns.titles import Phrase

NOTHING = "rien"
LISTS = (
    "typologie",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
)
"""Fields of several values: any number of columns may feed one."""
FIELDS = (
    *("id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse"),
    *("complement_adresse", "latitude", "longitude", "typologie", "telephone", "courriels"),
    *("site_web", "horaires", "presentation_resume", "presentation_detail", "source"),
    *("itinerance", "structure_parente", "date_maj", "services"),
    *("publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge"),
    *("dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels"),
    *("modalites_acces", "modalites_accompagnement", "fiche_acces_libre", "prise_rdv"),
)
"""The 32 columns of the national schema of mediation places, version 1.0.2, in its order."""
SPARES = frozenset({"telephone", "courriels", "site_web", "horaires"})
"""Fields that a second column may feed where the first is empty."""


class Way(StrEnum):
    """How a cell becomes a value of its field; ``Use.detail`` says the rest.

    VALUE: as it stands; a list is split and translated (detail « , »: also at commas).
    SPARE: the same, only where the columns before it are empty.
    AXIS: one coordinate; detail: its system. POINT: both in one cell; detail: order and system.
    DAY: the hours of a day; detail: « Mo », then « am » or « pm », then « open » or « close ».
    NUMBER: the number in the street. YES: « oui » there says the label in detail.
    """

    VALUE = "valeur"
    SPARE = "secours"
    AXIS = "axe"
    POINT = "point"
    DAY = "jour"
    NUMBER = "numero"
    YES = "oui"


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """What a column is for. field: one of ``FIELDS``; POINT names ``latitude`` for both."""

    field: str
    way: Way = Way.VALUE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """use: None when the column is left aside. confidence: 0 to 1, of that use or of leaving it.

    reasons: in plain French. others: the next best uses, best first.
    """

    column: str
    use: Use | None
    confidence: float
    reasons: tuple[str, ...] = ()
    others: tuple[Use, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """own: words of a field's own title -> field. points: where a postcode or a commune is.

    ``points`` holds postcodes and the folded names that only one commune bears.
    """

    phrases: tuple[Phrase, ...]
    own: Mapping[tuple[str, ...], str]
    vocabularies: Mapping[str, Vocabulary]
    places: Places = field(default_factory=Places)
    points: Mapping[str, Point] = field(default_factory=dict)
