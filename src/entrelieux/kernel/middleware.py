"""What every answer carries, and what no reading may do."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from entrelieux.kernel.once import reading
from entrelieux.kernel.viewer import viewer_of

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = (
    ", ".join(
        f"{feature}=()"
        for feature in (
            "camera",
            "microphone",
            "payment",
            "usb",
            "interest-cohort",
            "browsing-topics",
        )
    )
    + ", geolocation=(self)"
)


READING = frozenset(
    {
        *("SELECT", "WITH", "VALUES", "SHOW", "PRAGMA", "SET"),
        *("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"),
    }
)
FIRST_WORD = re.compile(r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*([A-Za-z]+)", re.DOTALL)
WRITES_INSIDE = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)


class WriteInReadingError(RuntimeError):
    """A GET or HEAD tried to change a row: a fault of ours, never of the person."""


def headers(get_response: GetResponse) -> GetResponse:
    """Request id, Permissions-Policy, HSTS where the site is served in HTTPS."""

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
    """Who is asking. What somebody signed in is shown is kept by no cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        who = request.viewer = viewer_of(request)  # type: ignore[attr-defined]
        response = get_response(request)
        if not who.is_anonymous:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


def reading_only(get_response: GetResponse) -> GetResponse:
    """GET, HEAD and OPTIONS may not change a row; the database wrapper refuses it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return get_response(request)
        with _no_writes(), reading():
            return get_response(request)

    return middleware


@contextmanager
def _no_writes() -> Iterator[None]:
    connection = connections["default"]
    with connection.execute_wrapper(_refuse_writes):
        yield


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if not only_reads(sql):
        raise WriteInReadingError(sql[:80])
    return execute(sql, params, many, context)


def only_reads(sql: str) -> bool:
    """Whether a statement is one of those known to change nothing; any other may."""
    first = FIRST_WORD.match(sql)
    if first is None or first[1].upper() not in READING:
        return False
    return first[1].upper() != "WITH" or not WRITES_INSIDE.search(sql)
