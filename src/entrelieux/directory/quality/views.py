"""What is left to mend on a territory, for those who animate it: a page, and the same as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from entrelieux.directory.confirming.policies import asks_places
from entrelieux.directory.doubles.policies import judges
from entrelieux.directory.quality.files import csv_of
from entrelieux.directory.quality.forms import params_of, query
from entrelieux.directory.quality.selectors import to_mend, to_mend_page
from entrelieux.directory.quality.showing import defects_shown, network_of
from entrelieux.directory.quality.words import DEFECTS
from entrelieux.kernel.access import access
from entrelieux.kernel.viewer import Viewer

SECTION = {"section": "qualite"}


@access(judges)
@never_cache
@require_safe
def to_mend_list(request: HttpRequest) -> HttpResponse:
    viewer = _viewer(request)
    page = to_mend_page(viewer, params_of(request.GET))
    context = {
        "page": page,
        "params": page.params,
        "defects": defects_shown(page),
        "lines": tuple(
            (one, [(str(DEFECTS[part.defect].lacks), part.gain) for part in one.to_mend])
            for one in page.found
        ),
        "asked": f"{query(page.params)}&" if query(page.params) else "",
        "may_ask": asks_places(viewer),
        "network": network_of(viewer),
        **SECTION,
    }
    return render(request, "directory/quality_list.html", context)


@access(judges)
@never_cache
@require_safe
def to_mend_csv(request: HttpRequest) -> StreamingHttpResponse:
    found = to_mend(_viewer(request), params_of(request.GET))
    sheet = request.build_absolute_uri(reverse("directory:place", args=["ref"]))
    lines = csv_of(found, sheet.removesuffix("ref/") + "{ref}/")
    name = f"a-completer-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]
