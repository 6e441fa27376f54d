"""One act is written in under thirty seconds, and copied without being typed again."""

import re
import time

import pytest
from playwright.sync_api import Page

from tests.journeys.looking import broken_rules, cut_text, cut_when_spaced, small_targets
from tests.journeys.signed_in import sign_in
from tests.journeys.test_budgets import WITHOUT_MAP, Scales
from tests.journeys.walking import HEIGHTS, NARROW, WIDE, Walk, text

pytestmark = pytest.mark.journey

SENTENCE = "je n'arrive pas à lire mes mails"
NEW = "/comptes-rendus/nouveau/"
MOST_SECONDS, MOST_ACTIONS, AFTER_A_VISIT = 30, 6, 3


@pytest.fixture
def agent(walk):
    def begin(**options) -> Walk:
        begun = walk(**options)
        sign_in(begun)
        return begun

    return begin


def choose(page: Page, *ids: str) -> int:
    for one in ids:
        page.locator(f"label:has(#{one})").click()
    return len(ids)


def leave(page: Page, name: str, role: str = "button") -> int:
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
    page.wait_for_load_state("load")
    return 1


def test_an_act_is_written_in_a_handful_of_clicks(agent, scripts, width):
    begun = agent(scripts=scripts, width=width)
    begun.goto(NEW)
    began = time.monotonic()
    actions = choose(begun.page, "forme-accompagnement", "monde-mediation_numerique")
    actions += choose(begun.page, "themes-email", "duree-15")
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


def test_a_text_is_copied_by_one_button_or_chosen_by_one_click(agent, scripts):
    begun = agent(scripts=scripts)
    written(begun)
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
    begun.goto(NEW)
    assert not begun.page.locator("#nombre").is_visible()
    choose(begun.page, "activite-collectif")
    assert begun.page.locator("#nombre").is_visible()
    assert not begun.page.get_by_text("Qui est cette personne").is_visible()
    assert not begun.page.locator("#duree_autre").is_visible()
    choose(begun.page, "duree-autre")
    assert begun.page.locator("#duree_autre").is_visible()


def written(begun: Walk) -> None:
    begun.goto(NEW)
    choose(begun.page, "forme-accompagnement", "monde-collectif")
    leave(begun.page, "Enregistrer")


def in_error(begun: Walk) -> None:
    begun.goto(NEW)
    choose(begun.page, "activite-collectif")
    leave(begun.page, "Enregistrer")


def in_conflict(begun: Walk) -> None:
    written(begun)
    leave(begun.page, "Changer", "link")
    address = begun.page.url
    other = begun.context.new_page()
    other.goto(address)
    choose(other, "duree-15")
    leave(other, "Enregistrer")
    other.close()
    choose(begun.page, "duree-120")
    leave(begun.page, "Enregistrer")
    assert "Deux textes" in text(begun.page)


PAGES = {
    "list": lambda begun: begun.goto("/comptes-rendus/"),
    "new": lambda begun: begun.goto(NEW),
    "error": in_error,
    "record": written,
    "conflict": in_conflict,
    "take": lambda begun: begun.goto("/comptes-rendus/reprendre/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_records_weigh_little_at_a_first_visit(agent, name):
    begun = agent()
    scales = Scales(begun)
    PAGES[name](begun)
    scales.settle()
    files = scales.last_page()
    assert len(files) >= 5, "style sheets are missing: nothing was weighed"
    assert sum(files.values()) <= WITHOUT_MAP, sorted(files.items(), key=lambda f: -f[1])[:6]


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_records_can_be_read_and_used_by_all(agent, name):
    begun = agent()
    PAGES[name](begun)
    page = begun.page
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true })")
    found = {}
    for scheme, width in (("light", WIDE), ("dark", NARROW), ("light", NARROW)):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        found[f"{scheme} {width}"] = broken_rules(page) + small_targets(page) + cut_text(page)
    found["spaced"] = cut_when_spaced(page)
    assert {where: faults for where, faults in found.items() if faults} == {}
