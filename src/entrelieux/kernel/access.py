"""Every route says who may use it; one that says nothing stops ``setup`` and ``serve``."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.checks import CheckMessage, Error
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

from entrelieux.kernel.viewer import Viewer

Rule = Callable[[Viewer], bool]
View = Callable[..., HttpResponseBase]


def anyone(viewer: Viewer) -> bool:  # noqa: ARG001  a rule always takes the viewer
    return True


def signed_in(viewer: Viewer) -> bool:
    return not viewer.is_anonymous


def operator_only(viewer: Viewer) -> bool:
    return viewer.is_operator


def access(rule: Rule) -> Callable[[View], View]:
    """Declare who may use a view. Forbidden looks like absent (404)."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not rule(request.viewer):  # type: ignore[attr-defined]
                raise Http404
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return declare


def declared_routes() -> Iterator[tuple[str, URLPattern]]:
    """(name with namespaces, pattern) of each route of the site, API operations included once."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _walk(entry, inner)
        else:
            yield f"{prefix}{entry.name or str(entry.pattern)}", entry


def check_routes(**_: object) -> list[CheckMessage]:
    return [
        Error(
            f"La route « {name} » ne dit pas qui peut l'utiliser.",
            hint="Ajoutez @access(anyone) (ou une autre règle) à la vue.",
            id="kernel.E001",
        )
        for name, pattern in declared_routes()
        if not hasattr(pattern.callback, "access_rule")
    ]
