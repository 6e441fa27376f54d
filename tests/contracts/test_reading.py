"""GET and HEAD change nothing: every route is walked, and the house refuses the ones that would."""

import re

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.middleware import WriteInReadingError, only_reads
from entrelieux.kernel.models import Source
from tests.signing import operator

WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|DROP|ALTER)\b")
SESSIONS = '"django_session"'
"""What a browser is being asked (a key to prove, a code to confirm) is no row about the world."""


@access(anyone)
def careless(_request):
    Source.objects.create(slug="written-while-reading", title="x")
    return HttpResponse()


urlpatterns = [path("careless/", careless, name="careless")]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("role", ["anyone", "operator"])
def test_no_route_writes_while_reading(client, address_of, method, role):
    if role == "operator":
        client = operator().client
    for route, address in address_of.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.generic(method, address)
        wrote = [q["sql"] for q in queries if WRITES.search(q["sql"]) and SESSIONS not in q["sql"]]
        assert not wrote, f"{method} {route} writes: {wrote}"


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_view_that_would_write_is_stopped(client, db, method):
    with pytest.raises(WriteInReadingError), transaction.atomic():
        client.generic(method, "/careless/")
    assert not Source.objects.filter(slug="written-while-reading").exists()


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_may_write_when_it_is_asked_to(client, db):
    assert client.post("/careless/").status_code == 200
    assert Source.objects.filter(slug="written-while-reading").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "  select * from t",
        "(SELECT 1) UNION (SELECT 2)",
        "/* why */ SELECT 1",
        "-- why\nSELECT 1",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        'SAVEPOINT "s1"',
        'RELEASE SAVEPOINT "s1"',
        'ROLLBACK TO SAVEPOINT "s1"',
        "PRAGMA quick_check",
    ],
)
def test_statements_that_read(sql):
    assert only_reads(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t VALUES (1)",
        "insert\ninto t values (1)",
        "\tUPDATE\tt SET a = 1",
        "/* SELECT */ DELETE FROM t",
        "-- SELECT\nDELETE FROM t",
        "REPLACE INTO t VALUES (1)",
        "WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone",
        "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
        "MERGE INTO t USING s ON true",
        "TRUNCATE t",
        "DROP TABLE t",
        "CREATE TABLE t (a)",
        "VACUUM",
        "",
    ],
)
def test_statements_that_may_write(sql):
    assert not only_reads(sql)
