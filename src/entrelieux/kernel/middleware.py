"""What every answer carries, and what no reading may do."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

from entrelieux.kernel.viewer import ANYONE, Viewer

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "payment", "usb", "interest-cohort", "browsing-topics")
) + ", geolocation=(self)"


class WriteInReadingError(RuntimeError):
    """A GET or HEAD tried to change a row: a fault of ours, never of the person."""


def headers(get_response: GetResponse) -> GetResponse:
    """Request id, Permissions-Policy, and no cache for pages that hold somebody's situation."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        if settings.HSTS_ALWAYS:
            response["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response

    return middleware


def viewer(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = _viewer_of(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _viewer_of(request: HttpRequest) -> Viewer:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANYONE
    return Viewer(user_id=user.pk, is_operator=user.is_superuser)


def reading_only(get_response: GetResponse) -> GetResponse:
    """GET, HEAD and OPTIONS may not change a row; the database wrapper refuses it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return get_response(request)
        with _no_writes():
            return get_response(request)

    return middleware


@contextmanager
def _no_writes() -> Iterator[None]:
    connection = connections["default"]
    with connection.execute_wrapper(_refuse_writes):
        yield


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.lstrip().split(" ", 1)[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
        raise WriteInReadingError(sql[:80])
    return execute(sql, params, many, context)
