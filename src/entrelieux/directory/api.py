"""The offer through the API, in the words of the national schema: found, one by one, followed."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router
from ninja.decorators import decorate_view
from pydantic import BaseModel, Field

from entrelieux.directory import selectors
from entrelieux.directory.asking import MODES, MOST_KM, RADIUS_KM, DirectoryParams
from entrelieux.directory.doors import quarter_of
from entrelieux.directory.following_changes import cards_after, cursor_from
from entrelieux.directory.functions.selectors import said_of
from entrelieux.directory.reaching import MOST_MINUTES
from entrelieux.directory.schemas import (
    FoundPlaceOut,
    PlaceChangeOut,
    PlaceChangesOut,
    PlaceSheetOut,
    PlacesOut,
    WordsReadOut,
)
from entrelieux.directory.served import shown_before, shown_since
from entrelieux.directory.version import mark_since, midnight
from entrelieux.kernel.knowing import KNOWN, Mark, unless_known
from entrelieux.territories.selectors import territories_digest

router = Router(tags=["lieux"])
MOST_CHANGES = 500
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
        description="Temps de trajet depuis la commune, un aller ; remplace rayon_km",
    )
    mode: str = Field(MODES[0], max_length=20, description="voiture, velo, pied ou transport")
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
        values["equipement"] = tuple(code for code in self.equipement if code)
        return DirectoryParams(**values)


def _mark_of_list(request: HttpRequest) -> Mark:
    """Doors open and close; a commune is found among those that are loaded."""
    communes = [territories_digest()] if request.GET.get("commune") else []
    return _mark(quarter_of(timezone.now()), *communes)


def _mark_of_today(_request: HttpRequest) -> Mark:
    return _mark(midnight())


def _mark(moment: datetime, *more: str) -> Mark:
    """What is drawn from arrays about to be replaced bears a mark of its own, and no date."""
    before, since, mark = shown_before(), shown_since(), mark_since(moment, *more)
    if before:
        return Mark((*mark.of, before))
    dates = [day for day in (mark.changed_at, since) if day]
    return replace(mark, changed_at=max(dates)) if mark.changed_at else mark


@router.get(
    "/places",
    response=PlacesOut,
    summary="Chercher des lieux",
    description="Les lieux qui répondent à tous les filtres, du plus près au plus loin de la "
    "commune s'il y en a une (à vol d'oiseau, ou en minutes de trajet), sinon par ordre "
    "alphabétique, ou ceux à qui les mots vont le mieux d’abord ; 25 par page. Ce qui est inconnu "
    "(public, prix, équipement, horaires) n'écarte jamais un lieu : il vient après ceux dont on "
    "sait. Les mêmes lieux, dans le même ordre, que la page, sa carte et ses fichiers. Les pages "
    "sont numérotées : un lieu peut passer de l'une à l'autre pendant qu'on les lit. Pour tenir "
    "une copie à jour sans rien manquer : « /places/changes ».",
    operation_id="list_places",
    openapi_extra=KNOWN,
)
@decorate_view(unless_known(_mark_of_list))
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


class ChangesAsked(BaseModel):
    curseur: str = Field(
        "", max_length=200, description="Celui de « suivant » ; vide : depuis le début"
    )
    modified_since: datetime | None = Field(
        None,
        description="Pour commencer à un jour (AAAA-MM-JJ) ou à un instant, celui de Paris sans "
        "fuseau ; ne compte plus dès qu'il y a un curseur",
        examples=["2026-11-20"],
    )
    limite: int = Field(100, ge=1, le=MOST_CHANGES)

    def cursor(self) -> str:
        moment = self.modified_since
        if self.curseur or moment is None:
            return self.curseur
        return cursor_from(moment if moment.tzinfo else timezone.make_aware(moment))


@router.get(
    "/places/changes",
    response=PlaceChangesOut,
    summary="Suivre ce qui change",
    description="Les lieux dont la fiche a changé, chacun une fois, du plus ancien changement au "
    "plus récent ; ceux qui sont retirés aussi (« retire »), pour les ôter d'une copie. Redonner "
    "« suivant » jusqu'à « fini », le garder, et le redonner plus tard : rien de ce qui change "
    "entre-temps n'est manqué, un lieu qui change encore revient plus loin. Un fichier relu sans "
    "rien de neuf ne change aucun lieu ; ce qui se déduit d'autres fiches (même adresse, même lieu "
    "ailleurs) n'est pas un changement. Sans filtres, au contraire de « /places » : choisir parmi "
    "les lieux se fait dans la copie.",
    operation_id="list_place_changes",
    openapi_extra=KNOWN,
)
@decorate_view(unless_known(_mark_of_today))
def list_place_changes(
    request: HttpRequest, asked: Annotated[ChangesAsked, Query()]
) -> PlaceChangesOut:
    viewer = request.viewer  # type: ignore[attr-defined]
    found, following = cards_after(viewer, asked.cursor(), limit=asked.limite)
    return PlaceChangesOut(
        results=[PlaceChangeOut.from_seen(seen, card) for seen, card in found],
        suivant=following,
        fini=len(found) < asked.limite,
    )


@router.get(
    "/places/{ref}",
    response=PlaceSheetOut,
    summary="La fiche d'un lieu",
    description="Tout ce qui est connu d'un lieu : services, permanences, fonctions, espaces, "
    "sources. Une fiche dont quelqu'un a dit qu'elle décrit le même lieu qu'une autre y mène (308, "
    "à ne pas garder : cela peut être annulé).",
    operation_id="get_place",
    openapi_extra={
        "responses": {308: {"description": "Fiche réunie à une autre"}, **KNOWN["responses"]}
    },
)
@decorate_view(unless_known(_mark_of_today))
def get_place(
    request: HttpRequest, ref: Annotated[str, Path(max_length=40)]
) -> PlaceSheetOut | HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        sheet = selectors.place_for(viewer, ref)
    except selectors.PlaceGone:
        raise Http404 from None
    if sheet.card.ref != ref:
        address = request.path.removesuffix(ref) + sheet.card.ref
        return HttpResponse(status=308, headers={"Location": address, "Cache-Control": "no-cache"})
    return PlaceSheetOut.from_sheet(sheet, said_of(viewer, sheet.key))
