"""Changing the language keeps the page, its filters, its plan and what is being filled in."""

import re
from html import unescape

import pytest

from entrelieux.reception.models import Intake
from tests.contracts.conftest import opened  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
WORDS = "j'ai pas d'ordi, et j'ai peur de perdre le rsa"


def text(response):
    return unescape(response.content.decode())


def is_english(response):
    return '<html lang="en">' in text(response)


def ticked(response, name):
    return set(re.findall(rf'name="{name}"[^>]* value="([^"]+)"[^>]* checked', text(response)))


def switch(client, address):
    """Press the button at the foot of a page that holds no form to fill."""
    foot = text(client.get(address)).split("<footer", 1)[1]
    form = foot.split('action="/i18n/"', 1)[1].split("</form>", 1)[0]
    following = re.search(r'name="next" value="([^"]*)"', form)[1]
    return client.post("/i18n/", {"next": following, "language": "en"})


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?commune=Langogne",
        "/a-propos/",
        "/lieux/?commune=Langogne&besoin=apprendre-numerique&page=1",
        "/mots/?q=rsa",
    ],
)
def test_a_page_and_its_query_are_kept(client, demo, address):
    answer = switch(client, address)
    assert answer.status_code == 302
    assert answer["Location"] == address
    assert is_english(client.get(address))


@pytest.mark.parametrize("page", ["", "comparer/", "imprimer/"])
def test_a_plan_is_kept(client, demo, opened, page):  # noqa: F811
    address = f"/parcours/{opened()}/{page}"
    assert switch(client, address)["Location"] == address
    answer = client.get(address)
    assert answer.status_code == 200
    assert is_english(answer)


@pytest.mark.parametrize(
    "address",
    ["/parcours/", "/parcours/une-page/", "/mots/verifier/", "/mots/pas-compris/"],
)
def test_on_a_form_the_button_sends_what_is_typed(client, communes, address):
    page = text(client.get(address))
    form = re.search(r'<form[^>]*id="reponses"[^>]*>', page)
    assert form
    assert 'method="post"' in form[0]
    button = re.search(r'<button[^>]*name="langue"[^>]*>', page.split("<footer", 1)[1])[0]
    assert 'form="reponses"' in button
    assert 'value="en"' in button
    assert "formnovalidate" in button


@pytest.mark.parametrize("start", ["/parcours/", "/parcours/une-page/"])
def test_words_and_ticks_not_sent_yet_are_kept(client, communes, start):
    said = {"mots": WORDS, "besoins": ["me-former"], "commune": "Langogne", "langue": "en"}
    answer = client.post(start, said)
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert is_english(page)
    assert WORDS in text(page)
    assert "me-former" in ticked(page, "besoins")
    assert ("une-page" in answer["Location"]) == ("une-page" in start)
    assert WORDS not in str(list(Intake.objects.values()))


def test_what_is_wrong_or_missing_does_not_hold_the_language_back(client, communes):
    first = client.post("/parcours/", {"besoins": ["me-former"]})["Location"]
    said = {"commune": "Nulle-Part-les-Oies", "mode": "velo", "max_minutes": "60"}
    answer = client.post(first, {**said, "langue": "en"})
    assert answer["Location"] == first
    page = client.get(first)
    assert is_english(page)
    assert "Nulle-Part-les-Oies" in text(page)
    assert ticked(page, "mode") == {"velo"}


def test_too_long_a_text_is_shown_again_in_the_other_language(client, communes):
    long = "é" * 1001
    page = client.post("/parcours/", {"mots": long, "langue": "en"})
    assert page.status_code == 422
    assert is_english(page)
    assert long in text(page)
    assert is_english(client.get("/"))


def test_nothing_is_kept_of_somebody_who_said_nothing(client, communes):
    asked = {"mots": " ", "commune": "Langogne", "mode": "velo", "langue": "en"}
    assert client.post("/parcours/", asked)["Location"] == "/parcours/?commune=Langogne&mode=velo"
    untouched = {"max_minutes": "45", "a_distance": "on", "mode": "voiture", "langue": "en"}
    assert client.post("/parcours/une-page/", untouched)["Location"].startswith(
        "/parcours/une-page/"
    )
    assert not Intake.objects.exists()


def test_a_day_ticked_is_enough_to_be_kept(client, communes):
    said = {"max_minutes": "45", "a_distance": "on", "jours": ["Mo"], "langue": "en"}
    address = client.post("/parcours/une-page/", said)["Location"]
    assert ticked(client.get(address), "jours") == {"Mo"}


def test_a_plan_being_changed_keeps_its_plan(client, demo, opened):  # noqa: F811
    token = opened()
    first = f"/parcours/{token}/etape/1/"
    answer = client.post(first, {"besoins": ["apprendre-numerique"], "langue": "en"})
    assert answer["Location"] == first
    assert client.get(f"/parcours/{token}/").status_code == 200


def test_a_pasted_text_is_shown_again_and_checked(client, db):
    said = {"texte": "Une première phrase. Une autre.", "langue": "en"}
    page = client.post("/mots/verifier/", said)
    assert page.status_code == 200
    assert is_english(page)
    assert said["texte"] in text(page)
    assert client.post("/mots/verifier/", {"texte": "", "langue": "en"}).status_code == 200


def test_a_word_is_not_reported_by_changing_the_language(client, db):
    page = client.post("/mots/pas-compris/", {"mot": "quotient familial", "langue": "en"})
    assert page.status_code == 200
    assert is_english(page)
    assert 'value="quotient familial"' in text(page)


def test_an_unknown_language_changes_nothing(client, communes):
    page = client.post("/parcours/", {"mots": "", "langue": "xx"})
    assert page.status_code == 422
    assert not is_english(page)
    assert "django_language" not in page.cookies
