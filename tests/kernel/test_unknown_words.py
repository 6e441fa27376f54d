"""« Un mot pas compris »: counted without anything of the person, shown only when often said."""

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.kernel import views
from entrelieux.kernel.limits import Brake
from entrelieux.kernel.models import JournalEntry, Source, UnknownWord
from entrelieux.kernel.unknown_words import (
    NEW_WORDS_A_DAY,
    WordRefused,
    count_unknown_word,
    forget_typed_words,
    typed_words,
    words_to_explain,
)
from entrelieux.kernel.viewer import ANYONE, OPERATOR

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def free_passage():
    views.BRAKE.forget()
    yield
    views.BRAKE.forget()


def said(word, times=1, page="parcours", today=TODAY, **more):
    for _turn in range(times):
        code = count_unknown_word(actor=ANYONE, said=word, page=page, today=today, **more)
    return code


def shown():
    return words_to_explain(ANYONE, today=TODAY)


def test_reports_of_one_word_on_one_day_make_one_row():
    said("rsa", 3)
    row = UnknownWord.objects.get()
    assert (row.term, row.typed, row.page, row.reports) == ("rsa", "", "parcours", 3)


@pytest.mark.parametrize(
    "word",
    [
        "RSA",
        "rsa",
        "R.S.A.",
        " le  rsa".removeprefix(" le "),
        "Rsa 2026",
        "revenu de solidarite active",
    ],
)
def test_a_typed_word_of_the_glossary_is_counted_as_that_word(word):
    assert said(word) == "rsa"


def test_another_word_keeps_folded_letters_and_no_digit():
    assert said("Téléprocédure 06 12 34 56 78 !") == ""
    assert UnknownWord.objects.get().typed == "teleprocedure"


@pytest.mark.parametrize(
    "word",
    ["", "   ", "12345", "?!", "a@b.fr", "https://x.fr", "www.exemple.fr", "x" * 61,
     "je ne comprends rien à cette page", "\x00", "😀"],
)  # fmt: skip
def test_what_is_no_word_is_refused_and_counted_nowhere(word):
    with pytest.raises(WordRefused):
        said(word)
    assert not UnknownWord.objects.exists()


def test_an_unknown_page_public_or_departement_is_not_kept():
    said("rsa", page="/parcours/secret-token/", public="moi", departement="999")
    row = UnknownWord.objects.get()
    assert (row.page, row.public, row.departement) == ("autre", "", "")


def test_what_is_known_is_kept():
    said("rsa", public="seniors", departement="48")
    row = UnknownWord.objects.get()
    assert (row.public, row.departement) == ("seniors", "48")


def test_a_word_is_shown_from_the_threshold_on(settings):
    said("rsa", 4)
    said("caf", 5)
    found = shown()
    assert [(word.word, word.reports) for word in found.words] == [("CAF", 5)]
    assert (found.reports, found.kept_back) == (9, 4)
    assert (found.since, found.until) == (TODAY, TODAY)
    settings.WORD_THRESHOLD = 4
    assert len(shown().words) == 2


def test_a_small_part_is_hidden_and_cannot_be_found_by_subtraction():
    said("rsa", 9, page="parcours", departement="48")
    said("rsa", 6, page="lieux", departement="12")
    said("rsa", 2, page="lieu", departement="12")
    (word,) = shown().words
    assert word.reports == 17
    assert [(part.label, part.reports) for part in word.pages] == [("parcours proposés", 9)]
    assert [(part.label, part.reports) for part in word.departements] == [
        ("Lozère", 9),
        ("Aveyron", 8),
    ]


def test_an_unsaid_departement_is_no_departement():
    said("rsa", 6)
    (word,) = shown().words
    assert word.departements == ()


def test_a_typed_word_is_public_only_if_the_site_uses_it():
    said("Dupont voleur", 50)
    said("Téléphone", 6)
    found = shown()
    assert [word.word for word in found.words] == ["téléphone"]
    assert found.words[0].card is None
    assert found.kept_back == 50
    assert [(word.word, word.reports) for word in typed_words(OPERATOR)] == [
        ("dupont voleur", 50),
        ("telephone", 6),
    ]
    assert typed_words(ANYONE) == ()


def test_only_the_last_year_is_shown():
    said("rsa", 5, today=TODAY - timedelta(days=365))
    said("caf", 5, today=TODAY - timedelta(days=364))
    assert [word.word for word in shown().words] == ["CAF"]


def test_fiction_and_real_counts_never_meet():
    said("rsa", 5)
    Source.objects.create(slug="demo", title="Démonstration", is_fiction=True)
    assert not shown().words
    said("caf", 5)
    assert [word.word for word in shown().words] == ["CAF"]
    assert shown().is_fiction
    Source.objects.all().delete()
    assert [word.word for word in shown().words] == ["RSA"]


def test_a_flood_of_new_words_is_counted_without_its_letters():
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [a + b + c for a in letters for b in letters for c in "xyz"][: NEW_WORDS_A_DAY + 3]
    UnknownWord.objects.bulk_create(
        UnknownWord(day=TODAY, typed=word, page="autre", reports=1)
        for word in words[:NEW_WORDS_A_DAY]
    )
    for word in words[NEW_WORDS_A_DAY:]:
        said(word)
    said(words[0])
    assert UnknownWord.objects.exclude(typed="").count() == NEW_WORDS_A_DAY + 1
    assert UnknownWord.objects.get(typed="", term="").reports == 3


def test_typed_words_are_forgotten_after_thirteen_months_and_the_others_stay():
    old = TODAY - timedelta(days=397)
    said("prefecturesque", today=old)
    said("rsa", today=old)
    said("prefecturesque", today=TODAY - timedelta(days=396))
    assert forget_typed_words(actor=OPERATOR, today=TODAY) == 1
    assert forget_typed_words(actor=OPERATOR, today=TODAY) == 0
    assert UnknownWord.objects.count() == 2
    assert JournalEntry.objects.filter(verb="typed_words.erased").count() == 1


def test_the_button_counts_and_thanks_with_the_plain_words(client):
    answer = client.post("/mots/pas-compris/", {"mot": "rsa", "depuis": "mots"})
    assert (answer.status_code, answer["Location"]) == (303, "/mots/?merci=rsa#merci")
    page = client.get("/mots/?merci=rsa").content.decode()
    assert "Merci. C&#x27;est compté" in page or "Merci. C'est compté" in page
    assert UnknownWord.objects.get().page == "mots"


def test_a_refused_word_comes_back_with_what_was_said(client):
    answer = client.post(
        "/mots/pas-compris/",
        {"mot": "<b>x@y.fr</b>", "depuis": "lieu", "departement": "48", "public": "seniors"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;b&gt;x@y.fr&lt;/b&gt;" in page
    assert 'value="48" selected' in page
    assert 'value="seniors" selected' in page
    assert 'aria-invalid="true"' in page
    assert not UnknownWord.objects.exists()


def test_asking_writes_nothing_and_a_form_needs_its_key():
    client = Client(enforce_csrf_checks=True)
    assert client.get("/mots/pas-compris/?mot=rsa&depuis=lieu").status_code == 200
    assert client.post("/mots/pas-compris/", {"mot": "rsa"}).status_code == 403
    assert not UnknownWord.objects.exists()


def test_a_flood_is_slowed_and_says_so(client, monkeypatch):
    monkeypatch.setattr(views, "BRAKE", Brake(most=2, seconds=60))
    answers = [client.post("/mots/pas-compris/", {"mot": "rsa"}) for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert answers[2]["Retry-After"] == "60"
    assert 'value="RSA"' in answers[2].content.decode()
    assert UnknownWord.objects.get().reports == 2


def test_the_brake_lets_through_again_after_a_while():
    now = [0.0]
    brake = Brake(most=2, seconds=60, clock=lambda: now[0])
    assert [brake.lets_through() for _turn in range(3)] == [True, True, False]
    now[0] = 59.9
    assert not brake.lets_through()
    now[0] = 60.0
    assert brake.lets_through()


def test_the_public_list_says_its_dates_its_source_and_what_it_hides(client):
    said("rsa", 7, departement="48", public="jeunes")
    page = client.get("/mots/a-expliquer/").content.decode()
    assert "RSA" in page
    assert "Lozère (7)" in page
    assert "Jeunes (16–29 ans) (7)" in page
    assert "notre propre compte" in page


def test_nothing_of_the_person_is_kept(client):
    client.post(
        "/mots/pas-compris/",
        {"mot": "caf", "depuis": "parcours"},
        headers={"user-agent": "Traceable/1"},
        REMOTE_ADDR="203.0.113.9",
    )
    kept = str(list(UnknownWord.objects.values()))
    assert "203.0.113.9" not in kept
    assert "Traceable" not in kept


@given(word=st.text(max_size=500), kind=st.text(max_size=50), place=st.text(max_size=5))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_word_breaks_the_pages(client, word, kind, place):
    views.BRAKE.forget()
    said_so = {"mot": word, "depuis": kind, "departement": place, "public": place}
    assert client.post("/mots/pas-compris/", said_so).status_code in {303, 422}
    assert client.get("/mots/pas-compris/", said_so).status_code == 200
    assert client.get("/mots/", {"q": word, "merci": kind}).status_code == 200
    assert client.get("/mots/a-expliquer/").status_code == 200
    for row in UnknownWord.objects.all():
        assert len(row.typed) <= 60
        assert not any(sign.isdigit() for sign in row.typed)
