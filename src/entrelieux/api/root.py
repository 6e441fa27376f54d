"""The API: routers that apps declare, one shape for every error, one snapshot of its contract."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from entrelieux.directory.api import router as places
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.problem import Fault, Problem, problem
from entrelieux.reception.api import router as plans
from entrelieux.territories.api import router as communes

SHOWN = 80

api = NinjaAPI(
    title="Entrelieux",
    version="1",
    urls_namespace="api",
    docs_url=None,
    description=(
        "Lieux, communes et parcours. Les erreurs suivent la RFC 9457. Les minutes sont une "
        "estimation. Aucune donnée personnelle n'est conservée par ces opérations."
    ),
    openapi_extra={"info": {"license": {"name": "AGPL-3.0-or-later"}}},
)
for router in (communes, places, plans):
    api.add_router("", router)


@api.exception_handler(UserError)
def _user_error(request: HttpRequest, error: UserError) -> HttpResponse:
    faults = [Fault(field=error.field, found="", expected=error.message)] if error.field else []
    return problem(request, error.status, error.message, code=error.code, errors=faults)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [_fault(item) for item in error.errors]
    detail = "; ".join(f"{f.field} : {f.expected}" for f in faults[:5])
    return problem(request, 422, detail, code="valeur-inutilisable", errors=faults)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request, 404, "Rien ne se trouve à cette adresse.", code="introuvable")


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, str(error))


def _fault(item: dict[str, Any]) -> Fault:
    place = [str(part) for part in item.get("loc", ()) if part not in {"body", "query", "path"}]
    return Fault(
        field=".".join(place[1:] if place[:1] == ["payload"] else place),
        found=str(item.get("input", ""))[:SHOWN],
        expected=str(item.get("msg", "")),
    )


def document_errors(document: dict[str, Any]) -> dict[str, Any]:
    """Declare on every operation the problems that it may answer."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(schema.pop("$defs", {}))
    schemas["Problem"] = schema
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in document["paths"].values():
        for operation in path.values():
            for status, why in (
                ("400", "Demande incorrecte"),
                ("404", "Introuvable"),
                ("422", "Valeur inutilisable"),
                ("503", "Communes pas encore chargées"),
            ):
                operation["responses"].setdefault(status, {"description": why, "content": content})
    return document


def openapi_document() -> dict[str, Any]:
    return document_errors(dict(api.get_openapi_schema(path_prefix="/api/v1/")))


@access(anyone)
def openapi(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(openapi_document(), json_dumps_params={"ensure_ascii": False})
