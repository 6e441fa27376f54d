"""The sheet of a commune, as it comes out of a printer."""

import pytest

from tests.journeys.test_paper import sheets

pytestmark = pytest.mark.journey

LEAST_POINTS = 9
SMALL = """() => [...document.querySelectorAll('.paper *')]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(one => one.checkVisibility())
  .map(one => parseFloat(getComputedStyle(one).fontSize) * 0.75)"""


@pytest.mark.parametrize("code", ["48080", "48095", "75056", "97411", "2A004"])
def test_it_holds_on_one_sheet_both_sides(walk, code):
    page = walk().goto(f"/communes/{code}/")
    assert 1 <= sheets(page) <= 2


def test_paper_is_read_without_a_screen(walk):
    page = walk(scripts=False).goto("/communes/48080/")
    page.emulate_media(media="print")
    box = page.get_by_role("img", name="Code").bounding_box()
    assert min(box["width"], box["height"]) >= 2 / 2.54 * 96, "two centimetres, to be read"
    sizes = sorted(page.evaluate(SMALL))
    assert sizes[0] >= LEAST_POINTS
    assert sizes[len(sizes) // 2] >= 11
    assert page.get_by_text("fictif").first.is_visible()
    assert not page.get_by_role("button").or_(page.get_by_role("navigation")).first.is_visible()
    words = page.locator("main").inner_text()
    assert "Téléphonez avant" in words
    assert "estimé" in words


def test_the_number_of_a_place_is_the_same_on_both_sides(walk):
    page = walk().goto("/communes/48080/")
    told = {
        line.locator(".paper__number").inner_text(): line.get_by_role("heading").inner_text()
        for line in page.locator(".paper__places > li").all()
    }
    named = page.locator(".paper__who > li:has(.paper__number)").all()
    assert named
    for line in named:
        number = line.locator(".paper__number").inner_text()
        assert line.locator("strong").first.inner_text() == told[number]


def test_it_is_reached_from_the_list_and_fits_a_narrow_screen(walk):
    begun = walk(width=320)
    page = begun.goto("/lieux/?commune=48080")
    page.get_by_role("link", name="Qui peut m’aider à Langogne").click()
    page.get_by_role("heading", name="Qui peut m’aider ici").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
