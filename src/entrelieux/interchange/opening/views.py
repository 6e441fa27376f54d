"""The page of the open data, and its files; the same for everybody."""

import os
from datetime import datetime
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from entrelieux.interchange.opening.keeping import DAYS_KEPT, SUMS, days, described, named
from entrelieux.interchange.opening.making import MEDIA, PACKAGE
from entrelieux.interchange.opening.services import folder_served
from entrelieux.kernel.access import access, anyone

FRESH_S = 300


@access(anyone)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the files hold, of when, under what terms and how to take them."""
    folder = folder_served()
    found = described(folder)
    context = {
        "dump": found,
        "made_on": datetime.fromisoformat(found["created"]) if found else None,
        "days": days(folder),
        "days_kept": DAYS_KEPT,
        "package": PACKAGE,
        "sums": SUMS,
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "interchange/open_data.html", context)


@access(anyone)
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file, packed for who accepts it; nothing at all for who has it already."""
    path = named(folder_served(), name)
    if path is None:
        raise Http404
    packed = path.with_name(f"{path.name}.gz")
    is_packed = packed.is_file() and "gzip" in request.headers.get("Accept-Encoding", "")
    response = _given(request, packed if is_packed else path, name)
    if is_packed and response.status_code == 200:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    patch_cache_control(response, public=True, max_age=FRESH_S)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _given(request: HttpRequest, path: Path, name: str) -> HttpResponseBase:
    """The marks are those of the very file that is open: it may be replaced meanwhile."""
    try:
        opened = path.open("rb")
    except FileNotFoundError:  # a day that has just gone
        raise Http404 from None
    stat = os.fstat(opened.fileno())
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{path.suffix}"'
    modified = int(stat.st_mtime)
    known = get_conditional_response(request, etag=etag, last_modified=modified)
    if known is not None:
        opened.close()
        known["ETag"] = etag
        return known
    media = MEDIA.get(Path(name).suffix[1:], "text/plain")
    response = FileResponse(
        opened,
        as_attachment=name not in {PACKAGE, SUMS},
        filename=name,
        content_type=f"{media}; charset=utf-8" if media.startswith("text/") else media,
    )
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    return response
