"""Somebody says where they are and what they need, on a phone or a screen, with scripts or none."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import (
    NINE,
    ONE_PAGE,
    THREE,
    answer,
    erase,
    follow,
    press,
    submit,
    text,
    ticked,
    write_commune,
)

pytestmark = pytest.mark.journey

COMMUNE = "input[name=commune]"
UNANSWERED = "sortir-addiction"  # nobody of the fictional network does


WORDS = "je veux ouvrir un salon de thé, j'ai pas d'ordi et j'ai peur de perdre le rsa"


@pytest.mark.smoke
def test_from_a_sentence_on_the_home_page_to_a_sheet_of_paper(walk, width, scripts):
    """Somebody who never used it: what they say, where they are, then the sheet they hold."""
    page = walk(width=width, scripts=scripts).goto("/")
    page.locator("#mots").fill(WORDS)
    assert press(page, "suite").status == 200
    assert page.locator("blockquote").inner_text().strip() == WORDS
    for code in ("creer-entreprise", "garder-ses-droits"):
        box = page.locator(f"input[name=besoins][value={code}]")
        if not box.is_checked():
            answer(page, needs=[code])
    press(page, "suite")
    write_commune(page, "Langogne")
    press(page, "suite")
    assert press(page, "plan").status == 200
    assert re.search(r"/parcours/[\w-]{32}/$", page.url)
    assert page.locator("[id^=etape-]").count() >= 1
    assert follow(page, "/imprimer/").status == 200
    expect(page.get_by_role("img", name=re.compile("code", re.I))).to_be_visible()
    assert "Langogne" in text(page)


def test_back_and_forth_between_screens_loses_nothing(walk, scripts):
    page = walk(scripts=scripts).goto("/parcours/")
    page.locator("#mots").fill(WORDS)
    press(page, "suite")
    answer(page, needs=["garde-enfants"])
    chosen = ticked(page)
    press(page, "suite")
    write_commune(page, "Saint-Denis")
    page.locator("input[name=mode][value=velo]").check()
    press(page, "retour")
    assert ticked(page) == chosen
    assert page.locator("#mots").input_value() == WORDS
    press(page, "suite")
    assert page.locator(COMMUNE).input_value() == "Saint-Denis"
    assert ticked(page, "mode") == {"velo"}
    press(page, "suite")
    expect(page.locator("#erreurs")).to_be_visible()
    page.reload()
    page.get_by_role("radio", name=re.compile("Aude")).check()
    press(page, "suite")
    page.locator("input[name=gratuit]").check()
    page.reload()
    page.go_back()  # the browser's own
    assert "Saint-Denis" in page.locator(COMMUNE).input_value()
    page.go_forward()
    press(page, "plan")
    assert "Aude" in text(page)


def test_erasing_half_way_leaves_nothing_to_the_next_person(walk, scripts):
    begun = walk(scripts=scripts)
    page = begun.goto("/parcours/")
    page.locator("#mots").fill(WORDS)
    press(page, "suite")
    half_way = page.url
    assert [c["name"] for c in begun.context.cookies(half_way) if c["name"] == "mots"]
    erase(page)
    assert not [c["name"] for c in begun.context.cookies(half_way) if c["name"] == "mots"]
    assert page.locator("#mots").input_value() == ""
    begun.goto(half_way, status=404)
    assert WORDS not in page.content()


def test_three_needs_from_langogne(walk, width, scripts):
    page = walk(width=width, scripts=scripts).goto(ONE_PAGE)
    answer(page, commune="Langogne", needs=THREE, urgent=["apprendre-numerique"], minutes=60)
    assert submit(page).status == 200
    assert re.search(r"/parcours/[\w-]{32}/$", page.url)
    said = text(page)
    assert "Langogne" in page.get_by_role("heading", level=1).inner_text()
    assert "urgent" in said
    assert "60" in said or "1 h" in said
    assert page.get_by_role("heading", name=re.compile(r"étape\s+1", re.I)).is_visible()


def test_a_need_is_found_by_its_words_and_stays_ticked(walk):
    page = walk().goto(ONE_PAGE)
    page.get_by_role("searchbox").fill("internet")
    box = page.locator("input[name=besoins][value=acces-internet]")
    expect(box).to_be_visible()
    expect(page.locator("input[name=besoins][value=garde-enfants]")).to_be_hidden()
    box.check()
    page.get_by_role("searchbox").fill("")
    expect(box).to_be_checked()
    expect(page.locator("needs-picker [role=status]")).to_contain_text("1")


def test_coming_back_to_change_an_answer_loses_none(walk, scripts):
    page = walk(scripts=scripts).goto(ONE_PAGE)
    answer(page, commune="Langogne", needs=THREE, urgent=THREE[:1])
    answer(page, mode="velo", minutes=90, remote=False)
    submit(page)
    plans = page.url
    follow(page, "/modifier/")
    assert ticked(page) == set(THREE)
    assert ticked(page, "urgents") == set(THREE[:1])
    press(page, "suite")
    assert "Langogne" in page.locator(COMMUNE).input_value()
    assert ticked(page, "mode") == {"velo"}
    assert ticked(page, "max_minutes") == {"90"}
    press(page, "suite")
    assert not page.locator("input[name=a_distance]").is_checked()
    assert press(page, "plan").status == 200
    assert page.url == plans, "what is printed leads to the plan as it was changed"


def test_the_back_button_of_the_browser_loses_nothing(walk):
    page = walk().goto(ONE_PAGE)
    answer(page, commune="Langogne", needs=THREE, mode="velo")
    submit(page)
    page.go_back()
    assert ticked(page) == set(THREE)
    assert ticked(page, "mode") == {"velo"}
    assert page.locator(COMMUNE).input_value() == "Langogne"


def test_homonyms_are_proposed_while_typing(walk, width):
    page = walk(width=width).goto(ONE_PAGE)
    field = page.get_by_role("combobox", name=re.compile("commune", re.I))
    field.press_sequentially("saint-denis")
    options = page.get_by_role("option")
    expect(options.filter(has_text="974")).to_have_count(1)
    expect(options.filter(has_text="Aude")).to_have_count(1)
    options.filter(has_text="Aude").click()
    expect(field).to_have_value(re.compile("Aude"))
    expect(options).to_have_count(0)


def test_homonyms_are_asked_when_none_was_chosen(walk, width, scripts):
    page = walk(width=width, scripts=scripts).goto(ONE_PAGE)
    answer(page, commune="Saint-Denis", needs=THREE)
    assert submit(page).status == 422
    assert page.locator(COMMUNE).input_value() == "Saint-Denis"
    assert ticked(page) == set(THREE)
    choice = page.get_by_role("radio", name=re.compile("Gard"))
    assert page.get_by_role("radio", name=re.compile("Saint-Denis")).count() >= 3
    choice.check()
    assert submit(page).status == 200
    assert "Gard" in text(page)


def test_a_ninth_need_is_refused_beside_the_field_and_all_stays(walk, width, scripts):
    page = walk(width=width, scripts=scripts).goto(ONE_PAGE)
    answer(page, commune="Langogne", needs=NINE, urgent=NINE[:1])
    assert submit(page).status == 422
    assert ticked(page) == set(NINE)
    assert ticked(page, "urgents") == set(NINE[:1])
    assert page.locator(COMMUNE).input_value() == "Langogne"
    _follow_the_error(page, "besoins")


def test_a_commune_that_is_missing_is_asked_beside_the_field(walk, scripts):
    page = walk(scripts=scripts).goto(ONE_PAGE)
    answer(page, needs=THREE)
    assert submit(page).status == 422
    field = page.locator(COMMUNE)
    assert field.get_attribute("aria-invalid") == "true"
    described = (field.get_attribute("aria-describedby") or "").split()
    assert any("commune" in page.locator(f"#{one}").inner_text().lower() for one in described)
    assert all(page.locator(f"#{one}").count() == 1 for one in described)
    _follow_the_error(page, "commune")


def _follow_the_error(page, target):
    """The summary of errors leads to the control that mends the error, which is in view."""
    link = page.locator(f"main a[href='#{target}']").first
    link.click()
    expect(page.locator(f"#{target}")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.id") == target


def test_when_nobody_is_within_reach_it_is_said_with_what_can_be_done(walk, width, scripts):
    page = walk(width=width, scripts=scripts).goto(ONE_PAGE)
    answer(page, commune="29019", needs=THREE, mode="pied", minutes=15, remote=False)
    assert submit(page).status == 200
    assert page.locator("[id^=etape-]").count() == 0
    assert page.get_by_role("img", name=re.compile("carte", re.I)).count() == 0
    unanswered = page.get_by_role("region", name=re.compile("personne|aucun|sans réponse", re.I))
    assert unanswered.get_by_role("listitem").count() >= len(THREE)
    assert "15" in unanswered.inner_text()
    follow(page, "/modifier/")
    assert ticked(page) == set(THREE)


def test_a_need_nobody_answers_is_listed_not_hidden(walk):
    page = walk().goto(ONE_PAGE)
    answer(page, commune="Langogne", needs=("apprendre-numerique", UNANSWERED), remote=False)
    assert submit(page).status == 200
    assert page.locator("[id^=etape-]").count() >= 1
    unanswered = page.get_by_role("region", name=re.compile("sans réponse", re.I))
    assert unanswered.get_by_role("listitem").count() >= 1


def test_from_an_island_what_is_unknown_is_said(walk):
    page = walk().goto(ONE_PAGE)
    answer(page, commune="29083", needs=THREE, minutes=90)
    assert submit(page).status == 200
    said = text(page)
    assert "Île-de-Sein" in said
    assert page.locator("[id^=etape-]").count() == 0, "no time is guessed over water"
    assert re.search(r"inconnu|par la route|aucune route|sans route|bateau|traversée", said)
