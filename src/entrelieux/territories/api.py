"""``GET /communes``: the communes that answer a text."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from ninja.decorators import decorate_view

from entrelieux.kernel.knowing import KNOWN, Mark, unless_known
from entrelieux.territories.schemas import CommuneOut
from entrelieux.territories.selectors import search_communes, territories_digest

router = Router(tags=["communes"])


@router.get(
    "/communes",
    response=list[CommuneOut],
    summary="Chercher une commune",
    description="Par son nom, un code postal ou un code INSEE. Accents, majuscules, traits "
    "d'union et une faute de frappe sont pardonnés ; la meilleure réponse vient en premier.",
    operation_id="list_communes",
    openapi_extra=KNOWN,
)
@decorate_view(unless_known(lambda _request: Mark((territories_digest(),))))
def list_communes(
    request: HttpRequest,  # noqa: ARG001  the framework gives it
    q: Annotated[str, Query(description="Nom, code postal ou code INSEE", max_length=200)],
    limit: Annotated[int, Query(ge=1, le=50, description="Nombre de réponses")] = 10,
) -> list[CommuneOut]:
    return [CommuneOut.from_card(card) for card in search_communes(q, limit)]
