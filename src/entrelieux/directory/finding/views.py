"""The list as files, by the filters of the page it is asked from."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from entrelieux.directory import selectors
from entrelieux.directory.finding.files import ListFile
from entrelieux.directory.forms import params_of
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError


@access(anyone)
@require_safe
def list_csv(request: HttpRequest) -> HttpResponseBase:
    found = _file(request)
    if isinstance(found, HttpResponse):
        return found
    return _sent(found.csv(), "text/csv; charset=utf-8", "csv")


@access(anyone)
@require_safe
def list_geojson(request: HttpRequest) -> HttpResponseBase:
    found = _file(request)
    if isinstance(found, HttpResponse):
        return found
    return _sent(found.geojson(), "application/geo+json", "geojson")


def _file(request: HttpRequest) -> ListFile | HttpResponse:
    """The answer says in plain text what is wrong with a filter."""
    params = params_of(request.GET)
    try:
        results = selectors.results_for(request.viewer, params)  # type: ignore[attr-defined]
    except UserError as error:
        return HttpResponse(error.message, "text/plain; charset=utf-8", error.status)
    sheet = request.build_absolute_uri(reverse("directory:place", args=["ref"]))
    return ListFile(results, sheet.removesuffix("ref/") + "{ref}/")


def _sent(lines: Iterator[str], kind: str, ending: str) -> StreamingHttpResponse:
    """Sent as it is made: a whole country is some megabytes."""
    name = f"lieux-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type=kind, headers=headers)
