"""The map that moves: the records of the list, for whoever can draw it, by mouse or keyboard.

WebGL is drawn by software here; the other browsers of this folder have none and keep the drawing.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import CHROMIUM_FLAGS, NO_WEBGL
from tests.journeys.looking import broken_rules, cut_text, small_targets, weighed
from tests.journeys.walking import HEIGHTS, NARROW, NINE, PATIENCE_MS, WIDE, Walk, open_plans

pytestmark = pytest.mark.journey

MAPLIBRE = Path(__file__).resolve().parents[2] / "src/entrelieux/site/static/site/vendor/maplibre"
SOFTWARE_WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
SLOW_PIXELS = "GPU stall due to ReadPixels"  # of drawing by software, at a screenshot
LIST = "/lieux/?commune=Langogne"
MOST_BYTES = 450_000
NO_SAVING = "Object.defineProperty(navigator, 'connection', {value: undefined})"
SAVING = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"


@pytest.fixture(scope="module")
def drawing_chromium(chromium: Browser, chromium_path: str) -> Iterator[Browser]:
    flags = [flag for flag in CHROMIUM_FLAGS if flag not in {"--disable-gpu", NO_WEBGL}]
    browser = chromium.browser_type.launch(
        executable_path=chromium_path, args=[*flags, *SOFTWARE_WEBGL]
    )
    yield browser
    browser.close()


@pytest.fixture
def roam(drawing_chromium: Browser, origin: str) -> Iterator[Callable[..., Walk]]:
    """A walk whose browser draws maps. Nothing may be fetched elsewhere, nor refused, nor fail."""
    begun: list[Walk] = []

    def begin(connection: str = NO_SAVING, **options: object) -> Walk:
        begun.append(Walk(drawing_chromium, origin, **options))
        begun[-1].context.add_init_script(connection)
        return begun[-1]

    yield begin
    faults = [fault for one in begun for fault in one.faults() if SLOW_PIXELS not in fault]
    for one in begun:
        one.close()
    assert not faults


def a_list(begun: Walk) -> Page:
    return begun.goto(LIST)


def a_plan(begun: Walk) -> Page:
    return begun.goto(open_plans(begun.context, "Langogne", NINE[:8]))


def drawn(page: Page) -> Page:
    page.locator("places-map").scroll_into_view_if_needed()
    expect(page.locator("places-map[data-drawn]")).to_have_count(1, timeout=PATIENCE_MS)
    return page


def numbers(page: Page) -> list[int]:
    return sorted(int(text) for text in page.locator(".live-map__spots a").all_inner_texts())


def spot(page: Page, number: int):
    return page.locator(".live-map__spots a").filter(has_text=re.compile(rf"^\s*{number}\s*$"))


def line_of(page: Page, number: int):
    return page.locator(spot(page, number).get_attribute("href"))


def has_focus(page: Page, locator) -> bool:
    return locator.evaluate("(node) => node === document.activeElement")


@pytest.mark.parametrize("reach", [a_list, a_plan], ids=["list", "plan"])
def test_each_line_of_the_list_is_on_the_map_under_its_name(roam, width, reach):
    page = drawn(reach(roam(width=width)))
    expect(page.locator("places-map canvas")).to_have_count(1)
    expect(page.locator("places-map > svg")).to_be_hidden()
    shown = numbers(page)
    assert len(shown) > 1
    assert len(set(shown)) == len(shown)
    for number in shown:
        link = spot(page, number)
        name = line_of(page, number).locator("h3").inner_text()
        assert " ".join(link.get_attribute("title").split()) == " ".join(name.split())
        assert str(number) in link.get_attribute("aria-label")
    if reach is a_list:
        lines = page.locator("ol.directory-list > li").count()
        assert shown == list(range(1, lines + 1))


@pytest.mark.parametrize("reach", [a_list, a_plan], ids=["list", "plan"])
def test_rules_of_accessibility_hold_with_the_map(roam, reach):
    page = drawn(reach(roam(width=WIDE)))
    found = {}
    for scheme, width in (("light", WIDE), ("dark", WIDE), ("light", NARROW)):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        found[f"{scheme} {width}"] = broken_rules(page) + small_targets(page) + cut_text(page)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    found["forced colours"] = cut_text(page)
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_a_marker_leads_to_its_line_by_keyboard(roam):
    page = drawn(a_list(roam()))
    spot(page, 8).focus()
    expect(line_of(page, 8)).to_have_class(re.compile("is-raised"))
    page.keyboard.press("Enter")
    expect(line_of(page, 8)).to_be_focused()
    assert page.url.endswith(spot(page, 8).get_attribute("href"))


def test_a_line_raises_its_marker_and_lets_it_down(roam):
    page = drawn(a_list(roam()))
    line_of(page, 2).locator("h3 a").focus()
    expect(spot(page, 2)).to_have_class(re.compile("is-raised"))
    line_of(page, 3).locator("h3 a").focus()
    expect(spot(page, 2)).not_to_have_class(re.compile("is-raised"))
    expect(spot(page, 3)).to_have_class(re.compile("is-raised"))


def test_one_comes_closer_and_back_without_losing_one_s_place(roam):
    begun = roam()
    begun.page.emulate_media(reduced_motion="reduce")
    page = drawn(a_list(begun))
    together = page.locator(".live-map__spots").count()
    before = numbers(page)
    page.get_by_role("button", name="Rapprocher").press("Enter")
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page.locator(".live-map__spots")).not_to_have_count(together)
    assert numbers(page) == before
    assert has_focus(page, page.get_by_role("button", name="Rapprocher"))
    page.get_by_role("button", name="Tout revoir").click()
    expect(page.locator(".live-map__spots")).to_have_count(together)
    page.get_by_role("link", name="Revenir à la liste").click()
    expect(page.locator("#resultats")).to_be_focused()


def test_the_round_of_a_plan_is_said_to_be_no_road(roam):
    page = drawn(a_plan(roam()))
    expect(page.locator("places-map")).to_contain_text("ce n'est pas une route")
    expect(page.locator("places-map")).to_contain_text("IGN, Licence Ouverte 2.0")


@pytest.mark.parametrize("reach", [a_list, a_plan], ids=["list", "plan"])
def test_a_page_with_its_map_is_light(roam, reach):
    begun = roam()
    address = reach(begun).url
    begun.page.goto("about:blank")
    with weighed(begun.context, begun.page) as sizes:
        page = drawn(begun.goto(address))
    workers = [url for url in begun.asked if "maplibre-gl-worker" in url]
    assert workers
    # The browser counts what a worker asks for apart from what its page does.
    total = sum(sizes) + (MAPLIBRE / "maplibre-gl-worker.mjs.br").stat().st_size
    assert page.locator(".live-map__spots").count()
    assert total <= MOST_BYTES, total


def test_the_map_waits_for_somebody_to_come_near_it(roam):
    begun = roam(width=NARROW)
    page = a_list(begun)
    page.wait_for_load_state("networkidle")
    assert not [url for url in begun.asked if "maplibre" in url]
    drawn(page)
    assert [url for url in begun.asked if "maplibre" in url]


def test_who_saves_data_is_asked_first(roam):
    begun = roam(connection=SAVING)
    page = a_list(begun)
    page.locator("places-map").scroll_into_view_if_needed()
    button = page.get_by_role("button", name="Afficher la carte qui se déplace")
    expect(button).to_be_visible()
    expect(page.locator("places-map > svg")).to_be_visible()
    assert not [url for url in begun.asked if "maplibre" in url]
    button.press("Enter")
    expect(page.locator("places-map[data-drawn]")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator("places-map canvas")).to_be_focused()
    expect(button).to_have_count(0)


@pytest.mark.parametrize("reach", [a_list, a_plan], ids=["list", "plan"])
def test_without_webgl_or_scripts_the_drawing_stays(walk, scripts, reach):
    begun = walk(scripts=scripts)
    page = reach(begun)
    page.locator("places-map").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    expect(page.locator("places-map > svg.map")).to_be_visible()
    expect(page.locator(".live-map")).to_have_count(0)
    assert not [url for url in begun.asked if "maplibre" in url]


def test_on_paper_the_drawing_comes_back(roam):
    page = drawn(a_list(roam()))
    page.emulate_media(media="print")
    expect(page.locator("places-map > svg.map")).to_be_visible()
    expect(page.locator(".live-map")).to_be_hidden()
