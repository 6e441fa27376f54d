"""What a page gives to the device of somebody signed in, and nothing to anybody else."""

import json
import re
from base64 import b64decode

import pytest

from tests.signing import person, signed_in, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]


def said(signed):
    return json.loads(signed.client.get("/appareil/").content)


def given(signed):
    page = signed.client.get("/lieux/").content.decode()
    return dict(re.findall(r'data-(account|key)="([^"]*)"', page))


def test_a_visitor_s_page_keeps_nothing():
    page = visitor().client.get("/lieux/").content.decode()
    assert "device-queue" not in page
    assert "queue.js" not in page
    assert said(visitor()) == {"account": ""}


def test_somebody_signed_in_gets_a_key_of_their_own():
    one, other = person(), person()
    assert given(one) != given(other)
    assert len(b64decode(given(one)["key"])) == 32
    assert given(one)["account"] == said(one)["account"]


def test_the_key_is_the_same_when_they_come_back():
    one = person()
    assert given(one) == given(signed_in(one.user, verified=False))


def test_neither_the_key_nor_the_account_says_who_it_is():
    one = person()
    assert str(one.user.pk) != given(one)["account"]
    assert one.user.email not in given(one)["account"]


def test_the_token_it_gives_lets_a_form_through(settings):
    one = person()
    one.client.handler.enforce_csrf_checks = True
    token = said(one)["token"]
    refused = one.client.post("/compte/sortir/", {"csrfmiddlewaretoken": "x" * 64})
    assert refused.status_code == 403
    assert one.client.post("/compte/sortir/", {"csrfmiddlewaretoken": token}).status_code == 303


def test_nothing_of_it_stays_in_a_cache():
    assert "no-store" in person().client.get("/appareil/")["Cache-Control"]


def test_signing_out_wipes_the_device():
    answer = person().client.post("/compte/sortir/")
    assert "storage" in answer["Clear-Site-Data"]
