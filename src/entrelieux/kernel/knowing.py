"""Nothing is sent again to whoever has it already: ETag and Last-Modified, known before reading.

A mark is made of what the answer is drawn from, not of the answer: it costs a query or two.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_http_date
from django.utils.translation import get_language

from entrelieux.kernel.errors import UserError

KNOWN: dict[str, Any] = {"responses": {304: {"description": "Inchangé depuis l'ETag donné"}}}
"""What an operation of the API adds to its contract."""
View = Callable[..., HttpResponse]
_SURE = timedelta(seconds=1)
"""Last-Modified counts whole seconds: another change may still come in the one under way."""


@dataclass(frozen=True, slots=True)
class Mark:
    """of: values that change whenever the answer may. changed_at: when one of them last did."""

    of: tuple[Any, ...]
    changed_at: datetime | None = None


def unless_known(mark_of: Callable[[HttpRequest], Mark]) -> Callable[[View], View]:
    """A public reading view answers 304 to whoever gives back its mark.

    Caches may keep the answer, and ask each time whether it still holds. Its address and language
    are in the mark. What is refused, absent or elsewhere has none.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                headers = _headers(request, mark_of(request))
            except (UserError, DatabaseError):  # the view says it, in its own way
                return view(request, *args, **kwargs)
            response = _known(request, headers) or view(request, *args, **kwargs)
            if response.status_code in {200, 304}:
                for name, value in headers.items():
                    response[name] = value
                patch_cache_control(response, public=True, no_cache=True)
                patch_vary_headers(response, ("Accept-Encoding",))  # an empty one is not packed
            return response

        return answer

    return decorate


def _headers(request: HttpRequest, mark: Mark) -> dict[str, str]:
    said = repr((mark.of, request.get_full_path(), get_language()))
    headers = {"ETag": f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'}
    if mark.changed_at and mark.changed_at <= timezone.now() - _SURE:
        headers["Last-Modified"] = http_date(int(mark.changed_at.timestamp()))
    return headers


def _known(request: HttpRequest, headers: dict[str, str]) -> HttpResponse | None:
    """304, or None. « If-None-Match: * » asks whether there is anything: the view alone knows."""
    if request.headers.get("If-None-Match", "").strip() == "*":
        return None
    modified = headers.get("Last-Modified")
    found: HttpResponse | None = get_conditional_response(
        request,
        etag=headers["ETag"],
        last_modified=parse_http_date(modified) if modified else None,
    )
    return found if found is not None and found.status_code == 304 else None
