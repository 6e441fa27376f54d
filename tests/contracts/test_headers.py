"""What every answer carries, whatever the route and whatever went wrong."""

import re

import pytest
from django.test import Client, override_settings

from entrelieux.directory import selectors
from tests.factories import account

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
PRIVATE = {
    *("reception:intake", "reception:one_page", "reception:step", "reception:one_page_again"),
    *("reception:plans", "reception:change", "reception:print"),
}


FRAMED = "sharing:embedded"
"""The one route that other sites may frame; everything else of it is as guarded."""
OWN_POLICY = {
    FRAMED: {"frame-ancestors": "*"},
    "sharing:builder": {"frame-src": "'self'"},
}
OPEN_FILES = {"schemas:schema", "opening:file"}
"""Public files, the same for everybody, that a page of another site may read."""


def assert_guarded(response, route=""):
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    assert policy == CSP | OWN_POLICY.get(route, {}), route
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.get("X-Frame-Options") == (None if route == FRAMED else "DENY"), route
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=(self)"} <= set(
        response["Permissions-Policy"].split(", ")
    )
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])
    assert "Server" not in response
    assert "X-Powered-By" not in response
    readers = {None, "*"} if route in OPEN_FILES else {None}
    assert response.get("Access-Control-Allow-Origin") in readers, route
    assert "Access-Control-Allow-Credentials" not in response


def test_every_route_and_every_method_carries_them(client, address_of):
    for route, address in address_of.items():
        for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
            assert_guarded(client.generic(method, address), route)


def test_one_route_alone_may_be_framed_whatever_it_is_asked(client, address_of):
    assert [route for route, own in OWN_POLICY.items() if "frame-ancestors" in own] == [FRAMED]
    for route in OWN_POLICY:
        for asked in ("", "?commune=Mende", "?besoin=rien", "?commune=Saint-Denis"):
            assert_guarded(client.get(address_of[route] + asked), route)


@pytest.mark.parametrize(
    "address",
    ["/nothing/", "/lieux/absent/", "/parcours/absent/", "/api/v1/x", "/.env", "/lieux"],
)
def test_what_is_absent_carries_them(client, demo, address):
    response = client.get(address)
    assert response.status_code in {301, 404}
    assert_guarded(response)


@pytest.mark.parametrize(
    "address", ["/static/site/css/tokens.css", "/static/site/vendor/icons.svg", "/static/absent"]
)
def test_files_carry_them(client, db, address):
    assert_guarded(client.get(address))


@pytest.mark.parametrize("address", ["/lieux/", "/api/v1/places"])
def test_a_fault_of_ours_carries_them_and_shows_nothing_inside(monkeypatch, demo, address):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(selectors, "place_list", broken)
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == 500
    assert_guarded(response)
    page = response.content.decode()
    assert "secret" not in page
    assert "Traceback" not in page
    assert "RuntimeError" not in page


def test_a_form_from_elsewhere_is_refused_with_them(db):
    response = Client(enforce_csrf_checks=True).post("/parcours/", {"commune": "Mende"})
    assert response.status_code == 403
    assert_guarded(response)


def test_another_host_is_refused_with_them():
    response = Client().get("/", HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert_guarded(response)
    assert "evil.example" not in response.content.decode()


def test_pages_of_one_person_are_kept_by_no_cache(client, address_of):
    for route in PRIVATE:
        assert "no-store" in client.get(address_of[route])["Cache-Control"], route


def test_what_somebody_signed_in_is_shown_is_kept_by_no_cache(client, address_of):
    client.force_login(account())
    for address in address_of.values():
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_no_page_but_a_form_sets_a_cookie(client, address_of):
    for route, address in address_of.items():
        client.cookies.clear()
        set_there = set(client.get(address).cookies)
        assert set_there <= {"csrf"}, route


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client, db):
    for cookie in client.get("/parcours/").cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@override_settings(HSTS_ALWAYS=True)
def test_a_site_in_https_asks_to_stay_so(client):
    said = client.get("/api/v1/openapi.json")["Strict-Transport-Security"]
    assert said == "max-age=31536000; includeSubDomains"
