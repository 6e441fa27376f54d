"""Every refusal of the API has one shape (RFC 9457), one status, and says what was expected."""

import json

import pytest
from django.test import Client

from entrelieux.directory import selectors as directory_selectors

PLANS = "/api/v1/plans"
SITUATION = {"commune": "Langogne", "besoins": ["apprendre-numerique"]}
FIELDS = {"type", "title", "status", "detail", "instance", "errors"}


def problem_of(response, status):
    assert response.status_code == status, response.content[:400]
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert set(body) == FIELDS
    assert body["status"] == status
    assert body["type"].startswith("urn:entrelieux:probleme:")
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == f"urn:entrelieux:requete:{response['X-Request-ID']}"
    for error in body["errors"]:
        assert set(error) == {"field", "found", "expected"}
    return body


def post(client, content, content_type="application/json"):
    return client.post(PLANS, content, content_type=content_type)


@pytest.mark.parametrize(
    "path", ["", "nothing", "nothing/at/all", "places/", "plans/3", "openapi.json/", "docs"]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_an_address_that_leads_nowhere_is_a_problem_not_a_page(client, path, method):
    response = getattr(client, method)(f"/api/v1/{path}")
    assert problem_of(response, 404)["type"].endswith(":introuvable")


def test_an_unknown_place_is_a_problem(client, db):
    problem_of(client.get("/api/v1/places/nobody-knows-it"), 404)


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("communes?q=mende", "post", "GET"),
        ("places", "delete", "GET"),
        ("places/x", "put", "GET"),
        ("plans", "get", "POST"),
        ("plans", "head", "POST"),
        ("openapi.json", "post", "GET"),
    ],
)
def test_another_method_is_refused_and_says_which_are_allowed(client, path, method, allowed):
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response["Allow"] == allowed
    if method == "head":
        assert response.status_code == 405
    else:
        assert allowed in problem_of(response, 405)["detail"]


@pytest.mark.parametrize(
    "content",
    ["{", "[1, 2", "nothing", "\xff", "[]", "3", '"text"', "null", "[" * 100_000, "9" * 5_000],
)
def test_what_is_not_a_json_object_is_refused_in_french(client, content):
    body = problem_of(post(client, content.encode("latin-1")), 400)
    assert body["type"].endswith(":json-illisible")
    assert body["detail"].startswith("Le corps")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/xml"])
def test_another_format_is_refused(client, kind):
    body = problem_of(post(client, json.dumps(SITUATION), kind), 415)
    assert "application/json" in body["detail"]


def test_a_charset_beside_json_is_accepted(client, demo):
    response = post(client, json.dumps(SITUATION), "application/json; charset=utf-8")
    assert response.status_code == 200


def test_too_heavy_a_body_is_refused(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    problem_of(post(client, json.dumps(SITUATION | {"libre": "a" * 2_000})), 413)


@pytest.mark.parametrize(
    ("change", "field", "found", "expected"),
    [
        ({"max_minutes": "abc"}, "max_minutes", "abc", "un nombre entier"),
        ({"max_minutes": 500}, "max_minutes", "500", "au plus 180"),
        ({"max_minutes": 1}, "max_minutes", "1", "au moins 5"),
        ({"besoins": []}, "besoins", "[]", "au moins 1 élément(s)"),
        ({"besoins": ["a"] * 9}, "besoins", '["a", "a"', "au plus 8 éléments"),
        ({"besoins": [3]}, "besoins.0", "3", "un texte"),
        ({"commune": ""}, "commune", "", "un texte d'au moins 1 caractère(s)"),
        ({"commune": None}, "commune", "null", "un texte"),
        ({"gratuit": "peut-être"}, "gratuit", "peut-être", "vrai ou faux (true ou false)"),
        ({"inconnu": 1}, "inconnu", "1", "rien : ce champ n'existe pas"),
        ({"graine": -1}, "graine", "-1", "au moins 0"),
    ],
)
def test_a_value_that_cannot_be_used_says_where_what_and_what_was_expected(
    client, change, field, found, expected
):
    body = problem_of(post(client, json.dumps(SITUATION | change)), 422)
    (fault,) = body["errors"]
    assert fault["field"] == field
    assert fault["found"].startswith(found)
    assert fault["expected"] == expected
    assert body["detail"] == f"{field} : attendu {expected}"


@pytest.mark.django_db
def test_a_missing_value_is_said(client):
    body = problem_of(post(client, "{}"), 422)
    assert {fault["field"] for fault in body["errors"]} == {"commune", "besoins"}
    body = problem_of(client.get("/api/v1/communes"), 422)
    assert body["detail"] == "q : attendu une valeur"
    problem_of(post(client, ""), 422)


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"commune": "Xyzzyx"}, 400, "commune-inconnue", "commune"),
        ({"commune": "Saint-Denis"}, 400, "commune-ambigue", "commune"),
        ({"besoins": ["voler"]}, 422, "situation-invalide", "besoins"),
        ({"urgents": ["voler"]}, 422, "situation-invalide", "urgents"),
        ({"mode": "fusée"}, 422, "situation-invalide", "mode"),
        ({"publics": ["martiens"]}, 422, "situation-invalide", "publics"),
        ({"libre": "quand il pleut"}, 422, "situation-invalide", "libre"),
    ],
)
def test_what_a_selector_refuses_keeps_its_code_and_its_field(
    client, demo, change, status, code, field
):
    body = problem_of(post(client, json.dumps(SITUATION | change)), status)
    assert body["type"] == f"urn:entrelieux:probleme:{code}"
    assert [fault["field"] for fault in body["errors"]] == [field]


def test_without_communes_the_api_says_that_it_is_not_ready(client, db):
    from entrelieux.territories.models import LoadedPack

    LoadedPack.objects.all().delete()
    problem_of(client.get("/api/v1/communes?q=mende"), 503)


def test_a_fault_of_ours_shows_nothing_of_the_inside(monkeypatch, db, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(directory_selectors, "place_list", broken)
    response = Client(raise_request_exception=False).get("/api/v1/places")
    body = problem_of(response, 500)
    assert "secret" not in json.dumps(body)
    assert "Traceback" not in json.dumps(body)
    assert "secret inside" in caplog.text


def test_nobody_needs_a_cookie(demo):
    response = Client(enforce_csrf_checks=True).post(
        PLANS, json.dumps(SITUATION), content_type="application/json"
    )
    assert response.status_code == 200
    assert not response.cookies
