"""``POST /plans``: from a situation to plans, in the shape that the command line prints too."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Body, Router

from entrelieux.reception.schemas import PlansOut, SituationIn
from entrelieux.reception.selectors import plans_for

router = Router(tags=["parcours"])


@router.post(
    "/plans",
    response=PlansOut,
    summary="Calculer des parcours",
    description="Le plus petit nombre d'interlocuteurs et de trajets qui répond à tous les "
    "besoins. Les minutes sont une estimation. Rien n'est conservé.",
    operation_id="create_plans",
)
def create_plans(
    request: HttpRequest,
    payload: Annotated[SituationIn, Body()],
) -> PlansOut:
    card = plans_for(request.viewer, payload.params(), seed=payload.graine)  # type: ignore[attr-defined]
    return PlansOut.from_card(card)
