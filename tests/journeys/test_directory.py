"""The list of places: filtering, opening a sheet, coming back."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import submit, text, write_commune

pytestmark = pytest.mark.journey

NEED = "apprendre-numerique"
SHEETS = "main ol h3 a[href^='/lieux/']"


def test_places_for_a_need_around_a_commune_then_a_sheet_and_back(walk, width, scripts):
    page = walk(width=width, scripts=scripts).goto("/lieux/")
    everything = _count(page)
    write_commune(page, "Langogne")
    page.locator("select[name=besoin]").select_option(NEED)
    assert submit(page).status == 200
    assert "commune=Langogne" in page.url
    assert f"besoin={NEED}" in page.url
    assert 1 <= _count(page) < everything
    listed, said = page.url, text(page)
    name = page.locator(SHEETS).first.inner_text()
    with page.expect_navigation() as arrival:
        page.locator(SHEETS).first.click()
    assert arrival.value.status == 200
    assert page.get_by_role("heading", level=1).inner_text() == name
    page.go_back()
    assert page.url == listed
    assert text(page) == said
    assert page.locator("input[name=commune]").input_value() == "Langogne"
    assert page.locator("select[name=besoin]").input_value() == NEED


def test_places_within_minutes_then_a_sheet_that_says_how_long_and_when(walk, width, scripts):
    page = walk(width=width, scripts=scripts).goto("/lieux/")
    write_commune(page, "Langogne")
    page.locator("select[name=minutes]").select_option("30")
    page.locator("select[name=ouvert]").select_option("lun")
    assert submit(page).status == 200
    assert "minutes=30" in page.url
    heading = page.get_by_role("heading", level=2).first.inner_text()
    assert "30 min ou moins de Langogne" in heading
    assert "par des routes inventées" in heading
    with page.expect_navigation():
        page.locator(SHEETS).first.click()
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="Horaires")).to_be_visible()
    expect(main.get_by_role("heading", name="Qui demander")).to_be_visible()
    assert "Langogne" in page.locator("input[name=depuis]").input_value()
    assert re.search("(inventées|estimation), un aller|même commune", text(page))


def _count(page):
    """Places found, as the heading of the results says."""
    heading = page.get_by_role("heading", level=2).first.inner_text()
    return int(re.match(r"\d+", heading)[0])


def test_a_filter_in_force_can_be_lifted_alone(walk):
    page = walk().goto(f"/lieux/?commune=Langogne&besoin={NEED}")
    narrow = _count(page)
    lift = page.get_by_role("main").locator("li a[href*='commune=Langogne']:not([href*=besoin])")
    with page.expect_navigation():
        lift.first.click()
    assert "besoin" not in page.url.replace("besoin=&", "")
    assert _count(page) > narrow


def test_pages_of_a_long_list_follow_one_another(walk, scripts):
    page = walk(scripts=scripts).goto("/lieux/")
    first = set(page.locator(SHEETS).all_inner_texts())
    with page.expect_navigation():
        page.locator("main a[rel=next]").click()
    second = set(page.locator(SHEETS).all_inner_texts())
    assert second
    assert not first & second
    with page.expect_navigation():
        page.locator("main a[rel=prev]").click()
    assert set(page.locator(SHEETS).all_inner_texts()) == first


def test_homonyms_are_a_choice_of_links(walk, width, scripts):
    page = walk(width=width, scripts=scripts).goto("/lieux/")
    write_commune(page, "Saint-Denis")
    assert submit(page).status == 200
    assert page.locator("input[name=commune]").get_attribute("aria-invalid") == "true"
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Gard")).click()
    assert "Gard" in page.locator("input[name=commune]").input_value()


def test_nothing_found_says_what_to_do(walk):
    page = walk().goto(f"/lieux/?commune=29083&besoin={NEED}")
    assert page.locator(SHEETS).count() == 0
    ways_out = page.get_by_role("main").locator("li a[href^='/parcours/']")
    assert ways_out.count() >= 1
    with page.expect_navigation():
        ways_out.first.click()
    expect(page.locator("input[name=commune]")).to_have_value(re.compile("Île-de-Sein"))


def test_a_sheet_leads_to_a_plan_from_there(walk):
    page = walk().goto("/lieux/?commune=Langogne&rayon_km=0")
    with page.expect_navigation():
        page.locator(SHEETS).first.click()
    with page.expect_navigation():
        page.locator("main a[href^='/parcours/']").first.click()
    assert "Langogne" in page.locator("input[name=commune]").input_value()
