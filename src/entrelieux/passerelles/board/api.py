"""``GET /unmet``: what nobody could answer, with the figures and the hidden counts of the page."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from entrelieux.passerelles.board.cards import Asked
from entrelieux.passerelles.board.reading import board_for
from entrelieux.passerelles.board.schemas import BoardOut

router = Router(tags=["besoins sans réponse"])


class BoardFilters(BaseModel):
    """Ce que la page demande, sous les noms de son adresse."""

    territoire: str = Field(
        "", max_length=40, examples=["departement-48"], description="pays-FR, region-76, epci-…"
    )
    du: str = Field("", max_length=7, examples=["2026-T3"], description="Premier trimestre")
    au: str = Field("", max_length=7, examples=["2026-T3"], description="Dernier trimestre")
    famille: str = Field("", max_length=60, description="Famille dont les besoins sont détaillés")
    minutes: str = Field("", max_length=3, examples=["30"], description="15, 30, 45 ou 60")


@router.get(
    "/unmet",
    response=BoardOut,
    summary="Ce à quoi personne n'a pu répondre",
    description="Les tableaux de la page « Besoins sans réponse » d'un territoire : besoins par "
    "raison, lieu et mois, couverture par l'offre, état et délais des passerelles. Les petits "
    "nombres sont masqués pour tout le monde, avec ceux qui permettraient de les retrouver.",
    operation_id="list_unmet",
)
def list_unmet(request: HttpRequest, filters: Annotated[BoardFilters, Query()]) -> BoardOut:
    asked = Asked(**filters.model_dump())
    return BoardOut.from_board(board_for(request.viewer, asked))  # type: ignore[attr-defined]
