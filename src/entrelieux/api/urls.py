"""Routes of the API. Each operation is public reading or computing: it says so like any view."""

from django.urls import URLPattern, path

from entrelieux.api import root
from entrelieux.kernel.access import access, anyone


def _declared(pattern: URLPattern) -> URLPattern:
    pattern.callback = access(anyone)(pattern.callback)
    pattern.callback.csrf_exempt = True  # type: ignore[attr-defined]  no cookie decides anything
    return pattern


operations = [_declared(p) for p in root.api.urls[0] if p.name not in {"openapi-json", "api-root"}]
urlpatterns = [path("openapi.json", root.openapi, name="openapi"), *operations]
