"""An identity provider whose userinfo is a signed JWT: believed when every seal of it holds."""

import json
import re
import time
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client

from entrelieux.accounts.invitations import invite
from entrelieux.accounts.models import User
from entrelieux.accounts.services import Power
from entrelieux.kernel.viewer import Role
from entrelieux.site.settings_model import Environment, SettingError
from tests.signing import mandated, person

RECORDED = json.loads(
    (Path(__file__).parent / "payloads/proconnect-2026-11.json").read_text(encoding="utf-8")
)
CONFIGURATION = RECORDED["configuration"]
CLIENT = "client-essai"
RETURN = "/compte/entrer/oidc/retour/"
HERE = "structure-ici"
KEYS = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
}
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)

pytestmark = pytest.mark.django_db


class World:
    """What the other end answers, by method and address; anything else is not to be asked."""

    def __init__(self):
        self.said = {}

    def get(self, address, *, json=None, body="", content_type="application/json"):
        self.said["GET", address] = (_text(json, body), content_type)

    def post(self, address, *, json=None, body="", content_type="application/json"):
        self.said["POST", address] = (_text(json, body), content_type)

    def answer(self, request, **_options):
        body, content_type = self.said[request.method, request.url]
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 200, request.url, request
        answer.headers["Content-Type"] = content_type
        answer._content, answer.encoding = body.encode(), "utf-8"
        return answer


def _text(said, body):
    return body if said is None else json.dumps(said)


@pytest.fixture(autouse=True)
def provider(settings, monkeypatch):
    settings.OIDC_NAME = "ProConnect"
    app = Environment(
        oidc_name="ProConnect",
        oidc_url="https://identite.exemple.test/api/v2",
        oidc_client_id=CLIENT,
        oidc_client_secret="secret-essai",
        oidc_scopes="openid given_name usual_name email siret uid organizational_unit",
    ).oidc()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    world = World()
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", staticmethod(world.answer))
    address = f"{CONFIGURATION['issuer']}/.well-known/openid-configuration"
    world.get(address, json=CONFIGURATION)
    world.get(CONFIGURATION["jwks_uri"], json=published())
    return world


def published():
    made = []
    for name, key in KEYS.items():
        algorithm = jwt.get_algorithm_by_name(name)
        public = json.loads(algorithm.to_jwk(key.public_key()))
        made.append({**public, "kid": f"clef-{name}", "alg": name, "use": "sig"})
    return {"keys": made}


def stamped(claims, **changes):
    now = int(time.time())
    stamps = {"iss": CONFIGURATION["issuer"], "aud": CLIENT, "iat": now, "exp": now + 60}
    return {**claims, **stamps, **changes}


def signed(claims, *, algorithm="RS256", key=None, kid=None, **changes):
    headers = {"kid": kid or f"clef-{algorithm}"}
    key = key or KEYS[algorithm]
    return jwt.encode(stamped(claims, **changes), key, algorithm=algorithm, headers=headers)


def answers(world, userinfo=None, *, kind="application/jwt", id_token=None):
    token = id_token or signed(RECORDED["id_token"])
    world.post(
        CONFIGURATION["token_endpoint"],
        json={"access_token": "jeton", "token_type": "Bearer", "id_token": token},
    )
    said = signed(RECORDED["userinfo"]) if userinfo is None else userinfo
    world.get(CONFIGURATION["userinfo_endpoint"], body=said, content_type=kind)


def way_out(response):
    """Where the page leads by itself, and by its link."""
    assert response.status_code == 200
    address = response["Refresh"].removeprefix("0; url=")
    assert escape(address) in response.content.decode()
    return address


def come_back(client):
    """Go to the provider, come back with a code, and press « Continuer »."""
    asked = parse_qs(urlsplit(way_out(client.post("/compte/entrer/oidc/"))).query)
    back = f"{RETURN}?code=abc&state={asked['state'][0]}"
    page = client.get(back)
    assert page.status_code == 200
    assert "ProConnect" in page.content.decode()
    return client.post(back)


def tie(user):
    return SocialAccount.objects.create(
        user=user, provider="oidc", uid=RECORDED["userinfo"]["sub"], extra_data={}
    )


def is_in(client):
    return client.get("/compte/").status_code == 200


def test_the_way_out_asks_for_what_the_setting_says_and_nothing_more(client):
    gone = way_out(client.post("/compte/entrer/oidc/"))
    asked = parse_qs(urlsplit(gone).query)
    assert gone.startswith(CONFIGURATION["authorization_endpoint"])
    scopes = "openid given_name usual_name email siret uid organizational_unit"
    assert sorted(asked["scope"][0].split()) == sorted(scopes.split())
    assert asked["redirect_uri"] == [f"http://testserver{RETURN}"]
    assert asked["code_challenge_method"] == ["S256"]


@pytest.mark.parametrize("algorithm", KEYS)
def test_somebody_tied_to_the_provider_enters(provider, client, algorithm):
    user = person().user
    tie(user)
    answers(provider, signed(RECORDED["userinfo"], algorithm=algorithm))
    response = come_back(client)
    assert (response.status_code, response["Location"]) == (303, "/compte/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_of_what_the_provider_says_only_the_structure_is_kept(provider, client):
    row = tie(person().user)
    answers(provider)
    come_back(client)
    row.refresh_from_db()
    assert row.extra_data == {"siret": "21480080500018", "organizational_unit": "Accueil"}
    assert not SocialToken.objects.exists()


def test_a_plain_userinfo_is_read_as_openid_connect_says(provider, client):
    tie(person().user)
    answers(provider, json.dumps(RECORDED["userinfo"]), kind="application/json; charset=utf-8")
    come_back(client)
    assert is_in(client)


def forged_without_signature(claims):
    return jwt.encode(stamped(claims), None, algorithm="none", headers={"kid": "clef-RS256"})


def forged_with_the_shared_secret(claims):
    secret = "secret-essai-de-plus-de-trente-deux-octets"
    return jwt.encode(stamped(claims), secret, algorithm="HS256", headers={"kid": "clef-RS256"})


FORGED = {
    "another key": lambda claims: signed(claims, key=STRANGER),
    "unknown key": lambda claims: signed(claims, kid="clef-inconnue"),
    "other issuer": lambda claims: signed(claims, iss="https://ailleurs.test"),
    "other site": lambda claims: signed(claims, aud="un-autre-client"),
    "expired": lambda claims: signed(claims, exp=int(time.time()) - 5),
    "no signature": forged_without_signature,
    "shared secret": forged_with_the_shared_secret,
    "changed": lambda claims: changed(signed(claims)),
    "not a token": lambda _claims: "bonjour",
    "somebody else": lambda claims: signed({**claims, "sub": "autre"}),
}


def changed(token):
    head, _body, seal = token.split(".")
    other = signed({**RECORDED["userinfo"], "siret": "00000000000000"}).split(".")[1]
    return ".".join((head, other, seal))


@pytest.mark.parametrize("fault", FORGED)
def test_an_answer_with_a_broken_seal_opens_nothing(provider, client, fault):
    tie(person().user)
    answers(provider, FORGED[fault](RECORDED["userinfo"]))
    response = come_back(client)
    assert (response.status_code, response["Location"]) == (
        303,
        "/compte/entrer/?fournisseur=refus",
    )
    assert not is_in(client)
    assert "n'a pas abouti" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("change", [{"iss": "https://ailleurs.test"}, {"aud": "un-autre-client"}])
def test_an_id_token_for_somebody_else_opens_nothing(provider, client, change):
    tie(person().user)
    answers(provider, id_token=signed(RECORDED["id_token"], **change))
    come_back(client)
    assert not is_in(client)


def test_an_answer_nobody_asked_for_opens_nothing(provider, client):
    tie(person().user)
    answers(provider)
    response = client.post(f"{RETURN}?code=abc&state=invente")
    assert response.status_code == 303
    assert not is_in(client)


def test_a_refusal_at_the_provider_leads_back_to_signing_in(client):
    response = client.post(f"{RETURN}?error=access_denied&state=x")
    assert response["Location"] == "/compte/entrer/?fournisseur=refus"


def test_a_stranger_opens_no_account(provider, client):
    answers(provider)
    response = come_back(client)
    assert response["Location"] == "/compte/entrer/?inconnu=1"
    assert not User.objects.exists()
    assert "invitation" in client.get(response["Location"]).content.decode()


def test_claiming_the_address_of_an_account_is_not_having_it(provider, client):
    person(email=RECORDED["userinfo"]["email"])
    answers(provider)
    assert come_back(client)["Location"] == "/compte/entrer/?inconnu=1"
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_somebody_invited_opens_their_account_at_the_provider(provider, client):
    admin = mandated(Role.ADMINISTRATOR, organisation=HERE)
    card = invite(
        actor=admin.viewer,
        power=Power("agent", HERE),
        email="",
        name="",
        site="https://ici.test",
        request_key="k",
    )
    address = f"/compte/invitation/{card.token}/"
    assert "Accepter avec ProConnect" in client.get(address).content.decode()
    way_out(client.post(f"{address}fournisseur/"))
    answers(provider)
    response = come_back(client)
    assert (response.status_code, response["Location"]) == (303, "/compte/second-facteur/")
    user = User.objects.get(first_name="Maëlle", last_name="Bouchet")
    assert user.email == "maelle.bouchet@exemple.test"
    assert not user.has_usable_password()
    assert user.mandates.get().organisation_ref == HERE
    again = Client()
    come_back(again)
    assert again.session["_auth_user_id"] == str(user.pk)


def test_without_a_provider_there_is_no_such_page(client, settings):
    settings.OIDC_NAME = ""
    assert client.post("/compte/entrer/oidc/").status_code == 404
    assert client.get(RETURN).status_code == 404
    assert not re.search("ProConnect", client.get("/compte/entrer/").content.decode())


def test_another_provider_than_the_one_set_is_absent(client):
    assert client.post("/compte/entrer/autre/").status_code == 404


def test_a_provider_half_set_stops_the_start():
    with pytest.raises(SettingError, match="OIDC_URL, ENTRELIEUX_OIDC_CLIENT_ID"):
        Environment(oidc_name="ProConnect").oidc()
    assert Environment().oidc() is None
