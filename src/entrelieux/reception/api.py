"""From words to needs and from a situation to plans, as the command line prints them too."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Body, Router

from entrelieux.reception.schemas import PlansOut, SituationIn, UnderstandingOut, WordsIn
from entrelieux.reception.selectors import plans_for
from entrelieux.reception.understanding import understood_in

router = Router(tags=["parcours"])


@router.post(
    "/plans",
    response=PlansOut,
    summary="Calculer des parcours",
    description="Le plus petit nombre d'interlocuteurs et de trajets qui répond à tous les "
    "besoins. Les minutes suivent les routes du site, ou sont une estimation : « way » le "
    "dit. Rien n'est conservé.",
    operation_id="create_plans",
)
def create_plans(
    request: HttpRequest,
    payload: Annotated[SituationIn, Body()],
) -> PlansOut:
    card = plans_for(request.viewer, payload.params(), seed=payload.graine)  # type: ignore[attr-defined]
    return PlansOut.from_card(card)


@router.post(
    "/understand",
    response=UnderstandingOut,
    summary="Comprendre ce que dit une personne",
    description="Les besoins dont parlent ces mots, du plus sûr au moins sûr, à faire confirmer "
    "par la personne. Une liste vide veut dire « pas compris ». Rien n'est conservé.",
    operation_id="understand",
)
def understand(request: HttpRequest, payload: Annotated[WordsIn, Body()]) -> UnderstandingOut:
    return UnderstandingOut.of(understood_in(request.viewer, payload.words))  # type: ignore[attr-defined]
