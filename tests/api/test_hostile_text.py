"""Any text at all gets an answer: found, absent or refused, never a fault of ours."""

import json

import pytest

HOSTILE = [
    *("", " ", "\x00", "48\x00300", "\n\r\t", "%", "%s", "%(found)s", "{0}", "_", "\\", "'", '"'),
    *("' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "=1+1", "@x", "-1"),
    *(
        "\u202e\u200b\ufeff",
        "\ud800",
        "é" * 40,
        "e\u0301" * 20,
        "🦆",
        "²",
        "１２",
        "٣",
        "1e9",
        "NaN",
    ),
    *("9" * 40, "a" * 5_000, "St " * 60, "--" * 50),
]
GIVEN = ("/api/v1/communes?q={}", "/api/v1/places?q={}", "/api/v1/places?commune={}")
GIVEN += ("/api/v1/places?besoin={}", "/api/v1/places?nature={}", "/api/v1/places?departement={}")
GIVEN += ("/api/v1/places?page={}", "/api/v1/places/{}", "/lieux/?q={}", "/lieux/?commune={}")
GIVEN += ("/lieux/?besoin={}", "/lieux/?page={}", "/lieux/?ouvert={}", "/lieux/{}/")
GIVEN += ("/parcours/?commune={}", "/parcours/?mode={}", "/parcours/{}/", "/parcours/{}/modifier/")


def quoted(text):
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("given", GIVEN)
def test_any_text_in_an_address_is_answered(client, demo, given):
    for text in HOSTILE if given.startswith("/api/") else HOSTILE[2::3]:
        response = client.get(given.format(quoted(text)))
        assert response.status_code in {200, 301, 400, 404, 422}, repr(text)


@pytest.mark.parametrize("field", ["commune", "besoins", "mode", "libre", "publics", "urgents"])
def test_any_text_in_a_situation_is_answered(client, demo, field):
    for text in HOSTILE:
        situation = {"commune": "48080", "besoins": ["creer-entreprise"]}
        situation[field] = [text] if field in {"besoins", "publics", "urgents"} else text
        response = client.post(
            "/api/v1/plans", json.dumps(situation), content_type="application/json"
        )
        assert response.status_code in {200, 400, 422}, repr(text)
        assert len(response.content) < 200_000


def test_any_byte_in_an_address_is_answered(client, demo):
    for raw in ("%FF%FE", "%C3", "%ED%A0%80", "%00"):
        for address in ("/lieux/?q=", "/api/v1/communes?q=", "/lieux/", "/api/v1/places/"):
            assert client.get(address + raw).status_code in {200, 301, 400, 404, 422}


@pytest.mark.parametrize("header", ["\xff\xfe", "fr;q=abc", "x" * 5_000, "*", "zz-ZZ"])
def test_any_language_asked_is_answered(client, demo, header):
    assert client.get("/", HTTP_ACCEPT_LANGUAGE=header).status_code == 200
