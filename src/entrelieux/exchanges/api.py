"""Open offers through the API: words, kind and commune; never a name, never a contact."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from entrelieux.exchanges.listing import Asked, Line, offers_listed
from entrelieux.packs.fr import exchanges as pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.territories.selectors import resolve_commune

router = Router(tags=["entraide"])


class OfferFilters(BaseModel):
    genre: str = Field("", max_length=24, examples=["competence"])
    besoin: str = Field("", max_length=60, description="Code d'un besoin")
    commune: str = Field("", max_length=120, description="Nom, code postal ou code INSEE")
    minutes: int = Field(0, ge=0, le=240, description="En voiture, depuis la commune ; 0 : tout")
    page: int = Field(1, ge=1, le=10_000)


class OfferOut(BaseModel):
    """Une proposition ouverte. Ni nom, ni moyen de joindre la personne."""

    ref: str
    genre: str
    mots: str = Field(description="Les mots de la personne, sans ses coordonnées")
    commune: str
    code_insee: str
    minutes: int | None
    competences: list[str]
    besoins: list[str]
    disponibilites: str
    conditions: str
    is_fiction: bool


class OffersOut(BaseModel):
    total: int
    page: int
    pages: int
    offers: list[OfferOut]


@router.get(
    "/offers",
    response=OffersOut,
    summary="Propositions ouvertes de l'entraide",
    description="Ce que des gens proposent, dans leurs mots, à tout le monde : ni nom, ni moyen de "
    "les joindre. Avec une commune, les plus proches d'abord.",
    operation_id="list_offers",
)
def list_offers(request: HttpRequest, filters: Annotated[OfferFilters, Query()]) -> OffersOut:
    asked = Asked(
        kind=filters.genre if filters.genre in pack.offers() else "",
        need=filters.besoin if filters.besoin in needs_pack.needs_by_code() else "",
        commune=resolve_commune(filters.commune) if filters.commune.strip() else None,
        minutes=filters.minutes,
        page=filters.page,
    )
    found = offers_listed(request.viewer, asked)  # type: ignore[attr-defined]
    lines = [_out(line) for line in found.lines]
    return OffersOut(total=found.total, page=found.page, pages=found.last_page, offers=lines)


def _out(line: Line) -> OfferOut:
    return OfferOut(
        ref=line.ref,
        genre=line.kind,
        mots=line.words,
        commune=line.commune,
        code_insee=line.code_insee,
        minutes=line.minutes,
        competences=list(line.competences),
        besoins=list(line.needs),
        disponibilites=line.when,
        conditions=line.conditions,
        is_fiction=line.is_fiction,
    )
