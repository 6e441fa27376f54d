"""What is written in technical logs opens nothing."""

import logging

import pytest
from django.conf import settings

from entrelieux.kernel.logs import WithoutSecrets, without_secret


def test_the_key_of_an_intake_is_cut_from_logs(client, db, caplog):
    caplog.handler.addFilter(WithoutSecrets())
    with caplog.at_level(logging.WARNING, logger="django.request"):
        client.get("/parcours/unsecretbiengarde/imprimer/")
    assert "/parcours/…/imprimer/" in caplog.text
    assert "unsecretbiengarde" not in caplog.text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/suivi/unsecret/demandes/9f/", "/suivi/…/demandes/9f/"),
        ("/repondre/unsecret/", "/repondre/…/"),
        ("/c/k7qf-3m2x-9abc-d0ef/", "/c/…/"),
        ("/entraide/reponse/9f3a-propose.1x.unsecret/", "/entraide/reponse/…/"),
        ("/rencontres/place/unsecret/", "/rencontres/place/…/"),
        ("/compte/invitation/unsecret/", "/compte/invitation/…/"),
        ("/compte/mot-de-passe/nouveau/4-unsecret/", "/compte/mot-de-passe/nouveau/…/"),
        ("/compte/entrer/?next=/suivi/unsecret/", "/compte/entrer/?next=/suivi/…/"),
        (
            "/compte/entrer/?next=%2Fcompte%2Finvitation%2Funsecret%2F",
            "/compte/entrer/?next=%2Fcompte%2Finvitation%2F…%2F",
        ),
        ("/lieux/lieu-000001/", "/lieux/lieu-000001/"),
    ],
)
def test_any_address_that_is_a_key_is_cut(address, kept):
    assert without_secret(f"Not Found: {address}") == f"Not Found: {kept}"


def test_every_handler_of_ours_cuts_it():
    assert all("secrets" in h["filters"] for h in settings.LOGGING["handlers"].values())
