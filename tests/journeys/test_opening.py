"""Rose animates the network of Lozère: where would a Tuesday-morning permanence help most?

She asks, reads the answer, tries a move and sees who would lose, comes back, and prints it.
No JavaScript is needed for any of it. Each page is photographed into ``var/captures/ouvrir``.
"""

import re
from pathlib import Path

import pytest

from scripts.screenshots import CAPTURES
from tests.journeys.looking import broken_rules, cut_text, small_targets
from tests.journeys.signed_in import become
from tests.journeys.walking import HEIGHTS, NARROW, WIDE

pytestmark = pytest.mark.journey
ALBUM = Path(CAPTURES) / "ouvrir"


def look(page, name):
    """Nothing may be out of order, narrow or wide. Its text."""
    ALBUM.mkdir(parents=True, exist_ok=True)
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        assert broken_rules(page) + small_targets(page) + cut_text(page) == []
        page.screenshot(path=ALBUM / f"{name}-{width}.png", full_page=True)
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def people_served(said):
    """(after, before) as the sentence says them."""
    found = re.search(r"En tout, ([\d ]+) habitants .* au lieu de ([\d ]+) aujourd'hui", said)
    assert found, said[:600]
    return tuple(int(one.replace(" ", "")) for one in found.groups())


def ask(page, button):
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_animator_answers_the_tuesday_morning_question_and_tries_a_move(walk, scripts):
    begun = walk(scripts=scripts)
    become(begun, "animator")
    page = begun.goto("/observatoire/ouvrir/")
    page.get_by_label("Quand").select_option("mar-matin")
    page.get_by_label("Assez près").select_option("20")
    ask(page, "Chercher")
    said = look(page, "reponse") if scripts else page.locator("main").inner_text()
    said = re.sub(r"\s+", " ", said)
    assert "Aucun autre choix ne fait mieux" in said
    best, before = people_served(said)
    assert best > before
    answered = page.url
    chosen = page.locator(".siting-openings strong").inner_text()

    # A move: the place that most people have as their nearest closes, and opens at Langogne.
    page.locator("summary", has_text="On ferme").click()
    lines = page.locator(".siting-places label")
    counts = [int(re.sub(r"\D", "", text.rsplit("(", 1)[1])) for text in lines.all_inner_texts()]
    lines.nth(counts.index(max(counts))).locator("input").check()
    page.get_by_label(chosen, exact=True).uncheck()
    page.locator("#plus").fill("Langogne")
    ask(page, "Voir ce que ça change")
    tried = look(page, "essai") if scripts else page.locator("main").inner_text()
    tried = re.sub(r"\s+", " ", tried)
    assert "C'est un essai" in tried
    assert re.search(r"habitants y perdraient", tried)
    assert tried.index("y perdraient") < tried.index("Langogne :")
    assert people_served(tried)[1] == before

    # The map tries as much, by keys alone: a second commune opens too.
    page.get_by_role("link", name=re.compile("^Ouvrir à Chastanier ")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tried = page.locator(".siting-openings strong").all_inner_texts()
    assert sorted(tried) == ["Chastanier", "Langogne"]
    page.go_back()

    # The address alone says the try to somebody else.
    other = walk(scripts=scripts)
    assert "C'est un essai" in other.goto(page.url.replace(begun.origin, "")).content()

    with page.expect_navigation():
        page.get_by_role("link", name="Revenir au meilleur choix").click()
    assert page.locator(".siting-openings strong").inner_text() == chosen
    assert "mar-matin" in page.url
    assert answered.split("?")[0] == page.url.split("?")[0]


def test_the_answer_and_the_rounds_hold_on_paper(walk):
    begun = walk()
    page = begun.goto("/observatoire/ouvrir/?quand=mar-matin&minutes=20")
    page.emulate_media(media="print")
    assert not page.get_by_role("button").first.is_visible()
    drawn = page.locator("svg.map")
    assert [drawn.nth(n).is_visible() for n in range(drawn.count())] == [True, True]
    ALBUM.mkdir(parents=True, exist_ok=True)
    page.pdf(path=ALBUM / "reponse.pdf")
    rounds = "but=tournee&base=Mende&combien=2&quand=mar-matin&minutes=20"
    page = begun.goto(f"/observatoire/ouvrir/feuille/?{rounds}")
    paper = page.pdf(path=ALBUM / "feuille.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
