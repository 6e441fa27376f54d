"""``GET /places`` and ``GET /places/{ref}``: the offer, in the words of the national schema."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router

from entrelieux.directory import selectors
from entrelieux.directory.schemas import PlaceOut, PlaceSheetOut, PlacesOut
from entrelieux.directory.selectors import MOST_KM, RADIUS_KM, DirectoryParams

router = Router(tags=["lieux"])


@router.get(
    "/places",
    response=PlacesOut,
    summary="Chercher des lieux",
    description="Les lieux qui répondent à tous les filtres, du plus près au plus loin de la "
    "commune s'il y en a une (à vol d'oiseau), sinon par ordre alphabétique ; 25 par page. "
    "Un lieu décrit par plusieurs producteurs y est une fois pour chacun.",
    operation_id="list_places",
)
def list_places(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=120, description="Mots du nom, de l'adresse…")] = "",
    commune: Annotated[
        str, Query(max_length=120, description="Nom, code postal ou code INSEE")
    ] = "",
    rayon_km: Annotated[
        int, Query(ge=0, le=MOST_KM, description="Autour de la commune ; 0 : elle seule")
    ] = RADIUS_KM,
    departement: Annotated[str, Query(max_length=3, examples=["48"])] = "",
    besoin: Annotated[
        str, Query(max_length=120, description="Code d'un besoin ou d'une thématique")
    ] = "",
    nature: Annotated[str, Query(max_length=60, examples=["france-services"])] = "",
    page: Annotated[int, Query(ge=1, le=999_999)] = 1,
) -> PlacesOut:
    params = DirectoryParams(
        q=q,
        commune=commune,
        rayon_km=rayon_km,
        departement=departement,
        besoin=besoin,
        nature=nature,
        page=page,
    )
    found = selectors.place_list(request.viewer, params, twins_apart=True)  # type: ignore[attr-defined]
    cards = found.cards if found.page == page else ()
    return PlacesOut(
        total=found.total,
        page=page,
        pages=found.pages,
        results=[PlaceOut.from_card(card) for card in cards],
    )


@router.get(
    "/places/{ref}",
    response=PlaceSheetOut,
    summary="La fiche d'un lieu",
    description="Tout ce qui est connu d'un lieu : services, permanences, sources.",
    operation_id="get_place",
)
def get_place(request: HttpRequest, ref: Annotated[str, Path(max_length=40)]) -> PlaceSheetOut:
    try:
        sheet = selectors.place_for(request.viewer, ref)  # type: ignore[attr-defined]
    except selectors.PlaceGone:
        raise Http404 from None
    return PlaceSheetOut.from_sheet(sheet)
