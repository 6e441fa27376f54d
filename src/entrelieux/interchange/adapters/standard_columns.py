"""What the national schema says of a place and no other column of ours holds, in its own words.

A label of an earlier version becomes the present one; a programme that the closed list does not
know is kept among the other labels, so that nothing said is lost.
"""

from typing import Any

from entrelieux.interchange import vocabularies
from entrelieux.interchange.mending import Reading
from entrelieux.packs.fr.schemas import SEPARATOR

_PARTS = ("resume", "detail")


def of_place(reading: Reading) -> dict[str, Any]:
    """The columns of a draft, by name; those that the row leaves empty are left out."""
    programmes, others = _sorted_out(reading, "dispositif_programmes_nationaux")
    labels, more = _sorted_out(reading, "formations_labels")
    publics = [
        vocabularies.standard("prise_en_charge_specifique", label)
        for label in reading.listed("publics_specifiquement_adresses")
    ]
    found = {
        "producer_id": reading.text("id", 200),
        "pivot": _pivot(reading),
        "structure_parente": _parent(reading),
        **{f"presentation_{part}": reading.long_text(f"presentation_{part}") for part in _PARTS},
        "prise_en_charge_specifique": _once(_known(reading, "prise_en_charge_specifique"), publics),
        "modalites_acces": _once(_known(reading, "modalites_acces")),
        "modalites_accompagnement": _once(_known(reading, "modalites_accompagnement")),
        "dispositif_programmes_nationaux": _once(programmes),
        "formations_labels": _once(labels),
        "autres_formations_labels": _once(
            _cells(reading, "autres_formations_labels"), others, more
        ),
        **_itinerance(reading),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in ("", ())}


def _cells(reading: Reading, field: str) -> list[str]:
    """The values of a cell as the schema separates them, for a list that is not closed."""
    value = reading.values.get(field)
    if not isinstance(value, str):
        return reading.listed(field)
    return [text for part in value.split(SEPARATOR) if (text := part.strip())]


def _sorted_out(reading: Reading, field: str) -> tuple[list[str], list[str]]:
    """(labels of the closed list, other texts)."""
    if not reading.values.get(field):
        return [], []
    known: list[str] = []
    others: list[str] = []
    for cell in _cells(reading, field):
        for label in (cell,) if vocabularies.standard(field, cell) else vocabularies.split(cell):
            found = vocabularies.standard(field, label)
            (known if found else others).append(found or label)
    return known, others


def _known(reading: Reading, field: str) -> list[str]:
    known, others = _sorted_out(reading, field)
    if others:
        kept = SEPARATOR.join(dict.fromkeys(known))
        reading.mend(field, kept, f"valeur inconnue : « {others[0][:80]} »")
    return known


def _once(*groups: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for group in groups for label in group if label))


def _pivot(reading: Reading) -> str:
    """A SIRET whose key is right, an association's number, or a RIDET of the Pacific."""
    pivot = reading.text("pivot").replace(" ", "")
    is_pacific = reading.text("code_postal").startswith("98")
    if vocabularies.is_rna(pivot) or (is_pacific and vocabularies.is_ridet(pivot)):
        return pivot
    return reading.siret("pivot")


def _parent(reading: Reading) -> str:
    parent = reading.text("structure_parente", 300)
    if parent.isdigit():
        reading.mend("structure_parente", "", "un nom de structure était attendu : laissé de côté")
        return ""
    return parent


def _itinerance(reading: Reading) -> dict[str, bool]:
    said = {vocabularies.standard("itinerance", label) for label in reading.listed("itinerance")}
    if "Itinérant" in said:
        return {"itinerant": True} | ({"fixe": True} if "Fixe" in said else {})
    return {"itinerant": False} if "Fixe" in said else {}
