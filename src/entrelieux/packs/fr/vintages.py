"""Lists published whole, one dated file after another: which column says what in each.

**Source:** Agence nationale de la cohésion des territoires, « Liste des structures France
services », files of 2022-12-01 and 2024-08-01: ``id_fs`` stays with a counter from one to the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Columns of a list as its producer names them. moving: {column: values} of what has no one
    address, such as a bus or a round; compared in lower case."""

    code: str
    label: str
    key: str
    name: str
    adresse: str
    code_insee: str
    commune: str
    departement: str
    lon: str
    lat: str
    moving: Mapping[str, frozenset[str]]


FAMILIES: Mapping[str, Family] = {
    "france-services": Family(
        code="france-services",
        label="France services",
        key="id_fs",
        name="lib_fs",
        adresse="adresse",
        code_insee="insee_com",
        commune="lib_com",
        departement="insee_dep",
        lon="longitude",
        lat="latitude",
        moving={
            "itinerance": frozenset({"oui"}),
            "format_fs": frozenset({"itinérante", "bus_équivalent", "multisites"}),
        },
    )
}
