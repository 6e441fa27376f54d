"""``GET /places`` and ``GET /places/{ref}``: the offer, in the words of the national schema."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from entrelieux.directory import selectors
from entrelieux.directory.asking import MODES, MOST_KM, RADIUS_KM, DirectoryParams
from entrelieux.directory.reaching import MOST_MINUTES
from entrelieux.directory.schemas import FoundPlaceOut, PlaceSheetOut, PlacesOut, WordsReadOut

router = Router(tags=["lieux"])
NEVER_LEFT_OUT = "Un lieu qui n'en dit rien n'est pas écarté : il vient après"


class PlaceFilters(BaseModel):
    """Filtres de la liste, sous les noms qu'ils ont dans l'adresse de la page."""

    q: str = Field(
        "",
        max_length=120,
        description="Mots du lieu, de ce qu’on y fait, de l’adresse… ; petites fautes pardonnées",
    )
    commune: str = Field("", max_length=120, description="Nom, code postal ou code INSEE")
    rayon_km: int = Field(
        RADIUS_KM, ge=0, le=MOST_KM, description="À vol d'oiseau ; 0 : la commune seule"
    )
    minutes: int | None = Field(
        None,
        ge=1,
        le=MOST_MINUTES,
        description="Temps de trajet estimé depuis la commune, un aller ; remplace rayon_km",
    )
    mode: str = Field(MODES[0], max_length=20, description="voiture, velo ou pied")
    departement: str = Field("", max_length=3, examples=["48"])
    besoin: str = Field("", max_length=120, description="Code d'un besoin ou d'une thématique")
    nature: str = Field("", max_length=60, examples=["france-services"])
    fonction: str = Field(
        "",
        max_length=60,
        examples=["mediation_numerique"],
        description="Ce que le lieu permet, déduit de sa nature et de ses services",
    )
    public: str = Field("", max_length=60, examples=["jeunes"], description=NEVER_LEFT_OUT)
    frais: str = Field("", max_length=60, examples=["gratuit"], description=NEVER_LEFT_OUT)
    equipement: list[str] = Field(
        [], max_length=8, examples=[["fauteuil"]], description=NEVER_LEFT_OUT
    )
    ouvert: str = Field(
        "",
        max_length=20,
        description="maintenant (à l'heure du lieu), ou lun, mar, mer, jeu, ven, sam, dim ; "
        "les horaires inconnus viennent après",
    )
    heure: str = Field(
        "",
        max_length=8,
        examples=["14:30"],
        description="Heure du jour demandé par « ouvert », une semaine ordinaire",
    )
    itinerant: bool = Field(default=False, description="Les bus et les tournées seulement")
    doublons: bool = Field(
        default=False, description="Une fois par producteur un lieu que plusieurs décrivent"
    )
    page: int = Field(1, ge=1, le=999_999)

    def params(self) -> DirectoryParams:
        values = self.model_dump(exclude={"doublons"})
        values["minutes"] = "" if self.minutes is None else str(self.minutes)
        values["equipement"] = tuple(self.equipement)
        return DirectoryParams(**values)


@router.get(
    "/places",
    response=PlacesOut,
    summary="Chercher des lieux",
    description="Les lieux qui répondent à tous les filtres, du plus près au plus loin de la "
    "commune s'il y en a une (à vol d'oiseau, ou en minutes estimées), sinon par ordre "
    "alphabétique, ou ceux à qui les mots vont le mieux d’abord ; 25 par page. Ce qui est inconnu "
    "(public, prix, équipement, horaires) n'écarte jamais un lieu : il vient après ceux dont on "
    "sait. Les mêmes lieux, dans le même ordre, que la page, sa carte et ses fichiers.",
    operation_id="list_places",
)
def list_places(request: HttpRequest, filters: Annotated[PlaceFilters, Query()]) -> PlacesOut:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = selectors.place_list(viewer, filters.params(), twins_apart=filters.doublons)
    shown = found.found if found.page == filters.page else ()
    return PlacesOut(
        total=found.total,
        connus=found.known,
        page=filters.page,
        pages=found.pages,
        recherche=WordsReadOut.from_read(found.words) if found.params.q else None,
        results=[FoundPlaceOut.from_found(one) for one in shown],
    )


@router.get(
    "/places/{ref}",
    response=PlaceSheetOut,
    summary="La fiche d'un lieu",
    description="Tout ce qui est connu d'un lieu : services, permanences, sources. Une fiche dont "
    "quelqu'un a dit qu'elle décrit le même lieu qu'une autre y mène (308, à ne pas garder : cela "
    "peut être annulé).",
    operation_id="get_place",
    openapi_extra={"responses": {308: {"description": "Fiche réunie à une autre"}}},
)
def get_place(
    request: HttpRequest, ref: Annotated[str, Path(max_length=40)]
) -> PlaceSheetOut | HttpResponse:
    try:
        sheet = selectors.place_for(request.viewer, ref)  # type: ignore[attr-defined]
    except selectors.PlaceGone:
        raise Http404 from None
    if sheet.card.ref != ref:
        address = request.path.removesuffix(ref) + sheet.card.ref
        return HttpResponse(status=308, headers={"Location": address, "Cache-Control": "no-cache"})
    return PlaceSheetOut.from_sheet(sheet)
