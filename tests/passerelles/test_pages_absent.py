"""Wrong, expired, closed and absent addresses look the same, and so do those of others."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.passerelles import services
from entrelieux.passerelles.models import ReplyLink
from tests.passerelles.pages import reply_link_of, text
from tests.signing import operator, person

SECRET = ("", "garder/", "imprimer/", "mes-donnees/", "adresse/", "effacer/", "demandes/0/")


def same(response):
    assert response.status_code == 404
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", text(response))


def without_address(response, address):
    return same(response).replace(address, "")


@pytest.mark.parametrize("tail", SECRET)
def test_an_address_that_never_was_opens_nothing(db, client, tail):
    assert client.get(f"/suivi/{'x' * 40}/{tail}").status_code == 404
    assert client.post(f"/suivi/{'x' * 40}/{tail}").status_code in {404, 405}


def test_a_closed_an_erased_and_a_wrong_follow_up_look_the_same(client, world):
    closed, erased = world.open(), world.open()
    services.new_link(actor=world.agent.viewer, follow_up=closed.ref)
    services.erase_follow_up(actor=world.agent.viewer, token=erased.token)
    pages = {
        without_address(client.get(f"/suivi/{token}/"), f"/suivi/{token}/")
        for token in (closed.token, erased.token, "x" * 40)
    }
    assert len(pages) == 1


def test_a_wrong_an_expired_and_an_absent_reply_address_look_the_same(client, world):
    bridge = world.row(world.hand(world.open()))
    link = reply_link_of(bridge)
    assert client.get(f"/repondre/{link}/").status_code == 200
    ReplyLink.objects.update(expires_at=timezone.now())
    pages = {
        without_address(client.get(f"/repondre/{one}/"), f"/repondre/{one}/")
        for one in (link, link[:-1] + "_", "x" * 40)
    }
    assert len(pages) == 1


def test_who_holds_nothing_sees_no_list_and_no_request(world):
    ref = world.hand(world.open()).ref
    for one in (Client(), person().client, operator().client, world.animator.client):
        assert one.get(f"/passerelles/{ref}/").status_code == 404
        assert one.post(f"/passerelles/{ref}/", {"faire": "retrait"}).status_code == 404
        assert one.get(f"/passerelles/{ref}/confier-ailleurs/").status_code == 404
    for one in (Client(), person().client, operator().client):
        assert one.get("/passerelles/").status_code == 404
        assert one.get("/passerelles/sans-interlocuteur/").status_code == 404


def test_no_page_of_the_person_is_found_or_kept_by_anybody_else(client, world):
    opened = world.open()
    bridge = world.row(world.hand(opened))
    token, link = opened.token, reply_link_of(bridge)
    tails = ("", "garder/", "imprimer/", "adresse/", "effacer/", "mes-donnees/")
    pages = [f"/suivi/{token}/{tail}" for tail in tails]
    pages += [f"/suivi/{token}/demandes/{bridge.ref}/", f"/repondre/{link}/"]
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "noindex" in response["X-Robots-Tag"], address
        assert "no-store" in response["Cache-Control"], address
        assert response["Referrer-Policy"] in {"same-origin", "no-referrer"}, address
