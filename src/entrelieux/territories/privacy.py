"""Territories speak of nobody: populations are official counts of whole communes."""

from entrelieux.kernel.privacy import declare
from entrelieux.territories.models import (
    Commune,
    Departement,
    Epci,
    FormerCommune,
    LoadedPack,
    Region,
)

for model in (Commune, Departement, Epci, FormerCommune, LoadedPack, Region):
    declare(model)
