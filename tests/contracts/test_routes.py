"""Who may use what: the derived list of routes and the table written by hand say the same."""

import re

import pytest
from django.core.checks import run_checks
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone

from entrelieux.accounts.models import User
from entrelieux.kernel.access import access, anyone, check_routes, declared_routes, operator_only
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.models import Intake
from entrelieux.reception.services import digest_of, erase_intake
from tests import signing
from tests.contracts.cast import Cast
from tests.contracts.routes import METHODS, ROLES, addresses, expected


def bare(_request):
    return HttpResponse()


@access(operator_only)
def reserved(_request):
    return HttpResponse("reserved")


urlpatterns = [
    path("open/", access(anyone)(bare), name="open"),
    path("reserved/", reserved, name="reserved"),
    path("", include("entrelieux.site.urls")),
    path("inside/", include(([path("bare/", bare, name="bare")], "inside"))),
]


def client_of(role):
    if role == "visitor":
        return Client()
    if role == "operator":
        return signing.operator().client
    return signing.person().client


def test_the_table_and_the_site_name_the_same_routes():
    derived = [name for name, _pattern in declared_routes()]
    assert len(derived) == len(set(derived)), "two routes bear one name"
    assert set(derived) == {route for route, _method, _scope in expected()}
    assert set(derived) == set(addresses(Cast()))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role, cast, opened):
    tried = addresses(cast)
    tried["reception:erase"] = {"-": f"/parcours/{opened()}/effacer/"}
    client = client_of(role)
    table = expected()
    found, wanted = {}, {}
    for route, by_scope in tried.items():
        for scope, address in by_scope.items():
            for method in METHODS:
                statuses = table.get((route, method, scope), (405,) * len(ROLES))
                wanted[route, method, scope] = statuses[ROLES.index(role)]
                kind = {"content_type": "application/json"} if address.startswith("/api/") else {}
                response = client.generic(method, address, **kind)
                found[route, method, scope] = response.status_code
    assert found == wanted


@pytest.mark.parametrize("name", ["plans", "change", "print"])
def test_an_expired_an_erased_and_an_absent_intake_look_the_same(name, cast, opened):
    erased, expired = opened(), opened()
    erase_intake(actor=ANYONE, token=erased)
    Intake.objects.filter(token_digest=digest_of(expired)).update(expires_at=timezone.now())
    pages = set()
    for token in (erased, expired, "x" * 32):
        for role in ROLES:
            response = client_of(role).get(addresses(Cast(token))[f"reception:{name}"]["-"])
            assert response.status_code == 404
            said = response.content.decode().replace(token, "TOKEN")
            pages.add(re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", said))
            User.objects.all().delete()
    assert len(pages) == 1


@override_settings(ROOT_URLCONF=__name__)
def test_a_route_that_does_not_say_who_may_use_it_is_a_serious_fault():
    (fault,) = check_routes()
    assert fault.id == "kernel.E001"
    assert "inside:bare" in fault.msg
    assert fault.is_serious()
    assert fault in run_checks()


def test_every_route_of_the_site_says_who_may_use_it():
    assert check_routes() == []


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("role", ["visitor", "person"])
def test_what_is_reserved_looks_absent(db, role):
    assert client_of(role).get("/reserved/").status_code == 404


@override_settings(ROOT_URLCONF=__name__)
def test_what_is_reserved_opens_to_whom_it_is_for(db):
    assert client_of("operator").get("/reserved/").content == b"reserved"
