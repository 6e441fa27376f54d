"""Who may use what: the derived list of routes and the table written by hand say the same."""

import re
from collections import defaultdict
from copy import copy

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path
from django.utils import timezone

from entrelieux.kernel.access import access, anyone, check_routes, declared_routes, operator_only
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.models import Intake
from entrelieux.reception.services import digest_of, erase_intake
from tests import signing
from tests.contracts.cast import Cast
from tests.contracts.routes import ROLES, SCOPES, addresses, expected, expected_of


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


PROBLEM = "a problem, as the API says it"


def client_of(role):
    """Somebody of this role, apart from the cast."""
    alone = {"visitor": signing.visitor, "operator": signing.operator}
    return alone.get(role, signing.person)().client


def test_the_table_and_the_site_name_the_same_routes():
    derived = [name for name, _pattern in declared_routes()]
    assert len(derived) == len(set(derived)), "two routes bear one name"
    assert set(derived) == {route for route, _method, _scope in expected()}
    assert set(derived) == set(addresses(Cast()))


def test_a_route_about_an_object_has_an_answer_for_each_scope():
    written = defaultdict(set)
    for route, _method, scope in expected():
        written[route].add(scope)
    tried = {route: set(by_scope) for route, by_scope in addresses(Cast()).items()}
    assert {route: scopes for route, scopes in written.items() if scopes != tried.get(route)} == {}
    whole = ({"-"}, set(SCOPES))
    assert {route: scopes for route, scopes in written.items() if scopes not in whole} == {}


def test_every_object_that_the_table_speaks_of_is_there(cast):
    """An object that nobody put would look absent, and prove nothing."""
    missing = {
        (kind, scope)
        for kind, by_scope in cast.objects.items()
        for scope in cast.placed
        if scope not in by_scope
    }
    assert missing == set()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role, cast):
    """Each request alone: what it wrote, and what it did to the session, is undone after it."""
    tried, written = addresses(cast), expected()
    client = cast.people[role].client
    wrong, unlike = {}, []
    plain = seen(client.get("/rien-ici/"))
    for (route, method, scope), allowed in expected_of(role).items():
        address = tried[route][scope]
        response = attempt(client, method, address)
        if response.status_code not in allowed:
            wrong[route, method, scope] = (response.status_code, allowed)
        refused = response.status_code == 404 and method in {"GET", "POST"}
        if refused and depends_on_who(written.get((route, method, scope)), scope):
            page = seen(response)
            unlike += [(route, method, scope)] * (page not in {plain, PROBLEM})
    assert wrong == {}
    assert unlike == [], "absent and forbidden do not look the same"


def depends_on_who(statuses, scope):
    """Whether a route is not the same for everybody: an expired plan has a page of its own."""
    return scope != "-" or len(set(statuses or ())) > 1


def attempt(client, method, address):
    cookies = copy(client.cookies)
    kind = {"content_type": "application/json"} if address.startswith("/api/") else {}
    with transaction.atomic():
        response = client.generic(method, address, **kind)
        response.getvalue()  # whatever is made as it is sent is made before the undoing
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def seen(response):
    """What somebody reads on an answer, but for where it would lead them back to, the kind of page
    (« un mot pas compris ? » knows it) and the token of its forms."""
    if response["Content-Type"].startswith("application/"):
        return PROBLEM
    said = response.content.decode()
    for vary in (r"(\?next=)[^\"]*", r"(name=\"next\" value=)\"[^\"]*\"", r"(\?depuis=)\w+"):
        said = re.sub(vary, r"\1", said)
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", said)


@pytest.mark.parametrize("name", ["plans", "change", "print"])
def test_an_expired_an_erased_and_an_absent_intake_look_the_same(name, cast, opened):
    erased, expired = opened(), opened()
    erase_intake(actor=ANYONE, token=erased)
    Intake.objects.filter(token_digest=digest_of(expired)).update(expires_at=timezone.now())
    for role in ROLES:
        client, pages = client_of(role), set()
        for token in (erased, expired, "x" * 32):
            response = client.get(addresses(Cast(token))[f"reception:{name}"]["-"])
            assert response.status_code == 404
            pages.add(seen(response).replace(token, "TOKEN"))
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
