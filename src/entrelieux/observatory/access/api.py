"""``GET /access``: who finds what within reach in a territory, as the page and the command say."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.decorators import decorate_view
from pydantic import BaseModel, Field

from entrelieux.directory.reaching import reach_model
from entrelieux.directory.selectors import table_of
from entrelieux.engine.access import NOBODY
from entrelieux.kernel.knowing import KNOWN, Mark, unless_known
from entrelieux.kernel.selectors import sources_shown
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.access.asking import (
    TOO_MANY,
    USUAL,
    AccessParams,
    StudyWrong,
    understood,
)
from entrelieux.observatory.access.cards import AccessStudy, Crossed
from entrelieux.observatory.access.running import figures_of, told_of_one
from entrelieux.observatory.access.schemas import (
    AccessAskedOut,
    AccessCommuneOut,
    AccessLineOut,
    AccessOut,
    AccessSourceOut,
    AccessTerritoryOut,
    CrossedOut,
    FifthOut,
    MeshOut,
)
from entrelieux.observatory.access.selectors import access_study
from entrelieux.observatory.indicators.selectors import indicator_card
from entrelieux.observatory.territory import names
from entrelieux.territories.selectors import communes_table, territories_digest

router = Router(tags=["observatoire"])
LONGEST, MOST_COMMUNES = 60, 500


class AccessFilters(BaseModel):
    """Ce que la page demande, sous les noms de son adresse."""

    territoire: str = Field(
        USUAL, max_length=LONGEST, description="dep-48, ou epci- suivi de neuf chiffres"
    )
    quoi: str = Field(
        "fonctions",
        max_length=LONGEST,
        examples=["fonction:mediation_numerique"],
        description="fonctions, besoins, ou un seul : fonction:… ou besoin:…",
    )
    mode: str = Field("voiture", max_length=20, description="voiture, velo, pied ou transport")
    minutes: str = Field("30", max_length=3, description="10, 15, 20, 30, 45 ou 60")
    quand: str = Field("", max_length=20, examples=["mer-apres-midi"])
    partage: str = Field("2", max_length=1, description="En 2 ou 3 étapes")
    indicateur: str = Field("", max_length=LONGEST, description="Code d'un indicateur apporté")


def _mark(request: HttpRequest) -> Mark:
    card = indicator_card(request.GET.get("indicateur", "")[:LONGEST])
    version = table_of(request.viewer)[0]  # type: ignore[attr-defined]
    indicator = card.digest if card else ""
    return Mark((*version, territories_digest(), reach_model().method.id, indicator))


@router.get(
    "/access",
    response=AccessOut,
    summary="Ce que les habitants d'un territoire ont à portée",
    description="Les chiffres de la page « À portée de qui » et de la commande access : par "
    "fonction ou par besoin, qui en trouve un assez près, en combien de minutes, et si c'est "
    "partagé ; puis les communes, par code INSEE, une page à la fois. Une région ou le pays "
    "se calculent à part : la page de l'observatoire le demande.",
    operation_id="get_access",
    openapi_extra=KNOWN,
)
@decorate_view(unless_known(_mark))
def get_access(
    request: HttpRequest,
    filters: Annotated[AccessFilters, Query()],
    curseur: Annotated[
        str, Query(max_length=5, description="Celui de « suivant » ; vide : depuis le début")
    ] = "",
    limite: Annotated[
        int, Query(ge=0, le=MOST_COMMUNES, description="Communes données ; 0 : aucune")
    ] = 100,
) -> AccessOut:
    params = AccessParams.from_values(filters.model_dump())
    if understood(params).territory.kind in TOO_MANY:
        raise StudyWrong(
            _("Une étude aussi grande est calculée à part, puis gardée."), field="territoire"
        )
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    study = access_study(viewer, params)
    where = study.asked.territory
    communes, more = _communes(study, curseur, limite)
    told: dict[str, Any] = told_of_one(study, {}, {})
    return AccessOut(
        territoire=AccessTerritoryOut(
            cle=where.key,
            nom=where.name,
            communes=int(where.communes.size),
            habitants=int(communes_table().population[where.communes].sum()),
        ),
        demande=AccessAskedOut(
            **{name: getattr(params, name) for name in AccessFilters.model_fields}
        ),
        lignes=[AccessLineOut.model_validate(line) for line in figures_of(study)],
        maillage=MeshOut.model_validate(told["maillage"]) if "maillage" in told else None,
        indicateur=_crossed(study.crossed) if study.crossed else None,
        communes=communes,
        suivant=communes[-1].code if more else None,
        methode=study.method.label,
        source_des_trajets=study.method.source,
        estimation=study.method.is_estimate,
        fiction=study.is_fiction or study.method.is_fiction,
        sources=[
            AccessSourceOut(
                titre=one.title, producteur=one.producer or None, licence=one.licence or None
            )
            for one in sources_shown(viewer)
        ],
    )


def _communes(study: AccessStudy, after: str, most: int) -> tuple[list[AccessCommuneOut], bool]:
    """Those whose code follows, and whether others follow them."""
    table, said = communes_table(), names()
    codes = [line.code for line in study.lines]
    found: list[AccessCommuneOut] = []
    for rank, minutes in zip(
        study.asked.territory.communes.tolist(), study.minutes.tolist(), strict=True
    ):
        if table.codes[rank] <= after:
            continue
        if len(found) == most:
            return found, bool(found)
        known = (None if one == NOBODY else one for one in minutes)
        found.append(
            AccessCommuneOut(
                code=table.codes[rank],
                nom=said.commune[rank],
                habitants=int(table.population[rank]),
                minutes=dict(zip(codes, known, strict=True)),
            )
        )
    return found, False


def _crossed(crossed: Crossed) -> CrossedOut | None:
    """None when the indicator was taken back meanwhile."""
    card = indicator_card(crossed.indicator)
    if card is None:
        return None
    return CrossedOut(
        code=card.code,
        libelle=card.label,
        annee=card.year,
        unite=card.unit,
        source=card.source,
        licence=card.licence,
        masque=not crossed.fifths,
        cinquiemes=[
            FifthOut(
                communes=one.communes,
                habitants=round(one.people),
                de=one.low,
                a=one.high,
                part_a_portee=one.within,
                lieux_pour_10000_en_partageant=one.shared,
            )
            for one in crossed.fifths
        ],
        concentration=crossed.concentration,
        communes_sans_valeur=crossed.missing,
        habitants_sans_valeur=round(crossed.people_missing),
    )
