"""The API keeps its word: its contract is written down, and what it answers is in the contract."""

import difflib
import json
import os
from pathlib import Path

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from entrelieux.accounts.tokens.scopes import scopes
from entrelieux.api.root import openapi_document
from entrelieux.directory.models import Place
from entrelieux.interchange.models import HookSubscription, PendingFile
from entrelieux.kernel.viewer import Role
from tests import signing
from tests.holding_tokens import program, token_of

SNAPSHOT = Path(__file__).with_name("openapi.json")
REFRESH = (
    "the contract of the API changed. If that is meant, tell those who use it, then refresh with:\n"
    "  REFRESH_OPENAPI=1 .venv/bin/pytest tests/contracts/test_openapi.py -k snapshot\n"
    "and read the difference of tests/contracts/openapi.json before committing it."
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def written():
    return json.dumps(openapi_document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_contract_is_that_of_the_snapshot():
    if os.environ.get("REFRESH_OPENAPI"):
        SNAPSHOT.write_text(written(), encoding="utf-8")
    kept = SNAPSHOT.read_text(encoding="utf-8") if SNAPSHOT.exists() else ""
    changes = "\n".join(
        difflib.unified_diff(kept.splitlines(), written().splitlines(), "snapshot", "now", n=2)
    )
    assert not changes, f"{REFRESH}\n\n{changes[:4000]}"


def test_the_contract_served_is_the_one_of_the_snapshot(client):
    assert client.get("/api/v1/openapi.json").json() == json.loads(written())


CONDITIONAL = {"list_places", "list_place_changes", "get_place", "list_communes", "get_access"}


def test_what_may_be_kept_says_that_it_may_be_unchanged():
    operations = [one for path in openapi_document()["paths"].values() for one in path.values()]
    conditional = {one["operationId"] for one in operations if "304" in one["responses"]}
    assert conditional == CONDITIONAL


def test_every_operation_says_what_it_refuses_and_how():
    document = openapi_document()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["operationId"], where
            refused = {s for s in operation["responses"] if s[0] in "45"}
            assert {"400", "422", "500", "503"} <= refused, where
            led_elsewhere = {s for s in operation["responses"] if s[0] not in "245"}
            unchanged = {"304"} if operation["operationId"] in CONDITIONAL else set()
            assert led_elsewhere - unchanged <= {"308"}, where
            for status in refused:
                content = operation["responses"][status]["content"]
                assert set(content) == {"application/problem+json"}, where
                assert content["application/problem+json"]["schema"] == {
                    "$ref": "#/components/schemas/Problem"
                }
            if "security" in operation:
                assert {"401", "403", "429"} <= refused, where


def operations():
    document = openapi_document()
    return [(method, path) for path, found in document["paths"].items() for method in found]


FILE = "nom;adresse;code postal;ville\nMédiathèque;1 rue X;48000;Mende\n".encode()
HOOK = {"nom": "Carte", "adresse": "https://recepteur.exemple.test/", "pour": "reseau:le-sien"}


@pytest.fixture
def animating(demo):
    """What a program sends that acts for an animator, by every scope; a file of theirs waits, and
    a hook."""
    animator = signing.mandated(Role.ANIMATOR, network=signing.network_with(ref="le-sien"))
    secret = token_of(animator.user, *(one.code for one in scopes()))
    sent = program(secret).post("/api/v1/imports", {"fichier": SimpleUploadedFile("a.csv", FILE)})
    assert sent.status_code == 201
    opened = program(secret).post("/api/v1/hooks", HOOK, content_type="application/json")
    assert opened.status_code == 201
    return {"Authorization": f"Bearer {secret}"}


def answerable(path, case):
    """The demand again, with what must be known to be answered at all."""
    if path.endswith("/plans"):
        case.body = {**case.body, "commune": "48080", "besoins": ["creer-entreprise"]}
        for name in ("publics", "urgents", "libre", "mode"):
            case.body.pop(name, None)
    elif path.endswith("/imports"):
        case.body = {"fichier": FILE}
    elif path.endswith("/imports/{ref}"):
        case.path_parameters["ref"] = PendingFile.objects.order_by("-pk").first().ref
    elif path.endswith("/hooks"):
        if case.method == "POST":
            case.body = HOOK
    elif path.endswith("/hooks/{ref}"):
        hook = HookSubscription.objects.order_by("-pk").first()
        case.path_parameters["ref"] = hook.ref if hook else "0" * 32
    elif "/{ref}" in path:
        case.path_parameters["ref"] = Place.objects.order_by("ref").first().ref
    else:
        for name in ("commune", "departement", "besoin", "nature"):
            case.query.pop(name, None)
    return case


@pytest.fixture
def connection_stays_open(animating):  # whose client closes what it opened, as clients do
    """The application is called as a server calls it, inside the transaction of a test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("method", "path"), operations())
@pytest.mark.usefixtures("demo", "connection_stays_open")
def test_no_demand_gets_an_answer_that_is_not_in_the_contract(method, path, animating):
    schema = schemathesis.openapi.from_dict(openapi_document())
    schema.app = get_wsgi_application()
    tried = set()
    fit, unfit = (
        schema[path][method].as_strategy(generation_mode=mode)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )

    @given(case=st.one_of(fit, unfit, fit.map(lambda case: answerable(path, case))))
    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def demand(case):
        response = case.call(headers={"Accept-Encoding": "identity", **animating})
        tried.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    demand()
    operation = openapi_document()["paths"][path][method]
    assert {int(one) for one in operation["responses"] if one.startswith("2")} <= tried
    if operation.get("parameters") or "requestBody" in operation:
        assert tried & {400, 404, 422}
    else:  # nothing in the demand can be unfit but who makes it
        assert Client().generic(method.upper(), path).status_code == 401
