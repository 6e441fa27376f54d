"""The sheet that a person takes away."""

import re

import pytest

from tests.journeys.walking import NINE, THREE, open_plans

pytestmark = pytest.mark.journey

A4_POINTS = (595, 842)
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
BOX = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]")
QR = re.compile("code", re.I)


def sheets(page):
    """How many sheets come out, all of them A4."""
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = {(round(float(wide)), round(float(high))) for wide, high in BOX.findall(pdf)}
    assert sizes == {A4_POINTS}
    return len(PAGE.findall(pdf))


def numbers(page):
    found = page.get_by_role("heading", name=re.compile(r"étape\s\d", re.I)).all_text_contents()
    return [int(re.search(r"\d+", heading)[0]) for heading in found]


def test_every_plan_for_three_needs_holds_on_one_sheet(walk):
    begun = walk()
    plans = open_plans(begun.context, "Langogne", THREE, a_distance="on")
    page = begun.goto(plans)
    count = page.locator("main a[href*='?plan=']:not([href*='imprimer'])").count()
    for number in range(1, count + 1):
        begun.goto(f"{plans}imprimer/?plan={number}")
        assert numbers(page) == list(range(1, len(numbers(page)) + 1))
        assert sheets(page) == 1


TALKATIVE = (
    ("arriver-ici", "lire-ecrire-compter", "me-soigner"),
    ("developper-entreprise", "choisir-metier", "structurer-projet"),
    ("garder-ses-droits", "tenir-comptes", "inscrire-ecole"),
    ("me-former", "proteger-donnees", "preparer-retraite"),
)
"""Needs whose steps have much to say: hours by service, conditions, words to explain."""


@pytest.mark.parametrize("needs", TALKATIVE, ids=lambda needs: needs[0])
def test_so_do_those_with_most_to_say_and_those_that_were_changed(walk, needs):
    begun = walk()
    plans = open_plans(begun.context, "Langogne", needs, a_distance="on")
    page = begun.goto(plans)
    steps = [one.get_attribute("href") for one in page.locator("main a[href*='/changer/']").all()]
    others = page.locator("button[name=avec]")
    for step in steps:
        begun.goto(step)
        if others.count():
            break
    with page.expect_navigation():
        others.last.click()
    for number in (1, 2, 3):
        begun.goto(f"{plans}imprimer/?plan={number}")
        assert sheets(page) == 1
        text = page.locator("main").inner_text()
        assert "À demander" in text
        assert "à vérifier avec eux" in text


def test_a_plan_for_eight_needs_holds_on_two_sheets(walk):
    begun = walk()
    plans = open_plans(begun.context, "Langogne", NINE[:8], a_distance="on")
    page = begun.goto(f"{plans}imprimer/")
    assert sheets(page) <= 2


def test_paper_leads_back_to_the_plan_and_says_what_is_fiction(three):
    begun = three()
    page = begun.page
    page.goto(f"{page.url}imprimer/?plan=2")
    page.emulate_media(media="print")
    code = page.get_by_role("img", name=QR)
    box = code.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 2 / 2.54 * 96, "two centimetres, to be read"
    assert page.get_by_text(re.compile("fictif", re.I)).first.is_visible()
    assert not page.get_by_role("button").or_(page.get_by_role("navigation")).first.is_visible()
    assert "estim" in page.locator("main").inner_text()


def test_paper_names_the_same_people_as_the_screen(three):
    page = three().page
    on_screen = page.locator("[id^=etape-]").get_by_role("heading", level=3).all_text_contents()
    page.goto(f"{page.url}imprimer/?plan=1")
    on_paper = page.get_by_role("heading", name=re.compile(r"étape\s\d", re.I)).all_text_contents()
    assert [_who(name) for name in on_paper] == [_who(name) for name in on_screen]


def _who(heading):
    name = re.sub(r"^\s*étape\s\d+\s:", "", heading, flags=re.I)
    return " ".join(name.replace("peut attendre", "").split())


def test_the_button_that_prints_exists_only_where_it_works(three, scripts):
    page = three(scripts=scripts).page
    page.goto(f"{page.url}imprimer/")
    button = page.locator("print-button").get_by_role("button", include_hidden=True)
    assert button.is_visible() == scripts
    if scripts:
        page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1 } }")
        button.click()
        assert page.evaluate("window.printed") == 1
