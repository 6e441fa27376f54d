"""What every page says: that the network is fiction, in French or English, even when lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import open_plans, text

pytestmark = pytest.mark.journey

FICTION = re.compile("fictif|fictional", re.I)


def test_english_is_one_press_away_and_stays(three, scripts):
    begun = three(scripts=scripts)
    page, plans = begun.page, begun.page.url
    assert page.locator("html").get_attribute("lang") == "fr"
    french = text(page)
    _switch(page, "en")
    assert page.url == plans, "one stays where one was"
    assert page.locator("html").get_attribute("lang") == "en"
    assert text(page) != french
    for address in ("/", "/parcours/", "/lieux/", f"{plans}imprimer/"):
        begun.goto(address)
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_text(FICTION).first.is_visible()
    begun.goto("/")
    english = text(page)
    _switch(page, "fr")
    assert page.locator("html").get_attribute("lang") == "fr"
    assert text(page) != english


def _switch(page, language):
    button = page.locator(f"button[name=language][value={language}]")
    assert button.get_attribute("lang") == language, "said in the language it leads to"
    with page.expect_navigation():
        button.click()


def test_a_browser_that_asks_for_english_gets_it(walk):
    page = walk(language="en-GB").goto("/")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/lieux/nowhere/", f"/parcours/{'x' * 32}/", "/parcours/x/imprimer/"]
)
def test_what_is_absent_says_so_and_shows_a_way_out(walk, address, width):
    begun = walk(width=width)
    page = begun.goto(address, status=404)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.get_by_text(FICTION).first.is_visible()
    with page.expect_navigation() as arrival:
        page.locator("main a[href]:visible").first.click()
    assert arrival.value.status == 200


def test_a_form_whose_cookie_is_gone_is_refused_kindly(walk):
    begun = walk()
    page = begun.goto("/parcours/")
    page.locator("#mots").fill("des mots")
    begun.context.clear_cookies()
    with page.expect_navigation() as arrival:
        page.locator("main form button[value=suite]").click()
    assert arrival.value.status == 403
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("main a[href], main button").count() >= 1


def test_fiction_is_said_on_every_page_and_on_every_paper(three):
    begun = three()
    page, plans = begun.page, begun.page.url
    place = open_place(begun)
    said = ("proposer", "parcours/papier")
    said += ("comment-ce-parcours-est-il-choisi", "sources", "confidentialite", "accessibilite")
    addresses = ("/", "/parcours/", plans, f"{plans}imprimer/", f"{plans}une-page/", "/lieux/")
    for address in (*addresses, place, *(f"/{one}/" for one in said)):
        begun.goto(address)
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            assert page.get_by_text(FICTION).first.is_visible(), f"{media} {address}"


def open_place(begun):
    begun.goto("/lieux/?commune=Langogne")
    return begun.page.locator("main ol h3 a").first.get_attribute("href")


def test_plans_of_somebody_else_cannot_be_guessed_nor_listed(three, walk):
    mine = three().page.url
    page = walk().goto("/parcours/")
    assert mine.rstrip("/").rsplit("/", 1)[1] not in page.content()
    assert open_plans(page.context, "Mende", ["me-former"], a_distance="on") not in mine
