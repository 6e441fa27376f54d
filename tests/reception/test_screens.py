"""Three short screens: what is said on one is found on all, whichever way one goes."""

import random
import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_what_is_surely_said_is_ticked_and_the_rest_is_only_proposed(client, communes):
    address = begin(client)
    response = client.get(f"{address}etape/1/")
    assert ticked(response) == {"creer-entreprise", "garder-ses-droits"}
    page = plain(response)
    assert "Peut-être aussi" in page
    assert 'value="avoir-ordinateur"' in text(response)
    assert re.findall(r"<mark>([^<]+)</mark>", text(response)) == ["RSA", "salon", "ordi"]
    quote = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", text(response), re.S)[1]
    assert unescape(re.sub("</?mark>", "", quote)) == WORDS
    assert written(response) == WORDS


def test_each_need_is_there_once(client, communes):
    html = text(client.get(begin(client) + "etape/1/"))
    values = re.findall(r'name="besoins"[^>]* value="([^"]+)"', html)
    assert len(values) == len(set(values))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_from_words_to_plans_through_three_screens(client, demo):
    address = begin(client)
    chosen = {"mots": WORDS, "besoins": ["creer-entreprise", "avoir-ordinateur"]}
    assert go(client, address, 1, chosen)["Location"] == f"{address}etape/2/"
    assert go(client, address, 2, WHERE)["Location"] == f"{address}etape/3/"
    last = go(client, address, 3, {"jours": ["Tu"], "gratuit": "on"})
    assert (last.status_code, last["Location"]) == (303, address)
    page = plain(client.get(address))
    assert "Langogne" in page
    assert "à vélo" in page.lower()
    assert Intake.objects.get().situation["commune"] == "48080"


def test_what_was_not_asked_yet_is_as_it_is_proposed(client, demo):
    address = begin(client)
    go(client, address, 1, {"mots": WORDS, "besoins": ["creer-entreprise"]})
    go(client, address, 2, WHERE)
    assert 'id="a_distance" checked' in text(client.get(f"{address}etape/3/"))


def test_going_back_keeps_what_was_filled_even_when_it_is_not_right(client, communes):
    address = begin(client)
    go(client, address, 1, {"mots": WORDS, "besoins": ["creer-entreprise"]})
    said = {"commune": "Saint-Denis", "mode": "pied", "max_minutes": "30"}
    assert go(client, address, 2, said, "retour")["Location"] == f"{address}etape/1/"
    assert ticked(client.get(f"{address}etape/1/")) == {"creer-entreprise"}
    again = client.get(f"{address}etape/2/")
    assert 'value="Saint-Denis"' in text(again)
    assert ticked(again, "mode") == {"pied"}
    assert ticked(again, "max_minutes") == {"30"}


def test_a_screen_not_reached_yet_leads_to_the_one_that_is(client, communes):
    address = begin(client, "rien de connu")
    for number in (2, 3):
        assert client.get(f"{address}etape/{number}/")["Location"] == f"{address}etape/1/"
    assert client.get(address)["Location"] == f"{address}etape/1/"
    go(client, address, 1, {"mots": "rien de connu", "besoins": ["creer-entreprise"]})
    assert client.get(f"{address}etape/3/")["Location"] == f"{address}etape/2/"
    for way in (address, f"{address}imprimer/"):
        assert client.get(way)["Location"] == f"{address}etape/2/"
    for number in (0, 4, 99):
        assert client.get(f"{address}etape/{number}/").status_code in {303, 404}


def test_what_is_not_understood_is_said_kindly_and_leads_to_the_list(client, communes):
    response = client.get(begin(client, "zzz") + "etape/1/")
    assert "Nous n'avons pas compris" in plain(response)
    assert ticked(response) == set()
    assert re.search(r'<details class="shelves" open', text(response))


def test_the_message_is_not_an_end_a_need_ticked_goes_on(client, communes):
    address = begin(client, "zzz")
    refused = go(client, address, 1, {"mots": "zzz"})
    assert refused["Location"] == f"{address}etape/1/?corriger=1"
    assert "Cochez au moins un besoin" in plain(client.get(refused["Location"]))
    assert "Cochez au moins un besoin" not in plain(client.get(f"{address}etape/1/"))
    said = {"mots": "zzz", "besoins": ["me-former"]}
    assert go(client, address, 1, said)["Location"] == f"{address}etape/2/"


def test_what_is_wrong_on_a_draft_is_kept_and_shown_by_an_address(client, communes):
    """So that « reload » and « back » of the browser never ask whether to send again."""
    address = begin(client)
    go(client, address, 1, {"mots": WORDS, "besoins": ["creer-entreprise"]})
    refused = go(client, address, 2, {**WHERE, "commune": "Saint-Denis", "mode": "pied"})
    assert refused["Location"] == f"{address}etape/2/?corriger=1"
    page = client.get(refused["Location"])
    assert page.status_code == 200
    assert ticked(page, "mode") == {"pied"}
    assert "Plusieurs communes portent ce nom" in plain(page)
    assert text(page).count('name="homonyme"') > 2
    assert 'id="erreurs" autofocus' in text(page)
    chosen = {**WHERE, "commune": "Saint-Denis", "homonyme": "Saint-Denis (Aude, 11)"}
    assert go(client, address, 2, chosen)["Location"] == f"{address}etape/3/"
    assert 'value="Saint-Denis (Aude, 11)"' in text(client.get(f"{address}etape/2/"))


def test_words_changed_are_read_again_and_no_tick_is_lost(client, communes):
    address = begin(client, "le rsa")
    said = {"mots": "un salon", "besoins": ["garder-ses-droits", "me-former"]}
    assert go(client, address, 1, said)["Location"] == f"{address}etape/1/"
    response = client.get(f"{address}etape/1/")
    assert ticked(response) == {"garder-ses-droits", "me-former", "creer-entreprise"}
    assert "Vous avez aussi coché" in plain(response)
    assert written(response) == "un salon"


def test_no_more_than_eight_are_ticked_beforehand(client, communes):
    seven = [
        *("me-former", "chercher-emploi", "chercher-logement", "garde-enfants"),
        *("faire-demarches-en-ligne", "acces-internet", "apprendre-numerique"),
    ]
    address = begin(client, "salon rsa dormir", besoins=seven)
    assert len(ticked(client.get(f"{address}etape/1/"))) == 8


def test_a_need_is_enough_without_words(client, communes):
    response = client.post(START, {"mots": "", "besoins": ["me-former"]})
    assert step_of(response["Location"])[2] == "2"
    assert carrying.COOKIE not in response.cookies or not response.cookies[carrying.COOKIE].value


def test_nothing_said_is_asked_again_without_keeping_a_row(client, communes):
    response = client.post(START, {"mots": "  "})
    assert response.status_code == 422
    assert not Intake.objects.exists()
    page = client.post(START, {"mots": "", "vers": "page"})
    assert page["Location"] == "/parcours/une-page/"
    assert not Intake.objects.exists()


@pytest.mark.parametrize("path", ["", "une-page/"])
def test_too_many_letters_are_counted_and_none_is_lost(client, communes, path):
    long = "é" * 1001
    response = client.post(START + path, {"mots": long, "besoins": ["me-former"]})
    assert response.status_code == 422
    assert "1001 lettres" in plain(response)
    assert "1000 au plus" in plain(response)
    assert written(response) == long
    assert ticked(response) == {"me-former"}
    assert 'href="#mots"' in text(response)
    assert "Effacer et passer à la personne suivante" in plain(response)
    assert not Intake.objects.exists()
    assert client.post(START, {"mots": "é" * 1000}).status_code == 303


def test_signs_that_no_cookie_can_carry_are_said_and_kept_in_the_field(client, communes):
    rare = "".join(random.Random(1).choices([chr(n) for n in range(0x20000, 0x2A000)], k=1000))
    response = client.post(START, {"mots": rare})
    assert response.status_code == 422
    assert "raccourcissez-le" in plain(response)
    assert written(response) == rare


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script></textarea>\n'\"&amp; {{ x }} %s",
        "\u202eabc\u202c المساعدة 🧑🏽‍🌾🍵 e\u0301",
        "\n\n  deux lignes\n\tet une tabulation  ",
        "a" * 1000,
        "😀" * 1000,
    ],
)
def test_any_words_come_back_unchanged(client, communes, words):
    address = begin(client, words)
    response = client.get(f"{address}etape/1/")
    assert written(response) == words
    assert "<script>alert" not in text(response)


def test_line_ends_are_those_of_the_field_and_the_sign_nobody_types_goes(client, communes):
    address = begin(client, "un\r\nsal\x00on")
    assert written(client.get(f"{address}etape/1/")) == "un\nsalon"


def test_sending_a_screen_twice_changes_nothing_more(client, demo):
    address = begin(client)
    go(client, address, 1, {"mots": WORDS, "besoins": ["creer-entreprise"]})
    go(client, address, 2, WHERE)
    first = go(client, address, 3, {"gratuit": "on"})
    before = everything_kept()
    second = go(client, address, 3, {"gratuit": "on"})
    assert first["Location"] == second["Location"] == address
    assert everything_kept() == before


def test_a_plan_is_changed_from_any_screen_and_keeps_its_address(client, demo):
    address = begin(client)
    go(client, address, 1, {"mots": WORDS, "besoins": ["creer-entreprise"]})
    go(client, address, 2, WHERE)
    go(client, address, 3, {})
    assert client.get(f"{address}modifier/")["Location"] == f"{address}etape/1/"
    assert client.get(f"{address}modifier/?etape=2")["Location"] == f"{address}etape/2/"
    assert client.get(f"{address}modifier/?etape=9")["Location"] == f"{address}etape/1/"
    changed = go(client, address, 2, {**WHERE, "mode": "voiture"}, "plan")
    assert changed["Location"] == address
    assert "en voiture" in plain(client.get(address)).lower()
    refused = go(client, address, 2, {**WHERE, "commune": ""}, "plan")
    assert refused.status_code == 422
    assert client.get(address).status_code == 200


def test_one_page_is_reached_with_what_was_said_and_asks_all_at_once(client, demo):
    response = client.post(START, {"mots": WORDS, "vers": "page"})
    page = response["Location"]
    assert re.fullmatch(r"/parcours/[\w-]{32}/une-page/", page)
    assert ticked(client.get(page)) == {"creer-entreprise", "garder-ses-droits"}
    said = {**WHERE, "mots": WORDS, "besoins": ["creer-entreprise"], "a_distance": "on"}
    assert client.post(page, said)["Location"] == page.removesuffix("une-page/")


def test_on_one_page_words_alone_are_read_before_going_on(client, demo):
    response = client.post(f"{START}une-page/", {**WHERE, "mots": WORDS})
    page = response["Location"]
    assert page.endswith("/une-page/")
    html = client.get(page)
    assert ticked(html) == {"creer-entreprise", "garder-ses-droits"}
    assert "Langogne" in text(html)


def test_a_commune_and_a_mode_in_the_address_are_carried_to_their_screen(client, communes):
    html = text(client.get(START, {"commune": "48095", "mode": "velo", "mots": "rsa"}))
    assert '<input type="hidden" name="commune" value="48095">' in html
    assert '<input type="hidden" name="mode" value="velo">' in html
    assert re.search(r"<textarea[^>]*>\n</textarea>", html), "no words come from an address"
    response = client.post(START, {"besoins": ["me-former"], "commune": "48095", "mode": "velo"})
    second = client.get(response["Location"])
    assert 'value="48095"' in text(second) or "Mende" in text(second)
    assert ticked(second, "mode") == {"velo"}


@pytest.mark.parametrize("hostile", ["<b>", "\x00", "x" * 500, "\u202e", "' OR 1=1"])
def test_a_hostile_commune_stays_a_text(client, communes, hostile):
    assert client.get(START, {"commune": hostile, "mode": hostile}).status_code == 200
    address = begin(client, "salon", commune=hostile, mode=hostile)
    for button in ("suite", "retour", hostile):
        said = {**WHERE, "commune": hostile, "mode": hostile, "max_minutes": hostile}
        response = go(client, address, 2, said, button)
        assert response.status_code in {303, 422}
        assert "<b>" not in text(response).replace("<b>", "", 0) or hostile != "<b>"
    assert client.get(f"{address}etape/1/").status_code == 200


def test_whom_to_call_is_said_first_when_it_may_not_wait(client, communes):
    calm = text(client.get(begin(client, "un salon") + "etape/1/"))
    assert 'id="urgence"' not in calm
    html = text(client.get(begin(client, "il me frappe, nulle part où dormir") + "etape/1/"))
    for number in ("3919", "17", "115", "112"):
        assert f'href="tel:{number}"' in html, number
    assert html.index('id="urgence"') < html.index('id="besoins"')


def test_what_comes_from_elsewhere_is_refused(communes):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START, {"mots": WORDS}).status_code == 403
    assert not Intake.objects.exists()


def test_the_sheet_of_paper_asks_the_same_questions(client, communes):
    sheet = plain(client.get(f"{START}papier/"))
    for part in ("Ce que vous voulez", "Où et comment", "Quand et à quelles conditions"):
        assert part in sheet
    for said in ("Lancer mon idée", "Langogne", "À vélo", "mardi", "Seulement ce qui est gratuit"):
        assert (said in sheet) == (said != "Langogne"), said
    html = text(client.get(f"{START}papier/"))
    assert "<input" not in html.split("<main")[1].split("</main>")[0]


SAID = {
    1: st.fixed_dictionaries(
        {
            "besoins": st.lists(
                st.sampled_from(["me-former", "garde-enfants", "acces-internet"]), unique=True
            ),
            "urgents": st.just([]),
        }
    ),
    2: st.fixed_dictionaries(
        {
            "commune": st.sampled_from(["", "Langogne", "Saint-Denis", "zzzz", "48095"]),
            "mode": st.sampled_from(["voiture", "velo", "pied"]),
            "max_minutes": st.sampled_from(["15", "45", "90"]),
        }
    ),
    3: st.fixed_dictionaries(
        {
            "jours": st.lists(st.sampled_from(["Mo", "Sa"]), unique=True),
            "moments": st.lists(st.sampled_from(["08:00-12:00"]), unique=True),
            "publics": st.lists(st.sampled_from(["jeunes", "seniors"]), unique=True),
            "gratuit": st.sampled_from(["", "on"]),
            "fauteuil": st.sampled_from(["", "on"]),
            "a_distance": st.sampled_from(["", "on"]),
        }
    ),
}
NAMES = {1: ("besoins",), 2: ("mode", "max_minutes"), 3: ("jours", "moments", "publics")}
BOXES = ("gratuit", "fauteuil", "a_distance")


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_way_to_and_fro_keeps_every_answer(data, communes):
    """Whatever the order of screens and buttons, each screen shows what was last kept on it."""
    client = Client()
    response = client.post(START, {"besoins": ["me-former"]})
    address, kept = response["Location"].removesuffix("etape/2/"), {1: {"besoins": ["me-former"]}}
    number = 2
    for _turn in range(data.draw(st.integers(1, 8))):
        said = data.draw(SAID[number])
        button = data.draw(st.sampled_from(["suite", "retour", "plan"]))
        response = go(client, address, number, said, button)
        if response.status_code == 422:
            assert_shows(response, number, said)  # nothing typed is lost, nothing is kept
            continue
        assert response.status_code == 303
        kept[number] = said
        arrived = step_of(response["Location"])
        number = int(arrived[2]) if arrived else data.draw(st.sampled_from([1, 2, 3]))
        for shown, answers in kept.items():
            page = client.get(f"{address}etape/{shown}/")
            if page.status_code == 200:
                assert_shows(page, shown, answers)
        if client.get(f"{address}etape/{number}/").status_code != 200:
            number = 1


def assert_shows(response, number, said):
    for name in NAMES[number]:
        value = said.get(name, [])
        # Seven days with moments are said as no day in particular: none is lost here.
        assert ticked(response, name) == set([value] if isinstance(value, str) else value), name
    if number == 3:
        for name in BOXES:
            assert bool(re.search(rf'id="{name}" checked', text(response))) == bool(said[name])
    if number == 2:
        typed = unescape(re.search(r'name="commune" value="([^"]*)"', text(response))[1])
        assert said["commune"] in typed or typed.startswith("Mende")
