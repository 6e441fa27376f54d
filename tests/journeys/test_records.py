"""One act is written in under thirty seconds, and copied without being typed again."""

import re
import time

import pytest
from playwright.sync_api import Page

from tests.journeys.holding import RECORD, choose, record_written
from tests.journeys.signed_in import sign_in
from tests.journeys.walking import Walk, text

pytestmark = pytest.mark.journey

SENTENCE = "je n'arrive pas à lire mes mails"
MOST_SECONDS, MOST_ACTIONS, AFTER_A_VISIT = 30, 6, 3


@pytest.fixture
def agent(walk):
    def begin(**options) -> Walk:
        begun = walk(**options)
        sign_in(begun)
        return begun

    return begin


def leave(page: Page, name: str, role: str = "button") -> int:
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
    page.wait_for_load_state("load")
    return 1


def test_an_act_is_written_in_a_handful_of_clicks(agent, scripts, width):
    begun = agent(scripts=scripts, width=width)
    begun.goto(RECORD)
    began = time.monotonic()
    actions = choose(begun.page, "forme-accompagnement", "monde-mediation_numerique")
    begun.page.locator("summary", has_text="thèmes").first.click()
    assert not begun.page.locator("#demarches-sante").is_visible()
    actions += 1 + choose(begun.page, "themes-email", "duree-15")
    if scripts:
        assert "E-mail" in begun.page.locator("#themes summary").first.inner_text()
    actions += leave(begun.page, "Enregistrer")
    assert "C'est enregistré" in text(begun.page)
    assert actions <= MOST_ACTIONS
    assert time.monotonic() - began < MOST_SECONDS


def test_after_a_visit_what_was_said_is_not_asked_again(agent, scripts):
    begun = agent(scripts=scripts)
    begun.goto("/guichet/")
    begun.page.locator("#mots").fill(SENTENCE)
    leave(begun.page, "Recevoir")
    visit = begun.page.url.partition("#")[0]
    began = time.monotonic()
    actions = leave(begun.page, "Écrire le compte rendu", "link")
    assert begun.page.locator("#themes-email").is_checked()
    actions += choose(begun.page, "forme-accompagnement")
    actions += leave(begun.page, "Enregistrer")
    assert actions <= AFTER_A_VISIT
    assert time.monotonic() - began < MOST_SECONDS
    leave(begun.page, "Revenir à la visite", "link")
    assert begun.page.url.partition("#")[0] == visit


def test_a_text_is_copied_by_one_button_or_chosen_by_one_click(walk, scripts):
    begun = walk(scripts=scripts)
    record_written(begun)
    fold = begun.page.locator("details", has_text="La Coop").first
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    block = begun.page.locator("copy-text", has_text=re.compile(r"\d\d/\d\d/\d{4}")).first
    if scripts:
        begun.context.grant_permissions(["clipboard-read", "clipboard-write"])
        block.get_by_role("button").click()
        block.get_by_text("Copié", exact=True).wait_for()
        copied = begun.page.evaluate("navigator.clipboard.readText()")
    else:
        assert not block.get_by_role("button").is_visible()
        copied = block.locator("[data-text]").inner_text()
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", copied)


def test_only_what_fits_the_activity_is_asked(agent):
    begun = agent()
    begun.goto(RECORD)
    assert not begun.page.locator("#nombre").is_visible()
    choose(begun.page, "activite-collectif")
    assert begun.page.locator("#nombre").is_visible()
    assert not begun.page.get_by_text("Qui est cette personne").is_visible()
    assert not begun.page.locator("#duree_autre").is_visible()
    choose(begun.page, "duree-autre")
    assert begun.page.locator("#duree_autre").is_visible()
