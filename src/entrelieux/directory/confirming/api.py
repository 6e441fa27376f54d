"""``GET /places/{ref}/history``: what happened to a sheet."""

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Router
from pydantic import BaseModel, Field

from entrelieux.directory.confirming.history import Event, PlaceHistory, history_of
from entrelieux.directory.selectors import PlaceGone

router = Router(tags=["lieux"])


class PlaceEventOut(BaseModel):
    """Un fait de l'histoire d'une fiche."""

    le: date
    quoi: str = Field(
        description="connu, change, relu (même ligne, mieux lue), retire, revenu (dans la liste du "
        "producteur), dit (ici), repris, confirme, ferme (selon le lieu)"
    )
    champ: str | None = Field(description="null : toute la fiche")
    avant: str | None = Field(description="null : inconnu, ou plus publié")
    apres: str | None = Field(description="Horaires : syntaxe opening_hours ; null : plus publié")
    source: str | None = Field(description="null : dit ici")
    par: str | None = Field(description="reponse, lieu, animation ou fusion ; null : producteur")

    @classmethod
    def from_event(cls, event: Event) -> "PlaceEventOut":
        return cls(
            le=event.on,
            quoi=event.kind,
            champ=event.field or None,
            avant=event.before or None,
            apres=event.after or None,
            source=event.source or None,
            par=event.manner or None,
        )


class PlaceHistoryOut(BaseModel):
    id: str
    nom: str
    connu_depuis: date
    confirme_par_le_producteur_le: date | None
    confirme_par_le_lieu_le: date | None
    retire_le: date | None
    evenements: list[PlaceEventOut] = Field(description="Le plus récent d'abord")

    @classmethod
    def from_history(cls, history: PlaceHistory) -> "PlaceHistoryOut":
        return cls(
            id=history.ref,
            nom=history.name,
            connu_depuis=history.first_seen_on,
            confirme_par_le_producteur_le=history.confirmed_on,
            confirme_par_le_lieu_le=history.said_on,
            retire_le=history.withdrawn_on,
            evenements=[PlaceEventOut.from_event(one) for one in history.events],
        )


@router.get(
    "/places/{ref}/history",
    response=PlaceHistoryOut,
    summary="L'histoire d'un lieu",
    description="Ce qui a changé sur la fiche d'un lieu, quand, et selon qui. Les anciens numéros "
    "et courriels n'y sont pas.",
    operation_id="get_place_history",
)
def get_place_history(
    request: HttpRequest, ref: Annotated[str, Path(max_length=40)]
) -> PlaceHistoryOut:
    try:
        return PlaceHistoryOut.from_history(history_of(request.viewer, ref))  # type: ignore[attr-defined]
    except PlaceGone:
        raise Http404 from None
