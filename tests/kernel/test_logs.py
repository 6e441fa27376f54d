"""What is written in technical logs opens nothing."""

import logging

from django.conf import settings

from entrelieux.kernel.logs import WithoutSecrets


def test_the_key_of_an_intake_is_cut_from_logs(client, db, caplog):
    caplog.handler.addFilter(WithoutSecrets())
    with caplog.at_level(logging.WARNING, logger="django.request"):
        client.get("/parcours/unsecretbiengarde/imprimer/")
    assert "/parcours/…/imprimer/" in caplog.text
    assert "unsecretbiengarde" not in caplog.text


def test_every_handler_of_ours_cuts_it():
    assert all("secrets" in h["filters"] for h in settings.LOGGING["handlers"].values())
