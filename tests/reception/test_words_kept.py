"""Words are kept where the person agreed, carried by their browser otherwise, and nowhere else."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.kernel.models import JournalEntry
from entrelieux.reception.models import Intake
from entrelieux.reception.views import words as carrying
from tests.reception.screens import (
    START,
    WHERE,
    WORDS,
    begin,
    everything_kept,
    go,
    plain,
    step_of,
    text,
    ticked,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_five_words")]


def test_words_without_consent_are_in_no_row_no_journal_no_log_and_no_address(client, demo, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "confidentielle histoire de salon"
    address = begin(client, secret)
    locations = []
    for number, said in (
        (1, {"mots": secret, "besoins": ["creer-entreprise"]}),
        (2, WHERE),
        (3, {}),
    ):
        locations.append(go(client, address, number, said)["Location"])
    client.get(address)
    for kept in (everything_kept(), caplog.text, *locations):
        assert "confidentielle" not in kept
    assert Intake.objects.get().words == ""
    assert written(client.get(f"{address}etape/1/")) == secret


def test_words_with_consent_are_kept_with_the_intake_and_go_with_it(client, communes):
    address = begin(client, garder_mots="on")
    assert Intake.objects.get().words == WORDS
    assert written(Client().get(f"{address}etape/1/")) == WORDS, "on another device too"
    journal = json.dumps(list(JournalEntry.objects.values()), default=str)
    assert "perdre" not in journal
    client.post(f"{address}effacer/")
    assert "perdre" not in everything_kept()


def test_whoever_receives_the_person_reads_words_kept_by_consent_and_no_others(client, demo):
    for agrees in ("on", ""):
        said = {**WHERE, "mots": WORDS, "besoins": ["creer-entreprise"], "garder_mots": agrees}
        plans = client.post(f"{START}une-page/", said)["Location"]
        for page in (plans, f"{plans}imprimer/"):
            assert ("peur de perdre" in plain(client.get(page))) == bool(agrees), page


def test_consent_is_asked_never_given_beforehand_and_can_be_taken_back(client, communes):
    box = r'name="garder_mots" id="garder_mots" checked'
    assert 'name="garder_mots"' in text(client.get(START))
    assert not re.search(box, text(client.get(START)))
    address = begin(client, garder_mots="on")
    assert re.search(box, text(client.get(f"{address}etape/1/")))
    go(client, address, 2, WHERE, "retour")
    assert Intake.objects.get().words == WORDS, "a screen without the box changes nothing"
    go(client, address, 1, {"mots": WORDS, "besoins": ["creer-entreprise"]})
    assert Intake.objects.get().words == ""
    assert written(client.get(f"{address}etape/1/")) == WORDS


def test_the_cookie_of_words_is_out_of_reach_and_for_one_intake_alone(client, communes):
    response = client.post(START, {"mots": WORDS})
    address = "/parcours/" + step_of(response["Location"])[1] + "/"
    cookie = response.cookies[carrying.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == address
    assert not cookie["max-age"], "it ends with the browser"
    assert not cookie["expires"]
    assert "RSA" not in cookie.value
    assert len(cookie.OutputString()) < 4096


def test_over_https_the_cookie_travels_in_https_alone(client, communes, settings):
    settings.HTTPS = True
    assert client.post(START, {"mots": WORDS}).cookies[carrying.COOKIE]["secure"]


def test_words_on_another_device_are_simply_absent(client, communes):
    address = begin(client)
    response = Client().get(f"{address}etape/1/")
    assert written(response) == ""
    assert ticked(response) == {"creer-entreprise", "garder-ses-droits"}


@pytest.mark.parametrize("forged", ["", "x", "eJw=:1:2", "é" * 3000, "=" * 4000])
def test_a_cookie_that_is_not_ours_says_nothing(client, communes, forged):
    address = begin(client)
    client.cookies[carrying.COOKIE] = forged
    response = client.get(f"{address}etape/1/")
    assert response.status_code == 200
    assert written(response) == ""


def test_the_words_of_somebody_else_cannot_be_moved_to_an_intake(client, communes):
    theirs, mine = Client(), begin(client, "salon")
    begin(theirs, "histoire de rsa")
    client.cookies[carrying.COOKIE] = theirs.cookies[carrying.COOKIE].value
    assert written(client.get(f"{mine}etape/1/")) == ""


def test_erasing_a_draft_leaves_no_row_no_cookie_and_no_answer(client, communes):
    address = begin(client, garder_mots="on")
    assert "Effacer et passer à la personne suivante" in plain(client.get(f"{address}etape/1/"))
    response = client.post(f"{address}effacer/")
    cookie = response.cookies[carrying.COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, address)
    assert not Intake.objects.exists()
    for path in ("", "etape/1/", "etape/2/", "une-page/", "modifier/", "imprimer/"):
        gone = client.get(address + path)
        assert gone.status_code == 404
        assert "perdre" not in text(gone)
    assert go(client, address, 1, {"mots": "salon"}).status_code == 404
    assert not Intake.objects.exists()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_screen_can_be_erased(client, demo, number):
    address = begin(client)
    go(client, address, 1, {"mots": WORDS, "besoins": ["creer-entreprise"]})
    go(client, address, 2, WHERE)
    assert f'action="{address}effacer/"' in text(client.get(f"{address}etape/{number}/"))


def test_an_expired_draft_gives_its_words_back_to_the_browser_that_has_them(client, communes):
    address = begin(client)
    Intake.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    response = client.get(f"{address}etape/2/")
    assert response.status_code == 404
    assert written(response) == WORDS
    assert "perdre" not in text(Client().get(f"{address}etape/2/"))
    old = address.split("/")[2]
    again = client.post(START, {"mots": WORDS, "ancien": old})
    assert step_of(again["Location"])
    assert go(client, address, 2, WHERE).status_code == 404


def test_words_are_forgotten_after_twice_the_time_of_an_intake(client, communes, settings):
    address = begin(client)
    settings.INTAKE_HOURS = 0
    assert written(client.get(f"{address}etape/1/")) == ""


def test_the_words_of_an_intake_are_read_by_no_cache(client, communes):
    address = begin(client)
    for number in (1, 2):
        assert "no-store" in client.get(f"{address}etape/{number}/")["Cache-Control"]
        assert 'name="robots" content="noindex"' in text(client.get(f"{address}etape/1/"))
