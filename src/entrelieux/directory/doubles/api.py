"""``GET /doubles``: the pairs that wait for a word, for the program of who may say it."""

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from entrelieux.accounts.tokens.bearer import Token
from entrelieux.accounts.tokens.scopes import scope
from entrelieux.directory.doubles.cards import ProposalCard, ProposalPage, SheetCard
from entrelieux.directory.doubles.selectors import proposals
from entrelieux.kernel.answers import viewer_of
from entrelieux.kernel.viewer import Role

READ = scope(
    "doublons:lire",
    _("lire les fiches qui décrivent peut-être le même lieu, sur votre territoire"),
    Role.ANIMATOR,
)
router = Router(tags=["doublons"])


class DoublesFilters(BaseModel):
    departement: str = Field(
        "",
        max_length=3,
        examples=["48"],
        description="Un de votre territoire ; vide : celui qui a le plus de lieux",
    )
    page: int = Field(1, ge=1, le=100_000)


class DoublesSheetOut(BaseModel):
    id: str
    nom: str
    nature: str
    adresse: str
    commune: str
    source: str
    publiee_le: date | None = Field(description="Absente : inconnue")
    confirmee_le: date | None = Field(description="Absente : jamais")
    services: int | None = Field(description="Absent : fiche montrée sur une autre")
    retiree: bool

    @classmethod
    def from_card(cls, card: SheetCard) -> "DoublesSheetOut":
        return cls(
            id=card.ref,
            nom=card.name,
            nature=card.kind,
            adresse=card.address,
            commune=card.commune,
            source=card.source,
            publiee_le=card.published_on,
            confirmee_le=card.confirmed_on,
            services=card.services,
            retiree=card.is_withdrawn,
        )


class DoublesPairOut(BaseModel):
    a_garder: DoublesSheetOut = Field(description="Celle que l'on propose de garder")
    autre: DoublesSheetOut
    score: int = Field(description="Sur 100")
    sure: bool = Field(description="Au-dessus du seuil mesuré ; une personne décide quand même")
    pour: list[str] = Field(description="Ce qui fait penser à un même lieu")
    contre: list[str]
    adresse: str = Field(description="La page où une personne en décide")

    @classmethod
    def from_card(cls, card: ProposalCard, request: HttpRequest) -> "DoublesPairOut":
        page = reverse("doubles:pair", args=[card.kept.ref, card.other.ref])
        return cls(
            a_garder=DoublesSheetOut.from_card(card.kept),
            autre=DoublesSheetOut.from_card(card.other),
            score=card.score,
            sure=card.is_certain,
            pour=list(card.likely),
            contre=list(card.unlikely),
            adresse=request.build_absolute_uri(page),
        )


class DoublesOut(BaseModel):
    departement: str = Field(description="Celui dont voici les paires ; vide : aucun lieu")
    departements: list[str] = Field(description="Ceux de votre territoire qui ont des lieux")
    total: int = Field(description="Paires de ce département dont personne n'a rien dit")
    sures: int
    page: int
    pages: int
    paires: list[DoublesPairOut] = Field(description="Vingt au plus, les sûres d'abord")

    @classmethod
    def from_page(cls, found: ProposalPage, request: HttpRequest) -> "DoublesOut":
        return cls(
            departement=found.departement,
            departements=[code for code, _name in found.departements],
            total=found.total,
            sures=found.certain,
            page=found.page,
            pages=found.pages,
            paires=[DoublesPairOut.from_card(card, request) for card in found.found],
        )


@router.get(
    "/doubles",
    response=DoublesOut,
    auth=Token(READ),
    summary="Lire les paires de fiches à départager",
    description="Les fiches qui décrivent peut-être le même lieu, sur le territoire de l'animation "
    "que tient le titulaire du jeton, comme sur la page « Doublons ». Rien ne se réunit par ici : "
    "une personne en décide. Un département d'un autre territoire répond 404. "
    "Portée : doublons:lire.",
    operation_id="list_doubles",
)
def list_doubles(request: HttpRequest, filters: Annotated[DoublesFilters, Query()]) -> DoublesOut:
    found = proposals(viewer_of(request), filters.departement, filters.page)
    if filters.departement and filters.departement != found.departement:
        raise Http404
    return DoublesOut.from_page(found, request)
