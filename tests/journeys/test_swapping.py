"""Side by side, then somebody else at a step: with scripts or none, by keyboard, back again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import NARROW, erase, follow, text

pytestmark = pytest.mark.journey

TABS = "main ol.tabs a[href*='?plan=']"
STEPS = "[id^=etape-]"
CHANGED = re.compile("changé par vous")


def who(page):
    headings = page.locator(STEPS).get_by_role("heading", level=3).all_text_contents()
    return [re.sub(r"^\s*étape\s\d+\s:", "", one, flags=re.I).strip() for one in headings]


def choose(page, at=0):
    """The name of whoever is chosen on the page of a step."""
    button = page.locator("button[name=avec]").nth(at)
    name = re.sub(r"^\s*Choisir ", "", button.inner_text()).strip()
    with page.expect_navigation():
        button.click()
    page.wait_for_load_state()
    return name


def test_plans_are_compared_then_one_is_seen(three, width, scripts):
    page = three(width=width, scripts=scripts).page
    labels = page.locator(TABS).all_inner_texts()
    assert follow(page, "/comparer/").status == 200
    table = page.get_by_role("table")
    rows = table.get_by_role("row")
    assert rows.count() >= 8
    for label in labels:
        assert label in text(page)
    people = rows.filter(has_text="Personnes à rencontrer")
    assert people.get_by_role("cell").count() == len(labels)
    for cell in people.get_by_role("cell").all():
        assert re.search(r"\d+\spersonne", cell.inner_text())
    assert re.search(r"le moins|le plus", table.inner_text())
    page.get_by_role("link", name=re.compile(r"Voir le parcours 2")).click()
    assert "plan=2" in page.url
    shown = page.locator(f"{TABS}[aria-current=true]")
    expect(shown).to_have_text(labels[1])


def test_on_a_narrow_screen_each_value_says_whose_it_is(three):
    page = three(width=NARROW).page
    labels = page.locator(TABS).all_inner_texts()
    follow(page, "/comparer/")
    cells = page.get_by_role("row").nth(1).get_by_role("cell")
    for at, label in enumerate(labels):
        assert label in cells.nth(at).inner_text()


def test_a_step_is_swapped_and_undone(three, width, scripts):
    page = three(width=width, scripts=scripts).page
    before, figures = who(page), page.locator("ol.tabs > li").first.inner_text()
    follow(page, "/changer/")
    assert "Ce que cela change" in text(page)
    name = choose(page)
    assert re.search(r"\?plan=1#parcours$", page.url)
    assert name in who(page)
    assert who(page) != before
    expect(page.get_by_role("heading", name=CHANGED, level=2)).to_be_in_viewport()
    assert CHANGED.search(page.title())
    page.get_by_role("button", name="Revenir au parcours proposé").click()
    page.wait_for_load_state()
    assert who(page) == before
    assert page.locator("ol.tabs > li").first.inner_text() == figures


def test_after_a_swap_the_keyboard_goes_on_from_the_plan(three):
    page = three().page
    link = page.locator("main a[href*='/changer/']").first
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("button[name=avec]").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#parcours")).to_be_focused()
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('#parcours').contains(document.activeElement)")
    assert inside


def test_the_changed_plan_is_on_paper_beside_and_behind_the_back_button(three):
    begun = three()
    page = begun.page
    plan = page.url
    follow(page, "/changer/")
    choice = page.url
    name = choose(page)
    now = who(page)
    page.goto(f"{plan}imprimer/?plan=1")
    assert name in text(page)
    assert len(now) == page.locator(".steps--paper > li").count()
    page.goto(f"{plan}comparer/")
    assert CHANGED.search(text(page))
    page.goto(plan)
    follow(page, "/changer/")
    page.go_back()
    assert who(page) == now
    page.goto(choice)
    assert page.request.get(choice).status in {200, 404}
    erase(page)
    for address in (plan, choice, f"{plan}comparer/"):
        assert page.request.get(address).status == 404


def test_a_step_left_open_elsewhere_is_answered_calmly(three):
    begun = three()
    page = begun.page
    follow(page, "/changer/")
    other = begun.context.new_page()
    other.goto(page.url)
    choose(page, 0)
    with other.expect_navigation() as arrived:
        other.locator("button[name=avec]").nth(1).click()
    assert arrived.value.status == 409
    begun._documents.add(other.url)
    assert "a changé" in other.locator("main").inner_text()
    assert other.get_by_role("link", name=re.compile("parcours d'aujourd'hui")).is_visible()


def test_erasing_is_in_sight_on_every_page_of_the_way(three, width):
    page = three(width=width).page
    plan = page.url
    step = page.locator("main a[href*='/changer/']").first.get_attribute("href")
    for address in (plan, f"{plan}comparer/", step, f"{plan}imprimer/"):
        page.goto(address)
        button = page.locator("main form[action$='/effacer/'] button")
        assert button.count() == 1
        if width != NARROW:
            expect(button).to_be_in_viewport()
