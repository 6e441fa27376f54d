"""What the two versions of data·inclusion share: identities, sources, a structure's welcome.

A structure is told by its producer and its identifier there, in v0 (``id``) as in v1
(``producer--id``), so that a v1 file brings up to date what came from a v0 one.
"""

from typing import Any

from entrelieux.directory.drafts import SourceDraft, stable_ref
from entrelieux.interchange.adapters.common import Context, slug
from entrelieux.interchange.mending import Reading

DATASET = "data-inclusion"
PERSONAL = ("contact_nom_prenom",)
STRUCTURE_EXPECTED = (
    "l'identifiant d'une structure connue (importez d'abord le fichier des structures)"
)


def source_of(producer: str) -> SourceDraft:
    return SourceDraft(
        slug=f"{DATASET}-{slug(producer) or 'producteur-non-indique'}",
        title=f"data·inclusion · {producer or 'producteur non indiqué'}"[:200],
        producer=producer[:200],
        licence="Licence Ouverte 2.0",
        evidence="déclaré par le producteur de la structure",
    )


def identity(producer: str, number: str) -> str:
    """One structure or service of one producer, whichever version names it."""
    return f"{slug(producer)}:{number.removeprefix(producer + '--')}"


def structure_ref(of: str) -> str:
    return stable_ref("structure", DATASET, of)


def home_ref(of: str) -> str:
    """The place of a structure, as its own row gives it."""
    return stable_ref("lieu", DATASET, of)


def away_ref(of: str, *where: str) -> str:
    """A place where a structure gives a service, other than its own."""
    return stable_ref("lieu", DATASET, of, *where)


def without_people(values: dict[str, Any]) -> dict[str, Any]:
    """The row without the names of people, which a directory of places has no use for."""
    return {name: value for name, value in values.items() if name not in PERSONAL}


def reading_of(values: dict[str, Any], context: Context) -> Reading:
    reading = Reading(without_people(values), today=context.today)
    for name in PERSONAL:
        if values.get(name):
            reading.mend(name, "", "nom d'une personne : non conservé", found="…")
    return reading
