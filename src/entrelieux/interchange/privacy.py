"""Imports hold rows of producers for a while, and say which they refused."""

from entrelieux.interchange.models import ImportRun, StagedRow
from entrelieux.kernel.privacy import Personal, declare

declare(
    ImportRun,
    issues=Personal(
        "dire quelle valeur d'un fichier a été refusée, et pourquoi",
        "sans date de fin à ce jour",
    ),
)
declare(
    StagedRow,
    content=Personal(
        "lire un fichier entier avant de le publier en une fois",
        "le temps de l'import ; le suivant efface ce qu'un import interrompu a laissé",
    ),
)
