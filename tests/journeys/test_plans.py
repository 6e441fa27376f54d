"""The page of plans: comparing, switching, reading the steps, and leaving it for good."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import ONE_PAGE, THREE, answer, erase, follow, submit, text, ticked

pytestmark = pytest.mark.journey

COMPARED = "main a[href*='?plan=']:not([href*='imprimer'])"
STEPS = "[id^=etape-]"
DURATION = re.compile(r"\d+\s(?:min|h)\b")


def _map(page):
    return page.get_by_role("img", name=re.compile("carte", re.I))


def test_another_plan_is_shown_when_it_is_chosen(three, width, scripts):
    page = three(width=width, scripts=scripts).page
    links = page.locator(COMPARED)
    assert links.count() >= 2
    for at in range(links.count()):
        label = links.nth(at).inner_text()
        with page.expect_navigation():
            links.nth(at).click()
        assert f"plan={at + 1}" in page.url
        shown = page.locator(f"{COMPARED}[aria-current=true]")
        assert shown.all_inner_texts() == [label]
        expect(page.get_by_role("region", name=label)).to_be_in_viewport()
        assert page.get_by_role("region", name=label).locator(STEPS).count() >= 1


def test_the_steps_of_a_plan_are_those_that_its_summary_names(three):
    page = three().page
    for at in range(page.locator(COMPARED).count()):
        with page.expect_navigation():
            page.locator(COMPARED).nth(at).click()
        summary = page.locator(COMPARED).nth(at).locator("xpath=ancestor::li[1]").inner_text()
        count = page.locator(STEPS).count()
        assert re.search(rf"\b{count} interlocuteurs?\b", summary)
        for heading in page.locator(STEPS).get_by_role("heading", level=3).all_inner_texts():
            assert re.sub(r"^étape\s\d+\s:\s*", "", heading, flags=re.I).strip() in summary


def test_every_time_of_travel_says_whether_it_follows_the_invented_roads(three):
    page = three().page
    assert "personne n’y roule" in text(page)
    told = 0
    compared = page.locator("main li", has=page.locator("h3")).all_inner_texts()
    for said in compared:
        for line in said.splitlines():
            if DURATION.search(line) and re.search(r"trajet|y aller", line):
                told += 1
                assert re.search("par des routes inventées|en partie estimé|estimation", line), line
    assert told >= 2


def test_steps_come_in_order_before_the_map_and_bear_its_numbers(three, width):
    page = three(width=width).page
    for at in range(page.locator(COMPARED).count()):
        with page.expect_navigation():
            page.locator(COMPARED).nth(at).click()
        headings = page.locator(STEPS).get_by_role("heading", level=3).all_text_contents()
        numbers = [int(re.search(r"\d+", heading)[0]) for heading in headings]
        assert numbers == list(range(1, len(numbers) + 1))
        drawing = _map(page)
        if not drawing.count():  # a plan without any trip has no map
            assert "à distance" in text(page)
            continue
        assert drawing.evaluate(
            """(map, steps) => [...document.querySelectorAll(steps)].every((step) =>
                step.compareDocumentPosition(map) & Node.DOCUMENT_POSITION_FOLLOWING)""",
            STEPS,
        )
        figure = page.get_by_role("figure").filter(has=drawing)
        drawn = [t for t in figure.locator("svg text").all_text_contents() if t[0].isdigit()]
        on_map = {int(n) for t in drawn if re.fullmatch(r"[\d ]+", t) for n in t.split()}
        caption = figure.locator("figcaption").inner_text()
        off_map = {int(n) for n in re.findall(r"\d+", caption)}
        assert on_map | off_map == set(numbers)
        assert not on_map & off_map


def test_the_sheet_of_a_place_leads_back_to_the_plan_it_was_opened_from(three):
    page = three().page
    with page.expect_navigation():
        page.locator(COMPARED).nth(1).click()
    plan, said = page.url, text(page)
    assert follow(page, "/lieux/").status == 200
    page.go_back()
    assert page.url == plan
    assert text(page) == said


def test_what_was_asked_is_reminded_and_can_be_changed(three, width):
    page = three(width=width).page
    assert page.locator("main section").first.get_by_role("listitem").count() == 3
    follow(page, "/modifier/")
    assert len(ticked(page)) == 3


def test_once_erased_a_plan_is_nowhere(three, scripts):
    page = three(scripts=scripts).page
    plan = page.url
    follow(page, "/imprimer/")
    paper = page.url
    said = page.get_by_role("heading", level=1).inner_text()
    assert erase(page).status == 200
    for address in (plan, paper, f"{plan}modifier/"):
        assert page.request.get(address).status == 404
    page.go_back()
    assert page.url == paper
    assert said not in text(page)
    page.go_back()
    assert page.url == plan
    assert page.locator(STEPS).count() == 0


def test_an_erased_plan_that_the_browser_kept_in_memory_is_asked_again(three):
    """Chromium may keep a page whole behind the back button, even one said to be kept nowhere."""
    begun = three()
    page = begun.page
    plan = page.url
    assert page.request.get(plan).status == 200
    other = begun.context.new_page()
    other.goto(plan)
    erase(other)
    assert page.locator(STEPS).count() >= 1
    with page.expect_navigation() as again:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert again.value.status == 404
    assert page.locator(STEPS).count() == 0


def test_after_erasing_the_next_person_does_not_find_the_form_filled(walk):
    page = walk().goto(ONE_PAGE)
    answer(page, commune="Langogne", needs=THREE)
    submit(page)
    erase(page)
    assert ticked(page) == set()
    for _ in range(2):
        page.go_back()
    assert page.url.endswith(ONE_PAGE)
    assert ticked(page) == set()
    assert page.locator("input[name=commune]").input_value() == ""
