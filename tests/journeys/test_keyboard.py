"""Everything can be done with keys alone, and one always sees where one is."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import focused
from tests.journeys.walking import NARROW, ONE_PAGE, THREE, WIDE, open_plans

pytestmark = pytest.mark.journey

ENOUGH = 400  # more tabs than any page needs
FOUND = "/lieux/?commune=Langogne"
MENU = "<summary>Menu<"
LOW = 160  # pixels: the notice of fiction on two lines, then one line
ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %


def _tab_to(page, is_there):
    for _ in range(ENOUGH):
        page.keyboard.press("Tab")
        if (at := focused(page)) and is_there(at):
            return
    raise AssertionError("never reached with Tab")


def test_the_menu_of_a_narrow_screen_opens_and_says_where_one_is(walk):
    page = walk(width=NARROW).goto("/lieux/")
    assert page.locator("body > header").bounding_box()["height"] < LOW
    expect(page.get_by_role("link", name="L'agenda")).to_be_hidden()
    _tab_to(page, lambda at: MENU in at["says"])
    page.keyboard.press("Enter")
    _tab_to(page, lambda at: ">Les lieux<" in at["says"])
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    page.keyboard.press("Tab")
    with page.expect_navigation() as arrival:
        page.keyboard.press("Enter")
    assert arrival.value.url.endswith("/entraide/")


def test_the_menu_of_a_wide_screen_needs_no_button(walk):
    page = walk(width=WIDE).goto("/lieux/")
    expect(page.get_by_role("link", name="L'agenda", exact=True)).to_be_visible()
    _tab_to(page, lambda at: ">L'agenda<" in at["says"])


def _named(name):
    return lambda at: at["name"] == name


def test_the_first_key_skips_to_the_content(walk, width):
    page = walk(width=width).goto("/lieux/")
    page.keyboard.press("Tab")
    at = focused(page)
    assert at["href"].startswith("#")
    assert at["seen"], "a skip link shows once it has the focus"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_whole_journey_without_a_mouse(walk):
    page = walk().goto("/")
    _tab_to(page, _named("mots"))
    page.keyboard.type("je veux ouvrir un salon de thé et j'ai peur de perdre le rsa")
    _press_there(page, "suite")
    _tab_to(page, _named("besoins"))
    _press_there(page, "suite")
    _tab_to(page, _named("commune"))
    page.keyboard.type("Langogne")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=commune]")).to_have_value(re.compile("Langogne"))
    _tab_to(page, _named("mode"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    _press_there(page, "suite")
    _tab_to(page, _named("gratuit"))
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    _press_there(page, "plan")
    _tab_to(page, lambda at: "/imprimer/" in (at["href"] or ""))
    with page.expect_navigation() as arrival:
        page.keyboard.press("Enter")
    assert arrival.value.status == 200


def test_a_need_is_added_from_the_list_without_a_mouse(walk, width):
    page = walk(width=width).goto("/parcours/")
    _tab_to(page, lambda at: at["tag"] == "SUMMARY" and MENU not in at["says"])
    page.keyboard.press("Enter")
    _tab_to(page, lambda at: at["id"] == "filtre")
    page.keyboard.type("internet")
    _tab_to(page, _named("besoins"))
    page.keyboard.press("Space")
    chosen = page.evaluate("document.activeElement.value")
    _press_there(page, "suite")
    assert page.url.endswith("/etape/2/")
    page.go_back()
    assert chosen


def _press_there(page, leads):
    _tab_to(page, lambda at: at["tag"] == "BUTTON" and at["value"] == leads)
    with page.expect_navigation() as arrival:
        page.keyboard.press("Enter")
    assert arrival.value.status == 200


def test_the_commune_is_chosen_with_arrows_and_left_with_escape(walk, width):
    page = walk(width=width).goto(ONE_PAGE)
    field = page.get_by_role("combobox", name=re.compile("commune", re.I))
    options = page.get_by_role("option")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("saint-denis")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    count = options.count()
    assert count >= 3

    field.press("ArrowDown")
    _expect_marked(page, field, 0)
    field.press("ArrowDown")
    _expect_marked(page, field, 1)
    field.press("ArrowUp")
    field.press("ArrowUp")
    _expect_marked(page, field, count - 1)

    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("saint-denis")
    assert field.get_attribute("aria-activedescendant") is None

    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    label = options.nth(0).inner_text()
    field.press("Enter")
    expect(field).to_have_value(label)
    expect(field).to_have_attribute("aria-expanded", "false")
    assert page.url.endswith(ONE_PAGE), "choosing an option does not send the form"


def _expect_marked(page, field, at):
    option = page.get_by_role("option").nth(at)
    expect(option).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")


@pytest.mark.parametrize(
    ("where", "size"),
    [
        *(("/", None), ("/parcours/", None), ("plans", None), (FOUND, None)),
        *(("/", ZOOMED), ("plans", ZOOMED), (FOUND, ZOOMED)),
        *(("/parcours/", ZOOMED), (ONE_PAGE, None), (ONE_PAGE, ZOOMED)),
    ],
    ids=lambda value: "zoom-400" if isinstance(value, dict) else value,
)
def test_focus_goes_through_the_page_in_sight_and_out_of_it(walk, where, size):
    begun = walk(width=NARROW if size else WIDE)
    if where == "plans":
        where = open_plans(begun.context, "Langogne", THREE, a_distance="on")
    page = begun.goto(where)
    if size:
        page.set_viewport_size(size)
    visited = []
    for _ in range(ENOUGH):
        page.keyboard.press("Tab")
        at = focused(page)
        if at is None or (visited and at["says"] == visited[0]["says"]):
            break
        visited.append(at)
    else:
        raise AssertionError("the focus never leaves the page")
    assert len(visited) >= 10
    assert [at["says"] for at in visited if not at["ringed"]] == []
    assert [at["says"] for at in visited if not at["seen"]] == []


def test_errors_take_the_focus_when_the_form_comes_back(walk):
    page = walk().goto(ONE_PAGE)
    _tab_to(page, _named("commune"))
    with page.expect_navigation() as arrival:
        page.keyboard.press("Enter")
    assert arrival.value.status == 422
    page.keyboard.press("Tab")
    assert (focused(page)["href"] or "").startswith("#"), "the first error is one key away"
