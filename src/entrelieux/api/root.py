"""The API: routers that apps declare, one shape for every error, one snapshot of its contract."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_cache_control
from django.utils.log import log_response
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from entrelieux.accounts.tokens.bearer import Token
from entrelieux.api.parser import JsonParser
from entrelieux.directory.api import router as places
from entrelieux.directory.confirming.api import router as histories
from entrelieux.directory.doubles.api import router as doubles
from entrelieux.exchanges.api import router as offers
from entrelieux.interchange.guessing.api import router as imports
from entrelieux.interchange.hooks.api import router as hooks
from entrelieux.kernel.access import Rule, access
from entrelieux.kernel.api import router as words
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.problem import MEDIA_TYPE, TITLES, Fault, Problem, problem
from entrelieux.kernel.viewer import ANYONE
from entrelieux.kernel.wording import expected_of
from entrelieux.observatory.access.api import router as access_figures
from entrelieux.passerelles.board.api import router as unmet
from entrelieux.reception.api import router as plans
from entrelieux.territories.api import router as communes

SHOWN = 80
NOTHING_HERE = "Rien ne se trouve à cette adresse."
BROKEN = "Panne de notre côté : réessayez dans un instant."

api = NinjaAPI(
    title="Entrelieux",
    version="1",
    urls_namespace="api",
    docs_url=None,
    parser=JsonParser(),
    description=(
        "Lieux, communes et parcours. Les erreurs suivent la RFC 9457. Les minutes suivent "
        "des routes ou sont une estimation. Aucune donnée personnelle n'est conservée par ces "
        "opérations. Celles qui demandent un jeton le disent : il se fait sur la page "
        "« /compte/jetons/ » d'un compte."
    ),
    openapi_extra={"info": {"license": {"name": "AGPL-3.0-or-later"}}},
)
ROUTERS = (
    communes, places, histories, plans, unmet, access_figures, words, doubles, imports, hooks,
    offers,
)  # fmt: skip
for router in ROUTERS:
    api.add_router("", router)


@api.exception_handler(UserError)
def _user_error(request: HttpRequest, error: UserError) -> HttpResponse:
    faults = [Fault(field=error.field, found="", expected=error.message)] if error.field else []
    response = problem(request, error.status, error.message, code=error.code, errors=faults)
    for name, value in getattr(error, "headers", {}).items():
        response[name] = value
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [_fault(request, item) for item in error.errors]
    detail = " ; ".join(f"{f.field} : attendu {f.expected}" for f in faults[:5])
    return problem(request, 422, detail, code="valeur-inutilisable", errors=faults)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request, 404, NOTHING_HERE, code="introuvable")


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The framework's own refusals; those of our parser come wrapped in one of them."""
    if isinstance(error.__cause__, UserError):
        return _user_error(request, error.__cause__)
    return problem(request, error.status_code, str(error))


@api.exception_handler(RequestDataTooBig)
def _too_heavy(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, "Le corps de la demande est trop lourd.", code="trop-lourd")


@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def _unreadable(request: HttpRequest, _error: Exception) -> HttpResponse:
    detail = "Le corps ne se lit pas comme un formulaire (multipart/form-data)."
    return problem(request, 400, detail, code="formulaire-illisible")


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours is logged, never shown."""
    response = problem(request, 500, BROKEN, code="panne")
    got_request_exception.send(sender=None, request=request)
    log_response(
        "%s: %s", response.reason_phrase, request.path,
        response=response, request=request, exception=error,
    )  # fmt: skip
    return response


def _fault(request: HttpRequest, item: dict[str, Any]) -> Fault:
    where, *names = item.get("loc", ())
    if names[:1] == ["payload"]:
        names = names[1:]
    return Fault(
        field=".".join(str(name) for name in names) or "corps",
        found=_found(request, where, names),
        expected=expected_of(item),
    )


def _found(request: HttpRequest, where: str, names: list[Any]) -> str:
    """The value at fault, shortened; "" when there is none."""
    if where == "query":
        return request.GET.get(names[0], "")[:SHOWN] if names else ""
    if where != "body" or not names or not request.body:
        return ""
    value = json.loads(request.body)
    for name in names:
        try:
            value = value[name]
        except (KeyError, IndexError, TypeError):
            return ""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:SHOWN]


def document_errors(document: dict[str, Any]) -> dict[str, Any]:
    """Declare on every operation the problems that it may answer."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(schema.pop("$defs", {}))
    schemas["Problem"] = schema
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for address, path in document["paths"].items():
        for operation in path.values():
            if scope := _scope_of(operation["operationId"]):
                operation["security"] = [{Token.__name__: [scope]}]
            for status in _statuses(address, operation):
                said = {"description": TITLES[status], "content": content}
                operation["responses"].setdefault(str(status), said)
    return document


def _statuses(address: str, operation: dict[str, Any]) -> tuple[int, ...]:
    named = (404,) if "{" in address else ()
    sent = (413, 415) if "requestBody" in operation else ()
    kept = (401, 403, 404, 429) if "security" in operation else ()
    return (400, *kept, *named, *sent, 422, 500, 503)


def _scope_of(operation_id: str) -> str:
    """Code of the scope that an operation asks for; "" for one that is open to anybody."""
    guards = (
        guard
        for _prefix, router in api._routers
        for path in router.path_operations.values()
        for operation in path.operations
        if operation.operation_id == operation_id
        for guard in operation.auth_callbacks
    )
    return next((guard.scope.code for guard in guards if isinstance(guard, Token)), "")


def openapi_document() -> dict[str, Any]:
    """As it is served: keys are text, so that it can be sorted and compared."""
    document = document_errors(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
    return dict(json.loads(json.dumps(document)))


@require_GET
def openapi(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(openapi_document(), json_dumps_params={"ensure_ascii": False})


def absent(request: HttpRequest) -> HttpResponse:
    """Under the API, an address that leads nowhere is a problem like any other, never a page."""
    return problem(request, 404, NOTHING_HERE, code="introuvable")


def declared(view: Callable[..., HttpResponseBase], rule: Rule) -> Callable[..., HttpResponseBase]:
    """A view of the API: says who may use it, knows no cookie, answers problems only."""
    guarded = access(rule)(view)

    @wraps(guarded)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.viewer = ANYONE  # type: ignore[attr-defined]  until a token says otherwise
        try:
            response = guarded(request, *args, **kwargs)
        except Http404:
            return absent(request)
        if "Authorization" in request.headers:
            patch_cache_control(response, private=True, no_store=True)  # type: ignore[arg-type]
        if response.status_code != 405 or response.get("Content-Type") == MEDIA_TYPE:
            return response
        allowed = ", ".join(sorted(response["Allow"].split(", ")))
        detail = f"{request.method} n'est pas permis ici. Attendu : {allowed}."
        refusal = problem(request, 405, detail, code="methode-non-permise")
        refusal["Allow"] = allowed
        return refusal

    answer.csrf_exempt = True  # type: ignore[attr-defined]  no cookie decides anything
    return answer
