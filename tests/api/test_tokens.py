"""A program acts for somebody by a token, within their mandates of the moment, and no other way."""

import hashlib

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from entrelieux.accounts.models import ApiToken, Mandate
from entrelieux.accounts.tokens import bearer
from entrelieux.accounts.tokens.services import revoke_token
from entrelieux.accounts.tokens.writing import SIGNS, START, draw, prefix_of
from entrelieux.interchange.guessing import reviewing
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import Role
from tests import signing
from tests.api.test_problems import problem_of
from tests.holding_tokens import program, token_of

DOUBLES, IMPORTS = "/api/v1/doubles", "/api/v1/imports"
SEND, READ = "imports:ecrire", "doublons:lire"
TABLE = "nom;adresse;code postal;ville\nMédiathèque;1 rue X;48000;Mende\nAilleurs;2;69001;Lyon\n"


@pytest.fixture(autouse=True)
def no_counter_from_another_test():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def animator(demo):
    return signing.mandated(
        Role.ANIMATOR, network=signing.network_with(), zone="departement", zone_code="48"
    )


@pytest.fixture
def secret(animator):
    return token_of(animator.user, READ, SEND)


def send(client, text=TABLE, name="lieux.csv", **values):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return client.post(IMPORTS, {"fichier": file, **values})


def refused(response, status, code):
    body = problem_of(response, status)
    assert body["type"].endswith(f":{code}")
    return body["detail"]


def test_without_a_token_it_is_said_where_to_make_one(client, demo):
    response = client.get(DOUBLES)
    assert "/compte/jetons/" in refused(response, 401, "jeton-absent")
    assert response["WWW-Authenticate"] == 'Bearer realm="Entrelieux"'


def test_a_session_authenticates_nothing(animator):
    assert animator.client.get("/lieux/doublons/").status_code == 200
    refused(animator.client.get(DOUBLES), 401, "jeton-absent")
    refused(send(animator.client), 401, "jeton-absent")


@pytest.mark.parametrize("name", ["token", "access_token", "jeton", "Authorization"])
def test_an_address_or_a_body_authenticates_nothing(client, secret, name):
    refused(client.get(DOUBLES, {name: secret}), 401, "jeton-absent")
    refused(send(client, **{name: f"Bearer {secret}"}), 401, "jeton-absent")


@pytest.mark.parametrize(
    "header", ["{}", "Token {}", "Basic {}", "Bearer", "Bearer ", "bearer:{}", "Bearer\t{}"]
)
def test_another_way_of_giving_it_is_no_way(client, secret, header):
    response = client.get(DOUBLES, headers={"authorization": header.format(secret)})
    refused(response, 401, "jeton-absent")


def test_it_opens_what_it_says_and_no_cache_keeps_it(secret):
    response = program(secret).get(DOUBLES)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response.json()["departement"] == "48"


def test_another_scope_is_named(animator):
    response = send(program(token_of(animator.user, READ)))
    assert f"« {SEND} »" in refused(response, 403, "portee-manquante")
    assert f'scope="{SEND}"' in response["WWW-Authenticate"]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1] + SIGNS[(SIGNS.index(t[-1]) + 1) % 32],
        lambda t: t[:20],
        lambda t: t + t,
        lambda t: t.upper(),
        lambda t: t.replace(START, "elx-"),
        lambda t: "é" * 63,
        lambda t: "x" * 100_000,
        lambda t: f"{t[:30]} {t[30:]}",
    ],
)
def test_a_slip_is_told_from_a_token_that_is_not_there(secret, change, django_assert_num_queries):
    client = program("")
    with django_assert_num_queries(0):
        response = client.get(
            DOUBLES, headers={"authorization": b"Bearer ".decode() + change(secret)}
        )
    assert "mal recopié" in refused(response, 401, "jeton-refuse")
    assert "invalid_token" in response["WWW-Authenticate"]


def test_one_that_nobody_made_is_not_there(demo):
    assert "n'existe pas" in refused(program(draw()).get(DOUBLES), 401, "jeton-refuse")


def test_the_part_that_is_shown_is_worth_nothing(secret):
    """Whoever saw the list of tokens, and draws the rest."""
    from entrelieux.accounts.tokens.writing import _sum_of

    body = prefix_of(secret) + draw()[12:56]
    refused(program(body + _sum_of(body)).get(DOUBLES), 401, "jeton-refuse")


def test_what_the_database_keeps_is_worth_nothing(secret):
    row = ApiToken.objects.get()
    for stolen in (row.digest, row.ref, row.prefix):
        refused(program(stolen).get(DOUBLES), 401, "jeton-refuse")


def test_the_whole_is_compared_in_constant_time(secret, monkeypatch):
    compared = []
    same = bearer.hmac.compare_digest
    monkeypatch.setattr(
        bearer.hmac, "compare_digest", lambda one, other: compared.append(1) or same(one, other)
    )
    program(secret).get(DOUBLES)
    program(draw()).get(DOUBLES)
    assert len(compared) == 2, "one that is there and one that is not take the same road"


def test_revoked_it_is_worth_nothing_at_the_next_demand(animator, secret):
    client = program(secret)
    assert client.get(DOUBLES).status_code == 200
    revoke_token(actor=animator.viewer, ref=ApiToken.objects.get().ref)
    assert "retiré" in refused(client.get(DOUBLES), 401, "jeton-refuse")


@pytest.mark.parametrize(("days", "status"), [(0, 200), (-1, 401)])
def test_its_last_day_counts_and_the_next_does_not(animator, days, status):
    response = program(token_of(animator.user, READ, days=days)).get(DOUBLES)
    assert response.status_code == status
    if status == 401:
        assert "expiré" in refused(response, 401, "jeton-refuse")


def test_a_closed_account_opens_nothing(animator, secret):
    get_user_model().objects.filter(pk=animator.user.pk).update(is_active=False)
    assert "fermé" in refused(program(secret).get(DOUBLES), 401, "jeton-refuse")


@pytest.mark.parametrize("over", [{"revoked_at": "2026-01-01T00:00Z"}, {"ends_on": "2026-01-01"}])
def test_with_its_mandate_over_it_opens_nothing(animator, secret, over):
    client = program(secret)
    assert client.get(DOUBLES).status_code == 200
    Mandate.objects.filter(user=animator.user).update(**over)
    assert "autorisation" in refused(client.get(DOUBLES), 401, "jeton-refuse")
    refused(send(client), 401, "jeton-refuse")


def test_a_mandate_narrowed_narrows_it_at_once(animator, secret):
    client = program(secret)
    Mandate.objects.filter(user=animator.user).update(zone_code="43")
    assert client.get(DOUBLES).json()["departements"] == ["43"]
    refused(client.get(DOUBLES, {"departement": "48"}), 404, "introuvable")


def test_no_other_mandate_of_its_holder_passes(animator):
    """An agent elsewhere, an operator with a session open: the program is an animator, and that."""
    from entrelieux.accounts.selectors import viewer_for
    from entrelieux.accounts.tokens.policies import narrowed
    from entrelieux.accounts.tokens.scopes import scopes

    operator = signing.operator()
    signing.mandate(operator.user, Role.AGENT, organisation="s")
    signing.mandate(operator.user, Role.ANIMATOR, network=signing.network_with())
    whole = viewer_for(operator.user, verified=True)
    assert whole.is_operator
    for one in scopes():
        viewer = narrowed(whole, one)
        assert not viewer.is_operator
        assert not viewer.may_operate
        assert {held.role for held in viewer.mandates} <= one.roles


def test_another_territory_is_absent(secret):
    for departement in ("69", "999", "%", "\x00"):
        refused(program(secret).get(DOUBLES, {"departement": departement}), 404, "introuvable")


def test_wrong_ones_are_braked_and_nobody_elsewhere_waits(secret, monkeypatch):
    monkeypatch.setattr(bearer, "MOST_FAILED", 3)
    for _ in range(3):
        refused(program(draw()).get(DOUBLES), 401, "jeton-refuse")
    response = program(draw()).get(DOUBLES)
    refused(response, 429, "trop-d-essais")
    assert response["Retry-After"] == "60"
    refused(program(secret).get(DOUBLES), 429, "trop-d-essais")
    assert program(secret).get(DOUBLES, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_wrong_one_now_and_then_stops_nobody(secret, monkeypatch):
    monkeypatch.setattr(bearer, "MOST_FAILED", 3)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            refused(program(draw()).get(DOUBLES), 401, "jeton-refuse")
            clock.shift(bearer.PAUSE_S / 2)
        assert program(secret).get(DOUBLES).status_code == 200


def test_where_no_address_is_known_nobody_is_stopped_for_another(secret, monkeypatch):
    """A server behind a socket of files says none."""
    monkeypatch.setattr(bearer, "MOST_FAILED", 1)
    for _ in range(3):
        response = program(draw()).get(DOUBLES, REMOTE_ADDR="")
        refused(response, 401, "jeton-refuse")
    assert program(secret).get(DOUBLES, REMOTE_ADDR="").status_code == 200


def test_good_ones_are_never_braked(secret, monkeypatch):
    monkeypatch.setattr(bearer, "MOST_FAILED", 2)
    assert {program(secret).get(DOUBLES).status_code for _ in range(5)} == {200}


def test_public_operations_ask_for_none_and_read_none(client, demo):
    with_wrong = client.get("/api/v1/places", headers={"authorization": f"Bearer {draw()}"})
    assert with_wrong.json() == client.get("/api/v1/places").json()


def test_no_log_and_no_journal_keeps_it(secret, caplog):
    program(secret).get(DOUBLES)
    program(secret).get("/api/v1/nothing")
    program(draw()).get(DOUBLES)
    assert secret[12:] not in caplog.text
    assert not JournalEntry.objects.filter(facts__icontains=secret[4:]).exists()


def test_a_file_waits_for_the_person_and_nothing_is_published(animator, secret):
    sent = send(program(secret), producteur="Métropole")
    assert sent.status_code == 201
    body = sent.json()
    assert sent["Location"] == f"{IMPORTS}/{body['id']}"
    report = body["compte_rendu"]
    assert (report["corrigees"], report["refusees"], report["nouvelles"]) == (1, 1, 1)
    assert any("territoire" in one["attendu"] for one in report["remarques"])
    (waiting,) = reviewing.mine(animator.viewer)
    assert waiting.source == "Métropole"
    assert animator.client.get(f"/echanges/{body['id']}/lignes/").status_code == 200
    assert program(secret).get(sent["Location"]).json() == body


def test_the_file_of_somebody_else_is_absent(animator, secret):
    other = signing.mandated(Role.ANIMATOR, network=signing.network_with())
    ref = send(program(token_of(other.user, SEND))).json()["id"]
    refused(program(secret).get(f"{IMPORTS}/{ref}"), 404, "introuvable")


@pytest.mark.parametrize("ref", ["a", "0" * 32, "..%2f", "%00", "é", "' or 1=1"])
def test_a_file_that_is_not_there_is_absent(secret, ref):
    refused(program(secret).get(f"{IMPORTS}/{ref}"), 404, "introuvable")


def test_columns_that_make_no_place_are_said_and_the_file_waits(secret):
    body = send(program(secret), "a;b\n1;2\n").json()
    assert body["compte_rendu"] is None
    assert "nom des lieux" in body["a_corriger"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"", 400),
        (b"\x00" * 50, 400),
        (b"PK\x03\x04" + b"\xff" * 99, 400),
        (b"<html></html>", 400),
        (b"nom\n" + b"x" * 4_200_000, 413),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(secret, text, status):
    problem_of(send(program(secret), text), status)
    assert reviewing.mine(signing.Signed(Client(), ApiToken.objects.get().user, True).viewer) == ()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=" + "x" * 400, b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\n" * 3),
        ("application/json", b"{}"),
        ("text/csv", b"nom\nx\n"),
        ("", b""),
    ],
)
def test_a_body_that_holds_no_file_is_refused(secret, kind, content):
    response = program(secret).post(IMPORTS, content, content_type=kind)
    assert response.status_code in {400, 422}
    problem_of(response, response.status_code)


def test_a_name_longer_than_a_disk_accepts_is_no_fault(secret):
    assert send(program(secret), name=f"{'é' * 240}.csv").status_code == 201


def test_a_name_that_climbs_stays_a_name(secret):
    body = send(program(secret), name="../../etc/passwd.csv").json()
    assert body["fichier"] == "passwd.csv"


def test_the_day_it_served_is_kept_with_no_hour(secret):
    program(secret).get(DOUBLES)
    keys = [f"jeton:{ApiToken.objects.get().ref}"]
    assert cache.get_many(keys) == {keys[0]: timezone.localdate().isoformat()}
    assert hashlib.sha256(secret.encode()).hexdigest() == ApiToken.objects.get().digest


HOOK = {"nom": "Carte", "adresse": "https://recepteur.exemple.test/chemin"}


def hooks_of(client, owner, **more):
    said = HOOK | {"pour": owner} | more
    return client.post("/api/v1/hooks", said, content_type="application/json")


def test_a_program_opens_reads_and_removes_the_hooks_of_its_holder_and_no_other(demo):
    mine, theirs = (
        signing.mandated(Role.ANIMATOR, network=signing.network_with(ref=ref))
        for ref in ("ici", "ailleurs")
    )
    here, there = (program(token_of(one.user, "crochets:ecrire")) for one in (mine, theirs))
    opened = hooks_of(here, "reseau:ici", cle="une", departements=["48"])
    assert opened.status_code == 201
    assert hooks_of(here, "reseau:ici", cle="une").json()["id"] == opened.json()["id"]
    problem_of(hooks_of(here, "reseau:ailleurs"), 422)
    (read,) = here.get("/api/v1/hooks").json()
    assert read["id"] == opened.json()["id"]
    assert opened.json()["secret"] not in str(read)
    assert there.get("/api/v1/hooks").json() == []
    address = f"/api/v1/hooks/{read['id']}"
    problem_of(there.delete(address), 404)
    assert here.delete(address).status_code == 204
    problem_of(here.delete(address), 404)
    assert here.get("/api/v1/hooks").json() == []


@pytest.mark.parametrize("address", ["http://recepteur.exemple.test/", "https://127.0.0.1/", ""])
def test_a_hook_goes_only_where_those_of_the_page_go(demo, address):
    animator = signing.mandated(Role.ANIMATOR, network=signing.network_with(ref="ici"))
    client = program(token_of(animator.user, "crochets:ecrire"))
    response = hooks_of(client, "reseau:ici", adresse=address)
    problem_of(response, response.status_code)
    assert response.status_code in {400, 422}
