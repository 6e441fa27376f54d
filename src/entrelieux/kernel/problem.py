"""What the API answers when something is wrong: RFC 9457 problem details, always the same shape."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One value that cannot be used."""

    field: str = Field(description="Où : nom du champ, points pour un champ imbriqué")
    found: str = Field(description="Ce qui a été trouvé")
    expected: str = Field(description="Ce qui était attendu")


class Problem(BaseModel):
    """**Source:** RFC 9457, with ``errors`` as an extension."""

    type: str = Field(description="Nature du problème, stable")
    title: str = Field(description="La même pour tous les problèmes de cette nature")
    status: int
    detail: str = Field(description="Ce qui s'est passé et que faire")
    instance: str = Field(description="Identifiant de la requête")
    errors: list[Fault] = Field(default_factory=list)


TITLES = {
    400: "Demande incorrecte",
    401: "Jeton attendu",
    403: "Portée insuffisante",
    404: "Introuvable",
    405: "Méthode non permise",
    413: "Demande trop lourde",
    415: "Format non accepté",
    422: "Valeur inutilisable",
    429: "Trop de demandes",
    500: "Panne de notre côté",
    503: "Pas encore prêt",
}


def problem(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    code: str = "",
    errors: list[Fault] | None = None,
) -> HttpResponse:
    body: dict[str, Any] = Problem(
        type=f"urn:entrelieux:probleme:{code or status}",
        title=TITLES.get(status, "Problème"),
        status=status,
        detail=detail,
        instance=f"urn:entrelieux:requete:{getattr(request, 'id', '')}",
        errors=errors or [],
    ).model_dump()
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
