"""Routes of the API. Anyone may ask: who must show a token is said by the operation itself, since
no cookie says anything here (``accounts.tokens.bearer``)."""

from django.urls import URLPattern, path, re_path

from entrelieux.api import root
from entrelieux.kernel.access import anyone


def _declared(pattern: URLPattern) -> URLPattern:
    pattern.callback = root.declared(pattern.callback, anyone)
    return pattern


operations = [_declared(p) for p in root.api.urls[0] if p.name not in {"openapi-json", "api-root"}]
urlpatterns = [
    path("openapi.json", root.declared(root.openapi, anyone), name="openapi"),
    *operations,
    re_path("", root.declared(root.absent, anyone), name="absent"),
]
