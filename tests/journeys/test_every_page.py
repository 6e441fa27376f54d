"""Each page, light and dark, wide and narrow: rules of accessibility, room, targets, weight.

Automatic rules see a part of what matters; the rest is walked by hand or in the other files.
"""

import pytest

from tests.journeys.looking import (
    broken_rules,
    cut_text,
    cut_when_spaced,
    small_targets,
    weighed,
)
from tests.journeys.walking import (
    HEIGHTS,
    NARROW,
    NINE,
    ONE_PAGE,
    THREE,
    WIDE,
    answer,
    open_plans,
    press,
    submit,
)

pytestmark = pytest.mark.journey

MOST_BYTES = 60_000
ZOOM_400 = {"width": 320, "height": 256}


def plans(begun, needs=THREE, commune="Langogne", **said):
    return open_plans(begun.context, commune, needs, **({"a_distance": "on"} | said))


def a_place(begun):
    begun.goto("/lieux/?commune=Langogne")
    return begun.page.locator("main ol h3 a").first.get_attribute("href")


def refused(begun, **said):
    page = begun.goto(ONE_PAGE)
    answer(page, **said)
    assert submit(page).status == 422


def typing(begun):
    page = begun.goto(ONE_PAGE)
    page.locator("input[name=commune]").press_sequentially("saint-denis")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


def said(
    begun, words="je veux ouvrir un salon de thé, j'ai pas d'ordi et j'ai peur de perdre le rsa"
):
    page = begun.goto("/parcours/")
    page.locator("#mots").fill(words)
    press(page, "suite")


def screen(begun, number):
    begun.goto(f"{plans(begun)}etape/{number}/")


def too_long(begun):
    page = begun.goto("/parcours/")
    page.locator("#mots").fill("é" * 1001)
    assert press(page, "suite").status == 422


def where_homonyms(begun):
    screen(begun, 2)
    begun.page.locator("#commune").fill("Saint-Denis")
    assert press(begun.page, "suite").status == 422


def refused_form(begun):
    page = begun.goto(ONE_PAGE)
    begun.context.clear_cookies()
    assert submit(page).status == 403


def swap_page(begun):
    page = begun.goto(plans(begun))
    begun.goto(page.locator("main a[href*='/changer/']").first.get_attribute("href"))


def swapped(begun):
    swap_page(begun)
    with begun.page.expect_navigation():
        begun.page.locator("button[name=avec]").first.click()


def checked_text(begun):
    page = begun.goto("/mots/texte-clair/")
    page.locator("#texte").fill("Le RSA est versé après le workshop de la CAF.")
    with page.expect_navigation():
        page.locator("main form button").click()


PAGES = {
    "home": lambda w: w.goto("/"),
    "how": lambda w: w.goto("/comment-ce-parcours-est-il-choisi/"),
    "sources": lambda w: w.goto("/sources/"),
    "privacy": lambda w: w.goto("/confidentialite/"),
    "accessibility": lambda w: w.goto("/accessibilite/"),
    "words": lambda w: w.goto("/mots/"),
    "words-one-explained": lambda w: w.goto("/mots/?merci=rsa&q=rsa"),
    "words-nothing": lambda w: w.goto("/mots/?q=zzzz"),
    "words-unknown": lambda w: w.goto("/mots/pas-compris/?mot=rsa&depuis=lieu"),
    "words-to-explain": lambda w: w.goto("/mots/a-expliquer/"),
    "clear-text": lambda w: w.goto("/mots/texte-clair/"),
    "clear-text-checked": checked_text,
    "propose": lambda w: w.goto("/proposer/"),
    "home-around": lambda w: w.goto("/?commune=Langogne"),
    "home-homonyms": lambda w: w.goto("/?commune=Saint-Denis"),
    "intake": lambda w: w.goto("/parcours/"),
    "intake-said": said,
    "intake-urgent": lambda w: said(w, "mon mari me frappe et je n'ai nulle part où dormir"),
    "intake-not-understood": lambda w: said(w, "xyzzy"),
    "intake-too-long": too_long,
    "intake-where": lambda w: screen(w, 2),
    "intake-where-homonyms": where_homonyms,
    "intake-when": lambda w: screen(w, 3),
    "intake-one-page": lambda w: w.goto(ONE_PAGE),
    "intake-sheet": lambda w: w.goto("/parcours/papier/"),
    "intake-after-erasing": lambda w: w.goto("/parcours/?efface=1"),
    "intake-empty-refused": refused,
    "intake-nine-refused": lambda w: refused(w, commune="Langogne", needs=NINE),
    "intake-homonyms": lambda w: refused(w, commune="Saint-Denis", needs=THREE),
    "intake-typing": typing,
    "plans": lambda w: w.goto(plans(w)),
    "plans-of-eight": lambda w: w.goto(plans(w, NINE[:8], mode="velo", urgents="acces-internet")),
    "plans-with-a-gap": lambda w: w.goto(plans(w, ("apprendre-numerique", "sortir-addiction"))),
    "plans-none": lambda w: w.goto(plans(w, commune="29019", mode="pied", max_minutes="15")),
    "compare": lambda w: w.goto(f"{plans(w, NINE[:5])}comparer/"),
    "swap": swap_page,
    "swapped": swapped,
    "swap-moved": lambda w: w.goto(f"{plans(w)}changer/9/x/", status=404),
    "change": lambda w: w.goto(f"{plans(w)}une-page/"),
    "paper": lambda w: w.goto(f"{plans(w)}imprimer/"),
    "places": lambda w: w.goto("/lieux/"),
    "places-filtered": lambda w: w.goto("/lieux/?commune=Langogne&besoin=apprendre-numerique"),
    "places-none": lambda w: w.goto("/lieux/?commune=29083&besoin=apprendre-numerique"),
    "places-homonyms": lambda w: w.goto("/lieux/?commune=Saint-Denis"),
    "places-refused": lambda w: w.goto("/lieux/?commune=zzzz&besoin=zzzz", status=400),
    "place": lambda w: w.goto(a_place(w)),
    "absent": lambda w: w.goto("/nowhere/", status=404),
    "plan-gone": lambda w: w.goto(f"/parcours/{'x' * 32}/", status=404),
    "form-refused": refused_form,
}


@pytest.mark.parametrize("name", PAGES)
def test_page(walk, name):
    begun = walk(width=WIDE)
    PAGES[name](begun)
    page = begun.page
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true })")
    found = {}
    for scheme, width in (("light", WIDE), ("dark", WIDE), ("light", NARROW)):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        found[f"{scheme} {width}"] = broken_rules(page) + small_targets(page) + cut_text(page)
        if scheme == "light":
            found[f"spaced {width}"] = cut_when_spaced(page)
    page.set_viewport_size(ZOOM_400)
    found["zoom"] = cut_text(page)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    found["forced colours"] = cut_text(page)
    found["moving"] = page.evaluate("document.getAnimations().map((one) => one.playState)")
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "intake",
        "intake-said",
        "intake-one-page",
        "plans",
        "compare",
        "swap",
        "places",
        "place",
    ],
)
def test_a_page_is_light(walk, name):
    before, begun = walk(), walk()
    PAGES[name](before)
    with weighed(begun.context, begun.page) as sizes:
        begun.goto(before.page.url)
    assert len(sizes) >= 5
    assert sum(sizes) < MOST_BYTES
